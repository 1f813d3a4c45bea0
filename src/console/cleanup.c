#define _GNU_SOURCE
#include "console/cleanup.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "console/progress.h"

/* A handler may run between any two instructions: a name counts only while its flag is up, and the
 * flag goes up last and down first. */
static struct {
    atomic_bool used;
    bool folder;
    char path[CLEANUP_NAME];
} names[CLEANUP_MAX];

static _Atomic(const char *) last_words;

void cleanup_say(const char *text)
{
    atomic_store(&last_words, text);
}

/* readdir() takes memory, which a handler must not; the call underneath does not. */
static void remove_files(int folder)
{
    _Alignas(struct dirent64) char buf[8192];
    long n;

    while ((n = syscall(SYS_getdents64, folder, buf, sizeof buf)) > 0)
        for (long at = 0; at < n;) {
            const struct dirent64 *e = (const struct dirent64 *)(const void *)(buf + at);
            unlinkat(folder, e->d_name, 0); /* "." and ".." refuse */
            at += e->d_reclen;
        }
}

/* Another thread may still be writing: what it adds meanwhile goes in the next round. */
static void remove_folder(const char *path)
{
    enum { ROUNDS = 16 };
    for (int i = 0; i < ROUNDS; i++) {
        const int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder < 0)
            return;
        remove_files(folder);
        close(folder);
        if (rmdir(path) == 0)
            return;
    }
}

static void on_signal(int sig)
{
    const char *text = atomic_load(&last_words);

    for (int i = 0; i < CLEANUP_MAX; i++)
        if (atomic_load(&names[i].used)) {
            if (names[i].folder)
                remove_folder(names[i].path);
            else
                unlink(names[i].path);
        }
    progress_wipe();
    if (text && write(STDERR_FILENO, text, strlen(text)) < 0)
        _exit(128 + sig);
    /* SA_RESETHAND has put the default back: the parent sees who ended us. */
    raise(sig);
}

/* Descriptors are given out from the lowest on, so each one opened here takes the place it looked at. Opened the
 * wrong way round: to use it is the error it would have been. */
static void hold_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return; /* no /dev/null: nothing better is to be had */
}

void cleanup_setup(void)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU};
    struct sigaction now = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}, before;

    sigemptyset(&now.sa_mask);
    for (unsigned i = 0; i < sizeof ending / sizeof *ending; i++)
        /* nohup(1) has SIGHUP ignored: leave it so. */
        if (sigaction(ending[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(ending[i], &now, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file larger than allowed is a failed write, which is spoken of */
    hold_standard_descriptors();
}

static bool add(const char *path, bool folder)
{
    size_t n = strlen(path) + 1;
    for (int i = 0; n <= CLEANUP_NAME && i < CLEANUP_MAX; i++)
        if (!atomic_load(&names[i].used)) {
            memcpy(names[i].path, path, n);
            names[i].folder = folder;
            atomic_store(&names[i].used, true);
            return true;
        }
    return false;
}

bool cleanup_add(const char *path)
{
    return add(path, false);
}

bool cleanup_add_folder(const char *path)
{
    return add(path, true);
}

void cleanup_forget(const char *path)
{
    for (int i = 0; i < CLEANUP_MAX; i++)
        if (atomic_load(&names[i].used) && strcmp(names[i].path, path) == 0)
            atomic_store(&names[i].used, false);
}
