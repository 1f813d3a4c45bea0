#include "text/words.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/codepoint.h"
#include "text/fold.h"

enum {
    /* Code points of a segment that are ordered and composed together. Unicode's stream-safe format
     * allows 30 marks in a row; longer rows are cut here, so that a row of a million stays linear. */
    SEGMENT_FULL = 64,
    SEGMENT_MAX = SEGMENT_FULL + 4 * FOLD_SEQUENCE_MAX,
    /* Code points a block could take, after which words_read() returns to the block kernel. */
    PLAIN_RUN = 16
};

_Static_assert(2 * SEGMENT_MAX < WORDS_SLACK, "a segment's words, and the spaces between, need the room of one check");

/* Of a folded code point that a kernel had already put into a word: its place is accounted for. */
#define PLACE_KNOWN ((struct place){UINT32_MAX, 0})

struct place {
    uint32_t start, end;
};

struct segment {
    size_t n;
    uint32_t cp[SEGMENT_MAX];
    struct place place[SEGMENT_MAX];
    uint8_t class[SEGMENT_MAX];
};

/* --- room --- */

void words_release(struct words *w)
{
    free(w->bytes);
    free(w->edge);
    free(w->start);
    free(w->end);
    free(w->run);
    *w = (struct words){0};
}

int words_begin(struct words *w, const struct words_input *in)
{
    w->n_bytes = w->n = w->n_runs = 0;
    w->open = WORDS_NONE;
    w->gap = false;
    return words_room(w, in, in->n);
}

static int places_grow(struct words *w)
{
    size_t cap = w->place_cap;
    int rc = RP_OK;

    TRY(mem_grow(&w->start, &cap, w->n + 2 * WORDS_SLACK, sizeof *w->start));
    cap = w->place_cap;
    TRY(mem_grow(&w->end, &cap, w->n + 2 * WORDS_SLACK, sizeof *w->end));
    w->place_cap = cap;
out:
    return rc;
}

int words_grow(struct words *w, const struct words_input *in, size_t more)
{
    int rc = RP_OK;

    if (w->n_bytes + more > UINT32_MAX - WORDS_SLACK)
        return RP_ERR_LIMIT;
    TRY(mem_grow(&w->bytes, &w->bytes_cap, w->n_bytes + more + 2 * WORDS_SLACK, 1));
    TRY(mem_grow(&w->edge, &w->edge_cap, w->n + 2 * WORDS_SLACK, sizeof *w->edge));
    if (in->places && w->place_cap < w->n + 2 * WORDS_SLACK)
        TRY(places_grow(w));
    w->edge[0] = 0;
out:
    return rc;
}

/* --- folded code points into words --- */

void words_close(struct words *w, bool places)
{
    if (w->open == WORDS_NONE)
        return;
    if (places)
        w->end[w->n] = w->open_end;
    w->edge[++w->n] = (uint32_t)w->n_bytes;
    if (w->open == WORDS_UNSPACED)
        w->run[w->n_runs - 1].end = (uint32_t)w->n;
    w->open = WORDS_NONE;
}

static inline void append(struct words *w, bool places, uint32_t cp, struct place place)
{
    if (places && place.start < w->start[w->n])
        w->start[w->n] = place.start;
    if (place.end > w->open_end)
        w->open_end = place.end;
    w->n_bytes += codepoint_write(w->bytes + w->n_bytes, cp);
}

static inline void begin(struct words *w, bool places, enum words_open kind, struct place place)
{
    if (places)
        w->start[w->n] = place.start;
    w->open_end = place.end;
    w->open = kind;
}

static inline int begin_unspaced(struct words *w, bool places, struct place place)
{
    int rc = RP_OK;
    const bool goes_on = w->open == WORDS_UNSPACED;

    words_close(w, places);
    if (!goes_on) {
        TRY(mem_grow(&w->run, &w->run_cap, w->n_runs + 1, sizeof *w->run));
        w->run[w->n_runs++].first = (uint32_t)w->n;
    }
    begin(w, places, WORDS_UNSPACED, place);
out:
    return rc;
}

