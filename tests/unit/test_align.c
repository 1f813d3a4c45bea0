#include "test.h"

#include <time.h>

#include "verify/align.h"

enum { MAX = 400 };

static struct alignment al;

static int setup(void **state)
{
    (void)state;
    alignment_init(&al);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    alignment_release(&al);
    return 0;
}

static void run(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
    const struct align_options o = {.seed = 5, .gap = 8, .least = 8};
    assert_ok(align(&al, &o, a, na, b, nb, true));
}

/* Words of a text: token i is the hash-like value of a letter. */
static size_t letters(const char *s, uint64_t *out)
{
    size_t n = 0;
    for (; *s; s++)
        out[n++] = (uint64_t)*s * UINT64_C(0x9E3779B97F4A7C15);
    return n;
}

static void run_letters(const char *a, const char *b)
{
    static uint64_t x[MAX], y[MAX];
    run(x, letters(a, x), y, letters(b, y));
}

static void fresh(uint64_t *v, size_t n, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++)
        v[i] = test_random(seed);
}

/* Whatever the input: mates are mutual and equal, lie in one span on both sides, spans lie apart, in the
 * order of A, and hold what the totals say. */
static void assert_consistent(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
    uint32_t used_a = 0, used_b = 0, exact = 0;
    for (uint32_t i = 0; i < na; i++) {
        const uint32_t j = al.mate_a[i];
        if (j == ALIGN_NONE)
            continue;
        assert_true(j < nb && al.mate_b[j] == i && a[i] == b[j]);
        assert_true(al.span_a[i] != ALIGN_NONE && al.span_a[i] == al.span_b[j]);
        exact++;
    }
    for (uint32_t j = 0; j < nb; j++)
        assert_true(al.mate_b[j] == ALIGN_NONE || al.mate_a[al.mate_b[j]] == j);
    for (uint32_t k = 0; k < al.n_spans; k++) {
        const struct align_span *s = &al.span[k];
        assert_true(s->a < s->a_end && s->b < s->b_end && s->a_end <= na && s->b_end <= nb);
        assert_true(k == 0 || al.span[k - 1].a_end <= s->a);
        for (uint32_t i = s->a, last = s->b; i < s->a_end; i++) {
            assert_int_equal(al.span_a[i], k);
            if (al.mate_a[i] == ALIGN_NONE)
                continue;
            assert_true(al.mate_a[i] >= last && al.mate_a[i] < s->b_end);
            last = al.mate_a[i];
        }
        for (uint32_t j = s->b; j < s->b_end; j++)
            assert_int_equal(al.span_b[j], k);
        assert_true(s->exact >= 8);
        used_a += s->a_end - s->a;
        used_b += s->b_end - s->b;
    }
    assert_int_equal(exact, al.exact);
    assert_int_equal(used_a, al.used_a);
    assert_int_equal(used_b, al.used_b);
}

static void test_identical_texts_are_one_span(void **state)
{
    static uint64_t a[MAX];
    uint64_t seed = 1;
    (void)state;
    fresh(a, MAX, &seed);
    run(a, MAX, a, MAX);
    assert_int_equal(al.n_spans, 1);
    assert_int_equal(al.exact, MAX);
    assert_int_equal(al.longest, MAX);
    assert_int_equal(al.inversions, 0);
}

static void test_one_changed_word_is_bridged(void **state)
{
    (void)state;
    run_letters("abcdefghijklmnop", "abcdefghXjklmnop");
    assert_int_equal(al.n_spans, 1);
    assert_int_equal(al.exact, 15);
    assert_int_equal(al.used_a, 16);
    assert_int_equal(al.mate_a[8], ALIGN_NONE);
    assert_int_equal(al.span_a[8], 0);
}

static void test_equal_words_in_gaps_are_found(void **state)
{
    (void)state;
    run_letters("abcdefgh12345ijklmnop", "abcdefgh1X3Y5ijklmnop");
    assert_int_equal(al.exact, 19);
}

static void test_moved_part_is_told(void **state)
{
    (void)state;
    run_letters("abcdefghijklmnopqrstuvwxyz0123456789", "qrstuvwxyz0123456789abcdefghijklmnop");
    assert_int_equal(al.n_spans, 2);
    assert_int_equal(al.exact, 36);
    assert_int_equal(al.inversions, 1);
    assert_true(al.span[0].moved); /* 16 of 36 tokens: the lighter one */
    assert_false(al.span[1].moved);
}

static void test_chance_runs_are_dropped(void **state)
{
    (void)state;
    run_letters("abcdefg1234567890", "XYZWabcdefgUVTRSQPONM");
    assert_int_equal(al.n_spans, 0);
    assert_int_equal(al.used_a, 0);
    assert_int_equal(al.mate_a[0], ALIGN_NONE);
}

