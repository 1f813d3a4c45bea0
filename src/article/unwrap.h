/*
 * unwrap.h - a text's lines, where lines that were broken at some width are one.
 *
 * A text is wrapped when lines go on in small letters where the one before stops amid a sentence, and at nearly all
 * of these places the next word would not have fitted into the longest such line. Then lines between which there is
 * no blank one are joined wherever that holds, if one of them goes on in that way. A text that is not wrapped is read
 * once and costs nothing more.
 */
#ifndef ARTICLE_UNWRAP_H
#define ARTICLE_UNWRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

struct line_cutter {
    struct span text, rest;
    size_t width;    /* characters; 0: lines stand as they are */
    size_t goes_on;  /* lines met that begin in a small letter */
    char newline;    /* \n, or \r where there is no \n (old Macintoshes) */
};

struct line_cutter line_cutter_of(struct span text);

/* The next line that is not blank, trimmed; where lines were joined, line breaks stand in it. */
bool line_next(struct line_cutter *c, struct span *line);

/* Asked once all lines were had: whether the text turns out to be wrapped. Then all lines are to be had again. */
bool line_again(struct line_cutter *c);

#endif
