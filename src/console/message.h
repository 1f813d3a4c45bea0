/*
 * message.h - what the program says on stderr: "reprint: what", one line at a time, from any thread.
 *
 * Lower case, the failure first, no full stop. Bytes that a terminal would take for commands are
 * written as \xNN. A progress line that is on the screen is taken off first. The one piece of state is
 * whether anything went wrong: it makes the exit status 2.
 */
#ifndef CONSOLE_MESSAGE_H
#define CONSOLE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

enum { EXIT_FOUND = 1, EXIT_BAD = 2 };

/* quiet: errors only. */
void message_setup(bool quiet);

/* Something failed: the exit status will be 2. */
void message_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Worth knowing, nothing failed. Not when quiet. */
void message_warn(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* For people: no "reprint: " before it. Not when quiet. */
void message_note(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * "reprint: file:line: what": a record that is left out. Counts as an error unless `normal`. After
 * MESSAGE_RECORDS of them the rest is only counted; message_records_end() says how many there were.
 */
enum { MESSAGE_RECORDS = 20 };
void message_record(const char *file, uint64_t line, bool normal, const char *fmt, ...) PRINTF_LIKE(4, 5);
void message_records_end(void);

bool message_errored(void);

#endif
