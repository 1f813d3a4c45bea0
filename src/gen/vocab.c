#include "gen/vocab.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"

/* Onsets and rimes as comma-separated lists. The number of syllables is a word number in base
 * onsets * rimes, so no two numbers make the same word: rimes begin with a vowel, onsets do not hold one. */
struct phonology {
    const char *onset[24], *rime[24];
};

static const struct phonology phonologies[] = {
    [VOCAB_LATIN] = {{"b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "h", "st", "pr"},
                     {"a", "e", "i", "o", "u", "an", "er", "in", "on", "al", "el", "or"}},
    [VOCAB_CYRILLIC] = {{"б", "в", "г", "д", "к", "л", "м", "н", "п", "р", "с", "т"},
                        {"а", "е", "и", "о", "у", "ы", "я", "ю"}},
    [VOCAB_GREEK] = {{"β", "γ", "δ", "κ", "λ", "μ", "ν", "π", "ρ", "τ", "φ", "χ"},
                     {"α", "ε", "η", "ι", "ο", "υ", "ω"}},
    [VOCAB_DEVANAGARI] = {{"क", "ख", "ग", "घ", "च", "छ", "ज", "ट", "ठ", "ड", "ण", "त", "थ", "द", "ध", "न", "प",
                           "ब", "भ", "म", "र", "ल", "व", "स"},
                          {"", "ा", "ि", "ी", "ु", "ू", "े", "ै", "ो", "ौ", "ं"}},
};

static unsigned list_len(const char *const *list)
{
    unsigned n = 0;
    while (n < 24 && list[n] != NULL) n++;
    return n;
}

static unsigned append(char *slot, unsigned n, const char *s)
{
    const size_t len = strlen(s);
    if (n + len > VOCAB_SLOT) return n;
    memcpy(slot + n, s, len);
    return n + (unsigned)len;
}

static unsigned put_code_point(char *slot, unsigned n, uint32_t c)
{
    slot[n++] = (char)(0xe0 | c >> 12);
    slot[n++] = (char)(0x80 | (c >> 6 & 63));
    slot[n++] = (char)(0x80 | (c & 63));
    return n;
}

static unsigned spell_syllables(const struct phonology *p, uint32_t rank, char *slot)
{
    const uint32_t onsets = list_len(p->onset), rimes = list_len(p->rime), base = onsets * rimes;
    unsigned n = 0;
    for (uint32_t left = rank; left != 0; left /= base) {
        const uint32_t s = left % base;
        n = append(slot, n, p->onset[s / rimes]);
        n = append(slot, n, p->rime[s % rimes]);
    }
    return n;
}

/* One Latin word in 16, never the commonest, gets its first plain vowel accented, one in 40 is a number. */
static unsigned spell_latin(uint32_t rank, char *slot)
{
    static const char vowels[] = "aeiou";
    static const char *const accented[] = {"á", "é", "í", "ö", "ü"};
    const uint64_t h = hash_mix(rank * UINT64_C(0x9E3779B97F4A7C15));
    unsigned n = 0;
    if (h % 40 == 1 && rank > 64) {
        char digits[8];
        for (uint32_t v = rank; v != 0; v /= 10) digits[n++] = (char)('0' + v % 10);
        for (unsigned i = 0; i < n; i++) slot[i] = digits[n - 1 - i];
        return n;
    }
    n = spell_syllables(&phonologies[VOCAB_LATIN], rank, slot);
    if (h % 16 != 0 || rank <= 64) return n;
    for (unsigned i = 0; i < n; i++) {
        const char *at = memchr(vowels, slot[i], 5);
        if (at == NULL) continue;
        memmove(slot + i + 2, slot + i + 1, n - i - 1);
        memcpy(slot + i, accented[at - vowels], 2);
        return n + 1;
    }
    return n;
}

/* Two or three syllable blocks: the low digits of the rank in a base that all of the script's 11,172 fit. */
static unsigned spell_hangul(uint32_t rank, char *slot)
{
    unsigned n = 0;
    for (uint32_t left = rank; left != 0; left /= 1999) n = put_code_point(slot, n, 0xac00 + left % 1999 * 5);
    return put_code_point(slot, n, 0xac00 + (rank % 588) * 19);
}

static unsigned spell(enum vocab_script script, uint32_t rank, char *slot)
{
    switch (script) {
    case VOCAB_LATIN: return spell_latin(rank, slot);
    case VOCAB_HANGUL: return spell_hangul(rank, slot);
    case VOCAB_HAN: return put_code_point(slot, 0, 0x4e00 + rank % 20900);
    default: return spell_syllables(&phonologies[script], rank, slot);
    }
}

int vocab_init(struct vocab *v, enum vocab_script script)
{
    *v = (struct vocab){.script = script};
    v->word = mem_zalloc(VOCAB_WORDS, VOCAB_SLOT);
    v->len = mem_zalloc(VOCAB_WORDS, 1);
    if (v->word == NULL || v->len == NULL) {
        vocab_release(v);
        return RP_ERR_NOMEM;
    }
    for (uint32_t rank = 1; rank < VOCAB_WORDS; rank++) {
        char slot[2 * VOCAB_SLOT] = {0};
        const unsigned n = spell(script, rank, slot);
        v->len[rank] = (uint8_t)(n < VOCAB_SLOT ? n : VOCAB_SLOT);
        memcpy(v->word[rank], slot, v->len[rank]);
    }
    return RP_OK;
}

void vocab_release(struct vocab *v)
{
    free(v->word);
    free(v->len);
    *v = (struct vocab){0};
}
