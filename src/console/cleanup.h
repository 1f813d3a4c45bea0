/*
 * cleanup.h - names to remove if a signal ends the program: those that come from outside unlink them and then do
 * what they always do. SIGPIPE and SIGXFSZ are ignored: write() says EPIPE and EFBIG. And the three standard
 * descriptors are made sure of: one that the caller closed would be given to the next file opened, and what is
 * said on stderr would go into a result.
 */
#ifndef CONSOLE_CLEANUP_H
#define CONSOLE_CLEANUP_H

#include <stdbool.h>

void cleanup_setup(void);
/* False when there is no room: more than CLEANUP_MAX names, or one too long. */
enum { CLEANUP_MAX = 8, CLEANUP_NAME = 4096 };
/* What the signal says on stderr before it ends the program; a constant, or NULL. */
void cleanup_say(const char *text);
bool cleanup_add(const char *path);
/* A folder with nothing but files in it, which go with it. */
bool cleanup_add_folder(const char *path);
void cleanup_forget(const char *path);

#endif
