/*
 * The journal of a scan as somebody else may have left it. A first byte with its low bit set: two bytes of length, so
 * much of the file that says how far, the rest is the journal. Else: entries with two bytes of length each, written as
 * the program writes them, so that their digests are right, and read back; every entry is refused or makes sense.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "article/furniture.h"
#include "base/status.h"
#include "relation/scan_journal.h"
#include "store/journal.h"

enum { DOCS = 1000, WRITERS = 2, NAME_MOST = 64 };

static const uint64_t MAGIC = 0x6c616e72756f6a66;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char dir[] = "/tmp/fuzz-journal-XXXXXX";

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_journal: %s\n", what);
    abort();
}

static const char *path_of(char buf[NAME_MOST], const char *name)
{
    snprintf(buf, NAME_MOST, "%s/%s", dir, name);
    return buf;
}

static void remove_files(void)
{
    char path[NAME_MOST];
    unlink(path_of(path, "j"));
    unlink(path_of(path, "j-end"));
}

static void leave(void)
{
    remove_files();
    rmdir(dir);
}

static void begin(void)
{
    static bool begun;
    if (!begun) {
        require(mkdtemp(dir) != NULL, "no folder");
        atexit(leave);
    }
    begun = true;
    remove_files();
}

static void write_file(const char *name, const uint8_t *p, size_t n)
{
    char path[NAME_MOST];
    FILE *f = fopen(path_of(path, name), "wb");
    require(f && fwrite(p, 1, n, f) == n && fclose(f) == 0, "writing");
}

static size_t length_at(const uint8_t *p, size_t n)
{
    return n < 2 ? 0 : (size_t)p[0] | (size_t)p[1] << 8;
}

/* --- what comes back --- */

static int see_record(void *ctx, const struct record_note *n)
{
    uint64_t *sum = ctx;

    require(n->doc < DOCS, "a document that is not there");
    for (size_t i = 0; i < n->n_names; i++)
        *sum += n->names[i];
    for (uint32_t i = 0; i < n->record->n_passages; i++)
        *sum += n->record->stored[i];
    for (size_t i = 0; i < n->seen.n; i++)
        *sum += (unsigned char)n->seen.p[i];
    return RP_OK;
}

static int see_edge(void *ctx, const struct edge *e)
{
    uint64_t *sum = ctx;

    require(e->a < e->b && e->b < DOCS, "documents of an edge");
    *sum += e->a;
    return RP_OK;
}

static int see_line(void *ctx, const struct furniture_line *l)
{
    uint64_t *sum = ctx;

    for (size_t i = 0; i < l->outlet.n; i++)
        *sum += (unsigned char)l->outlet.p[i];
    for (size_t i = 0; i < l->line.n; i++)
        *sum += (unsigned char)l->line.p[i];
    return RP_OK;
}

static void read_back(void)
{
    uint64_t sum = 0;
    const struct scan_journal_reader reader = {&sum, see_record, see_edge, see_line};
    struct journal *j = NULL;
    int rc = journal_open(&j, dir, "j", MAGIC, WRITERS);

    if (rc == RP_OK)
        rc = scan_journal_read(j, DOCS, &reader);
    require(rc == RP_OK || rc == RP_ERR_FORMAT, "neither read nor refused");
    journal_free(j);
}

static void check_entries(const uint8_t *p, size_t n)
{
    struct journal *j = NULL;

    require(journal_open(&j, dir, "j", MAGIC, WRITERS) == RP_OK, "a new journal");
    for (int writer = 0; n > 2; writer ^= 1) {
        const size_t want = length_at(p, n), k = want < n - 2 ? want : n - 2;
        const struct span part = {(const char *)p + 2, k};
        require(journal_add(j, writer, &part, 1) == RP_OK, "adding");
        p += 2 + k;
        n -= 2 + k;
    }
    require(journal_flush(j) == RP_OK, "flushing");
    journal_free(j);
    read_back();
}

static void check_files(const uint8_t *p, size_t n)
{
    const size_t want = length_at(p, n), head = n < 2 ? n : 2, k = want < n - head ? want : n - head;

    write_file("j-end", p + head, k);
    write_file("j", p + head + k, n - head - k);
    read_back();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    begin();
    if (data[0] & 1)
        check_files(data + 1, size - 1);
    else
        check_entries(data + 1, size - 1);
    return 0;
}
