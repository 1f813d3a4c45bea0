#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/status.h"
#include "gen/gen.h"
#include "gen/out.h"

/* XXH3 of 300 documents of seed 1. */
#define GOLDEN_CORPUS UINT64_C(0x43521c41273b40c9)

struct text {
    char *p;
    size_t n, cap;
    size_t fail_after; /* bytes; 0: never */
};

static int gather(void *ctx, const char *p, size_t n)
{
    struct text *t = ctx;
    if (t->fail_after != 0 && t->n + n > t->fail_after) return RP_ERR_IO;
    if (t->n + n + 1 > t->cap) {
        t->cap = 2 * (t->n + n) + 1;
        t->p = realloc(t->p, t->cap);
        assert_non_null(t->p);
    }
    memcpy(t->p + t->n, p, n);
    t->n += n;
    t->p[t->n] = 0;
    return RP_OK;
}

static void make(const struct gen_options *o, struct text *docs, struct text *truth)
{
    struct gen_totals totals;
    assert_null(gen_options_error(o));
    assert_int_equal(
        gen_write(o, (struct gen_sink){gather, docs}, (struct gen_sink){truth ? gather : NULL, truth}, &totals), RP_OK);
}

static struct gen_options options(uint64_t documents, uint64_t seed)
{
    struct gen_options o;
    gen_options_init(&o, GEN_CORPUS);
    o.documents = documents;
    o.seed = seed;
    return o;
}

/* --- a corpus taken apart ------------------------------------------------------------------- */

struct doc {
    char *text; /* inside of the JSON string */
    uint64_t *shingle;
    size_t shingles;
    uint64_t origin;
    char kind[16];
    double jaccard;
};

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Words of ASCII letters, digits and anything beyond ASCII but curly quotes; \n is a separator. */
static void shingle(struct doc *d)
{
    const char *s = d->text;
    const size_t n = strlen(s);
    uint64_t *word = malloc((n + 1) * sizeof *word);
    size_t words = 0;
    char fold[64];
    assert_non_null(word);
    for (size_t i = 0, len = 0; i <= n; i++) {
        const unsigned char c = (unsigned char)s[i];
        const bool quote = c == 0xe2 && (unsigned char)s[i + 1] == 0x80;
        const bool letter = c < 0x80 ? isalnum(c) != 0 : !quote;
        if (letter && len < sizeof fold) {
            fold[len++] = (char)(c < 0x80 ? tolower(c) : c);
        } else {
            if (len > 0) word[words++] = hash_bytes(fold, len, 0);
            len = 0;
            if (quote) i += 2;
            if (c == '\\') i++;
        }
    }
    d->shingles = words >= 5 ? words - 4 : 1;
    d->shingle = malloc(d->shingles * sizeof *d->shingle);
    assert_non_null(d->shingle);
    for (size_t i = 0; i < d->shingles; i++)
        d->shingle[i] = hash_bytes(word + i, (words < 5 ? words : 5) * sizeof *word, 1);
    qsort(d->shingle, d->shingles, sizeof *d->shingle, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < d->shingles; i++)
        if (kept == 0 || d->shingle[kept - 1] != d->shingle[i]) d->shingle[kept++] = d->shingle[i];
    d->shingles = kept;
    free(word);
}

static size_t common(const struct doc *a, const struct doc *b)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a->shingles && j < b->shingles;) {
        if (a->shingle[i] == b->shingle[j]) n++, i++, j++;
        else if (a->shingle[i] < b->shingle[j]) i++;
        else j++;
    }
    return n;
}

static double jaccard(const struct doc *a, const struct doc *b)
{
    const size_t n = common(a, b);
    return (double)n / (double)(a->shingles + b->shingles - n);
}

static struct doc *take_apart(struct text *docs, struct text *truth, uint64_t n)
{
    struct doc *d = calloc(n, sizeof *d);
    char *line = docs->p, *row = strchr(truth->p, '\n') + 1;
    assert_non_null(d);
    for (uint64_t i = 0; i < n; i++) {
        char *end = strchr(line, '\n'), *text = strstr(line, "\"text\": \"");
        unsigned long long id, origin;
        *end = 0;
        d[i].text = text + 9;
        end[-2] = 0;
        shingle(&d[i]);
        assert_int_equal(sscanf(row, "d%llu\td%llu\t%15s\t%lf", &id, &origin, d[i].kind, &d[i].jaccard), 4);
        assert_int_equal(id, i);
        assert_true(origin <= i);
        d[i].origin = origin;
        line = end + 1;
        row = strchr(row, '\n') + 1;
    }
    return d;
}

