#define _GNU_SOURCE
#include "intake/sample_file.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/status.h"

static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        const ssize_t done = write(fd, p, n);
        if (done < 0 && errno != EINTR)
            return errno == ENOSPC || errno == ENOMEM ? RP_ERR_NOMEM : RP_ERR_IO;
        p += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    return RP_OK;
}

int sample_file_open(struct sample_file *s)
{
    *s = (struct sample_file){.fd = memfd_create("sample", MFD_CLOEXEC)};
    return s->fd >= 0 ? RP_OK : RP_ERR_IO;
}

void sample_file_close(struct sample_file *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

int sample_file_put(struct sample_file *s, unsigned place, const char *p, size_t n)
{
    int rc = RP_OK;

    TRY(write_all(s->fd, p, n));
    s->n += n;
    for (unsigned i = place + 1; i < SAMPLE_FILE_PLACES; i++)
        s->place[i] = s->n;
out:
    return rc;
}
