/* Numbers as people write them, both ways. */
#include "test.h"

#include "console/units.h"

static void counts_and_their_units(void **state)
{
    static const struct {
        const char *s;
        uint64_t n;
    } good[] = {{"0", 0}, {"7", 7}, {"10k", 10000}, {"10K", 10000}, {"2.5M", 2500000}, {"1G", 1000000000},
                {"123456789012345678", UINT64_C(123456789012345678)}, {"1e3", 1000}, {".5k", 500}};
    static const char *const bad[] = {"", "x", "-1", "+1", " 1", "1 ", "1.5", "0x10", "inf", "nan", "1kk", "1kB",
                                      "99999999999999999999", "1e30", "k"};
    uint64_t n;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(units_parse_count(good[i].s, &n));
        assert_int_equal(n, good[i].n);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (units_parse_count(bad[i], &n))
            fail_msg("'%s' was taken for %llu", bad[i], (unsigned long long)n);
}

static void bytes_are_powers_of_1024(void **state)
{
    uint64_t n;
    (void)state;
    assert_true(units_parse_bytes("2G", &n) && n == UINT64_C(2) << 30);
    assert_true(units_parse_bytes("64M", &n) && n == 64 << 20);
    assert_true(units_parse_bytes("64MiB", &n) && n == 64 << 20);
    assert_true(units_parse_bytes("64mb", &n) && n == 64 << 20);
    assert_true(units_parse_bytes("1.5k", &n) && n == 1536);
    assert_true(units_parse_bytes("100B", &n) && n == 100);
    assert_false(units_parse_bytes("64MX", &n));
    assert_false(units_parse_bytes("0.3", &n));
    assert_false(units_parse_bytes("B", &n));
}

static void shares_and_percents(void **state)
{
    double v;
    (void)state;
    assert_true(units_parse_share(".7", &v) && v == .7);
    assert_true(units_parse_share("70%", &v) && v == .7);
    assert_true(units_parse_share("1", &v) && v == 1);
    assert_false(units_parse_share("70%%", &v));
    assert_false(units_parse_share("nan", &v));
    assert_false(units_parse_share("1e999", &v));
    assert_false(units_parse_share("-.7", &v));
    assert_false(units_parse_share("", &v));
}

static void texts(void **state)
{
    char t[UNITS_TEXT];
    (void)state;
    assert_string_equal(units_count_text(0, t), "0");
    assert_string_equal(units_count_text(999, t), "999");
    assert_string_equal(units_count_text(1234567, t), "1,234,567");
    assert_string_equal(units_count_text(UINT64_MAX, t), "18,446,744,073,709,551,615");
    assert_string_equal(units_bytes_text(999, t), "999 B");
    assert_string_equal(units_bytes_text(1234, t), "1.23 kB");
    assert_string_equal(units_bytes_text(99.96e6, t), "100 MB");
    assert_string_equal(units_bytes_text(999.6e6, t), "1.00 GB");
    assert_string_equal(units_time_text(.5, t), "0.50 s");
    assert_string_equal(units_time_text(59.97, t), "1:00");
    assert_string_equal(units_time_text(3725, t), "1:02:05");
    assert_string_equal(units_time_text(1e300, t), "for ever");
    assert_string_equal(units_time_text(-1, t), "0.00 s");
}

/* What help prints as a default must be taken back by the parser. */
static void memory_texts_read_back(void **state)
{
    static const uint64_t sizes[] = {1, 1000, 1024, 1536, 64 << 20, UINT64_C(1) << 40, 3 << 10};
    char t[UNITS_TEXT];
    uint64_t n;
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_true(units_parse_bytes(units_memory_text(sizes[i], t), &n));
        assert_int_equal(n, sizes[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_and_their_units), cmocka_unit_test(bytes_are_powers_of_1024),
        cmocka_unit_test(shares_and_percents),    cmocka_unit_test(texts),
        cmocka_unit_test(memory_texts_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
