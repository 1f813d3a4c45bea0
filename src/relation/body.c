#include "relation/body.h"

#include <assert.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "relation/fold_news.h"

enum {
    FALLBACK_TOKENS = 15, /* fewer body tokens than this: take every line that is not furniture */
    TOKENS_AT_ONCE = 128,
    MAX_TEXT = 1 << 30,
};

static_assert((int)BODY_NUMBER == NEWS_NUMBER && (int)BODY_NAME == NEWS_NAME && (int)BODY_QUOTED == NEWS_QUOTED &&
              (int)BODY_SENTENCE == NEWS_SENTENCE && (int)BODY_UNSPACED == NEWS_UNSPACED &&
              (int)BODY_DATE == NEWS_DATE && (int)BODY_COMMON == NEWS_COMMON, "flags are passed on as they are");

void body_init(struct body *b)
{
    *b = (struct body){0};
}

void body_release(struct body *b)
{
    free(b->token);
    free(b->spelling);
    free(b->start);
    free(b->end);
    free(b->flags);
    free(b->paragraph);
    free(b->sentence);
    body_init(b);
}

size_t body_held(const struct body *b)
{
    const size_t token = sizeof *b->token + sizeof *b->spelling + sizeof *b->start + sizeof *b->end + sizeof *b->flags;
    return b->token_cap * token + b->paragraph_cap * sizeof *b->paragraph + b->sentence_cap * sizeof *b->sentence;
}

static int grow_tokens(struct body *b, size_t more)
{
    size_t need = (size_t)b->n + more, cap = b->token_cap;
    int rc = RP_OK;
    if (need <= b->token_cap)
        return RP_OK;
    TRY(mem_grow(&b->spelling, &cap, need, sizeof *b->spelling));
    cap = b->token_cap;
    TRY(mem_grow(&b->start, &cap, need, sizeof *b->start));
    cap = b->token_cap;
    TRY(mem_grow(&b->end, &cap, need, sizeof *b->end));
    cap = b->token_cap;
    TRY(mem_grow(&b->flags, &cap, need, sizeof *b->flags));
    /* Last, and it alone sets the capacity: a failure before leaves the others only larger than told. */
    TRY(mem_grow(&b->token, &b->token_cap, need, sizeof *b->token));
out:
    return rc;
}

static int note_sentences(struct body *b, uint32_t first)
{
    for (uint32_t i = first; i < b->n; i++) {
        if (!(b->flags[i] & BODY_SENTENCE))
            continue;
        if (mem_grow(&b->sentence, &b->sentence_cap, (size_t)b->n_sentences + 1, sizeof *b->sentence) < 0)
            return RP_ERR_NOMEM;
        b->sentence[b->n_sentences++] = i;
    }
    return RP_OK;
}

/* text[first, end) becomes a paragraph, unless it has no token. */
int body_add_paragraph(struct body *b, struct span text, uint32_t first, uint32_t end, uint32_t line)
{
    struct news_reader r;
    const uint32_t begin = b->n;
    uint32_t got;
    int rc = RP_OK;
    news_begin(&r, text.p, first, end);
    do {
        TRY(grow_tokens(b, TOKENS_AT_ONCE));
        got = news_read(&r, &(struct news_columns){b->token + b->n, b->spelling + b->n, b->start + b->n, b->end + b->n,
                                                   b->flags + b->n}, TOKENS_AT_ONCE);
        b->n += got;
    } while (got == TOKENS_AT_ONCE);
    if (b->n == begin)
        goto out;
    TRY(note_sentences(b, begin));
    b->flags[begin] |= BODY_PARAGRAPH;
    TRY(mem_grow(&b->paragraph, &b->paragraph_cap, (size_t)b->n_paragraphs + 1, sizeof *b->paragraph));
    b->paragraph[b->n_paragraphs++] = (struct body_paragraph){begin, first, end, line};
out:
    return rc;
}

/* A line that goes on the one before it: hard-wrapped text, and words broken at the end of a line. */
static bool goes_on(struct span text, uint32_t before_end, uint32_t start)
{
    static const char closing[] = ".!?:;\"'";
    if (before_end == 0 || start >= text.n || !(text.p[start] >= 'a' && text.p[start] <= 'z'))
        return false;
    uint32_t breaks = 0;
    for (uint32_t i = before_end; i < start; i++)
        breaks += text.p[i] == '\n';
    return breaks == 1 && !memchr(closing, text.p[before_end - 1], sizeof closing - 1);
}

/* Paragraphs under way: lines that go on each other make one. */
struct gather {
    struct body *body;
    struct span text;
    uint32_t first, end, line;
    bool open;
};

static int gather_flush(struct gather *g)
{
    if (!g->open)
        return RP_OK;
    g->open = false;
    return body_add_paragraph(g->body, g->text, g->first, g->end, g->line);
}

static int gather_line(struct gather *g, uint32_t first, uint32_t end, uint32_t line)
{
    int rc = RP_OK;
    if (g->open && goes_on(g->text, g->end, first)) {
        g->end = end;
        return RP_OK;
    }
    TRY(gather_flush(g));
    *g = (struct gather){g->body, g->text, first, end, line, true};
out:
    return rc;
}

void body_clear(struct body *b)
{
    b->n = b->n_paragraphs = b->n_sentences = 0;
    b->fallback = false;
}

static bool is_prose(uint8_t role, bool fallback)
{
    return role == ROLE_BODY || (fallback && (role == ROLE_CAPTION || role == ROLE_AGATE || role == ROLE_EDITOR_NOTE ||
                                              role == ROLE_PRESS_TRAILER || role == ROLE_SECTION));
}

static int read_lines(struct body *b, const struct article *article, struct span text, bool fallback)
{
    struct gather g = {.body = b, .text = text};
    int rc = RP_OK;
    body_clear(b);
    b->fallback = fallback;
    for (uint32_t i = 0; i < article->n_lines; i++) {
        const struct line *l = &article->lines[i];
        if (is_prose(l->role, fallback) && l->body_start < l->end && l->end <= text.n)
            TRY(gather_line(&g, l->body_start, l->end, i));
    }
    TRY(gather_flush(&g));
out:
    return rc;
}

int body_read(struct body *b, const struct article *article, struct span text)
{
    int rc = RP_OK;
    if (text.n > MAX_TEXT)
        return RP_ERR_LIMIT;
    TRY(read_lines(b, article, text, false));
    if (b->n < FALLBACK_TOKENS)
        TRY(read_lines(b, article, text, true));
out:
    return rc;
}

int body_read_text(struct body *b, struct span text)
{
    struct gather g = {.body = b, .text = text};
    uint32_t line = 0;
    int rc = RP_OK;
    body_clear(b);
    if (text.n > MAX_TEXT)
        return RP_ERR_LIMIT;
    for (uint32_t at = 0; at < text.n; line++) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        const uint32_t end = nl ? (uint32_t)(nl - text.p) : (uint32_t)text.n;
        if (end > at)
            TRY(gather_line(&g, at, end, line));
        at = end + 1;
    }
    TRY(gather_flush(&g));
out:
    return rc;
}

bool body_is_unspaced(const struct body *b)
{
    uint32_t unspaced = 0;
    for (uint32_t i = 0; i < b->n; i++)
        unspaced += (b->flags[i] & BODY_UNSPACED) != 0;
    return 2 * unspaced > b->n;
}
