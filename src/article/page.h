/*
 * page.h - what the steps of the article stage share while they work on one page. Private to the folder.
 */
#ifndef ARTICLE_PAGE_H
#define ARTICLE_PAGE_H

#include "article/analyse.h"
#include "article/headline.h"
#include "article/light_normalise.h"
#include "article/openings.h"
#include "article/outlet.h"
#include "article/patterns.h"

/* What a line looks like, before anything is known of its meaning. */
struct line_look {
    uint64_t key;        /* line_key.h */
    uint32_t words;      /* unspaced scripts: four characters are one */
    bool prose;          /* reads like running text */
    bool sentence;       /* ends like a sentence */
    bool names;          /* most words begin in upper case */
    bool wrapped;        /* a line of text that was broken into lines */
    bool repeated;       /* an equal line stood before */
    bool decided;        /* a pattern gave the role */
};

struct function_words;

enum { PAGE_CREDITS_MAX = 64 }; /* more are not taken */

struct page {
    const struct patterns *patterns;
    const struct furniture *furniture;
    const struct function_words *function_words;
    struct pattern_scratch *scratch;
    struct openings *openings;
    struct light light;       /* the line being tried */

    struct article_fields f;
    struct article *out;
    struct line *lines;
    struct line_look *looks;
    size_t n, lines_cap, looks_cap;
    struct credit *credits;
    size_t n_credits, credits_cap;
    uint32_t *table;          /* hash table of line numbers + 1, for repeated lines */
    size_t table_cap;
    char host[OUTLET_MAX];
    size_t host_n;

    size_t first_body, second_body, third_body, last_body, end; /* line numbers; n: none. end: behind the article */
    struct headline_tags headline_tags; /* of the article's headline, if it has one */
    bool photo_agency;        /* a photo credit names an agency */
    int copyright_year;
    struct span head_date, head_updated; /* texts of dates found in lines */
    struct span first_published;
};

/* One thread's means (analyse.h). */
struct article_analyser {
    struct page page;
    struct patterns *own_patterns;
    struct function_words *function_words;
    bool no_mentions;
    uint8_t *note; /* article_note.c */
    size_t note_cap;
};

/* No step has given it a role. */
static inline bool line_is_open(const struct page *p, size_t i)
{
    return p->lines[i].role == ROLE_BLANK;
}

static inline bool line_has_role(const struct page *p, size_t i, enum line_role role)
{
    return i < p->n && p->lines[i].role == role;
}

/* --- analyse.c ------------------------------------------------------------------------------- */
/* Nothing is known of the page yet, but whose it is, by its addresses. RP_OK, RP_ERR_LIMIT. */
int page_begin(struct page *p, const struct article_fields *f, struct article *out) MUST_USE;
/* The lines become the article's. */
void page_end(struct page *p);

/* --- lines.c: cutting and looking ------------------------------------------------------------ */
int function_words_create(struct function_words **out) MUST_USE;
void function_words_free(struct function_words *w);

bool line_is_sentence(struct span line);

/* Fills lines and looks from f.text (unwrap.h); empty lines and lines of blanks only are left out. */
int page_split(struct page *p) MUST_USE;
/* Cuts line i in two at byte `at` of the text; both halves are trimmed, the second becomes line i + 1. */
int page_cut(struct page *p, size_t i, uint32_t at) MUST_USE;
struct span page_line(const struct page *p, size_t i);
/* White space of any kind taken off both ends. */
struct span span_trim(struct span s);
/* Sets repeated on lines that stood before. */
int page_find_repeats(struct page *p) MUST_USE;

/* --- roles.c --------------------------------------------------------------------------------- */
int page_roles(struct page *p) MUST_USE;

/* --- role_patterns.c ------------------------------------------------------------------------- */
/* Marks the first three lines of prose and the last in front of line `end`; zones are reckoned from them. */
void page_find_prose(struct page *p, size_t end);
/* Tries the patterns on all lines from `from` on that none has decided yet. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT. */
int page_match_patterns(struct page *p, size_t from) MUST_USE;

/* --- role_end.c ------------------------------------------------------------------------------ */
/* Sets end. */
void page_find_end(struct page *p);
/* What stands below "Related stories" is of them. */
void page_spread_related(struct page *p);
/* The first line behind the headlines and teasers that follow line i. */
size_t page_behind_teasers(const struct page *p, size_t i);

/* --- role_headline.c ------------------------------------------------------------------------- */
void page_find_headline(struct page *p);

/* --- credits.c ------------------------------------------------------------------------------- */
/* What a pattern found in line i (LINE_FIELD: in the text `in` of a field) says about credits, dates and marks. */
int page_take_hit(struct page *p, const struct pattern_hit *hit, size_t line, struct span in) MUST_USE;
int page_field_credits(struct page *p) MUST_USE;
/* The site's name from bread crumbs or behind the headline, where nothing else names an outlet. */
int page_guess_carrier(struct page *p) MUST_USE;
int page_mentions(struct page *p) MUST_USE;
/* Orders the credits; sets the marks that depend on all of them. */
void page_finish_credits(struct page *p);
int page_add_credit(struct page *p, enum credit_role role, struct span name, float strength, uint8_t pattern,
                    size_t line) MUST_USE;
/* The name is the page's own outlet under another spelling. */
bool page_is_own_name(const struct page *p, struct span name);

#endif
