#include "records/article_record.h"

#include <stdlib.h>
#include <string.h>

#include "article/headline.h"
#include "article/outlet.h"
#include "base/alloc.h"
#include "base/status.h"
#include "records/passages.h"
#include "sketch/bands.h"
#include "sketch/minhash.h"
#include "sketch/shingle.h"
#include "sketch/winnow.h"
#include "store/room.h"
#include "text/mojibake.h"
#include "text/tokens.h"

/* A block and the 64 bytes that mem_alloc_kernel() adds are one huge page. */
enum { BLOCK_PASSAGES = ((2 << 20) - 64 - 16) / 4, SHINGLE_PAD = 8 };
enum { IDENTITY_SEED = 1, OUTLET_SEED = 2, TINY_SALT = 3, SOURCE_SEED = 4 };

struct block {
    struct block *next; /* a newer one */
    size_t size;
    uint32_t passage[];
};

struct recorder {
    struct room *room;
    struct block *oldest, *newest;
    size_t used;              /* passages in the newest block */
    struct tokens line;       /* of one run of body lines */
    uint64_t *token, *shingle;
    uint32_t *place;          /* scratch of passages_select() */
    size_t n, token_cap, shingle_cap, place_cap;
    uint32_t *slot;
    char *mended;             /* a run of body lines without mojibake */
    size_t mended_cap;
};

int recorder_create(struct room *room, struct recorder **out)
{
    struct recorder *r = mem_zalloc(1, sizeof *r);
    if (!r)
        return RP_ERR_NOMEM;
    r->room = room;
    tokens_init(&r->line);
    r->slot = mem_alloc_kernel(RECORD_SLOTS, sizeof *r->slot);
    if (!r->slot) {
        recorder_free(r);
        return RP_ERR_NOMEM;
    }
    *out = r;
    return RP_OK;
}

static void drop_oldest(struct recorder *r)
{
    struct block *next = r->oldest->next;
    room_drop(r->room, r->oldest);
    r->oldest = next;
    r->newest = next ? r->newest : NULL;
}

void recorder_free(struct recorder *r)
{
    if (!r)
        return;
    while (r->oldest)
        drop_oldest(r);
    tokens_release(&r->line);
    free(r->token);
    free(r->shingle);
    free(r->place);
    free(r->slot);
    free(r->mended);
    free(r);
}

/* --- body lines to tokens --- */

/* Contents must survive growth, which kernel memory does not do by itself. */
static int grow_tokens(struct recorder *r, size_t need)
{
    size_t cap = 0;
    uint64_t *bigger = NULL;
    if (need <= r->token_cap)
        return RP_OK;
    if (mem_grow_kernel(&bigger, &cap, need + need / 2, sizeof *bigger) < 0)
        return RP_ERR_NOMEM;
    if (r->n)
        memcpy(bigger, r->token, r->n * sizeof *bigger);
    free(r->token);
    r->token = bigger;
    r->token_cap = cap;
    return RP_OK;
}

/* The text without damage: itself, or a copy that lives until the next one. */
static int mend(struct recorder *r, struct span *text)
{
    const size_t sound = mojibake_find(text->p, text->n);
    int rc = RP_OK;
    if (sound == text->n)
        return RP_OK;
    TRY(mem_grow(&r->mended, &r->mended_cap, text->n, sizeof *r->mended));
    *text = (struct span){r->mended, mojibake_mend(text->p, text->n, r->mended)};
out:
    return rc;
}

static int add_run(struct recorder *r, struct span text, uint32_t start, uint32_t end)
{
    static const struct token_options options = {.unit = TOKEN_AUTO};
    struct span run = {text.p + start, end - start};
    int rc = RP_OK;
    TRY(mend(r, &run));
    TRY(tokens_read(&r->line, &options, run.p, run.n));
    TRY(grow_tokens(r, r->n + r->line.n + 1));
    if (r->line.n)
        memcpy(r->token + r->n, r->line.hash, r->line.n * sizeof *r->token);
    r->n += r->line.n;
out:
    return rc;
}

