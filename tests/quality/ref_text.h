/*
 * ref_text.h - text to tokens and shingles a second time: the prose of text/tokens.h and sketch/shingle.h
 * followed word by word with utf8proc, code point after code point, and nothing of ours but its wording.
 *
 * Tokens and shingles are numbered by what they are, not hashed: equal numbers are equal strings, so
 * what is counted with them is exact.
 */
#ifndef QUALITY_REF_TEXT_H
#define QUALITY_REF_TEXT_H

#include <stddef.h>
#include <stdint.h>

enum { REF_SHINGLE = 5 };

struct ref_doc {
    uint32_t *token;   /* in order */
    uint32_t *shingle; /* different ones, rising */
    size_t tokens, shingles;
};

/* Numbers for byte strings, 0, 1, 2 ... in order of first sight. */
struct ref_numbers {
    uint64_t *place; /* of each string in `bytes`, and its end */
    uint32_t *slot;
    char *bytes;
    size_t n, slots, place_cap, used, cap;
};

struct ref_world {
    struct ref_numbers words, shingles;
};

/* Ends the program when memory is short, as everything here does. */
void ref_read(struct ref_world *w, const char *utf8, size_t n, struct ref_doc *out);
void ref_world_free(struct ref_world *w);

/* Shingles the two have in common. */
size_t ref_common(const struct ref_doc *a, const struct ref_doc *b);

void *ref_alloc(size_t n, size_t size);
void *ref_grow(void *p, size_t *cap, size_t need, size_t size);

#endif
