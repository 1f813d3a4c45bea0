/* scan_facts.h - what every article says of itself, noted while the engine reads it: 32 bytes a document. */
#ifndef SCAN_SCAN_FACTS_H
#define SCAN_SCAN_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "base/compiler.h"
#include "report/story_report.h"
#include "store/keep.h"

/* Names that were met, each kept once a thread. A name's number tells the thread and its place there; 0 is no name. */
struct name;
struct name_book {
    struct keep keep;
    const struct name **slot; /* open addressing, a power of two */
    const struct name **name; /* in the order they were met */
    size_t n, size, cap;
};

struct scan_facts {
    struct fact {
        int64_t first, last;
        uint32_t source, distributor, carrier;
        uint8_t precision;
    } *fact;
    size_t n;
    struct name_book *books;
    struct fact_bytes *bytes; /* one a thread: scratch */
    int threads;
    struct room *room;
};

/* room (store/room.h): where facts lie; NULL: memory. */
int scan_facts_init(struct scan_facts *f, size_t n, int threads, struct room *room) MUST_USE;
void scan_facts_release(struct scan_facts *f);
/* As scan_options.seen; ctx is the struct scan_facts. */
int scan_facts_note(void *ctx, size_t doc, int thread, const struct article *a);
/* As scan_options.seen_bytes and seen_before. */
int scan_facts_bytes(void *ctx, size_t doc, int thread, struct span *out) MUST_USE;
int scan_facts_take(void *ctx, size_t doc, struct span bytes) MUST_USE;
struct doc_facts scan_facts_get(const struct scan_facts *f, size_t doc);

#endif
