#include "text/tokens_kernel.h"

#if defined(__aarch64__)
#include <arm_neon.h>

typedef uint8x16x4_t block;

static inline block block_load(const uint8_t *p)
{
    return vld1q_u8_x4(p);
}

static inline block block_load_part(const uint8_t *p, size_t n)
{
    uint8_t bytes[64] = {0};
    memcpy(bytes, p, n);
    return block_load(bytes);
}

static inline void block_store(uint8_t *out, block b)
{
    vst1q_u8_x4(out, b);
}

/* One bit for each byte, all of whose bits are equal. */
static inline uint64_t bits_of(block b)
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weight = vld1q_u8(weights);
    const uint8x16_t low = vpaddq_u8(vandq_u8(b.val[0], weight), vandq_u8(b.val[1], weight));
    const uint8x16_t high = vpaddq_u8(vandq_u8(b.val[2], weight), vandq_u8(b.val[3], weight));
    const uint8x16_t quarter = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(quarter, quarter)), 0);
}

static inline uint64_t block_high(block b)
{
    for (int i = 0; i < 4; i++)
        b.val[i] = vreinterpretq_u8_s8(vshrq_n_s8(vreinterpretq_s8_u8(b.val[i]), 7));
    return bits_of(b);
}

static inline uint64_t block_is(block b, char c)
{
    for (int i = 0; i < 4; i++)
        b.val[i] = vceqq_u8(b.val[i], vdupq_n_u8((uint8_t)c));
    return bits_of(b);
}

/* A digit has bit 0x20 already, so that setting it folds letters and digits alike. */
static inline block block_fold(block raw, uint64_t *word)
{
    block folded, is_word;

    for (int i = 0; i < 4; i++) {
        const uint8x16_t digit = vcltq_u8(vsubq_u8(raw.val[i], vdupq_n_u8('0')), vdupq_n_u8(10));
        folded.val[i] = vorrq_u8(raw.val[i], vdupq_n_u8(0x20));
        is_word.val[i] = vorrq_u8(digit, vcltq_u8(vsubq_u8(folded.val[i], vdupq_n_u8('a')), vdupq_n_u8(26)));
    }
    *word = bits_of(is_word);
    return folded;
}

/* Nothing beyond ASCII is frequent enough to pay for shifting vectors here: left to block_patch(). */
static inline block block_common(block raw, block folded, uint64_t *high, uint64_t *word)
{
    (void)raw, (void)high, (void)word;
    return folded;
}

#include "text/block_bits.h"
#include "text/block_split.h"

const struct tokens_kernel tokens_kernel_neon = {split, hash};
#endif