/* Unit CHAR: what came between this character and the one before is one token " ". */
static void begin_char(struct words *w, bool places, struct place place)
{
    words_close(w, places);
    if (w->gap && w->n > 0) {
        struct place between = {places ? w->end[w->n - 1] : 0, place.start};
        if (between.start >= between.end) /* within the fold of one code point, as in U+00BD */
            between = place;
        begin(w, places, WORDS_WORD, between);
        w->bytes[w->n_bytes++] = ' ';
        words_close(w, places);
    }
    w->gap = false;
    begin(w, places, WORDS_WORD, place);
}

static inline int put(struct words *w, const struct words_input *in, uint32_t cp, enum fold_kind kind,
                      struct place place)
{
    int rc = RP_OK;

    if (kind == FOLD_SEPARATOR || kind == FOLD_SPACE || (kind == FOLD_MARK && w->open == WORDS_NONE)) {
        words_close(w, in->places);
        w->gap = true;
        return rc;
    }
    if (kind != FOLD_MARK) {
        if (in->unit == TOKEN_CHAR) {
            begin_char(w, in->places, place);
        } else if (kind == FOLD_UNSPACED && in->unit == TOKEN_AUTO) {
            TRY(begin_unspaced(w, in->places, place));
        } else if (w->open != WORDS_WORD) {
            words_close(w, in->places);
            begin(w, in->places, WORDS_WORD, place);
        }
    }
    append(w, in->places, cp, place);
out:
    return rc;
}

static int put_folded(struct words *w, const struct words_input *in, const uint32_t *cp, size_t n, struct place place)
{
    int rc = RP_OK;
    for (size_t i = 0; i < n; i++)
        TRY(put(w, in, cp[i], fold_kind(fold_entry(cp[i])), place));
out:
    return rc;
}

/* --- segments: a code point and all that JOIN it, ordered and composed as NFC does --- */

/* Stable, by combining class; a code point of class 0 is never passed. */
static void segment_insert(struct segment *s, uint32_t cp, struct place place)
{
    const uint8_t class = (uint8_t)fold_class(fold_entry(cp));
    size_t i = s->n++;

    for (; class && i > 0 && s->class[i - 1] > class; i--) {
        s->cp[i] = s->cp[i - 1];
        s->place[i] = s->place[i - 1];
        s->class[i] = s->class[i - 1];
    }
    s->cp[i] = cp;
    s->place[i] = place;
    s->class[i] = class;
}

static void segment_decompose(struct segment *s, uint32_t cp, struct place place)
{
    uint32_t tail[4], first, second;
    size_t n = 0;

    while (n < 4 && fold_decompose(cp, &first, &second)) {
        tail[n++] = second;
        cp = first;
    }
    segment_insert(s, cp, place);
    while (n > 0)
        segment_insert(s, tail[--n], place);
}

static void segment_add(struct segment *s, uint32_t cp, struct place place)
{
    uint32_t folded[FOLD_SEQUENCE_MAX];
    const size_t n = fold_codepoint(cp, folded);
    for (size_t i = 0; i < n; i++)
        segment_decompose(s, folded[i], place);
}

/* A mark composes with the last starter unless one of its own class, or another starter, is between. */
static void segment_compose(struct segment *s)
{
    size_t starter = SIZE_MAX, kept = 0;

    for (size_t i = 0; i < s->n; i++) {
        const bool adjacent = starter + 1 == kept;
        uint32_t whole = 0;
        if (starter != SIZE_MAX && (adjacent || (s->class[kept - 1] < s->class[i] && s->class[kept - 1] != 0)))
            whole = fold_compose(s->cp[starter], s->cp[i]);
        if (whole) {
            s->cp[starter] = whole;
            if (s->place[i].start < s->place[starter].start)
                s->place[starter].start = s->place[i].start;
            if (s->place[i].end > s->place[starter].end)
                s->place[starter].end = s->place[i].end;
            continue;
        }
        s->cp[kept] = s->cp[i];
        s->place[kept] = s->place[i];
        s->class[kept] = s->class[i];
        if (s->class[kept] == 0)
            starter = kept;
        kept++;
    }
    s->n = kept;
}

