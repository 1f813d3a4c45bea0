/*
 * sketch_kernel_body.h - what all vector kernels share: written once in vectors of VEC_BYTES, compiled
 * once for each instruction set. The file that includes it defines VEC_BYTES before and, after, the
 * few steps that need instructions of their own: the functions that are declared here only.
 */
#ifndef SKETCH_SKETCH_KERNEL_BODY_H
#define SKETCH_SKETCH_KERNEL_BODY_H

#include <stdbool.h>
#include <string.h>

#include "base/compiler.h"
#include "sketch/minhash.h"
#include "sketch/minhash_rounds.h"
#include "sketch/shingle.h"
#include "sketch/sketch_kernel.h"
#include "sketch/winnow.h"

#define HOT static inline __attribute__((always_inline))

typedef uint64_t vec __attribute__((vector_size(VEC_BYTES), aligned(8), may_alias));
enum { LANES = VEC_BYTES / 8 };

/* ---- shingles ---- */

HOT vec vec_hash_mix(vec h)
{
    h ^= h >> 37;
    h *= UINT64_C(0x165667919E3779F9);
    return h ^ h >> 32;
}

/* With a constant k the loop over the window unrolls and every rotation is an immediate. */
HOT void shingle_windows(const uint64_t *token, size_t count, unsigned k, uint64_t *out)
{
    for (size_t i = 0; i < count; i += LANES) {
        vec h = *(const vec *)(token + i);
        for (unsigned j = 1; j < k; j++) {
            const unsigned turn = j * SHINGLE_STEP & 63;
            const vec t = *(const vec *)(token + i + j);
            h ^= t << turn | t >> (64 - turn);
        }
        *(vec *)(out + i) = vec_hash_mix(h);
    }
}

static size_t body_shingle_hashes(const uint64_t *token, size_t n, unsigned k, uint64_t *out)
{
    if (n < k)
        return sketch_kernel_scalar.shingle_hashes(token, n, k, out);
    const size_t count = shingle_count(n, k);
    switch (k) {
    case 3: shingle_windows(token, count, 3, out); break;
    case 5: shingle_windows(token, count, 5, out); break;
    case 8: shingle_windows(token, count, 8, out); break;
    default: shingle_windows(token, count, k, out);
    }
    return count;
}

static struct hash128 body_shingle_digest(const uint64_t *token, size_t n)
{
    return hash_bytes128(token, n * sizeof *token, 0);
}

/* ---- MinHash ---- */

/* Bins nobody has bid in, one bit each; fewer than NARROW_SLOTS bins are repeated up to that number,
 * so that a whole byte of a hash may index them. */
struct open_bins {
    uint64_t bit[NARROW_SLOTS / 64];
};

enum { PICK_GROUP = 8, PICK_MAX = 512, PICK_SLACK = 2 * PICK_GROUP };

/* Bit l: slot[l] is MINHASH_EMPTY, for 16 slots. */
HOT unsigned empty_slots(const uint32_t *slot);

/* The hash_mix() of those of h[0..n) that have one of the bytes set in `bytes` in an open bin; n is a
 * multiple of PICK_GROUP and at most PICK_MAX, `out` has room for n + PICK_GROUP. Returns how many. */
static size_t pick_mixed(const uint64_t *h, size_t n, uint64_t bytes, const struct open_bins *open, uint64_t *out);

/* Bit c: byte c of the eight words at x is in an open bin. */
HOT uint64_t open_bytes(const uint64_t *x, const struct open_bins *open);

HOT size_t least_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* False when no bin is open. */
static bool find_open(const uint32_t *slot, unsigned K, struct open_bins *open)
{
    uint64_t any = 0;

    memset(open, 0, sizeof *open);
    for (unsigned b = 0; b < K; b += 16)
        open->bit[b / 64] |= (uint64_t)empty_slots(slot + b) << (b & 63);
    for (unsigned i = 0; i < ARRAY_LEN(open->bit); i++)
        any |= open->bit[i];
    for (unsigned b = K; b < 64; b *= 2)
        open->bit[0] |= open->bit[0] << b;
    for (unsigned b = K < 64 ? 64 : K; b < NARROW_SLOTS; b *= 2)
        memcpy(open->bit + b / 64, open->bit, b / 8);
    return any != 0;
}

