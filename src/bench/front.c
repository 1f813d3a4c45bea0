#define _GNU_SOURCE
#include "bench/front.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "ingest/reader.h"
#include "sketch/bands.h"
#include "sketch/minhash.h"
#include "sketch/shingle.h"
#include "text/tokens.h"

enum { SLICE = 256 << 10, SHINGLE = 5, SLOTS = 128, SEED = 1 };

const char *const front_name[FRONT_DEPTHS] = {"fields", "tokens", "shingles", "sketch", "keys"};

struct front {
    enum front_depth depth;
    struct band_shape shape;
    struct fields *fields;
    struct record_parser *parser;
    struct tokens tokens;
    uint64_t *shingle;
    size_t cap;
    struct front_totals totals;
};

static uint64_t keys_of(const struct front *f, const uint64_t *shingle, size_t n)
{
    _Alignas(64) uint32_t slot[SLOTS];
    uint64_t key[BANDS_MAX];

    minhash_sketch(shingle, n, slot, SLOTS);
    if (f->depth < FRONT_KEYS)
        return slot[0] + slot[SLOTS - 1];
    band_keys_minhash(slot, f->shape, key);
    return key[0] ^ key[f->shape.bands - 1];
}

static int front_text(struct front *f, struct record_field text)
{
    const struct token_options o = {.seed = SEED, .unit = TOKEN_AUTO, .json = text.escaped};
    size_t n;
    int rc = RP_OK;

    TRY(tokens_read(&f->tokens, &o, text.p, text.n));
    f->totals.check += f->tokens.n;
    if (f->depth < FRONT_SHINGLES)
        return RP_OK;
    TRY(mem_grow_kernel(&f->shingle, &f->cap, f->tokens.n + 8, sizeof *f->shingle));
    n = shingle_hashes(f->tokens.hash, f->tokens.n, SHINGLE, f->shingle);
    f->totals.check += shingle_digest(f->tokens.hash, f->tokens.n).lo;
    if (f->depth >= FRONT_SKETCH && n > 0)
        f->totals.check ^= keys_of(f, f->shingle, n);
out:
    return rc;
}

static int front_slice(struct front *f, const char *p, size_t n)
{
    struct batch b = {.p = p, .n = n, .json = true, .max_record = UINT32_MAX};
    struct input_record rec;
    int rc;

    while ((rc = batch_next(f->parser, &b, &rec)) > 0) {
        f->totals.documents++;
        f->totals.check += rec.text.n;
        if (f->depth >= FRONT_TOKENS && !rec.error.what)
            TRY(front_text(f, rec.text));
    }
out:
    return rc;
}

static int front_walk(struct front *f, const char *p, size_t n)
{
    const char *end = p + n;
    int rc = RP_OK;

    while (p < end) {
        size_t room = (size_t)(end - p) < SLICE ? (size_t)(end - p) : SLICE;
        const char *cut = memrchr(p, '\n', room);
        if (!cut && !(cut = memchr(p + room, '\n', (size_t)(end - p) - room)))
            break;
        TRY(front_slice(f, p, (size_t)(cut + 1 - p)));
        p = cut + 1;
    }
out:
    return rc;
}

int front_run(const char *p, size_t n, enum front_depth depth, struct front_totals *out)
{
    struct front f = {.depth = depth, .shape = band_shape_for(.7, .97, SLOTS)};
    int rc;

    tokens_init(&f.tokens);
    TRY(fields_create(&f.fields));
    TRY(record_parser_create(&f.parser, f.fields));
    TRY(front_walk(&f, p, n));
    *out = f.totals;
out:
    record_parser_free(f.parser);
    fields_free(f.fields);
    tokens_release(&f.tokens);
    free(f.shingle);
    return rc;
}