/* A short phrase of the gap that also stands elsewhere in B must not break the span around it. */
static void test_stray_phrase_does_not_part_a_span(void **state)
{
    (void)state;
    run_letters("abcdefghijklm12345nopqrstuvwxyz", "abcdefghijklmXYZnopqrstuvwxyz!?#%&/()=12345");
    assert_int_equal(al.n_spans, 1);
    assert_int_equal(al.exact, 26);
}

static void test_noise_without_seeds_is_bridged(void **state)
{
    char a[121], b[121];
    (void)state;
    for (int i = 0; i < 120; i++)
        a[i] = b[i] = (char)('!' + i % 90);
    a[120] = b[120] = '\0';
    for (int i = 50; i < 74; i += 4)
        b[i] = '~'; /* every fourth word of 24: no run of five */
    run_letters(a, b);
    assert_int_equal(al.n_spans, 1);
    assert_int_equal(al.exact, 114);
}

/* Longest first, by definition: the greatest total any tiling of one long run can reach is its length. */
static size_t longest_common_run(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
    size_t best = 0;
    for (size_t i = 0; i < na; i++)
        for (size_t j = 0; j < nb; j++) {
            size_t n = 0;
            while (i + n < na && j + n < nb && a[i + n] == b[j + n])
                n++;
            best = n > best ? n : best;
        }
    return best;
}

/* Greedy string tiling as Wise wrote it: cubic, and the reference for what ours covers. */
static size_t slow_tiling(const uint64_t *a, size_t na, const uint64_t *b, size_t nb, size_t least)
{
    static bool used_a[MAX], used_b[MAX];
    size_t covered = 0;
    memset(used_a, 0, sizeof used_a);
    memset(used_b, 0, sizeof used_b);
    for (;;) {
        size_t best = 0, bi = 0, bj = 0;
        for (size_t i = 0; i < na; i++)
            for (size_t j = 0; j < nb; j++) {
                size_t n = 0;
                while (i + n < na && j + n < nb && a[i + n] == b[j + n] && !used_a[i + n] && !used_b[j + n])
                    n++;
                if (n > best)
                    best = n, bi = i, bj = j;
            }
        if (best < least)
            return covered;
        for (size_t k = 0; k < best; k++)
            used_a[bi + k] = used_b[bj + k] = true;
        covered += best;
    }
}

/* Pieces of A in another order among noise, as copies are: every tile of the reference is found. */
static void test_covers_as_much_as_brute_force(void **state)
{
    static uint64_t a[MAX], b[MAX];
    uint64_t seed = 7;
    (void)state;
    for (int round = 0; round < 300; round++) {
        const size_t na = 60 + test_below(&seed, 100);
        size_t nb = 0;
        fresh(a, na, &seed);
        while (nb + 60 < 200) {
            const size_t from = test_below(&seed, na), n = 8 + test_below(&seed, 30);
            for (size_t i = from; i < na && i < from + n; i++)
                b[nb++] = a[i];
            for (size_t i = test_below(&seed, 12) + 9; i > 0; i--)
                b[nb++] = test_random(&seed);
        }
        run(a, na, b, nb);
        assert_consistent(a, na, b, nb);
        /* Tiles of 5 to 7 words stand alone here and are dropped as chance. */
        assert_true(al.exact >= slow_tiling(a, na, b, nb, 8));
        assert_true(al.exact <= slow_tiling(a, na, b, nb, 1));
    }
}

/* Few different words: everything repeats, and nothing may break. */
static void test_consistent_on_texts_that_repeat_themselves(void **state)
{
    static uint64_t a[MAX], b[MAX];
    uint64_t seed = 11;
    (void)state;
    for (int round = 0; round < 4000; round++) {
        const size_t na = test_below(&seed, 200), nb = test_below(&seed, 200);
        const uint64_t words = 1 + test_below(&seed, 6);
        for (size_t i = 0; i < na; i++)
            a[i] = test_below(&seed, words) + 1;
        for (size_t i = 0; i < nb; i++)
            b[i] = test_below(&seed, 4) && i < na ? a[i] : test_below(&seed, words) + 1;
        run(a, na, b, nb);
        assert_consistent(a, na, b, nb);
    }
}

static void test_longest_run_is_always_taken(void **state)
{
    static uint64_t a[MAX], b[MAX];
    uint64_t seed = 13;
    (void)state;
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < 120; i++) {
            a[i] = test_below(&seed, 40);
            b[i] = test_below(&seed, 40);
        }
        memcpy(b + 30, a + test_below(&seed, 70), 40 * sizeof *b);
        run(a, 120, b, 120);
        assert_true(al.longest >= longest_common_run(a, 120, b, 120));
    }
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum shape { ONE_WORD, ONE_WORD_AND_MORE, PERIOD, EVERY_SEED_EIGHT_TIMES, RARE_AMONG_SAME, TWO_HALVES_SWAPPED, SHAPES };

