#include "records/article_notes.h"

#include <stdlib.h>

#include "article/article_note.h"
#include "base/alloc.h"
#include "base/status.h"
#include "store/keep.h"
#include "store/room.h"

enum { REST_EACH = 4096 };

int article_notes_init(struct article_notes *a, size_t n, int threads, struct room *room)
{
    *a = (struct article_notes){.room = room, .n = n, .threads = threads};
    a->note = room_alloc(room, n, sizeof *a->note);
    a->keep = mem_zalloc((size_t)threads, sizeof *a->keep);
    for (int i = 0; a->keep && i < threads; i++)
        a->keep[i].room = room;
    return a->note && a->keep ? RP_OK : RP_ERR_NOMEM;
}

void article_notes_release(struct article_notes *a)
{
    for (int i = 0; a->keep && i < a->threads; i++)
        keep_release(&a->keep[i]);
    free(a->keep);
    room_drop(a->room, a->note);
    *a = (struct article_notes){0};
}

int article_notes_put(struct article_notes *a, size_t doc, int thread, struct span note)
{
    struct span kept;
    int rc = RP_OK;
    if (!note.n)
        return RP_OK;
    TRY(keep_span(&a->keep[thread], note, &kept));
    a->note[doc] = (const uint8_t *)kept.p;
out:
    return rc;
}

/* Copies of those that are wanted, in `keep`; a->note is of them. */
static int copy_wanted(struct article_notes *a, const struct bits *wanted, struct keep *keep)
{
    const uint8_t **note = room_alloc(a->room, a->n, sizeof *note);
    struct span copy;
    int rc = note ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (size_t i = 0; i < a->n; i++) {
        if (i % REST_EACH == 0)
            room_rest(a->room);
        if (!a->note[i] || !bits_get(wanted, i))
            continue;
        TRY(keep_span(keep, (struct span){(const char *)a->note[i], article_note_size(a->note[i])}, &copy));
        note[i] = (const uint8_t *)copy.p;
    }
    room_drop(a->room, a->note);
    a->note = note;
    note = NULL;
out:
    room_drop(a->room, note);
    return rc;
}

int article_notes_keep(struct article_notes *a, const struct bits *wanted)
{
    struct keep keep = {.room = a->room};
    int rc = RP_OK;

    if (!a->note)
        return RP_OK;
    TRY(copy_wanted(a, wanted, &keep));
    for (int i = 0; i < a->threads; i++)
        keep_release(&a->keep[i]);
    a->keep[0] = keep;
    keep.blocks = NULL;
out:
    keep_release(&keep);
    return rc;
}
