#define _GNU_SOURCE
#include "scan/scan_site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/cleanup.h"
#include "console/message.h"
#include "console/output.h"
#include "intake/article_reader.h"
#include "report/story_html.h"
#include "scan/scan_job.h"

struct site {
    char *path, *temp; /* temp: NULL when published */
    int folder;        /* -1: none */
    FILE *file;        /* NULL: none open */
};

/* --- the folder --- */

static int say_errno(const char *what, const char *path)
{
    message_error("cannot %s '%s': %s", what, path, strerror(errno));
    return STATUS_SAID;
}

static int say_taken(const char *path)
{
    if (errno == ENOTEMPTY || errno == EEXIST)
        message_error("'%s' is there already and holds files; --format html makes a new folder: name another, or "
                      "remove it",
                      path);
    else if (errno == ENOTDIR)
        message_error("'%s' is a file; --format html makes a new folder", path);
    else
        return say_errno("replace", path);
    return STATUS_SAID;
}

static int make_folder(struct site *s)
{
    mode_t mask = umask(0);
    umask(mask);
    if (rmdir(s->path) != 0 && errno != ENOENT)
        return say_taken(s->path);
    if (!mkdtemp(s->temp)) {
        int rc = say_errno("create", s->path);
        free(s->temp);
        s->temp = NULL;
        return rc;
    }
    cleanup_add_folder(s->temp);
    s->folder = open(s->temp, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->folder < 0 || fchmod(s->folder, 0777 & ~mask) != 0)
        return say_errno("create", s->path);
    return RP_OK;
}

int site_open(struct site **out, const char *path)
{
    struct site *s = mem_zalloc(1, sizeof *s);
    size_t n = strlen(path);
    int rc = s ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    s->folder = -1;
    while (n > 1 && path[n - 1] == '/')
        n--;
    if (!(s->path = strndup(path, n)) || asprintf(&s->temp, "%s.XXXXXX", s->path) < 0) {
        rc = RP_ERR_NOMEM;
        s->temp = NULL;
        goto out;
    }
    TRY(make_folder(s));
    *out = s;
    return RP_OK;
out:
    site_drop(s);
    return rc;
}

/* Files only: nothing else was put there. */
static void remove_folder(struct site *s)
{
    DIR *d = opendir(s->temp);
    struct dirent *e;

    while (d && (e = readdir(d)))
        if (e->d_name[0] != '.')
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    rmdir(s->temp);
    cleanup_forget(s->temp);
}

void site_drop(struct site *s)
{
    if (!s)
        return;
    if (s->file)
        fclose(s->file);
    if (s->temp)
        remove_folder(s);
    if (s->folder >= 0)
        close(s->folder);
    free(s->path);
    free(s->temp);
    free(s);
}

static int finish_file(struct site *s)
{
    FILE *f = s->file;
    bool good;

    if (!f)
        return RP_OK;
    s->file = NULL;
    good = fflush(f) == 0;
    if (fclose(f) != 0 || !good)
        return say_errno("write to", s->path);
    return RP_OK;
}

int site_file(struct site *s, const char *name)
{
    int fd, rc = finish_file(s);

    if (rc < 0)
        return rc;
    fd = openat(s->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 && (s->file = fdopen(fd, "w")))
        return RP_OK;
    rc = say_errno("write to", s->path);
    if (fd >= 0)
        close(fd);
    return rc;
}

int site_put(struct site *s, const char *p, size_t n)
{
    return fwrite(p, 1, n, s->file) == n ? RP_OK : say_errno("write to", s->path);
}

int site_publish(struct site *s)
{
    int rc = finish_file(s);

    if (rc < 0)
        return rc;
    if (syncfs(s->folder) != 0 || rename(s->temp, s->path) != 0)
        return say_errno("write", s->path);
    cleanup_forget(s->temp);
    free(s->temp);
    s->temp = NULL;
    return RP_OK;
}

/* --- its pages --- */

/* The articles of one story, while its page is written. */
struct shelf {
    struct scan_job *job;
    struct article_reader *reader;
    struct article_text **text;
    size_t n, cap;
};

static int open_page(void *ctx, const char *name)
{
    return site_file(((struct shelf *)ctx)->job->site, name);
}

static int put_bytes(void *ctx, const char *p, size_t n)
{
    return site_put(((struct scan_job *)ctx)->site, p, n);
}

static int read_text(void *ctx, size_t doc, struct html_text *out)
{
    struct shelf *s = ctx;
    struct article_text *t;
    int rc = RP_OK;

    TRY(mem_grow(&s->text, &s->cap, s->n + 1, sizeof *s->text));
    if (!(t = mem_zalloc(1, sizeof *t)))
        return RP_ERR_NOMEM;
    s->text[s->n++] = t;
    TRY(article_reader_read(s->reader, doc, t, NULL));
    *out = (struct html_text){t->text, &t->body, &t->doc};
out:
    return rc;
}

static void clear_shelf(void *ctx)
{
    struct shelf *s = ctx;
    for (size_t i = 0; i < s->n; i++) {
        article_text_release(s->text[i]);
        free(s->text[i]);
    }
    s->n = 0;
}

int scan_write_site(struct scan_job *job, struct story_report *r)
{
    struct shelf s = {.job = job};
    const struct html_site site = {.report = r, .ctx = &s, .open = open_page, .read = read_text, .clear = clear_shelf};
    int rc = RP_OK;

    r->put = put_bytes;
    TRY(article_reader_create(&s.reader, &job->intake, job->patterns));
    TRY(story_write_html(&site));
    TRY(site_publish(job->site));
out:
    clear_shelf(&s);
    free(s.text);
    article_reader_free(s.reader);
    return rc;
}
