#include "article/furniture_stories.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "rules/page_limits.h"
#include "store/room.h"

enum { SAMPLE_LINES = 32 }; /* paragraphs of a sampled document that are held against another's */

/* A paragraph of a sampled document that is no furniture. */
struct own_line {
    uint64_t key;
    uint32_t bytes, place; /* in the sample */
};

static void sample_add(struct line_sample *s, const struct learned_doc *docs, uint32_t doc)
{
    uint32_t i = s->n;
    while (i > 0 && docs[s->doc[i - 1]].hash > docs[doc].hash)
        i--;
    if ((i > 0 && s->doc[i - 1] == doc) || i == FURNITURE_SAMPLE)
        return;
    s->n += s->n < FURNITURE_SAMPLE;
    memmove(s->doc + i + 1, s->doc + i, (s->n - 1 - i) * sizeof *s->doc);
    s->doc[i] = doc;
}

/* Samples of the paragraphs that are furniture so far. */
static int take_samples(const struct furniture_learner *l, const struct learned_pool *p, struct line_counter *c)
{
    uint32_t met = 0;
    int rc = RP_OK;
    c->n_samples = 0;
    for (uint32_t i = p->first; i != LEARNED_NONE; i = learned_next(l, i, &met)) {
        for (uint32_t k = 0; k < l->docs[i].lines; k++) {
            struct line_count *n = line_counter_of(c, l->lines[l->docs[i].first + k].key);
            if (!n->prose || !n->furniture)
                continue;
            if (!n->sample) {
                TRY(mem_grow(&c->samples, &c->samples_cap, c->n_samples + 1, sizeof *c->samples));
                c->samples[c->n_samples++] = (struct line_sample){.line = n};
                n->sample = (uint32_t)c->n_samples;
            }
            sample_add(&c->samples[n->sample - 1], l->docs, i);
        }
    }
out:
    return rc;
}

static int compare_own_lines(const void *x, const void *y)
{
    const struct own_line *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* The document's paragraphs that are no furniture: into own, at most SAMPLE_LINES that others have too, but fewer than
 * `docs`; all their bytes, or 0 when they are less than `percent` of its prose: it may be one of the furniture's own
 * story, all of which looks like furniture. */
static uint64_t own_lines(const struct furniture_learner *l, const struct learned_doc *d, uint32_t place, uint32_t docs,
                          unsigned percent, const struct line_counter *c, struct own_line *own, size_t *n)
{
    uint64_t bytes = d->own_bytes, all = d->own_bytes;
    size_t taken = 0;
    for (uint32_t k = 0; k < d->lines; k++) {
        const struct learned_line *line = &l->lines[d->first + k];
        const struct line_count *count = line->prose ? line_counter_of(c, line->key) : NULL;
        all += line->prose ? line->bytes : 0;
        if (!count || count->furniture)
            continue;
        bytes += line->bytes;
        if (count->docs > 1 && count->docs < docs && taken++ < SAMPLE_LINES)
            own[(*n)++] = (struct own_line){line->key, line->bytes, place};
    }
    return bytes * 100 >= all * percent ? bytes : 0;
}

static uint32_t root_of(const uint8_t *parent, uint32_t i)
{
    while (parent[i] != i)
        i = parent[i];
    return i;
}

/* What two documents share: bytes of paragraphs, and how many these are. One alone is background. */
struct shared {
    uint64_t bytes;
    uint32_t lines;
};

/* On a site of few pages furniture may be most of a brief. What nearly all its pages have is no lead of some of
 * them. */
static unsigned least_own_percent(const struct line_sample *s, const struct learned_pool *p)
{
    return p->id && s->line->docs * 10 >= p->kept * 9 ? PAGE_FURNITURE_FRESH_OWN : PAGE_FURNITURE_FRESH;
}

/* How many stories the sampled documents are that have text of their own, where those that share a good part of their
 * own paragraphs are one. */
static uint32_t count_stories(const struct furniture_learner *l, const struct line_sample *s,
                              const struct learned_pool *p, const struct line_counter *c)
{
    const uint32_t docs = p->id ? s->line->docs : LEARNED_NONE;
    const unsigned percent = least_own_percent(s, p);
    struct own_line own[FURNITURE_SAMPLE * SAMPLE_LINES];
    struct shared shared[FURNITURE_SAMPLE][FURNITURE_SAMPLE] = {0};
    uint64_t bytes[FURNITURE_SAMPLE];
    uint8_t parent[FURNITURE_SAMPLE];
    uint32_t stories = 0;
    size_t n = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        bytes[i] = own_lines(l, &l->docs[s->doc[i]], i, docs, percent, c, own, &n);
        parent[i] = (uint8_t)i;
        stories += bytes[i] > 0;
    }
    if (n)
        qsort(own, n, sizeof *own, compare_own_lines);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n && own[j].key == own[i].key; j++) {
            struct shared *both = &shared[own[i].place][own[j].place];
            both->bytes += own[i].bytes;
            both->lines++;
        }
    }
    for (uint32_t i = 0; i < s->n; i++) {
        for (uint32_t j = i + 1; j < s->n; j++) {
            const uint32_t a = root_of(parent, i), b = root_of(parent, j);
            const uint64_t least = bytes[i] < bytes[j] ? bytes[i] : bytes[j];
            if (a == b || least == 0 || shared[i][j].lines < 2 ||
                shared[i][j].bytes * 100 < least * PAGE_FURNITURE_RELATED)
                continue;
            parent[b] = (uint8_t)a;
            stories--;
        }
    }
    return stories;
}

int furniture_part_stories(const struct furniture_learner *l, const struct learned_pool *p, struct line_counter *c)
{
    int rc = RP_OK;
    TRY(take_samples(l, p, c));
    for (size_t i = 0; i < c->n_samples; i++) {
        room_rest(l->room);
        if (count_stories(l, &c->samples[i], p, c) < PAGE_FURNITURE_STORIES)
            c->samples[i].line->sample = LEARNED_NONE;
    }
    for (size_t i = 0; i < c->n_samples; i++)
        c->samples[i].line->furniture = c->samples[i].line->sample != LEARNED_NONE;
out:
    return rc;
}
