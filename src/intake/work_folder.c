#define _GNU_SOURCE
#include "intake/work_folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <reprint.h>

#include "base/status.h"
#include "console/message.h"
#include "console/output.h"
#include "store/state_file.h"

static int say_folder(const char *what, const char *dir)
{
    message_error("cannot %s '%s': %s", what, dir, strerror(errno));
    return STATUS_SAID;
}

static int make_folder(const char *dir, mode_t mode)
{
    return mkdir(dir, mode) != 0 && errno != EEXIST ? say_folder("create", dir) : RP_OK;
}

int work_folder_make(const char *work_dir)
{
    return make_folder(work_dir, 0777);
}

int work_folder_lock(const char *path, bool write, int *lock)
{
    if ((*lock = state_file_open(path, "lock")) < 0 && (!write || (*lock = state_file_create(path, "lock")) < 0))
        return say_folder(write ? "write to" : "read", path);
    if (flock(*lock, (write ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
        message_error("'%s' is in use by another run", path);
        return STATUS_SAID;
    }
    return RP_OK;
}

int work_folder_open(const struct work_folder *w, char **path, int *lock, bool *old)
{
    char *mark = NULL;
    struct stat st;
    int rc = RP_OK;

    *path = NULL;
    *lock = -1;
    if (asprintf(path, "%s/%s", w->work_dir, w->name) < 0) {
        *path = NULL;
        return RP_ERR_NOMEM;
    }
    if (asprintf(&mark, "%s/%s", *path, w->mark) < 0)
        return RP_ERR_NOMEM;
    TRY(work_folder_make(w->work_dir));
    TRY(make_folder(*path, 0700));
    TRY(work_folder_lock(*path, true, lock));
    *old = lstat(mark, &st) == 0;
    if (*old && !w->resume) {
        message_error("'%s' holds the state of a run: go on with it by --resume, or remove it", *path);
        rc = STATUS_SAID;
    }
out:
    free(mark);
    return rc;
}
