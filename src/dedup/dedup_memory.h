/*
 * dedup_memory.h - how much a run may hold, and what it would need.
 */
#ifndef DEDUP_DEDUP_MEMORY_H
#define DEDUP_DEDUP_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "intake/input_sample.h"

struct dedup;

uint64_t memory_bound(const struct dedup *d);

struct memory_plan {
    uint64_t bound;
    uint64_t engine; /* of it, for join and pairs when columns are on the disk */
    int readers;     /* threads that may read records as long as those of the sample */
    uint64_t max_record; /* two longer ones at once would not fit the bound */
    int ahead;       /* batches of results that may wait, of each source that is read */
    bool fits;       /* everything can stay in memory */
};
/* Looks at the input only when it is large enough to matter. STATUS_SAID when the bound is certainly too low. */
int memory_plan(struct dedup *d, struct memory_plan *out) MUST_USE;

/* Before so many candidates of compressed files are noted: RP_OK, or STATUS_SAID when they do not fit the bound. */
int memory_for_candidates(const struct dedup *d, uint64_t packed) MUST_USE;

/* What extraction of candidates may hold beside their readers. */
struct memory_extraction {
    size_t window; /* texts that are about to be decided */
    int ahead;     /* pieces of 256 KiB that may wait, for each thread */
};
struct memory_extraction memory_of_extraction(const struct dedup *d);

/* Texts that are going to be compared. */
enum { MEMORY_LONGEST = 64 };
struct memory_texts {
    uint64_t packed;                   /* so many are in compressed files */
    struct {
        uint64_t n, bytes;
    } brief, middling;                 /* those that a thread remembers by the hundreds; and by the dozen */
    uint32_t longest[MEMORY_LONGEST];  /* falling; 0: there are no more */
};
void memory_texts_add(struct memory_texts *t, uint32_t length, bool packed);

/* How many threads may compare them within the bound, of those that there are; STATUS_SAID when not even one may. */
int memory_comparers(const struct dedup *d, const struct memory_texts *t, int *threads) MUST_USE;

/* Bytes that a run over such an input is likely to hold, and those of its state on disk. */
double memory_expected(const struct dedup *d, const struct input_estimate *e, const struct memory_plan *plan,
                       bool on_disk);
double memory_state(const struct dedup *d, const struct input_estimate *e, bool on_disk);

#endif
