#include "gen/gen.h"

#include <string.h>

#include "gen/synth.h"
#include "gen/news.h"
#include "gen/out.h"

const char *const gen_shape_names[] = {"identical", "half",    "sixty",   "hot", "tens",
                                       "short",     "escaped", "scripts", NULL};

void gen_options_init(struct gen_options *o, enum gen_kind kind)
{
    *o = (struct gen_options){
        .kind = kind,
        .seed = 1,
        .documents = 10000,
        .corpus = {.exact = .05,
                   .near = .10,
                   .near_low = .4,
                   .near_high = .99,
                   .trimmed = .02,
                   .embedded = .01,
                   .templates = .02,
                   .template_share = .6,
                   .template_family = 2500,
                   .brief = .06,
                   .far = .5},
        .news = {.singles = .5,
                 .max_copies = 60,
                 .negatives = .10,
                 .satellites = .08,
                 .undated = .15,
                 .furniture = .85,
                 .credited = .7,
                 .original = .6,
                 .noisy = .04,
                 .languages = "en,es,de,fr,zh"},
    };
}

/* Nothing but originals. */
static void plain(struct gen_corpus_options *c)
{
    c->exact = c->near = c->trimmed = c->embedded = c->templates = 0;
}

static void shape_template(struct gen_corpus_options *c, double share)
{
    plain(c);
    c->templates = 1;
    c->template_share = share;
    c->template_family = 0;
    if (c->words == 0)
        c->words = 400;
}

static void shape_clusters(struct gen_options *o, uint64_t clusters, uint64_t size)
{
    o->corpus.clusters = clusters;
    o->corpus.cluster_size = size;
    if (clusters * size == o->documents) plain(&o->corpus);
}

int gen_shape(struct gen_options *o, const char *name)
{
    if (o->kind != GEN_CORPUS) return RP_ERR_INVALID;
    const uint64_t n = o->documents, tenth = n >= 10 ? n / 10 : 1;
    if (strcmp(name, "identical") == 0) {
        shape_clusters(o, 1, n);
        o->corpus.cluster_identical = true;
    } else if (strcmp(name, "half") == 0) {
        shape_template(&o->corpus, .5);
    } else if (strcmp(name, "sixty") == 0) {
        shape_template(&o->corpus, .6);
    } else if (strcmp(name, "hot") == 0) {
        shape_clusters(o, 1, tenth < 1000000 ? tenth : 1000000);
    } else if (strcmp(name, "tens") == 0) {
        shape_clusters(o, tenth, n >= 10 ? 10 : n);
    } else if (strcmp(name, "short") == 0) {
        o->corpus.brief = 1;
    } else if (strcmp(name, "escaped") == 0) {
        o->escaped = .3;
    } else if (strcmp(name, "scripts") == 0) {
        o->corpus.other_script = .5;
    } else {
        return RP_ERR_INVALID;
    }
    return RP_OK;
}

static bool is_share(double p)
{
    return p >= 0 && p <= 1;
}

static const char *corpus_error(const struct gen_options *o)
{
    const struct gen_corpus_options *c = &o->corpus;
    const double share[] = {c->exact, c->near, c->trimmed, c->embedded, c->templates};
    double sum = 0;
    for (size_t i = 0; i < ARRAY_LEN(share); i++) {
        if (!is_share(share[i])) return "a share is not between 0 and 1";
        sum += share[i];
    }
    if (sum > 1.000001)
        return "the shares of exact, near, trimmed and embedded copies and of templates are more than 1 together";
    if (sum - c->templates > .95) return "more than .95 of the documents would be copies";
    if (!is_share(c->brief) || !is_share(c->other_script) || !is_share(c->far) || !is_share(c->template_share))
        return "a share is not between 0 and 1";
    if (!(c->near_low > 0 && c->near_low <= c->near_high && c->near_high < 1))
        return "the least Jaccard of near copies must be above 0, the greatest below 1, and not less than the least";
    if (c->words > 10000000) return "more than 10 million words a document";
    if ((unsigned __int128)c->clusters * c->cluster_size > o->documents)
        return "clusters hold more documents than the corpus";
    return NULL;
}

static const char *news_error(const struct gen_news_options *n)
{
    const double share[] = {n->singles,   n->negatives, n->satellites, n->undated,
                            n->furniture, n->credited,  n->original,   n->noisy};
    for (size_t i = 0; i < ARRAY_LEN(share); i++)
        if (!is_share(share[i])) return "a share is not between 0 and 1";
    if (n->max_copies < 1 || n->max_copies > 10000) return "max_copies is not between 1 and 10000";
    if (!news_languages_known(n->languages)) return "the languages are en, es, de, fr and zh";
    return NULL;
}

const char *gen_options_error(const struct gen_options *o)
{
    if (o->documents == 0 || o->documents > UINT64_C(1) << 48) return "a corpus has 1 to 2^48 documents";
    if (o->first >= o->documents || o->count > o->documents - o->first)
        return "the piece to be written lies outside the corpus";
    if (!is_share(o->escaped)) return "a share is not between 0 and 1";
    return o->kind == GEN_CORPUS ? corpus_error(o) : news_error(&o->news);
}

int gen_write(const struct gen_options *o, struct gen_sink documents, struct gen_sink truth, struct gen_totals *totals)
{
    struct out docs, rows;
    uint64_t count = 0;
    int rc = RP_OK;
    out_init(&docs, documents);
    out_init(&rows, truth);
    if (gen_options_error(o) != NULL) rc = RP_ERR_INVALID;
    else if (o->kind == GEN_CORPUS) rc = synth_write(o, &docs, &rows, &count);
    else rc = news_write(o, &docs, &rows, &count);
    if (rc >= 0) rc = out_flush(&docs);
    if (rc >= 0) rc = out_flush(&rows);
    if (totals != NULL) *totals = (struct gen_totals){count, docs.total};
    out_release(&docs);
    out_release(&rows);
    return rc;
}
