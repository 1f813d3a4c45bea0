/*
 * The reader: every record once, in order, with the right place and line, however the file is coded, cut
 * into batches or damaged; nothing that one line or file holds disturbs another.
 */
#define _GNU_SOURCE
#include <sys/resource.h>

#include "base/status.h"
#include "base/thread.h"
#include "coding/zstd_split.h"
#include "ingest/ingest_run.h"
#include "test_files.h"

/* What came out of a run, as text: one line a record or error. */
struct report {
    char *p;
    size_t n, cap;
    struct reader *reader;
    struct record_parser *parser[8];
    struct line_clock clock;
    uint64_t records, refused;
    bool brief; /* only counts */
};

static void say(struct report *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct report *r, const char *format, ...)
{
    va_list a;

    if (r->brief)
        return;
    if (r->cap - r->n < 4096)
        r->p = realloc(r->p, r->cap = 2 * r->cap + 8192);
    va_start(a, format);
    r->n += (size_t)vsnprintf(r->p + r->n, r->cap - r->n, format, a);
    va_end(a);
}

/* What work() keeps of a batch: for each record the line it stands in, and what is to be said of it. */
struct lines {
    char *p;
    size_t n, cap;
    uint64_t records, refused;
    struct {
        size_t text;
        uint32_t line;
    } *item;
    size_t items, item_cap;
};

static int next(void *ctx, void **batch)
{
    struct batch *b;
    int rc = reader_next(((struct report *)ctx)->reader, &b);
    *batch = b;
    return rc;
}

/* Keeps of each record what write() will say once line numbers are known. */
static int work(void *ctx, void *batch, int thread)
{
    struct report *r = ctx;
    struct batch *b = batch;
    struct lines *l = calloc(1, sizeof *l);
    struct input_record rec;
    int rc;

    b->user = l;
    while ((rc = batch_next(r->parser[thread], b, &rec)) > 0) {
        l->records += !rec.error.what;
        l->refused += rec.error.what != NULL;
        if (r->brief)
            continue;
        if (l->cap - l->n < 4096)
            l->p = realloc(l->p, l->cap = 2 * l->cap + 8192);
        if (l->items == l->item_cap)
            l->item = realloc(l->item, (l->item_cap = 2 * l->item_cap + 64) * sizeof *l->item);
        l->item[l->items].text = l->n;
        l->item[l->items++].line = rec.line;
        if (rec.error.what && strcmp(rec.error.what, RECORD_TOO_LONG) == 0) {
            /* as it is said of a line that was not held */
            l->n += 1 + (size_t)snprintf(l->p + l->n, 4000, "%s at %llu", rec.error.what, (unsigned long long)rec.offset);
            continue;
        }
        l->n += 1 + (size_t)(rec.error.what
                                 ? snprintf(l->p + l->n, 4000, "@%llu+%u %s at %u", (unsigned long long)rec.offset,
                                            rec.length, rec.error.what, rec.error.at)
                                 : snprintf(l->p + l->n, 4000, "@%llu+%u %.*s|%.*s", (unsigned long long)rec.offset,
                                            rec.length, (int)rec.field[SLOT_ID].n, rec.field[SLOT_ID].p ? rec.field[SLOT_ID].p : "",
                                            rec.text.n < 100 ? (int)rec.text.n : 100, rec.text.p));
    }
    return rc;
}

static int put(void *ctx, void *batch)
{
    struct report *r = ctx;
    struct batch *b = batch;
    struct lines *l = b->user;
    uint64_t first = batch_first_line(&r->clock, b);

    for (size_t i = 0; i < l->items; i++)
        say(r, "%u:%llu %s\n", b->file, (unsigned long long)(first + l->item[i].line), l->p + l->item[i].text);
    if (b->error.status != RP_OK && b->error.line)
        say(r, "%u:%llu %s at %llu\n", b->file, (unsigned long long)first, b->error.what, (unsigned long long)b->error.offset);
    else if (b->error.status != RP_OK)
        say(r, "%u! %s at %llu\n", b->file, b->error.what, (unsigned long long)b->error.offset);
    r->records += l->records;
    r->refused += l->refused;
    return RP_OK;
}

