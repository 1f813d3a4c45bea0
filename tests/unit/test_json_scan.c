/* The scanner: every kernel against the scalar one bit for bit, and its verdict against a judge of the test's own. */
#include <sys/mman.h>
#include <unistd.h>

#include "json/json_scan.h"
#include "test_json.h"

static void same_members(const struct json_line *a, const struct json_line *b)
{
    assert_ptr_equal(a->next, b->next);
    assert_int_equal(a->n, b->n);
    for (uint32_t i = 0; i < a->n; i++) {
        const struct json_member *x = &a->member[i], *y = &b->member[i];
        assert_ptr_equal(x->key, y->key);
        assert_int_equal(x->key_n, y->key_n);
        assert_ptr_equal(x->value, y->value);
        assert_int_equal(x->value_n, y->value_n);
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->key_escaped, y->key_escaped);
        assert_int_equal(x->value_escaped, y->value_escaped);
    }
}

static void kernels_agree(void **state)
{
    static struct test_line l;
    static struct json_line a, b;
    uint64_t seed = 1, accepted = 0;

    (void)state;
    for (int i = 0; i < 150000; i++) {
        test_line_make(&l, &seed);
        bool ok = json_scan_scalar(l.p, l.p + l.n, &a);
        accepted += ok;
        for (int k = CPU_SCALAR + 1; k < CPU_KERNELS; k++) {
            json_scan_fn *scan = json_scan_get((enum cpu_kernel)k);
            if (!scan || !cpu_can((enum cpu_kernel)k))
                continue;
            assert_int_equal(scan(l.p, l.p + l.n, &b), ok);
            if (ok)
                same_members(&a, &b);
        }
    }
    /* The generator must not have drifted to one side. */
    assert_in_range(accepted, 30000, 120000);
}

/* Bytes without any sense, dense in those that mean something inside strings. */
static void kernels_agree_on_noise(void **state)
{
    static const char bytes[] = "\"\\\\\\\\u09afAF nx\x1f\xc3\n";
    static struct json_line a, b;
    uint64_t seed = 2;
    char p[512];

    (void)state;
    for (int i = 0; i < 150000; i++) {
        size_t n = 5 + test_below(&seed, 300);
        memcpy(p, "{\"k\":\"", 6);
        for (size_t j = 6; j < n; j++)
            p[j] = test_below(&seed, 4) ? bytes[test_below(&seed, sizeof bytes - 1)] : 'a';
        memset(p + n, '\n', sizeof p - n);
        if (n > 10 && i % 2)
            memcpy(p + n - 2, "\"}", 2);
        bool ok = json_scan_scalar(p, p + n, &a);
        for (int k = CPU_SCALAR + 1; k < CPU_KERNELS; k++) {
            json_scan_fn *scan = json_scan_get((enum cpu_kernel)k);
            if (!scan || !cpu_can((enum cpu_kernel)k))
                continue;
            assert_int_equal(scan(p, p + n, &b), ok);
            if (ok)
                same_members(&a, &b);
        }
    }
}

/* An escape sequence at every place relative to the 64-byte blocks, whole and broken. */
static void escapes_across_blocks(void **state)
{
    static const struct {
        const char *escape;
        bool good;
    } cases[] = {{"\\u00e9", true},  {"\\u00e", false}, {"\\uD800", true}, {"\\ux000", false}, {"\\n", true},
                 {"\\x", false},     {"\\\\", true},    {"\\\\\\\\\\\"", true}, {"\\", false}, {"\\\\\\", false},
                 {"\x1f", false},    {"\\u12\"4", false}, {"\xff", true},  {"\\u000G", false}};
    static struct json_line out;
    char p[512];

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (size_t fill = 0; fill < 200; fill++)
            for (int k = 0; k < CPU_KERNELS; k++) {
                json_scan_fn *scan = json_scan_get((enum cpu_kernel)k);
                size_t e = strlen(cases[c].escape), n = 0;
                if (!scan || !cpu_can((enum cpu_kernel)k))
                    continue;
                memcpy(p, "{\"a\":\"", 6);
                memset(p + 6, 'x', fill);
                memcpy(p + 6 + fill, cases[c].escape, e);
                n = 6 + fill + e;
                memcpy(p + n, "\"}", 2);
                n += 2;
                memset(p + n, '\n', sizeof p - n);
                assert_int_equal(scan(p, p + n, &out), cases[c].good);
                if (cases[c].good) {
                    assert_int_equal(out.member[0].value_n, fill + e);
                    assert_int_equal(out.member[0].value_escaped, cases[c].escape[0] == '\\');
                }
            }
}

/* What the scanner accepts is exactly: right, flat, on one line, with no more members than it holds. */
static void verdict_is_the_judges(void **state)
{
    static struct test_line l;
    static struct json_line out;
    uint64_t seed = 3;

    (void)state;
    for (int i = 0; i < 150000; i++) {
        struct test_judge j;
        test_line_make(&l, &seed);
        bool right = test_judge(&j, l.p, l.n) && j.deepest == 1 && j.members <= JSON_MEMBERS;
        bool ok = json_scan_scalar(l.p, l.p + l.n, &out);
        if (ok != right)
            fail_msg("judge says %d, scanner %d: %.*s", right, ok, (int)l.n, l.p);
        if (ok)
            assert_int_equal(out.n, j.members);
    }
}

/* No more than 64 bytes behind the line's newline are looked at. */
static void reads_inside_its_bounds(void **state)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *m = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static struct json_line out;
    uint64_t seed = 4;

    (void)state;
    assert_true(m != MAP_FAILED);
    assert_ok(mprotect(m + page, page, PROT_NONE));
    for (int i = 0; i < 20000; i++) {
        static struct test_line l;
        test_line_make(&l, &seed);
        if (l.n + 64 > page)
            continue;
        char *p = m + page - 64 - l.n;
        memcpy(p, l.p, l.n);
        p[l.n] = '\n';
        for (int k = 0; k < CPU_KERNELS; k++) {
            json_scan_fn *scan = json_scan_get((enum cpu_kernel)k);
            if (scan && cpu_can((enum cpu_kernel)k))
                assert_int_equal(scan(p, p + l.n, &out), json_scan_scalar(l.p, l.p + l.n, &out));
        }
    }
    munmap(m, 2 * page);
}

static void too_many_members(void **state)
{
    static struct json_line out;
    char p[2048];

    (void)state;
    for (unsigned members = JSON_MEMBERS - 1; members <= JSON_MEMBERS + 1; members++) {
        size_t n = 0;
        for (unsigned i = 0; i < members; i++)
            n += (size_t)snprintf(p + n, sizeof p - n, "%s\"k%u\":%u", i ? "," : "{", i, i);
        memcpy(p + n, "}", 1);
        memset(p + n + 1, '\n', 66);
        assert_int_equal(json_scan_scalar(p, p + n + 1, &out), members <= JSON_MEMBERS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernels_agree),
        cmocka_unit_test(kernels_agree_on_noise),
        cmocka_unit_test(escapes_across_blocks),
        cmocka_unit_test(verdict_is_the_judges),
        cmocka_unit_test(reads_inside_its_bounds),
        cmocka_unit_test(too_many_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
