/* reprint explain: what one article is to another, and why. */
#include <stdio.h>
#include <string.h>

#include "article/agencies.h"
#include "article/analyse.h"
#include "base/status.h"
#include "cli/commands.h"
#include "console/message.h"
#include "console/terminal.h"
#include "console/units.h"
#include "intake/article_reader.h"
#include "report/side_by_side.h"
#include "scan/explain_scan.h"
#include "scan/scan_job.h"
#include "store/room.h"
#include "story/results.h"

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
    struct article_text text[2];
    struct judge judge;
    struct verdict verdict;
    struct explain_scan scan;
    bool among; /* others: the above is known */
    struct text_out out;
    unsigned columns;
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

/* --- what is said of each --- */

static void put_field(struct explaining *e, const char *name, struct span s)
{
    if (!s.p)
        return;
    tout_string(&e->out, "   ");
    tout_style(&e->out, STYLE_FAINT);
    tout_cell(&e->out, span_of(name), 14);
    tout_style(&e->out, STYLE_NONE);
    tout_fit(&e->out, s, e->columns - 18);
    tout_line(&e->out);
}

static void put_credits(struct explaining *e, const struct article *a)
{
    for (uint32_t i = 0; i < a->n_credits; i++) {
        const struct credit *c = &a->credits[i];
        put_field(e, credit_role_name((enum credit_role)c->role), c->name);
        if (c->line != LINE_FIELD && c->line < a->n_lines)
            put_field(e, "  read in", (struct span){a->given.text.p + a->lines[c->line].start,
                                                    a->lines[c->line].end - a->lines[c->line].start});
    }
}

static void put_article(struct explaining *e, char letter, size_t doc, const struct article *a, uint32_t tokens)
{
    struct doc_name n = name_of(&e->intake, doc);
    char made[NAME_TEXT], date[DATE_TEXT], words[32];

    tout_style(&e->out, STYLE_STRONG);
    tout_print(&e->out, "%c  ", letter);
    tout_fit(&e->out, doc_name_text(&n, made), e->columns - 4);
    tout_style(&e->out, STYLE_NONE);
    tout_line(&e->out);
    put_field(e, "headline", a->headline);
    put_field(e, "outlet", a->outlet);
    put_field(e, "byline", a->byline);
    if (*story_date_text(&a->date, date))
        put_field(e, "date", span_of(date));
    snprintf(words, sizeof words, "%u", tokens);
    put_field(e, "body words", span_of(words));
    put_credits(e, a);
    tout_line(&e->out);
}

/* --- the verdict --- */

/* Why scan, which knows the others, says something else than the rules of a pair. */
static const char *reason_of_others(const struct explain_scan *x)
{
    switch (x->as) {
    case ASKED_BESIDE:
        return "which stories else it is made of, other documents tell";
    case ASKED_ALONE:
        return x->relation == RELATION_BACKGROUND ? "what they share stands in other stories too"
                                                  : "other documents decide";
    default:
        return "it is in the story by what it shares with other copies";
    }
}

/* The rule is the pair's; where others decide otherwise, both are said. */
static void put_decision(struct explaining *e)
{
    const struct verdict *v = &e->verdict;
    const bool others = e->among && e->scan.known && e->scan.relation != v->relation;
    const enum relation r = (enum relation)(others ? e->scan.relation : v->relation);

    tout_style(&e->out, STYLE_STRONG);
    tout_string(&e->out, relation_name(r));
    tout_style(&e->out, STYLE_NONE);
    if (!others) {
        tout_print(&e->out, ": %s; rule %u of the table\n", relation_condition(r), v->rule);
        return;
    }
    tout_print(&e->out, ": %s; by the other documents\n", relation_condition(r));
    put_field(e, "because", span_of(reason_of_others(&e->scan)));
    tout_print(&e->out, "   %-14s %s, rule %u of the table\n", "the pair alone", relation_name((enum relation)v->relation),
               v->rule);
}

