#define _GNU_SOURCE
#include "console/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/cleanup.h"
#include "console/message.h"
#include "source/compress.h"

enum { BUFFER = 256 << 10 };

struct output {
    int fd;
    bool gone;       /* nobody reads any more */
    bool failed;     /* said so; nothing more is written */
    char *path;      /* what it shall be called; NULL: written in place */
    char *temp;      /* what it is called now; NULL: nothing to take back */
    const char *name; /* for messages; in the caller's memory. NULL: standard output */
    char *buffer;    /* BUFFER bytes, n of them used */
    size_t n;
    struct compressor *compressor; /* NULL: as it is */
};

/* The three arguments of "%s%s%s". */
#define QUOTED(o) (o)->name ? "'" : "", (o)->name ? (o)->name : "standard output", (o)->name ? "'" : ""

static int say_errno(struct output *o, const char *what)
{
    if (!o->failed)
        message_error("cannot %s %s%s%s: %s", what, QUOTED(o), strerror(errno));
    o->failed = true;
    return STATUS_SAID;
}

static int say_no_memory(void)
{
    message_error("%s", rp_strerror(RP_ERR_NOMEM));
    return STATUS_SAID;
}

/* --- opening --- */

/* The file behind the name: a link stays a link, what it points to is replaced. */
static char *final_name(const char *path)
{
    char *real = realpath(path, NULL);
    return real || errno == ENOMEM ? real : strdup(path);
}

static char *temporary_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    char *temp;

    /* A long name cut to 200 bytes leaves room for the rest within the 255 of a file system. */
    if (asprintf(&temp, "%.*s.%.200s.XXXXXX", folder, path, path + folder) < 0)
        return NULL;
    return temp;
}

/* mkstemp() makes files that only the owner may read; the user's umask or the older file decides. */
static void set_mode(int fd, const struct stat *older)
{
    mode_t mask = umask(0);
    umask(mask);
    /* Not worth failing for: a file system may know no modes. */
    if (fchmod(fd, older ? older->st_mode & 07777 : 0666 & ~mask) != 0)
        errno = 0;
}

static int open_temporary(struct output *o, const char *path, const struct stat *older)
{
    if (!(o->path = final_name(path)) || !(o->temp = temporary_name(o->path)))
        return say_no_memory();
    o->fd = mkostemp(o->temp, O_CLOEXEC);
    if (o->fd < 0) {
        free(o->temp);
        o->temp = NULL;
        return say_errno(o, "create");
    }
    if (!cleanup_add(o->temp)) {
        errno = ENAMETOOLONG;
        return say_errno(o, "create");
    }
    set_mode(o->fd, older);
    return RP_OK;
}

/* "/dev/stdout", "/dev/fd/3": a descriptor that is open already, -1 for other names. What it leads to is
 * written where it stands, even if it is a file: renaming over it would cut off who handed it to us. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};

    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        size_t n = strlen(folders[i]), digits = strspn(path + (strlen(path) > n ? n : strlen(path)), "0123456789");
        if (strncmp(path, folders[i], n) == 0 && digits > 0 && digits < 6 && path[n + digits] == '\0')
            return (int)strtol(path + n, NULL, 10);
    }
    return -1;
}

static int open_descriptor(struct output *o, int fd)
{
    o->fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return o->fd < 0 ? say_errno(o, "open") : RP_OK;
}

static int open_file(struct output *o, const char *path)
{
    struct stat st;
    bool there = stat(path, &st) == 0;
    int fd = descriptor_of(path);

    if (fd >= 0)
        return open_descriptor(o, fd);
    if (there && S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return say_errno(o, "write");
    }
    if (there && !S_ISREG(st.st_mode)) {
        o->fd = open(path, O_WRONLY | O_CLOEXEC);
        return o->fd < 0 ? say_errno(o, "open") : RP_OK;
    }
    return open_temporary(o, path, there ? &st : NULL);
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

static bool folder_stat(const char *path, struct stat *st)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    bool known = folder && stat(folder, st) == 0;

    free(folder);
    return known;
}

static int open_compressor(struct output *o, const char *path)
{
    enum source_coding coding = ends_with(path, ".gz")    ? CODING_GZIP
                                : ends_with(path, ".zst") ? CODING_ZSTD
                                                          : CODING_PLAIN;
    if (coding != CODING_PLAIN && compressor_create(&o->compressor, coding) < 0)
        return say_no_memory();
    return RP_OK;
}

int output_open(struct output **out, const char *path)
{
    bool standard = !path || strcmp(path, "-") == 0;
    struct output *o = mem_zalloc(1, sizeof *o);
    int rc = RP_OK;

    if (!o)
        return say_no_memory();
    o->fd = -1;
    o->name = standard ? NULL : path;
    if (!(o->buffer = mem_alloc(BUFFER, 1)))
        rc = say_no_memory();
    else if (standard)
        o->fd = STDOUT_FILENO;
    else if ((rc = open_file(o, path)) == RP_OK)
        rc = open_compressor(o, path);
    if (rc < 0)
        output_drop(o);
    else
        *out = o;
    return rc;
}

static bool same_place(const struct output *a, const struct output *b)
{
    const char *x, *y;
    struct stat s, t;

    if (fstat(a->fd, &s) != 0 || fstat(b->fd, &t) != 0)
        return false;
    if (!a->temp || !b->temp) /* in place: two that write to one device or pipe are the user's business */
        return a->temp == b->temp && S_ISREG(s.st_mode) && s.st_dev == t.st_dev && s.st_ino == t.st_ino;
    /* Renamed to: the same name in the same folder. */
    x = strrchr(a->path, '/');
    y = strrchr(b->path, '/');
    if (strcmp(x ? x + 1 : a->path, y ? y + 1 : b->path) != 0)
        return false;
    return folder_stat(a->path, &s) && folder_stat(b->path, &t) && s.st_dev == t.st_dev && s.st_ino == t.st_ino;
}

