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

/* Where and why something was refused. Optional: pass NULL to skip it. */
typedef struct rp_error {
    int status;
    uint64_t offset;  /* byte offset in the text or file, 0 when not about one */
    const char *what; /* static string, never freed */
    char file[32];    /* of a home directory, "" when not about one */
} rp_error;

typedef struct rp_worker rp_worker;
typedef struct rp_index rp_index;
typedef struct rp_batch rp_batch;
typedef struct rp_corpus rp_corpus;

/* ---------------------------------------------------------------- about the library */

RP_API const char *rp_version(void);         /* RP_VERSION of the library in use */
RP_API const char *rp_kernel(void);          /* "scalar", "neon", "avx2", "avx512" */
RP_API const char *rp_strerror(int status);  /* static text */

/* ---------------------------------------------------------------- parameters */

enum { RP_UNIT_AUTO = 0, RP_UNIT_WORD = 1, RP_UNIT_CHAR = 2 };
enum { RP_SKETCH_MINHASH = 0, RP_SKETCH_SIMHASH = 1 };
enum { RP_KEY_BYTES = 32 };

/* Plain data; start from rp_params_init(). 0 in a field marked (auto) means: derive it. */
typedef struct rp_params {
    double threshold;     /* least Jaccard of a near-duplicate, (0, 1]; .7 */
    double contained;     /* least containment that removes a text, (0, 1]; 0 = off */
    double recall;        /* probability wanted for a pair just at the threshold; .97 */
    uint32_t unit;        /* RP_UNIT_*; AUTO: words, and character runs in unspaced scripts */
    uint32_t shingle;     /* tokens per shingle, 1..32 (auto: 5, or 12 with RP_UNIT_CHAR) */
    uint32_t sketch;      /* RP_SKETCH_* : which sketch finds candidates */
    uint32_t slots;       /* MinHash slots: 16, 32 ... 1024; 128 */
    uint32_t bands, rows; /* (auto, both) shape of the bands; bands * rows <= slots */
    uint32_t hamming;     /* SimHash: most bits that may differ, 1..8; 3 */
    uint32_t exact_only;  /* not 0: only equal token sequences are duplicates */
    uint32_t keyed;       /* not 0: `key` makes tokens unguessable, so that nobody can craft
                             collisions; sketches of different keys cannot be compared */
    uint8_t key[RP_KEY_BYTES];
} rp_params;

RP_API void rp_params_init(rp_params *p);
/* Refuses what cannot work, with the reason, and fills the (auto) fields. */
RP_API int rp_params_check(rp_params *p, rp_error *err);
/* The S-curve: probability that a pair of this Jaccard becomes a candidate. Checked params only. */
RP_API double rp_params_recall(const rp_params *p, double jaccard);

/* ---------------------------------------------------------------- one text, two texts */

/* Scratch for one thread. Holds a copy of the (checked) parameters. */
RP_API int rp_worker_create(rp_worker **out, const rp_params *p);
RP_API void rp_worker_free(rp_worker *w);

/* Bytes of one sketch: MinHash slots, SimHash, shingle count. Sketches are plain memory, 8-aligned,
 * comparable across machines (little-endian) when parameters and key are equal. */
RP_API size_t rp_sketch_size(const rp_params *p);
RP_API int rp_sketch_text(rp_worker *w, const char *text, size_t n, void *sketch);
/* Estimated Jaccard from the MinHash slots; standard error sqrt(J(1-J)/slots) at most. */
RP_API double rp_sketch_jaccard(const rp_params *p, const void *a, const void *b);
/* Differing SimHash bits, 0..64. */
RP_API unsigned rp_sketch_distance(const rp_params *p, const void *a, const void *b);

/* What two shingle sets have in common, counted exactly. */
typedef struct rp_overlap {
    uint32_t a, b, common; /* distinct shingles */
    double jaccard;        /* common / (a + b - common); 0 when both are empty */
    double a_in_b, b_in_a; /* containment both ways */
} rp_overlap;
RP_API int rp_compare(rp_worker *w, const char *a, size_t a_len, const char *b, size_t b_len, rp_overlap *out);

/* ---------------------------------------------------------------- an index in memory */

typedef struct rp_hit {
    uint64_t doc;    /* the number rp_index_add() gave */
    double estimate; /* of the Jaccard, from the sketches */
    unsigned distance; /* SimHash */
} rp_hit;

RP_API int rp_index_create(rp_index **out, const rp_params *p);
RP_API void rp_index_free(rp_index *ix);
RP_API int rp_index_add(rp_index *ix, const void *sketch, uint64_t *doc);
RP_API uint64_t rp_index_count(const rp_index *ix);
/* Documents sharing a band whose estimate is at least `least`, best first. *hits is borrowed from
 * the worker until its next call. */
