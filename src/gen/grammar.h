/*
 * grammar.h - sentences from rules.
 *
 * One rule a line, "name: alternative | alternative | ...". In an alternative
 *     <name>     one alternative of that rule, drawn anew
 *     <name.k>   the same, drawn once for each k of a text and the same words ever after: who and what a
 *                text is about
 *     <name.k~>  the last word of that (a surname)
 *     #a-b#      a whole number from a to b; #a-b,# with thousands separated; #a-b.# with one decimal
 *     [ ... ]    left out half of the time
 *     ^          the letter after it in capital
 * Which words come depends on two keys: `facts` for what is drawn once, `words` for all else. The same
 * facts with other words are another reporter on the same event.
 */
#ifndef GEN_GRAMMAR_H
#define GEN_GRAMMAR_H

#include "base/span.h"
#include "gen/out.h"

struct grammar {
    struct grammar_rule {
        struct span name;
        struct span *alternative;
        uint32_t n;
    } *rule;
    size_t rules, rule_cap;
    uint32_t *slot; /* rule number + 1 by hash of the name */
    size_t slots;
    struct span *pool; /* all alternatives, rule after rule */
    size_t pooled, pool_cap;
};

/* `text` is kept by reference. RP_ERR_FORMAT: a rule is named that is not there, or a bracket is open. */
int grammar_init(struct grammar *g, const char *text) MUST_USE;
void grammar_release(struct grammar *g);

/* Whether there is such a rule, and how many alternatives it has (0: none). */
uint32_t grammar_alternatives(const struct grammar *g, const char *rule);

/* What <place>, <outlet> and <agency> stand for is the caller's; absent: nothing. */
enum { GIVEN_PLACE, GIVEN_OUTLET, GIVEN_AGENCY, GIVENS };
struct grammar_keys {
    uint64_t facts, words;
    const struct span *given; /* GIVENS of them, or NULL */
};

/* Appends one expansion of `rule`; `which` chooses the alternative, GRAMMAR_ANY draws it. */
#define GRAMMAR_ANY UINT32_MAX
int grammar_write(const struct grammar *g, const char *rule, uint32_t which, struct grammar_keys keys,
                  struct out *to) MUST_USE;

#endif
