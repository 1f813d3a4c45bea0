/*
 * furniture_stories.h - paragraphs that look like furniture: are their pages of different stories? Internal to
 * article/.
 */
#ifndef ARTICLE_FURNITURE_STORIES_H
#define ARTICLE_FURNITURE_STORIES_H

#include "article/furniture_count.h"
#include "article/furniture_learner.h"
#include "base/compiler.h"

/* Takes back `furniture` of the paragraphs whose pages are of too few stories: one that versions of a few stories
 * have in common is theirs. c has been judged. RP_OK, RP_ERR_NOMEM. */
int furniture_part_stories(const struct furniture_learner *l, const struct learned_pool *p,
                           struct line_counter *c) MUST_USE;

#endif
