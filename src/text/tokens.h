/*
 * tokens.h - text to tokens: the definition of what "the same words" means.
 *
 * Bytes are read as UTF-8 and folded (NFKC_Casefold: compatibility forms, case, composed again, so
 * that e + U+0301 equals U+00E9; soft hyphens, joiners and other default ignorables vanish). Letters,
 * digits and the marks attached to them make words; everything else, ill-formed UTF-8 included,
 * separates. Scripts written without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar,
 * Tibetan ...) give one token for each character with its marks: the hash of that character and up
 * to 3 that follow in the same run. So five tokens in a row span eight characters, and no decision
 * about the language of a document is needed.
 *
 * A token is a 64-bit hash: XXH3 of the folded bytes (hash.h), seeded; up to 16 bytes are hashed as
 * one zero-padded block. With unit CHAR every character with its marks is a token, and a run of
 * separators between two is one token " ".
 *
 * A text with bytes other than white space but no token at all ("!!!") has one token: its bytes
 * (escapes undone, a bad one as it stands) without white space at both ends, hashed as they are, so
 * that such texts too can be told apart.
 *
 * Where this departs from the letter of Unicode: rows of marks longer than the 30 of its stream-safe
 * format may be ordered and composed in pieces, so that time stays linear in the text whatever it is.
 */
#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* Raised when the same text may give other tokens. So may another Unicode, see below: files that
 * keep tokens or what was computed from them must keep both. */
#define TOKENS_VERSION 1

enum token_unit { TOKEN_AUTO, TOKEN_WORD, TOKEN_CHAR }; /* WORD: no special unspaced scripts */

struct token_options {
    uint64_t seed;       /* of the token hashes */
    enum token_unit unit;
    bool json;           /* input is the inside of a JSON string, escapes still in it; lone
                            surrogates and bad escapes separate words */
    bool places;         /* also fill start[] and end[] */
};

/* Scratch and result in one; re-used from text to text without allocating. It keeps the room of the
 * largest text it has seen, up to some 2 bytes for each of its bytes and 12 for each token (20 with
 * places). All arrays are valid until the next text. */
struct tokens {
    uint64_t *hash;      /* n of them, kernel-aligned */
    size_t n;
    /* Byte range in the *input* of token i (escapes not undone); only with options.places, else
     * stale. Starts never fall. Tokens that one code point unfolds to ("½": 1, 2) share its range. */
    uint32_t *start, *end;
    /* --- private to the folder --- */
    size_t hash_cap;
    struct words *words;
};

/* Always succeeds; nothing is allocated until the first text. */
void tokens_init(struct tokens *t);
void tokens_release(struct tokens *t);

/*
 * Fills t from p[0..n), which need not be padded: nothing outside is read. RP_OK; RP_ERR_NOMEM;
 * RP_ERR_LIMIT if n is above 2^31 or the folded text 4 GiB. After an error t has no tokens and can be
 * used again. Places cost a fifth more time.
 */
int tokens_read(struct tokens *t, const struct token_options *o, const char *p, size_t n) MUST_USE;

/* The same with a kernel of one's choice (tokens_kernel.h): for tests and measurements. */
struct tokens_kernel;
int tokens_read_with(const struct tokens_kernel *k, struct tokens *t, const struct token_options *o, const char *p,
                     size_t n) MUST_USE;

/* The Unicode whose tables the library was built with, such as "15.0.0". Static. */
const char *tokens_unicode_version(void);

#endif