static void make_shape(enum shape shape, uint64_t *a, uint64_t *b, size_t n)
{
    uint64_t seed = 17;
    for (size_t i = 0; i < n; i++)
        switch (shape) {
        case ONE_WORD: a[i] = b[i] = 1; break;
        case ONE_WORD_AND_MORE: a[i] = 1; b[i] = i % 1000 ? 1 : i + 2; break;
        case PERIOD: a[i] = i % 7 + 1; b[i] = i % 6 + 1; break;
        case EVERY_SEED_EIGHT_TIMES: a[i] = b[i] = i % (n / 8) + 1; break;
        case RARE_AMONG_SAME: a[i] = i % 50 ? 1 : i % 400 + 2; b[i] = i % 47 ? 1 : i % 376 + 2; break;
        default: a[i] = test_random(&seed); b[(i + n / 2) % n] = a[i];
        }
}

/* 32 times the tokens may take at most 400 times the time: linear is 32, and some times that once nothing
 * fits the cache any more; quadratic is 1024. */
static void test_hostile_texts_cost_linear_time(void **state)
{
    enum { SMALL = 15000, LARGE = 32 * SMALL };
    uint64_t *a = malloc(LARGE * sizeof *a), *b = malloc(LARGE * sizeof *b);
    (void)state;
    assert_true(a && b);
    for (int shape = 0; shape < SHAPES; shape++) {
        double took[2];
        for (int large = 0; large < 2; large++) {
            const size_t n = large ? LARGE : SMALL;
            took[large] = 1e9;
            make_shape((enum shape)shape, a, b, n);
            for (int again = 0; again < 3; again++) {
                const double begin = seconds();
                run(a, n, b, n);
                const double took_now = seconds() - begin;
                took[large] = took_now < took[large] ? took_now : took[large];
            }
        }
        if (took[1] > 400 * took[0])
            fail_msg("shape %d: %.1f ms for %d tokens, %.1f ms for %d", shape, 1e3 * took[0], SMALL, 1e3 * took[1], LARGE);
    }
    free(a);
    free(b);
}

static void test_one_word_repeated_matches_itself(void **state)
{
    static uint64_t a[MAX], b[MAX];
    (void)state;
    for (size_t i = 0; i < MAX; i++)
        a[i] = b[i] = 1;
    run(a, MAX, b, MAX);
    assert_int_equal(al.exact, MAX);
    run(a, MAX, b, MAX - 100);
    assert_int_equal(al.exact, MAX - 100);
}

static void test_hopeless_pairs_stop_early(void **state)
{
    static uint64_t a[MAX], b[MAX];
    const struct align_options o = align_options_for(MAX, MAX, false);
    uint64_t seed = 19;
    (void)state;
    fresh(a, MAX, &seed);
    fresh(b, MAX, &seed);
    assert_ok(align(&al, &o, a, MAX, b, MAX, false));
    assert_true(al.hopeless);
    memcpy(b + 50, a + 300, 20 * sizeof *b);
    assert_ok(align(&al, &o, a, MAX, b, MAX, false));
    assert_false(al.hopeless);
    assert_int_equal(al.exact, 20);
}

static void test_short_and_empty_texts(void **state)
{
    static uint64_t a[MAX];
    uint64_t seed = 23;
    (void)state;
    fresh(a, MAX, &seed);
    run(a, 0, a, 0);
    assert_true(al.hopeless && al.exact == 0);
    run(a, 4, a, 4);
    assert_true(al.hopeless && al.exact == 0);
    run(a, 8, a, 8);
    assert_int_equal(al.exact, 8);
    run(a, MAX, a, 3);
    assert_int_equal(al.exact, 0);
}

static void test_bad_options_are_refused(void **state)
{
    uint64_t a[8] = {0};
    (void)state;
    assert_int_not_equal(align(&al, &(struct align_options){.seed = 0, .gap = 8, .least = 8}, a, 8, a, 8, true), 0);
    assert_int_not_equal(align(&al, &(struct align_options){.seed = 5, .gap = 99, .least = 8}, a, 8, a, 8, true), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identical_texts_are_one_span),
        cmocka_unit_test(test_one_changed_word_is_bridged),
        cmocka_unit_test(test_equal_words_in_gaps_are_found),
        cmocka_unit_test(test_moved_part_is_told),
        cmocka_unit_test(test_chance_runs_are_dropped),
        cmocka_unit_test(test_stray_phrase_does_not_part_a_span),
        cmocka_unit_test(test_noise_without_seeds_is_bridged),
        cmocka_unit_test(test_covers_as_much_as_brute_force),
        cmocka_unit_test(test_consistent_on_texts_that_repeat_themselves),
        cmocka_unit_test(test_longest_run_is_always_taken),
        cmocka_unit_test(test_hostile_texts_cost_linear_time),
        cmocka_unit_test(test_one_word_repeated_matches_itself),
        cmocka_unit_test(test_hopeless_pairs_stop_early),
        cmocka_unit_test(test_short_and_empty_texts),
        cmocka_unit_test(test_bad_options_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
