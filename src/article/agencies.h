/*
 * agencies.h - who writes and distributes: names, aliases, own hosts, class. Compiled in from
 * data/agencies.tsv; read-only.
 */
#ifndef ARTICLE_AGENCIES_H
#define ARTICLE_AGENCIES_H

#include <stdint.h>

#include "article/article.h"

enum agency_class {
    AGENCY_WIRE,          /* writes for others: AP, Reuters, dpa */
    AGENCY_NEWSROOM,      /* a paper or broadcaster whose stories others print: Los Angeles Times */
    AGENCY_SYNDICATE,     /* distributes others' stories: Tribune Content Agency */
    AGENCY_NONPROFIT,     /* free to republish: ProPublica, The Conversation */
    AGENCY_PRESS_RELEASE, /* PR Newswire, Business Wire */
    AGENCY_FEATURES,      /* evergreen fillers: StatePoint, Stacker */
    AGENCY_CLASSES
};

uint16_t agency_count(void);
const char *agency_name(uint16_t agency);          /* canonical; never NULL for agency < agency_count() */
enum agency_class agency_class(uint16_t agency);
const char *agency_class_name(enum agency_class c);
bool agency_no_derivatives(uint16_t agency);       /* its licence asks for unchanged text */

/* By any known name, case and punctuation folded ("The Associated Press", "AP", "Bloomberg L.P."). */
uint16_t agency_find(struct span name);
/* By host name, without address around it: "apnews.com" and everything under it. */
uint16_t agency_of_host(struct span host);

#endif
