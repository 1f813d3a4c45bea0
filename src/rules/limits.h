/*
 * limits.h - the numbers that decide among texts what thresholds.h decides of a pair, in one table: what becomes a
 * candidate, what joins, which versions a story has and what each was made from.
 *
 * They are not set from outside: fitted together, one alone means little. The code reads them from here, and the
 * documentation is generated from here. Costs are hundredths of an edit, shares are percent, lengths are tokens; a
 * passage stands for some 4.5 tokens.
 */
#ifndef RULES_LIMITS_H
#define RULES_LIMITS_H

#include <stddef.h>

#include "rules/page_limits.h"

/* X(name, value, meaning) */
#define LIMIT_MAP(X)                                                                                              \
    X(QUOTATION_RUN, 6, "candidates: passages in a row in both texts that are a quotation")                       \
    X(HEARD_LEAST, 5, "candidates: passages shared at least by texts about as long as each other, where ...")     \
    X(HEARD_LONGER, 125, "... about as long means up to so much")                                                 \
    X(CANDIDATE_SHARE, 18, "candidates: share of the shorter text that the passages shared may stand for")        \
    X(CANDIDATE_APART, 50, "... of the longer, when more than CANDIDATE_DAYS apart")                              \
    X(CANDIDATE_DAYS, 7, "candidates: further apart in time only re-runs are compared")                           \
    X(CANDIDATE_HITS, 2, "candidates: passages shared at least")                                                  \
    X(CANDIDATE_MANY, 9, "candidates: passages that make one whatever their share, ...")                          \
    X(CANDIDATE_WEAK, 2, "... for so many pairs of a text")                                                       \
    X(LONG_TEXT, 16384, "candidates: tokens of a text from which on only so many pairs of it are compared as ...") \
    X(LONG_WORK, 16777216, "... come to so many tokens, those first that share most, but ...")                      \
    X(LONG_PAIRS, 64, "... so many at least")                                                                     \
    X(BLOCK_OWN_SHARE, 25, "page blocks: share of a text that must be rarer than the passage, ...")               \
    X(BLOCK_OWN_UNNAMED, 40, "... where no outlet is named")                                                      \
    X(BLOCK_OWN_LEAST, 6, "page blocks: passages of its own that a text has at least")                            \
    X(BLOCK_ALIKE, 20, "page blocks: share of two texts' rarer passages that is at most in both")                 \
    X(BLOCK_CONTEXTS, 3, "page blocks: texts of an outlet, not alike, that a passage stands in, ...")             \
    X(BLOCK_CONTEXTS_UNNAMED, 5, "... where no outlet is named")                                                  \
    X(BLOCK_CONTEXTS_GUESSED, 4, "... where it is told by what its pages print")                                   \
    X(BLOCK_ASKED, 25, "page blocks: asked for where the share of sentences is this much at least, ...")          \
    X(BLOCK_NEARLY_ALL, 80, "... and less than this, or the texts begin otherwise")                               \
    X(LOCAL_HOLDERS, 16, "local text: pages of one outlet that share a passage, at most")                         \
    X(LOCAL_RELATED, 15, "local text: share of either of two pages in the other that makes them alike")           \
    X(LOCAL_TELLS, 25, "local text: what a page is about is told by one that so much of it stands in, ...")       \
    X(LOCAL_STANDS, 50, "... or that stands in it by so much")                                                    \
    X(STANDING_LEAST, 3, "standing text: occasions from which on a passage counts for less")                      \
    X(STANDING_DAYS, 2, "standing text: dates so many days apart are two occasions")                              \
    X(STANDING_PRECISE, 3, "standing text: dates known to so many days")                                          \
    X(STANDING_HEADLINES, 2, "standing text: headlines of one outlet that speak like one more date")              \
    X(EDITION_RUN, 4, "editions: passages in a row that another text lacks and that make a block")                \
    X(EDITION_RUN_ALL, 16, "... in a short text, which gives all its windows as passages")                        \
    X(EDITION_CHANCE, 1024, "... where passages fail one by one: longer than chance makes once in so many")       \
    X(EDITION_CANDIDATES, 24, "editions: texts tried as what the source sent")                                    \
    X(EDITION_GAIN, 75, "editions: edits that another edition must save copies of other outlets")                 \
    X(EDITION_MOST, 60, "editions: share of a text in blocks that makes them most of it")                         \
    X(COST_CUT_TAIL, 50, "cost of the end cut off")                                                               \
    X(COST_CUT, 100, "cost of a block cut out elsewhere, ...")                                                    \
    X(COST_CUT_AGAIN, 50, "... beyond the second")                                                                \
    X(COST_CUT_PASSAGES, 4, "... and for so many passages of what is cut, one more")                              \
    X(COST_ADDED, 80, "cost of a block put in, ...")                                                              \
    X(COST_ADDED_AGAIN, 100, "... beyond the second")                                                             \
    X(COST_ADDED_AT_END, 125, "cost of a block put in front or behind")                                           \
    X(COST_FOREIGN, 200, "cost of a block put in that a second outlet has too")                                   \
    X(COST_FOREIGN_LOOSE, 15, "cost of a passage in shorter runs that a second outlet has too")                   \
    X(COST_LOOSE, 5, "cost of any passage in shorter runs: words changed")                                        \
    X(COST_MOST, 150, "cost of blocks being most of a text")                                                      \
    X(COST_OWN, 60, "cost, to each other text, of one that names the outlet that carries it")                     \
    X(COST_CHANGED, 40, "cost, to each other text, of one in which words were changed")                            \
    X(OWN_BLOCK, 100, "longest block in which the naming of the outlet makes it the carrier's own")               \
    X(VERSION_OUTLETS, 3, "versions: outlets from which on all copies know better than pairs")                    \
    X(VERSION_ASKED, 32, "versions: other copies that are asked whom they side with in facts")                    \
    X(VERSION_CORRECTIONS, 8, "versions: corrections of one edition, at most")                                    \
    X(COLLAPSE, 75, "joining: use both ways that makes texts stand for each other")                               \
    X(SENTENCE_PART, 5, "joining: a sentence stands in a text if all of it is matched but one part in so many")   \
    X(SENTENCE_LEAST, 4, "joining: tokens of a sentence that counts by number")                                   \
    X(SURE_WIDTH, 15, "joining: from undecided to certain, in share of sentences")                                \
    X(OWN_TEXT, 75, "joining: factor of standing text from which on a match rests on the story's own text")       \
    X(RERUN, 80, "joining: use both ways of a story run again after thresholds.window_days, ...")                 \
    X(RERUN_TITLED, 60, "... under the same headline")                                                            \
    X(ONE_PIECE, 50, "joining: share of the shorter text in one span: held whole in another page, of which ...")  \
    X(HELD_LOST, 10, "... it is less than this")                                                                  \
    X(SHARING_LEAST, 3, "round-ups: what is shared stands in one of so many texts of the story")                  \
    X(HOME_LEAST, 6, "round-ups: not one of so many texts of its own story, by a page nobody else carries")       \
    X(REPORT_LEAST, 40, "joining: tokens of a first report that is no teaser")                                    \
    X(WEIGHT_VERSION, 200, "joining: thousandths of a sure pair that a marked update counts at least")            \
    X(WEIGHT_OTHER_VERSION, 1500, "versions of pairs: thousandths that an update counts against one version")     \
    X(JOIN, 10, "joining: least mean of all pairs between two groups, in thousandths of a sure pair")             \
    X(ROUNDUP_LONGER, 120, "round-ups: as long as what they hold, at least")                                      \
    X(ROUNDUP_PART, 60, "round-ups: share of one in a single other text that makes it that story")                \
    X(HALVES_EACH, 25, "round-ups of two stories: share that each gives at least, ...")                           \
    X(HALVES_GREATEST, 55, "... and less than this, ...")                                                         \
    X(HALVES_LEAST, 75, "... both together at least, ...")                                                        \
    X(HALVES_MOST, 105, "... and at most")                                                                        \
    X(PART_PIECE, 50, "round-ups: share of a part in one piece; versions keep sentences here and there")          \
    X(PART_OWN, 45, "round-ups of parts: factor of standing text that a part has at least")                       \
    X(PART_LONG, 35, "... or share of the text in one piece, ...")                                                \
    X(PART_LONG_OWN, 8, "... of which so much of the text is no standing text")                                   \
    X(PART_MOST, 54, "round-ups of parts: share in one other text that makes it that story")

enum limit {
#define X(name, value, meaning) LIMIT_##name = (value),
    LIMIT_MAP(X)
#undef X
};

/* One row, for documentation; NULL behind the last. Static storage. */
const struct limit_info *limit_info(size_t i);

#endif
