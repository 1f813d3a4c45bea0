/*
 * variants.h - words that house styles write differently, and kinds of words. Compiled in from
 * data/variants.tsv by variants_gen.c; read-only.
 */
#ifndef RELATION_VARIANTS_H
#define RELATION_VARIANTS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"

/* Bits as in news_flag. */
enum variant_kind { VARIANT_NUMBER = 1, VARIANT_ABBREVIATION = 8, VARIANT_DATE = 64, VARIANT_COMMON = 128 };

struct variant {
    uint64_t form, word; /* hashes: as found, as compared */
    uint8_t kinds;       /* variant_kind bits */
};

/*
 * Every form has two slots where it may be (cuckoo hashing: Pagh, Rodler 2001), so looking needs no
 * branch. A slot is the index into variant_table in its low bits, 0 for free, and bits of the form above.
 */
enum { VARIANT_SLOTS = 4096, VARIANT_INDEX_BITS = 12 };
extern const uint32_t variant_slot[VARIANT_SLOTS];
extern const struct variant variant_table[]; /* [0] is no form */

static inline size_t variant_place(uint64_t form, int choice)
{
    return (size_t)(form >> (choice ? 16 : 0)) % VARIANT_SLOTS;
}

static inline uint32_t variant_tag(uint64_t form)
{
    return (uint32_t)(form >> 32) >> VARIANT_INDEX_BITS << VARIANT_INDEX_BITS;
}

/* Of a folded word. The same for words that are equal, whatever their length. */
static inline uint64_t variant_hash(const uint8_t *word, size_t n)
{
    uint8_t block[HASH_BLOCK] = {0};
    if (n > HASH_BLOCK)
        return hash_bytes(word, n, 0);
    memcpy(block, word, n);
    return hash_block(block, 0);
}

/* The entry of a form, or one whose form is another. Never NULL. */
static inline const struct variant *variant_find(uint64_t form)
{
    const uint32_t x = variant_slot[variant_place(form, 0)] ^ variant_tag(form);
    const uint32_t y = variant_slot[variant_place(form, 1)] ^ variant_tag(form);
    const uint32_t end = 1u << VARIANT_INDEX_BITS;
    return &variant_table[(x < end ? x : 0) | (y < end ? y : 0)];
}

#endif
