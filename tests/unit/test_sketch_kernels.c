/* Every kernel this machine can run against the scalar one, bit for bit. */
#include "sketch_random.h"

#include <string.h>

#include "sketch/minhash.h"
#include "sketch/shingle.h"
#include "sketch/winnow.h"

struct output {
    uint64_t *shingle;
    uint32_t *slot, *pos;
    size_t shingles, selected;
    uint64_t simhash;
    struct hash128 digest;
};

/* All stages on `n` tokens; slots and positions of shingles from `skip` on, so that they start unaligned. */
static struct output run(const struct sketch_kernel *k, const uint64_t *token, size_t n, unsigned width, unsigned K,
                         size_t skip)
{
    struct output o = {0};
    o.shingle = mem_alloc_kernel(n + 8, sizeof *o.shingle);
    o.slot = mem_alloc_kernel(K, sizeof *o.slot);
    o.pos = mem_alloc(winnow_room(n), sizeof *o.pos);
    o.shingles = k->shingle_hashes(token, n, width, o.shingle);
    o.digest = k->shingle_digest(token, n);
    skip = skip < o.shingles ? skip : 0;
    k->minhash_sketch(o.shingle + skip, o.shingles - skip, o.slot, K);
    o.simhash = k->simhash64(o.shingle + skip, o.shingles - skip);
    o.selected = k->winnow(o.shingle + skip, o.shingles - skip, o.pos);
    return o;
}

static void drop(struct output o)
{
    free(o.shingle);
    free(o.slot);
    free(o.pos);
}

static void compare(const struct sketch_kernel *kernel, const uint64_t *token, size_t n, unsigned width, unsigned K,
                    size_t skip)
{
    const struct output want = run(&sketch_kernel_scalar, token, n, width, K, skip);
    const struct output got = run(kernel, token, n, width, K, skip);

    assert_int_equal(want.shingles, got.shingles);
    assert_memory_equal(want.shingle, got.shingle, want.shingles * sizeof *want.shingle);
    assert_true(want.digest.lo == got.digest.lo && want.digest.hi == got.digest.hi);
    assert_memory_equal(want.slot, got.slot, K * sizeof *want.slot);
    assert_true(want.simhash == got.simhash);
    assert_int_equal(want.selected, got.selected);
    assert_memory_equal(want.pos, got.pos, want.selected * sizeof *want.pos);
    drop(want);
    drop(got);
}

static void equals_scalar_on_random(const struct sketch_kernel *kernel)
{
    struct random r = {1};
    for (int t = 0; t < 700; t++) {
        const size_t n = random_below(&r, t % 4 ? 400 : 5001);
        const size_t distinct = t % 3 ? SIZE_MAX : 1 + random_below(&r, 60);
        uint64_t *const token = random_repeats(&r, n, distinct);
        const unsigned width = t % 2 ? 5 : 1 + (unsigned)random_below(&r, SHINGLE_MAX);
        compare(kernel, token, n, width, MINHASH_MIN_SLOTS << random_below(&r, 7), random_below(&r, 9));
        free(token);
    }
}

static void test_random(void **state)
{
    (void)state;
    each_kernel(equals_scalar_on_random);
}

/* Each length about the sizes of vectors, blocks and groups, for each width and number of slots. */
static void equals_scalar_at_the_edges(const struct sketch_kernel *kernel)
{
    struct random r = {2};
    uint64_t *const token = random_words(&r, 1100);

    for (size_t n = 0; n <= 70; n++)
        for (unsigned width = 1; width <= SHINGLE_MAX; width++)
            compare(kernel, token, n, width, MINHASH_MIN_SLOTS << (n + width) % 7, 0);
    for (size_t n = 500; n <= 540; n++)
        compare(kernel, token, n, 1, 256, 0);
    for (size_t n = 1015; n <= 1045; n++)
        compare(kernel, token, n, 1, 128, 0);
    free(token);
}

static void test_edges(void **state)
{
    (void)state;
    each_kernel(equals_scalar_at_the_edges);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
