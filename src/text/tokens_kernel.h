/* tokens_kernel.h - the two hot loops of tokenising, once for each instruction set. */
#ifndef TEXT_TOKENS_KERNEL_H
#define TEXT_TOKENS_KERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cpu.h"
#include "base/hash.h"
#include "text/words.h"

struct tokens_kernel {
    /* All of the input into words (words_begin() has been called). RP_OK or a status of words_room(). */
    int (*split)(struct words *w, const struct words_input *in);
    /* out[i] = hash of word i. Reads WORDS_SLACK bytes behind the last word, may write 16 hashes too many. */
    void (*hash)(const struct words *w, uint64_t seed, uint64_t *out);
};

extern const struct tokens_kernel tokens_kernel_scalar, tokens_kernel_avx2, tokens_kernel_avx512, tokens_kernel_neon;

/* NULL when this machine cannot run it. */
const struct tokens_kernel *tokens_kernel_get(enum cpu_kernel k);

static inline uint64_t word_hash(const uint8_t *p, size_t n, uint64_t seed)
{
    uint8_t block[HASH_BLOCK] = {0};
    if (n > HASH_BLOCK)
        return hash_bytes(p, n, seed);
    memcpy(block, p, n);
    return hash_block(block, seed);
}

/* The same where 16 bytes may be read in any case: clearing what is not of the word is cheaper than
 * copying just its bytes. */
static inline uint64_t word_hash_slack(const uint8_t *p, size_t n, uint64_t seed)
{
    static const uint64_t mask[4] __attribute__((aligned(32))) = {UINT64_MAX, UINT64_MAX, 0, 0};
    const uint8_t *of_n;
    uint64_t a, b, mask_a, mask_b;

    if (UNLIKELY(n > HASH_BLOCK))
        return hash_bytes(p, n, seed);
    of_n = (const uint8_t *)mask + HASH_BLOCK - n;
    memcpy(&a, p, sizeof a);
    memcpy(&b, p + sizeof a, sizeof b);
    memcpy(&mask_a, of_n, sizeof mask_a);
    memcpy(&mask_b, of_n + sizeof mask_a, sizeof mask_b);
    return hash_halves(a & mask_a, b & mask_b, seed);
}

#endif
