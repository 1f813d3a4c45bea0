#include "article/unwrap.h"

#include <stdint.h>
#include <string.h>

#include "article/page.h"
#include "rules/page_limits.h"

struct line_cutter line_cutter_of(struct span text)
{
    const bool only_returns = text.n && !memchr(text.p, '\n', text.n) && memchr(text.p, '\r', text.n);
    return (struct line_cutter){.text = text, .rest = text, .newline = only_returns ? '\r' : '\n'};
}

/* A small letter of the alphabets of Europe. */
static bool begins_small(struct span s)
{
    const unsigned char a = s.n ? (unsigned char)s.p[0] : 0, b = s.n > 1 ? (unsigned char)s.p[1] : 0;
    return (a >= 'a' && a <= 'z') || (a == 0xC3 && b >= 0x9F) || a == 0xC4 || (a == 0xD0 && b >= 0xB0) || a == 0xD1;
}

/* The next line off *rest, trimmed: blank ones too. False: there is none. */
static bool cut(struct span *rest, char newline, struct span *line)
{
    if (!rest->n)
        return false;
    const char *stop = memchr(rest->p, newline, rest->n);
    const size_t n = stop ? (size_t)(stop - rest->p) : rest->n, used = n + (stop != NULL);
    *line = span_trim((struct span){rest->p, n});
    *rest = (struct span){rest->p + used, rest->n - used};
    return true;
}

static size_t characters(struct span s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

static size_t first_word(struct span s)
{
    size_t n = 0;
    while (n < s.n && (unsigned char)s.p[n] > ' ')
        n++;
    return characters((struct span){s.p, n});
}

static bool may_be_wrapped(struct span s)
{
    return s.n >= PAGE_UNWRAP_LEAST && s.n <= PAGE_UNWRAP_MOST;
}

/* b stands in the line below a, small, and a does not end a sentence. */
static bool goes_on(struct span a, struct span b)
{
    return may_be_wrapped(a) && begins_small(b) && !line_is_sentence(a);
}

/* b's first word would have made a longer than `width`, or nearly. */
static bool is_full(struct span a, struct span b, size_t width)
{
    const size_t n = characters(a);
    return n <= width && n + 1 + first_word(b) + PAGE_UNWRAP_SLACK > width;
}

/* Calls for each line that goes on one before: the greatest width of these, or with a width how many are full. */
static size_t survey(const struct line_cutter *c, size_t width, size_t *full)
{
    struct span rest = c->text, before = {0}, line;
    size_t longest = 0;
    *full = 0;
    for (; cut(&rest, c->newline, &line); before = line) {
        if (!goes_on(before, line))
            continue;
        const size_t n = characters(before);
        longest = n > longest ? n : longest;
        *full += !width || is_full(before, line, width);
    }
    return longest;
}

bool line_again(struct line_cutter *c)
{
    size_t all, full;
    if (c->width || c->goes_on < PAGE_UNWRAP_LINES)
        return false;
    const size_t width = survey(c, 0, &all);
    survey(c, width, &full);
    if (all < PAGE_UNWRAP_LINES || full * 100 < all * PAGE_UNWRAP_SHARE)
        return false;
    c->width = width;
    c->rest = c->text;
    return true;
}

/* Does `next` go on with `line`, or would it, judged by the line below? known: the paragraph has gone on before. */
static bool joins(const struct line_cutter *c, struct span line, struct span next, struct span rest, bool *known)
{
    struct span below;
    if (!next.n || !may_be_wrapped(line) || !is_full(line, next, c->width))
        return false;
    if (!*known)
        *known = goes_on(line, next) || (!line_is_sentence(line) && line_is_sentence(next)) ||
                 (cut(&rest, c->newline, &below) && goes_on(next, below));
    return *known;
}

/* Joins the lines below to *line as long as they go on with it. */
static void gather(struct line_cutter *c, struct span *line)
{
    bool known = false;
    struct span last = *line, next, rest = c->rest;
    while (cut(&rest, c->newline, &next) && joins(c, last, next, rest, &known)) {
        line->n = (size_t)(next.p + next.n - line->p);
        last = next;
        c->rest = rest;
    }
}

bool line_next(struct line_cutter *c, struct span *line)
{
    while (cut(&c->rest, c->newline, line)) {
        if (!line->n)
            continue;
        if (c->width)
            gather(c, line);
        else
            c->goes_on += begins_small(*line);
        return true;
    }
    return false;
}
