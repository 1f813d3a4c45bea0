#include "scan/explain_scan.h"

#include "base/status.h"
#include "console/progress.h"
#include "intake/intake.h"
#include "relation/relation.h"
#include "rules/thresholds.h"
#include "story/results.h"

static int report_progress(void *ctx, enum scan_stage stage, size_t done, size_t total)
{
    (void)ctx;
    return progress_report(NULL, scan_stage_name(stage), done, total);
}

/* --- where a document is --- */

static bool in_story(const struct story *s, size_t doc, struct found *f)
{
    f->story = s;
    f->story_reference = s->copies[s->reference].page.doc;
    for (uint32_t i = 0; i < s->n_copies; i++) {
        const struct story_copy *c = &s->copies[i];
        if (c->page.doc != doc)
            continue;
        f->as = FOUND_COPY;
        f->version = c->version;
        f->reference = s->copies[s->versions[c->version].reference].page.doc;
        f->relation = c->relation;
        f->story_relation = c->story_relation;
        return true;
    }
    for (uint32_t i = 0; i < s->n_satellites; i++) {
        if (s->satellites[i].page.doc != doc)
            continue;
        f->as = FOUND_SATELLITE;
        f->relation = s->satellites[i].relation;
        return true;
    }
    return false;
}

static struct found find(const struct scan_result *r, size_t doc)
{
    struct found f = {0};

    for (size_t i = 0; i < r->n_stories; i++)
        if (in_story(&r->stories[r->order[i]], doc, &f))
            return f;
    f = (struct found){.as = FOUND_SINGLE};
    for (size_t i = 0; i < r->n_templates; i++)
        for (uint32_t k = 0; k < r->templates[i].n_pages; k++)
            if (r->templates[i].pages[k].doc == doc)
                f.as = FOUND_TEMPLATE;
    return f;
}

/* --- what the two are to each other --- */

static void report(struct explain_scan *x, enum asked_as as, int reference, uint8_t relation)
{
    x->as = as;
    x->reference = reference;
    x->known = true;
    x->relation = relation;
}

/* A row of document i that names the other as what it is compared with; that of the version first. */
static bool from_row(struct explain_scan *x, int i, const size_t doc[2])
{
    const struct found *f = &x->found[i];
    const size_t other = doc[!i];

    if (!f->story || f->story != x->found[!i].story)
        return false;
    if (f->as == FOUND_COPY && f->reference == other)
        report(x, ASKED_WITHIN, !i, f->relation);
    else if (f->as == FOUND_COPY && f->story_reference == other)
        report(x, ASKED_AGAINST, !i, f->story_relation);
    else if (f->as == FOUND_SATELLITE && f->story_reference == other)
        report(x, ASKED_BESIDE, !i, f->relation);
    else
        return false;
    return true;
}

static bool of_one_version(const struct explain_scan *x)
{
    const struct found *a = &x->found[0], *b = &x->found[1];
    return a->as == FOUND_COPY && b->as == FOUND_COPY && a->story == b->story && a->version == b->version;
}

static void ask(struct explain_scan *x, const size_t doc[2])
{
    for (int i = 0; i < 2; i++)
        x->found[i] = find(x->result, doc[i]);
    for (int i = 0; i < 2; i++) { /* a round-up hangs on several stories */
        struct found other = {0};
        if (x->found[i].as == FOUND_SATELLITE && x->found[!i].story && in_story(x->found[!i].story, doc[i], &other))
            x->found[i] = other;
    }
    if (from_row(x, 0, doc) || from_row(x, 1, doc))
        return;
    if (of_one_version(x))
        x->as = ASKED_VERSION;
    else if (x->pair.same_text)
        report(x, ASKED_ALONE, 0, RELATION_VERBATIM);
    else if (x->pair.compared)
        report(x, ASKED_ALONE, 0, x->pair.relation);
}

int explain_scan_run(struct explain_scan *x, struct intake *in, const struct thresholds *thresholds,
                     const struct patterns *patterns, const size_t doc[2])
{
    const struct scan_source source = {in, in->places.n, intake_fetch};
    struct scan_options so;
    int rc = RP_OK;

    *x = (struct explain_scan){.pair = {.doc = {doc[0], doc[1]}}};
    scan_options_init(&so);
    so.thresholds = thresholds;
    so.patterns = patterns;
    so.threads = in->threads;
    so.furniture = in->furniture;
    so.suspects = thresholds->suspects > 0;
    so.progress = report_progress;
    so.pair = &x->pair;
    so.room = in->room;
    TRY(scan_run(&so, &source, &x->result));
    progress_end();
    ask(x, doc);
out:
    return rc;
}

void explain_scan_release(struct explain_scan *x)
{
    scan_result_free(x->result);
    *x = (struct explain_scan){0};
}
