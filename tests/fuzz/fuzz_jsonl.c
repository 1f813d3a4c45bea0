/*
 * One line: every kernel gives the scalar scanner's verdict and members; what the scanner accepts the
 * slow path accepts too, with the same members, but for keys beyond JSON_PATH_MAX; fields are inside the line; and the whole input as a file
 * of lines comes out as records that lie end to end.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/reader.h"
#include "json/json_scan.h"
#include "json/json_slow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_jsonl: %s\n", what);
    abort();
}

static bool same_member(const struct json_member *a, const struct json_member *b)
{
    return a->key_n == b->key_n && a->value == b->value && a->value_n == b->value_n && a->kind == b->kind &&
           a->key_escaped == b->key_escaped && a->value_escaped == b->value_escaped;
}

struct visit {
    const struct json_line *fast; /* NULL: it did not accept the line */
    uint32_t n;
};

/* The slow path leaves out what has too long a path. */
static void pass_long_keys(struct visit *v)
{
    while (v->fast && v->n < v->fast->n && v->fast->member[v->n].key_n > JSON_PATH_MAX)
        v->n++;
}

static void visit(void *ctx, const struct json_member *m)
{
    struct visit *v = ctx;

    pass_long_keys(v);
    if (v->fast) {
        require(v->n < v->fast->n, "the slow path sees more members");
        require(same_member(m, &v->fast->member[v->n]), "the slow path sees another member");
        require(memcmp(m->key, v->fast->member[v->n].key, m->key_n) == 0, "the slow path sees another key");
    }
    v->n++;
}

/* p[n] is a newline, and so are the 64 bytes behind it. */
static void check_line(struct json_slow *slow, const char *p, size_t n)
{
    static struct json_line a, b;
    const bool ok = json_scan_scalar(p, p + n, &a);
    struct record_error error;
    struct visit v = {ok ? &a : NULL, 0};

    for (int k = CPU_SCALAR + 1; k < CPU_KERNELS; k++) {
        json_scan_fn *scan = json_scan_get((enum cpu_kernel)k);
        if (!scan || !cpu_can((enum cpu_kernel)k))
            continue;
        require(scan(p, p + n, &b) == ok, "another verdict");
        require(!ok || a.n == b.n, "another number of members");
        for (uint32_t i = 0; ok && i < a.n; i++)
            require(a.member[i].key == b.member[i].key && same_member(&a.member[i], &b.member[i]), "another member");
    }
    if (json_slow_read(slow, p, n, visit, &v, &error) < 0)
        abort();
    if (ok) {
        pass_long_keys(&v);
        require(!error.what, "the slow path refuses what the scanner accepts");
        require(v.n == a.n, "the slow path sees fewer members");
    }
    require(!error.what || error.at <= n, "an error outside the line");
}

static void check_record(const struct input_record *r, const struct batch *b, uint64_t *end)
{
    require(r->offset >= *end && r->offset + r->length <= b->n, "a record out of place");
    *end = r->offset + r->length;
    for (int s = 0; s < SLOT_COUNT && !r->error.what; s++) {
        const struct record_field f = r->field[s];
        struct record_buffer plain = {0};
        if (!f.p)
            continue;
        require(f.p >= r->raw.p && f.p + f.n <= r->raw.p + r->raw.n, "a field outside its record");
        if (json_unescape(&plain, f) < 0)
            abort();
        require(plain.n <= f.n && (f.escaped || plain.n == f.n), "unescaping makes it longer");
        record_buffer_release(&plain);
    }
}

static void check_file(struct record_parser *parser, const char *p, size_t n)
{
    struct batch b = {.p = p, .n = n, .json = true, .max_record = 4096};
    struct input_record r;
    uint64_t end = 0;
    int rc;

    while ((rc = batch_next(parser, &b, &r)) > 0)
        check_record(&r, &b, &end);
    require(rc == 0 && b.at == n, "the batch does not end");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fields *fields = NULL;
    struct record_parser *parser = NULL;
    struct json_slow *slow = NULL;
    char *p = malloc(size + 65);

    if (!p || fields_create(&fields) < 0 || record_parser_create(&parser, fields) < 0 || json_slow_create(&slow) < 0)
        abort();
    if (size)
        memcpy(p, data, size);
    memset(p + size, '\n', 65);
    check_file(parser, p, size);
    for (size_t i = 0; i < size; i++)
        if (p[i] == '\n')
            p[i] = ' ';
    check_line(slow, p, size);
    json_slow_free(slow);
    record_parser_free(parser);
    fields_free(fields);
    free(p);
    return 0;
}
