/*
 * grouping_work.h - families in the making, for the files of grouping.h: what they work on, and their steps in order.
 */
#ifndef STORY_GROUPING_WORK_H
#define STORY_GROUPING_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "story/grouping.h"

struct meeting; /* grouping_roundups.c */

enum { REST_TEXTS = 64 };

struct making {
    const struct texts *texts;
    const bool *stub;
    const uint64_t *source;
    const struct edge *edge;
    size_t n_edges;
    const uint32_t *leader;
    const struct thresholds *t;
    struct grouping *g;
    uint32_t *docs;       /* of a family, by its name */
    bool *teaser;         /* of a text: parted from others like it by part_teasers() */
    uint64_t *family_source; /* the same: the source its texts credit, 0 for none */
    uint32_t *leads;      /* of a family: texts that lead near copies */
    size_t *first;        /* edges of text i: incident[first[i] .. first[i + 1]) */
    uint32_t *incident;
    struct meeting *meeting; /* of texts of two families that share own text, by families */
    size_t n_meetings;
};

/* grouping_roundups.c: once families are there. Round-ups leave them and are attached to each. */
int grouping_find_roundups(struct making *m, size_t *cap) MUST_USE;

/* grouping_satellites.c, in this order. */
int grouping_part_teasers(struct making *m) MUST_USE;
int grouping_find_sources(struct making *m) MUST_USE;
int grouping_attach_satellites(struct making *m, size_t *cap) MUST_USE;

/* docs and leads of every family anew. */
void grouping_count(struct making *m);

/* Of two edges by which a text may be attached, is the first the better one? */
bool grouping_better(const struct edge *e, const struct edge *than);
/* By e, one of whose ends is the text. *cap: of m->g->attached. */
int grouping_attach(struct making *m, size_t *cap, uint32_t text, uint32_t family, const struct edge *e,
                    uint8_t relation) MUST_USE;
/* What is attached hangs by e from now on. */
void grouping_hang(struct attachment *a, const struct edge *e);

static inline bool alone(const struct making *m, uint32_t text)
{
    return m->docs[m->g->family[text]] == texts_carriers(m->texts, text);
}

static inline bool single(const struct making *m, uint32_t text)
{
    return m->docs[m->g->family[text]] == 1;
}

static inline uint32_t other_end(const struct edge *e, uint32_t text)
{
    return e->a == text ? e->b : e->a;
}

static inline float use_of(const struct edge *e, uint32_t text)
{
    return e->a == text ? e->use_a : e->use_b;
}

static inline float own_use_of(const struct edge *e, uint32_t text)
{
    return e->a == text ? e->own_a : e->own_b;
}

static inline uint32_t length_of(const struct edge *e, uint32_t text)
{
    return e->a == text ? e->n_a : e->n_b;
}

static inline bool is_copy(const struct edge *e, uint32_t text)
{
    return (e->swapped ? e->a : e->b) == text;
}

#endif
