#define _GNU_SOURCE
#include "console/whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/output.h"

static int say_errno(const char *path)
{
    message_error("cannot read '%s': %s", path, strerror(errno));
    return STATUS_SAID;
}

int whole_file_read(const char *path, char **out, size_t *n)
{
    enum { MORE = 64 << 10 };
    const bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? stdin : fopen(path, "re");
    char *p = NULL;
    size_t len = 0, cap = 0, got = 0;
    int rc = RP_OK;

    if (!f)
        return say_errno(path);
    do {
        TRY(mem_grow(&p, &cap, len + MORE, 1));
        got = fread(p + len, 1, cap - len, f);
        len += got;
    } while (got > 0);
    if (ferror(f))
        TRY(say_errno(path));
    *out = p;
    *n = len;
    p = NULL;
out:
    if (!standard)
        fclose(f);
    free(p);
    return rc;
}
