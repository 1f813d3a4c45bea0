#include "intake/folder_files.h"

#include <stdio.h>

#include "base/status.h"
#include "console/message.h"
#include "console/output.h"
#include "console/units.h"
#include "source/endings.h"

/* Endings that are named; what comes after them is counted. */
enum { NAMED = 5 };

/* "8 .py, 3 .html, 12 others" */
static void list_endings(const struct ending_count *e, size_t n, char *out, size_t size)
{
    char count[UNITS_TEXT];
    uint64_t others = 0;
    size_t at = 0;

    for (size_t i = 0; i < n; i++)
        if (i < NAMED && e[i].ending[0])
            at += (size_t)snprintf(out + at, size - at, "%s%s .%s", i ? ", " : "",
                                   units_count_text(e[i].files, count), e[i].ending);
        else
            others += e[i].files;
    if (others)
        snprintf(out + at, size - at, ", %s others", units_count_text(others, count));
}

/* Whoever says with --input what they are gets no message. */
static void say_markup(const struct source_list *l)
{
    const char *first = NULL;
    char count[UNITS_TEXT];
    uint64_t more = 0;

    for (uint32_t i = 0; i < source_count(l); i++) {
        if (source_format(l, i) != SOURCE_AUTO || !ending_markup(source_path(l, i)))
            continue;
        more += first != NULL;
        first = first ? first : source_path(l, i);
    }
    if (first && more == 0)
        message_warn("%s: %s is read as one text, marks and all; fields are read of JSON lines. --input says it is "
                     "meant",
                     first, ending_markup(first));
    else if (first)
        message_warn("%s and %s more: %s is read as one text, marks and all; fields are read of JSON lines. --input "
                     "says it is meant", first, units_count_text(more, count), ending_markup(first));
}

int folder_files_say(struct source_list *l)
{
    char list[NAMED * (UNITS_TEXT + ENDING_TEXT + 4) + UNITS_TEXT + 16], count[UNITS_TEXT];
    const struct ending_count *e;
    const size_t n = source_list_foreign(l, &e);
    uint64_t files = 0;

    say_markup(l);
    if (n == 0)
        return RP_OK;
    for (size_t i = 0; i < n; i++)
        files += e[i].files;
    units_count_text(files, count);
    list_endings(e, n, list, sizeof list);
    if (source_count(l) > 0) {
        message_warn("left out %s file%s in folders that do not end as text or JSON lines do (%s): name them, or give "
                     "--input, to have them read", count, files == 1 ? "" : "s", list);
        return RP_OK;
    }
    message_error("nothing to read: %s file%s in folders that do not end as text or JSON lines do (%s): name them, or "
                  "give --input, to have them read", count, files == 1 ? "" : "s", list);
    return STATUS_SAID;
}
