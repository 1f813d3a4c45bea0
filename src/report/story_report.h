/*
 * story_report.h - what a scan found, written as JSON lines, CSV or text for a terminal.
 *
 * A writer gives its bytes to put(), piece by piece, and holds one row or one story at a time. The order is that of
 * results.h: fixed by content. Rows of JSON lines and CSV, their members and order: story_jsonl.c, story_csv.c.
 */
#ifndef REPORT_STORY_REPORT_H
#define REPORT_STORY_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "base/compiler.h"
#include "report/json_out.h"
#include "rules/thresholds.h"
#include "story/results.h"

/* What a document is called. Spans and strings live as long as the report. */
struct doc_name {
    struct span id;   /* p == NULL: it has none, and is called file:line */
    bool repeated;    /* another document has the id too: called id@file:line */
    const char *file;
    uint64_t line;    /* 0: the document is the file */
};

/* What an article says of itself that struct page leaves out, and all that is known of singles. */
struct doc_facts {
    struct span source, distributor, carrier; /* names; p == NULL: none */
    struct date_interval date;
};

struct story_report {
    const struct scan_result *result;
    const struct thresholds *thresholds;
    const char *preset;
    const size_t *shown;      /* indexes of the stories to show, in order */
    size_t n_shown;
    /* Where stories and what they point to lie elsewhere than they are shown: they are written as they lie, each after
     * a call that tells its rank, an index into shown; the last call, with n_shown, says that there are no more.
     * Whoever is told puts them in order. NULL: they are written in order. */
    int (*turn)(void *ctx, size_t rank);
    const uint32_t *rank;     /* with turn: of each story of the result; NO_INDEX: not shown */
    bool filtered;            /* some stories are left out, and with them everything that is in none */

    void *ctx;
    struct doc_name (*name)(void *ctx, size_t doc);
    struct doc_facts (*facts)(void *ctx, size_t doc);
    int (*put)(void *ctx, const char *p, size_t n);
    bool (*relation_shown)(void *ctx, uint8_t relation); /* copies and satellites of these relations; NULL: all */

    /* text only */
    unsigned columns;
    bool wrap;              /* rows that are longer go on below: for a terminal, not for other programs */
    bool colour;
};

int story_write_jsonl(const struct story_report *r) MUST_USE;
int story_write_csv(const struct story_report *r) MUST_USE;
int story_write_text(const struct story_report *r) MUST_USE;

/* --- what the writers share --- */

enum { STORY_KEY = 17, DATE_TEXT = 32, NAME_TEXT = 4096 };

/* 16 hexadecimal digits. */
const char *story_key_text(uint64_t key, char out[STORY_KEY]);

/* "2025", "2025-04", "2025-04-25", "2025-04-25T10:20" (zone unknown), "2025-04-25T10:20:30Z"; "" when unknown. */
const char *story_date_text(const struct date_interval *d, char out[DATE_TEXT]);

/* Id, id@file:line or file:line. Cut to NAME_TEXT. */
struct span doc_name_text(const struct doc_name *n, char out[NAME_TEXT]);

/* As it is shown everywhere: whole percent, a half rounded up. */
static inline int percent_of(float share)
{
    return (int)(100 * share + .5f);
}

/* Calls put for every story to be shown, as `turn` says. RP_OK, or the first negative that anybody returned. */
int story_each(const struct story_report *r, int (*put)(void *writer, const struct story *s, size_t rank),
               void *writer) MUST_USE;

bool story_shows(const struct story_report *r, uint8_t relation);
/* Its first and last date are known and not shown alike. */
bool story_is_spread(const struct story *s);
/* The flags of a copy that no alert of the same name repeats. */
uint32_t story_flags_beside(uint32_t flags, uint32_t alerts);

#endif
