/* reprint eval: a result against the truth. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "cli/commands.h"
#include "console/message.h"
#include "console/output.h"
#include "console/units.h"
#include "console/whole_file.h"
#include "eval/eval.h"
#include "report/json_out.h"

struct eval_command {
    struct common_options common;
    struct flag_list gold;
    bool json;
    double min_jaccard;
    uint64_t show;
};

#define AT(member) offsetof(struct eval_command, member)

static const struct flag flags[] = {
    {.heading = "Options", .name = "gold", .letter = 'g', .kind = FLAG_LIST, .offset = AT(gold), .value = "FILE",
     .brief = "the truth: labelled pairs, or clusters",
     .more = "Tab-separated: id_a id_b same, or id cluster, or a table with a header as `reprint gen --truth` writes. "
             "May be repeated."},
    {.name = "json", .kind = FLAG_SWITCH, .offset = AT(json), .brief = "for machines"},
    {.name = "min-jaccard", .kind = FLAG_SHARE, .offset = AT(min_jaccard), .value = "J", .least = 0, .most = 1,
     .nothing = "all", .brief = "copies planted below this count as different"},
    {.name = "show", .kind = FLAG_COUNT, .offset = AT(show), .value = "N", .nothing = "none",
     .brief = "name the first N disagreements"},
    FLAGS_COMMON,
    {0},
};

static void defaults(void *options)
{
    (void)options;
}

/* --- reading --- */

static int say_problem(const struct eval *e, const char *path)
{
    uint64_t line;
    const char *what = eval_problem(e, &line);
    if (line)
        message_error("%s:%llu: %s", path, (unsigned long long)line, what);
    else
        message_error("%s: %s", path, what);
    return STATUS_SAID;
}

static int add_file(struct eval *e, const char *path, int (*add)(struct eval *, const char *, size_t))
{
    char *p = NULL;
    size_t n = 0;
    int rc;

    TRY(whole_file_read(path, &p, &n));
    if ((rc = add(e, p, n)) == RP_ERR_FORMAT)
        rc = say_problem(e, path);
out:
    free(p);
    return rc;
}

/* --- telling --- */

static void put_score(struct json_out *j, const char *key, const struct eval_score *s)
{
    jout_open(j, key, '{');
    jout_real(j, "precision", s->precision, 6);
    jout_real(j, "recall", s->recall, 6);
    jout_real(j, "f1", s->f1, 6);
    jout_close(j, '}');
}

static void put_field(struct json_out *j, const char *key, const struct eval_field *f)
{
    if (f->right + f->wrong + f->missed + f->spurious + f->silent == 0)
        return;
    jout_open(j, key, '{');
    jout_count(j, "right", f->right);
    jout_count(j, "wrong", f->wrong);
    jout_count(j, "missed", f->missed);
    jout_count(j, "spurious", f->spurious);
    jout_count(j, "silent", f->silent);
    jout_real(j, "accuracy", f->accuracy, 6);
    jout_close(j, '}');
}

static int print_json(const struct eval_result *r)
{
    struct json_out j = {0};
    int rc;

    jout_begin(&j);
    jout_string(&j, "gold", r->gold_is_pairs ? "pairs" : "clusters");
    jout_count(&j, "gold_ids", r->gold_ids);
    jout_count(&j, "predicted_ids", r->predicted_ids);
    jout_count(&j, "missing_ids", r->missing_ids);
    jout_count(&j, "skipped_rows", r->skipped_rows);
    jout_open(&j, "pairs", '{');
    jout_count(&j, "tp", r->pairs.tp);
    jout_count(&j, "fp", r->pairs.fp);
    jout_count(&j, "fn", r->pairs.fn);
    jout_count(&j, "tn", r->pairs.tn);
    jout_real(&j, "precision", r->pairs.score.precision, 6);
    jout_real(&j, "recall", r->pairs.score.recall, 6);
    jout_real(&j, "f1", r->pairs.score.f1, 6);
    jout_close(&j, '}');
    if (!r->gold_is_pairs) {
        put_score(&j, "bcubed", &r->bcubed);
        jout_real(&j, "ari", r->ari, 6);
    }
    put_field(&j, "source", &r->source);
    put_field(&j, "distributor", &r->distributor);
    put_field(&j, "carrier", &r->carrier);
    put_field(&j, "original", &r->original);
    if ((rc = jout_end(&j)) == RP_OK)
        fwrite(j.p, 1, j.n, stdout);
    json_out_release(&j);
    return rc;
}

static void print_score(const char *name, const struct eval_score *s)
{
    printf("%-10s precision %.4f   recall %.4f   F1 %.4f\n", name, s->precision, s->recall, s->f1);
}

