#define _GNU_SOURCE
#include "source/spool_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "source/temp_file.h"

/* So much at once is not worth a copy. */
enum { DIRECTLY = SPOOL_FILE_BUFFER / 4 };

int spool_file_open(struct spool_file *f, const char *dir)
{
    *f = (struct spool_file){.fd = temp_file_open(dir)};
    if (f->fd < 0)
        return RP_ERR_IO;
    return (f->p = mem_alloc(SPOOL_FILE_BUFFER, 1)) ? RP_OK : RP_ERR_NOMEM;
}

void spool_file_close(struct spool_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    free(f->p);
    *f = (struct spool_file){.fd = -1};
}

int spool_file_flush(struct spool_file *f)
{
    const size_t n = f->n;

    f->n = 0;
    return n == 0 || temp_file_put(f->fd, f->p, n, f->end - n) == 0 ? RP_OK : RP_ERR_IO;
}

int spool_file_put(struct spool_file *f, const char *p, size_t n)
{
    int rc = RP_OK;

    if (n > SPOOL_FILE_BUFFER - f->n || n >= DIRECTLY)
        TRY(spool_file_flush(f));
    if (n >= DIRECTLY) {
        if (temp_file_put(f->fd, p, n, f->end) != 0)
            return RP_ERR_IO;
    } else {
        memcpy(f->p + f->n, p, n);
        f->n += n;
    }
    f->end += n;
out:
    return rc;
}