static void drop(void *ctx, void *batch)
{
    struct lines *l = ((struct batch *)batch)->user;

    if (l) {
        free(l->p);
        free(l->item);
        free(l);
    }
    reader_drop(((struct report *)ctx)->reader, batch);
}

static void run(struct report *r, const char *const *paths, size_t n, struct reader_options o, int threads)
{
    const struct thread_pipe pipe = {.read = next, .work = work, .write = put, .drop = drop};
    const struct source_options so = {0};
    struct source_list *l;
    struct fields *f;

    o.depth = 2 * threads;
    assert_ok(source_list_create(&l, paths, n, &so));
    assert_ok(fields_create(&f));
    assert_ok(reader_create(&r->reader, l, &o));
    for (int i = 0; i < threads; i++)
        assert_ok(record_parser_create(&r->parser[i], f));
    assert_ok(thread_pipe_run(&pipe, r, threads, o.depth));
    for (int i = 0; i < threads; i++)
        record_parser_free(r->parser[i]);
    reader_free(r->reader);
    fields_free(f);
    source_list_free(l);
}

static void gives(const char *const *paths, size_t n, struct reader_options o, const char *want)
{
    struct report r = {0};

    say(&r, "%s", "");
    run(&r, paths, n, o, 1);
    assert_string_equal(r.p, want);
    free(r.p);
}

static void file_gives(const char *name, const void *p, size_t n, const char *want)
{
    const char *path = test_write(name, p, n);
    const struct reader_options o = {0};
    gives(&path, 1, o, want);
}

static void text_gives(const char *name, const char *s, const char *want)
{
    file_gives(name, s, strlen(s), want);
}

static void small_files(void **state)
{
    (void)state;
    text_gives("a.jsonl", "", "");
    text_gives("a.jsonl", "\n\n \r\n", "");
    text_gives("a.jsonl", "{\"id\":\"1\",\"text\":\"x\"}", "0:1 @0+21 1|x\n");
    text_gives("a.jsonl", "{\"id\":\"1\",\"text\":\"x\"}\n", "0:1 @0+22 1|x\n");
    text_gives("a.jsonl", "\n{\"text\":\"x\"}\r\n\n  {\"text\":\"y\"} \n", "0:2 @1+14 |x\n0:4 @16+16 |y\n");
    text_gives("a.jsonl", "\xef\xbb\xbf{\"text\":\"x\"}\n{\"text\":\"y\"}\n", "0:1 @3+13 |x\n0:2 @16+13 |y\n");
    text_gives("a.jsonl", "\xef\xbb\xbf", "");
    text_gives("a.txt", "", "");
    text_gives("a.txt", "{one document\nof two lines", "0:1 @0+26 |{one document\nof two lines\n");
    text_gives("a.txt", "\xef\xbb\xbfword", "0:1 @3+4 |word\n");
    file_gives("a.txt", "a\0b", 3, "0:1 @0+3 |a\n");
}

static void format_by_content(void **state)
{
    (void)state;
    text_gives("unnamed", " \n{\"text\":\"x\"}\n", "0:2 @2+13 |x\n");
    text_gives("unnamed", "\xef\xbb\xbf{\"text\":\"x\"}\n", "0:1 @3+13 |x\n");
    text_gives("unnamed", "plain words\n", "0:1 @0+12 |plain words\n\n");
    text_gives("unnamed", "   ", "");
    file_gives("unnamed", "\x7f" "ELF\0\0", 6, "0! neither JSON lines nor text at 0\n");
    file_gives("u.txt", "\xff\xfe{\0}\0", 6, "0! UTF-16, not UTF-8; iconv -f UTF-16 -t UTF-8 FILE makes text of it at 0\n");
    file_gives("u.jsonl", "\xfe\xff\0{\0}\0\n\0{", 10,
               "0! UTF-16, not UTF-8; iconv -f UTF-16 -t UTF-8 FILE makes text of it at 0\n");
    text_gives("c.JSON", "words\n", "0:1 @0+6 not a JSON object at 0\n");
}

