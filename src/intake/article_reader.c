#include "intake/article_reader.h"

#include <stdlib.h>

#include "article/analyse.h"
#include "base/alloc.h"
#include "base/status.h"

struct article_reader {
    struct intake *in;
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

int article_reader_create(struct article_reader **out, struct intake *in, const struct patterns *patterns)
{
    struct article_reader *r = mem_zalloc(1, sizeof *r);
    int rc = r ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    r->in = in;
    r->options = (struct article_options){.patterns = patterns, .furniture = in->furniture};
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
