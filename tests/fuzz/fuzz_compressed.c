/*
 * The input as a file, whatever it is: gzip, zstd, text or lines. Read in batches of two sizes it gives
 * the same records and the same error, at bounded size, and copies of ranges are the bytes that were read.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/status.h"
#include "ingest/reader.h"
#include "source/spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 16 << 20 }; /* bytes after which a bomb has shown what it can do */

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_compressed: %s\n", what);
    abort();
}

struct summary {
    uint64_t records, digest, bytes;
    const char *error;
};

static void add(struct summary *s, const struct input_record *r)
{
    /* Too long is said of a record if it could be held, else of its batch. */
    if (r->error.what && strcmp(r->error.what, RECORD_TOO_LONG) == 0)
        return;
    s->records++;
    s->digest = hash_bytes(r->raw.p, r->raw.n, s->digest ^ r->offset);
    s->bytes = r->offset + r->length;
}

static struct summary read_all(struct source_list *l, size_t batch_bytes)
{
    const struct reader_options o = {.batch_bytes = batch_bytes, .max_record = 1 << 16};
    struct summary s = {0};
    struct fields *fields;
    struct record_parser *parser;
    struct reader *reader;
    struct batch *b;
    struct input_record r;
    int rc = 0;

    if (fields_create(&fields) < 0 || record_parser_create(&parser, fields) < 0 || reader_create(&reader, l, &o) < 0)
        abort();
    while (s.bytes < LARGEST && (rc = reader_next(reader, &b)) > 0) {
        while ((rc = batch_next(parser, b, &r)) > 0)
            add(&s, &r);
        require(rc == 0, "a batch fails");
        if (b->error.status != RP_OK && !b->error.line)
            s.error = b->error.what;
        reader_drop(reader, b);
    }
    require(rc == 0 || s.bytes >= LARGEST, "the reader fails");
    reader_free(reader);
    record_parser_free(parser);
    fields_free(fields);
    return s;
}

static int count(void *ctx, const char *p, size_t n)
{
    (void)p;
    *(uint64_t *)ctx += n;
    return RP_OK;
}

static void check_ranges(struct source_list *l, uint64_t bytes)
{
    const struct source_range r[] = {{0, (uint32_t)(bytes / 3)}, {bytes / 2, (uint32_t)(bytes / 4)}};
    struct source_error e;
    uint64_t n = 0;
    int rc = source_copy_ranges(l, 0, r, 2, count, &n, &e);

    require(rc == RP_OK && n == r[0].length + (uint64_t)r[1].length, "what was read cannot be copied");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct source_options so = {0};
    char path[64];
    const char *paths[] = {path};
    struct source_list *l;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || (size && write(fd, data, size) != (ssize_t)size))
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (source_list_create(&l, paths, 1, &so) < 0)
        abort();
    const struct summary a = read_all(l, 4096), b = read_all(l, 1 << 18);
    if (a.bytes < LARGEST && b.bytes < LARGEST) {
        require(a.records == b.records && a.digest == b.digest, "records depend on the size of batches");
        require(a.error == b.error, "errors depend on the size of batches");
        if (a.records)
            check_ranges(l, a.bytes);
    }
    source_list_free(l);
    close(fd);
    return 0;
}