static void print_field(const char *name, const struct eval_field *f)
{
    if (f->right + f->wrong + f->missed + f->spurious + f->silent > 0)
        printf("%-12s %.4f   %llu right, %llu wrong, %llu missed, %llu where there is none\n", name, f->accuracy,
               (unsigned long long)f->right, (unsigned long long)f->wrong, (unsigned long long)f->missed,
               (unsigned long long)f->spurious);
}

static void print_confusion(const struct eval_confusion *c)
{
    if (c->total == 0)
        return;
    printf("\nrelations: %llu of %llu right\n", (unsigned long long)c->right, (unsigned long long)c->total);
    for (unsigned g = 0; g < c->n; g++)
        for (unsigned p = 0; p < c->n; p++)
            if (g != p && c->count[g][p])
                printf("  %-18s called %-18s %llu\n", c->name[g], c->name[p], (unsigned long long)c->count[g][p]);
}

static void print_table(const struct eval_result *r)
{
    char a[UNITS_TEXT], b[UNITS_TEXT], c[UNITS_TEXT];

    printf("%s documents in the truth, %s in the prediction\n", units_count_text(r->gold_ids, a),
           units_count_text(r->predicted_ids, b));
    if (r->skipped_rows)
        printf("%s rows were not understood\n", units_count_text(r->skipped_rows, a));
    printf("\n%s pairs found, %s wrong, %s missed\n", units_count_text(r->pairs.tp, a),
           units_count_text(r->pairs.fp, b), units_count_text(r->pairs.fn, c));
    print_score("pairs", &r->pairs.score);
    if (!r->gold_is_pairs) {
        print_score("B-cubed", &r->bcubed);
        printf("%-10s %.4f\n", "ARI", r->ari);
    }
    print_field("source", &r->source);
    print_field("distributor", &r->distributor);
    print_field("carrier", &r->carrier);
    print_field("original", &r->original);
    print_confusion(&r->relations);
}

static void print_disagreements(const struct eval *e, uint64_t n)
{
    for (size_t i = 0; i < n && i < eval_disagreements(e); i++) {
        struct eval_disagreement d = eval_disagreement(e, i);
        printf("%s\t%s\t%s\n", d.gold_same ? "missed" : "wrong", d.id_a, d.id_b);
    }
}

static int evaluate(const struct eval_command *c, struct eval *e, const char *prediction)
{
    static struct eval_result r; /* tens of kilobytes of confusion */
    int rc = RP_OK;

    for (size_t i = 0; i < c->gold.n; i++)
        TRY(add_file(e, c->gold.items[i], eval_add_gold));
    TRY(add_file(e, prediction, eval_add_prediction));
    TRY(eval_score(e, &r));
    if (r.gold_ids > 0 && r.predicted_ids > 0 && r.missing_ids == r.gold_ids) {
        message_error("%s: no id of the truth is in it", prediction);
        return STATUS_SAID;
    }
    if (c->json)
        TRY(print_json(&r));
    else
        print_table(&r);
    print_disagreements(e, c->show);
out:
    return rc;
}

static int run(void *options, const char *const *operands, size_t n)
{
    const struct eval_command *c = options;
    const struct eval_options eo = {.min_jaccard = c->min_jaccard};
    struct eval *e = NULL;
    int rc = RP_ERR_NOMEM;

    (void)n;
    if (c->gold.n == 0) {
        message_error("eval wants --gold FILE; see 'reprint eval --help'");
        return EXIT_BAD;
    }
    if ((e = eval_create(&eo)))
        rc = evaluate(c, e, operands[0]);
    eval_free(e);
    if (rc < 0 && rc != STATUS_SAID)
        message_error("%s", rp_strerror(rc));
    return rc < 0 ? EXIT_BAD : 0;
}

const struct command command_eval = {
    .name = "eval",
    .operands = "PREDICTION",
    .operands_least = 1,
    .operands_most = 1,
    .brief = "precision and recall of a result against the truth",
    .about = "PREDICTION is what `reprint dedup --clusters` or --removed wrote, or rows of id and cluster. An id that "
             "the truth names and the prediction does not is alone; ids that the truth does not name do not count.",
    .examples = "reprint gen -n 100k -o c.jsonl --truth t.tsv\n"
                "reprint dedup c.jsonl -o /dev/null --clusters p.jsonl\n"
                "reprint eval --gold t.tsv --min-jaccard .7 p.jsonl",
    .flags = flags,
    .options_size = sizeof(struct eval_command),
    .defaults = defaults,
    .run = run,
};
