#include "article/sites.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "rules/page_limits.h"

/* Minima kept of a line's pages: two lines that have half of their pages in common agree in half of these. */
enum { MINIMA = 8 };
/* Lines are one frame when so many in 100 of the pages of either are on both; a frame of less weight is no
 * site, where labels ("Share this") weigh 1 and sentences 2. */
enum { SAME_PAGES = PAGE_SITE_SAME_PAGES, FRAME_WEIGHT = PAGE_SITE_WEIGHT };
/* A frame is no site when so many in 100 of its pages are taken already, and part of one that has so many of them. */
enum { TAKEN = PAGE_SITE_TAKEN, PART = PAGE_SITE_PART };
/* Of many pages: what stands on more of them is what everybody prints. */
enum { MANY = PAGE_SITE_MANY, MOST = PAGE_SITE_MOST };
#define NO_FRAME UINT32_MAX

/* A line and its pages, entry[first .. end). */
struct spread {
    uint64_t key;
    size_t first, end;
    uint64_t minimum[MINIMA];
    uint32_t parent; /* line of the same frame */
};

struct frame {
    uint64_t key;         /* its smallest line's */
    uint32_t pages, lines, weight;
    size_t first, end;    /* in finder.at */
};

/* A page of a frame; sorted, so that it is known which pages a frame has. */
struct frame_page {
    uint32_t frame, page;
};

struct finder {
    const struct site_entry *entry;
    struct spread *line;
    uint32_t n_lines;
    struct frame_page *at;
    size_t n_at;
    struct frame *frame;  /* of lines that are their own parents */
    uint32_t *frame_of;   /* of a line: index of its frame */
    uint32_t n_frames, n_pages;
    uint32_t *taken;      /* of a page: frame it was given to, or NO_FRAME */
    uint32_t *share;      /* of a frame: pages of another that it has; zero between frames */
    uint64_t *site;       /* of a frame */
};

static int entry_order(const void *x, const void *y)
{
    const struct site_entry *a = x, *b = y;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->page < b->page ? -1 : a->page > b->page;
}

static void note_minima(const struct finder *f, struct spread *s, const uint64_t *page_hash)
{
    for (unsigned k = 0; k < MINIMA; k++)
        s->minimum[k] = UINT64_MAX;
    for (size_t i = s->first; i < s->end; i++)
        for (unsigned k = 0; k < MINIMA; k++) {
            const uint64_t h = hash_mix(page_hash[f->entry[i].page] + k * UINT64_C(0x9E3779B97F4A7C15));
            s->minimum[k] = h < s->minimum[k] ? h : s->minimum[k];
        }
}

static int gather_lines(struct finder *f, size_t n_entries, const uint64_t *page_hash)
{
    size_t n = 0;
    for (size_t i = 0; i < n_entries; i++)
        n += i == 0 || f->entry[i].line != f->entry[i - 1].line;
    f->line = mem_alloc(n, sizeof *f->line);
    f->frame_of = mem_alloc(n, sizeof *f->frame_of);
    if (!f->line || !f->frame_of)
        return RP_ERR_NOMEM;
    for (size_t i = 0, end; i < n_entries; i = end) {
        struct spread *s = &f->line[f->n_lines];
        for (end = i; end < n_entries && f->entry[end].line == f->entry[i].line;)
            end++;
        *s = (struct spread){.key = f->entry[i].line, .first = i, .end = end, .parent = f->n_lines++};
        note_minima(f, s, page_hash);
    }
    return RP_OK;
}

/* --- frames --- */

static uint32_t root_of(struct finder *f, uint32_t i)
{
    while (f->line[i].parent != i) {
        f->line[i].parent = f->line[f->line[i].parent].parent;
        i = f->line[i].parent;
    }
    return i;
}

static bool have_same_pages(const struct finder *f, const struct spread *a, const struct spread *b)
{
    const size_t n_a = a->end - a->first, n_b = b->end - b->first, more = n_a > n_b ? n_a : n_b;
    size_t i = a->first, k = b->first, both = 0;
    if (100 * (n_a + n_b - more) < SAME_PAGES * more)
        return false;
    while (i < a->end && k < b->end) {
        const uint32_t x = f->entry[i].page, y = f->entry[k].page;
        both += x == y;
        i += x <= y;
        k += y <= x;
    }
    return 100 * both >= SAME_PAGES * (n_a + n_b - both);
}

