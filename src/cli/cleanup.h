/*
 * cleanup.h - names to remove if a signal ends the program: SIGINT, SIGTERM and SIGHUP unlink them
 * and then do what they always do. SIGPIPE is ignored: write() says EPIPE.
 */
#ifndef CLI_CLEANUP_H
#define CLI_CLEANUP_H

#include <stdbool.h>

void cleanup_setup(void);
/* False when there is no room: more than CLEANUP_MAX names, or one too long. */
enum { CLEANUP_MAX = 8, CLEANUP_NAME = 4096 };
/* What the signal says on stderr before it ends the program; a constant, or NULL. */
void cleanup_say(const char *text);
bool cleanup_add(const char *path);
void cleanup_forget(const char *path);

#endif
