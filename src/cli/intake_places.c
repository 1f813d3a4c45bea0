#include "cli/intake_places.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "store/room.h"

void intake_places_release(struct intake_places *p, struct room *room)
{
    room_drop(room, p->spots);
    free(p->stretches);
    *p = (struct intake_places){0};
}

static int start_stretch(struct intake_places *p, struct intake_place at)
{
    int rc = RP_OK;
    TRY(mem_grow(&p->stretches, &p->cap_stretches, p->n_stretches + 1, sizeof *p->stretches));
    p->stretches[p->n_stretches++] = (struct stretch){.first = p->n, .line = at.line, .file = at.file};
out:
    return rc;
}

int intake_places_add(struct intake_places *p, struct room *room, struct intake_place at)
{
    const struct stretch *last = p->n_stretches ? &p->stretches[p->n_stretches - 1] : NULL;
    int rc = RP_OK;

    if (!last || last->file != at.file || at.line - last->line > UINT32_MAX)
        TRY(start_stretch(p, at));
    TRY(room_grow(room, &p->spots, &p->cap, p->n + 1, sizeof *p->spots));
    p->spots[p->n++] = (struct spot){
        .offset = at.offset,
        .length = at.length,
        .line = (uint32_t)(at.line - p->stretches[p->n_stretches - 1].line),
    };
out:
    return rc;
}

/* The number of stretches that begin at or before doc. */
static size_t stretches_to(const struct intake_places *p, uint64_t doc)
{
    size_t low = 0, high = p->n_stretches;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (p->stretches[mid].first <= doc)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct intake_place intake_places_get(const struct intake_places *p, uint64_t doc)
{
    const struct stretch *s = &p->stretches[stretches_to(p, doc) - 1];
    const struct spot *at = &p->spots[doc];
    return (struct intake_place){.file = s->file, .length = at->length, .offset = at->offset, .line = s->line + at->line};
}

/* The first document of the first stretch whose file is not below `file`. */
static uint64_t first_of(const struct intake_places *p, uint64_t file)
{
    size_t low = 0, high = p->n_stretches;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (p->stretches[mid].file < file)
            low = mid + 1;
        else
            high = mid;
    }
    return low < p->n_stretches ? p->stretches[low].first : p->n;
}

void intake_places_of_file(const struct intake_places *p, uint32_t file, uint64_t *first, uint64_t *end)
{
    *first = first_of(p, file);
    *end = first_of(p, (uint64_t)file + 1);
}
