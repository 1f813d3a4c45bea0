#include "article/furniture.h"

#include <stdlib.h>
#include <string.h>

#include "article/line_key.h"
#include "article/outlet.h"
#include "article/page.h"
#include "article/sites.h"
#include "article/unwrap.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "rules/page_limits.h"
#include "store/room.h"

enum {
    EDGE_LINES = 96,   /* lines kept from either end of a page; what is between counts as its own text */
    PROSE_BYTES = PAGE_FURNITURE_PROSE, /* a line of this length that ends like a sentence is prose here */
    FRESH_SHARE = PAGE_FURNITURE_SHARE,
    EMPTY_COPIES = PAGE_EMPTY_COPIES,
    EMPTY_BYTES = PAGE_EMPTY_BYTES, /* "please log in", "the document has moved" */
    REST_DOCS = 4096,
    REST_POOL_DOCS = 32,
    SAMPLE_DOCS = 16,  /* documents of a paragraph that are held against each other, ... */
    SAMPLE_LINES = 32, /* ... by so many paragraphs of each */
    NONE = UINT32_MAX
};

struct learned_line {
    uint64_t key;
    uint32_t bytes;
    uint8_t prose;
};

struct learned_doc {
    uint64_t hash;         /* of its lines; equal documents are one */
    size_t first;          /* line */
    uint32_t lines, pool;
    uint32_t own_bytes;    /* prose between the kept edges */
    uint32_t copies;       /* how often it was met */
    uint32_t next;         /* of the same pool */
    bool dead;
};

struct pool {
    uint64_t id;
    uint64_t seen;         /* documents, copies included */
    uint32_t kept, first, shift; /* keeps hashes below 2^(64 - shift) */
};

struct furniture_learner {
    struct room *room;     /* for docs and lines, which are many and read in order */
    struct learned_doc *docs;
    size_t n_docs, docs_cap, dead;
    struct learned_line *lines;
    size_t n_lines, lines_cap;
    struct pool *pools;
    size_t n_pools, pools_cap;
    uint32_t *pool_table, *doc_table; /* open addressing, index + 1 */
    size_t pool_slots, doc_slots;
    unsigned level;        /* pools keep their share >> level */
    struct learned_line page[2 * EDGE_LINES];
};

/* --- tables ---------------------------------------------------------------------------------- */

static int grow_table(uint32_t **table, size_t *slots, size_t entries)
{
    size_t want = *slots ? *slots : 1024;
    while (want < entries * 2 + 2)
        want *= 2;
    uint32_t *new = mem_zalloc(want, sizeof *new);
    if (!new)
        return RP_ERR_NOMEM;
    free(*table);
    *table = new;
    *slots = want;
    return RP_OK;
}

static size_t pool_slot(const struct furniture_learner *l, uint64_t id)
{
    size_t s = hash_mix(id) & (l->pool_slots - 1);
    while (l->pool_table[s] && l->pools[l->pool_table[s] - 1].id != id)
        s = (s + 1) & (l->pool_slots - 1);
    return s;
}

static size_t doc_slot(const struct furniture_learner *l, uint64_t hash, uint32_t pool)
{
    size_t s = hash_mix(hash + pool) & (l->doc_slots - 1);
    for (; l->doc_table[s]; s = (s + 1) & (l->doc_slots - 1)) {
        const struct learned_doc *d = &l->docs[l->doc_table[s] - 1];
        if (d->hash == hash && d->pool == pool)
            break;
    }
    return s;
}

static int find_pool(struct furniture_learner *l, uint64_t id, uint32_t *out)
{
    int rc = RP_OK;
    if ((l->n_pools + 1) * 2 > l->pool_slots) {
        TRY(grow_table(&l->pool_table, &l->pool_slots, l->n_pools + 1));
        for (size_t i = 0; i < l->n_pools; i++)
            l->pool_table[pool_slot(l, l->pools[i].id)] = (uint32_t)i + 1;
    }
    const size_t s = pool_slot(l, id);
    if (!l->pool_table[s]) {
        TRY(mem_grow(&l->pools, &l->pools_cap, l->n_pools + 1, sizeof *l->pools));
        l->pools[l->n_pools] = (struct pool){.id = id, .first = NONE};
        l->pool_table[s] = (uint32_t)++l->n_pools;
    }
    *out = l->pool_table[s] - 1;
out:
    return rc;
}

