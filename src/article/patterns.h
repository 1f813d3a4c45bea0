/*
 * patterns.h - the table of regular expressions that name credits, notices and page furniture.
 *
 * The table is text (data/patterns.tsv, compiled in; its head explains the columns); users add files of the same
 * form, whose patterns are tried before the built-in ones, and a pattern whose id exists already replaces that one.
 * Every pattern brings examples that must match and lines that must not; patterns_check() tries them all.
 * No text and no pattern of a user can run away: matching is limited in steps, depth and heap, and a match that
 * hits a limit counts as none.
 */
#ifndef ARTICLE_PATTERNS_H
#define ARTICLE_PATTERNS_H

#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "base/compiler.h"

struct patterns;

struct pattern_error {
    unsigned line;   /* of the file, from 1; 0 when it is not about one line */
    char what[160];  /* lower case, no full stop */
};

/* The built-in table. RP_OK or RP_ERR_NOMEM. Once created and added to, it may be shared by threads. */
int patterns_create(struct patterns **out) MUST_USE;
/* A table without patterns, to be filled by patterns_add(). */
int patterns_create_empty(struct patterns **out) MUST_USE;
void patterns_free(struct patterns *p);

/* Adds the table in text. RP_ERR_FORMAT fills *error and adds nothing. At most 255 patterns in all. */
int patterns_add(struct patterns *p, struct span text, struct pattern_error *error) MUST_USE;

/* Tries every pattern's examples; calls failed for each that does not behave. Returns how many did not, or a
 * negative status. *tried (may be NULL) is set to the number of examples. */
int patterns_check(const struct patterns *p, void *ctx,
                   void (*failed)(void *ctx, const char *id, bool should_match, struct span line),
                   size_t *tried) MUST_USE;

/* One line against the pattern of this id and its variants (id and a small letter: DL4, DL4b); for tests and
 * `reprint patterns`. 1, 0, or RP_ERR_INVALID: no such id. */
int patterns_try(const struct patterns *p, const char *id, struct span line) MUST_USE;

size_t patterns_count(const struct patterns *p);
const char *patterns_id(const struct patterns *p, uint8_t pattern); /* "DL1"; "" for PATTERN_NONE */

/* --- for the article stage ------------------------------------------------------------------- */

enum pattern_role {
    PR_DATELINE_AGENCY, PR_DATELINE_PRESS, PR_DATELINE_STATION, PR_DATELINE, PR_BYLINE_AGENCY, PR_AGENCY_AUTHOR,
    PR_BYLINE, PR_SIGN_OFF, PR_ASSIST, PR_CONTRIBUTORS, PR_CONTACT, PR_COPYRIGHT, PR_RESTRICTION, PR_REPUBLICATION,
    PR_ABOUT_SOURCE, PR_FEED_NOTICE, PR_FEED_FOOTER, PR_SECTION, PR_PRESS_TRAILER, PR_SPONSORED, PR_FIRST_PUBLISHED,
    PR_TAG, PR_ADVISORY, PR_SLUG, PR_EDITOR_NOTE, PR_UPDATE_NOTE, PR_CORRECTION, PR_TIMESTAMP, PR_WITHDRAWAL,
    PR_COMMENTS, PR_COMMENTS_WEAK, PR_SHARE, PR_RELATED, PR_PHOTO, PR_SUBSCRIBE, PR_NEWSLETTER, PR_STUB, PR_MENTION,
    PR_CHROME,
    PATTERN_ROLES
};

enum pattern_zone {
    ZONE_HEADLINE = 1, ZONE_AUTHOR = 2, ZONE_HEAD = 4, ZONE_BYLINE = 8, ZONE_LEAD = 16, ZONE_TAIL = 32, ZONE_ANY = 64,
    ZONE_BODY = 128
};
enum { PATTERN_ZONES = 255 }; /* all of them */

enum pattern_group { GROUP_AGENCY, GROUP_AUTHOR, GROUP_OWNER, GROUP_DISTRIBUTOR, GROUP_SOURCE, GROUP_HOST, GROUP_DATE,
                     GROUP_N, GROUP_WHAT, PATTERN_GROUPS };

struct pattern_hit {
    uint8_t pattern;
    enum pattern_role role;
    size_t start, end;                  /* of the match, in the light-normalised line */
    struct span group[PATTERN_GROUPS];  /* into the light-normalised line; p == NULL: not in the match */
};

