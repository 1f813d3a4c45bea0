/*
 * vocab.h - made-up words of several scripts, numbered by how often they are used.
 *
 * Words of one script are all different, hold letters and digits only, and so are one token each
 * (text/tokens.h); in Han a word is one character, written without spaces, and up to four numbers share it.
 */
#ifndef GEN_VOCAB_H
#define GEN_VOCAB_H

#include <stdint.h>

#include "base/compiler.h"

enum vocab_script { VOCAB_LATIN, VOCAB_CYRILLIC, VOCAB_GREEK, VOCAB_DEVANAGARI, VOCAB_HANGUL, VOCAB_HAN,
                    VOCAB_SCRIPTS };
enum { VOCAB_WORDS = 1 << 16, VOCAB_SLOT = 16 };

/* Words 1 .. VOCAB_WORDS - 1, most frequent first; each in a slot that may be copied whole. */
struct vocab {
    char (*word)[VOCAB_SLOT];
    uint8_t *len;
    enum vocab_script script;
};

int vocab_init(struct vocab *v, enum vocab_script script) MUST_USE;
void vocab_release(struct vocab *v);

/* 19 random bits to a word number, Zipf with exponent 1: each octave of ranks is equally likely, and
 * even inside (so at most 1.5 times off the smooth law). */
static inline uint32_t vocab_zipf(uint32_t bits)
{
    const uint32_t octave = bits & 15;
    return (1u << octave) | ((bits >> 4) & ((1u << octave) - 1));
}

#endif