/* --- keeping few ----------------------------------------------------------------------------- */

static uint64_t pool_share(uint64_t id, unsigned level)
{
    const uint64_t share = (uint64_t)(id ? FURNITURE_POOL_DOCS : FURNITURE_SHARED_DOCS) >> level;
    return share > 8 ? share : 8;
}

static bool is_below(const struct pool *p, uint64_t hash)
{
    return p->shift == 0 || (p->shift < 64 && hash >> (64 - p->shift) == 0);
}

/* What the pool keeps above its bar goes. */
static void drop_above(struct furniture_learner *l, struct pool *p)
{
    uint32_t *link = &p->first;
    while (*link != NONE) {
        struct learned_doc *d = &l->docs[*link];
        if (is_below(p, d->hash)) {
            link = &d->next;
            continue;
        }
        d->dead = true;
        l->dead++;
        p->kept--;
        *link = d->next;
    }
}

/* Raises the pool's bar until it keeps no more than its share. */
static void trim_pool(struct furniture_learner *l, uint32_t pool)
{
    struct pool *p = &l->pools[pool];
    while (p->kept > pool_share(p->id, l->level) && p->shift < 64) {
        p->shift++;
        drop_above(l, p);
    }
}

/* The level at which all pools' shares fit: a function of how many documents each has seen, which only grows, so
 * learners of parts never keep less than a learner of the whole. */
static void raise_level(struct furniture_learner *l)
{
    for (;; l->level++) {
        uint64_t docs = 0;
        for (size_t i = 0; i < l->n_pools; i++) {
            const uint64_t share = pool_share(l->pools[i].id, l->level);
            docs += l->pools[i].seen < share ? l->pools[i].seen : share;
        }
        if (docs <= FURNITURE_ALL_DOCS || l->level >= 13)
            break;
    }
    for (size_t i = 0; i < l->n_pools; i++)
        trim_pool(l, (uint32_t)i);
}

static int rebuild_doc_table(struct furniture_learner *l)
{
    const int rc = grow_table(&l->doc_table, &l->doc_slots, l->n_docs + 1);
    for (size_t i = 0; rc == RP_OK && i < l->n_docs; i++)
        l->doc_table[doc_slot(l, l->docs[i].hash, l->docs[i].pool)] = (uint32_t)i + 1;
    return rc;
}

/* Closes the gaps that dead documents left. */
static int compact(struct furniture_learner *l)
{
    size_t docs = 0, lines = 0;
    for (size_t i = 0; i < l->n_pools; i++)
        l->pools[i].first = NONE;
    for (size_t i = 0; i < l->n_docs; i++) {
        struct learned_doc d = l->docs[i];
        if (d.dead)
            continue;
        memmove(l->lines + lines, l->lines + d.first, d.lines * sizeof *l->lines);
        d.first = lines;
        lines += d.lines;
        d.next = l->pools[d.pool].first;
        l->pools[d.pool].first = (uint32_t)docs;
        l->docs[docs++] = d;
    }
    l->n_docs = docs;
    l->n_lines = lines;
    l->dead = 0;
    memset(l->doc_table, 0, l->doc_slots * sizeof *l->doc_table);
    return rebuild_doc_table(l);
}

