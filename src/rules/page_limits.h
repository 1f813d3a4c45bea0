/*
 * page_limits.h - the numbers that decide which lines of a page are its article: furniture learned from a corpus, sites
 * told apart by it, roles of lines; in one table.
 *
 * They are not set from outside: fitted together, one alone means little. The code reads them from here, and the
 * documentation is generated from here. Shares are percent; what decides among texts is in rules/limits.h.
 */
#ifndef RULES_PAGE_LIMITS_H
#define RULES_PAGE_LIMITS_H

#include <stddef.h>

/* X(name, value, meaning) */
#define PAGE_LIMIT_MAP(X)                                                                                         \
    X(FURNITURE_LEAST, 3, "furniture: documents of its outlet a line stands on, at least, ...")                   \
    X(FURNITURE_LEAST_SHARED, 4, "... where no outlet is named, ...")                                             \
    X(FURNITURE_SHARE, 128, "... and one in so many of the outlet's")                                             \
    X(FURNITURE_PROSE, 60, "furniture: bytes of a line that ends like a sentence and is prose")                   \
    X(FURNITURE_FRESH, 35, "furniture: share of a page in prose that is rarer than the line, ...")                \
    X(FURNITURE_FRESH_SHARED, 50, "... around a label where no outlet is named")                                  \
    X(FURNITURE_FRESH_OWN, 10, "... around a line of nearly all pages of a site: share that is no furniture")     \
    X(FURNITURE_FLANK_SKIPS, 2, "furniture: short lines between a line and the page's own prose, at most")        \
    X(FURNITURE_STORIES, 3, "furniture: stories that the pages with a paragraph are at least, ...")               \
    X(FURNITURE_RELATED, 15, "... where pages that share so much of their own paragraphs are one")                \
    X(EMPTY_COPIES, 6, "furniture: a page met so often, whole, ...")                                              \
    X(EMPTY_BYTES, 300, "... of at most so many bytes has no article on it")                                      \
    X(SITE_SAME_PAGES, 60, "sites: share of the pages of either of two lines that makes them one frame")          \
    X(SITE_WEIGHT, 2, "sites: weight of a frame, where a label weighs 1 and a sentence 2")                        \
    X(SITE_TAKEN, 50, "sites: share of pages in other sites from which on a frame is none of its own")            \
    X(SITE_PART, 67, "sites: share of pages in one site that makes a frame part of it")                           \
    X(SITE_MANY, 100, "sites: of so many pages and more ...")                                                     \
    X(SITE_MOST, 20, "... a frame on more than such a share is what everybody prints")                            \
    X(LINE_BYTES, 640, "roles: bytes of a line that patterns see, ...")                                           \
    X(LINE_PROSE_BYTES, 320, "... when it is prose")                                                              \
    X(SIGN_BYTES, 200, "roles: where a dateline's agency stands at the latest")                                   \
    X(TAIL_AGAIN, 12, "roles: lines in front of the comments that are tried once more")                           \
    X(TAIL_INSIDE, 3, "roles: lines of prose before the last that may be credits")                                \
    X(ANY_BYTES, 300, "roles: bytes of lines amid an article that are asked whether they are furniture")          \
    X(GLUED_BYTES, 420, "roles: a glued credit begins within so many bytes of its paragraph's end, ...")          \
    X(GLUED_LINES, 1, "... and within so many lines of the last prose")                                           \
    X(ENOUGH_PROSE, 40, "roles: words that make a paragraph of an article rather than a label")                   \
    X(FLANK_SKIPS, 2, "roles: short lines between paragraphs, at most")                                           \
    X(TITLE_WORDS, 20, "roles: a headline in a list of other stories, at most, ...")                              \
    X(TEASER_WORDS, 60, "... and the paragraph under it")                                                         \
    X(FRONT_LINES, 6, "... or, in front of the article, that a date follows within so many short lines")           \
    X(WRAPPED_WORDS, 4, "roles: a line that the next one goes on from has so many words, ...")                    \
    X(WRAPPED_LEAST, 15, "... and lines that go on from each other so many together, ...")                        \
    X(WRAPPED_LINES, 3, "... and are so many")                                                                    \
    X(UNWRAP_LEAST, 25, "lines: bytes of a line that was broken at some width, at least, ...")                      \
    X(UNWRAP_MOST, 320, "... and at most")                                                                       \
    X(UNWRAP_LINES, 3, "lines: those that go on in small letters amid a sentence make a text wrapped, so many, ...") \
    X(UNWRAP_SHARE, 85, "... of which such a share is full, ...")                                                \
    X(UNWRAP_SLACK, 3, "... up to so many characters")                                                           \
    X(FEW_WORDS, 15, "roles: a body below this falls back to every line that is not known to be something else")  \
    X(LIST_PROSE, 80, "roles: with fewer words of prose, lists of numbers may be what a page is about: ...")      \
    X(LIST_LINE, 200, "... their lines have at most so many bytes, ...")                                          \
    X(LIST_NUMBERS, 3, "... at least so many numbers, half of their words, ...")                                  \
    X(LIST_WEIGHT, 3, "... and there is a number for so many words of prose")

enum page_limit {
#define X(name, value, meaning) PAGE_##name = (value),
    PAGE_LIMIT_MAP(X)
#undef X
};

/* One row, for documentation; NULL behind the last. Static storage. */
struct limit_info {
    const char *name, *meaning;
    long value;
};
const struct limit_info *page_limit_info(size_t i);

#endif
