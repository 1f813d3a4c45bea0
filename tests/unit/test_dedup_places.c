/* Where documents lie: 20 bytes each, and everything comes back. */
#include "test.h"

#include "dedup/dedup_places.h"

enum { PLACES = 5000 };

static void comes_back(void **state)
{
    static struct packed_place packed[PLACES];
    static struct place all[PLACES];
    struct place at = {0}, got;
    rp_params params;
    rp_home home = {.payload = sizeof(struct packed_place)};
    rp_corpus *c;
    rp_worker *w;
    rp_batch *b;
    uint64_t seed = 3;
    (void)state;

    rp_params_init(&params);
    assert_ok(rp_corpus_create(&c, &params, &home));
    assert_ok(rp_worker_create(&w, &params));
    assert_ok(rp_batch_create(&b, &params));
    for (size_t i = 0; i < PLACES; i++) {
        if (test_below(&seed, 50) == 0)
            at = (struct place){.file = at.file + 1 + (uint32_t)test_below(&seed, 3)};
        at.line += 1 + test_below(&seed, 9) * (test_below(&seed, 20) == 0 ? UINT64_C(1) << 32 : 1);
        at.offset += at.length;
        at.length = (uint32_t)test_random(&seed);
        all[i] = at;
        packed[i] = place_pack(at);
        assert_ok(rp_batch_add(b, w, "x", 1, 0, 0));
    }
    assert_ok(rp_corpus_append(c, b, packed));
    struct places p = {.corpus = c};
    for (size_t i = 0; i < 3 * PLACES; i++) {
        uint64_t doc = i < PLACES ? i : test_below(&seed, PLACES);
        assert_ok(places_get(&p, doc, &got));
        assert_memory_equal(&got, &all[doc], sizeof got);
    }
    for (uint32_t file = 0; file <= at.file + 1; file++) {
        uint64_t first, end;
        assert_ok(places_of_file(&p, file, &first, &end));
        for (uint64_t i = 0; i < PLACES; i++)
            assert_true((all[i].file == file) == (i >= first && i < end));
    }
    rp_batch_free(b);
    rp_worker_free(w);
    rp_corpus_free(c);
}

static void is_small(void **state)
{
    (void)state;
    assert_int_equal(sizeof(struct packed_place), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(comes_back), cmocka_unit_test(is_small)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
