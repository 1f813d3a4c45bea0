/*
 * corpus_needs.c - candidate pairs to what a text is good for: who asks for it, and until when.
 *
 * A document asks for the texts of its candidates. A copy, by digest, asks for that of the first of its kind, and, if
 * that one has been removed, for the text it was removed for: so to the candidates of a first one its copies are askers
 * too.
 */
#include <reprint.h>

#include "base/alloc.h"
#include "base/status.h"
#include "engine/askers.h"
#include "engine/corpus.h"

enum { VIEW = 4096 };

/* Decided in the order of appending, and once: then there is an end to what a text is asked for. */
static bool decided_in_order(const rp_corpus *c)
{
    return !c->pos_of && !c->size && c->reference == 0;
}

static void note_asker(rp_corpus *c, uint64_t asker, uint64_t asked)
{
    const uint64_t copies = bits_get(&c->twin, asker) ? askers_reach(c->last_asker[asker]) : 0, d = asker - asked;
    const uint8_t code = askers_code(copies > UINT64_MAX - d ? UINT64_MAX : copies + d);

    if (code > c->last_asker[asked])
        c->last_asker[asked] = code;
    if (bits_get(&c->exact, asker))
        bits_set(&c->twin, asked);
}

/* The last first: so all that is to be known of an asker is. */
static int note_needs_of(rp_corpus *c, const struct rec *p, size_t n)
{
    while (n-- > 0) {
        const uint64_t later = p[n].hi, earlier = p[n].lo;
        if (later >= c->n || earlier >= later || later < c->reference)
            return RP_ERR_FORMAT; /* they may come from a file */
        bits_set(&c->needs, later);
        bits_set(&c->needs, earlier);
        if (c->last_asker)
            note_asker(c, later, earlier);
    }
    return RP_OK;
}

int corpus_note_needs(rp_corpus *c)
{
    struct rec buf[VIEW];
    int rc = RP_OK;

    TRY(bits_reserve(&c->needs, c->n));
    if (decided_in_order(c)) {
        TRY(bits_reserve(&c->twin, c->n));
        if (!(c->last_asker = mem_zalloc(c->n, sizeof *c->last_asker)))
            return RP_ERR_NOMEM;
    }
    for (uint64_t left = pairs_count(c->candidates); left > 0;) {
        const size_t n = left < VIEW ? (size_t)left : VIEW;
        const struct rec *p = pairs_view(c->candidates, left -= n, n, buf);
        TRY(p ? note_needs_of(c, p, n) : RP_ERR_IO);
    }
out:
    return rc;
}

int rp_corpus_needs(const rp_corpus *c, uint64_t doc)
{
    return c && doc < c->n && bits_get(&c->needs, corpus_pos(c, doc));
}

/* Of one that is kept, or that has copies. */
static int use_by_askers(const rp_corpus *c, uint64_t doc, uint64_t near)
{
    const uint64_t reach = askers_reach(c->last_asker[doc]), decided = settle_decided(c->settle);

    if (doc < decided && reach < decided - doc)
        return RP_TEXT_PAST;
    return reach <= near ? RP_TEXT_OPEN : RP_TEXT_LATER;
}

int rp_corpus_text_use(const rp_corpus *c, uint64_t doc, uint64_t near)
{
    if (!rp_corpus_needs(c, doc))
        return RP_TEXT_PAST;
    if (!c->settle || !c->last_asker)
        return RP_TEXT_LATER;
    switch (settle_look(c->settle, doc)) {
    case SETTLE_OPEN:
        return RP_TEXT_OPEN;
    case SETTLE_JOINED:
        return bits_get(&c->twin, doc) ? use_by_askers(c, doc, near) : RP_TEXT_PAST;
    default:
        return use_by_askers(c, doc, near);
    }
}
