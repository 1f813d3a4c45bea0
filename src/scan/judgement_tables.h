/*
 * judgement_tables.h - relations, flags, thresholds and limits as the code has them, for people: on the terminal, in
 * the manual and as the Markdown of docs/relations.md. All three are written from the tables of relation/relation.h,
 * rules/thresholds.h and rules/limits.h, so none of them can say anything else than what is done.
 */
#ifndef SCAN_JUDGEMENT_TABLES_H
#define SCAN_JUDGEMENT_TABLES_H

#include <stdio.h>

void thresholds_print(FILE *to);   /* --threshold help */
void relations_print(FILE *to);    /* --relation help */
void judgement_man(FILE *to);      /* sections of the manual, in man(7) macros */
void judgement_markdown(FILE *to); /* docs/relations.md, whole */

#endif
