#include "relation/own_names.h"

#include <string.h>

#include "relation/fold_news.h"

enum { WORD_LEAST = 4, PART_LEAST = 5, PART_MOST = 16, LABEL_MOST = 40, TOKENS_MOST = 16 };

static bool is_host(struct span outlet)
{
    return memchr(outlet.p, '.', outlet.n) && !memchr(outlet.p, ' ', outlet.n);
}

/* The longest label but the last: news.millbrookecho.co.example. */
static struct span main_label(struct span host)
{
    struct span best = {host.p, 0};
    for (size_t first = 0, i = 0; i < host.n; i++) {
        if (host.p[i] != '.')
            continue;
        if (i - first > best.n)
            best = (struct span){host.p + first, i - first};
        first = i + 1;
    }
    return best;
}

static uint32_t read_tokens(struct span s, struct news_columns *to)
{
    struct news_reader r;
    news_begin(&r, s.p, 0, (uint32_t)s.n);
    return news_read(&r, to, TOKENS_MOST);
}

static void add(struct own_names *o, uint64_t token)
{
    if (o->n < OWN_NAMES_MAX)
        o->token[o->n++] = token;
}

void own_names_of(struct span outlet, struct own_names *out)
{
    uint64_t hash[TOKENS_MOST];
    uint32_t spelling[TOKENS_MOST], start[TOKENS_MOST], end[TOKENS_MOST];
    uint8_t flags[TOKENS_MOST];
    struct news_columns to = {hash, spelling, start, end, flags};

    out->n = 0;
    if (!outlet.p || outlet.n > 1024)
        return;
    if (!is_host(outlet)) {
        const uint32_t n = read_tokens(outlet, &to);
        for (uint32_t i = 0; i < n; i++)
            if (end[i] - start[i] >= WORD_LEAST && !(flags[i] & NEWS_COMMON))
                add(out, hash[i]);
        return;
    }
    struct span label = main_label(outlet);
    label.n = label.n < LABEL_MOST ? label.n : LABEL_MOST;
    for (size_t first = 0; first + PART_LEAST <= label.n; first++)
        for (size_t n = PART_LEAST; n <= PART_MOST && first + n <= label.n; n++)
            if (read_tokens((struct span){label.p + first, n}, &to) == 1)
                add(out, hash[0]);
}

const struct own_names *own_names_look_up(struct own_names_book *book, struct span outlet)
{
    for (unsigned i = 0; i < OWN_NAMES_KEPT; i++)
        if (outlet.n && book->kept[i].n == outlet.n && memcmp(book->kept[i].outlet, outlet.p, outlet.n) == 0)
            return &book->kept[i].names;
    const unsigned i = book->next++ % OWN_NAMES_KEPT;
    book->kept[i].n = 0; /* too long to be kept */
    if (outlet.n && outlet.n <= OWN_NAMES_OUTLET) {
        memcpy(book->kept[i].outlet, outlet.p, outlet.n);
        book->kept[i].n = outlet.n;
    }
    own_names_of(outlet, &book->kept[i].names);
    return &book->kept[i].names;
}

static bool is_name(uint8_t flags)
{
    return (flags & (BODY_NAME | BODY_DATE | BODY_COMMON)) == BODY_NAME;
}

bool own_names_possible(const struct body *b, uint32_t first, uint32_t last)
{
    bool possible = false;
    for (uint32_t i = first; i < last; i++)
        possible |= is_name(b->flags[i]);
    return possible;
}

static bool has_token(const uint64_t *token, uint32_t n, uint64_t wanted)
{
    bool has = false;
    for (uint32_t i = 0; i < n; i++)
        has |= token[i] == wanted;
    return has;
}

bool own_names_in(const struct own_names *o, const struct body *b, uint32_t first, uint32_t last,
                  const struct body *other)
{
    for (uint32_t i = first; i < last; i++)
        if (is_name(b->flags[i]) && has_token(o->token, o->n, b->token[i])
            && !(other && has_token(other->token, other->n, b->token[i])))
            return true;
    return false;
}
