/* news_agency.h - who writes the stories, and the marks each leaves in a copy. */
#ifndef GEN_NEWS_AGENCY_H
#define GEN_NEWS_AGENCY_H

#include "gen/news_language.h"

/* How a story begins. %P place in capitals, %p place, %M month as the agency writes it, %d day, %A the code. */
struct news_agency {
    const char *name;      /* canonical, as data/agencies.tsv has it */
    const char *code;
    const char *host;
    enum news_language language;
    const char *dateline;  /* "" when it does not name the agency */
    const char *bare;      /* what is left of it when the credit is dropped */
    const char *byline;    /* %w: a writer */
    const char *tail;      /* sign-off lines, | between; %w writer, %y year, %D date, %o outlet; "" none */
    const char *copyright; /* NULL: has none */
    const char *distributor, *distributed; /* canonical name, and its copyright line; NULL: none */
    bool updates_in_headline; /* UPDATE n-, CORRECTED- */
};

extern const struct news_agency news_agency[];
extern const unsigned news_agencies;

#endif
