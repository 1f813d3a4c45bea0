#include "eval/table.h"

#include "base/alloc.h"
#include "base/status.h"
#include "eval/gold.h"
#include "eval/json_row.h"

/* What a row says of itself, collected before it is known what kind of row it is. */
struct said {
    enum { ROW_NONE, ROW_STORY, ROW_COPY, ROW_SINGLE, ROW_CLUSTER, ROW_OTHER } type;
    uint32_t id, kept, group, relation, original;
    uint32_t credit[CREDIT_COLUMNS];
    bool has_id, has_kept;
};

static int text_at(struct eval *e, struct jrow *j, struct span *s)
{
    size_t n = 0;
    const int rc = jrow_text(j, &e->text[0], &e->text_cap[0], &n);
    *s = (struct span){e->text[0], n};
    return rc;
}

/* A name given as a string or as an object with that key; absent: "". */
static int name_at(struct eval *e, struct jrow *j, const char *key, struct span *s)
{
    struct span k;
    int rc = RP_OK;
    if (jrow_peek(j) != '{') return text_at(e, j, s);
    bool found = false;
    *s = (struct span){"", 0};
    jrow_enter(j, '{');
    for (bool first = true; jrow_key(j, first, &k); first = false) {
        if (!found && span_is(k, key)) {
            TRY(text_at(e, j, s));
            found = true;
        } else {
            jrow_skip(j);
        }
    }
out:
    return rc;
}

static int credit_of(struct span key)
{
    static const char *const names[CREDIT_COLUMNS] = {"source", "distributor", "carrier"};
    for (int c = 0; c < CREDIT_COLUMNS; c++)
        if (span_is(key, names[c])) return c;
    return -1;
}

/* Is the credit at the cursor one that the page does not carry itself? The cursor stays. */
static bool credit_inferred(const struct jrow *at)
{
    struct jrow j = *at;
    struct span key;
    bool inferred = false;
    if (jrow_peek(&j) != '{' || !jrow_enter(&j, '{')) return false;
    for (bool first = true; jrow_key(&j, first, &key); first = false) {
        inferred |= span_is(key, "inferred") && jrow_peek(&j) == 't';
        jrow_skip(&j);
    }
    return inferred;
}

/* Truth says what stands on the page, so what was concluded from other pages does not count. */
static int read_credit(struct eval *e, struct jrow *j, int column, struct said *r)
{
    struct span s;
    if (credit_inferred(j)) {
        jrow_skip(j);
        return RP_OK;
    }
    const int rc = name_at(e, j, "name", &s);
    return rc < 0 ? rc : table_value(e, s, true, &r->credit[column]);
}

/* {"source": ..., "distributor": ..., "carrier": ...} */
static int read_credits(struct eval *e, struct jrow *j, struct said *r)
{
    struct span key;
    int rc = RP_OK;
    if (!jrow_enter(j, '{')) {
        jrow_skip(j);
        return RP_OK;
    }
    for (bool first = true; jrow_key(j, first, &key); first = false) {
        const int c = credit_of(key);
        if (c >= 0) TRY(read_credit(e, j, c, r));
        else jrow_skip(j);
    }
out:
    return rc;
}

static int row_type(struct span s)
{
    return span_is(s, "story")   ? ROW_STORY
         : span_is(s, "copy")    ? ROW_COPY
         : span_is(s, "single")  ? ROW_SINGLE
         : span_is(s, "cluster") ? ROW_CLUSTER
                                 : ROW_OTHER;
}

static void join(struct eval *e, uint32_t id, uint32_t group, uint32_t relation)
{
    if (e->said[id].group == SAID_NOTHING) e->said[id].group = group;
    if (e->said[id].relation == SAID_NOTHING) e->said[id].relation = relation;
}

/* The members of a "removed" array join the group named after the kept record. */
static int read_removed(struct eval *e, struct jrow *j, uint32_t group)
{
    struct span key, s;
    int rc = RP_OK;
    if (!jrow_enter(j, '[')) {
        jrow_skip(j);
        return RP_OK;
    }
    for (bool first = true; jrow_element(j, first); first = false) {
        uint32_t id = SAID_NOTHING, relation = SAID_NOTHING;
        if (!jrow_enter(j, '{')) {
            jrow_skip(j);
            continue;
        }
        for (bool head = true; jrow_key(j, head, &key); head = false) {
            if (span_is(key, "id")) {
                TRY(text_at(e, j, &s));
                TRY(table_id(e, s, &id));
            } else if (span_is(key, "relation")) {
                TRY(text_at(e, j, &s));
                TRY(table_value(e, s, false, &relation));
            } else {
                jrow_skip(j);
            }
        }
        if (id != SAID_NOTHING) join(e, id, group, relation);
    }
out:
    return rc;
}

