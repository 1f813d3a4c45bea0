/* A result is there whole or not at all. */
#define _GNU_SOURCE
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "console/cleanup.h"
#include "console/output.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/test-output.XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int entries(void)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    int n = 0;
    while ((e = readdir(d)))
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return n;
}

static int empty_folder(void **state)
{
    char cmd[128];
    (void)state;
    snprintf(cmd, sizeof cmd, "rm -rf %s", folder);
    return system(cmd);
}

static const char *in_folder(const char *name)
{
    static char path[4][160];
    static int turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static void content_is(const char *path, const char *want)
{
    char got[256] = {0};
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_true(fread(got, 1, sizeof got - 1, f) == strlen(want));
    assert_string_equal(got, want);
    fclose(f);
}

static void put_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

static void appears_when_published(void **state)
{
    struct output *o;
    struct stat st;
    mode_t mask = umask(0);
    (void)state;
    umask(mask);
    assert_ok(output_open(&o, in_folder("a")));
    assert_ok(output_write(o, "hello\n", 6));
    assert_int_equal(access(in_folder("a"), F_OK), -1);
    assert_ok(output_sync(o));
    assert_int_equal(access(in_folder("a"), F_OK), -1);
    assert_ok(output_publish(o));
    output_drop(o);
    content_is(in_folder("a"), "hello\n");
    assert_int_equal(entries(), 1);
    assert_int_equal(stat(in_folder("a"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0666 & ~mask);
}

static void older_file_stays_until_then(void **state)
{
    struct output *o;
    struct stat st;
    (void)state;
    put_file(in_folder("a"), "old");
    chmod(in_folder("a"), 0640);
    assert_ok(output_open(&o, in_folder("a")));
    assert_ok(output_write(o, "new", 3));
    output_drop(o);
    content_is(in_folder("a"), "old");
    assert_int_equal(entries(), 1);
    assert_ok(output_open(&o, in_folder("a")));
    assert_ok(output_write(o, "new", 3));
    assert_ok(output_sync(o));
    assert_ok(output_publish(o));
    output_drop(o);
    content_is(in_folder("a"), "new");
    assert_int_equal(stat(in_folder("a"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

static void a_link_stays_a_link(void **state)
{
    struct output *o;
    struct stat st;
    (void)state;
    put_file(in_folder("target"), "old");
    assert_int_equal(symlink("target", in_folder("link")), 0);
    assert_ok(output_open(&o, in_folder("link")));
    assert_ok(output_write(o, "new", 3));
    assert_ok(output_sync(o));
    assert_ok(output_publish(o));
    output_drop(o);
    assert_int_equal(lstat(in_folder("link"), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    content_is(in_folder("target"), "new");
}

/* `reprint ... --removed /dev/stdout >> log`: what stands there stays, and the shell's file is written. */
static void a_descriptor_is_written_in_place(void **state)
{
    struct output *o;
    char name[32];
    int fd;
    (void)state;
    put_file(in_folder("log"), "before,");
    fd = open(in_folder("log"), O_WRONLY | O_APPEND);
    snprintf(name, sizeof name, "/dev/fd/%d", fd);
    assert_ok(output_open(&o, name));
    assert_ok(output_write(o, "after", 5));
    assert_ok(output_sync(o));
    assert_ok(output_publish(o));
    output_drop(o);
    assert_int_equal(write(fd, ".", 1), 1);
    close(fd);
    content_is(in_folder("log"), "before,after.");
    assert_int_equal(entries(), 1);
}

static void quietly(int (*act)(void), int want)
{
    int old = dup(2), null = open("/dev/null", O_WRONLY);
    dup2(null, 2);
    int got = act();
    dup2(old, 2);
    close(old);
    close(null);
    assert_int_equal(got, want);
}

static int into_missing_folder(void)
{
    struct output *o;
    return output_open(&o, in_folder("no/such"));
}

static int into_folder(void)
{
    struct output *o;
    return output_open(&o, folder);
}

static int into_full_disk(void)
{
    struct output *o;
    int rc;
    assert_ok(output_open(&o, "/dev/full"));
    rc = output_write(o, "x", 1);
    rc = rc < 0 ? rc : output_sync(o);
    output_drop(o);
    return rc;
}

static void refusals(void **state)
{
    (void)state;
    quietly(into_missing_folder, STATUS_SAID);
    quietly(into_folder, STATUS_SAID);
    quietly(into_full_disk, STATUS_SAID);
    assert_int_equal(entries(), 0);
}

static void a_closed_pipe_is_no_failure(void **state)
{
    struct output *o;
    char *big = calloc(1, 1 << 20);
    int pipes[2], old = dup(1);
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(pipes), 0);
    fflush(stdout);
    dup2(pipes[1], 1);
    close(pipes[0]);
    close(pipes[1]);
    assert_ok(output_open(&o, NULL));
    assert_ok(output_write(o, big, 1 << 20));
    assert_true(output_gone(o));
    assert_ok(output_write(o, big, 1 << 20));
    assert_ok(output_sync(o));
    assert_ok(output_publish(o));
    output_drop(o);
    dup2(old, 1);
    close(old);
    free(big);
}

static void a_signal_takes_it_back(void **state)
{
    struct output *o;
    int status;
    pid_t pid;
    (void)state;
    if ((pid = fork()) == 0) {
        cleanup_setup();
        if (output_open(&o, in_folder("a")) < 0)
            _exit(1);
        raise(SIGTERM);
        _exit(2);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    assert_int_equal(entries(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define IN_FOLDER(t) cmocka_unit_test_setup_teardown(t, make_folder, empty_folder)
        IN_FOLDER(appears_when_published), IN_FOLDER(older_file_stays_until_then), IN_FOLDER(a_link_stays_a_link),
        IN_FOLDER(a_descriptor_is_written_in_place), IN_FOLDER(refusals),               IN_FOLDER(a_closed_pipe_is_no_failure), IN_FOLDER(a_signal_takes_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
