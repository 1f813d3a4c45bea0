#include "report/rows.h"

#include <stdio.h>

#include "base/compiler.h"

const char *report_relation(int relation)
{
    static const char *const names[] = {"kept", "exact", "near", "contained", "contains"};
    return relation >= 0 && relation < (int)ARRAY_LEN(names) ? names[relation] : "unknown";
}

static void put_id(struct json_out *j, const char *key, const struct report_doc *d)
{
    char made[4096 + 24];

    if (d->id.p) {
        jout_text(j, key, d->id);
        return;
    }
    snprintf(made, sizeof made, "%.4096s:%llu", d->file, (unsigned long long)d->line);
    jout_string(j, key, made);
}

static void put_place(struct json_out *j, const struct report_doc *d)
{
    put_id(j, "id", d);
    jout_string(j, "file", d->file);
    jout_count(j, "line", d->line);
}

static void put_reason(struct json_out *j, const rp_verdict *v)
{
    const rp_overlap *o = &v->overlap;

    jout_string(j, "relation", report_relation(v->relation));
    if (v->relation == RP_EXACT) {
        jout_share(j, "jaccard", 1, 1);
        jout_share(j, "contained", 1, 1);
        jout_share(j, "kept_contained", 1, 1);
        return;
    }
    jout_share(j, "jaccard", o->common, (uint64_t)o->a + o->b - o->common);
    jout_share(j, "contained", o->common, o->a);
    jout_share(j, "kept_contained", o->common, o->b);
}

void report_removed(struct json_out *j, const struct report_doc *removed, const struct report_doc *kept,
                    const rp_verdict *v)
{
    put_place(j, removed);
    put_id(j, "kept", kept);
    jout_string(j, "kept_file", kept->file);
    jout_count(j, "kept_line", kept->line);
    if (kept->reference)
        jout_flag(j, "reference", true);
    put_reason(j, v);
}

void report_cluster_begin(struct json_out *j, const struct report_doc *kept, uint64_t size)
{
    jout_begin(j);
    jout_string(j, "type", "cluster");
    jout_count(j, "size", size);
    if (kept->reference)
        jout_flag(j, "reference", true);
    jout_open(j, "kept", '{');
    put_place(j, kept);
    jout_close(j, '}');
    jout_open(j, "removed", '[');
}

void report_cluster_member(struct json_out *j, const struct report_doc *removed, const rp_verdict *v)
{
    jout_open(j, NULL, '{');
    put_place(j, removed);
    put_reason(j, v);
    jout_close(j, '}');
}

int report_cluster_end(struct json_out *j)
{
    jout_close(j, ']');
    return jout_end(j);
}

void report_run(struct json_out *j, const rp_params *p)
{
    static const char *const unit[] = {"auto", "word", "char"};

    jout_string(j, "program", "reprint " RP_VERSION);
    jout_count(j, "algorithm", RP_ALGORITHM_VERSION);
    jout_open(j, "parameters", '{');
    jout_real(j, "threshold", p->threshold, 9);
    jout_real(j, "contained", p->contained, 9);
    jout_flag(j, "exact_only", p->exact_only != 0);
    jout_string(j, "unit", unit[p->unit]);
    jout_count(j, "shingle", p->shingle);
    jout_string(j, "sketch", p->sketch == RP_SKETCH_SIMHASH ? "simhash" : "minhash");
    jout_real(j, "recall", p->recall, 9);
    jout_count(j, "slots", p->slots);
    jout_count(j, "bands", p->bands);
    jout_count(j, "rows", p->rows);
    jout_count(j, "hamming", p->hamming);
    jout_flag(j, "keyed", p->keyed != 0);
    jout_close(j, '}');
}
