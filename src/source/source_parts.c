#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "coding/zstd_split.h"
#include "source/source_entry.h"

enum { WORTH_SPLITTING = 1 << 20 };

struct parts {
    struct source_part *p;
    size_t n, cap;
};

static int add_part(struct parts *a, struct source_part part)
{
    int rc = mem_grow(&a->p, &a->cap, a->n + 1, sizeof *a->p);
    if (rc == RP_OK)
        a->p[a->n++] = part;
    return rc;
}

/* Where the frames of a source begin; none if it is to be read as a whole. */
static int find_places(const struct source_entry *e, struct frame_place **places, size_t *n)
{
    int fd, rc;

    *places = NULL;
    *n = 0;
    if (e->kind != SOURCE_FILE || e->format != SOURCE_JSONL || e->size < WORTH_SPLITTING || e->error.status != RP_OK)
        return RP_OK;
    /* What cannot be opened now will say so when it is read. */
    if ((fd = open(e->path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
        return RP_OK;
    rc = zstd_split(fd, MARKS_APART, places, n);
    close(fd);
    return rc;
}

static int copy_marks(const struct source_entry *e, struct frame_place **out, size_t *n)
{
    struct frame_place *p = mem_alloc(e->marks + 1, sizeof *p);

    if (!p)
        return RP_ERR_NOMEM;
    p[0] = (struct frame_place){0, 0};
    memcpy(p + 1, e->mark, e->marks * sizeof *p);
    *out = p;
    *n = e->marks + 1;
    return RP_OK;
}

int source_places(const struct source_list *l, uint32_t file, struct frame_place **out, size_t *n)
{
    const struct source_entry *e = &l->entry[file];
    int rc, fd;

    *out = NULL;
    *n = 0;
    if (e->marks)
        return copy_marks(e, out, n);
    if (e->coding != CODING_ZSTD || e->kind != SOURCE_FILE || e->size < WORTH_SPLITTING ||
        (fd = open(e->path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
        return RP_OK;
    rc = zstd_split(fd, MARKS_APART, out, n);
    close(fd);
    return rc;
}

static int add_source(struct parts *a, const struct source_list *l, uint32_t file)
{
    struct frame_place *place;
    size_t n;
    int rc;

    if ((rc = find_places(&l->entry[file], &place, &n)) < 0)
        return rc;
    if (n == 0)
        TRY(add_part(a, (struct source_part){file, 0, 0, UINT64_MAX}));
    for (size_t i = 0; i < n; i++)
        TRY(add_part(a, (struct source_part){file, place[i].disk, place[i].offset,
                                             i + 1 < n ? place[i + 1].offset : UINT64_MAX}));
out:
    free(place);
    return rc;
}

int source_parts(const struct source_list *l, struct source_part **out, size_t *n)
{
    struct parts a = {0};
    int rc = RP_OK;

    for (uint32_t i = 0; rc == RP_OK && i < source_count(l); i++)
        rc = add_source(&a, l, i);
    if (rc < 0) {
        free(a.p);
        return rc;
    }
    *out = a.p;
    *n = a.n;
    return RP_OK;
}