/* Every hash bids, whatever it is: sorting the hopeless ones out first was tried and costs as much. */
static void first_round(const uint64_t *h, size_t n, uint32_t *slot, unsigned K)
{
#pragma GCC unroll 4
    for (size_t i = 0; i < n; i++)
        bid_into(slot, (unsigned)h[i] & (K - 1), bid(0, h[i]));
}

/* Where n hashes will fill all bins but one in e^5 within few rounds, those go first and the others
 * mostly need not be looked at. */
enum { PIECES = 8, SPLIT_ROUNDS = 4 };

static unsigned likely_pieces(size_t n, unsigned K)
{
    const size_t pieces = 1 + 5 * K / n;
    return pieces <= SPLIT_ROUNDS ? (unsigned)pieces : PIECES;
}

/* Byte p of x bids in round 1 + p. */
HOT void bid_byte(uint64_t x, unsigned p, uint32_t *slot, unsigned K)
{
    const uint64_t turned = rotate_right(x, p * 8);
    bid_into(slot, (unsigned)turned & (K - 1), bid(1 + p, turned));
}

/* The bytes of x[0..8) named in `todo`. When those are most of all, bidding with all is less work, and right
 * as well: so many are named only in a run that ends with the last byte, and bids made before cannot hurt. */
HOT void bid_group(const uint64_t *x, uint64_t todo, uint32_t *slot, unsigned K)
{
    if (__builtin_popcountll(todo) > 8 * SPLIT_ROUNDS) {
        const unsigned words = 8 - (unsigned)__builtin_clzll(todo) / 8;
        for (unsigned i = 0; i < words; i++)
#pragma GCC unroll 8
            for (unsigned p = 0; p < 8; p++)
                bid_byte(x[i], p, slot, K);
        return;
    }
    for (; todo; todo &= todo - 1) {
        const unsigned c = (unsigned)__builtin_ctzll(todo);
        bid_byte(x[c / 8], c % 8, slot, K);
    }
}

/* Rounds 1 + p for every p with `first` <= p < `end`, all at once: bids of later rounds lose by themselves. */
static void piece_rounds(const uint64_t *h, size_t n, unsigned first, unsigned end, const struct open_bins *open,
                         uint32_t *slot, unsigned K)
{
    const uint64_t every = UINT64_C(0x0101010101010101);
    const uint64_t pieces = (0xFF >> (8 - end) & 0xFF << first) * every;
    const uint64_t bytes = ~UINT64_C(0) >> (64 - 8 * end) & ~UINT64_C(0) << 8 * first;
    const size_t whole = n / PICK_GROUP * PICK_GROUP;
    uint64_t picked[PICK_MAX + PICK_SLACK];

    for (size_t i = 0; i < n; i += PICK_MAX) {
        const size_t here = i < whole ? least_size(whole - i, PICK_MAX) : 0;
        size_t m = pick_mixed(h + i, here, bytes, open, picked);
        for (size_t j = i + here; j < n && j - i < PICK_MAX; j++)
            picked[m++] = hash_mix(h[j]);
        for (size_t j = 0; j < m; j += PICK_GROUP) {
            const uint64_t there = ~UINT64_C(0) >> (m - j < PICK_GROUP ? 64 - 8 * (m - j) : 0);
            bid_group(picked + j, open_bytes(picked + j, open) & pieces & there, slot, K);
        }
    }
}

enum { LAST_LANES = 16 };

typedef uint32_t half_hash __attribute__((may_alias)); /* of a hash: the lower comes first */

/* Sixteen open bins at a time against every hash; the round is put on the least only. */
static void last_bids(const uint64_t *h, size_t n, const unsigned *bin, unsigned bins, uint32_t *slot)
{
    const half_hash *const halves = (const half_hash *)h;
    uint32_t factor[LAST_LANES] = {0}, least[LAST_LANES];

    memset(least, 0xFF, sizeof least);
    for (unsigned l = 0; l < bins; l++)
        factor[l] = bin_factor(bin[l]);
    for (size_t i = 0; i < n; i++)
        for (unsigned l = 0; l < LAST_LANES; l++) {
            const uint32_t hash = last_hash(halves[2 * i], halves[2 * i + 1], factor[l]);
            least[l] = hash < least[l] ? hash : least[l];
        }
    for (unsigned l = 0; l < bins; l++)
        slot[bin[l]] = bid_last(least[l]);
}