struct minimum_of {
    uint64_t minimum;
    uint32_t line;
};

static int minimum_order(const void *x, const void *y)
{
    const struct minimum_of *a = x, *b = y;
    if (a->minimum != b->minimum)
        return a->minimum < b->minimum ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* Neighbours by each of the minima. */
static int unite_lines(struct finder *f)
{
    struct minimum_of *m = mem_alloc(f->n_lines, sizeof *m);
    if (!m)
        return RP_ERR_NOMEM;
    for (unsigned k = 0; k < MINIMA; k++) {
        for (uint32_t i = 0; i < f->n_lines; i++)
            m[i] = (struct minimum_of){f->line[i].minimum[k], i};
        qsort(m, f->n_lines, sizeof *m, minimum_order);
        for (uint32_t i = 1; i < f->n_lines; i++) {
            const uint32_t a = root_of(f, m[i - 1].line), b = root_of(f, m[i].line);
            if (a != b && m[i].minimum == m[i - 1].minimum
                && have_same_pages(f, &f->line[m[i - 1].line], &f->line[m[i].line]))
                f->line[a < b ? b : a].parent = a < b ? a : b;
        }
    }
    free(m);
    return RP_OK;
}

static int page_order(const void *x, const void *y)
{
    const struct frame_page *a = x, *b = y;
    if (a->frame != b->frame)
        return a->frame < b->frame ? -1 : 1;
    return a->page < b->page ? -1 : a->page > b->page;
}

/* Frames are numbered as their smallest lines are, so each is named when its other lines come. */
static int gather_frames(struct finder *f, size_t n_entries)
{
    size_t n = 0;
    f->frame = mem_zalloc(f->n_lines, sizeof *f->frame);
    f->at = mem_alloc(n_entries, sizeof *f->at);
    if (!f->frame || !f->at)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < f->n_lines; i++) {
        const uint32_t root = root_of(f, i), k = root == i ? f->n_frames++ : f->frame_of[root];
        f->frame_of[i] = k;
        if (root == i)
            f->frame[k].key = f->line[i].key;
        f->frame[k].lines++;
        f->frame[k].weight += 1 + f->entry[f->line[i].first].prose;
        for (size_t e = f->line[i].first; e < f->line[i].end; e++)
            f->at[n++] = (struct frame_page){k, f->entry[e].page};
    }
    qsort(f->at, n, sizeof *f->at, page_order);
    for (size_t i = 0; i < n; i++) {
        struct frame *fr = &f->frame[f->at[i].frame];
        if (i > 0 && page_order(&f->at[i - 1], &f->at[i]) == 0)
            continue;
        if (fr->pages++ == 0)
            fr->first = f->n_at;
        f->at[f->n_at++] = f->at[i];
        fr->end = f->n_at;
    }
    return RP_OK;
}

/* --- sites --- */

struct sized {
    bool alone;
    uint32_t pages, frame;
    uint64_t key;
};

