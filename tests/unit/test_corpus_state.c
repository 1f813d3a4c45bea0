/*
 * A corpus that is kept: opened again at any checkpoint it goes on to the same verdicts; a flipped bit in any
 * of its files, other parameters, another key or purpose are refused.
 */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <reprint.h>

enum { DOCS = 900, PIECE = 60, ROOM = 4096 };

static char home_dir[] = "/tmp/reprint-state-XXXXXX";
static char *text[DOCS];

static void make_texts(void)
{
    uint64_t seed = 3;
    for (unsigned d = 0; d < DOCS; d++) {
        uint64_t f = test_below(&seed, DOCS / 4) * 7919 + 1;
        size_t n = 0;
        text[d] = malloc(ROOM);
        text[d][0] = '\0';
        for (unsigned i = 0; i < 120 && d % 101 != 5; i++) {
            uint64_t w = test_below(&f, 40000);
            if (test_below(&seed, 100) < 1)
                w = test_below(&seed, 40000);
            if (d % 7 == 2 && i >= 50)
                break;
            n += (size_t)snprintf(text[d] + n, ROOM - n, "w%llu ", (unsigned long long)w);
        }
    }
}

static void empty_home(void)
{
    DIR *dir = opendir(home_dir);
    struct dirent *e;
    while ((e = readdir(dir)))
        unlinkat(dirfd(dir), e->d_name, 0);
    closedir(dir);
}

