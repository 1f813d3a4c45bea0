/* reprint explain: what one article is to another, and why. */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "cli/commands.h"
#include "cli/explain_page.h"
#include "console/message.h"
#include "console/terminal.h"
#include "console/units.h"
#include "scan/explain_scan.h"
#include "scan/scan_job.h"
#include "store/room.h"

struct explain_options {
    struct common_options common;
    struct judge_options judge;
    bool no_difference, alone;
    uint64_t memory; /* 0: a share of the machine's */
    struct intake_options intake;
};

#define AT(member) offsetof(struct explain_options, member)

static const struct flag flags[] = {
    JUDGE_FLAGS(struct explain_options, judge),
    {.name = "alone", .kind = FLAG_SWITCH, .offset = AT(alone),
     .brief = "judge the pair by itself, without the other documents of the files",
     .more = "Faster in a large collection. Versions, other copies and standing text are not known then, so the "
             "verdict may be another one than scan's."},
    {.heading = "What comes out", .name = "no-difference", .kind = FLAG_SWITCH, .offset = AT(no_difference),
     .brief = "leave out the texts side by side"},
    INTAKE_FLAGS(struct explain_options, intake),
    SCAN_MEMORY_FLAG(struct explain_options, memory),
    FLAGS_COMMON,
    {0},
};

static void defaults(void *options)
{
    intake_defaults(&((struct explain_options *)options)->intake);
}

struct explaining {
    const struct explain_options *o;
    struct thresholds thresholds;
    struct patterns *patterns;
    struct intake intake;
    struct room *room; /* NULL: everything is in memory */
    struct article_reader *reader;
    struct judge judge;
    struct explained pair;
    struct explain_page page;
};

/* --- which documents --- */

static struct doc_name name_of(const struct intake *in, size_t doc)
{
    const struct place at = intake_places_get(&in->places, doc);
    return (struct doc_name){
        .id = intake_id(in, doc),
        .repeated = bits_get(&in->ids.repeated, doc),
        .file = source_path(in->sources, at.file),
        .line = source_format(in->sources, at.file) == SOURCE_TEXT ? 0 : at.line,
    };
}

static int find_document(const struct intake *in, const char *wanted, size_t *doc)
{
    char made[NAME_TEXT];
    size_t found = 0;

    for (size_t i = 0; i < in->places.n; i++) {
        struct doc_name n = name_of(in, i), place = {.file = n.file, .line = n.line};
        if (!span_is(doc_name_text(&n, made), wanted) && !span_is(doc_name_text(&place, made), wanted) &&
            !span_is(n.id, wanted))
            continue;
        *doc = i;
        found++;
    }
    if (found == 1)
        return RP_OK;
    if (found)
        message_error("%zu documents are called '%s'; say it as id@file:line", found, wanted);
    else
        message_error("no document is called '%s'", wanted);
    return STATUS_SAID;
}

/* Two files of one document each, or two names in the files that follow. */
static int find_both(struct explaining *e, const char *const *operands, size_t n, size_t doc[2])
{
    char count[UNITS_TEXT];
    int rc = RP_OK;

    if (n == 2) {
        doc[0] = 0;
        doc[1] = 1;
        if (e->intake.places.n == 2)
            return RP_OK;
        message_error("'%s' and '%s' hold %s documents, not two; name ids, then the files", operands[0], operands[1],
                      units_count_text(e->intake.places.n, count));
        return STATUS_SAID;
    }
    for (int i = 0; i < 2; i++)
        TRY(find_document(&e->intake, operands[i], &doc[i]));
out:
    return rc;
}

static int print(void *ctx, const char *p, size_t n)
{
    (void)ctx;
    fwrite(p, 1, n, stdout);
    return RP_OK;
}

/* In the direction that scan's row has, where there is one. */
static int judge_directed(struct explaining *e, int reference, bool within)
{
    const struct relation_doc *a = &e->pair.text[reference].doc, *b = &e->pair.text[!reference].doc;
    int rc = RP_OK;

    TRY(within ? relation_judge_within(&e->judge, &e->thresholds, a, b, &e->pair.verdict)
               : relation_judge_against(&e->judge, &e->thresholds, a, b, &e->pair.verdict));
    e->pair.verdict.swapped = reference == 1;
out:
    return rc;
}

