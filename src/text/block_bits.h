/*
 * block_bits.h - block_words() and hash() for instruction sets that cannot compress bytes: word by
 * word along the bits. Included behind the definition of block and block_store().
 */
#ifndef TEXT_BLOCK_BITS_H
#define TEXT_BLOCK_BITS_H

#include "text/block_out.h"
#include "text/tokens_kernel.h"

/* Copies n bytes, 16 at a time: up to 15 too many are read and written. */
static inline void copy_over(uint8_t *to, const uint8_t *from, unsigned n)
{
    memcpy(to, from, 16);
    for (unsigned i = 16; UNLIKELY(i < n); i += 16)
        memcpy(to + i, from + i, 16);
}

/* Appends the kept bytes of one word, bits [first, end). Most words keep all of theirs. */
static inline void append_kept(struct block_out *o, const uint8_t *folded, uint64_t keep, unsigned first, unsigned end)
{
    const uint64_t place = bits_below(end) & ~bits_below(first);

    if (LIKELY((keep & place) == place)) {
        copy_over(o->bytes + o->n_bytes, folded + first, end - first);
        o->n_bytes += end - first;
        return;
    }
    for (keep &= place; keep; keep &= keep - 1)
        o->bytes[o->n_bytes++] = folded[__builtin_ctzll(keep)];
}

typedef struct {
    uint8_t byte[BLOCK];
} patch;

static inline patch patch_begin(block b)
{
    patch t;
    block_store(t.byte, b);
    return t;
}

static inline void patch_put(patch *t, unsigned k, uint32_t bytes, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        t->byte[k + i] = (uint8_t)(bytes >> (8 * i));
}

static inline block patch_end(const patch *t)
{
    return block_load(t->byte);
}

static inline bool block_plain(const uint8_t *p, bool json, block *folded, uint64_t *word)
{
    const block raw = block_load(p);
    uint64_t other = block_high(raw);

    *folded = block_fold(raw, word);
    if (json) {
        const uint64_t escape = escapes(block_is(raw, '\\')), escaped = escape << 1;
        other |= (escaped & block_is(raw, 'u')) | escape >> (BLOCK - 1);
        *word &= ~escaped;
    }
    return other == 0;
}

static inline void block_words(struct block_out *o, uint32_t at, block b, uint64_t word, uint64_t keep, unsigned top,
                               bool places)
{
    uint8_t folded[BLOCK + 16];

    block_store(folded, b);
    if (o->open & ~word) {
        if (places)
            o->end[o->n] = o->open_end;
        o->edge[++o->n] = (uint32_t)o->n_bytes;
        o->open = 0;
    }
    while (word) {
        const unsigned first = (unsigned)__builtin_ctzll(word);
        const uint64_t rest = word + (UINT64_C(1) << first); /* the carry runs through the word */
        const unsigned end = rest ? (unsigned)__builtin_ctzll(rest) : BLOCK;

        append_kept(o, folded, keep, first, end);
        if (places && !o->open)
            o->start[o->n] = at + first;
        o->open = end > top;
        if (!o->open) {
            if (places)
                o->end[o->n] = at + end;
            o->edge[++o->n] = (uint32_t)o->n_bytes;
        }
        word &= rest;
    }
    o->open_end = at + top + 1;
}

static void hash(const struct words *w, uint64_t seed, uint64_t *out)
{
    const uint8_t *const bytes = w->bytes;
    const uint32_t *const edge = w->edge;
    const size_t n_words = w->n;

    for (size_t i = 0; i < n_words; i++) {
        const size_t n = edge[i + 1] - edge[i];
        out[i] = word_hash_slack(bytes + edge[i], n, seed);
    }
}

#endif
