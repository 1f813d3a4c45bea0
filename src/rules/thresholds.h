/*
 * thresholds.h - every number the judgement of a pair depends on, in one table.
 *
 * The table below is what the code reads, what --help prints and what the documentation is generated
 * from. Shares are of tokens after folding (body.h); lengths are tokens. "A" is the reference of a
 * pair, "B" the copy; lo and hi are the lesser and greater of use_A and use_B (relation.h).
 */
#ifndef RULES_THRESHOLDS_H
#define RULES_THRESHOLDS_H

#include <stddef.h>

#include "base/compiler.h"
#include "base/span.h"

/* X(name, strict, normal, loose, meaning) */
#define THRESHOLD_MAP(X)                                                                                         \
    X(same_page_hi, .50, .50, .50, "same-page: least hi of two texts under one address")                         \
    X(same_page_lo, .90, .90, .90, "same-page: least lo of two texts under one path and item of two hosts")      \
    X(none_hi, .05, .05, .05, "unrelated: hi below this, and ...")                                               \
    X(none_longest, 13, 13, 13, "... no shared span of this many tokens")                                        \
    X(template_lo, .50, .50, .50, "template: least lo")                                                          \
    X(template_slots, 3, 3, 3, "template: least number of replaced slots")                                       \
    X(template_typed, .60, .60, .60, "template: least share of numbers, names and dates in the slots")           \
    X(template_names, .50, .50, .50, "template: names shared below this mean another event")                     \
    X(template_facts, 4, 4, 4, "... and so many changed names and numbers")                                      \
    X(template_slot_share, .03, .03, .03, "template: least share of matched text that the slots take")           \
    X(list_numbers, .25, .25, .25, "template: lists of numbers: least share of numbers in both texts, and ...")  \
    X(list_shared, .50, .50, .50, "... share of the numbers that match below this")                              \
    X(low_hi, .20, .20, .15, "low overlap: hi below this")                                                       \
    X(low_words, 60, 60, 40, "low overlap: fewer matched tokens than this, and ...")                             \
    X(low_words_hi, .50, .50, .50, "... hi below this")                                                          \
    X(passage_words, 25, 25, 25, "shared passage: least matched tokens and least longest span")                  \
    X(background_share, .70, .70, .70, "background: least share of matched text that stands in other stories")   \
    X(background_fresh, .20, .20, .20, "background: use of what stands nowhere else below this")                 \
    X(background_stories, 3, 3, 3, "background: a passage counts as standing text from this many other stories") \
    X(quotation_share, .55, .55, .55, "excerpt: so much of what matches in one piece below low_words is a quotation") \
    X(quote_share, .60, .60, .60, "shared-quote: least share of matched text inside quotation marks")            \
    X(verbatim_lo, .97, .97, .97, "verbatim: least lo")                                                          \
    X(verbatim_edit, .01, .01, .01, "verbatim: greatest share of edited tokens")                                 \
    X(correction_lo, .80, .80, .80, "correction: least lo")                                                      \
    X(correction_edit, .05, .05, .05, "correction without a mark: greatest share of edited tokens")              \
    X(correction_facts, .50, .50, .50, "... and least share of facts among the replaced slots")           \
    X(light_lo, .90, .90, .90, "light-edit: least lo")                                                           \
    X(light_edit, .08, .08, .08, "light-edit: greatest share of edited tokens")                                  \
    X(edited_lo, .80, .80, .80, "edited: least lo")                                                              \
    X(edited_edit, .25, .25, .25, "edited: greatest share of edited tokens")                                     \
    X(teaser_length, 120, 120, 120, "teaser: greatest length of B")                                              \
    X(teaser_use_b, .80, .80, .80, "teaser: least use_B")                                                        \
    X(teaser_use_a, .60, .60, .60, "teaser: use_A below this")                                                   \
    X(update_hi, .30, .30, .30, "update: least hi")                                                              \
    X(trimmed_use_b, .80, .80, .80, "trimmed: least use_B")                                                      \
    X(trimmed_words, 100, 100, 100, "trimmed: least matched tokens, or ...")                                     \
    X(trimmed_use_a, .60, .60, .60, "... least use_A")                                                           \
    X(full_copy_use_a, .80, .80, .80, "full-copy flag: least use_A, and ...")                                    \
    X(full_copy_words, 125, 125, 125, "... least matched tokens")                                                \
    X(expanded_use_a, .90, .80, .80, "expanded: least use_A")                                                    \
    X(expanded_use_b, .30, .30, .30, "expanded: least use_B; below it the copy is embedded")                     \
    X(both_use_b, .60, .60, .60, "trimmed+expanded: least use_B")                                                \
    X(both_use_a, .50, .50, .50, "... least use_A where neither lead nor headline are kept")                     \
    X(both_words, 100, 100, 100, "trimmed+expanded: least matched tokens")                                       \
    X(roundup_words, 60, 60, 60, "roundup, merged: least matched tokens with each of two stories")               \
    X(partial_hi, .20, .20, .15, "partial-reuse: least hi")                                                      \
    X(rewrite_pairs, .35, .35, .35, "rewrite-suspect: least containment of word pairs, both ways")               \
    X(rewrite_order, .60, .60, .60, "rewrite-suspect: least share of rare words in the same order")              \
    X(suspects, 0, 0, 1, "1: name rewrite-suspect and cites")                                                    \
    X(full_copy_only, 1, 0, 0, "1: only a full copy counts as trimmed copy of the story")                        \
    X(head_near, .60, .60, .60, "headline near: least Jaccard of words, or ...")                                 \
    X(head_contained, .80, .80, .80, "... least containment of at least four words")                             \
    X(lead_share, .50, .50, .50, "lead kept: least share of B's first 40 tokens that is matched, and ...")       \
    X(lead_place, 20, 20, 20, "... that starts before this token of A")                                          \
    X(short_length, 80, 80, 80, "short texts: shorter ones need ...")                                            \
    X(short_lo, .80, .80, .80, "... this lo, or an equal or near headline within two days")                      \
    X(tiny_length, 25, 25, 25, "tiny texts: shorter ones need an equal body and an equal headline")              \
    X(window_days, 7, 7, 7, "rewrite-suspect: greatest distance in days")                                        \
    X(evergreen_days, 30, 30, 30, "evergreen flag: more days than this apart")                                   \
    X(story_sentences, .50, .46, .35, "same story: least share of the shorter text's sentences in the other")

struct thresholds {
#define X(name, strict, normal, loose, meaning) double name;
    THRESHOLD_MAP(X)
#undef X
};

enum preset { PRESET_STRICT, PRESET_NORMAL, PRESET_LOOSE, PRESETS };

/* Static storage. */
const struct thresholds *thresholds_preset(enum preset p);
const char *preset_name(enum preset p);

/* "strict", "normal", "loose"; RP_ERR_INVALID for anything else. */
int preset_find(struct span name, enum preset *out) MUST_USE;

/* One row of the table, for help and documentation; NULL behind the last. Static storage. */
struct threshold_info {
    const char *name;
    double value[PRESETS];
    const char *meaning;
    size_t offset; /* in struct thresholds */
};
const struct threshold_info *threshold_info(size_t i);

/* Sets one by name. RP_ERR_INVALID: no such name; RP_ERR_LIMIT: not finite, negative, or a share above 1. */
int threshold_set(struct thresholds *t, struct span name, double value) MUST_USE;

#endif