static bool takes(const struct line *l, bool fallback)
{
    if (!fallback)
        return l->role == ROLE_BODY;
    return l->role != ROLE_BLANK && l->role != ROLE_FURNITURE && l->role != ROLE_AFTER_END && l->role != ROLE_SHARE;
}

/* Body lines with nothing but blank ones between them are read in one go. */
static int read_lines(struct recorder *r, const struct article *a, bool fallback)
{
    uint32_t start = 0, end = 0;
    bool open = false;
    int rc = RP_OK;

    r->n = 0;
    for (uint32_t i = 0; i < a->n_lines; i++) {
        const struct line *l = &a->lines[i];
        bool in = takes(l, fallback);
        if (open && !(in && l->body_start == l->start) && l->role != ROLE_BLANK) {
            TRY(add_run(r, a->given.text, start, end));
            open = false;
        }
        if (in) {
            start = open ? start : l->body_start;
            end = l->end;
            open = true;
        }
    }
    if (open)
        TRY(add_run(r, a->given.text, start, end));
out:
    return rc;
}

/* --- parts of a record --- */

static struct hash128 mix_span(struct hash128 h, struct span s)
{
    struct hash128 own = hash_bytes128(s.p, s.p ? s.n : 0, IDENTITY_SEED);
    uint64_t all[4] = {h.lo, h.hi, own.lo, own.hi};
    return hash_bytes128(all, sizeof all, s.p != NULL);
}

static struct hash128 identity(const struct article_fields *f)
{
    struct hash128 h = {0};
    const struct span part[] = {f->id, f->url, f->canonical, f->headline, f->text, f->date, f->modified,
                                f->crawled, f->outlet, f->byline, f->credit_hint, f->status};
    for (size_t i = 0; i < ARRAY_LEN(part); i++)
        h = mix_span(h, part[i]);
    return h;
}

static uint32_t *block_room(struct recorder *r, size_t n)
{
    if (!r->newest || r->newest->size - r->used < n) {
        size_t size = n > BLOCK_PASSAGES ? n : BLOCK_PASSAGES;
        struct block *b = room_alloc_scratch(r->room, 1, sizeof *b + size * sizeof *b->passage);
        if (!b)
            return NULL;
        b->next = NULL;
        b->size = size;
        if (r->newest)
            r->newest->next = b;
        else
            r->oldest = b;
        r->newest = b;
        r->used = 0;
    }
    return r->newest->passage + r->used;
}

static int add_passages(struct recorder *r, size_t n_shingles, struct record *out)
{
    uint32_t *to = block_room(r, passages_max(r->n));
    if (!to)
        return RP_ERR_NOMEM;
    out->n_passages = (uint32_t)passages_select(r->shingle, n_shingles, r->n, r->place, to);
    out->stored = to;
    r->used += out->n_passages;
    return RP_OK;
}

static bool holds(const struct block *b, const uint32_t *stored)
{
    return b && stored >= b->passage && stored < b->passage + b->size;
}

bool recorder_forget(struct recorder *r, const uint32_t *stored)
{
    if (r->oldest && holds(r->oldest->next, stored))
        drop_oldest(r);
    return holds(r->oldest, stored);
}

static void add_bands(struct recorder *r, size_t n_shingles, struct record_bands *out)
{
    uint64_t key[RECORD_BANDS];
    const struct band_shape shape = {RECORD_BANDS, RECORD_ROWS};
    minhash_sketch(r->shingle, n_shingles, r->slot, RECORD_SLOTS);
    band_keys_minhash(r->slot, shape, key);
    for (unsigned i = 0; i < RECORD_BANDS; i++)
        out->key[i] = (uint32_t)hash_mix(key[i] + i);
}

