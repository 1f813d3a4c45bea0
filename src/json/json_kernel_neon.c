#include "base/compiler.h"
#include "json/json_scan.h"
#include "json/json_text.h"

#if defined(__aarch64__)

#include <arm_neon.h>

struct block {
    uint64_t quote, slash, control, no_letter, u;
};

/* One bit a byte from four vectors of 0x00 and 0xff: neighbours are added up three times, each byte
 * carrying the bit of its place. */
static inline uint64_t mask4(const uint8x16_t v[4])
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bit = vld1q_u8(places);
    const uint8x16_t a = vpaddq_u8(vandq_u8(v[0], bit), vandq_u8(v[1], bit));
    const uint8x16_t b = vpaddq_u8(vandq_u8(v[2], bit), vandq_u8(v[3], bit));
    const uint8x16_t c = vpaddq_u8(a, b);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(c, c)), 0);
}

static inline uint8x16_t in_range(uint8x16_t v, uint8_t first, uint8_t n)
{
    return vcltq_u8(vsubq_u8(v, vdupq_n_u8(first)), vdupq_n_u8(n));
}

/* As in the AVX2 kernel: sets of high nibbles by low nibble. */
static inline uint8x16_t no_letter(uint8x16_t v)
{
    static const uint8_t low[16] = {0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1};
    static const uint8_t high[16] = {0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0};
    const uint8x16_t l = vqtbl1q_u8(vld1q_u8(low), vandq_u8(v, vdupq_n_u8(15)));
    const uint8x16_t h = vqtbl1q_u8(vld1q_u8(high), vshrq_n_u8(v, 4));
    return vceqzq_u8(vandq_u8(l, h));
}

static inline void load4(const char *p, uint8x16_t v[4])
{
    for (int i = 0; i < 4; i++)
        v[i] = vld1q_u8((const uint8_t *)p + 16 * i);
}

static inline struct block block_read(const char *p)
{
    uint8x16_t v[4], quote[4], slash[4], control[4], none[4], u[4];

    load4(p, v);
    for (int i = 0; i < 4; i++) {
        quote[i] = vceqq_u8(v[i], vdupq_n_u8('"'));
        slash[i] = vceqq_u8(v[i], vdupq_n_u8('\\'));
        control[i] = vcltq_u8(v[i], vdupq_n_u8(0x20));
        none[i] = no_letter(v[i]);
        u[i] = vceqq_u8(v[i], vdupq_n_u8('u'));
    }
    return (struct block){mask4(quote), mask4(slash), mask4(control), mask4(none), mask4(u)};
}

static inline uint64_t block_hex(const char *p)
{
    uint8x16_t v[4];

    load4(p, v);
    for (int i = 0; i < 4; i++)
        v[i] = vorrq_u8(in_range(v[i], '0', 10), in_range(vorrq_u8(v[i], vdupq_n_u8(0x20)), 'a', 6));
    return mask4(v);
}

#define JSON_STRING_END json_string_neon
#include "json_string64.inc"

#define JSON_SCAN json_scan_neon
#include "json_walk.inc"

#endif
