#include "report/side_by_side.h"

#include "report/listing.h"

enum { COLUMN_LEAST = 20, MARGIN = 2, WORD_COLUMNS = 60 };

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span side_bytes(const struct side *s, uint32_t first, uint32_t last)
{
    const struct body *b = s->body;
    uint32_t begin, end, from, to;

    if (first >= last)
        return (struct span){"", 0};
    begin = b->start[first];
    end = b->end[last - 1];
    from = first ? b->end[first - 1] : 0;
    to = last < b->n ? b->start[last] : (uint32_t)s->text.n;
    while (begin > from && !is_space(s->text.p[begin - 1]))
        begin--;
    if (first && begin == from)
        begin = b->start[first]; /* no space between: what stands there is the neighbour's */
    while (end < to && !is_space(s->text.p[end]))
        end++;
    return (struct span){s->text.p + begin, end - begin};
}

/* --- one column: words that wrap --- */

struct column {
    struct span rest;      /* of the piece being set */
    enum diff_kind kind;
    bool left;
    bool begun;            /* the opening mark of the piece is out */
};

static const char *opening(const struct column *c)
{
    if (c->kind == DIFF_KEPT)
        return "";
    return c->kind == DIFF_MOVED ? "<" : c->left ? "[-" : "{+";
}

static const char *closing(const struct column *c)
{
    if (c->kind == DIFF_KEPT)
        return "";
    return c->kind == DIFF_MOVED ? ">" : c->left ? "-]" : "+}";
}

static enum text_style style_of(const struct column *c)
{
    if (c->kind == DIFF_KEPT)
        return STYLE_NONE;
    return c->kind == DIFF_MOVED ? STYLE_BLUE : c->left ? STYLE_RED : STYLE_GREEN;
}

static struct span next_word(struct column *c)
{
    struct span w;
    size_t n = 0;
    while (c->rest.n && is_space(c->rest.p[0]))
        c->rest = (struct span){c->rest.p + 1, c->rest.n - 1};
    while (n < c->rest.n && !is_space(c->rest.p[n]))
        n++;
    w = (struct span){c->rest.p, n};
    c->rest = (struct span){c->rest.p + n, c->rest.n - n};
    while (c->rest.n && is_space(c->rest.p[0]))
        c->rest = (struct span){c->rest.p + 1, c->rest.n - 1};
    return w;
}

/* The pieces of one paragraph, on one side. */
struct flow {
    const struct side *side;
    const struct diff_row *row, *end;
    bool left;
    struct column c;
};

static bool next_piece(struct flow *f)
{
    while (f->c.rest.n == 0) {
        if (f->row == f->end)
            return false;
        f->c = (struct column){.kind = (enum diff_kind)f->row->kind, .left = f->left};
        f->c.rest = f->left ? side_bytes(f->side, f->row->a, f->row->a_end)
                           : side_bytes(f->side, f->row->b, f->row->b_end);
        f->row++;
    }
    return true;
}

static unsigned columns_of(struct span s)
{
    unsigned used;
    listing_fit(s, WORD_COLUMNS, &used);
    return used;
}

/* One line of at most `width` columns; returns how many it fills. */
static unsigned set_line(struct text_out *t, struct flow *f, unsigned width)
{
    unsigned used = 0;

    while (next_piece(f)) {
        struct flow before = *f;
        const bool opens = !f->c.begun;
        struct span w = next_word(&f->c);
        const bool closes = f->c.rest.n == 0;
        const char *open = opens ? opening(&f->c) : "", *close = closes ? closing(&f->c) : "";
        const unsigned marks = (unsigned)(strlen(open) + strlen(close));
        unsigned need = columns_of(w) + marks;
        if (used && used + 1 + need > width) {
            *f = before;
            break;
        }
        if (used) {
            tout_string(t, " ");
            used++;
        }
        if (need > width - used)
            need = width - used;
        tout_style(t, style_of(&f->c));
        tout_string(t, open);
        tout_fit(t, w, need - marks);
        tout_string(t, close);
        tout_style(t, STYLE_NONE);
        used += need;
        f->c.begun = true;
    }
    return used;
}

static void pad(struct text_out *t, unsigned n)
{
    while (n--)
        tout_string(t, " ");
}

static void set_paragraph(struct text_out *t, struct flow *a, struct flow *b, unsigned width)
{
    while (next_piece(a) | next_piece(b)) {
        unsigned used = set_line(t, a, width);
        pad(t, width - used);
        tout_string(t, " | ");
        set_line(t, b, width);
        tout_line(t);
    }
}

/* --- paragraphs: a row is cut where one begins on either side --- */

static bool begins(const struct body *b, uint32_t token)
{
    return token < b->n && (b->flags[token] & BODY_PARAGRAPH) != 0;
}

/* The first token behind `first` that begins a paragraph, at most last. */
static uint32_t paragraph_end(const struct body *b, uint32_t first, uint32_t last)
{
    uint32_t i = first + 1;
    while (i < last && !begins(b, i))
        i++;
    return first < last ? i : last;
}

/* What of the row stands in one paragraph of both sides; the row loses it. */
static struct diff_row take_piece(struct diff_row *r, const struct side *a, const struct side *b)
{
    struct diff_row piece = *r;
    piece.a_end = paragraph_end(a->body, r->a, r->a_end);
    piece.b_end = paragraph_end(b->body, r->b, r->b_end);
    if (r->kind == DIFF_KEPT || r->kind == DIFF_MOVED) {
        /* Equal tokens go in step. */
        uint32_t n = piece.a_end - piece.a < piece.b_end - piece.b ? piece.a_end - piece.a : piece.b_end - piece.b;
        piece.a_end = piece.a + n;
        piece.b_end = piece.b + n;
    }
    r->a = piece.a_end;
    r->b = piece.b_end;
    return piece;
}

enum { PIECES = 256 };

static void set_pieces(struct text_out *t, const struct side *a, const struct side *b, const struct diff_row *piece,
                       size_t n, unsigned width)
{
    struct flow fa = {.side = a, .row = piece, .end = piece + n, .left = true};
    struct flow fb = {.side = b, .row = piece, .end = piece + n, .left = false};
    if (n) {
        set_paragraph(t, &fa, &fb, width);
        tout_line(t);
    }
}

void side_by_side(struct text_out *t, const struct side *a, const struct side *b, const struct diff_row *rows, size_t n,
                  unsigned columns)
{
    struct diff_row piece[PIECES];
    unsigned width = columns > 2 * COLUMN_LEAST + MARGIN + 1 ? (columns - 3) / 2 : COLUMN_LEAST;
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        for (struct diff_row r = rows[i]; r.a < r.a_end || r.b < r.b_end;) {
            bool begin = (r.a < r.a_end && begins(a->body, r.a)) || (r.b < r.b_end && begins(b->body, r.b));
            if (k == PIECES || (begin && k)) {
                set_pieces(t, a, b, piece, k, width);
                k = 0;
            }
            piece[k++] = take_piece(&r, a, b);
        }
    set_pieces(t, a, b, piece, k, width);
}
