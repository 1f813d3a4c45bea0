#include "intake/intake_places.h"

#include "base/status.h"
#include "store/room.h"

void intake_places_release(struct intake_places *p, struct room *room)
{
    room_drop(room, p->a);
    *p = (struct intake_places){0};
}

int intake_places_add(struct intake_places *p, struct room *room, struct place at)
{
    int rc = RP_OK;
    TRY(room_grow(room, &p->a, &p->cap, p->n + 1, sizeof *p->a));
    p->a[p->n++] = place_pack(at);
out:
    return rc;
}

struct place intake_places_get(const struct intake_places *p, uint64_t doc)
{
    return place_unpack(&p->a[doc]);
}

/* The first document whose file is not below `file`. */
static uint64_t first_of(const struct intake_places *p, uint64_t file)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (p->a[mid].file < file)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

void intake_places_of_file(const struct intake_places *p, uint32_t file, uint64_t *first, uint64_t *end)
{
    *first = first_of(p, file);
    *end = first_of(p, (uint64_t)file + 1);
}
