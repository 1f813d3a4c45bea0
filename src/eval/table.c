#include "eval/table.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"

struct eval *eval_create(const struct eval_options *o)
{
    struct eval *e = mem_zalloc(1, sizeof *e);
    if (e != NULL) e->options = *o;
    return e;
}

void eval_free(struct eval *e)
{
    if (e == NULL) return;
    names_release(&e->ids);
    names_release(&e->groups);
    names_release(&e->values);
    free(e->gold);
    free(e->said);
    free(e->pair);
    free(e->story_original);
    free(e->text[0]);
    free(e->text[1]);
    free(e->wrong);
    free(e);
}

static const struct side unsaid = {SAID_NOTHING, SAID_NOTHING, SAID_NOTHING,
                                   {SAID_NOTHING, SAID_NOTHING, SAID_NOTHING}};

int table_id(struct eval *e, struct span id, uint32_t *number)
{
    int rc = names_put(&e->ids, id, number);
    if (rc < 0) return rc;
    if ((rc = mem_grow(&e->gold, &e->gold_cap, e->ids.n, sizeof *e->gold)) < 0) return rc;
    if ((rc = mem_grow(&e->said, &e->said_cap, e->ids.n, sizeof *e->said)) < 0) return rc;
    for (; e->sides < e->ids.n; e->sides++) e->gold[e->sides] = e->said[e->sides] = unsaid;
    return RP_OK;
}

static bool is_nothing(struct span s)
{
    return s.n == 0 || span_is(s, "-") || span_is(s, "null");
}

static size_t fold_credit(const char *p, size_t n, char *to)
{
    size_t out = 0;
    for (size_t i = 0; i < n; i++) {
        const char c = p[i];
        if (c >= 'A' && c <= 'Z') to[out++] = (char)(c + 32);
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80) to[out++] = c;
    }
    if (out > 3 && memcmp(to, "the", 3) == 0 && n > 3 && p[3] == ' ') {
        out -= 3;
        memmove(to, to + 3, out);
    }
    return out;
}

int table_value(struct eval *e, struct span text, bool credit, uint32_t *number)
{
    *number = SAID_NOTHING;
    if (is_nothing(text)) return RP_OK;
    if (!credit) return names_put(&e->values, text, number);
    int rc = mem_grow(&e->text[1], &e->text_cap[1], text.n + 1, 1);
    if (rc < 0) return rc;
    const size_t n = fold_credit(text.p, text.n, e->text[1]);
    return n == 0 ? RP_OK : names_put(&e->values, (struct span){e->text[1], n}, number);
}

int table_group(struct eval *e, struct span text, uint32_t *number)
{
    *number = ALONE;
    return is_nothing(text) ? RP_OK : names_put(&e->groups, text, number);
}

int table_story_original(struct eval *e, uint32_t group, uint32_t original)
{
    const int rc = mem_grow(&e->story_original, &e->story_cap, (size_t)group + 1, sizeof *e->story_original);
    if (rc < 0) return rc;
    while (e->stories <= group) e->story_original[e->stories++] = SAID_NOTHING;
    if (e->story_original[group] == SAID_NOTHING) e->story_original[group] = original;
    return RP_OK;
}
