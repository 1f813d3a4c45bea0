/*
 * variants.h - words that house styles write differently, and kinds of words. Compiled in from
 * data/variants.tsv by variants_gen.c; read-only.
 */
#ifndef STORY_VARIANTS_H
#define STORY_VARIANTS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"

enum variant_kind { VARIANT_DATE = 1, VARIANT_NUMBER = 2, VARIANT_COMMON = 4, VARIANT_ABBREVIATION = 8 };

struct variant {
    uint64_t form, word; /* hashes: as found, as compared */
    uint8_t kinds;       /* variant_kind bits */
};

enum { VARIANT_SLOTS = 8192 };
extern const uint16_t variant_slot[VARIANT_SLOTS]; /* index into variant_table + 1, by low bits; 0: free */
extern const struct variant variant_table[];

/* Of a folded word. The same for words that are equal, whatever their length. */
static inline uint64_t variant_hash(const uint8_t *word, size_t n)
{
    uint8_t block[HASH_BLOCK] = {0};
    if (n > HASH_BLOCK)
        return hash_bytes(word, n, 0);
    memcpy(block, word, n);
    return hash_block(block, 0);
}

/* NULL when the table does not have it. */
static inline const struct variant *variant_find(uint64_t form)
{
    size_t i = (size_t)form % VARIANT_SLOTS;
    for (; variant_slot[i]; i = (i + 1) % VARIANT_SLOTS)
        if (variant_table[variant_slot[i] - 1].form == form)
            return &variant_table[variant_slot[i] - 1];
    return NULL;
}

#endif