static int keep_doc(struct furniture_learner *l, uint32_t pool, uint64_t hash, const struct learned_line *lines,
                    uint32_t n, uint32_t own_bytes, uint32_t copies)
{
    int rc = RP_OK;
    if (!is_below(&l->pools[pool], hash))
        return RP_OK;
    if (l->dead > 4096 && l->dead * 2 > l->n_docs)
        TRY(compact(l));
    if ((l->n_docs + 1) * 2 > l->doc_slots)
        TRY(rebuild_doc_table(l));
    const size_t s = doc_slot(l, hash, pool);
    if (l->doc_table[s]) { /* the same page again; a dead one was above the bar and cannot come back */
        l->docs[l->doc_table[s] - 1].copies += copies;
        goto out;
    }
    TRY(room_grow(l->room, &l->docs, &l->docs_cap, l->n_docs + 1, sizeof *l->docs));
    TRY(room_grow(l->room, &l->lines, &l->lines_cap, l->n_lines + n, sizeof *l->lines));
    memcpy(l->lines + l->n_lines, lines, n * sizeof *lines);
    l->docs[l->n_docs] = (struct learned_doc){.hash = hash, .first = l->n_lines, .lines = n, .pool = pool,
                                                 .own_bytes = own_bytes, .copies = copies,
                                                 .next = l->pools[pool].first};
    l->pools[pool].first = (uint32_t)l->n_docs;
    l->pools[pool].kept++;
    l->n_lines += n;
    l->doc_table[s] = (uint32_t)++l->n_docs;
    trim_pool(l, pool);
    if (l->n_docs - l->dead > FURNITURE_ALL_DOCS)
        raise_level(l);
out:
    return rc;
}

/* --- learning -------------------------------------------------------------------------------- */

int furniture_learner_create(struct room *room, struct furniture_learner **out)
{
    struct furniture_learner *l = mem_zalloc(1, sizeof *l);
    if (!l)
        return RP_ERR_NOMEM;
    l->room = room;
    *out = l;
    return RP_OK;
}

static void empty_learner(struct furniture_learner *l)
{
    room_drop(l->room, l->docs);
    room_drop(l->room, l->lines);
    free(l->pools);
    free(l->pool_table);
    free(l->doc_table);
    *l = (struct furniture_learner){.room = l->room};
}

void furniture_learner_free(struct furniture_learner *l)
{
    if (l)
        empty_learner(l);
    free(l);
}

uint64_t furniture_pool_of(struct span host, struct span outlet)
{
    const uint64_t pool = host.n ? hash_bytes(host.p, host.n, 5) : outlet.n ? hash_bytes(outlet.p, outlet.n, 6) : 0;
    return host.n || outlet.n ? pool | 1 : 0;
}

uint64_t furniture_pool(const struct article_fields *f)
{
    char host[OUTLET_MAX];
    size_t n = outlet_host(f->url, host);
    if (!n)
        n = outlet_host(f->outlet, host);
    return furniture_pool_of((struct span){host, n}, f->outlet);
}

static struct learned_line learn_line(struct span s)
{
    return (struct learned_line){line_key(s), s.n < UINT32_MAX ? (uint32_t)s.n : UINT32_MAX,
                                 s.n >= PROSE_BYTES && line_is_sentence(s)};
}

/* Keeps the first and the last EDGE_LINES lines in l->page; what falls out between them adds to *own. */
static uint32_t keep_edges(struct furniture_learner *l, struct line_cutter *cutter, uint32_t *own)
{
    struct span line, ring[EDGE_LINES];
    size_t n = 0;
    *own = 0;
    while (line_next(cutter, &line)) {
        if (n < EDGE_LINES) {
            l->page[n++] = learn_line(line);
            continue;
        }
        struct span *place = &ring[(n - EDGE_LINES) % EDGE_LINES];
        if (n >= 2 * EDGE_LINES && place->n >= PROSE_BYTES)
            *own = *own + place->n < UINT32_MAX ? *own + (uint32_t)place->n : UINT32_MAX;
        *place = line;
        n++;
    }
    const size_t later = n > EDGE_LINES ? n - EDGE_LINES : 0, kept = later < EDGE_LINES ? later : EDGE_LINES;
    for (size_t i = 0; i < kept; i++)
        l->page[EDGE_LINES + i] = learn_line(ring[(later - kept + i) % EDGE_LINES]);
    return (uint32_t)(n - later + kept);
}

static uint32_t read_page(struct furniture_learner *l, struct span text, uint32_t *own)
{
    struct line_cutter cutter = line_cutter_of(text);
    uint32_t lines;
    do
        lines = keep_edges(l, &cutter, own);
    while (line_again(&cutter));
    return lines;
}

