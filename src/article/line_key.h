/*
 * line_key.h - one hash for a line, the same for lines that differ in their digits only.
 */
#ifndef ARTICLE_LINE_KEY_H
#define ARTICLE_LINE_KEY_H

#include <stdint.h>

#include "base/span.h"

/*
 * Digits count as '#'. Up to 80 bytes, runs of digits count as one '#' and runs of blanks as one space; of a longer
 * line only the first 48 and the last 32 bytes are read, each for itself: enough to know a line again, and a bounded
 * cost for every paragraph of a corpus. s is trimmed.
 */
uint64_t line_key(struct span s);

#endif