static void drop(struct doc *d, uint64_t n, struct text *docs, struct text *truth)
{
    for (uint64_t i = 0; i < n; i++) free(d[i].shingle);
    free(d);
    free(docs->p);
    free(truth->p);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void same_seed_same_bytes_in_any_pieces(void **state)
{
    (void)state;
    struct text whole = {0}, rows = {0}, pieces = {0}, piece_rows = {0}, other = {0};
    struct gen_options o = options(700, 5);
    make(&o, &whole, &rows);
    for (uint64_t at = 0; at < 700;) {
        o.first = at;
        o.count = at % 3 == 0 ? 1 : 700 - at < 97 ? 700 - at : 97;
        make(&o, &pieces, &piece_rows);
        at += o.count;
    }
    assert_int_equal(whole.n, pieces.n);
    assert_memory_equal(whole.p, pieces.p, whole.n);
    assert_int_equal(rows.n, piece_rows.n);
    assert_memory_equal(rows.p, piece_rows.p, rows.n);
    o = options(700, 6);
    make(&o, &other, NULL);
    assert_true(other.n != whole.n || memcmp(other.p, whole.p, whole.n) != 0);
    free(whole.p), free(rows.p), free(pieces.p), free(piece_rows.p), free(other.p);
}

/* A change of this number means that every corpus ever made from a seed is another one now. */
static void corpus_of_a_seed_never_changes(void **state)
{
    (void)state;
    struct text docs = {0};
    struct gen_options o = options(300, 1);
    o.corpus.other_script = .3;
    o.escaped = .5;
    make(&o, &docs, NULL);
    assert_int_equal(hash_bytes(docs.p, docs.n, 0), GOLDEN_CORPUS);
    free(docs.p);
}

static void planted_similarity_is_what_the_texts_have(void **state)
{
    (void)state;
    enum { N = 1500 };
    struct text docs = {0}, rows = {0};
    struct gen_options o = options(N, 11);
    o.corpus.near = .3;
    o.corpus.trimmed = o.corpus.embedded = o.corpus.templates = .1;
    o.corpus.template_family = 50;
    make(&o, &docs, &rows);
    struct doc *d = take_apart(&docs, &rows, N);
    double error[4] = {0};
    unsigned count[4] = {0};
    static const char *const kind[] = {"near", "trimmed", "embedded", "template"};
    for (int i = 0; i < N; i++) {
        const struct doc *origin = &d[d[i].origin];
        if (strcmp(d[i].kind, "exact") == 0) assert_string_equal(d[i].text, origin->text);
        if (strcmp(d[i].kind, "trimmed") == 0) assert_int_equal(common(&d[i], origin), d[i].shingles);
        if (strcmp(d[i].kind, "embedded") == 0) assert_int_equal(common(&d[i], origin), origin->shingles);
        for (int k = 0; k < 4; k++) {
            if (strcmp(d[i].kind, kind[k]) != 0) continue;
            const double e = jaccard(&d[i], origin) - d[i].jaccard;
            assert_true(e < .15 && e > -.15);
            error[k] += e < 0 ? -e : e;
            count[k]++;
        }
    }
    for (int k = 0; k < 4; k++) {
        assert_true(count[k] > 30);
        assert_true(error[k] / count[k] < .003);
    }
    drop(d, N, &docs, &rows);
}

static void unrelated_documents_share_nothing(void **state)
{
    (void)state;
    enum { N = 120 };
    struct text docs = {0}, rows = {0};
    struct gen_options o = options(N, 3);
    make(&o, &docs, &rows);
    struct doc *d = take_apart(&docs, &rows, N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < i; j++)
            if (d[i].origin != d[j].origin) assert_true(jaccard(&d[i], &d[j]) < .02);
    drop(d, N, &docs, &rows);
}

static void clusters_are_spread_and_differ_in_one_word(void **state)
{
    (void)state;
    enum { N = 600 };
    struct text docs = {0}, rows = {0};
    struct gen_options o = options(N, 9);
    o.corpus.words = 300;
    assert_int_equal(gen_shape(&o, "hot"), RP_OK);
    make(&o, &docs, &rows);
    struct doc *d = take_apart(&docs, &rows, N);
    unsigned members = 0, first_half = 0;
    uint64_t first = N;
    for (uint64_t i = 0; i < N; i++) {
        if (strcmp(d[i].kind, "cluster") != 0) continue;
        if (first == N) first = i;
        members++;
        first_half += i < N / 2;
        assert_int_equal(d[i].origin, first);
        if (i != first) assert_int_equal(d[i].shingles - common(&d[i], &d[first]), 5);
    }
    assert_int_equal(members, N / 10);
    assert_int_equal(first_half, N / 20);
    drop(d, N, &docs, &rows);
}

static void shapes_do_what_their_names_say(void **state)
{
    (void)state;
    enum { N = 200 };
    for (int shape = 0; gen_shape_names[shape] != NULL; shape++) {
        struct text docs = {0}, rows = {0};
        struct gen_options o = options(N, 4);
        const char *name = gen_shape_names[shape];
        assert_int_equal(gen_shape(&o, name), RP_OK);
        make(&o, &docs, &rows);
        struct doc *d = take_apart(&docs, &rows, N);
        unsigned groups = 0;
        for (uint64_t i = 0; i < N; i++) groups += d[i].origin == i;
        if (strcmp(name, "identical") == 0) assert_int_equal(groups, 1);
        if (strcmp(name, "tens") == 0) assert_int_equal(groups, N / 10);
        if (strcmp(name, "half") == 0) assert_true(jaccard(&d[5], &d[N - 1]) > .31 && jaccard(&d[5], &d[N - 1]) < .35);
        if (strcmp(name, "sixty") == 0) assert_true(jaccard(&d[5], &d[N - 1]) > .41 && jaccard(&d[5], &d[N - 1]) < .45);
        if (strcmp(name, "short") == 0) assert_true(docs.n / N < 900);
        if (strcmp(name, "escaped") == 0) assert_non_null(strstr(d[0].text - 1, "\\u201c") ? d[0].text : d[1].text);
        drop(d, N, &docs, &rows);
    }
    struct gen_options o = options(N, 4);
    assert_int_equal(gen_shape(&o, "round"), RP_ERR_INVALID);
}

/* Undoes \uXXXX of characters in the basic plane, which is all a corpus holds. */
static void unescape(char *s)
{
    char *d = s;
    for (; *s != 0;) {
        if (s[0] == '\\' && s[1] == 'u') {
            const char hex[5] = {s[2], s[3], s[4], s[5], 0};
            const unsigned c = (unsigned)strtoul(hex, NULL, 16);
            if (c >= 0x800) *d++ = (char)(0xe0 | c >> 12), *d++ = (char)(0x80 | (c >> 6 & 63));
            else *d++ = (char)(0xc0 | c >> 6);
            *d++ = (char)(0x80 | (c & 63));
            s += 6;
        } else {
            *d++ = *s++;
        }
    }
    *d = 0;
}

static void escaping_changes_bytes_not_text(void **state)
{
    (void)state;
    struct text plain = {0}, ascii = {0};
    struct gen_options o = options(60, 8);
    o.corpus.other_script = .6;
    make(&o, &plain, NULL);
    o.escaped = 1;
    make(&o, &ascii, NULL);
    for (size_t i = 0; i < ascii.n; i++) assert_true((unsigned char)ascii.p[i] < 0x80);
    assert_true(ascii.n > plain.n);
    unescape(ascii.p);
    assert_string_equal(ascii.p, plain.p);
    free(plain.p), free(ascii.p);
}

static void a_full_sink_ends_the_run(void **state)
{
    (void)state;
    struct text docs = {.fail_after = 1000000};
    struct gen_options o = options(100000, 8);
    struct gen_totals totals;
    assert_int_equal(gen_write(&o, (struct gen_sink){gather, &docs}, (struct gen_sink){0}, &totals), RP_ERR_IO);
    assert_true(totals.documents < 1000);
    free(docs.p);
}

static void size_limit_stops_after_the_record_that_reaches_it(void **state)
{
    (void)state;
    struct text docs = {0};
    struct gen_options o = options(100000, 8);
    o.max_bytes = 500000;
    make(&o, &docs, NULL);
    assert_true(docs.n >= 500000 && docs.n < 700000);
    assert_int_equal(docs.p[docs.n - 1], '\n');
    free(docs.p);
}

static void bad_options_are_named(void **state)
{
    (void)state;
    struct gen_options o = options(10, 1);
    o.corpus.near = .99;
    assert_non_null(gen_options_error(&o));
    assert_int_equal(gen_write(&o, (struct gen_sink){0}, (struct gen_sink){0}, NULL), RP_ERR_INVALID);
    o = options(0, 1);
    assert_non_null(gen_options_error(&o));
    o = options(10, 1);
    o.first = 5, o.count = 6;
    assert_non_null(gen_options_error(&o));
    o.count = 5;
    assert_null(gen_options_error(&o));
    o.corpus.clusters = 3, o.corpus.cluster_size = 4;
    assert_non_null(gen_options_error(&o));
}

static void dates_go_round(void **state)
{
    (void)state;
    for (int64_t day = -200000; day < 200000; day += 13) {
        int y, m, d;
        day_civil(day, &y, &m, &d);
        assert_true(m >= 1 && m <= 12 && d >= 1 && d <= 31);
        assert_int_equal(day_of(y, m, d), day);
    }
    char p[10];
    day_iso(day_of(2024, 2, 29), p);
    assert_memory_equal(p, "2024-02-29", 10);
    assert_int_equal(day_of(2024, 3, 1) - day_of(2024, 2, 28), 2);
    assert_int_equal(day_of(1970, 1, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_same_bytes_in_any_pieces),
        cmocka_unit_test(corpus_of_a_seed_never_changes),
        cmocka_unit_test(planted_similarity_is_what_the_texts_have),
        cmocka_unit_test(unrelated_documents_share_nothing),
        cmocka_unit_test(clusters_are_spread_and_differ_in_one_word),
        cmocka_unit_test(shapes_do_what_their_names_say),
        cmocka_unit_test(escaping_changes_bytes_not_text),
        cmocka_unit_test(a_full_sink_ends_the_run),
        cmocka_unit_test(size_limit_stops_after_the_record_that_reaches_it),
        cmocka_unit_test(bad_options_are_named),
        cmocka_unit_test(dates_go_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
