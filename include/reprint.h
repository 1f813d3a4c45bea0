/*
 * reprint.h - find the copies: exact duplicates, near-duplicates and contained
 * texts in collections of any size.
 *
 * Concepts
 *   token       a word, folded (Unicode NFKC and case), or, in scripts written
 *               without spaces, a run of four characters at every position.
 *   shingle     N consecutive tokens, hashed to 64 bits. Two texts are compared
 *               as *sets* of shingles. A text shorter than N tokens is one
 *               shingle: the whole of it.
 *   Jaccard     |A n B| / |A u B| of two shingle sets.
 *   containment |A n B| / |A|: how much of A stands in B.
 *   sketch      a few hundred bytes that stand in for the shingle set: MinHash
 *               by Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS
 *               2017) and SimHash-64 (Charikar 2002; Manku et al. 2007).
 *   band        a few sketch slots hashed together. Texts that share a band are
 *               candidates; only a comparison of the shingle sets makes a pair.
 *
 * Errors     Every function that can fail returns RP_OK (0) or a negative
 *            status; out-parameters are untouched on failure unless said
 *            otherwise. The library never prints and never exits.
 * Ownership  What *_create gives you the matching *_free takes back; every
 *            *_free accepts NULL. `const T *` results are borrowed, and the
 *            comment says until when. Inputs are copied or not kept.
 * Threads    No hidden state but the CPU's abilities, found once. A worker
 *            belongs to one thread at a time. An index may be queried from many
 *            threads at once, each with its own worker, while nobody adds.
 * Results    Depend on text, parameters and key only: never on thread count,
 *            CPU, allocator or timing.
 * Text       Bytes, meant as UTF-8. What is not UTF-8 separates tokens; it is
 *            never an error.
 */
#ifndef REPRINT_H
#define REPRINT_H

#include <stddef.h>
#include <stdint.h>

#define RP_VERSION "0.1.0"
/* Changes whenever the same text would give other tokens, hashes or sketches. */
#define RP_ALGORITHM_VERSION 1

#ifndef RP_API
# if defined(__GNUC__)
#  define RP_API __attribute__((visibility("default")))
# else
#  define RP_API
# endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* One list: the enum, rp_strerror() and the manual all come from it. */
#define RP_STATUS_MAP(X)                                                  \
    X(OK, 0, "success")                                                   \
    X(ERR_NOMEM, -1, "out of memory")                                     \
    X(ERR_INVALID, -2, "invalid argument or parameter")                   \
    X(ERR_IO, -3, "read or write failed")                                 \
    X(ERR_FORMAT, -4, "damaged, or not what it claims to be")             \
    X(ERR_VERSION, -5, "made by another version")                         \
    X(ERR_MISMATCH, -6, "made with other parameters or another key")      \
    X(ERR_FULL, -7, "holds as much as it can")                            \
    X(ERR_EXISTS, -8, "is there already")                                 \
    X(ERR_LIMIT, -9, "larger than the limit allows")                      \
    X(ERR_THREAD, -10, "a thread could not be started")                   \
    X(ERR_CANCELLED, -11, "stopped on request")

enum rp_status {
#define X(name, value, text) RP_##name = value,
    RP_STATUS_MAP(X)
#undef X
};

#ifdef __cplusplus
}
#endif
#endif /* REPRINT_H */
