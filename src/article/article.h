/*
 * article.h - one scraped news page as lines with roles, credits, dates and version marks.
 *
 * Nothing is deleted: every line keeps its place in the text and gets a role; only lines whose role is
 * ROLE_BODY are compared with other articles. Offsets are bytes into the *decoded* text (JSON escapes
 * undone by the caller). A "line" is what stands between two line breaks, except that a credit glued to
 * the end of a paragraph ("... on Friday. (Reporting by ...)") is cut off and is a line of its own.
 */
#ifndef ARTICLE_ARTICLE_H
#define ARTICLE_ARTICLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum line_role {
    ROLE_BLANK, ROLE_BODY, ROLE_HEADLINE, ROLE_CRUMB, ROLE_BYLINE, ROLE_SECTION, ROLE_DATE, ROLE_CREDIT,
    ROLE_COPYRIGHT, ROLE_EDITOR_NOTE, ROLE_UPDATE_NOTE, ROLE_CORRECTION, ROLE_CAPTION, ROLE_PHOTO_CREDIT,
    ROLE_SHARE, ROLE_RELATED, ROLE_COMMENTS, ROLE_SUBSCRIBE, ROLE_PRESS_TRAILER, ROLE_AGATE,
    ROLE_FURNITURE, /* learned from the corpus, or repeated inside the document */
    ROLE_AFTER_END, /* behind the start of the comments */
    ROLES
};

#define PATTERN_NONE UINT8_MAX

struct line {
    uint32_t start, end;  /* bytes of the line, white space at both ends left out; start <= end */
    uint32_t body_start;  /* start <= body_start <= end: behind a dateline or agency mark */
    uint8_t role;         /* enum line_role */
    uint8_t pattern;      /* index of the pattern that decided (patterns.h), PATTERN_NONE when none did */
    uint32_t furniture_docs; /* on how many documents of its host the line was seen, 0 if not learned */
};

enum credit_role { CREDIT_SOURCE, CREDIT_DISTRIBUTOR, CREDIT_CARRIER, CREDIT_PLATFORM, CREDIT_ASSIST,
                   CREDIT_CONTACT, CREDIT_MENTION, CREDIT_ROLES };

/* Of a source that gave part of a text; the credit of one that gave all of it is stronger. */
#define CREDIT_STRENGTH_PART .5f

struct credit {
    uint8_t role;       /* enum credit_role */
    uint8_t pattern;    /* PATTERN_NONE when it came from a field alone */
    float strength;     /* 0..1: copyright with owner 1, dateline .95, byline and feed notice .9, author
                           field .85, co-credit .5, use restriction .3, mention 0 */
    uint16_t agency;    /* index into the agency table (agencies.h), AGENCY_NONE when the name is not in it */
    struct span name;   /* canonical agency name, or the text as found */
    uint32_t line;      /* evidence: index into lines; LINE_FIELD when it came from a metadata field */
};
#define LINE_FIELD UINT32_MAX
#define AGENCY_NONE UINT16_MAX

/* Seconds since 1970 UTC; the interval the moment must lie in. first > last: unknown. Local times without
 * a zone widen the interval by the zones there are (UTC-12 .. UTC+14). */
enum date_precision { DATE_NONE, DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_MINUTE, DATE_SECOND };
struct date_interval {
    int64_t first, last;
    uint8_t precision;
};

/* Version marks of headline and notes (UPDATE 2-, 1st Ld-Writethru, CORRECTED ...). */
enum version_mark { MARK_UPDATE = 1, MARK_WRAPUP = 2, MARK_CORRECTED = 4, MARK_REFILE = 8, MARK_REPEAT = 16,
                    MARK_WITHDRAWN = 32, MARK_WRITETHRU = 64, MARK_UPDATE_NOTE = 128, MARK_CORRECTION_NOTE = 256,
                    MARK_STUB = 512, MARK_SPONSORED = 1024, MARK_FEED_NOTICE = 2048, MARK_NO_DERIVATIVES = 4096,
                    MARK_PRESS_RELEASE = 8192,
                    MARK_PAYWALLED = 1 << 14,    /* the text ends at a call to subscribe */
                    MARK_PHOTO_CREDIT = 1 << 15, /* an agency is named by photo credits only */
                    MARK_DATE_REJECTED = 1 << 16,/* a date was given and not believed (1970, the future, crawl day) */
                    MARK_HEADLINE_ONLY = 1 << 17,/* the body only echoes the headline, or there is none */
                    MARK_WIRE_LEFTOVER = 1 << 18,/* trash line, slug or contact footer left in: close to the wire */
                    MARK_CONTRIBUTED = 1 << 19   /* names agencies whose material is in it: "with files from AFP" */
};

/* What a record said of itself; absent ones have p == NULL. Decoded UTF-8. */
struct article_fields {
    struct span id, url, canonical, headline, text, date, modified, crawled, outlet, byline, credit_hint, status;
};

struct article {
    struct article_fields given;
    struct line *lines;
    uint32_t n_lines;
    struct credit *credits; /* by role, strongest first within a role; one per role and agency or name */
    uint32_t n_credits;
    struct span headline;   /* tags still in it (headline.h takes them off); p == NULL: none found */
    struct span byline;     /* the reporters' names without "By" and agency; p == NULL: none found */
    struct span outlet;     /* host without www., m., amp., in lower case; or the outlet field's text; or absent */
    uint64_t site;          /* of a page that names no outlet: the same where furniture is the same; 0: not known */
    uint64_t url_key;       /* equal for variants of one address (www, m, amp, utm, print); 0: no address */
    uint64_t item_key;      /* path and item id without the host, for white-label mirrors; 0: not specific enough */
    struct span original_url; /* canonical address on another host than the page's own; absent if none */
    uint16_t own_agency;    /* the agency whose own host or outlet this is, else AGENCY_NONE */
    struct date_interval date, updated;
    struct date_interval first_published; /* "was first published Oct. 25, 2024" in the text: the original's date */
    uint32_t marks;         /* version_mark bits */
    uint32_t update_number; /* n of UPDATE n / nth Ld, 0 when none */
    uint32_t body_words;    /* rough: runs of letters and digits, unspaced scripts four characters a word */
};

#endif
