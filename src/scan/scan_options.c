#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article/dates.h"
#include "base/status.h"
#include "console/message.h"
#include "console/units.h"
#include "relation/relation.h"
#include "scan/judgement_tables.h"
#include "scan/scan_job.h"
#include "scan/scan_site.h"
#include "scan/scan_state.h"
#include "store/ranked.h"
#include "store/room.h"

#define AT(member) offsetof(struct scan_job_options, member)

const struct flag scan_flags[] = {
    JUDGE_FLAGS(struct scan_job_options, judge),
    {.name = "suspects", .kind = FLAG_SWITCH, .offset = AT(suspects),
     .brief = "also name rewrites and citations",
     .more = "They are links between documents, never copies: rows of type link."},
    {.name = "no-furniture", .kind = FLAG_SWITCH, .offset = AT(no_furniture),
     .brief = "do not learn page furniture from the input"},
    {.name = "owners", .kind = FLAG_FILE, .offset = AT(owners), .value = "FILE", .nothing = "every outlet its own",
     .brief = "outlets that belong together",
     .more = "Lines of outlet, tab, owner. Outlets of one owner count once."},

    {.heading = "What comes out", .name = "format", .letter = 'f', .kind = FLAG_CHOICE, .offset = AT(format),
     .value = "text|jsonl|csv|html", .brief = "for reading, for programs, a site of pages"},
    {.name = "output", .letter = 'o', .kind = FLAG_FILE, .offset = AT(output), .value = "FILE",
     .nothing = "standard output", .brief = "where it goes; with --format html a new directory",
     .more = "Compressed if the name ends in .gz or .zst. Written under another name, synced and renamed when all "
             "is well."},
    {.name = "show-furniture", .kind = FLAG_FILE, .offset = AT(show_furniture), .value = "FILE",
     .brief = "the lines that were taken for furniture, with counts"},
    {.name = "stats", .kind = FLAG_FILE, .offset = AT(stats), .value = "FILE",
     .brief = "counts, time by stage and peak memory, as JSON"},
    {.name = "exit-status", .letter = 'e', .kind = FLAG_SWITCH, .offset = AT(exit_status),
     .brief = "exit 1 if a story has two copies or more"},

    {.heading = "Only stories", .name = "agency", .kind = FLAG_LIST, .offset = AT(agencies), .value = "NAME",
     .brief = "whose source or distributor this is; may be repeated"},
    {.name = "outlet", .kind = FLAG_LIST, .offset = AT(outlets), .value = "NAME",
     .brief = "carried by this outlet; may be repeated"},
    {.name = "min-outlets", .kind = FLAG_COUNT, .offset = AT(min_outlets), .value = "N", .nothing = "any",
     .brief = "carried by so many independent outlets"},
    {.name = "since", .kind = FLAG_TEXT, .offset = AT(since), .value = "DATE", .nothing = "ever",
     .brief = "with a copy of this date or later"},
    {.name = "relation", .kind = FLAG_LIST, .offset = AT(relations), .value = "NAME", .nothing = "all",
     .brief = "with such copies, and of its copies only these",
     .more =
         "verbatim, light-edit, trimmed ... as rows of copies and satellites name it. May be repeated. --relation help "
         "prints all of them, and the flags."},

    INTAKE_FLAGS(struct scan_job_options, intake),
    SCAN_MEMORY_FLAG(struct scan_job_options, memory),
    {.name = "resume", .kind = FLAG_SWITCH, .offset = AT(resume),
     .brief = "go on with the run whose --work-dir this is",
     .more = "With --work-dir, what is found out of articles and pairs is journalled in DIR/reprint-scan until the "
             "result is there. A run that was stopped, by whatever, reads its input again and does nothing else "
             "twice."},
    {.name = "estimate", .kind = FLAG_SWITCH, .offset = AT(estimate),
     .brief = "say documents, pairs, memory, disk and time; do nothing",
     .more = "Scans a sample of at most 32 MiB, from 16 places, three times. How often copies lie far apart a sample "
             "of a large input can hardly know: where that may matter, a most is said too."},

    FLAGS_COMMON,
    {0},
};

void scan_defaults(void *options)
{
    struct scan_job_options *o = options;
    intake_defaults(&o->intake);
}

/* --- filters --- */