/* The text has been read up to `at`. A space may come before each code point (unit CHAR). */
static int segment_put(struct segment *s, struct words *w, const struct words_input *in, size_t at)
{
    int rc = RP_OK;

    segment_compose(s);
    TRY(words_room(w, in, in->n - at + 5 * SEGMENT_MAX));
    for (size_t i = 0; i < s->n; i++)
        TRY(put_folded(w, in, &s->cp[i], 1, s->place[i]));
    s->n = 0;
out:
    return rc;
}

/* Takes back the last code point of the open word, for what follows JOINS it. */
static void segment_begin(struct segment *s, struct words *w)
{
    size_t at = w->n_bytes - 1;

    while ((w->bytes[at] & 0xC0) == 0x80)
        at--;
    segment_decompose(s, codepoint_utf8(w->bytes + at, w->n_bytes - at).value, PLACE_KNOWN);
    w->n_bytes = at;
}

/* Reads the segment that begins with c at *at; leaves *at behind it. */
static int read_segment(struct words *w, const struct words_input *in, size_t *at, struct codepoint c)
{
    struct segment s;
    int rc = RP_OK;

    s.n = 0;
    if ((fold_entry(c.value) & FOLD_JOINS) && w->open == WORDS_WORD)
        segment_begin(&s, w);
    do {
        if (s.n >= SEGMENT_FULL)
            TRY(segment_put(&s, w, in, *at));
        segment_add(&s, c.value, (struct place){(uint32_t)*at, (uint32_t)(*at + c.size)});
        *at += c.size;
        if (*at == in->n)
            break;
        c = codepoint_read(in->p + *at, in->n - *at, in->json);
    } while (fold_entry(c.value) & FOLD_JOINS);
    TRY(segment_put(&s, w, in, *at));
out:
    return rc;
}

/* Letters and separators that fold to one code point: what a block kernel takes. */
static bool is_plain(uint32_t entry)
{
    return !(entry & (FOLD_MANY | FOLD_JOINS)) && fold_kind(entry) <= FOLD_LETTER;
}

/* The code point at `at`, or a separator at the end: that joins nothing. */
static inline struct codepoint read_at(const struct words_input *in, size_t at)
{
    return at < in->n ? codepoint_read(in->p + at, in->n - at, in->json) : (struct codepoint){FOLD_NONE, 1};
}

static int read_sequence(struct words *w, const struct words_input *in, uint32_t cp, struct place place)
{
    uint32_t folded[FOLD_SEQUENCE_MAX];
    return put_folded(w, in, folded, fold_codepoint(cp, folded), place);
}

int words_read(struct words *w, const struct words_input *in, size_t *at, bool until_plain)
{
    struct codepoint c = read_at(in, *at);
    uint32_t entry = fold_entry(c.value);
    unsigned plain = 0;
    int rc = RP_OK;

    while (*at < in->n && (!until_plain || plain < PLAIN_RUN)) {
        const struct place place = {(uint32_t)*at, (uint32_t)(*at + c.size)};
        struct codepoint next = read_at(in, place.end);
        uint32_t next_entry = fold_entry(next.value);

        plain = is_plain(entry) && !(next_entry & FOLD_JOINS) ? plain + 1 : 0;
        TRY(words_room(w, in, in->n - *at));
        *at = place.end;
        if ((entry | next_entry) & FOLD_JOINS) {
            *at = place.start;
            TRY(read_segment(w, in, at, c));
            next = read_at(in, *at);
            next_entry = fold_entry(next.value);
        } else if (entry & FOLD_MANY) {
            TRY(read_sequence(w, in, c.value, place));
        } else {
            TRY(put(w, in, fold_single(c.value, entry), fold_kind(entry), place));
        }
        c = next;
        entry = next_entry;
    }
    if (w->open == WORDS_UNSPACED)
        words_close(w, in->places);
out:
    return rc;
}