static int sketch_body(struct recorder *r, struct record *out, struct record_bands *bands)
{
    size_t n_shingles = shingle_count(r->n, PASSAGE_TOKENS);
    int rc = RP_OK;

    TRY(grow_tokens(r, r->n + 1));
    TRY(mem_grow_kernel(&r->shingle, &r->shingle_cap, n_shingles + SHINGLE_PAD, sizeof *r->shingle));
    TRY(mem_grow_kernel(&r->place, &r->place_cap, winnow_room(n_shingles), sizeof *r->place));
    shingle_hashes(r->token, r->n, PASSAGE_TOKENS, r->shingle);
    TRY(add_passages(r, n_shingles, out));
    add_bands(r, n_shingles, bands);
    out->body = shingle_digest(r->token, r->n);
out:
    return rc;
}

/* Few words say little: only with the same headline are they the same text. No word at all is nobody's copy. */
static void guard_tiny(struct record *out)
{
    uint64_t own[3] = {out->body.lo, out->headline, TINY_SALT};
    if (out->n_tokens == 0 || (out->n_tokens < RECORD_TINY && !out->headline))
        out->body = out->identity;
    else if (out->n_tokens < RECORD_TINY)
        out->body = hash_bytes128(own, sizeof own, out->body.hi);
}

/* An article has a headline or says who wrote it, and one more sign. */
static bool is_stub(const struct record *r, bool published, bool byline)
{
    const int signs = (r->headline != 0) + (published || r->source) + byline;
    return r->n_tokens < RECORD_SHORT && !((r->headline || byline) && signs >= 2);
}

/* Agencies are one source by whatever name; other sources by the name as found. */
static uint64_t source_key(const struct credit *c)
{
    uint64_t key = c->agency != AGENCY_NONE ? record_agency_key(c->agency)
                                              : hash_bytes(c->name.p, c->name.n, SOURCE_SEED);
    return key ? key : 1;
}

static bool overlap(struct date_interval a, struct date_interval b)
{
    return a.first <= a.last && b.first <= b.last && a.first <= b.last && b.first <= a.last;
}

static void add_source(const struct article *a, struct record *out)
{
    const struct credit *best = NULL;
    for (uint32_t i = 0; i < a->n_credits; i++)
        if (a->credits[i].role == CREDIT_SOURCE && (!best || a->credits[i].strength > best->strength))
            best = &a->credits[i];
    out->own_agency = a->own_agency;
    out->source_agency = best ? best->agency : AGENCY_NONE;
    out->source = best ? source_key(best) : 0;
    out->source_strength = best ? (uint8_t)(best->strength * 100) : 0;
    if (best && ((best->agency != AGENCY_NONE && best->agency == a->own_agency) || span_equal(best->name, a->outlet)))
        out->facts |= RECORD_CREDITS_ITSELF;
    if (overlap(a->date, a->first_published))
        out->facts |= RECORD_FIRST_PUBLISHED;
}

int recorder_make(struct recorder *r, const struct article *a, struct record *out, struct record_bands *bands)
{
    bool published;
    int rc = RP_OK;

    *out = (struct record){
        .identity = identity(&a->given),
        .page = a->url_key,
        .item = a->item_key,
        .original = a->original_url.p ? outlet_url_key(a->original_url) : 0,
        .headline = headline_key(a->headline),
        .outlet = a->outlet.p ? hash_bytes(a->outlet.p, a->outlet.n, OUTLET_SEED) & ~RECORD_GUESSED : 0,
        .first = a->date.first,
        .last = a->date.last,
        .marks = a->marks,
        .update_number = a->update_number,
    };
    published = out->first <= out->last || out->outlet;
    if (a->site)
        out->outlet = a->site | RECORD_GUESSED;
    add_source(a, out);
    TRY(read_lines(r, a, false));
    if (r->n < 15)
        TRY(read_lines(r, a, true));
    out->n_tokens = (uint32_t)r->n;
    if (r->n)
        TRY(sketch_body(r, out, bands));
    guard_tiny(out);
    out->facts |= is_stub(out, published, a->byline.p != NULL) ? RECORD_STUB : 0;
out:
    return rc;
}
