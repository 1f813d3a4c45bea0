#include "eval/gold.h"

#include "base/alloc.h"
#include "base/status.h"

enum { FIELDS = 32 };
enum column {
    C_ID,
    C_GROUP,
    C_ORIGIN,
    C_RELATION,
    C_ORIGINAL,
    C_SOURCE,
    C_DISTRIBUTOR,
    C_CARRIER,
    C_JACCARD,
    C_ID_A,
    C_ID_B,
    C_SAME,
    COLUMNS
};

/* Where each column stands; -1: nowhere. */
struct layout {
    int at[COLUMNS];
    bool pairs, known;
    bool too_wide; /* columns that nobody named */
};

struct row {
    struct span field[FIELDS];
    int n;
};

static struct span trim(struct span s)
{
    while (s.n > 0 && (*s.p == ' ' || *s.p == '\r')) s.p++, s.n--;
    while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\r')) s.n--;
    return s;
}

/* Tabs part the fields of a line that has any; else runs of spaces. */
static void split(struct span line, struct row *r)
{
    const char sep = memchr(line.p, '\t', line.n) ? '\t' : ' ';
    line = trim(line);
    r->n = 0;
    while (line.n > 0 && r->n < FIELDS) {
        const char *cut = memchr(line.p, sep, line.n);
        const size_t n = cut ? (size_t)(cut - line.p) : line.n;
        r->field[r->n++] = trim((struct span){line.p, n});
        line.p += n + (cut != NULL);
        line.n -= n + (cut != NULL);
        if (sep == ' ') line = trim(line);
    }
}

static bool is_word(struct span s, const char *word)
{
    return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

static int as_bool(struct span s)
{
    static const char *const yes[] = {"1", "true", "yes", "y", "same"}, *const no[] = {"0", "false", "no", "n",
                                                                                       "different"};
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        if (is_word(s, yes[i])) return 1;
        if (is_word(s, no[i])) return 0;
    }
    return -1;
}

static enum column column_of(struct span name)
{
    static const struct {
        const char *name;
        enum column column;
    } known[] = {
        {"id", C_ID},
        {"id_a", C_ID_A},
        {"id_b", C_ID_B},
        {"same", C_SAME},
        {"same_story", C_SAME},
        {"label", C_SAME},
        {"cluster", C_GROUP},
        {"story", C_GROUP},
        {"family", C_GROUP},
        {"group", C_GROUP},
        {"origin", C_ORIGIN},
        {"relation", C_RELATION},
        {"original", C_ORIGINAL},
        {"source", C_SOURCE},
        {"distributor", C_DISTRIBUTOR},
        {"carrier", C_CARRIER},
        {"jaccard", C_JACCARD},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (is_word(name, known[i].name)) return known[i].column;
    return COLUMNS;
}

/* A file is refused at the first row that says nothing: half a table that was understood gives figures all the same. */
static int refuse(struct eval *e, uint64_t line, const char *what)
{
    e->problem.line = line;
    e->problem.what = what;
    return RP_ERR_FORMAT;
}

/* True if the row is a header. Without one the number of columns and the third decide. */
static bool learn_layout(const struct row *r, struct layout *l)
{
    for (int c = 0; c < COLUMNS; c++) l->at[c] = -1;
    l->known = true;
    l->too_wide = false;
    for (int i = 0; i < r->n; i++) {
        const enum column c = column_of(r->field[i]);
        if (c < COLUMNS && l->at[c] < 0) l->at[c] = i;
    }
    if (l->at[C_ID] == 0 || l->at[C_ID_A] >= 0) {
        l->pairs = l->at[C_ID_A] >= 0 && l->at[C_ID_B] >= 0;
        if (l->at[C_GROUP] < 0) l->at[C_GROUP] = l->at[C_ORIGIN];
        return true;
    }
    for (int c = 0; c < COLUMNS; c++) l->at[c] = -1;
    l->pairs = r->n >= 3 && as_bool(r->field[2]) >= 0;
    l->too_wide = !l->pairs && r->n > 2;
    l->at[l->pairs ? C_ID_A : C_ID] = 0;
    l->at[l->pairs ? C_ID_B : C_GROUP] = 1;
    if (l->pairs) l->at[C_SAME] = 2, l->at[C_RELATION] = r->n > 3 ? 3 : -1;
    return false;
}

static struct span field(const struct row *r, const struct layout *l, enum column c)
{
    return l->at[c] >= 0 && l->at[c] < r->n ? r->field[l->at[c]] : (struct span){"", 0};
}

static int add_pair(struct eval *e, const struct row *r, const struct layout *l, uint64_t line, bool *understood)
{
    const struct span a = field(r, l, C_ID_A), b = field(r, l, C_ID_B);
    const int same = as_bool(field(r, l, C_SAME));
    struct labelled_pair p = {0};
    int rc = RP_OK;
    if (a.n == 0 || b.n == 0 || same < 0)
        return refuse(e, line, "no pair: two ids and whether they are the same, 1 or 0");
    *understood = !span_equal(a, b);
    if (!*understood) return RP_OK;
    p.same = same > 0;
    TRY(table_id(e, a, &p.a));
    TRY(table_id(e, b, &p.b));
    TRY(table_value(e, field(r, l, C_RELATION), false, &p.relation));
    TRY(mem_grow(&e->pair, &e->pair_cap, e->pairs + 1, sizeof *e->pair));
    e->pair[e->pairs++] = p;
    if (e->gold[p.a].group == SAID_NOTHING) e->gold[p.a].group = ALONE;
    if (e->gold[p.b].group == SAID_NOTHING) e->gold[p.b].group = ALONE;
out:
    return rc;
}

/* A decimal of digits and one point; anything else is 1. */
static double as_share(struct span s)
{
    double v = 0, unit = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' && unit == 0) unit = 1;
        else if (s.p[i] < '0' || s.p[i] > '9') return 1;
        else if (unit == 0) v = v * 10 + (s.p[i] - '0');
        else v += (s.p[i] - '0') * (unit /= 10);
    }
    return s.n == 0 ? 1 : v;
}

