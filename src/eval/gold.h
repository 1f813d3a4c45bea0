/* gold.h - rows of columns: labelled pairs, clusters, truth files. */
#ifndef EVAL_GOLD_H
#define EVAL_GOLD_H

#include "eval/table.h"

enum table_side { SIDE_GOLD, SIDE_SAID };

/* Reads a whole file of rows into one side. *rows counts those understood. */
int rows_read(struct eval *e, const char *p, size_t n, enum table_side side, uint64_t *rows) MUST_USE;

#endif
