#include "report/rows.h"

#include <stdio.h>

#include "base/compiler.h"

const char *report_relation(int relation)
{
    static const char *const names[] = {"kept", "exact", "near", "contained"};
    return relation >= 0 && relation < (int)ARRAY_LEN(names) ? names[relation] : "unknown";
}

static void put_id(struct json_out *j, const char *key, const struct report_doc *d)
{
    char made[4096 + 24];

    if (d->id.p) {
        json_text(j, key, d->id);
        return;
    }
    snprintf(made, sizeof made, "%.4096s:%llu", d->file, (unsigned long long)d->line);
    json_string(j, key, made);
}

static void put_place(struct json_out *j, const struct report_doc *d)
{
    put_id(j, "id", d);
    json_string(j, "file", d->file);
    json_count(j, "line", d->line);
}

static void put_reason(struct json_out *j, const rp_verdict *v)
{
    const rp_overlap *o = &v->overlap;

    json_string(j, "relation", report_relation(v->relation));
    if (v->relation == RP_EXACT) {
        json_share(j, "jaccard", 1, 1);
        json_share(j, "contained", 1, 1);
        json_share(j, "kept_contained", 1, 1);
        return;
    }
    json_share(j, "jaccard", o->common, (uint64_t)o->a + o->b - o->common);
    json_share(j, "contained", o->common, o->a);
    json_share(j, "kept_contained", o->common, o->b);
}

void report_removed(struct json_out *j, const struct report_doc *removed, const struct report_doc *kept,
                    const rp_verdict *v)
{
    put_place(j, removed);
    put_id(j, "kept", kept);
    json_string(j, "kept_file", kept->file);
    json_count(j, "kept_line", kept->line);
    put_reason(j, v);
}

void report_cluster_begin(struct json_out *j, const struct report_doc *kept, uint64_t size)
{
    json_begin(j);
    json_string(j, "type", "cluster");
    json_count(j, "size", size);
    json_open(j, "kept", '{');
    put_place(j, kept);
    json_close(j, '}');
    json_open(j, "removed", '[');
}

void report_cluster_member(struct json_out *j, const struct report_doc *removed, const rp_verdict *v)
{
    json_open(j, NULL, '{');
    put_place(j, removed);
    put_reason(j, v);
    json_close(j, '}');
}

int report_cluster_end(struct json_out *j)
{
    json_close(j, ']');
    return json_end(j);
}

void report_run(struct json_out *j, const rp_params *p)
{
    static const char *const unit[] = {"auto", "word", "char"};

    json_string(j, "program", "reprint " RP_VERSION);
    json_count(j, "algorithm", RP_ALGORITHM_VERSION);
    json_open(j, "parameters", '{');
    json_real(j, "threshold", p->threshold, 9);
    json_real(j, "contained", p->contained, 9);
    json_flag(j, "exact_only", p->exact_only != 0);
    json_string(j, "unit", unit[p->unit]);
    json_count(j, "shingle", p->shingle);
    json_string(j, "sketch", p->sketch == RP_SKETCH_SIMHASH ? "simhash" : "minhash");
    json_real(j, "recall", p->recall, 9);
    json_count(j, "slots", p->slots);
    json_count(j, "bands", p->bands);
    json_count(j, "rows", p->rows);
    json_count(j, "hamming", p->hamming);
    json_flag(j, "keyed", p->keyed != 0);
    json_close(j, '}');
}
