/* What a pattern can begin with, and where it is tried: tables that spare most lines most patterns. */
#include "article/pattern_table.h"

#include <string.h>

#include "base/status.h"

static void set_add(struct pattern_set *s, size_t i)
{
    s->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

/*
 * Asked of PCRE2 itself: an anchored pattern can begin with these bytes if matching them alone succeeds or runs out
 * of text. Bytes from 0x80 begin many characters, so they always pass; so does everything for a pattern that is not
 * anchored.
 */
static bool can_begin(const struct pattern *p, const char *bytes, size_t n, pcre2_match_data *data)
{
    return pcre2_match(p->code, (PCRE2_SPTR)bytes, n, 0, PCRE2_PARTIAL_HARD, data, NULL) != PCRE2_ERROR_NOMATCH;
}

static void index_pairs(struct patterns *p, size_t i, unsigned first, bool all, pcre2_match_data *data)
{
    for (unsigned second = ' '; second < 127; second++) { /* normalised text has no others */
        const char bytes[2] = {(char)first, (char)second};
        if (!all && !can_begin(&p->list[i], bytes, 2, data))
            continue;
        set_add(&p->pair[first][second], i);
        if (p->list[i].glued)
            p->glued_start[first][second / 8] |= (uint8_t)(1u << (second % 8));
    }
}

static void index_first(struct patterns *p, size_t i, pcre2_match_data *data)
{
    const struct pattern *one = &p->list[i];
    const bool anchored = one->anchored;
    for (unsigned byte = 0; byte < 256; byte++) {
        const char c = (char)byte;
        if (anchored && byte < 0x80 && !can_begin(one, &c, 1, data))
            continue;
        set_add(&p->first[byte], i);
        if (byte < 0x80)
            index_pairs(p, i, byte, !anchored, data);
    }
}

static void index_sign(struct patterns *p, size_t i)
{
    const struct pattern *one = &p->list[i];
    for (unsigned s = 0; s < PATTERN_SIGNS && one->n_needs; s++) {
        unsigned with = 0;
        for (unsigned k = 0; k < one->n_needs; k++)
            with += memchr(one->need[k].p, PATTERN_SIGN[s], one->need[k].n) != NULL;
        if (with == one->n_needs) {
            set_add(&p->by_sign[s], i);
            break;
        }
    }
}

static void index_words(struct patterns *p, const struct pattern *one)
{
    for (unsigned k = 0; one->zones & ZONE_BODY && k < one->n_needs; k++) {
        const unsigned char *w = (const unsigned char *)one->need[k].p;
        if (one->need[k].n >= 2 && (pattern_is_letter(w[0]) || pattern_is_unspaced(w[0]))) {
            p->word_start[w[0]][w[1] / 8] |= (uint8_t)(1u << (w[1] % 8));
            if (w[0] >= 'a' && w[0] <= 'z')
                p->lower = p->lower == 0 || p->lower == w[0] ? w[0] : 0xFF;
            p->has_words = true;
        }
    }
}

int patterns_index(struct patterns *p)
{
    memset(p->first, 0, sizeof p->first);
    memset(p->pair, 0, sizeof p->pair);
    memset(p->zones, 0, sizeof p->zones);
    p->not_prose = p->glued = (struct pattern_set){{0}};
    memset(p->by_sign, 0, sizeof p->by_sign);
    memset(p->reach, 0, sizeof p->reach);
    memset(p->glued_start, 0, sizeof p->glued_start);
    memset(p->word_start, 0, sizeof p->word_start);
    p->has_words = false;
    p->lower = 0;
    pcre2_match_data *data = pcre2_match_data_create(64, NULL);
    if (!data)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < p->n; i++) {
        index_first(p, i, data);
        index_sign(p, i);
        index_words(p, &p->list[i]);
        if (p->list[i].not_prose)
            set_add(&p->not_prose, i);
        if (p->list[i].glued)
            set_add(&p->glued, i);
        /* A pattern of two zones may be here by the other one: then its tail does not matter. */
        for (unsigned r = 0; r <= PATTERN_REACH; r++)
            if (p->list[i].zones & ~(unsigned)ZONE_TAIL || p->list[i].tail >= r)
                set_add(&p->reach[r], i);
        for (unsigned z = 0; z < 256; z++)
            if (p->list[i].zones & z)
                set_add(&p->zones[z], i);
    }
    pcre2_match_data_free(data);
    return RP_OK;
}
