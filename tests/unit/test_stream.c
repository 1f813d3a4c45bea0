/* Streams: every coding gives the same bytes; whatever is cut off or damaged gives all that stood before it. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/status.h"
#include "source/source_entry.h"
#include "source/stream.h"
#include "test_files.h"

enum { TEXT = 300000, ROOM = 2 * TEXT };

static char text[TEXT], packed[ROOM], out[ROOM];

static void make_text(void)
{
    uint64_t seed = 21;
    for (size_t i = 0; i < TEXT; i++)
        text[i] = (char)('a' + test_below(&seed, 7));
}

struct outcome {
    size_t n;
    int rc;
    struct source_error error;
    enum source_coding coding;
};

/* The whole stream to out[], asked for in pieces of `piece`. */
static struct outcome read_all(const char *path, size_t piece)
{
    const struct source_options o = {0};
    struct outcome r = {0};
    struct source_list *l;
    struct stream *s;
    ssize_t n = 0;

    assert_ok(source_list_create(&l, &path, 1, &o));
    r.rc = stream_open(&s, l, 0, &r.error);
    if (r.rc == RP_OK) {
        while ((n = stream_read(s, out + r.n, piece < ROOM - r.n ? piece : ROOM - r.n, &r.error)) > 0)
            r.n += (size_t)n;
        r.rc = (int)n;
        if (n < 0) {
            struct source_error again;
            assert_int_equal(stream_read(s, out, 1, &again), n);
            assert_ptr_equal(again.what, r.error.what);
        }
        stream_close(s);
    }
    r.coding = source_coding(l, 0);
    source_list_free(l);
    return r;
}

static void pack(bool gzip, const void *p, size_t n, size_t *packed_n)
{
    if (gzip)
        test_gzip(p, n, packed, ROOM, packed_n);
    else
        test_zstd(p, n, packed, ROOM, packed_n);
}

static void all_codings_give_the_same(void **state)
{
    static const size_t pieces[] = {1 << 18, 4096, 1000, 7};

    (void)state;
    make_text();
    for (int coding = 0; coding < 3; coding++)
        for (size_t i = 0; i < 4; i++) {
            size_t n = 0;
            if (coding)
                pack(coding == 1, text, TEXT, &n);
            struct outcome r = read_all(coding ? test_write("a", packed, n) : test_write("a", text, TEXT), pieces[i]);
            assert_ok(r.rc);
            assert_int_equal(r.n, TEXT);
            assert_memory_equal(out, text, TEXT);
            assert_int_equal(r.coding, coding == 0 ? CODING_PLAIN : coding == 1 ? CODING_GZIP : CODING_ZSTD);
        }
}

static void members_and_frames_are_joined(void **state)
{
    (void)state;
    for (int gzip = 0; gzip < 2; gzip++) {
        size_t n = 0, cut[] = {0, 1, 1, 70000, 70001, TEXT};
        for (size_t i = 0; i + 1 < 6; i++) /* the second is empty */
            pack(gzip, text + cut[i], cut[i + 1] - cut[i], &n);
        struct outcome r = read_all(test_write("b", packed, n), 5000);
        assert_ok(r.rc);
        assert_int_equal(r.n, TEXT);
        assert_memory_equal(out, text, TEXT);
    }
}

static void truncation_gives_what_stood_before(void **state)
{
    (void)state;
    for (int gzip = 0; gzip < 2; gzip++) {
        size_t n = 0, first;
        pack(gzip, text, 3000, &n);
        first = n;
        pack(gzip, text + 3000, 3000, &n);
        for (size_t cut = 4; cut < n; cut += cut > 20 && cut < n - 20 && (cut + 8 < first || cut > first + 8) ? 13 : 1) {
            struct outcome r = read_all(test_write("c", packed, cut), 700);
            assert_memory_equal(out, text, r.n);
            if (cut == first) {
                assert_ok(r.rc);
                assert_int_equal(r.n, 3000);
                continue;
            }
            assert_int_equal(r.rc, RP_ERR_FORMAT);
            assert_non_null(r.error.what);
            assert_int_equal(r.error.offset, cut);
            if (cut > first)
                assert_in_range(r.n, 3000, 6000);
        }
    }
}

static void damage_is_found(void **state)
{
    (void)state;
    for (int gzip = 0; gzip < 2; gzip++) {
        size_t n = 0;
        pack(gzip, text, TEXT, &n);
        packed[n / 10 * 9] ^= 0x55;
        struct outcome r = read_all(test_write("d", packed, n), 4096);
        if (gzip) /* zstd frames made like this carry no checksum */
            assert_int_equal(r.rc, RP_ERR_FORMAT);
        assert_in_range(r.n, TEXT / 2, ROOM);
        assert_memory_equal(out, text, TEXT / 2);
    }
}

