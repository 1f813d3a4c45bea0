#include "store/ranked.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "store/room.h"

enum { BLOCK = 1 << 20, LOOK = 64 << 10, REST_EACH = 256 };

/* All rows are one string of bytes, cut into blocks. */
struct place {
    uint64_t at, n;
};

struct ranked {
    struct room *room;
    char **block;
    size_t cap, n_blocks;
    uint64_t end;
    struct place *place; /* of a rank */
    size_t n, now;       /* now: the rank that is put; n: none */
};

int ranked_create(struct ranked **out, struct room *room, size_t n)
{
    struct ranked *r = mem_zalloc(1, sizeof *r);

    if (!r)
        return RP_ERR_NOMEM;
    *r = (struct ranked){.room = room, .n = n, .now = n};
    if (!(r->place = room_alloc(room, n, sizeof *r->place))) {
        ranked_free(r);
        return RP_ERR_NOMEM;
    }
    *out = r;
    return RP_OK;
}

void ranked_free(struct ranked *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n_blocks; i++)
        room_drop(r->room, r->block[i]);
    free(r->block);
    room_drop(r->room, r->place);
    free(r);
}

void ranked_turn(struct ranked *r, size_t rank)
{
    assert(rank < r->n && r->place[rank].n == 0);
    r->now = rank;
    r->place[rank].at = r->end;
}

/* One more, and the one before is not come back to until all is there. */
static int add_block(struct ranked *r)
{
    int rc = RP_OK;

    TRY(mem_grow(&r->block, &r->cap, r->n_blocks + 1, sizeof *r->block));
    if (!(r->block[r->n_blocks] = room_alloc_scratch(r->room, BLOCK, 1)))
        return RP_ERR_NOMEM;
    if (r->n_blocks)
        room_leave(r->room, r->block[r->n_blocks - 1], BLOCK);
    r->n_blocks++;
out:
    return rc;
}

int ranked_put(struct ranked *r, const void *p, size_t n)
{
    const char *from = p;
    int rc = RP_OK;

    assert(r->now < r->n);
    r->place[r->now].n += n;
    for (size_t now; n; n -= now, from += now) {
        const size_t at = r->end % BLOCK;
        if (at == 0)
            TRY(add_block(r));
        now = n < BLOCK - at ? n : BLOCK - at;
        memcpy(r->block[r->end / BLOCK] + at, from, now);
        r->end += now;
    }
out:
    return rc;
}

static int give_rank(const struct ranked *r, struct place w, char *buf, int (*put)(void *, const char *, size_t),
                     void *ctx)
{
    int rc = RP_OK;
    for (size_t now; w.n; w.n -= now, w.at += now) {
        const size_t at = w.at % BLOCK, left = BLOCK - at < LOOK ? BLOCK - at : LOOK;
        now = w.n < left ? (size_t)w.n : left;
        TRY(put(ctx, room_look(r->room, r->block[w.at / BLOCK] + at, now, buf), now));
    }
out:
    return rc;
}

int ranked_give(struct ranked *r, int (*put)(void *ctx, const char *p, size_t n), void *ctx)
{
    char *buf = mem_alloc(LOOK, 1);
    int rc = buf ? RP_OK : RP_ERR_NOMEM;

    for (size_t i = 0; rc == RP_OK && i < r->n; i++) {
        if (i % REST_EACH == 0)
            room_rest(r->room);
        rc = give_rank(r, r->place[i], buf, put, ctx);
    }
    free(buf);
    return rc;
}