static int parse_relations(struct scan_job *job, bool *printed)
{
    const struct flag_list *l = &job->o->relations;
    for (size_t i = 0; i < l->n; i++) {
        unsigned r = 0;
        if (strcmp(l->items[i], "help") == 0) {
            relations_print(stdout);
            *printed = true;
            return RP_OK;
        }
        while (r < RELATIONS && strcmp(relation_name((enum relation)r), l->items[i]) != 0)
            r++;
        if (r == RELATIONS) {
            message_error("--relation wants the name of a relation such as trimmed, not '%s'; --relation help lists "
                          "them",
                          l->items[i]);
            return STATUS_SAID;
        }
        job->relations |= UINT32_C(1) << r;
    }
    return RP_OK;
}

/* How precisely a date is written: 2025, 2025-04, 2025-04-25, 2025-04-25T13:20, with anything after the time;
 * DATE_NONE for another form. What is read in text may be part of a word (the year of 2025-13); an option is all
 * date. */
static enum date_precision written_precision(const char *s)
{
    static const struct { const char *form; enum date_precision precision; bool more; } known[] = {
        {"9999", DATE_YEAR, false}, {"9999-99", DATE_MONTH, false}, {"9999-99-99", DATE_DAY, false},
        {"9999-99-99T99:99:99", DATE_SECOND, true}, {"9999-99-99T99:99", DATE_MINUTE, true},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        const char *form = known[i].form, *p = s;
        for (; *form && (*form == '9' ? *p >= '0' && *p <= '9' : *p == *form || (*form == 'T' && *p == ' ')); form++)
            p++;
        if (!*form && (!*p || known[i].more))
            return known[i].precision;
    }
    return DATE_NONE;
}

static int parse_since(struct scan_job *job)
{
    struct date_interval d;

    job->since = INT64_MIN;
    if (!job->o->since)
        return RP_OK;
    d = date_interval_parse(span_of(job->o->since));
    if (d.first > d.last || written_precision(job->o->since) != date_precision_of(d.first, d.last)) {
        message_error("--since wants a date such as 2025-04-25, not '%s'", job->o->since);
        return STATUS_SAID;
    }
    job->since = d.first;
    return RP_OK;
}

/* --- opening --- */

static int open_outputs(struct scan_job *job)
{
    const struct scan_job_options *o = job->o;
    int rc = RP_OK;

    if (o->format == SCAN_HTML && !o->output) {
        message_error("--format html wants -o DIR");
        return STATUS_SAID;
    }
    if (!o->output && source_list_has(job->intake.sources, "/dev/stdout")) {
        message_error("standard output is one of the inputs; -o FILE may replace one");
        return STATUS_SAID;
    }
    if (o->format == SCAN_HTML)
        TRY(site_open(&job->site, o->output));
    else
        TRY(output_open(&job->out, o->output));
    if (o->show_furniture)
        TRY(output_open(&job->furniture, o->show_furniture));
    if (o->stats)
        TRY(output_open(&job->stats, o->stats));
    TRY(outputs_distinct((struct output *const[]){job->out, job->furniture, job->stats},
                         (const char *const[]){o->output ? o->output : "-", o->show_furniture, o->stats}, 3));
out:
    return rc;
}

int scan_open(struct scan_job *job, const struct scan_job_options *o, const char *const *operands, size_t n,
              bool *printed)
{
    int rc = RP_OK;

    job->o = o;
    TRY(judge_open(&o->judge, &job->thresholds, &job->patterns, printed));
    if (o->suspects)
        job->thresholds.suspects = 1;
    if (*printed)
        return RP_OK;
    TRY(parse_relations(job, printed));
    if (*printed)
        return RP_OK;
    TRY(parse_since(job));
    if (o->owners)
        TRY(owners_create(&job->owners, o->owners));
    TRY(intake_open(&job->intake, &o->intake, operands, n));
    if (o->estimate)
        return RP_OK;
    TRY(scan_state_open(job)); /* which makes --work-dir */
    TRY(scan_make_room(&job->intake, o->memory, &job->room));
    TRY(open_outputs(job));
out:
    return rc;
}

void scan_close(struct scan_job *job)
{
    scan_state_close(job);
    scan_result_free(job->result);
    scan_facts_release(&job->facts);
    intake_close(&job->intake);
    output_drop(job->out);
    output_drop(job->furniture);
    output_drop(job->stats);
    site_drop(job->site);
    owners_free(job->owners);
    patterns_free(job->patterns);
    free(job->shown);
    free(job->rank);
    ranked_free(job->rows);
    room_free(job->room);
}
