/*
 * versions.h - the versions of a story, put in order.
 *
 * Numbers that sources give (UPDATE 2-, 2nd Ld-Writethru, CORRECTED after what it corrects) come before dates, dates
 * count when they are certainly apart, and where neither tells, the longer text is the later one: sources add at the
 * top and keep the tail. These answers need not agree in a circle of three, so versions are ordered by how many
 * others each comes before.
 */
#ifndef STORY_VERSIONS_H
#define STORY_VERSIONS_H

#include <stdint.h>

#include "article/article.h"
#include "story/results.h"

struct version_facts {
    uint32_t marks;            /* of all its copies */
    uint32_t update_number;    /* the highest its copies show, 0: none */
    struct date_interval date; /* of its earliest copy; first > last: unknown */
    uint32_t words;            /* of its fullest text */
    uint64_t key;              /* by content: breaks ties */
};

/* Which comes first: < 0 a, > 0 b, 0 nothing tells. *by (may be NULL) is set to what told. */
int versions_compare(const struct version_facts *a, const struct version_facts *b, enum version_order *by);

struct version_rank {
    int64_t score;
    uint64_t key;
    uint32_t index;            /* of the version in v */
    enum version_order by;     /* what put it behind the one before */
};

/* rank[0 .. n) becomes the versions, oldest first. */
void versions_order(const struct version_facts *v, uint32_t n, struct version_rank *rank);

#endif
