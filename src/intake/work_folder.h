/*
 * work_folder.h - a folder of --work-dir in which one run at a time keeps its state.
 */
#ifndef INTAKE_WORK_FOLDER_H
#define INTAKE_WORK_FOLDER_H

#include <stdbool.h>

#include "base/compiler.h"

struct work_folder {
    const char *work_dir;
    const char *name;     /* of the folder in it */
    const char *mark;     /* a file in that which every run has soon; `old` where it is there already */
    bool resume;          /* what an earlier run left may be there, else that is refused */
};

/* The folder itself, where it is not there yet. RP_OK, or STATUS_SAID. */
int work_folder_make(const char *work_dir) MUST_USE;

/* Makes it too, and the one in it. *path is free()d by the caller, also after a failure, when it may be NULL; *lock is
 * to be closed where it is not -1. RP_OK, RP_ERR_NOMEM, or STATUS_SAID when it was said why not. */
int work_folder_open(const struct work_folder *w, char **path, int *lock, bool *old) MUST_USE;

/* So that nobody else writes to the folder, or reads it. As above. */
int work_folder_lock(const char *path, bool write, int *lock) MUST_USE;

#endif