static void last_round(const uint64_t *h, size_t n, uint32_t *slot, unsigned K)
{
    unsigned bin[LAST_LANES], bins = 0;

    for (unsigned first = 0; first < K; first += 16) {
        for (unsigned todo = empty_slots(slot + first); todo; todo &= todo - 1) {
            bin[bins++] = first + (unsigned)__builtin_ctz(todo);
            if (bins == LAST_LANES) {
                last_bids(h, n, bin, bins, slot);
                bins = 0;
            }
        }
    }
    if (bins > 0)
        last_bids(h, n, bin, bins, slot);
}

/* False when every bin has a bid, after which no later round can change anything. */
static bool narrow_rounds(const uint64_t *h, size_t n, uint32_t *slot, unsigned K)
{
    const unsigned likely = likely_pieces(n, K);
    struct open_bins open;

    if (!find_open(slot, K, &open))
        return false;
    piece_rounds(h, n, 0, likely, &open, slot, K);
    if (!find_open(slot, K, &open))
        return false;
    if (likely == PIECES)
        return true;
    piece_rounds(h, n, likely, PIECES, &open, slot, K);
    return find_open(slot, K, &open);
}

/* Pieces of 16 bits find no table in registers; sketches so wide are rare. */
static bool wide_rounds(const uint64_t *h, size_t n, uint32_t *slot, unsigned K)
{
    unsigned empty = 0;

    for (unsigned p = 0; p < 4; p++) {
        for (unsigned b = empty = 0; b < K; b += 16)
            empty |= empty_slots(slot + b);
        for (size_t i = 0; empty && i < n; i++) {
            const uint64_t x = rotate_right(hash_mix(h[i]), 16 * p);
            bid_into(slot, (unsigned)x & (K - 1), bid(1 + p, x));
        }
    }
    return empty != 0;
}

static void body_minhash_sketch(const uint64_t *shingle, size_t n, uint32_t *slot, unsigned K)
{
    memset(slot, 0xFF, K * sizeof *slot);
    if (n == 0)
        return;
    first_round(shingle, n, slot, K);
    if (K <= NARROW_SLOTS ? narrow_rounds(shingle, n, slot, K) : wide_rounds(shingle, n, slot, K))
        last_round(shingle, n, slot, K);
}

/* ---- SimHash ---- */

/*
 * Votes are counted in planes: bit b of lane l of plane i is bit i of the number of votes for b that
 * lane l has seen. Adders take whole vectors, so no bit is ever counted by itself.
 */
enum { BLOCK_PLANES = 4, BLOCK_VECS = 1 << BLOCK_PLANES, BLOCK_VOTES = BLOCK_VECS * LANES, PLANES = 64 };

struct votes {
    vec plane[PLANES];
    unsigned used;
    uint64_t blocks;
};

/* sum + a + b = *sum + 2 * carry, bit by bit. */
HOT vec add_votes(vec *sum, vec a, vec b)
{
    const vec differ = *sum ^ a, carry = (*sum & a) | (differ & b);
    *sum = differ ^ b;
    return carry;
}

/* Adds BLOCK_VECS vectors like a binary counter: two carries of a plane wait for each other, then go
 * on to the next plane as one. */
HOT void add_block(struct votes *v, const uint64_t *h)
{
    vec wait[BLOCK_PLANES + 1], *const plane = v->plane;

#pragma GCC unroll 8
    for (unsigned i = 0; i < BLOCK_VECS; i += 2) {
        unsigned p = 1;
        vec carry = add_votes(&plane[0], *(const vec *)(h + i * LANES), *(const vec *)(h + (i + 1) * LANES));
        for (; i >> p & 1; p++)
            carry = add_votes(&plane[p], wait[p], carry);
        wait[p] = carry;
    }
    vec carry = wait[BLOCK_PLANES];
    v->blocks++;
    for (v->used = BLOCK_PLANES; v->blocks >> (v->used - BLOCK_PLANES); v->used++) {
        const vec next = plane[v->used] & carry;
        plane[v->used] ^= carry;
        carry = next;
    }
}

/* Sums the lanes: total[i] is bit i of each of 64 counts. Returns how many planes that makes. */
static unsigned add_lanes(const struct votes *v, uint64_t *total)
{
    const unsigned planes = v->used + 6; /* there are at most 2^6 lanes */

    for (unsigned l = 0; l < LANES; l++) {
        uint64_t carry = 0;
        for (unsigned i = 0; i < planes; i++) {
            const uint64_t a = total[i], b = i < v->used ? v->plane[i][l] : 0;
            total[i] = a ^ b ^ carry;
            carry = (a & b) | ((a ^ b) & carry);
        }
    }
    return planes;
}

