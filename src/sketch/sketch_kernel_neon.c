#include "sketch/sketch_kernel.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#define VEC_BYTES 16
#include "sketch/sketch_kernel_body.h"

/* 1, 2, 4 .. 128, twice. */
HOT uint8x16_t bit_weights(void)
{
    return vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
}

HOT unsigned empty_slots(const uint32_t *slot)
{
    const uint32x4_t ones = vdupq_n_u32(MINHASH_EMPTY);
    const uint16x8_t low = vcombine_u16(vmovn_u32(vceqq_u32(vld1q_u32(slot), ones)),
                                        vmovn_u32(vceqq_u32(vld1q_u32(slot + 4), ones)));
    const uint16x8_t high = vcombine_u16(vmovn_u32(vceqq_u32(vld1q_u32(slot + 8), ones)),
                                         vmovn_u32(vceqq_u32(vld1q_u32(slot + 12), ones)));
    const uint8x16_t bits = vandq_u8(vcombine_u8(vmovn_u16(low), vmovn_u16(high)), bit_weights());
    return vaddv_u8(vget_low_u8(bits)) | (unsigned)vaddv_u8(vget_high_u8(bits)) << 8;
}

HOT uint8x16x2_t table_of(const struct open_bins *open)
{
    const uint8_t *const bytes = (const uint8_t *)open->bit;
    return (uint8x16x2_t){{vld1q_u8(bytes), vld1q_u8(bytes + 16)}};
}

/* 0xFF for each byte of x whose bin is open: the upper five bits say which byte of the table, the
 * lower three which bit. */
HOT uint8x16_t look_up(uint8x16x2_t t, uint8x16_t x)
{
    const uint8x16_t byte = vqtbl2q_u8(t, vshrq_n_u8(x, 3));
    return vtstq_u8(byte, vqtbl1q_u8(bit_weights(), vandq_u8(x, vdupq_n_u8(7))));
}

HOT uint64_t open_bytes(const uint64_t *x, const struct open_bins *open)
{
    const uint8x16x2_t t = table_of(open);
    const uint8_t *const p = (const uint8_t *)x;
    uint8x16_t bits[4];

    for (unsigned i = 0; i < 4; i++)
        bits[i] = vandq_u8(look_up(t, vld1q_u8(p + 16 * i)), bit_weights());
    const uint8x16_t pairs = vpaddq_u8(vpaddq_u8(bits[0], bits[1]), vpaddq_u8(bits[2], bits[3]));
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)), 0);
}

static size_t pick_mixed(const uint64_t *h, size_t n, uint64_t bytes, const struct open_bins *open, uint64_t *out)
{
    const uint8x16x2_t t = table_of(open);
    size_t m = 0;

    for (size_t i = 0; i < n; i += 2) {
        const vec x = vec_hash_mix(*(const vec *)(h + i));
        const vec hit = (vec)look_up(t, (uint8x16_t)x) & bytes;
        out[m] = x[0];
        m += hit[0] != 0;
        out[m] = x[1];
        m += hit[1] != 0;
    }
    return m;
}

static size_t list_steps(const uint32_t *pick, size_t n, uint32_t *out)
{
    return list_steps_one_by_one(pick, n, out);
}

const struct sketch_kernel sketch_kernel_neon = {
    .shingle_hashes = body_shingle_hashes,
    .shingle_digest = body_shingle_digest,
    .minhash_sketch = body_minhash_sketch,
    .simhash64 = body_simhash64,
    .winnow = body_winnow,
};

#endif