int furniture_learn(struct furniture_learner *l, const struct article_fields *f)
{
    int rc;
    uint32_t pool, own;
    TRY(find_pool(l, furniture_pool(f), &pool));
    const uint32_t n = read_page(l, f->text, &own);
    l->pools[pool].seen++;
    if (n == 0)
        goto out;
    uint64_t hash = own;
    for (uint32_t i = 0; i < n; i++)
        hash = hash_mix(hash * UINT64_C(0x9E3779B97F4A7C15) + l->page[i].key);
    TRY(keep_doc(l, pool, hash, l->page, n, own, 1));
out:
    return rc;
}

static int absorb(struct furniture_learner *into, const struct furniture_learner *from)
{
    int rc = RP_OK;
    uint32_t pool;
    for (size_t i = 0; i < from->n_pools; i++) {
        TRY(find_pool(into, from->pools[i].id, &pool));
        struct pool *p = &into->pools[pool];
        p->seen += from->pools[i].seen;
        if (from->pools[i].shift > p->shift) { /* a learner of the whole would have had this bar too */
            p->shift = from->pools[i].shift;
            drop_above(into, p);
        }
    }
    into->level = from->level > into->level ? from->level : into->level;
    for (size_t i = 0; i < from->n_docs; i++) {
        const struct learned_doc *d = &from->docs[i];
        if (i % REST_DOCS == 0)
            room_rest(from->room);
        if (d->dead)
            continue;
        TRY(find_pool(into, from->pools[d->pool].id, &pool));
        TRY(keep_doc(into, pool, d->hash, from->lines + d->first, d->lines, d->own_bytes, d->copies));
    }
out:
    return rc;
}

/* --- deciding -------------------------------------------------------------------------------- */

struct line_count {
    uint64_t key;
    uint32_t docs, last;   /* documents with the line; the last of them */
    uint32_t fresh, flanked; /* of them: with prose of their own; with it on both sides of the line */
    uint32_t sample;         /* index of its sample + 1; 0: has none */
    bool prose, furniture;
};

/* Some of the documents that a paragraph stands on: those of the smallest hashes, whatever order they came in. */
struct sample {
    struct line_count *line;
    uint32_t doc[SAMPLE_DOCS];
    uint32_t n;
};

/* A paragraph of a sampled document that is no furniture. */
struct own_line {
    uint64_t key;
    uint32_t bytes, place; /* in the sample */
};

struct counter {
    struct line_count *table;
    size_t slots, cap;
    struct sample *samples;
    size_t n_samples, samples_cap;
};

struct known_line {
    uint64_t key; /* of line and pool; 0: free */
    uint32_t docs;
    uint32_t site; /* index into sites; 0: of none */
};

struct furniture {
    struct known_line *table;
    size_t slots, n;
    struct pool *pools;
    size_t n_pools;
    uint64_t *sites; /* keys, the first of them 0 */
    size_t n_sites, sites_cap;
};

static uint64_t known_key(uint64_t pool, uint64_t line)
{
    const uint64_t key = hash_mix(pool ^ line * UINT64_C(0x9E3779B97F4A7C15));
    return key ? key : 1;
}

static struct line_count *count_of(const struct counter *c, uint64_t key)
{
    size_t s = hash_mix(key) & (c->slots - 1);
    while (c->table[s].docs && c->table[s].key != key)
        s = (s + 1) & (c->slots - 1);
    return &c->table[s];
}

/* The one behind it in its pool. The documents of a pool lie all over the arrays. */
static uint32_t next_doc(const struct furniture_learner *l, uint32_t doc, uint32_t *met)
{
    if (++*met % REST_POOL_DOCS == 0)
        room_rest(l->room);
    return l->docs[doc].next;
}

static int count_lines(const struct furniture_learner *l, const struct pool *p, struct counter *c)
{
    size_t lines = 0;
    uint32_t met = 0;
    for (uint32_t i = p->first; i != NONE; i = next_doc(l, i, &met))
        lines += l->docs[i].lines;
    c->slots = 16;
    while (c->slots < lines * 2)
        c->slots *= 2;
    const int rc = mem_grow(&c->table, &c->cap, c->slots, sizeof *c->table);
    if (rc < 0)
        return rc;
    memset(c->table, 0, c->slots * sizeof *c->table);
    for (uint32_t i = p->first; i != NONE; i = next_doc(l, i, &met)) {
        for (uint32_t k = 0; k < l->docs[i].lines; k++) {
            const struct learned_line *line = &l->lines[l->docs[i].first + k];
            struct line_count *n = count_of(c, line->key);
            if (n->docs && n->last == i)
                continue;
            n->key = line->key;
            n->docs++;
            n->last = i;
            n->prose |= line->prose;
        }
    }
    return RP_OK;
}