/* Working space of one thread for matching. */
struct light;
struct pattern_scratch;
int pattern_scratch_create(struct pattern_scratch **out) MUST_USE;
void pattern_scratch_free(struct pattern_scratch *s);
/* Forgets how many limits were hit: at the start of a text. After PATTERN_STRIKES of them nothing matches any more,
 * so that a text made against a pattern costs a bounded time. */
void pattern_scratch_begin(struct pattern_scratch *s);
enum { PATTERN_STRIKES = 16 };
/* Whether a limit was hit since. */
bool pattern_scratch_struck(const struct pattern_scratch *s);

struct pattern_set {
    uint64_t bits[4];
};

static inline struct pattern_set pattern_set_and(struct pattern_set a, const struct pattern_set *b)
{
    for (unsigned w = 0; w < 4; w++)
        a.bits[w] &= b->bits[w];
    return a;
}

static inline bool pattern_set_is_empty(const struct pattern_set *s)
{
    return !(s->bits[0] | s->bits[1] | s->bits[2] | s->bits[3]);
}

static inline void pattern_set_remove(struct pattern_set *s, uint8_t pattern)
{
    s->bits[pattern / 64] &= ~(UINT64_C(1) << (pattern % 64));
}

/* The lowest member, taken out; PATTERN_NONE when there is none. Lower ones are to be tried first. */
static inline uint8_t pattern_set_next(struct pattern_set *s)
{
    for (unsigned w = 0; w < 4; w++) {
        if (s->bits[w]) {
            const unsigned bit = (unsigned)__builtin_ctzll(s->bits[w]);
            s->bits[w] &= s->bits[w] - 1;
            return (uint8_t)(w * 64 + bit);
        }
    }
    return PATTERN_NONE;
}

/* The patterns of these zones whose match can begin like this text. Of a line that is not normalised yet only if its
 * first two bytes are ASCII (bytes from 0x80 let everything pass). */
struct pattern_set patterns_candidates(const struct patterns *p, unsigned zones, const char *text, size_t n);
/* Those of the set whose needed words are not ruled out by the n bytes of the line that will be read, as they are
 * before normalising; brackets and slashes of datelines stand among the first `front` of them. */
struct pattern_set patterns_plausible(const struct patterns *p, struct pattern_set set, const char *raw, size_t front,
                                      size_t n);
/* Whether none of the set, which is few, can match a line of these bytes, not normalised yet: each needs words of which
 * no letters stand in it. False says nothing. */
bool patterns_ruled_out(const struct patterns *p, struct pattern_set set, const char *raw, size_t n);

/* Those of the set that are tried so many lines from the end. */
enum { PATTERN_REACH = 32 };
struct pattern_set patterns_reaching(const struct patterns *p, struct pattern_set set, size_t lines);
/* Those of the set that are tried on prose. */
struct pattern_set patterns_for_prose(const struct patterns *p, struct pattern_set set);
/* Those of the set that may be glued to the end of a paragraph. */
struct pattern_set patterns_glued(const struct patterns *p, struct pattern_set set);
/* Whether any glued pattern can begin with these two bytes. */
bool patterns_glued_start(const struct patterns *p, const char *text);
bool pattern_glued(const struct patterns *p, uint8_t pattern);
enum pattern_role pattern_role(const struct patterns *p, uint8_t pattern);

/* Whether a match can begin with these ASCII bytes, with whatever behind them. Certain when it says no. */
bool pattern_can_begin(const struct patterns *p, uint8_t pattern, struct pattern_scratch *s, const char *text,
                       size_t n);

/* True when the line has one of the words the pattern needs. */
bool pattern_may_match(const struct patterns *p, uint8_t pattern, const struct light *line);
/* Tries a pattern on a light-normalised line. */
bool pattern_match(const struct patterns *p, uint8_t pattern, struct pattern_scratch *s, const struct light *line,
                   struct pattern_hit *hit);

/* Calls found for each place in text where a needed word of a pattern of zone body begins (behind a space or
 * parenthesis, in upper case). Stops when found returns false. */
void patterns_find_words(const struct patterns *p, const char *text, size_t n, void *ctx,
                         bool (*found)(void *ctx, uint8_t pattern, size_t at));

#endif