static void bad_lines_take_no_other_down(void **state)
{
    static const char lines[] = "{\"text\":\"one\"}\n"
                                "{\"text\":\"cut\n"
                                "not json\n"
                                "{\"text\":7}\n"
                                "{\"id\":\"x\"}\n"
                                "{\"text\":\"a\0b\"}\n"
                                "{\"text\":\"ill \xff formed \\ud800\"}\n"
                                "{\"text\":\"bad \\q\"}\n"
                                "{\"text\":\"two\",\"more\":{\"a\":[1]}}";
    (void)state;
    file_gives("bad.jsonl", lines, sizeof lines - 1,
               "0:1 @0+15 |one\n"
               "0:2 @15+13 the line ends inside a string at 12\n"
               "0:3 @28+9 not a JSON object at 0\n"
               "0:4 @37+11 the text field is not a string; --field text=NAME names another at 8\n"
               "0:5 @48+11 no text field; --field text=NAME names one at 0\n"
               "0:6 @59+15 NUL byte in a string at 10\n"
               "0:7 @74+31 |ill \xff formed \\ud800\n"
               "0:8 @105+18 bad escape in a string at 8\n"
               "0:9 @123+31 |two\n");
}

static void bad_files_take_no_other_down(void **state)
{
    const char *paths[4];
    const struct reader_options o = {0};
    char packed[1024], want[512];
    size_t n = 0;

    (void)state;
    paths[0] = test_write_text("1.jsonl", "{\"text\":\"one\"}\n");
    paths[1] = "/nonexistent/reprint";
    test_gzip("{\"text\":\"two\"}\n{\"text\":\"three\"}\n", 32, packed, sizeof packed, &n);
    paths[2] = test_write("2.jsonl.gz", packed, n - 6);
    paths[3] = test_write_text("3.txt", "four");
    snprintf(want, sizeof want,
             "0:1 @0+15 |one\n"
             "1! cannot open at 0\n"
             "2:1 @0+15 |two\n2:2 @15+17 |three\n"
             "2! truncated: the compressed data ends too early at %zu\n"
             "3:1 @0+4 |four\n",
             n - 6);
    gives(paths, 4, o, want);
}

static void long_lines_are_passed_over(void **state)
{
    enum { LIMIT = 1000 };
    static char big[300000];
    const char *path;

    (void)state;
    for (size_t batch = 100; batch <= 1000000; batch *= 10) {
        const struct reader_options o = {.max_record = LIMIT, .batch_bytes = batch};
        char want[512];
        size_t n = 0, at[4], len[4];
        static const size_t total[4] = {LIMIT, LIMIT + 1, 100000, 20};

        for (int i = 0; i < 4; i++) {
            at[i] = n;
            len[i] = total[i] + (i == 3);
            n += (size_t)sprintf(big + n, "{\"text\":\"");
            while (n - at[i] < total[i] - 3)
                big[n++] = 'x';
            n += (size_t)sprintf(big + n, "\"}\n");
        }
        len[3] = n - at[3];
        path = test_write("long.jsonl", big, n);
        struct report r = {0};
        say(&r, "%s", "");
        run(&r, &path, 1, o, 1);
        snprintf(want, sizeof want, "0:4 @%zu+%zu |xxxxxxxx\n", at[3], len[3]);
        assert_non_null(strstr(r.p, want));
        assert_non_null(strstr(r.p, "0:1 @0+1000 |xxxx"));
        assert_non_null(strstr(r.p, "0:2"));
        assert_int_equal(r.records, 2);
        /* Whether it could be held or not, the message is the same. */
        const char *second = strstr(r.p, RECORD_TOO_LONG), *third = second ? strstr(second + 1, RECORD_TOO_LONG) : NULL;
        assert_non_null(third);
        assert_null(strstr(third + 1, RECORD_TOO_LONG));
        free(r.p);
    }
}

/* One line of 100 MB without an end, in 1 MB of compressed bytes: no memory, one message, the next file read. */
static void an_endless_line_is_not_held(void **state)
{
    static char same[1 << 20], packed[400000];
    const struct reader_options o = {.max_record = 1 << 20};
    const char *paths[2];
    struct rusage before, after;
    struct report r = {0};
    size_t n = 0, one;

    (void)state;
    memset(same, 'x', sizeof same);
    test_zstd(same, sizeof same, packed, sizeof packed, &n);
    one = n;
    for (int i = 1; i < 100; i++, n += one)
        memcpy(packed + n, packed, one);
    paths[0] = test_write("endless.jsonl.zst", packed, n);
    paths[1] = test_write_text("after.jsonl", "{\"text\":\"x\"}\n");
    say(&r, "%s", "");
    getrusage(RUSAGE_SELF, &before);
    run(&r, paths, 2, o, 2);
    getrusage(RUSAGE_SELF, &after);
    assert_string_equal(r.p, "0:1 " RECORD_TOO_LONG " at 0\n1:1 @0+13 |x\n");
    assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 32 * 1024);
    free(r.p);
}

