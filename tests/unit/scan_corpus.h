/*
 * scan_corpus.h - small collections of pages for tests of the scan: made paragraph by paragraph, scanned in any order
 * with any number of threads, asked about by id.
 */
#ifndef SCAN_CORPUS_H
#define SCAN_CORPUS_H

#include "test.h"

#include <stdbool.h>

#include "relation/relation.h"
#include "story/results.h"
#include "story/scan.h"
#include "wire_texts.h"

enum { CORPUS_MAX = 4096, CORPUS_FIELDS = 7 };

struct corpus_doc {
    char *id, *url, *outlet, *headline, *date, *byline, *text, *canonical;
};

struct corpus {
    struct corpus_doc doc[CORPUS_MAX];
    size_t n;
    size_t order[CORPUS_MAX];
    struct scan_options options;
};

static inline char *corpus_copy(const char *s)
{
    char *p;
    if (!s)
        return NULL;
    p = malloc(strlen(s) + 1);
    strcpy(p, s);
    return p;
}

static inline void corpus_init(struct corpus *c)
{
    c->n = 0;
    scan_options_init(&c->options);
    c->options.threads = 1;
}

static inline void corpus_release(struct corpus *c)
{
    for (size_t i = 0; i < c->n; i++) {
        struct corpus_doc *d = &c->doc[i];
        free(d->id);
        free(d->url);
        free(d->outlet);
        free(d->headline);
        free(d->date);
        free(d->byline);
        free(d->text);
        free(d->canonical);
    }
    c->n = 0;
}

/* A page. Any but id may be NULL. Returns it, so that more can be set. */
static inline struct corpus_doc *corpus_add(struct corpus *c, const char *id, const char *outlet, const char *headline,
                                            const char *date, const char *text)
{
    struct corpus_doc *d = &c->doc[c->n];
    assert_true(c->n < CORPUS_MAX);
    *d = (struct corpus_doc){.id = corpus_copy(id), .outlet = corpus_copy(outlet), .headline = corpus_copy(headline),
                             .date = corpus_copy(date), .text = corpus_copy(text)};
    c->order[c->n] = c->n;
    c->n++;
    return d;
}

/* Text in the making: paragraphs with a blank line between. */
struct page_text {
    char s[1 << 16];
    size_t n;
};

static inline void text_begin(struct page_text *t)
{
    t->n = 0;
    t->s[0] = '\0';
}

static inline void text_add(struct page_text *t, const char *paragraph)
{
    int n = snprintf(t->s + t->n, sizeof t->s - t->n, "%s%s", t->n ? "\n\n" : "", paragraph);
    assert_true(n >= 0 && (size_t)n < sizeof t->s - t->n);
    t->n += (size_t)n;
}

static inline size_t wire_count(const char *const *wire)
{
    size_t n = 0;
    while (wire[n])
        n++;
    return n;
}

/* Paragraphs [first, last) of a wire story. */
static inline void text_add_wire(struct page_text *t, const char *const *wire, size_t first, size_t last)
{
    for (size_t i = first; i < last && wire[i]; i++)
        text_add(t, wire[i]);
}

/* The whole story with a dateline of an agency, or without. */
static inline const char *text_wire(struct page_text *t, const char *dateline, const char *const *wire)
{
    char first[2048];
    text_begin(t);
    snprintf(first, sizeof first, "%s%s", dateline ? dateline : "", wire[0]);
    text_add(t, first);
    text_add_wire(t, wire, 1, SIZE_MAX);
    return t->s;
}

/* Prose of invented words that nobody else has, for scale and to have other stories about. */
static inline void text_add_noise(struct page_text *t, uint64_t *seed, int words)
{
    char p[4096];
    size_t n = 0;
    for (int i = 0; i < words && n + 16 < sizeof p; i++) {
        int letters = 2 + (int)test_below(seed, 7);
        for (int k = 0; k < letters; k++)
            p[n++] = (char)((i % 15 == 0 && k == 0 ? 'A' : 'a') + (char)test_below(seed, 26));
        if (i % 15 == 14 || i + 1 == words)
            p[n++] = '.';
        p[n++] = ' ';
    }
    p[n ? n - 1 : 0] = '\0';
    text_add(t, p);
}

/* --- scanning --- */

static inline struct span corpus_span(const char *s)
{
    return span_of(s);
}

static inline int corpus_fetch(void *ctx, size_t doc, int thread, struct article_fields *out)
{
    const struct corpus *c = ctx;
    const struct corpus_doc *d = &c->doc[c->order[doc]];
    (void)thread;
    *out = (struct article_fields){
        .id = corpus_span(d->id),
        .url = corpus_span(d->url),
        .canonical = corpus_span(d->canonical),
        .headline = corpus_span(d->headline),
        .text = corpus_span(d->text),
        .date = corpus_span(d->date),
        .outlet = corpus_span(d->outlet),
        .byline = corpus_span(d->byline),
    };
    return 0;
}

static inline struct scan_result *corpus_scan(struct corpus *c)
{
    const struct scan_source source = {.ctx = c, .n = c->n, .fetch = corpus_fetch};
    struct scan_result *r = NULL;
    assert_ok(scan_run(&c->options, &source, &r));
    assert_non_null(r);
    return r;
}

static inline void corpus_shuffle(struct corpus *c, uint64_t seed)
{
    for (size_t i = c->n; i > 1; i--) {
        size_t j = test_below(&seed, i), t = c->order[i - 1];
        c->order[i - 1] = c->order[j];
        c->order[j] = t;
    }
}

/* --- asking --- */

static inline const struct story *story_with(const struct scan_result *r, const char *id)
{
    for (size_t i = 0; i < r->n_stories; i++)
        for (uint32_t k = 0; k < r->stories[i].n_copies; k++)
            if (span_is(r->stories[i].copies[k].page.id, id))
                return &r->stories[i];
    return NULL;
}

static inline const struct story_copy *copy_with(const struct scan_result *r, const char *id)
{
    const struct story *s = story_with(r, id);
    for (uint32_t k = 0; s && k < s->n_copies; k++)
        if (span_is(s->copies[k].page.id, id))
            return &s->copies[k];
    return NULL;
}

static inline const struct story_satellite *satellite_of(const struct story *s, const char *id)
{
    for (uint32_t k = 0; s && k < s->n_satellites; k++)
        if (span_is(s->satellites[k].page.id, id))
            return &s->satellites[k];
    return NULL;
}

static inline bool one_story(const struct scan_result *r, const char *a, const char *b)
{
    const struct story *s = story_with(r, a);
    return s && s == story_with(r, b);
}

static inline bool has_relation(const struct scan_result *r, const char *id, enum relation relation)
{
    const struct story_copy *c = copy_with(r, id);
    return c && (c->relation == relation || c->story_relation == relation);
}

/* Every document is a copy in exactly one story, or a single. */
static inline void assert_partition(const struct scan_result *r, size_t n)
{
    unsigned char *seen = calloc(n, 1);
    for (size_t i = 0; i < r->n_stories; i++)
        for (uint32_t k = 0; k < r->stories[i].n_copies; k++)
            seen[r->stories[i].copies[k].page.doc]++;
    for (size_t i = 0; i < r->n_singles; i++)
        seen[r->singles[i]]++;
    for (size_t i = 0; i < n; i++)
        assert_int_equal(seen[i], 1);
    assert_int_equal(r->summary.copies + r->summary.singles, n);
    free(seen);
}

#endif
