#include "article/patterns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article/light_normalise.h"
#include "article/pattern_file.h"
#include "article/pattern_table.h"
#include "base/alloc.h"
#include "base/status.h"

static const char BUILT_IN[] =
#include "patterns.tsv.inc"
    ;

enum { EXAMPLE_MAX = 4096 };

static void patterns_release(struct patterns *p)
{
    for (size_t i = 0; i < p->n; i++)
        pattern_release(&p->list[i]);
    for (size_t i = 0; i < p->n_examples; i++)
        free(p->examples[i].line);
    free(p->list);
    free(p->examples);
}

void patterns_free(struct patterns *p)
{
    if (!p)
        return;
    patterns_release(p);
    free(p);
}

/* --- reading a table ------------------------------------------------------------------------- */

static int add_pattern(struct patterns *p, struct pattern_compiler *c, const struct pattern_record *r, unsigned line,
                       struct pattern_error *error)
{
    int rc = mem_grow(&p->list, &p->cap, p->n + 1, sizeof *p->list);
    if (rc < 0)
        return rc;
    rc = pattern_compile(&p->list[p->n], c, r, line, error);
    p->n += rc == RP_OK;
    return rc;
}

static int add_example(struct patterns *p, const struct pattern_record *r, unsigned line, struct pattern_error *error)
{
    if (p->n == 0 || r->example.n > EXAMPLE_MAX) {
        error->line = line;
        snprintf(error->what, sizeof error->what, p->n ? "example longer than %d bytes" : "example before any pattern",
                 EXAMPLE_MAX);
        return RP_ERR_FORMAT;
    }
    int rc = mem_grow(&p->examples, &p->examples_cap, p->n_examples + 1, sizeof *p->examples);
    if (rc < 0)
        return rc;
    char *copy = mem_alloc(r->example.n + 1, 1);
    if (!copy)
        return RP_ERR_NOMEM;
    memcpy(copy, r->example.p, r->example.n);
    p->examples[p->n_examples++] =
        (struct pattern_example){copy, r->example.n, r->kind == '+', (uint8_t)(p->n - 1)};
    return RP_OK;
}

static int read_table(struct patterns *p, struct span text, struct pattern_error *error)
{
    struct pattern_compiler c;
    int rc = pattern_compiler_begin(&c);
    struct pattern_file f;
    struct pattern_record r;

    if (rc < 0)
        return rc;
    pattern_file_init(&f, text);
    while ((rc = pattern_file_next(&f, &r, error)) > 0) {
        if (r.kind == 'p' && p->n == PATTERN_NONE) {
            *error = (struct pattern_error){f.line, "more than 255 patterns"};
            rc = RP_ERR_FORMAT;
            break;
        }
        rc = r.kind == 'p' ? add_pattern(p, &c, &r, f.line, error) : add_example(p, &r, f.line, error);
        if (rc < 0)
            break;
    }
    pattern_file_release(&f);
    pattern_compiler_end(&c);
    return rc;
}

/* New patterns in front, then the old ones whose id is not among them. */
static int put_in_front(struct patterns *p, struct patterns *new)
{
    uint8_t moved[256];
    int rc = mem_grow(&new->list, &new->cap, new->n + p->n, sizeof *new->list);
    if (rc == RP_OK)
        rc = mem_grow(&new->examples, &new->examples_cap, new->n_examples + p->n_examples, sizeof *new->examples);
    if (rc < 0)
        return rc;
    const size_t fresh = new->n;
    for (size_t i = 0; i < p->n; i++) {
        moved[i] = PATTERN_NONE;
        size_t k = 0;
        while (k < fresh && strcmp(new->list[k].id, p->list[i].id) != 0)
            k++;
        if (k < fresh) {
            pattern_release(&p->list[i]);
            continue;
        }
        moved[i] = (uint8_t)new->n;
        new->list[new->n++] = p->list[i];
    }
    for (size_t i = 0; i < p->n_examples; i++) {
        struct pattern_example e = p->examples[i];
        e.pattern = moved[e.pattern];
        if (e.pattern == PATTERN_NONE)
            free(e.line);
        else
            new->examples[new->n_examples++] = e;
    }
    free(p->list);
    free(p->examples);
    *p = *new;
    *new = (struct patterns){0};
    return patterns_index(p);
}

