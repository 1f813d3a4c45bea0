#include "article/line_key.h"

#include <stdbool.h>
#include <string.h>

#include "base/block16.h"
#include "base/hash.h"

enum { HEAD = 48, TAIL = 32 };

static size_t fold(const char *p, size_t n, char *out)
{
    size_t k = 0;
    char last = 0;
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        c = c >= '0' && c <= '9' ? '#' : (unsigned char)c <= ' ' ? ' ' : c;
        if ((c == '#' || c == ' ') && c == last)
            continue;
        out[k++] = last = c;
    }
    return k;
}

/* Of fixed length, so that the compiler makes vector code of it; runs stay as long as they are. */
static inline void fold_block(const char *p, char *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)p[i];
        const char plain = (char)(c < ' ' ? ' ' : c);
        out[i] = (unsigned char)(c - '0') < 10 ? '#' : plain;
    }
}

/* Digits, control characters, two spaces; the sixteen bytes at p and the one behind them. */
static bool block_has_more(const char *p)
{
    const block16 c = block16_load(p), next = block16_load(p + 1);
    const block16 digit = (block16)((block16)(c - '0') < 10), spaces = (block16)(c == ' ') & (block16)(next == ' ');
    return block16_bits(digit | (block16)(c < ' ') | spaces) != 0;
}

static bool has_digits_or_controls(const char *p, size_t n)
{
    size_t i = 0;
    for (; i + sizeof(block16) < n; i += sizeof(block16))
        if (block_has_more(p + i))
            return true;
    char last[sizeof(block16) + 1];
    memset(last, 'x', sizeof last);
    memcpy(last, p + i, n - i);
    return block_has_more(last);
}

uint64_t line_key(struct span s)
{
    enum { SEED = 0x6c696e65 };
    char folded[HEAD + TAIL];
    if (s.n > HEAD + TAIL) {
        fold_block(s.p, folded, HEAD);
        fold_block(s.p + s.n - TAIL, folded + HEAD, TAIL);
        return hash_bytes(folded, HEAD + TAIL, SEED);
    }
    if (!has_digits_or_controls(s.p, s.n))
        return hash_bytes(s.p, s.n, SEED);
    return hash_bytes(folded, fold(s.p, s.n, folded), SEED);
}
