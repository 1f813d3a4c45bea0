/*
 * article_record.h - what a scan keeps of an article: digests, keys, bands and passages, no text.
 *
 * About 210 bytes and 4 more for each passage (one for every 4 or 5 words of body), until thin.h takes those out that
 * nobody else has. Everything is a function of the article alone.
 */
#ifndef RECORDS_ARTICLE_RECORD_H
#define RECORDS_ARTICLE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "base/compiler.h"
#include "base/hash.h"

/* 16 bands of 4 rows: a pair of Jaccard .5 shares a band with probability .64, .7 with .99. What is alike in parts
 * only is found by its passages; bands are for texts changed in every sentence. */
enum { RECORD_BANDS = 16, RECORD_ROWS = 4, RECORD_SLOTS = RECORD_BANDS * RECORD_ROWS };

struct record {
    struct hash128 body;      /* of the body's words in order; for a body below RECORD_TINY words, of headline too */
    struct hash128 identity;  /* of all the record said: orders documents whatever order they came in */
    uint64_t page, item;      /* keys of address and of path with item id; 0: none */
    uint64_t original;        /* page key of the address on another host it names as canonical; 0: none */
    uint64_t headline;        /* headline_key(); 0: none */
    uint64_t outlet; /* hash of the outlet's name, or RECORD_GUESSED and its site by furniture (article.h); 0: none */
    uint64_t source;          /* key of the strongest source credit; 0: none */
    int64_t first, last;      /* when it was published; first > last: unknown */
    const uint32_t *stored;   /* its passages, in the recorder's memory; thin.h */
    uint32_t n_passages;
    uint32_t n_tokens;        /* of the body */
    uint32_t marks;           /* enum version_mark */
    uint32_t update_number;
    uint16_t source_agency, own_agency; /* AGENCY_NONE: none */
    uint8_t source_strength;  /* 0..100 */
    uint8_t facts;            /* enum record_fact */
};

/* Apart from records, for they are wanted until candidates are found only. */
struct record_bands {
    uint32_t key[RECORD_BANDS];
};

/* Key of an agency as a source; what record.source is when the credit names one. */
static inline uint64_t record_agency_key(uint16_t agency)
{
    return hash_mix(agency + UINT64_C(1));
}

/* Bit of record.outlet. */
#define RECORD_GUESSED UINT64_C(1)

enum record_fact {
    RECORD_CREDITS_ITSELF = 1,  /* its outlet is the source it credits */
    RECORD_FIRST_PUBLISHED = 2, /* says when the story first appeared, and that is its own date */
    RECORD_STUB = 4,            /* short, and too little tells that it is an article: neither headline nor byline, or
                                   one of them and neither the other nor date nor outlet nor source. Notices and
                                   error pages are like that, on thousands of pages */
};

/* Bodies of fewer tokens are known again only with their headline; and are stubs without signs of an article. */
enum { RECORD_TINY = 25, RECORD_SHORT = 80 };

/* One thread's means of making records; passages live until recorder_free() or recorder_forget(). */
struct recorder;
struct room; /* store/room.h: for passages; NULL: memory */
int recorder_create(struct room *room, struct recorder **out) MUST_USE;
void recorder_free(struct recorder *r);

/* bands are left as they are for a body without a word. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT. */
int recorder_make(struct recorder *r, const struct article *a, struct record *out, struct record_bands *bands) MUST_USE;

/* Passages are gone through in the order they were made: is this the recorder's next? Then the memory of those made
 * well before is given back. */
bool recorder_forget(struct recorder *r, const uint32_t *stored);

#endif