RP_API int rp_index_query(const rp_index *ix, rp_worker *w, const void *sketch, double least,
                          const rp_hit **hits, size_t *n_hits);

/* ---------------------------------------------------------------- a corpus: every document once */

/*
 * Pass 1: threads turn texts into batches; one thread appends batches in document order. Then
 * rp_corpus_join() finds candidates, rp_corpus_resolve() asks for the texts of candidates again and
 * decides. A document is removed only for a *kept* document that it matches: equal token sequence,
 * Jaccard >= threshold, or containment >= contained, counted on the sets, under a secret of this run.
 * Documents are decided in order of rank, then number, each against those kept so far: so no chain
 * joins strangers, and the outcome is one and the same for any number of threads.
 */
RP_API int rp_batch_create(rp_batch **out, const rp_params *p);
RP_API void rp_batch_free(rp_batch *b);
enum { RP_TEXT_JSON = 1 }; /* text is the inside of a JSON string, escapes still in it */
/* rank: least wins the place as the kept one (0 for all = first comes first). */
RP_API int rp_batch_add(rp_batch *b, rp_worker *w, const char *text, size_t n, unsigned flags, uint64_t rank);

/* Where a corpus keeps its columns, and how much it may use. */
typedef struct rp_home {
    const char *dir;  /* NULL: in memory; else an existing directory for files */
    uint64_t memory;  /* bytes the engine may hold at once when dir is given; 0 = 1 GiB */
    uint32_t payload; /* bytes that the caller wants kept with every document; 0 = none */
    uint32_t keep;    /* not 0: files have names and stay, so that rp_corpus_open() can go on after
                         whatever has happened. 0: scratch that ends with the program */
} rp_home;

/* RP_ERR_EXISTS when a home to be kept holds a corpus already; RP_ERR_FULL, here and everywhere below,
 * when its disk is. */
RP_API int rp_corpus_create(rp_corpus **out, const rp_params *p, const rp_home *home);
RP_API void rp_corpus_free(rp_corpus *c);
/* Appends and empties the batch. Documents are numbered from 0 in order of appending. `payload`: as many
 * rows of home->payload bytes; NULL when there are none. */
RP_API int rp_corpus_append(rp_corpus *c, rp_batch *b, const void *payload);
RP_API uint64_t rp_corpus_count(const rp_corpus *c);
/* Payload of n documents from `first`: a pointer into the corpus, valid until the next append, or into buf
 * when it has to be copied there; NULL when it cannot be read. Any number of threads, each with its buf. */
RP_API const void *rp_corpus_payload(const rp_corpus *c, uint64_t first, size_t n, void *buf);

/*
 * A home that is kept. rp_corpus_checkpoint() brings all that was appended to the disk, and with it a
 * cursor: what the caller needs to know to go on behind it. The ends of join and resolve are checkpoints
 * too, with the same cursor. rp_corpus_open() gives the corpus as it was at the last checkpoint; what came
 * after it is gone, and is to be appended again.
 * It trusts nothing it finds: RP_ERR_FORMAT for files that are damaged or strange, RP_ERR_VERSION, and
 * RP_ERR_MISMATCH when parameters, key or payload are others; err says which file and what.
 */
RP_API int rp_corpus_checkpoint(rp_corpus *c, const void *cursor, size_t n);
RP_API int rp_corpus_open(rp_corpus **out, const rp_params *p, const rp_home *home, rp_error *err);
/*
 * Asks a corpus that has been joined again, with another threshold: the candidates stay those of its bands, and
 * only resolve is to be done. From *p come threshold and contained, the rest and *p itself then from the home.
 * Candidates suffice when the threshold is not below that of the run; else rp_params_recall() of *p says what
 * part of the pairs they have. Nothing in the home is changed. RP_ERR_INVALID when it was not joined, or when
 * containment is asked for and was not looked for.
 */
RP_API int rp_corpus_reopen(rp_corpus **out, rp_params *p, const rp_home *home, rp_error *err);
/* Then other ranks: rank() is called for each document in order. Candidates are found again, from the columns:
 * rp_corpus_join() is to follow. */
RP_API int rp_corpus_rank(rp_corpus *c, int (*rank)(void *ctx, uint64_t doc, uint64_t *rank), void *ctx);

