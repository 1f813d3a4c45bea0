#include "text/fold.h"

#include "base/compiler.h"
#include "fold_table.h"

/* Hangul composes by arithmetic (The Unicode Standard, 3.12). */
enum { L_BASE = 0x1100, V_BASE = 0x1161, T_BASE = 0x11A7, L_COUNT = 19, V_COUNT = 21, T_COUNT = 28,
       S_COUNT = L_COUNT * V_COUNT * T_COUNT };

size_t fold_codepoint(uint32_t cp, uint32_t out[FOLD_SEQUENCE_MAX])
{
    const uint32_t e = fold_entry(cp);

    if (e & FOLD_MANY) {
        const uint32_t *s = &sequences[e >> FOLD_PAYLOAD_SHIFT];
        for (uint32_t i = 0; i < s[0]; i++)
            out[i] = s[1 + i];
        return s[0];
    }
    if (fold_kind(e) == FOLD_IGNORED)
        return 0;
    out[0] = fold_single(cp, e);
    return 1;
}

static uint32_t hangul_compose(uint32_t a, uint32_t b)
{
    if (a - L_BASE < L_COUNT && b - V_BASE < V_COUNT)
        return FOLD_HANGUL + ((a - L_BASE) * V_COUNT + (b - V_BASE)) * T_COUNT;
    if (a - FOLD_HANGUL < S_COUNT && (a - FOLD_HANGUL) % T_COUNT == 0 && b - (T_BASE + 1) < T_COUNT - 1)
        return a + (b - T_BASE);
    return 0;
}

uint32_t fold_compose(uint32_t a, uint32_t b)
{
    size_t lo = 0, hi = ARRAY_LEN(pairs_by_halves);

    while (lo < hi) {
        const size_t mid = (lo + hi) / 2;
        const struct fold_pair *p = &pairs_by_halves[mid];
        if (p->first < a || (p->first == a && p->second < b))
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo < ARRAY_LEN(pairs_by_halves) && pairs_by_halves[lo].first == a && pairs_by_halves[lo].second == b)
        return pairs_by_halves[lo].whole;
    return hangul_compose(a, b);
}

static int hangul_decompose(uint32_t whole, uint32_t *a, uint32_t *b)
{
    const uint32_t s = whole - FOLD_HANGUL, t = s % T_COUNT;

    if (s >= S_COUNT)
        return 0;
    *a = t ? whole - t : L_BASE + s / (V_COUNT * T_COUNT);
    *b = t ? T_BASE + t : V_BASE + s % (V_COUNT * T_COUNT) / T_COUNT;
    return 1;
}

int fold_decompose(uint32_t whole, uint32_t *a, uint32_t *b)
{
    size_t lo = 0, hi = ARRAY_LEN(pairs_by_whole);

    while (lo < hi) {
        const size_t mid = (lo + hi) / 2;
        if (pairs_by_whole[mid].whole < whole)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == ARRAY_LEN(pairs_by_whole) || pairs_by_whole[lo].whole != whole)
        return hangul_decompose(whole, a, b);
    *a = pairs_by_whole[lo].first;
    *b = pairs_by_whole[lo].second;
    return 1;
}