/* --- many records: the report must not depend on batches, threads, coding or kernel --- */

static char corpus[1 << 20];

static size_t make_corpus(uint64_t seed, size_t limit)
{
    static const char *const odd[] = {"", "\r", "nonsense", "{\"text\":1}", "{\"text\":\"cut", "{\"id\":7,\"text\":\"n\",\"a\":{\"b\":[]}}"};
    size_t n = 0;

    for (int i = 0; n + 3000 < limit; i++) {
        if (test_below(&seed, 20) == 0) {
            n += (size_t)sprintf(corpus + n, "%s\n", odd[test_below(&seed, 6)]);
            continue;
        }
        n += (size_t)sprintf(corpus + n, "{\"id\": \"%d\", \"title\": \"t\\n%d\", \"text\": \"", i, i);
        for (size_t w = test_below(&seed, 300); w > 0; w--)
            n += (size_t)sprintf(corpus + n, "w%d%s", (int)test_below(&seed, 1000), w % 17 ? " " : "\\n");
        n += (size_t)sprintf(corpus + n, "\", \"date\": null}\n");
    }
    return n - (seed & 1); /* with or without the last newline */
}

static void same_whatever_the_way(void **state)
{
    static char packed[1 << 21];
    const char *paths[3];
    struct report plain = {0};
    size_t n = make_corpus(31, sizeof corpus), m = 0;

    (void)state;
    paths[0] = test_write("m.jsonl", corpus, n);
    test_gzip(corpus, n / 3, packed, sizeof packed, &m);
    test_gzip(corpus + n / 3, n - n / 3, packed, sizeof packed, &m);
    paths[1] = test_write("m.gz", packed, m);
    m = 0;
    for (size_t i = 0; i < 5; i++)
        test_zstd(corpus + n / 5 * i, i < 4 ? n / 5 : n - n / 5 * 4, packed, sizeof packed, &m);
    paths[2] = test_write("m.zst", packed, m);
    run(&plain, paths, 1, (struct reader_options){0}, 1);
    assert_in_range(plain.records, 500, 100000);
    assert_in_range(plain.refused, 10, 10000);
    for (int way = 0; way < 24; way++) {
        static const size_t batch[] = {0, 1, 5000, 70000};
        struct report r = {0};
        run(&r, &paths[way % 3], 1, (struct reader_options){.batch_bytes = batch[way / 3 % 4]}, way < 12 ? 1 : 3);
        assert_int_equal(r.n, plain.n);
        assert_memory_equal(r.p, plain.p, r.n);
        free(r.p);
    }
    free(plain.p);
}

static void parts_of_a_list(void **state)
{
    const char *paths[3];
    struct reader_options o = {.first = 1, .end = 2};

    (void)state;
    paths[0] = test_write_text("p0.jsonl", "{\"text\":\"0\"}\n");
    paths[1] = test_write_text("p1.jsonl", "{\"text\":\"1\"}\n");
    paths[2] = test_write_text("p2.jsonl", "{\"text\":\"2\"}\n");
    gives(paths, 3, o, "1:1 @0+13 |1\n");
    o = (struct reader_options){.first = 2};
    gives(paths, 3, o, "2:1 @0+13 |2\n");
}

/* --- ingest_run(): the same report, however many files are under way at once --- */

static int lanes_work(void *ctx, struct batch *b, struct record_parser *parser, int thread)
{
    struct report *r = ctx;
    r->parser[thread] = parser;
    return work(r, b, thread);
}

static int lanes_put(void *ctx, struct batch *b, uint64_t first_line)
{
    struct report *r = ctx;
    struct line_clock before = r->clock;

    assert_int_equal(first_line, batch_first_line(&before, b));
    assert_null(b->p);
    return put(r, b);
}

