/* side_by_side.h - two texts in two columns of a terminal, with what was dropped, added, changed and moved marked. */
#ifndef REPORT_SIDE_BY_SIDE_H
#define REPORT_SIDE_BY_SIDE_H

#include <stddef.h>

#include "base/span.h"
#include "relation/body.h"
#include "relation/relation.h"
#include "report/text_out.h"

struct side {
    const struct body *body;
    struct span text; /* what the body's offsets point into */
};

/*
 * Tokens [first, last) with the punctuation that belongs to them, as one piece of the text: up to white space, never
 * into the next token. first == last gives nothing.
 */
struct span side_bytes(const struct side *s, uint32_t first, uint32_t last);

/* Marks: [-dropped-] {+added+} <moved>, what changed is dropped on the left and added on the right; colours beside
 * them if t->colour. rows are relation_diff()'s. */
void side_by_side(struct text_out *t, const struct side *a, const struct side *b, const struct diff_row *rows, size_t n,
                  unsigned columns);

#endif
