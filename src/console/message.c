#define _GNU_SOURCE
#include "console/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console/progress.h"
#include "console/units.h"

/* The program's only state; guarded by the lock of stderr. */
static bool said_quiet, errored;
static uint64_t records;

void message_setup(bool quiet)
{
    said_quiet = quiet;
}

bool message_errored(void)
{
    return errored;
}

/* File names and values come from outside: no escape sequence of theirs reaches the terminal, and no line break
 * makes a message that we did not write. Nothing of ours has either. */
static size_t make_printable(const char *s, char *out, size_t size)
{
    size_t n = 0;
    for (; *s && n + 7 < size; s++) {
        unsigned char c = (unsigned char)*s;
        /* U+0080..U+009F, as terminals read UTF-8, are controls as well */
        bool c1 = c == 0xc2 && ((unsigned char)s[1] & 0xe0) == 0x80;
        if (c1)
            n += (size_t)snprintf(out + n, size - n, "\\u%04x", (unsigned char)*++s);
        else if (c < 0x20 || c == 0x7f)
            n += (size_t)snprintf(out + n, size - n, "\\x%02x", c);
        else
            out[n++] = (char)c;
    }
    return n;
}

/* One write() a line, so that lines of several threads and processes do not mix. */
static void say(const char *prefix, const char *fmt, va_list args)
{
    char text[2048], line[4096];
    size_t n = strlen(prefix);

    memcpy(line, prefix, n);
    if (vsnprintf(text, sizeof text, fmt, args) >= (int)sizeof text)
        memcpy(text + sizeof text - 4, "...", 4);
    n += make_printable(text, line + n, sizeof line - n - 1);
    line[n++] = '\n';
    progress_hide();
    /* Nobody is left to be told that telling failed. */
    if (write(STDERR_FILENO, line, n) < 0)
        return;
}

void message_error(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    flockfile(stderr);
    errored = true;
    say("reprint: ", fmt, args);
    funlockfile(stderr);
    va_end(args);
}

void message_warn(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    flockfile(stderr);
    if (!said_quiet)
        say("reprint: ", fmt, args);
    funlockfile(stderr);
    va_end(args);
}

void message_note(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    flockfile(stderr);
    if (!said_quiet)
        say("", fmt, args);
    funlockfile(stderr);
    va_end(args);
}

void message_record(const char *file, uint64_t line, bool normal, const char *fmt, ...)
{
    char prefix[1024];
    va_list args;

    va_start(args, fmt);
    flockfile(stderr);
    errored |= !normal;
    if (records++ < MESSAGE_RECORDS && !(normal && said_quiet)) {
        /* The end of a long name is the part that tells files apart. */
        size_t len = strlen(file), room = 900;
        char shown[sizeof prefix];
        shown[make_printable(len > room ? file + len - room : file, shown, sizeof shown - 1)] = '\0';
        snprintf(prefix, sizeof prefix, "reprint: %.960s:%llu: ", shown, (unsigned long long)line);
        say(prefix, fmt, args);
    }
    funlockfile(stderr);
    va_end(args);
}

void message_records_end(void)
{
    char n[UNITS_TEXT];
    if (records > MESSAGE_RECORDS)
        message_warn("%s more records left out", units_count_text(records - MESSAGE_RECORDS, n));
    records = 0;
}
