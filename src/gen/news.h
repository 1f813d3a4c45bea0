/* news.h - GEN_NEWS. */
#ifndef GEN_NEWS_H
#define GEN_NEWS_H

#include "gen/out.h"

/* Comma-separated codes, at least one, all of en, es, de, fr, zh. */
bool news_languages_known(const char *list);

int news_write(const struct gen_options *o, struct out *documents, struct out *truth, uint64_t *count) MUST_USE;

#endif
