/*
 * relation_judging.h - a pair under judgement: what is known of it beside the measures, the rules of table B in their
 * order, and the flags.
 *
 * relation.c aligns and measures; relation_sides.c tells what credits, marks and dates say of two articles;
 * relation_rules.c finds the first rule that holds; relation_flags.c names what is remarkable besides.
 */
#ifndef RELATION_RELATION_JUDGING_H
#define RELATION_RELATION_JUDGING_H

#include "relation/relation.h"

/* Everything a rule may ask. A and B are fixed. */
struct judging {
    const struct thresholds *t;
    const struct relation_doc *a, *b;
    const struct relation_measures *m;
    bool aligned, equal;   /* alignment was worth while; the bodies are the same tokens */
    bool within;           /* one version: no row says otherwise */
    bool same_source;
    int order;             /* 1: B later, -1: B earlier */
    bool update_mark;      /* the later one is marked as an update of the other */
    bool correction_mark;  /* exactly one is marked as corrected */
    bool cut_head, cut_inner, cut_tail; /* what B lacks of A */
    bool put_before_end;   /* what A lacks of B, but at B's end */
    bool own_lead;         /* the later one begins with something that names its own outlet */
};

/* One row of the table, or one of several ways to it. */
struct rule {
    uint8_t row, relation;
    bool (*holds)(const struct judging *c);
    const char *reason;
};

static inline bool same_span(struct span x, struct span y)
{
    return x.p && y.p && span_equal(x, y);
}

/* --- two articles, without their texts --- */

/* One source wrote both: by credit, or one outlet; or nothing speaks against it. */
bool relation_same_source(const struct relation_doc *x, const struct relation_doc *y);
/* 1: y is certainly later, by version marks of one source or else by dates; -1: earlier; 0: not known. */
int relation_order(const struct relation_doc *x, const struct relation_doc *y);
/* d names the source of the other, which is not its own. */
bool relation_cites(const struct relation_doc *d, const struct relation_doc *source);
/* A source that the text names and that is not its own, where the other credits none: it may be that one's; or 0. */
uint64_t relation_may_cite(const struct relation_doc *d, const struct relation_doc *source);

/* --- the pair; order, alignment and measures are there --- */

/* Fills same_source and, unless within, the marks. */
void judging_circumstances(struct judging *c);
/* Never NULL: the last rule holds always. */
const struct rule *judging_first_rule(const struct judging *c);
/* Too little shared for a copy of any kind (row 3). */
bool judging_is_low(const struct judging *c);
/* Little is shared but one quotation, whatever phrases both use besides. */
bool judging_is_quotation(const struct judging *c);
/* enum relation_flag bits, but for what own names tell. */
uint32_t judging_flags(const struct judging *c, enum relation r);
bool relation_is_expanded(enum relation r);

#endif