static void what_follows_a_stream(void **state)
{
    size_t n = 0;
    struct outcome r;

    (void)state;
    test_gzip(text, 1000, packed, ROOM, &n);
    memset(packed + n, 0, 512);
    r = read_all(test_write("e", packed, n + 512), 4096);
    assert_ok(r.rc);
    assert_int_equal(r.n, 1000);
    memcpy(packed + n, "rubbish!", 8);
    r = read_all(test_write("e", packed, n + 8), 4096);
    assert_int_equal(r.rc, RP_ERR_FORMAT);
    assert_int_equal(r.n, 1000);

    n = 0;
    memcpy(packed, "\x50\x2a\x4d\x18\x04\0\0\0skip", 12); /* a skippable frame first */
    n = 12;
    test_zstd(text, 1000, packed, ROOM, &n);
    r = read_all(test_write("e", packed, n), 4096);
    assert_ok(r.rc);
    assert_int_equal(r.n, 1000);
    assert_int_equal(r.coding, CODING_ZSTD);
    memcpy(packed + n, "rubbish!", 8);
    r = read_all(test_write("e", packed, n + 8), 4096);
    assert_int_equal(r.rc, RP_ERR_FORMAT);
    assert_int_equal(r.n, 1000);
}

static void short_files(void **state)
{
    static const struct {
        const char *p;
        size_t n;
        int rc;
    } cases[] = {{"", 0, RP_OK}, {"\x1f", 1, RP_OK}, {"\x1f\x8b", 2, RP_ERR_FORMAT}, {"\x28\xb5\x2f", 3, RP_OK},
                 {"\x28\xb5\x2f\xfd", 4, RP_ERR_FORMAT}, {"abc", 3, RP_OK}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct outcome r = read_all(test_write("f", cases[i].p, cases[i].n), 100);
        assert_int_equal(r.rc, cases[i].rc);
        assert_int_equal(r.n, cases[i].rc == RP_OK ? cases[i].n : 0);
    }
}

/* 256 MB out of some hundred KB: what is held does not grow with what comes out. */
static void a_bomb_is_a_long_stream(void **state)
{
    const struct source_options o = {0};
    static char same[1 << 22];
    struct source_list *l;
    struct source_error e;
    struct stream *s;
    struct rusage before, after;

    (void)state;
    memset(same, 'x', sizeof same);
    for (int gzip = 0; gzip < 2; gzip++) {
        size_t n = 0, total = 0;
        const char *path;
        ssize_t got;

        pack(gzip, same, sizeof same, &n);
        for (int i = 1; i < 64 && n * (size_t)(i + 1) <= ROOM; i++)
            memcpy(packed + n * (size_t)i, packed, n);
        size_t times = ROOM / n < 64 ? ROOM / n : 64;
        path = test_write("bomb", packed, n * times);
        assert_ok(source_list_create(&l, &path, 1, &o));
        getrusage(RUSAGE_SELF, &before);
        assert_ok(stream_open(&s, l, 0, &e));
        while ((got = stream_read(s, out, ROOM, &e)) > 0)
            total += (size_t)got;
        getrusage(RUSAGE_SELF, &after);
        assert_int_equal(got, 0);
        assert_int_equal(total, times * sizeof same);
        assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 24 * 1024);
        stream_close(s);
        source_list_free(l);
    }
}

/* A pipe is read once; with `repeat` a second reading gives the same. */
static void pipes_can_be_read_again(void **state)
{
    const char *path = test_path("fifo");

    (void)state;
    assert_ok(mkfifo(path, 0600));
    for (int repeat = 0; repeat < 2; repeat++) {
        const struct source_options o = {.repeat = repeat, .work_dir = test_dir};
        struct source_list *l;
        struct source_error e;
        struct stream *s;
        size_t n = 0;
        ssize_t got;
        pid_t child = fork();

        if (child == 0) {
            FILE *f = fopen(path, "wb");
            _exit(!f || fwrite(text, 1, TEXT, f) != TEXT || fclose(f) != 0);
        }
        assert_ok(source_list_create(&l, &path, 1, &o));
        assert_ok(stream_open(&s, l, 0, &e));
        while ((got = stream_read(s, out + n, ROOM - n, &e)) > 0)
            n += (size_t)got;
        stream_close(s);
        assert_int_equal(n, TEXT);
        assert_memory_equal(out, text, TEXT);
        if (!repeat) {
            assert_int_equal(stream_open(&s, l, 0, &e), RP_ERR_IO);
            assert_string_equal(e.what, "cannot be read a second time");
        } else {
            assert_ok(stream_open(&s, l, 0, &e));
            memset(out, 0, TEXT);
            for (n = 0; (got = stream_read(s, out + n, ROOM - n, &e)) > 0;)
                n += (size_t)got;
            stream_close(s);
            assert_int_equal(n, TEXT);
            assert_memory_equal(out, text, TEXT);
        }
        source_list_free(l);
    }
}

static void unreadable_file(void **state)
{
    const char *path = test_write_text("shut.jsonl", "{}");
    struct outcome r;

    (void)state;
    assert_ok(chmod(path, 0));
    if (access(path, R_OK) == 0)
        skip();
    r = read_all(path, 10);
    assert_int_equal(r.rc, RP_ERR_IO);
    assert_int_equal(r.error.sys, EACCES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_codings_give_the_same),
        cmocka_unit_test(members_and_frames_are_joined),
        cmocka_unit_test(truncation_gives_what_stood_before),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(what_follows_a_stream),
        cmocka_unit_test(short_files),
        cmocka_unit_test(a_bomb_is_a_long_stream),
        cmocka_unit_test(pipes_can_be_read_again),
        cmocka_unit_test(unreadable_file),
    };
    return cmocka_run_group_tests(tests, test_dir_make, test_dir_remove);
}