int patterns_add(struct patterns *p, struct span text, struct pattern_error *error)
{
    int rc;
    struct patterns *new = mem_zalloc(1, sizeof *new);
    if (!new)
        return RP_ERR_NOMEM;
    *error = (struct pattern_error){0};
    TRY(read_table(new, text, error));
    if (new->n + p->n > PATTERN_NONE) {
        snprintf(error->what, sizeof error->what, "more than %d patterns together", PATTERN_NONE);
        rc = RP_ERR_FORMAT;
        goto out;
    }
    TRY(put_in_front(p, new));
out:
    patterns_free(new);
    return rc < 0 ? rc : RP_OK;
}

int patterns_create_empty(struct patterns **out)
{
    *out = mem_zalloc(1, sizeof **out);
    return *out ? RP_OK : RP_ERR_NOMEM;
}

int patterns_create(struct patterns **out)
{
    int rc;
    struct pattern_error error;
    struct patterns *p = NULL;
    TRY(patterns_create_empty(&p));
    TRY(patterns_add(p, (struct span){BUILT_IN, sizeof BUILT_IN - 1}, &error));
    *out = p;
    p = NULL;
out:
    patterns_free(p);
    return rc;
}

/* --- the table's own examples ---------------------------------------------------------------- */

static int try_line(const struct patterns *p, uint8_t i, struct span line, struct pattern_scratch *s, struct light *l)
{
    struct pattern_hit hit;
    const int rc = light_normalise(l, line.p, line.n, EXAMPLE_MAX);
    if (rc < 0)
        return rc;
    pattern_scratch_begin(s);
    const struct pattern_set can =
        patterns_plausible(p, patterns_candidates(p, PATTERN_ZONES, l->text, l->n), line.p, line.n, line.n);
    const bool begins = can.bits[i / 64] >> (i % 64) & 1;
    return begins && pattern_may_match(p, i, l) && pattern_match(p, i, s, l, &hit);
}

int patterns_check(const struct patterns *p, void *ctx,
                   void (*failed)(void *ctx, const char *id, bool should_match, struct span line), size_t *tried)
{
    struct light l = {0};
    struct pattern_scratch *s = NULL;
    int bad = 0, rc;
    TRY(pattern_scratch_create(&s));
    for (size_t i = 0; i < p->n_examples; i++) {
        const struct pattern_example *e = &p->examples[i];
        TRY(try_line(p, e->pattern, (struct span){e->line, e->n}, s, &l));
        if ((rc != 0) == e->should_match)
            continue;
        bad++;
        failed(ctx, p->list[e->pattern].id, e->should_match, (struct span){e->line, e->n});
    }
    if (tried)
        *tried = p->n_examples;
    rc = bad;
out:
    pattern_scratch_free(s);
    light_release(&l);
    return rc;
}

/* "DL4b" is a variant of "DL4". */
static bool is_variant(const char *id, const char *of)
{
    const size_t n = strlen(of);
    return strncmp(id, of, n) == 0 && (!id[n] || (id[n] >= 'a' && id[n] <= 'z' && !id[n + 1]));
}

int patterns_try(const struct patterns *p, const char *id, struct span line)
{
    struct light l = {0};
    struct pattern_scratch *s = NULL;
    int rc;
    TRY(pattern_scratch_create(&s));
    rc = RP_ERR_INVALID;
    for (size_t i = 0; i < p->n && rc <= 0; i++)
        if (is_variant(p->list[i].id, id))
            TRY(try_line(p, (uint8_t)i, line, s, &l));
out:
    pattern_scratch_free(s);
    light_release(&l);
    return rc;
}

size_t patterns_count(const struct patterns *p)
{
    return p->n;
}

const char *patterns_id(const struct patterns *p, uint8_t pattern)
{
    return pattern < p->n ? p->list[pattern].id : "";
}