/* Order of frequency: 1, 2-3, 4-7, 8-15 ... documents. */
static unsigned order_of(uint32_t docs)
{
    return 31 - (unsigned)__builtin_clz(docs | 1);
}

enum { FRESH_PERCENT = PAGE_FURNITURE_FRESH, FRESH_PERCENT_SHARED = PAGE_FURNITURE_FRESH_SHARED,
       FRESH_PERCENT_EVERYWHERE = PAGE_FURNITURE_FRESH_OWN,
       FLANK_SKIPS = PAGE_FURNITURE_FLANK_SKIPS };

/* Is the next line of prose on that side (step 1 or -1) rarer than `order`? A picture credit between paragraphs, or
 * another short line or two, does not part them. */
static bool has_rarer_prose(const struct learned_line *line, struct line_count *const *counts, uint32_t lines,
                            uint32_t k, int step, unsigned order)
{
    uint32_t i = k + (uint32_t)step;
    for (unsigned skipped = 0; i < lines && !line[i].prose && skipped < FLANK_SKIPS; skipped++)
        i += (uint32_t)step;
    return i < lines && line[i].prose && order_of(counts[i]->docs) < order;
}

/* For every line of the document: is most of the document's prose rarer than the line, and does the line stand in
 * the middle of such prose? In the shared pool the copies of a story meet, and of its paragraphs some are on four pages
 * and some on three: there paragraphs are held against what is rarer by an order more. */
static void judge_doc(const struct furniture_learner *l, const struct learned_doc *d, uint32_t doc, uint32_t least,
                      bool shared, struct counter *c)
{
    const struct learned_line *line = l->lines + d->first;
    uint64_t below[33] = {0}, total = d->own_bytes; /* below[o]: prose on lines of an order below o */
    struct line_count *counts[2 * EDGE_LINES];
    for (uint32_t k = 0; k < d->lines; k++) {
        counts[k] = count_of(c, line[k].key);
        if (line[k].prose) {
            below[order_of(counts[k]->docs) + 1] += line[k].bytes;
            total += line[k].bytes;
        }
    }
    below[0] += d->own_bytes;
    for (unsigned o = 1; o < 33; o++)
        below[o] += below[o - 1];
    for (uint32_t k = 0; k < d->lines; k++) {
        struct line_count *n = counts[k];
        if (n->docs < least || n->last == doc)
            continue;
        n->last = doc; /* counting gave every line a last document; judging starts behind all of them */
        const unsigned order = order_of(n->docs), rarer = order - (shared && line[k].prose && order > 0);
        const unsigned percent = shared && !line[k].prose ? FRESH_PERCENT_SHARED : FRESH_PERCENT;
        n->fresh += total && below[rarer] * 100 >= total * percent;
        n->flanked += has_rarer_prose(line, counts, d->lines, k, -1, order) &&
                      has_rarer_prose(line, counts, d->lines, k, 1, order);
    }
}

static bool is_furniture(const struct line_count *n, uint32_t least)
{
    if (n->docs < least || n->fresh * 2 < n->docs)
        return false;
    /* A label inside the text ("Story continues below") needs more documents than one beside it. */
    return n->flanked * 4 <= n->docs || (!n->prose && n->docs >= least * 2);
}

/* --- paragraphs: on pages of different stories? --- */

static void sample_add(struct sample *s, const struct learned_doc *docs, uint32_t doc)
{
    uint32_t i = s->n;
    while (i > 0 && docs[s->doc[i - 1]].hash > docs[doc].hash)
        i--;
    if ((i > 0 && s->doc[i - 1] == doc) || i == SAMPLE_DOCS)
        return;
    s->n += s->n < SAMPLE_DOCS;
    memmove(s->doc + i + 1, s->doc + i, (s->n - 1 - i) * sizeof *s->doc);
    s->doc[i] = doc;
}