static int judge_pair(struct explaining *e)
{
    const struct explain_scan *x = &e->pair.scan;
    int rc = RP_OK;

    if (e->pair.among && (x->as == ASKED_WITHIN || x->as == ASKED_AGAINST))
        return judge_directed(e, x->reference, x->as == ASKED_WITHIN);
    TRY(relation_judge(&e->judge, &e->thresholds, &e->pair.text[0].doc, &e->pair.text[1].doc, &e->pair.verdict));
    if (e->pair.among && x->as == ASKED_VERSION)
        TRY(judge_directed(e, e->pair.verdict.swapped, true));
out:
    return rc;
}

static int explain(struct explaining *e, const size_t doc[2])
{
    int rc = RP_OK;

    for (int i = 0; i < 2; i++) {
        const struct doc_name name = name_of(&e->intake, doc[i]);
        const struct article *a;
        TRY(article_reader_read(e->reader, doc[i], &e->pair.text[i], &a));
        explain_put_article(&e->page, (char)('A' + i), &name, a, e->pair.text[i].body.n);
    }
    TRY(judge_pair(e));
    TRY(explain_put_pair(&e->page, &e->pair));
    TRY(tout_flush(&e->page.out, print, NULL));
out:
    return rc;
}

static int work(struct explaining *e, const char *const *operands, size_t n)
{
    const char *const *files = n == 2 ? operands : operands + 2;
    size_t doc[2];
    bool printed;
    int rc = RP_OK;

    TRY(judge_open(&e->o->judge, &e->thresholds, &e->patterns, &printed));
    if (printed)
        return RP_OK;
    TRY(intake_open(&e->intake, &e->o->intake, files, n == 2 ? 2 : n - 2));
    TRY(scan_make_room(&e->intake, e->o->memory, &e->room));
    TRY(intake_read(&e->intake, true));
    TRY(scan_hold(&e->intake, e->o->memory));
    TRY(intake_ready(&e->intake));
    TRY(find_both(e, operands, n, doc));
    e->pair.among = n > 2 && !e->o->alone;
    if (e->pair.among)
        TRY(explain_scan_run(&e->pair.scan, &e->intake, &e->thresholds, e->patterns, doc));
    TRY(article_reader_create(&e->reader, &e->intake, e->patterns));
    TRY(explain(e, doc));
out:
    return rc;
}

static int run(void *options, const char *const *operands, size_t n)
{
    enum { COLUMNS_FILE = 100 };
    const unsigned columns = terminal_columns();
    struct explaining e = {.o = options, .page.columns = columns ? columns : COLUMNS_FILE};
    int rc;

    e.page.out.colour = terminal_colour();
    judge_init(&e.judge);
    e.judge.all = true;
    e.pair.judge = &e.judge;
    e.pair.thresholds = &e.thresholds;
    e.pair.difference = !e.o->no_difference;
    rc = work(&e, operands, n);
    if (rc == RP_ERR_NOMEM && room_disk_full(e.room))
        rc = RP_ERR_FULL;
    if (rc < 0 && rc != STATUS_SAID)
        message_error("%s", rp_strerror(rc));
    tout_release(&e.page.out);
    judge_release(&e.judge);
    for (int i = 0; i < 2; i++)
        article_text_release(&e.pair.text[i]);
    article_reader_free(e.reader);
    explain_scan_release(&e.pair.scan);
    intake_close(&e.intake);
    room_free(e.room);
    patterns_free(e.patterns);
    return rc < 0 || message_errored() ? EXIT_BAD : 0;
}

const struct command command_explain = {
    .name = "explain",
    .operands = "A B [FILE|DIR]...",
    .operands_least = 2,
    .operands_most = SIZE_MAX,
    .brief = "what one article is to another: measures, rule, difference",
    .about = "Judges one pair as scan does, and shows all of it: what each article says of itself and in which line, "
             "every measure, the thresholds, the rule that decided, and the two bodies side by side.\n\n"
             "A and B are two files of one article each, or names of documents (an id, id@file:line or file:line) in "
             "the files that follow. Then all of these are scanned, and the verdict is that of scan on them: page "
             "furniture, standing text of other stories, and what versions other copies tell of are known.",
    .examples = "reprint explain tribune.txt arcamax.txt\n"
                "reprint explain doc-17 doc-52 crawl.jsonl.zst\n"
                "reprint explain crawl.jsonl:17 crawl.jsonl:52 crawl.jsonl --preset loose",
    .flags = flags,
    .options_size = sizeof(struct explain_options),
    .defaults = defaults,
    .run = run,
};
