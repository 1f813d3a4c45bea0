/*
 * block_split.h - how a block kernel splits text: 64 bytes at a time, whatever the instruction set.
 *
 * Included by each tokens_kernel_<isa>.c behind its own definitions of
 *
 *     block                               64 bytes in registers
 *     block_load(p), block_load_part(p, n)  the latter 0 < n < 64 bytes, the others 0
 *     block_store(out, b)
 *     block_high(b), block_is(b, c)       bit i: byte i is above 0x7F, is c
 *     block_fold(b, &word)                ASCII folded; bit i of word: letter or digit (never if high)
 *     block_common(raw, folded, high, &word)  folds the frequent non-ASCII it knows how to fold in
 *                                         place; takes its bits out of *high and puts it into word
 *     block_plain(p, json, &folded, &word)  the block at p folded, if it is ASCII without more than
 *                                         two-byte escapes and does not end in one; else false
 *     patch, patch_begin(b), patch_put(&t, k, bytes, n), patch_end(&t)  a block while up to 4 bytes at a
 *                                         time are put into it, at k, the first of them the lowest
 *     block_words(o, at, folded, word, keep, top, places)  puts the words of one block into *o: word
 *                                         says which bytes are in a word, keep which of them are its
 *                                         folded bytes, top which is the block's last, at where the
 *                                         block stands in the input
 *
 * A block always begins at a code point (or escape) and never cuts one: it ends early instead. So
 * no state but "a word is open" passes from one to the next. A two-byte escape is two separators,
 * for which no byte needs to move. A code point that is not plain (it joins, vanishes, unfolds or
 * is of an unspaced script) ends the block before it, and words_read() goes on from there.
 */
#ifndef TEXT_BLOCK_SPLIT_H
#define TEXT_BLOCK_SPLIT_H

#include "base/status.h"
#include "text/block_out.h"
#include "text/codepoint.h"
#include "text/fold.h"
#include "text/tokens_kernel.h"

/* Puts code point c, which is plain and stands at byte k, where it stood: its folded bytes go to the
 * end of its place, so that the last byte of a word is always one that is kept. False: does not fit. */
static inline bool block_patch(patch *folded, uint64_t *word, uint64_t *keep, unsigned k, struct codepoint c)
{
    const uint64_t place = bits_below(c.size) << k;
    const uint32_t entry = fold_entry(c.value);
    uint32_t size, bytes = 0;

    if ((entry & (FOLD_MANY | FOLD_JOINS)) || fold_kind(entry) > FOLD_LETTER)
        return false;
    *keep &= ~place;
    *word &= ~place;
    if (fold_kind(entry) != FOLD_LETTER)
        return true;
    size = codepoint_pack(&bytes, fold_single(c.value, entry));
    if (size > c.size)
        return false;
    patch_put(folded, k + c.size - size, bytes, size);
    *word |= place;
    *keep |= bits_below(size) << (k + c.size - size);
    return true;
}

/* What of a block can be taken: bytes [0, stop). */
struct block_part {
    block folded;
    uint64_t word, keep; /* as for block_words() */
    unsigned stop;
    bool stuck;          /* what stands at stop is for words_read() */
};

/* Patches the code points that the bits of todo begin, up to one that cannot be or that goes beyond
 * stop. The block is at p, and left bytes of text from there on. */
static inline void block_patches(struct block_part *b, uint64_t todo, const uint8_t *p, size_t left, bool json)
{
    patch folded = patch_begin(b->folded);

    while (todo) {
        const unsigned k = (unsigned)__builtin_ctzll(todo);
        const struct codepoint c = codepoint_read(p + k, left - k, json);
        const bool fits = k + c.size <= b->stop;

        if (!fits || !block_patch(&folded, &b->word, &b->keep, k, c)) {
            b->stop = k;
            b->stuck = fits;
            break;
        }
        todo &= ~(bits_below(c.size) << k);
    }
    b->folded = patch_end(&folded);
}

/* Of a block that holds more than ASCII and two-byte escapes, or that the text ends in, what can be taken: at least
 * one code point, unless stuck. */
static ALWAYS_INLINE struct block_part block_careful(const uint8_t *p, size_t left, bool json)
{
    const block raw = left < BLOCK ? block_load_part(p, left) : block_load(p);
    struct block_part b = {.stop = left < BLOCK ? (unsigned)left : BLOCK};
    uint64_t todo = block_high(raw);

    b.folded = block_fold(raw, &b.word);
    if (todo)
        b.folded = block_common(raw, b.folded, &todo, &b.word);
    if (json) {
        /* A backslash before a byte that is not ASCII escapes nothing. */
        const uint64_t escape = escapes(block_is(raw, '\\')), escaped = escape << 1 & ~block_high(raw);
        if (left > BLOCK && escape >> (BLOCK - 1))
            b.stop = BLOCK - 1;
        b.word &= ~escaped;
        todo |= (escaped & block_is(raw, 'u')) >> 1;
    }
    b.keep = b.word;
    if ((todo &= bits_below(b.stop)) != 0)
        block_patches(&b, todo, p, left, json);
    return b;
}

/* As many blocks as there is room for the words of, up to a code point that no block can take: that makes it stuck.
 * Returns where it stopped. */
static ALWAYS_INLINE size_t block_run(struct words *w, const struct words_input *in, size_t from, bool json,
                                      bool places, bool *stuck)
{
    const size_t room = places && w->place_cap < w->edge_cap ? w->place_cap : w->edge_cap;
    struct block_out o = out_of(w);
    size_t at = from;

    *stuck = false;
    while (at < in->n && o.n + WORDS_SLACK <= room && !*stuck) {
        uint64_t word;
        block folded;

        if (LIKELY(in->n - at >= BLOCK && block_plain(in->p + at, json, &folded, &word))) {
            block_words(&o, (uint32_t)at, folded, word, word, BLOCK - 1, places);
            at += BLOCK;
            continue;
        }
        const struct block_part b = block_careful(in->p + at, in->n - at, json);
        const uint64_t taken = bits_below(b.stop);
        if (b.stop > 0)
            block_words(&o, (uint32_t)at, b.folded, b.word & taken, b.keep & taken, b.stop - 1, places);
        at += b.stop;
        *stuck = b.stuck;
    }
    out_back(w, &o);
    return at;
}

static ALWAYS_INLINE int block_split(struct words *w, const struct words_input *in, bool json, bool places)
{
    size_t at = 0;
    int rc = RP_OK;

    while (at < in->n) {
        bool stuck;
        TRY(words_room(w, in, in->n - at));
        at = block_run(w, in, at, json, places, &stuck);
        if (stuck)
            TRY(words_read(w, in, &at, true));
    }
out:
    return rc;
}

/* Compiled once for each pair of flags, so that none is tested inside. */
static int split(struct words *w, const struct words_input *in)
{
    size_t at = 0;

    if (in->unit == TOKEN_CHAR)
        return words_read(w, in, &at, false);
    if (in->places)
        return in->json ? block_split(w, in, true, true) : block_split(w, in, false, true);
    return in->json ? block_split(w, in, true, false) : block_split(w, in, false, false);
}

#endif