static int read_field(struct eval *e, struct jrow *j, struct span key, struct said *r)
{
    struct span s;
    int rc = RP_OK;
    const int credit = credit_of(key);
    if (span_is(key, "type")) {
        TRY(text_at(e, j, &s));
        r->type = row_type(s);
    } else if (span_is(key, "id")) {
        TRY(text_at(e, j, &s));
        TRY(table_id(e, s, &r->id));
        r->has_id = true;
    } else if (span_is(key, "story")) {
        TRY(text_at(e, j, &s));
        TRY(table_group(e, s, &r->group));
    } else if (span_is(key, "relation")) {
        TRY(text_at(e, j, &s));
        TRY(table_value(e, s, false, &r->relation));
    } else if (span_is(key, "original")) {
        TRY(name_at(e, j, "id", &s));
        TRY(table_value(e, s, false, &r->original));
    } else if (span_is(key, "kept")) {
        TRY(name_at(e, j, "id", &s));
        TRY(table_id(e, s, &r->kept));
        TRY(table_group(e, s, &r->group));
        r->has_kept = s.n > 0;
    } else if (span_is(key, "removed") && r->has_kept) {
        TRY(read_removed(e, j, r->group));
    } else if (span_is(key, "credit")) {
        TRY(read_credits(e, j, r));
    } else if (credit >= 0) {
        TRY(read_credit(e, j, credit, r));
    } else {
        jrow_skip(j);
    }
out:
    return rc;
}

static void note_credits(struct eval *e, const struct said *r)
{
    for (int c = 0; c < CREDIT_COLUMNS; c++)
        if (e->said[r->id].credit[c] == SAID_NOTHING) e->said[r->id].credit[c] = r->credit[c];
}

/* A copy or a removed record joins its group; a satellite is also a single row, so only that row counts, but
 * for its relation. */
static int settle(struct eval *e, const struct said *r)
{
    if (r->has_kept) join(e, r->kept, r->group, SAID_NOTHING);
    if (r->type == ROW_STORY && r->group != SAID_NOTHING && r->group != ALONE)
        return table_story_original(e, r->group, r->original);
    if (!r->has_id || r->type == ROW_STORY || r->type == ROW_CLUSTER) return RP_OK;
    if (r->type == ROW_OTHER) {
        if (e->said[r->id].relation == SAID_NOTHING) e->said[r->id].relation = r->relation;
    } else {
        join(e, r->id, r->type == ROW_SINGLE || r->group == SAID_NOTHING ? ALONE : r->group, r->relation);
    }
    note_credits(e, r);
    return RP_OK;
}

static int read_row(struct eval *e, struct span line, bool *understood)
{
    struct jrow j = {line.p, line.p + line.n, false};
    struct said r = {
        ROW_NONE, 0,    0, SAID_NOTHING, SAID_NOTHING, SAID_NOTHING, {SAID_NOTHING, SAID_NOTHING, SAID_NOTHING},
        false,    false};
    struct span key;
    int rc = RP_OK;
    if (jrow_enter(&j, '{'))
        for (bool first = true; jrow_key(&j, first, &key); first = false) TRY(read_field(e, &j, key, &r));
    *understood = !j.failed && (r.has_id || r.has_kept || r.type != ROW_NONE);
    if (*understood) rc = settle(e, &r);
out:
    return rc;
}

static int objects_read(struct eval *e, const char *p, size_t n, uint64_t *rows)
{
    int rc = RP_OK;
    for (const char *end = p + n, *next; p < end; p = next) {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        const struct span line = {p, (size_t)((eol ? eol : end) - p)};
        bool understood = false;
        next = eol ? eol + 1 : end;
        struct jrow blank = {line.p, line.p + line.n, false};
        if (jrow_peek(&blank) == 0) continue;
        TRY(read_row(e, line, &understood));
        *rows += understood;
        e->skipped += !understood;
    }
out:
    return rc;
}

/* Nothing was understood, and nobody has said why. */
static int check_rows(struct eval *e, int rc, uint64_t rows)
{
    if (rc < 0 || rows > 0) return rc;
    e->problem.line = 0;
    e->problem.what = "not a row of it is understood";
    return RP_ERR_FORMAT;
}

const char *eval_problem(const struct eval *e, uint64_t *line)
{
    *line = e->problem.line;
    return e->problem.what;
}

int eval_add_prediction(struct eval *e, const char *p, size_t n)
{
    struct jrow first = {p, p + n, false};
    uint64_t rows = 0;
    const char c = jrow_peek(&first);
    if (c == 0) return RP_OK; /* nothing was found: an empty answer is an answer */
    const int rc = c == '{' ? objects_read(e, p, n, &rows) : rows_read(e, p, n, SIDE_SAID, &rows);
    return check_rows(e, rc, rows);
}

int eval_add_gold(struct eval *e, const char *p, size_t n)
{
    uint64_t rows = 0;
    const int rc = rows_read(e, p, n, SIDE_GOLD, &rows);
    return check_rows(e, rc, rows);
}