static void lanes_drop(void *ctx, struct batch *b)
{
    struct lines *l = b->user;
    (void)ctx;
    free(l->p);
    free(l->item);
    free(l);
}

static void run_lanes(struct report *r, const char *const *paths, size_t n, struct ingest_options o)
{
    const struct ingest_steps steps = {lanes_work, lanes_put, lanes_drop};
    const struct source_options so = {0};
    struct source_list *l;
    struct fields *f;

    assert_ok(source_list_create(&l, paths, n, &so));
    assert_ok(fields_create(&f));
    assert_ok(ingest_run(l, f, &o, &steps, r));
    fields_free(f);
    source_list_free(l);
}

static void several_files_at_once(void **state)
{
    enum { FILES = 24 };
    static char packed[1 << 21], names[FILES][600];
    const char *paths[FILES];
    struct report serial = {0};

    (void)state;
    for (int i = 0; i < FILES; i++) {
        size_t n = make_corpus((uint64_t)i, 4000 + 40000 * (size_t)(i % 5)), m = 0;
        char name[32];
        snprintf(name, sizeof name, "many%d", i);
        if (i % 3 == 0)
            test_gzip(corpus, n, packed, sizeof packed, &m);
        else if (i % 3 == 1)
            test_zstd(corpus, n, packed, sizeof packed, &m);
        else
            memcpy(packed, corpus, m = n);
        snprintf(names[i], sizeof names[i], "%s", test_write(name, packed, i == 7 ? m / 2 : m));
        paths[i] = i == 9 ? "/nonexistent/reprint" : names[i];
    }
    run(&serial, paths, FILES, (struct reader_options){0}, 1);
    for (int way = 0; way < 24; way++) {
        static const int ahead[] = {1, 2, 7, 0};
        struct report r = {0};
        run_lanes(&r, paths, FILES,
                  (struct ingest_options){.batch_bytes = way % 2 ? 20000 : 0, .threads = 1 + way / 8, .sources = way % 5,
                                          .ahead = ahead[way % 4]});
        assert_int_equal(r.n, serial.n);
        assert_memory_equal(r.p, serial.p, r.n);
        free(r.p);
    }
    free(serial.p);
}

/* --- parts of one file --- */

/* The lines of corpus[0..n) as frames cut anywhere, short ones, empty ones and long ones. */
static size_t make_frames(size_t n, uint64_t seed, char *packed, size_t room)
{
    size_t m = 0;

    for (size_t at = 0, length; at < n; at += length) {
        static const size_t most[] = {1, 50, 3000, 60000};
        length = test_below(&seed, most[test_below(&seed, 4)]);
        if (length > n - at)
            length = n - at;
        test_zstd(corpus + at, length, packed, room, &m);
        if (test_below(&seed, 10) == 0) {
            memcpy(packed + m, "\x50\x2a\x4d\x18\x03\0\0\0abc", 11);
            m += 11;
        }
    }
    return m;
}

/* Reads part after part with one reader, as one lane of ingest_run() does. */
static void run_parts(struct report *r, const char *path, const struct frame_place *place, size_t places, size_t batch)
{
    const struct source_options so = {0};
    const struct reader_options o = {.batch_bytes = batch, .max_record = 100000};
    struct source_list *l;
    struct fields *f;
    struct batch *b;
    int rc;

    assert_ok(source_list_create(&l, &path, 1, &so));
    assert_ok(fields_create(&f));
    assert_ok(reader_create(&r->reader, l, &o));
    assert_ok(record_parser_create(&r->parser[0], f));
    for (size_t i = 0; i < places; i++) {
        const struct source_part part = {0, place[i].disk, place[i].offset,
                                         i + 1 < places ? place[i + 1].offset : UINT64_MAX};
        reader_move(r->reader, &part);
        while ((rc = reader_next(r->reader, &b)) > 0) {
            assert_ok(work(r, b, 0));
            assert_ok(put(r, b));
            drop(r, b);
        }
        assert_ok(rc);
    }
    record_parser_free(r->parser[0]);
    reader_free(r->reader);
    fields_free(f);
    source_list_free(l);
}