/* The bits whose count is more than `half`, compared from the highest plane down. */
static uint64_t counts_above(const uint64_t *total, unsigned planes, uint64_t half)
{
    uint64_t above = 0, equal = ~UINT64_C(0);

    for (unsigned i = planes; i-- > 0;) {
        const uint64_t limit = -(half >> i & 1);
        above |= equal & total[i] & ~limit;
        equal &= ~(total[i] ^ limit);
    }
    return above;
}

static uint64_t body_simhash64(const uint64_t *shingle, size_t n)
{
    struct votes v;
    uint64_t rest[BLOCK_VOTES] = {0}, total[PLANES] = {0};
    const size_t whole = n / BLOCK_VOTES * BLOCK_VOTES;

    memset(&v, 0, sizeof v);
    for (size_t i = 0; i < whole; i += BLOCK_VOTES)
        add_block(&v, shingle + i);
    memcpy(rest, shingle + whole, (n - whole) * sizeof *rest);
    add_block(&v, rest);
    return counts_above(total, add_lanes(&v, total), n / 2);
}

/* ---- winnowing ---- */

enum { PICKS = 512 };

/* Windows are numbered by their first shingle, pick[s] is what window s selects and pick[-1] what the
 * one before selected. Writes those s < n for which pick[s] != pick[s - 1]; `out` has room for
 * n + WINNOW_SLACK. Returns how many. */
static size_t list_steps(const uint32_t *pick, size_t n, uint32_t *out);

HOT size_t list_steps_one_by_one(const uint32_t *pick, size_t n, uint32_t *out)
{
    const uint32_t *const before = pick - 1;
    size_t m = 0;

    for (size_t s = 0; s < n; s++) {
        out[m] = (uint32_t)s;
        m += pick[s] != before[s];
    }
    return m;
}

/* pick[s] = position of the least in h[s .. s + WINNOW_WINDOW), all relative to h. Order and place
 * in the window share one word, so that a minimum is all it takes. */
static void pick_least(const uint64_t *h, size_t n, uint32_t *pick)
{
    uint32_t order[PICKS + WINNOW_WINDOW];

    for (size_t i = 0; i < n + WINNOW_WINDOW - 1; i++)
        order[i] = (uint32_t)(h[i] >> WINNOW_SHIFT) * WINNOW_WINDOW;
    for (size_t s = 0; s < n; s++) {
        uint32_t least = order[s] + WINNOW_WINDOW - 1;
        for (uint32_t j = 1; j < WINNOW_WINDOW; j++) {
            const uint32_t other = order[s + j] + WINNOW_WINDOW - 1 - j;
            least = other < least ? other : least;
        }
        pick[s] = (uint32_t)s + WINNOW_WINDOW - 1 - least % WINNOW_WINDOW;
    }
}

struct selection {
    uint32_t *pos;
    size_t n;
    uint64_t last_hash; /* of pos[n - 1] */
};

/* Windows up to `until` select `p`; it is needed unless the last one selected serves them all. */
HOT void select_position(struct selection *sel, uint32_t p, uint64_t hash, size_t until)
{
    const bool served = sel->n > 0 && sel->last_hash == hash && sel->pos[sel->n - 1] >= until;
    sel->pos[sel->n] = p;
    sel->n += !served;
    sel->last_hash = hash;
}

static size_t body_winnow(const uint64_t *shingle, size_t n, uint32_t *pos)
{
    if (n <= WINNOW_WINDOW)
        return sketch_kernel_scalar.winnow(shingle, n, pos);

    const size_t windows = n - WINNOW_WINDOW + 1;
    struct selection sel = {pos, 0, 0};
    uint32_t pick[1 + PICKS + WINNOW_SLACK], step[PICKS + WINNOW_SLACK];
    size_t current = SIZE_MAX;

    for (size_t base = 0; base < windows; base += PICKS) {
        const size_t m = least_size(windows - base, PICKS);
        pick[0] = (uint32_t)(current - base);
        pick_least(shingle + base, m, pick + 1);
        const size_t steps = list_steps(pick + 1, m, step);
        for (size_t i = 0; i < steps; i++) {
            if (current != SIZE_MAX)
                select_position(&sel, (uint32_t)current, shingle[current], base + step[i] - 1);
            current = base + pick[1 + step[i]];
        }
    }
    select_position(&sel, (uint32_t)current, shingle[current], windows - 1);
    return sel.n;
}

#endif