/* Samples of the paragraphs that are furniture so far. */
static int take_samples(const struct furniture_learner *l, const struct pool *p, struct counter *c)
{
    uint32_t met = 0;
    int rc = RP_OK;
    c->n_samples = 0;
    for (uint32_t i = p->first; i != NONE; i = next_doc(l, i, &met)) {
        for (uint32_t k = 0; k < l->docs[i].lines; k++) {
            struct line_count *n = count_of(c, l->lines[l->docs[i].first + k].key);
            if (!n->prose || !n->furniture)
                continue;
            if (!n->sample) {
                TRY(mem_grow(&c->samples, &c->samples_cap, c->n_samples + 1, sizeof *c->samples));
                c->samples[c->n_samples++] = (struct sample){.line = n};
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
                          unsigned percent, const struct counter *c, struct own_line *own, size_t *n)
{
    uint64_t bytes = d->own_bytes, all = d->own_bytes;
    size_t taken = 0;
    for (uint32_t k = 0; k < d->lines; k++) {
        const struct learned_line *line = &l->lines[d->first + k];
        const struct line_count *count = line->prose ? count_of(c, line->key) : NULL;
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

/* On a site of few pages furniture may be most of a brief. What nearly all its pages have is no lead of some of them. */
static unsigned least_own_percent(const struct sample *s, const struct pool *p)
{
    return p->id && s->line->docs * 10 >= p->kept * 9 ? FRESH_PERCENT_EVERYWHERE : FRESH_PERCENT;
}

/* How many stories the sampled documents are that have text of their own, where those that share a good part of their own
 * paragraphs are one. */
static uint32_t count_stories(const struct furniture_learner *l, const struct sample *s, const struct pool *p,
                              const struct counter *c)
{
    const uint32_t docs = p->id ? s->line->docs : NONE;
    const unsigned percent = least_own_percent(s, p);
    struct own_line own[SAMPLE_DOCS * SAMPLE_LINES];
    struct shared shared[SAMPLE_DOCS][SAMPLE_DOCS] = {0};
    uint64_t bytes[SAMPLE_DOCS];
    uint8_t parent[SAMPLE_DOCS];
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
            if (a == b || least == 0 || shared[i][j].lines < 2 || shared[i][j].bytes * 100 < least * PAGE_FURNITURE_RELATED)
                continue;
            parent[b] = (uint8_t)a;
            stories--;
        }
    }
    return stories;
}

/* A paragraph that versions of a few stories have in common is theirs. */
static int part_stories(const struct furniture_learner *l, const struct pool *p, struct counter *c)
{
    int rc = RP_OK;
    TRY(take_samples(l, p, c));
    for (size_t i = 0; i < c->n_samples; i++) {
        room_rest(l->room);
        if (count_stories(l, &c->samples[i], p, c) < PAGE_FURNITURE_STORIES)
            c->samples[i].line->sample = NONE;
    }
    for (size_t i = 0; i < c->n_samples; i++)
        c->samples[i].line->furniture = c->samples[i].line->sample != NONE;
out:
    return rc;
}

static int add_known(struct furniture *f, uint64_t pool, uint64_t line, uint32_t docs)
{
    if ((f->n + 1) * 2 > f->slots) {
        const size_t slots = f->slots ? f->slots * 2 : 1024;
        struct known_line *new = mem_zalloc(slots, sizeof *new);
        if (!new)
            return RP_ERR_NOMEM;
        for (size_t i = 0; i < f->slots; i++) {
            if (!f->table[i].key)
                continue;
            size_t s = f->table[i].key & (slots - 1);
            while (new[s].key)
                s = (s + 1) & (slots - 1);
            new[s] = f->table[i];
        }
        free(f->table);
        f->table = new;
        f->slots = slots;
    }
    const uint64_t key = known_key(pool, line);
    size_t s = key & (f->slots - 1);
    while (f->table[s].key && f->table[s].key != key)
        s = (s + 1) & (f->slots - 1);
    f->n += !f->table[s].key;
    f->table[s].key = key;
    f->table[s].docs = docs > f->table[s].docs ? docs : f->table[s].docs;
    return RP_OK;
}

/* A short page met again and again is all furniture. */
static int judge_empty(struct furniture *f, const struct furniture_learner *l, const struct pool *p)
{
    uint32_t met = 0;
    int rc = RP_OK;
    for (uint32_t i = p->first; i != NONE; i = next_doc(l, i, &met)) {
        const struct learned_doc *d = &l->docs[i];
        uint64_t bytes = d->own_bytes;
        for (uint32_t k = 0; k < d->lines; k++)
            bytes += l->lines[d->first + k].bytes;
        for (uint32_t k = 0; d->copies >= EMPTY_COPIES && bytes <= EMPTY_BYTES && k < d->lines; k++)
            TRY(add_known(f, p->id, l->lines[d->first + k].key, d->copies));
    }
out:
    return rc;
}

/* The slot of a line, or the free one where it would be. */
static struct known_line *known_line(const struct furniture *f, uint64_t pool, uint64_t line)
{
    const uint64_t key = known_key(pool, line);
    size_t s = key & (f->slots - 1);
    while (f->table[s].key && f->table[s].key != key)
        s = (s + 1) & (f->slots - 1);
    return &f->table[s];
}

static int judge_pool(struct furniture *f, const struct furniture_learner *l, const struct pool *p, struct counter *c)
{
    int rc = RP_OK;
    const uint32_t share = p->id ? p->kept / FRESH_SHARE : 0;
    const uint32_t floor = p->id ? PAGE_FURNITURE_LEAST : PAGE_FURNITURE_LEAST_SHARED;
    const uint32_t least = share > floor ? share : floor;
    uint32_t met = 0;
    TRY(judge_empty(f, l, p));
    if (p->kept < floor)
        goto out;
    TRY(count_lines(l, p, c));
    for (size_t i = 0; i < c->slots; i++)
        c->table[i].last = NONE;
    for (uint32_t i = p->first; i != NONE; i = next_doc(l, i, &met))
        judge_doc(l, &l->docs[i], i, least, p->id == 0, c);
    bool paragraphs = false;
    for (size_t i = 0; i < c->slots; i++) {
        c->table[i].furniture = c->table[i].docs && is_furniture(&c->table[i], least);
        paragraphs |= c->table[i].furniture && c->table[i].prose;
    }
    if (paragraphs)
        TRY(part_stories(l, p, c));
    for (size_t i = 0; i < c->slots; i++)
        if (c->table[i].furniture)
            TRY(add_known(f, p->id, c->table[i].key, c->table[i].docs));
out:
    return rc;
}

/* --- sites of pages that name no outlet ------------------------------------------------------- */

/* Each furniture line of each document, once. seen is of a line: the last document that had it. */
static int gather_entries(const struct furniture *f, const struct furniture_learner *l, const struct pool *p,
                          struct site_entry **entry, size_t *n, uint64_t *hash)
{
    uint32_t *seen = mem_alloc(f->slots, sizeof *seen);
    size_t cap = 0;
    uint32_t page = 0, met = 0;
    int rc = seen ? RP_OK : RP_ERR_NOMEM;
    TRY(rc);
    memset(seen, 0xff, f->slots * sizeof *seen);
    for (uint32_t i = p->first; i != NONE; i = next_doc(l, i, &met), page++) {
        hash[page] = l->docs[i].hash;
        for (uint32_t k = 0; k < l->docs[i].lines; k++) {
            const struct learned_line *line = &l->lines[l->docs[i].first + k];
            const struct known_line *known = known_line(f, p->id, line->key);
            if (!known->key || seen[known - f->table] == page)
                continue;
            seen[known - f->table] = page;
            TRY(mem_grow(entry, &cap, *n + 1, sizeof **entry));
            (*entry)[(*n)++] = (struct site_entry){line->key, page, line->prose};
        }
    }
out:
    free(seen);
    return rc;
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The sites in order of their keys, behind the 0 that stands for none. */
static int list_sites(struct furniture *f, const struct site_line *line, size_t n)
{
    size_t kept = 1;
    if (mem_grow(&f->sites, &f->sites_cap, n + 1, sizeof *f->sites) < 0)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        if (line[i].site)
            f->sites[f->n_sites++] = line[i].site;
    qsort(f->sites, f->n_sites, sizeof *f->sites, compare_keys);
    for (size_t i = 1; i < f->n_sites; i++)
        if (f->sites[i] != f->sites[kept - 1])
            f->sites[kept++] = f->sites[i];
    f->n_sites = kept;
    return RP_OK;
}

static int note_sites(struct furniture *f, const struct site_line *line, size_t n)
{
    int rc = RP_OK;
    TRY(list_sites(f, line, n));
    for (size_t i = 0; i < n; i++) {
        const uint64_t *site = bsearch(&line[i].site, f->sites, f->n_sites, sizeof *f->sites, compare_keys);
        known_line(f, 0, line[i].line)->site = (uint32_t)(site - f->sites);
    }
out:
    return rc;
}

static int find_sites(struct furniture *f, const struct furniture_learner *l, const struct pool *p)
{
    uint64_t *hash = mem_alloc(p->kept, sizeof *hash);
    struct site_entry *entry = NULL;
    struct site_line *line = NULL;
    size_t entries = 0, lines = 0;
    int rc = hash ? RP_OK : RP_ERR_NOMEM;
    TRY(rc);
    TRY(gather_entries(f, l, p, &entry, &entries, hash));
    TRY(sites_find(entry, entries, hash, p->kept, &line, &lines));
    TRY(note_sites(f, line, lines));
out:
    free(hash);
    free(entry);
    free(line);
    return rc;
}

static int compare_pools(const void *a, const void *b)
{
    const struct pool *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

int furniture_create(struct furniture_learner **learners, size_t n, struct furniture **out)
{
    int rc = RP_OK;
    struct counter c = {0};
    struct furniture *f = mem_zalloc(1, sizeof *f);
    if (!f || n == 0) {
        free(f);
        return f ? RP_ERR_INVALID : RP_ERR_NOMEM;
    }
    struct furniture_learner *all = learners[0];
    TRY(mem_grow(&f->sites, &f->sites_cap, 1, sizeof *f->sites));
    f->sites[0] = 0;
    f->n_sites = 1;
    for (size_t i = 1; i < n; i++) {
        TRY(absorb(all, learners[i]));
        empty_learner(learners[i]);
    }
    raise_level(all);
    for (size_t i = 0; i < all->n_pools; i++) {
        room_rest(all->room);
        TRY(judge_pool(f, all, &all->pools[i], &c));
    }
    for (size_t i = 0; i < all->n_pools; i++)
        if (all->pools[i].id == 0 && f->n > 0)
            TRY(find_sites(f, all, &all->pools[i]));
    f->pools = all->pools;
    f->n_pools = all->n_pools;
    if (f->n_pools)
        qsort(f->pools, f->n_pools, sizeof *f->pools, compare_pools);
    all->pools = NULL;
    empty_learner(all);
    *out = f;
out:
    free(c.table);
    free(c.samples);
    if (rc < 0)
        furniture_free(f);
    return rc;
}

void furniture_free(struct furniture *f)
{
    if (!f)
        return;
    free(f->table);
    free(f->pools);
    free(f->sites);
    free(f);
}

uint32_t furniture_lookup(const struct furniture *f, uint64_t pool, struct span line)
{
    return furniture_lookup_key(f, pool, line_key(line));
}

uint32_t furniture_lookup_key(const struct furniture *f, uint64_t pool, uint64_t line)
{
    if (f->n == 0)
        return 0;
    const struct known_line *known = known_line(f, pool, line);
    return known->key ? known->docs : 0;
}

uint64_t furniture_line_site(const struct furniture *f, uint64_t line)
{
    return f->n ? f->sites[known_line(f, 0, line)->site] : 0;
}

uint32_t furniture_pool_docs(const struct furniture *f, uint64_t pool)
{
    const struct pool want = {.id = pool};
    const struct pool *p = f->n_pools ? bsearch(&want, f->pools, f->n_pools, sizeof want, compare_pools) : NULL;
    return p ? p->kept : 0;
}