static int set_up(void **state)
{
    (void)state;
    make_texts();
    return mkdtemp(home_dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    for (unsigned d = 0; d < DOCS; d++)
        free(text[d]);
    empty_home();
    return rmdir(home_dir);
}

static int fetch(void *ctx, int slot, uint64_t doc, const char **out, size_t *n, unsigned *flags)
{
    (void)ctx;
    (void)slot;
    *out = text[doc];
    *n = strlen(text[doc]);
    *flags = 0;
    return RP_OK;
}

static rp_params params(void)
{
    rp_params p;
    rp_params_init(&p);
    p.contained = .9;
    return p;
}

static rp_home kept_home(void)
{
    return (rp_home){.dir = home_dir, .memory = 1 << 20, .payload = sizeof(uint32_t), .keep = 1};
}

static void append(rp_corpus *c, const rp_params *p, unsigned first, unsigned end)
{
    uint32_t payload[PIECE];
    rp_worker *w;
    rp_batch *b;
    assert_ok(rp_worker_create(&w, p));
    assert_ok(rp_batch_create(&b, p));
    for (unsigned d = first; d < end; d++) {
        assert_ok(rp_batch_add(b, w, text[d], strlen(text[d]), 0, d < 400 ? 0 : d % 5));
        payload[d - first] = d * 3;
    }
    assert_ok(rp_corpus_append(c, b, payload));
    rp_batch_free(b);
    rp_worker_free(w);
}

static void finish(rp_corpus *c)
{
    assert_ok(rp_corpus_join(c, 2, NULL, NULL));
    assert_ok(rp_corpus_resolve(c, 2, fetch, NULL, NULL, NULL));
}

/* What a run in memory says. */
static rp_verdict *undisturbed(rp_stat *s)
{
    rp_params p = params();
    rp_home h = {.payload = sizeof(uint32_t)};
    rp_verdict *v = malloc(DOCS * sizeof *v);
    rp_corpus *c;
    assert_ok(rp_corpus_create(&c, &p, &h));
    for (unsigned d = 0; d < DOCS; d += PIECE)
        append(c, &p, d, d + PIECE);
    finish(c);
    for (unsigned d = 0; d < DOCS; d++)
        assert_ok(rp_corpus_verdict(c, d, &v[d]));
    assert_ok(rp_corpus_stat(c, s));
    assert_true(s->exact + s->near > 50 && s->contained > 20 && s->empty > 5);
    rp_corpus_free(c);
    return v;
}

static void check_same(const rp_corpus *c, const rp_verdict *want, const rp_stat *s)
{
    rp_stat t;
    for (unsigned d = 0; d < DOCS; d++) {
        rp_verdict v;
        uint32_t buf;
        assert_ok(rp_corpus_verdict(c, d, &v));
        assert_true(v.kept == want[d].kept && v.relation == want[d].relation);
        assert_true(v.overlap.jaccard == want[d].overlap.jaccard && v.overlap.a_in_b == want[d].overlap.a_in_b);
        assert_int_equal(*(const uint32_t *)rp_corpus_payload(c, d, 1, &buf), d * 3);
    }
    assert_ok(rp_corpus_stat(c, &t));
    assert_true(t.documents == s->documents && t.empty == s->empty && t.tokens == s->tokens);
    assert_true(t.exact == s->exact && t.near == s->near && t.contained == s->contained && t.groups == s->groups);
    assert_true(t.candidates == s->candidates && t.verified == s->verified);
}

static rp_corpus *reopen(void)
{
    rp_params p = params();
    rp_home h = kept_home();
    rp_error e = {0};
    rp_corpus *c = NULL;
    int rc = rp_corpus_open(&c, &p, &h, &e);
    if (rc < 0)
        fail_msg("%s: %s", e.file, e.what);
    return c;
}

/* The state answers for other thresholds, and is not changed by it. */
static void asked_again(const rp_verdict *want, const rp_stat *s)
{
    rp_params p = params(), q;
    rp_home h = kept_home();
    rp_stat t;
    rp_corpus *c;

    assert_ok(rp_corpus_reopen(&c, &p, &h, NULL));
    assert_ok(rp_corpus_resolve(c, 2, fetch, NULL, NULL, NULL));
    check_same(c, want, s);
    assert_ok(rp_corpus_stat(c, &t));
    assert_true(t.remembered == t.verified);
    rp_corpus_free(c);

    q = params();
    q.threshold = .9;
    q.contained = 0;
    assert_ok(rp_corpus_reopen(&c, &q, &h, NULL));
    assert_true(q.bands == p.bands && q.threshold == .9);
    assert_ok(rp_corpus_resolve(c, 1, fetch, NULL, NULL, NULL));
    assert_ok(rp_corpus_stat(c, &t));
    assert_true(t.exact >= s->exact && t.near < s->near && t.near > 0 && t.contained == 0);
    for (unsigned d = 0; d < DOCS; d++) {
        rp_verdict v;
        assert_ok(rp_corpus_verdict(c, d, &v));
        assert_true(v.relation == RP_KEPT || v.overlap.jaccard >= .9);
    }
    rp_corpus_free(c);
    c = reopen();
    check_same(c, want, s);
    rp_corpus_free(c);
}

/* --- other ranks --- */

static int by_length(void *ctx, uint64_t doc, uint64_t *rank)
{
    (void)ctx;
    *rank = ROOM - strlen(text[doc]);
    return RP_OK;
}

static int all_the_same(void *ctx, uint64_t doc, uint64_t *rank)
{
    (void)ctx, (void)doc;
    *rank = 0;
    return RP_OK;
}

/* A run in memory with these ranks. */
static rp_corpus *fresh(int (*rank)(void *, uint64_t, uint64_t *), double threshold, const rp_params *bands)
{
    rp_params p = params();
    rp_corpus *c;
    rp_worker *w;
    rp_batch *b;
    p.threshold = threshold;
    p.bands = bands->bands;
    p.rows = bands->rows;
    assert_ok(rp_corpus_create(&c, &p, NULL));
    assert_ok(rp_worker_create(&w, &p));
    assert_ok(rp_batch_create(&b, &p));
    for (unsigned d = 0; d < DOCS; d++) {
        uint64_t r;
        assert_ok(rank(NULL, d, &r));
        assert_ok(rp_batch_add(b, w, text[d], strlen(text[d]), 0, r));
    }
    assert_ok(rp_corpus_append(c, b, NULL));
    rp_batch_free(b);
    rp_worker_free(w);
    finish(c);
    return c;
}

static void same_verdicts(const rp_corpus *a, const rp_corpus *b)
{
    for (unsigned d = 0; d < DOCS; d++) {
        rp_verdict v, u;
        assert_ok(rp_corpus_verdict(a, d, &v));
        assert_ok(rp_corpus_verdict(b, d, &u));
        assert_true(v.kept == u.kept && v.relation == u.relation && v.overlap.jaccard == u.overlap.jaccard &&
                    v.overlap.a_in_b == u.overlap.a_in_b);
    }
}

/* A state asked with other ranks and thresholds says what a run of its own would, and measures little anew. */
static void asked_with_other_ranks(void **state)
{
    static int (*const ranks[])(void *, uint64_t, uint64_t *) = {by_length, all_the_same};
    static const double thresholds[] = {.5, .7, .9};
    rp_params p = params();
    rp_home h = kept_home();
    rp_stat s;
    rp_corpus *c, *d;
    (void)state;

    empty_home();
    assert_ok(rp_corpus_create(&c, &p, &h));
    for (unsigned first = 0; first < DOCS; first += PIECE)
        append(c, &p, first, first + PIECE);
    assert_ok(rp_corpus_checkpoint(c, "x", 2));
    finish(c);
    assert_ok(rp_params_check(&p, NULL));
    rp_corpus_free(c);
    for (int i = 0; i < 6; i++) {
        rp_params q = params();
        q.threshold = thresholds[i % 3];
        assert_ok(rp_corpus_reopen(&c, &q, &h, NULL));
        assert_ok(rp_corpus_rank(c, ranks[i / 3], NULL));
        finish(c);
        assert_ok(rp_corpus_stat(c, &s));
        assert_true(s.remembered > s.verified / (thresholds[i % 3] < .7 ? 10 : 3) && s.remembered < s.verified);
        d = fresh(ranks[i / 3], thresholds[i % 3], &p);
        same_verdicts(c, d);
        rp_corpus_free(c);
        rp_corpus_free(d);
    }
}

/* --- one corpus as part of another --- */

static void shift(void *ctx, void *row)
{
    uint32_t n;
    memcpy(&n, row, sizeof n);
    n += *(const uint32_t *)ctx;
    memcpy(row, &n, sizeof n);
}

static void lent_to_another(void **state)
{
    rp_params p = params(), q = params();
    rp_home h = kept_home(), other = {.payload = sizeof(uint32_t)};
    uint32_t by = 1, buf;
    rp_stat s, t;
    rp_corpus *c, *lent, *d;
    (void)state;

    assert_ok(rp_corpus_borrow(&lent, &h, NULL)); /* of the test before */
    assert_int_equal(rp_corpus_count(lent), DOCS);
    q.threshold = .75;
    q.bands = p.bands;
    q.rows = p.rows;
    assert_ok(rp_params_check(&p, NULL));
    q.bands = p.bands;
    q.rows = p.rows;
    for (int home = 0; home < 2; home++) {
        other.dir = home ? "/tmp" : NULL;
        assert_ok(rp_corpus_create(&c, &q, &other));
        append(c, &q, 0, 2 * PIECE / 2);
        assert_ok(rp_corpus_append_borrowed(c, lent, shift, &by));
        append(c, &q, PIECE, 2 * PIECE);
        assert_int_equal(rp_corpus_count(c), DOCS + 2 * PIECE);
        assert_ok(rp_corpus_create(&d, &q, &other));
        append(d, &q, 0, PIECE);
        for (unsigned first = 0; first < DOCS; first += PIECE)
            append(d, &q, first, first + PIECE);
        append(d, &q, PIECE, 2 * PIECE);
        assert_ok(rp_corpus_reference(c, PIECE + DOCS, 0)); /* ranks of what is lent are forgotten */
        assert_ok(rp_corpus_reference(d, PIECE + DOCS, 0));
        assert_ok(rp_corpus_join(c, 2, NULL, NULL));
        assert_ok(rp_corpus_join(d, 2, NULL, NULL));
        assert_int_equal(*(const uint32_t *)rp_corpus_payload(c, PIECE + 3, 1, &buf), 3 * 3 + 1);
        assert_int_equal(*(const uint32_t *)rp_corpus_payload(c, DOCS + PIECE, 1, &buf), 3 * PIECE);
        assert_ok(rp_corpus_stat(c, &s));
        assert_ok(rp_corpus_stat(d, &t));
        assert_true(s.candidates == t.candidates && s.candidates > 50 && s.tokens == t.tokens && s.empty == t.empty);
        rp_corpus_free(c);
        rp_corpus_free(d);
    }
    q.bands = p.bands + 1;
    assert_ok(rp_corpus_create(&c, &q, &other));
    assert_int_equal(rp_corpus_append_borrowed(c, lent, NULL, NULL), RP_ERR_MISMATCH);
    rp_corpus_free(c);
    rp_corpus_free(lent);
}

/* --- stopped while verifying --- */

static int slow_then_stop(void *ctx, const char *stage, uint64_t done, uint64_t total)
{
    (void)stage, (void)done, (void)total;
    usleep(120000);
    return ++*(int *)ctx >= 3;
}

static void measured_pairs_outlive_a_stop(void **state)
{
    rp_params p = params();
    rp_home h = kept_home();
    rp_stat s, t;
    rp_verdict *want = undisturbed(&s);
    rp_corpus *c;
    int ticks = 0;
    (void)state;

    empty_home();
    assert_ok(rp_corpus_create(&c, &p, &h));
    for (unsigned d = 0; d < DOCS; d += PIECE)
        append(c, &p, d, d + PIECE);
    assert_ok(rp_corpus_checkpoint(c, "x", 2));
    assert_ok(rp_corpus_join(c, 1, NULL, NULL));
    assert_int_equal(rp_corpus_resolve(c, 1, fetch, NULL, slow_then_stop, &ticks), RP_ERR_CANCELLED);
    rp_corpus_free(c);
    c = reopen();
    assert_int_equal(rp_corpus_stage(c), RP_STAGE_JOINED);
    assert_ok(rp_corpus_resolve(c, 2, fetch, NULL, NULL, NULL));
    assert_ok(rp_corpus_stat(c, &t));
    assert_true(t.remembered > 20 && t.remembered < t.verified);
    check_same(c, want, &s);
    rp_corpus_free(c);
    free(want);
}

static void goes_on_from_every_checkpoint(void **state)
{
    rp_params p = params();
    rp_home h = kept_home();
    rp_stat s;
    rp_verdict *want = undisturbed(&s);
    rp_corpus *c;
    (void)state;

    empty_home();
    assert_ok(rp_corpus_create(&c, &p, &h));
    assert_ok(rp_corpus_checkpoint(c, "0", 2));
    rp_corpus_free(c);
    assert_int_equal(rp_corpus_create(&c, &p, &h), RP_ERR_EXISTS);
    for (unsigned d = 0; d < DOCS; d += PIECE) {
        size_t n;
        char cursor[16];
        c = reopen();
        assert_int_equal(rp_corpus_count(c), d);
        assert_int_equal(atoi(rp_corpus_cursor(c, &n)), d);
        append(c, &p, d, d + PIECE);
        snprintf(cursor, sizeof cursor, "%u", d + PIECE);
        assert_ok(rp_corpus_checkpoint(c, cursor, strlen(cursor) + 1));
        if (d + 2 * PIECE <= DOCS)
            append(c, &p, d + PIECE, d + 2 * PIECE); /* never heard of again */
        rp_corpus_free(c);
    }
    c = reopen();
    assert_ok(rp_corpus_join(c, 2, NULL, NULL));
    rp_corpus_free(c);
    for (int round = 0; round < 2; round++) {
        c = reopen();
        assert_int_equal(rp_corpus_stage(c), RP_STAGE_JOINED);
        if (round)
            assert_ok(rp_corpus_resolve(c, 2, fetch, NULL, NULL, NULL));
        rp_corpus_free(c);
    }
    c = reopen();
    assert_int_equal(rp_corpus_stage(c), RP_STAGE_RESOLVED);
    check_same(c, want, &s);
    rp_corpus_free(c);
    asked_again(want, &s);
    free(want);
}

/* Flips one bit of a file; again to take it back. */
static void flip(const char *name, off_t at)
{
    char path[512];
    unsigned char byte;
    snprintf(path, sizeof path, "%s/%s", home_dir, name);
    int fd = open(path, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 1 << (at % 8);
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

static off_t size_of(const char *name)
{
    char path[512];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", home_dir, name);
    assert_ok(stat(path, &st));
    return st.st_size;
}

static void refused_by_name(const char *name)
{
    rp_params p = params();
    rp_home h = kept_home();
    rp_error e = {0};
    rp_corpus *c = NULL;
    assert_int_equal(rp_corpus_open(&c, &p, &h, &e), RP_ERR_FORMAT);
    assert_string_equal(e.file, name);
    assert_null(c);
}

static void check_every_file(unsigned least)
{
    DIR *dir = opendir(home_dir);
    struct dirent *e;
    unsigned files = 0;
    uint64_t seed = 11;
    while ((e = readdir(dir))) {
        char path[512], cut[512];
        off_t n;
        if (e->d_name[0] == '.' || (n = size_of(e->d_name)) == 0)
            continue;
        for (int i = 0; i < 3; i++) {
            off_t at = i == 0 ? 0 : i == 1 ? n - 1 : (off_t)test_below(&seed, (uint64_t)n);
            flip(e->d_name, at);
            refused_by_name(e->d_name);
            flip(e->d_name, at);
        }
        snprintf(path, sizeof path, "%s/%s", home_dir, e->d_name);
        snprintf(cut, sizeof cut, "%s/../reprint-aside-%d", home_dir, (int)getpid());
        assert_ok(rename(path, cut));
        rp_params p = params();
        rp_home h = kept_home();
        rp_corpus *c;
        assert_true(rp_corpus_open(&c, &p, &h, NULL) < 0);
        assert_ok(rename(cut, path));
        files++;
    }
    closedir(dir);
    assert_true(files >= least);
    rp_corpus_free(reopen());
}

static void damage_is_refused(void **state)
{
    rp_params p = params();
    rp_home h = kept_home();
    rp_corpus *c;
    (void)state;

    empty_home();
    assert_ok(rp_corpus_create(&c, &p, &h));
    for (unsigned d = 0; d < DOCS; d += PIECE)
        append(c, &p, d, d + PIECE);
    assert_ok(rp_corpus_checkpoint(c, "x", 2));
    check_every_file(8);
    assert_ok(rp_corpus_join(c, 1, NULL, NULL));
    rp_corpus_free(c);
    check_every_file(10);
    c = reopen();
    assert_ok(rp_corpus_resolve(c, 1, fetch, NULL, NULL, NULL));
    rp_corpus_free(c);
    check_every_file(11);
}

static void others_are_refused(void **state)
{
    rp_params p = params(), q;
    rp_home h = kept_home();
    rp_error e;
    rp_corpus *c;
    (void)state;

    empty_home();
    assert_ok(rp_corpus_create(&c, &p, &h));
    append(c, &p, 0, PIECE);
    assert_ok(rp_corpus_checkpoint(c, NULL, 0));
    rp_corpus_free(c);
#define REFUSED(change, text)                                                      \
    do {                                                                           \
        q = params();                                                              \
        change;                                                                    \
        assert_int_equal(rp_corpus_open(&c, &q, &h, &e), RP_ERR_MISMATCH);         \
        assert_non_null(strstr(e.what, text));                                     \
    } while (0)
    REFUSED(q.shingle = 7, "shingles");
    REFUSED(q.slots = 256, "bands");
    REFUSED(q.contained = 0, "kinds");
    REFUSED(q.contained = .8, "threshold");
    REFUSED((q.keyed = 1, q.key[3] = 1), "key");
    REFUSED(q.unit = RP_UNIT_CHAR, "shingles");
    h.payload = 8;
    assert_int_equal(rp_corpus_open(&c, &p, &h, &e), RP_ERR_MISMATCH);
    h = kept_home();
    h.dir = "/nonexistent/home";
    assert_int_equal(rp_corpus_open(&c, &p, &h, &e), RP_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(goes_on_from_every_checkpoint),
                                       cmocka_unit_test(asked_with_other_ranks),
                                       cmocka_unit_test(lent_to_another),
                                       cmocka_unit_test(measured_pairs_outlive_a_stop),
                                       cmocka_unit_test(damage_is_refused),
                                       cmocka_unit_test(others_are_refused)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