/*
 * The documents of one corpus as part of another, without their texts being read for it. rp_corpus_borrow() opens a
 * home that has been joined for nothing but that; payload width as in *home. rp_corpus_append_borrowed() appends all
 * documents of `from`; payload(), NULL for none, may change each row of it on the way. RP_ERR_MISMATCH when the two
 * would not have made the same rows of a text: thresholds may differ, bands may not.
 */
RP_API int rp_corpus_borrow(rp_corpus **out, const rp_home *home, rp_error *err);
RP_API int rp_corpus_append_borrowed(rp_corpus *c, const rp_corpus *from, void (*payload)(void *ctx, void *row),
                                     void *ctx);
/* Of a corpus; of one opened from a home without its own parameters the key is a digest of the key. */
RP_API int rp_corpus_params(const rp_corpus *c, rp_params *out);
/* Borrowed until the next checkpoint. */
RP_API const void *rp_corpus_cursor(const rp_corpus *c, size_t *n);
enum { RP_STAGE_FILL = 0, RP_STAGE_JOINED = 1, RP_STAGE_RESOLVED = 2 };
RP_API int rp_corpus_stage(const rp_corpus *c);

/* Called now and then, from one thread at a time; a return other than 0 stops the work with
 * RP_ERR_CANCELLED. */
typedef int rp_progress(void *ctx, const char *stage, uint64_t done, uint64_t total);

/*
 * Before join: the first n documents are a reference. They are never removed and never compared with each other; all
 * others are compared with them first. A document is removed for one of them as for a kept document, and, when
 * containment is looked for, also when it contains one of at least 13 tokens. `alone` not 0: nothing else removes it.
 */
RP_API int rp_corpus_reference(rp_corpus *c, uint64_t n, int alone);
RP_API int rp_corpus_join(rp_corpus *c, int threads, rp_progress *progress, void *ctx);
/* After join: may rp_corpus_resolve() ask for this document's text? */
RP_API int rp_corpus_needs(const rp_corpus *c, uint64_t doc);

/*
 * While rp_corpus_resolve() is at work, from any thread: what the text is still good for, to one who gives texts in the
 * order of appending and would rather keep few of them. PAST: it is not asked for again; should it be all the same, by
 * a thread that looked ahead, a fetch that fails does no harm. OPEN: it will be PAST once this document and the next
 * `near` ones have been decided, or before. LATER: it may be asked for at any time.
 */
enum { RP_TEXT_PAST, RP_TEXT_LATER, RP_TEXT_OPEN };
RP_API int rp_corpus_text_use(const rp_corpus *c, uint64_t doc, uint64_t near);

/* Gives the text of a document again, the same bytes as in pass 1. `slot` is 2 * thread or
 * 2 * thread + 1; *text stays valid until the next fetch for the same slot. Called from `threads`
 * threads at once. */
typedef int rp_fetch(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags);
/* When it fails, as it does with the status of a fetch that fails, it may be called again. */
RP_API int rp_corpus_resolve(rp_corpus *c, int threads, rp_fetch *fetch, void *fetch_ctx,
                             rp_progress *progress, void *ctx);

/* RP_CONTAINS: a document of the reference, of 13 tokens at least, stands in the removed one. */
enum { RP_KEPT = 0, RP_EXACT = 1, RP_NEAR = 2, RP_CONTAINED = 3, RP_CONTAINS = 4 };
typedef struct rp_verdict {
    uint64_t doc, kept; /* kept == doc when relation is RP_KEPT */
    int relation;       /* RP_KEPT, RP_EXACT ... */
    rp_overlap overlap; /* a = the removed one, b = the kept one */
} rp_verdict;
/* After resolve. */
RP_API int rp_corpus_verdict(const rp_corpus *c, uint64_t doc, rp_verdict *out);

typedef struct rp_stat {
    uint64_t documents, empty;           /* appended; without any token */
    uint64_t tokens, shingles;
    uint64_t exact, near, contained, contains; /* removed, by relation */
    uint64_t reference;                  /* of the documents: those of the reference */
    uint64_t against;                    /* of the removed: for one of them */
    uint64_t groups;                     /* kept documents with at least one removed for them */
    uint64_t candidates;                 /* different pairs that shared a band */
    uint64_t verified;                   /* pairs compared on their texts, or ... */
    uint64_t remembered;                 /* ... of them, in an earlier run whose outcome the home has */
    uint64_t largest_bucket;
    double seconds_join, seconds_resolve;
    uint64_t state_bytes;                /* memory or disk held by the columns */
} rp_stat;
RP_API int rp_corpus_stat(const rp_corpus *c, rp_stat *out);

#ifdef __cplusplus
}
#endif
#endif /* REPRINT_H */
