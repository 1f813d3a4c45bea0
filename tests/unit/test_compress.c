/* What compress.h writes, the readers of gzip and zstd read; pieces do not matter. */
#include "test.h"

#include <reprint.h>

#include "coding/decoder.h"
#include "source/compress.h"

struct sink {
    char *p;
    size_t n, cap;
    int fail_after;
};

static int put(void *ctx, const char *p, size_t n)
{
    struct sink *s = ctx;
    if (s->fail_after && --s->fail_after == 0)
        return -77;
    if (s->n + n > s->cap)
        s->p = realloc(s->p, s->cap = (s->n + n) * 2);
    memcpy(s->p + s->n, p, n);
    s->n += n;
    return 0;
}

static char *sample(size_t n, uint64_t seed)
{
    char *p = malloc(n ? n : 1);
    for (size_t i = 0; i < n; i++)
        p[i] = (char)(test_below(&seed, 4) ? 'a' + (int)test_below(&seed, 6) : (int)test_random(&seed));
    return p;
}

static void write_pieces(struct sink *s, enum source_coding coding, const char *p, size_t n, size_t piece)
{
    struct compressor *c;
    assert_ok(compressor_create(&c, coding));
    for (size_t i = 0; i < n; i += piece)
        assert_ok(compressor_feed(c, p + i, n - i < piece ? n - i : piece, put, s));
    assert_ok(compressor_end(c, put, s));
    compressor_free(c);
}

static void read_back(const struct sink *s, enum source_coding coding, const char *want, size_t n)
{
    const struct decoder *d = coding == CODING_GZIP ? &gunzip_decoder : &unzstd_decoder;
    char *out = malloc(n + 1);
    struct decoder_io io = {.in = s->p, .in_n = s->n, .out = out, .out_n = n + 1};
    const char *what;
    void *z;
    assert_ok(coding == CODING_GZIP ? gunzip_create(&z) : unzstd_create(&z));
    for (size_t left = SIZE_MAX; io.in_n + io.out_n < left;) {
        left = io.in_n + io.out_n;
        assert_ok(d->run(z, &io, &what));
    }
    assert_int_equal(io.out_n, 1);
    assert_memory_equal(out, want, n);
    assert_true(d->at_end(z));
    d->free(z);
    free(out);
}

static void round_trip(enum source_coding coding)
{
    static const size_t sizes[] = {0, 1, 1000, 131072, 3000000}, pieces[] = {1000, 65536, 1 << 30};
    for (size_t i = 0; i < 5; i++) {
        char *p = sample(sizes[i], i + 1);
        struct sink first = {0};
        for (size_t k = 0; k < 3; k++) {
            struct sink s = {0};
            write_pieces(&s, coding, p, sizes[i], pieces[k]);
            read_back(&s, coding, p, sizes[i]);
            if (k == 0)
                first = s;
            else
                free(s.p);
        }
        free(first.p);
        free(p);
    }
}

static void gzip(void **state)
{
    (void)state;
    round_trip(CODING_GZIP);
}

static void zstd(void **state)
{
    (void)state;
    round_trip(CODING_ZSTD);
}

static void a_failing_sink_ends_it(void **state)
{
    char *p = sample(3000000, 9);
    (void)state;
    for (int coding = CODING_GZIP; coding <= CODING_ZSTD; coding++) {
        struct sink s = {.fail_after = 2};
        struct compressor *c;
        int rc;
        assert_ok(compressor_create(&c, (enum source_coding)coding));
        rc = compressor_feed(c, p, 3000000, put, &s);
        assert_int_equal(rc, -77);
        compressor_free(c);
        free(s.p);
    }
    free(p);
}

static void only_what_it_can(void **state)
{
    struct compressor *c = NULL;
    (void)state;
    assert_int_equal(compressor_create(&c, CODING_PLAIN), RP_ERR_INVALID);
    compressor_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gzip), cmocka_unit_test(zstd),
                                       cmocka_unit_test(a_failing_sink_ends_it), cmocka_unit_test(only_what_it_can)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