static int add_member(struct eval *e, const struct row *r, const struct layout *l, enum table_side side, uint64_t line,
                      bool *understood)
{
    const struct span id = field(r, l, C_ID);
    int rc = RP_OK;
    uint32_t n;
    if (id.n == 0 || r->n <= l->at[C_GROUP]) return refuse(e, line, "no member: an id and its cluster");
    *understood = true;
    TRY(table_id(e, id, &n));
    struct side *s = side == SIDE_GOLD ? &e->gold[n] : &e->said[n];
    if (s->group != SAID_NOTHING) {
        *understood = false;
        goto out;
    }
    if (as_share(field(r, l, C_JACCARD)) < e->options.min_jaccard) s->group = ALONE;
    else TRY(table_group(e, field(r, l, C_GROUP), &s->group));
    TRY(table_value(e, field(r, l, C_RELATION), false, &s->relation));
    TRY(table_value(e, field(r, l, C_ORIGINAL), false, &s->original));
    for (int c = 0; c < CREDIT_COLUMNS; c++) TRY(table_value(e, field(r, l, C_SOURCE + c), true, &s->credit[c]));
out:
    return rc;
}

int rows_read(struct eval *e, const char *p, size_t n, enum table_side side, uint64_t *rows)
{
    struct layout layout = {.known = false};
    struct row row;
    uint64_t line = 0;
    int rc = RP_OK;
    *rows = 0;
    for (const char *end = p + n, *next; p < end; p = next) {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        bool understood = false;
        next = eol ? eol + 1 : end;
        line++;
        split((struct span){p, (size_t)((eol ? eol : end) - p)}, &row);
        if (row.n == 0 || row.field[0].n == 0 || row.field[0].p[0] == '#') continue;
        if (!layout.known && learn_layout(&row, &layout)) continue;
        if (layout.too_wide) TRY(refuse(e, line, "three columns and more need a header, or 1 or 0 in the third"));
        if (layout.pairs && side == SIDE_SAID) TRY(refuse(e, line, "pairs are a truth and no prediction"));
        if (layout.pairs) TRY(add_pair(e, &row, &layout, line, &understood));
        else TRY(add_member(e, &row, &layout, side, line, &understood));
        *rows += understood;
        e->skipped += !understood;
    }
    if (*rows > 0 && side == SIDE_GOLD && !layout.pairs) e->gold_clusters = true;
    if (e->gold_clusters && e->pairs > 0) rc = refuse(e, 0, "the truth is pairs in one place and clusters in another");
out:
    return rc;
}
