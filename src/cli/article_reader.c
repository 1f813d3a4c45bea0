#include "cli/article_reader.h"

#include <stdlib.h>

#include "article/analyse.h"
#include "article/furniture.h"
#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "cli/progress.h"

enum { GRAIN = 64 };

struct article_reader {
    struct intake *in;
    struct furniture *furniture;
    struct article_options options;
    struct article_analyser *analyser;
    struct article article;
};

void article_text_release(struct article_text *t)
{
    body_release(&t->body);
    keep_release(&t->keep);
    *t = (struct article_text){0};
}

struct learning {
    struct article_reader *r;
    struct furniture_learner **learner;
};

static int learn_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct learning *l = ctx;
    int rc = RP_OK;
    for (size_t i = first; i < last; i++) {
        struct article_fields f = {0};
        TRY(intake_fetch(l->r->in, i, thread, &f));
        TRY(furniture_learn(l->learner[thread], &f));
    }
out:
    return rc;
}

static int learn_furniture(struct article_reader *r)
{
    int threads = r->in->threads, rc = RP_OK;
    struct learning l = {r, mem_zalloc((size_t)threads, sizeof(struct furniture_learner *))};

    if (!l.learner)
        return RP_ERR_NOMEM;
    progress_stage("furniture", 0, false);
    for (int i = 0; i < threads; i++)
        TRY(furniture_learner_create(&l.learner[i]));
    TRY(thread_for(r->in->places.n, GRAIN, threads, &l, learn_piece));
    TRY(furniture_create(l.learner, (size_t)threads, &r->furniture));
out:
    for (int i = 0; i < threads; i++)
        furniture_learner_free(l.learner[i]);
    free(l.learner);
    return rc;
}

int article_reader_create(struct article_reader **out, struct intake *in, const struct patterns *patterns, bool learn)
{
    struct article_reader *r = mem_zalloc(1, sizeof *r);
    int rc = r ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    r->in = in;
    if (learn)
        TRY(learn_furniture(r));
    r->options = (struct article_options){.patterns = patterns, .furniture = r->furniture};
    TRY(article_analyser_create(&r->options, &r->analyser));
    *out = r;
    return RP_OK;
out:
    article_reader_free(r);
    return rc;
}

void article_reader_free(struct article_reader *r)
{
    if (!r)
        return;
    article_analyser_free(r->analyser);
    furniture_free(r->furniture);
    free(r);
}

int article_reader_read(struct article_reader *r, size_t doc, struct article_text *out, const struct article **article)
{
    struct article_fields f = {0};
    int rc = RP_OK;

    *out = (struct article_text){0};
    body_init(&out->body);
    TRY(intake_fetch(r->in, doc, 0, &f));
    TRY(article_analyse(r->analyser, &f, &r->article));
    TRY(keep_span(&out->keep, f.text, &out->text));
    TRY(body_read(&out->body, &r->article, out->text));
    relation_doc_fill(&out->doc, &r->article, &out->body);
    TRY(keep_span(&out->keep, r->article.headline, &out->doc.headline));
    TRY(keep_span(&out->keep, r->article.outlet, &out->doc.outlet));
    if (article)
        *article = &r->article;
out:
    return rc;
}