static void put_found(struct explaining *e, int i)
{
    static const char *const as[] = {"in no story", "a copy", "beside the story", "a page of a template"};
    const struct found *f = &e->scan.found[i];
    char said[160];
    int n = snprintf(said, sizeof said, "%s", as[f->as]);

    if (f->as == FOUND_COPY && f->story->n_versions > 1)
        n += snprintf(said + n, sizeof said - (size_t)n, " of version %u of %u", f->version + 1, f->story->n_versions);
    if (f->as == FOUND_COPY && f->reference == e->scan.pair.doc[i])
        n += snprintf(said + n, sizeof said - (size_t)n, ", which others are compared with");
    else if (f->as != FOUND_SINGLE && f->as != FOUND_TEMPLATE)
        n += snprintf(said + n, sizeof said - (size_t)n, ", %s", relation_name((enum relation)f->relation));
    if (f->story)
        snprintf(said + n, sizeof said - (size_t)n, "; story %016llx", (unsigned long long)f->story->key);
    put_field(e, i ? "B in a scan" : "A in a scan", span_of(said));
}

static void put_verdict(struct explaining *e)
{
    const struct verdict *v = &e->verdict;

    put_decision(e);
    put_field(e, "because", span_of(v->reason));
    put_field(e, "reference", span_of(v->swapped ? "B, for A uses it" : "A, for B uses it"));
    for (int i = 0; e->among && i < 2; i++)
        put_found(e, i);
    if (e->among && !e->scan.pair.compared && !e->scan.pair.same_text)
        put_field(e, "not compared", span_of("by scan: they share too little, or near copies of them were"));
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        if (v->flags >> i & 1)
            put_field(e, relation_flag_name(i), span_of(relation_flag_meaning(i)));
    tout_line(&e->out);
}

static void put_share(struct explaining *e, const char *what, double v)
{
    tout_string(&e->out, "   ");
    tout_cell(&e->out, span_of(what), 48);
    tout_print(&e->out, " %7.2f %%\n", 100 * v);
}

static void put_count(struct explaining *e, const char *what, uint32_t n)
{
    tout_string(&e->out, "   ");
    tout_cell(&e->out, span_of(what), 48);
    tout_print(&e->out, " %7u\n", n);
}

static void put_title(struct explaining *e, const char *title)
{
    tout_style(&e->out, STYLE_STRONG);
    tout_string(&e->out, title);
    tout_style(&e->out, STYLE_NONE);
    tout_line(&e->out);
}

/* In the verdict's words: its A is the reference. */
static void put_measures(struct explaining *e)
{
    const struct relation_measures *m = &e->verdict.m;

    put_title(e, "measures (the reference first)");
    put_share(e, "of the reference in the copy", m->use_a);
    put_share(e, "of the copy in the reference", m->use_b);
    put_share(e, "the same, standing text weighed down", m->weighted_a);
    put_share(e, "  and the other way", m->weighted_b);
    put_share(e, "sentences of the reference in the copy", m->sentences_a);
    put_share(e, "sentences of the copy in the reference", m->sentences_b);
    put_share(e, "edited words inside what matches", m->edit);
    if (e->among && e->scan.pair.compared)
        put_share(e, "of what matches: standing text of other stories", (double)e->scan.pair.background);
    put_share(e, "of what matches: inside quotation marks", m->quoted);
    put_share(e, "sure that they are one story",
              e->among && e->scan.pair.compared ? (double)e->scan.pair.story_edge : e->verdict.story_edge);
    put_count(e, "words of the reference", m->n_a);
    put_count(e, "words of the copy", m->n_b);
    put_count(e, "equal words in what matches", m->exact);
    put_count(e, "equal words in the longest piece", m->longest);
    put_count(e, "pieces in another order", m->inversions);
    put_count(e, "blocks dropped", m->dropped);
    put_count(e, "  words in them", m->dropped_tokens);
    put_count(e, "blocks added", m->added);
    put_count(e, "  words in them", m->added_tokens);
    put_count(e, "new names in added blocks", m->new_names);
    put_count(e, "facts changed", m->facts);
    put_count(e, "words spelled in another house style", m->style);
    put_count(e, "slots replaced", m->slots);
    put_share(e, "numbers among the words of both", m->numbers);
    put_share(e, "of all numbers: those that match", m->numbers_shared);
    put_field(e, "headlines", span_of(headline_relation_name((enum headline_relation)m->head)));
    tout_line(&e->out);
}

static void put_facts(struct explaining *e, const struct side *a, const struct side *b)
{
    const struct verdict *v = &e->verdict;

    if (v->n_facts)
        put_title(e, "facts that differ");
    for (uint32_t i = 0; i < v->n_facts; i++) {
        tout_string(&e->out, "   ");
        tout_fit(&e->out, side_bytes(a, v->fact[i].a, v->fact[i].a_end), 40);
        tout_string(&e->out, " -> ");
        tout_fit(&e->out, side_bytes(b, v->fact[i].b, v->fact[i].b_end), 40);
        tout_line(&e->out);
    }
    if (v->n_facts)
        tout_line(&e->out);
}

