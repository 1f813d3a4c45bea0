/*
 * words.h - the folded words of a text, before they are hashed; the code-point path that makes them.
 *
 * The bytes of the words stand one behind the other without anything in between; edge[] says where
 * one ends and the next begins. An unspaced script's "word" is one character with its marks.
 *
 *     input   Ein  "Straßen-Café" 東京
 *     bytes   einstrassencafé東京
 *     edge    0  3      11   16 19 22     word i is bytes[edge[i] .. edge[i + 1])
 *     run     {3, 5}                      words 3 and 4 make one run of unspaced characters
 */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/status.h"
#include "text/tokens.h"

struct words_input {
    const uint8_t *p;
    size_t n;
    enum token_unit unit;
    bool json, places;
};

struct words_run {
    uint32_t first, end; /* words [first, end) */
};

/* What the last folded code point left open. */
enum words_open { WORDS_NONE, WORDS_WORD, WORDS_UNSPACED };

struct words {
    uint8_t *bytes;
    uint32_t *edge;        /* n + 1 of them, the first 0 */
    uint32_t *start, *end; /* bytes of input of each word; only with places */
    struct words_run *run;
    size_t n_bytes, n, n_runs; /* n_bytes counts an open word, n does not */
    enum words_open open;
    uint32_t open_end; /* end[] of the open word, once it is closed; start[n] is written already */
    bool gap;          /* unit CHAR: separators since the last character */
    size_t bytes_cap, edge_cap, place_cap, run_cap;
};

enum {
    /* What a block kernel may write past the end of bytes and edge, and words_room() keeps free. */
    WORDS_SLACK = 512
};

void words_release(struct words *w);

/* Empties w and makes room for the folds of in->n bytes that do not grow. RP_OK, RP_ERR_NOMEM. */
int words_begin(struct words *w, const struct words_input *in) MUST_USE;

/* Room for `more` further bytes and for WORDS_SLACK words. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT. */
int words_grow(struct words *w, const struct words_input *in, size_t more) MUST_USE;
static inline int words_room(struct words *w, const struct words_input *in, size_t more) MUST_USE;

static inline int words_room(struct words *w, const struct words_input *in, size_t more)
{
    const size_t bytes = w->n_bytes + more + WORDS_SLACK, words = w->n + WORDS_SLACK;
    if (LIKELY(bytes <= w->bytes_cap && bytes <= UINT32_MAX && words <= w->edge_cap &&
               (!in->places || words <= w->place_cap)))
        return RP_OK;
    return words_grow(w, in, more);
}

/*
 * The definition of words: reads code points from *at on, folds, orders and composes them, and puts
 * them into words. From a text's beginning to its end it is the scalar kernel.
 *
 * Block kernels call it where *at is the boundary of a code point that they cannot take. With
 * `until_plain` it returns after a while of code points that a block can take, with *at where the
 * next begins: that one never JOINS what was read, and nothing but a spaced word is left open.
 */
int words_read(struct words *w, const struct words_input *in, size_t *at, bool until_plain) MUST_USE;

/* Closes what is open. */
void words_close(struct words *w, bool places);

#endif