int outputs_distinct(struct output *const *o, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (o[i] && o[k] && (strcmp(names[i], names[k]) == 0 || same_place(o[i], o[k]))) {
                message_error("%s%s%s is named for two outputs", QUOTED(o[i]));
                return STATUS_SAID;
            }
    return RP_OK;
}

/* --- writing --- */

/* A pipe may have been made non-blocking by who holds the other end. */
static bool wait_for(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    return poll(&p, 1, -1) > 0 || errno == EINTR;
}

static int write_all(void *ctx, const char *p, size_t n)
{
    struct output *o = ctx;

    while (n > 0 && !o->gone) {
        ssize_t done = write(o->fd, p, n);
        if (done < 0 && (errno == EINTR || (errno == EAGAIN && wait_for(o->fd))))
            continue;
        if (done < 0 && errno == EPIPE) {
            o->gone = true;
            break;
        }
        if (done < 0)
            return say_errno(o, "write to");
        p += done;
        n -= (size_t)done;
    }
    return RP_OK;
}

static int say_compressor(struct output *o, int rc)
{
    if (rc < 0 && rc != STATUS_SAID) {
        message_error("cannot compress %s%s%s: %s", QUOTED(o), rp_strerror(rc));
        o->failed = true;
    }
    return rc < 0 ? STATUS_SAID : RP_OK;
}

static int put(struct output *o, const char *p, size_t n)
{
    if (!o->compressor)
        return write_all(o, p, n);
    return say_compressor(o, compressor_feed(o->compressor, p, n, write_all, o));
}

static int flush(struct output *o)
{
    size_t n = o->n;
    o->n = 0;
    return n ? put(o, o->buffer, n) : RP_OK;
}

int output_write(struct output *o, const void *p, size_t n)
{
    if (o->failed)
        return STATUS_SAID;
    if (o->gone || n == 0)
        return RP_OK;
    if (n > BUFFER - o->n && flush(o) < 0)
        return STATUS_SAID;
    if (n >= BUFFER)
        return put(o, p, n);
    memcpy(o->buffer + o->n, p, n);
    o->n += n;
    return RP_OK;
}

bool output_gone(const struct output *o)
{
    return o->gone;
}

/* --- ending --- */

int output_sync(struct output *o)
{
    if (o->failed || flush(o) < 0)
        return STATUS_SAID;
    if (o->compressor && say_compressor(o, compressor_end(o->compressor, write_all, o)) < 0)
        return STATUS_SAID;
    if (o->temp && fsync(o->fd) != 0)
        return say_errno(o, "write to");
    return RP_OK;
}

/* The rename itself lies in the folder: it lasts once the folder is on disk. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    /* Some file systems cannot; the file itself is safe already. */
    if (fd >= 0 && fsync(fd) != 0)
        errno = 0;
    if (fd >= 0)
        close(fd);
    free(folder);
}

int output_publish(struct output *o)
{
    if (!o->temp)
        return RP_OK;
    if (rename(o->temp, o->path) != 0)
        return say_errno(o, "create");
    cleanup_forget(o->temp);
    free(o->temp);
    o->temp = NULL;
    sync_folder(o->path);
    return RP_OK;
}

void output_drop(struct output *o)
{
    if (!o)
        return;
    if (o->fd >= 0 && o->fd != STDOUT_FILENO)
        close(o->fd);
    if (o->temp) {
        unlink(o->temp);
        cleanup_forget(o->temp);
    }
    compressor_free(o->compressor);
    free(o->temp);
    free(o->path);
    free(o->buffer);
    free(o);
}