static void put_thresholds(struct explaining *e)
{
    const struct threshold_info *t;

    put_title(e, "thresholds");
    for (size_t i = 0; (t = threshold_info(i)); i++) {
        double value = *(const double *)(const void *)((const char *)&e->thresholds + t->offset);
        tout_string(&e->out, "   ");
        tout_cell(&e->out, span_of(t->name), 22);
        tout_print(&e->out, "%6g  ", value);
        tout_fit(&e->out, span_of(t->meaning), e->columns - 34);
        tout_line(&e->out);
    }
    tout_line(&e->out);
}

static int put_difference(struct explaining *e, const struct side *a, const struct side *b)
{
    const struct diff_row *rows;
    size_t n;
    int rc = RP_OK;

    TRY(relation_diff(&e->judge, &e->verdict, &rows, &n));
    put_title(e, "difference: the reference, the copy; [-dropped-] {+added+} <moved>");
    tout_line(&e->out);
    side_by_side(&e->out, a, b, rows, n, e->columns);
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
    const struct relation_doc *a = &e->text[reference].doc, *b = &e->text[!reference].doc;
    int rc = RP_OK;

    TRY(within ? relation_judge_within(&e->judge, &e->thresholds, a, b, &e->verdict)
               : relation_judge_against(&e->judge, &e->thresholds, a, b, &e->verdict));
    e->verdict.swapped = reference == 1;
out:
    return rc;
}

static int judge_pair(struct explaining *e)
{
    const struct explain_scan *x = &e->scan;
    int rc = RP_OK;

    if (e->among && (x->as == ASKED_WITHIN || x->as == ASKED_AGAINST))
        return judge_directed(e, x->reference, x->as == ASKED_WITHIN);
    TRY(relation_judge(&e->judge, &e->thresholds, &e->text[0].doc, &e->text[1].doc, &e->verdict));
    if (e->among && x->as == ASKED_VERSION)
        TRY(judge_directed(e, e->verdict.swapped, true));
out:
    return rc;
}

static int explain(struct explaining *e, const size_t doc[2])
{
    int rc = RP_OK;

    for (int i = 0; i < 2; i++) {
        const struct article *a;
        TRY(article_reader_read(e->reader, doc[i], &e->text[i], &a));
        put_article(e, (char)('A' + i), doc[i], a, e->text[i].body.n);
    }
    TRY(judge_pair(e));
    const struct article_text *r = &e->text[e->verdict.swapped], *c = &e->text[!e->verdict.swapped];
    const struct side a = {&r->body, r->text}, b = {&c->body, c->text};
    put_verdict(e);
    put_measures(e);
    put_facts(e, &a, &b);
    put_thresholds(e);
    if (!e->o->no_difference)
        TRY(put_difference(e, &a, &b));
    TRY(tout_flush(&e->out, print, NULL));
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
    TRY(intake_ready(&e->intake));
    TRY(find_both(e, operands, n, doc));
    e->among = n > 2 && !e->o->alone;
    if (e->among)
        TRY(explain_scan_run(&e->scan, &e->intake, &e->thresholds, e->patterns, doc));
    TRY(article_reader_create(&e->reader, &e->intake, e->patterns));
    TRY(explain(e, doc));
out:
    return rc;
}

static int run(void *options, const char *const *operands, size_t n)
{
    enum { COLUMNS_FILE = 100 };
    const unsigned columns = terminal_columns();
    struct explaining e = {.o = options, .columns = columns ? columns : COLUMNS_FILE};
    int rc;

    e.out.colour = terminal_colour();
    judge_init(&e.judge);
    rc = work(&e, operands, n);
    if (rc == RP_ERR_NOMEM && room_disk_full(e.room))
        rc = RP_ERR_FULL;
    if (rc < 0 && rc != STATUS_SAID)
        message_error("%s", rp_strerror(rc));
    tout_release(&e.out);
    judge_release(&e.judge);
    for (int i = 0; i < 2; i++)
        article_text_release(&e.text[i]);
    article_reader_free(e.reader);
    explain_scan_release(&e.scan);
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