static void parts_of_a_file(void **state)
{
    static char packed[1 << 21];

    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        static const uint64_t apart[] = {0, 1, 700, 100000};
        size_t n = make_corpus(seed, 300000);
        if (seed % 4 == 0) /* a line over many frames; one that is too long */
            memset(corpus + 50000, 'x', seed % 8 ? 80000 : 120000);
        const char *path = test_write("parts.jsonl", packed, make_frames(n, seed, packed, sizeof packed));
        struct report whole = {0};
        say(&whole, "%s", "");
        run(&whole, &path, 1, (struct reader_options){.max_record = 100000}, 1);
        for (int way = 0; way < 8; way++) {
            struct report r = {0};
            struct frame_place *place;
            size_t places;
            int fd = open(path, O_RDONLY);
            assert_ok(zstd_split(fd, apart[way % 4], &place, &places));
            close(fd);
            assert_in_range(places, apart[way % 4] > 1000 ? 2 : 10, 100000);
            run_parts(&r, path, place, places, way < 4 ? 0 : 300);
            assert_int_equal(r.n, whole.n);
            assert_memory_equal(r.p, whole.p, r.n);
            free(place);
            free(r.p);
        }
        free(whole.p);
    }
}

static void what_cannot_be_split(void **state)
{
    static char packed[4096];
    size_t n = 0, first;
    struct frame_place *place;
    size_t places;

    (void)state;
    test_zstd("abc", 3, packed, sizeof packed, &n);
    first = n;
    test_zstd("def", 3, packed, sizeof packed, &n);
    for (size_t cut = 0; cut <= n; cut++) {
        int fd = open(test_write("cut.zst", packed, cut), O_RDONLY);
        assert_ok(zstd_split(fd, 0, &place, &places));
        assert_int_equal(places, cut == n ? 2 : cut == first ? 1 : 0);
        if (cut == n)
            assert_int_equal(place[1].disk, first);
        free(place);
        close(fd);
    }
    memcpy(packed + n, "rubbish", 8);
    int fd = open(test_write("cut.zst", packed, n + 8), O_RDONLY);
    assert_ok(zstd_split(fd, 0, &place, &places));
    assert_int_equal(places, 0);
    close(fd);
}

static size_t parts_in(const char *path)
{
    const struct source_options so = {0};
    struct source_list *l;
    struct source_part *parts;
    size_t n;

    assert_ok(source_list_create(&l, &path, 1, &so));
    assert_ok(source_parts(l, &parts, &n));
    free(parts);
    source_list_free(l);
    return n;
}

/* Large enough that ingest_run() reads it in parts; whole, and with damage in the middle. */
static void a_large_file_in_parts(void **state)
{
    enum { ROUNDS = 24, ROOM = 24 << 20 };
    char *packed = malloc(ROOM);
    size_t m = 0;
    const char *path;

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        size_t n = make_corpus((uint64_t)i, sizeof corpus);
        test_zstd(corpus, n, packed, ROOM, &m);
    }
    for (int damaged = 0; damaged < 2; damaged++) {
        struct report whole = {0};
        if (damaged)
            memset(packed + m / 2, 0xff, 64);
        path = test_write("large.jsonl.zst", packed, m);
        assert_in_range(parts_in(path), damaged ? 1 : 3, 3);
        run(&whole, &path, 1, (struct reader_options){0}, 1);
        assert_true((strstr(whole.p, "0! ") != NULL) == damaged);
        for (int threads = 1; threads <= 3; threads++) {
            struct report r = {0};
            run_lanes(&r, &path, 1, (struct ingest_options){.threads = threads});
            assert_int_equal(r.n, whole.n);
            assert_memory_equal(r.p, whole.p, r.n);
            free(r.p);
        }
        free(whole.p);
    }
    free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_files),
        cmocka_unit_test(format_by_content),
        cmocka_unit_test(bad_lines_take_no_other_down),
        cmocka_unit_test(bad_files_take_no_other_down),
        cmocka_unit_test(long_lines_are_passed_over),
        cmocka_unit_test(an_endless_line_is_not_held),
        cmocka_unit_test(same_whatever_the_way),
        cmocka_unit_test(parts_of_a_list),
        cmocka_unit_test(several_files_at_once),
        cmocka_unit_test(parts_of_a_file),
        cmocka_unit_test(what_cannot_be_split),
        cmocka_unit_test(a_large_file_in_parts),
    };
    return cmocka_run_group_tests(tests, test_dir_make, test_dir_remove);
}