static int size_order(const void *x, const void *y)
{
    const struct sized *a = x, *b = y;
    if (a->alone != b->alone)
        return a->alone ? 1 : -1;
    if (a->pages != b->pages)
        return a->pages < b->pages ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* The frame that has the most of those pages of k that are taken; *taken is how many are. */
static uint32_t frame_with_most(struct finder *f, uint32_t k, uint32_t *taken)
{
    const struct frame *fr = &f->frame[k];
    uint32_t most = NO_FRAME;
    *taken = 0;
    for (size_t i = fr->first; i < fr->end; i++) {
        const uint32_t t = f->taken[f->at[i].page];
        if (t == NO_FRAME)
            continue;
        ++*taken;
        f->share[t]++;
        if (most == NO_FRAME || f->share[t] > f->share[most]
            || (f->share[t] == f->share[most] && f->frame[t].key < f->frame[most].key))
            most = t;
    }
    return most;
}

static void forget_shares(struct finder *f, uint32_t k)
{
    for (size_t i = f->frame[k].first; i < f->frame[k].end; i++)
        if (f->taken[f->at[i].page] != NO_FRAME)
            f->share[f->taken[f->at[i].page]] = 0;
}

static uint64_t site_key(uint64_t line)
{
    return hash_mix(line + UINT64_C(0xD1B54A32D192ED03)) | 1;
}

static void place_frame(struct finder *f, uint32_t k)
{
    const struct frame *fr = &f->frame[k];
    uint32_t taken;
    if (f->n_pages >= MANY && 100 * (uint64_t)fr->pages > MOST * (uint64_t)f->n_pages)
        return;
    const uint32_t most = frame_with_most(f, k, &taken);
    const bool part = most != NO_FRAME && 100 * (uint64_t)f->share[most] >= PART * (uint64_t)fr->pages;
    forget_shares(f, k);
    if (part)
        f->site[k] = f->site[most];
    else if (fr->weight >= FRAME_WEIGHT && 100 * (uint64_t)taken < TAKEN * (uint64_t)fr->pages)
        f->site[k] = site_key(fr->key);
    else
        return;
    for (size_t i = fr->first; i < fr->end; i++)
        if ((!part && fr->lines > 1) || f->taken[f->at[i].page] == NO_FRAME)
            f->taken[f->at[i].page] = part ? most : k;
}

/* From the smallest frame on; single sentences take what frames of several lines leave. */
static int place_frames(struct finder *f, uint32_t n_pages)
{
    struct sized *order = mem_alloc(f->n_frames, sizeof *order);
    f->taken = mem_alloc(n_pages, sizeof *f->taken);
    f->share = mem_zalloc(f->n_frames, sizeof *f->share);
    f->site = mem_zalloc(f->n_frames, sizeof *f->site);
    if (!order || !f->taken || !f->share || !f->site) {
        free(order);
        return RP_ERR_NOMEM;
    }
    for (uint32_t p = 0; p < n_pages; p++)
        f->taken[p] = NO_FRAME;
    for (uint32_t k = 0; k < f->n_frames; k++)
        order[k] = (struct sized){f->frame[k].lines == 1, f->frame[k].pages, k, f->frame[k].key};
    qsort(order, f->n_frames, sizeof *order, size_order);
    for (uint32_t k = 0; k < f->n_frames; k++)
        place_frame(f, order[k].frame);
    free(order);
    return RP_OK;
}

int sites_find(struct site_entry *entry, size_t n_entries, const uint64_t *page_hash, uint32_t n_pages,
               struct site_line **line, size_t *n)
{
    struct finder f = {.entry = entry, .n_pages = n_pages};
    struct site_line *out = NULL;
    int rc = RP_OK;

    if (n_entries)
        qsort(entry, n_entries, sizeof *entry, entry_order);
    TRY(gather_lines(&f, n_entries, page_hash));
    TRY(unite_lines(&f));
    TRY(gather_frames(&f, n_entries));
    TRY(place_frames(&f, n_pages));
    if (!(out = mem_alloc(f.n_lines, sizeof *out))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (uint32_t i = 0; i < f.n_lines; i++)
        out[i] = (struct site_line){f.line[i].key, f.site[f.frame_of[i]]};
    *line = out;
    *n = f.n_lines;
out:
    free(f.line);
    free(f.frame_of);
    free(f.frame);
    free(f.at);
    free(f.taken);
    free(f.share);
    free(f.site);
    return rc;
}

void site_vote_add(struct site_vote *v, uint64_t site)
{
    for (unsigned i = 0; site && i < SITE_CHOICES; i++)
        if (v->votes[i] == 0 || v->site[i] == site) {
            v->site[i] = site;
            v->votes[i]++;
            return;
        }
}

uint64_t site_vote_result(const struct site_vote *v)
{
    unsigned best = 0;
    for (unsigned i = 1; i < SITE_CHOICES; i++)
        if (v->votes[i] > v->votes[best] ||
            (v->votes[i] == v->votes[best] && v->votes[i] && v->site[i] < v->site[best]))
            best = i;
    return v->votes[best] ? v->site[best] : 0;
}
