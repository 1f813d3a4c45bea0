/*
 * fold.h - what Unicode makes of one code point: NFKC with case folding, its kind, and composition.
 *
 * The tables are made during the build by fold_gen.c. Together with the composing in words.c they
 * equal utf8proc's NFKC_Casefold (tested); default ignorable code points (soft hyphen, zero-width
 * joiners, variation selectors) fold to nothing.
 *
 * An entry, 32 bits:
 *
 *     31 ............ 8 | 4    | 3     | 2..0
 *     payload           | MANY | JOINS | kind of the (first) folded code point
 *
 *     MANY    folds to the sequence that the payload numbers, composed as far as it goes
 *     JOINS   may be reordered, compose with or vanish after what stands before it: everything from
 *             the last code point without JOINS on must be normalised together. If not MANY, it
 *             folds to itself and the payload is its canonical combining class
 *     neither folds to itself + payload (signed)
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <stddef.h>
#include <stdint.h>

enum fold_kind {
    FOLD_SEPARATOR,
    FOLD_SPACE,    /* White_Space: a separator that is not text either */
    FOLD_LETTER,   /* letter or digit */
    FOLD_UNSPACED, /* the same, of a script written without spaces */
    FOLD_MARK,     /* stays with what it is attached to */
    FOLD_IGNORED
};

enum {
    FOLD_KIND = 7,
    FOLD_JOINS = 8,
    FOLD_MANY = 16,
    FOLD_PAYLOAD_SHIFT = 8,
    FOLD_BLOCK_BITS = 6,
    FOLD_SEQUENCE_MAX = 18, /* U+FDFA */
    FOLD_HANGUL = 0xAC00
};

/* No code point: an ill-formed byte, a lone surrogate, a bad escape. Separates. */
#define FOLD_NONE UINT32_C(0x110000)

struct fold_pair {
    uint32_t first, second, whole;
};

extern const uint16_t fold_block_of[];
extern const uint32_t fold_entries[];
extern const char fold_unicode_version[]; /* "15.0.0" */

/*
 * The code points of two bytes once more, for vector look-ups of those that share a first byte: by
 * first byte - 0xC2, then by the low six bits of the second.
 */
enum fold_two_kind {
    FOLD_TWO_SEPARATOR,
    FOLD_TWO_LETTER, /* folds to the two bytes first[] and second[]: one letter, or two of one byte */
    FOLD_TWO_OTHER   /* fold_entry() knows */
};

struct fold_two {
    uint8_t kind[64], first[64], second[64];
};

extern const struct fold_two fold_two[0xE0 - 0xC2];
extern const uint8_t fold_e280[64]; /* U+2000 to U+203F: fold_two_kind, no LETTER among them */

/* cp <= FOLD_NONE */
static inline uint32_t fold_entry(uint32_t cp)
{
    return fold_entries[((uint32_t)fold_block_of[cp >> FOLD_BLOCK_BITS] << FOLD_BLOCK_BITS) |
                        (cp & ((1u << FOLD_BLOCK_BITS) - 1))];
}

static inline enum fold_kind fold_kind(uint32_t entry)
{
    return (enum fold_kind)(entry & FOLD_KIND);
}

/* What cp folds to, its entry being neither MANY nor IGNORED. */
static inline uint32_t fold_single(uint32_t cp, uint32_t entry)
{
    return entry & FOLD_JOINS ? cp : cp + (uint32_t)((int32_t)entry >> FOLD_PAYLOAD_SHIFT);
}

/* Canonical combining class of a folded code point. */
static inline unsigned fold_class(uint32_t entry)
{
    return (entry & (FOLD_JOINS | FOLD_MANY)) == FOLD_JOINS ? entry >> FOLD_PAYLOAD_SHIFT : 0;
}

/* What cp folds to in composed form, at most FOLD_SEQUENCE_MAX code points; returns how many. */
size_t fold_codepoint(uint32_t cp, uint32_t out[FOLD_SEQUENCE_MAX]);

/* The code point that a and b compose to, or 0; and the way back: returns 0 if whole does not
 * decompose, else sets the two halves, of which only the first may decompose further. */
uint32_t fold_compose(uint32_t a, uint32_t b);
int fold_decompose(uint32_t whole, uint32_t *a, uint32_t *b);

#endif
