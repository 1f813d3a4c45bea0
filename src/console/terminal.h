/* terminal.h - how wide and how colourful text for people may be. */
#ifndef CONSOLE_TERMINAL_H
#define CONSOLE_TERMINAL_H

#include <stdbool.h>

/* Columns of the terminal that standard output is, else of the one that standard error is when output goes into a
 * pipe, for a pager shows it there; at least 60 and at most 160. 0: nothing is known of who reads it. */
unsigned terminal_columns(void);

/* Standard output is a terminal, and NO_COLOR (no-color.org) does not say no. */
bool terminal_colour(void);

#endif
