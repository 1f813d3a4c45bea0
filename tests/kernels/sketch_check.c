/* Every sketch kernel of this machine against the scalar one, bit for bit. */
#include "check.h"

#include <string.h>

#include "sketch/minhash.h"
#include "sketch/shingle.h"
#include "sketch/sketch_kernel.h"
#include "sketch/winnow.h"

enum { MAX = 2000 };

static uint64_t token[MAX + 8], want_shingle[MAX + 8], got_shingle[MAX + 8];
static uint32_t want_pos[MAX + WINNOW_SLACK], got_pos[MAX + WINNOW_SLACK];
static uint32_t want_slot[MINHASH_MAX_SLOTS], got_slot[MINHASH_MAX_SLOTS];

static void compare(const struct sketch_kernel *k, const char *name, size_t n, unsigned width, unsigned K)
{
    const struct sketch_kernel *const s = &sketch_kernel_scalar;
    const size_t m = s->shingle_hashes(token, n, width, want_shingle);

    check(k->shingle_hashes(token, n, width, got_shingle) == m &&
              memcmp(want_shingle, got_shingle, m * sizeof *want_shingle) == 0, "shingle", name, n);
    const struct hash128 want = s->shingle_digest(token, n), got = k->shingle_digest(token, n);
    check(want.lo == got.lo && want.hi == got.hi, "digest", name, n);
    s->minhash_sketch(want_shingle, m, want_slot, K);
    k->minhash_sketch(want_shingle, m, got_slot, K);
    check(memcmp(want_slot, got_slot, K * sizeof *want_slot) == 0, "minhash", name, n);
    check(s->simhash64(want_shingle, m) == k->simhash64(want_shingle, m), "simhash", name, n);
    const size_t selected = s->winnow(want_shingle, m, want_pos);
    check(k->winnow(want_shingle, m, got_pos) == selected &&
              memcmp(want_pos, got_pos, selected * sizeof *want_pos) == 0, "winnow", name, n);
}

int main(void)
{
    unsigned compared = 0;
    uint64_t state = 1;

    for (int which = CPU_SCALAR + 1; which < CPU_KERNELS; which++) {
        const struct sketch_kernel *const k = sketch_kernel_get((enum cpu_kernel)which);
        if (!k || !cpu_can((enum cpu_kernel)which))
            continue;
        for (int t = 0; t < 600; t++, compared++) {
            const size_t n = t < 80 ? (size_t)t : check_random(&state) % (t % 4 ? 300 : MAX);
            const uint64_t distinct = t % 3 ? UINT64_MAX : 1 + check_random(&state) % 40;
            for (size_t i = 0; i < n + 8; i++)
                token[i] = hash_mix(check_random(&state) % distinct + 77);
            compare(k, cpu_kernel_name((enum cpu_kernel)which), n, 1 + (unsigned)t % SHINGLE_MAX,
                    MINHASH_MIN_SLOTS << t % 7);
        }
    }
    printf("%u compared\n", compared);
    return check_failures > 0 || compared == 0;
}
