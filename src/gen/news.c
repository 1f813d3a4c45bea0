#include "gen/news.h"

#include <stdio.h>

#include "gen/news_page.h"

enum purpose { SHAPE = 121 };

/* How a collector wrote the record: with the address, with the outlet's name, or the text alone. */
enum record_shape { SHAPE_URL, SHAPE_NAME, SHAPE_BARE };

static enum record_shape shape_of(const struct gen_options *o, const struct news_doc *n)
{
    struct draw d = draw_of(o->seed, SHAPE, n->key);
    const uint64_t u = draw_below(&d, 100);
    return n->own_host || n->twin != NO_TWIN || u < 70 ? SHAPE_URL : u < 92 ? SHAPE_NAME : SHAPE_BARE;
}

static int field(struct out *to, const char *name, const char *p, size_t n, bool ascii)
{
    int rc = RP_OK;
    if (n == 0) return RP_OK;
    TRY(out_text(to, ", \""));
    TRY(out_text(to, name));
    TRY(out_text(to, "\": \""));
    TRY(out_json(to, p, n, ascii));
    TRY(out_text(to, "\""));
out:
    return rc;
}

static int put_id(struct out *to, uint64_t number)
{
    const int rc = out_text(to, "n");
    return rc < 0 ? rc : out_decimal(to, number, 9);
}

static int put_page(const struct gen_options *o, uint64_t number, enum record_shape shape, const struct news_page *p,
                    struct out *to)
{
    struct draw d = draw_of(o->seed, SHAPE + 1, number);
    const bool ascii = draw_chance(&d, o->escaped), named = shape == SHAPE_NAME;
    int rc = RP_OK;
    TRY(out_text(to, "{\"id\": \""));
    TRY(put_id(to, number));
    TRY(out_text(to, "\""));
    if (shape == SHAPE_URL) TRY(field(to, "url", p->url.p, p->url.n, ascii));
    if (named) TRY(field(to, "source", p->outlet.p, p->outlet.n, ascii));
    if (shape != SHAPE_BARE) {
        TRY(field(to, named ? "headline" : "title", p->title.p, p->title.n, ascii));
        TRY(field(to, named ? "datePublished" : "date", p->date, strlen(p->date), ascii));
    }
    TRY(field(to, named ? "articleBody" : "text", p->text.p, p->text.n, ascii));
    TRY(out_text(to, "}\n"));
out:
    return rc;
}

/* --- truth ------------------------------------------------------------------------------------------------ */

static int put_family(struct out *to, const struct news_block *b, uint32_t family)
{
    char name[40];
    const int n = snprintf(name, sizeof name, "f%llu-%u", (unsigned long long)b->first, family);
    return out_bytes(to, name, (size_t)n);
}

static int put_document(struct out *to, const struct news_block *b, uint32_t doc)
{
    return doc == NO_TWIN ? out_text(to, "-") : put_id(to, b->first + doc);
}

static int column(struct out *to, const char *s)
{
    const int rc = out_text(to, "\t");
    return rc < 0 ? rc : out_text(to, s && *s ? s : "-");
}

static int put_hosts(struct out *to, const struct news_block *b, const struct news_doc *n)
{
    const uint32_t first = b->wire[n->wire].family, second = b->wire[n->other].family;
    int rc = RP_OK;
    if (n->kind != KIND_SATELLITE || (first == NO_FAMILY && second == NO_FAMILY)) return out_text(to, "-");
    if (first != NO_FAMILY) TRY(put_family(to, b, first));
    if (second != NO_FAMILY && second != first) {
        if (first != NO_FAMILY) TRY(out_text(to, ","));
        TRY(put_family(to, b, second));
    }
out:
    return rc;
}

static const char *chain_of(const struct news_block *b, const struct news_doc *n)
{
    if (n->family == NO_FAMILY || n->version < 2) return "-";
    return wire_is_correction(&b->wire[n->wire], n->version) ? "correction" : "update";
}

static int put_carrier(struct out *to, enum record_shape shape, const struct news_page *p)
{
    const bool www = p->host.n > 4 && memcmp(p->host.p, "www.", 4) == 0;
    if (shape == SHAPE_URL) return out_bytes(to, p->host.p + (www ? 4 : 0), p->host.n - (www ? 4 : 0));
    if (shape == SHAPE_NAME) return out_bytes(to, p->outlet.p, p->outlet.n);
    return out_text(to, "-");
}

static int put_truth(const struct news_block *b, uint32_t i, enum record_shape shape, const struct news_page *p,
                     struct out *to)
{
    const struct news_doc *n = &b->doc[i];
    const bool core = n->family != NO_FAMILY;
    char version[8];
    int rc = RP_OK;
    snprintf(version, sizeof version, "%u", core ? n->version : 0u);
    TRY(put_id(to, b->first + i));
    TRY(column(to, ""));
    if (core) to->n--;
    if (core) TRY(put_family(to, b, n->family));
    TRY(column(to, core ? version : "-"));
    TRY(column(to, core || n->kind == KIND_SATELLITE ? p->relation : "-"));
    TRY(out_text(to, "\t"));
    TRY(put_document(to, b, core ? b->reference[n->family * (VERSIONS_MAX + 1) + n->version] : NO_TWIN));
    TRY(column(to, chain_of(b, n)));
    TRY(out_text(to, "\t"));
    TRY(put_document(to, b, core ? b->original[n->family] : NO_TWIN));
    TRY(column(to, p->source));
    TRY(column(to, p->distributor));
    TRY(out_text(to, "\t"));
    TRY(put_carrier(to, shape, p));
    TRY(out_text(to, "\t"));
    TRY(put_hosts(to, b, n));
    TRY(column(to, news_kind_names[n->kind]));
    TRY(out_text(to, "\t"));
    TRY(p->flags.n ? out_bytes(to, p->flags.p, p->flags.n) : out_text(to, "-"));
    TRY(column(to, news_speech[b->wire[n->wire].language].code));
    TRY(out_text(to, "\n"));
    TRY(out_settle(to));
out:
    return rc;
}

/* --- all ------------------------------------------------------------------------------------------------- */

struct writing {
    struct newsroom room;
    struct news_block block;
    struct news_page page;
    struct out *documents, *truth;
};

/* The documents of the block that lie in [first, end). */
static int write_block(struct writing *w, const struct gen_options *o, uint64_t end, uint64_t *count, bool *full)
{
    const struct news_block *b = &w->block;
    int rc = RP_OK;
    for (uint32_t i = 0; i < b->n && !*full; i++) {
        const uint64_t number = b->first + i;
        if (number < o->first || number >= end) continue;
        const enum record_shape shape = shape_of(o, &b->doc[i]);
        TRY(news_page_make(&w->room, b, i, &w->page));
        TRY(put_page(o, number, shape, &w->page, w->documents));
        TRY(out_settle(w->documents));
        if (w->truth->sink.write != NULL) TRY(put_truth(b, i, shape, &w->page, w->truth));
        ++*count;
        *full = o->max_bytes != 0 && w->documents->total + w->documents->n >= o->max_bytes;
    }
out:
    return rc;
}

int news_write(const struct gen_options *o, struct out *documents, struct out *truth, uint64_t *count)
{
    struct writing w = {.documents = documents, .truth = truth};
    const uint64_t end = o->count == 0 ? o->documents : o->first + o->count, size = news_block_size(o);
    bool full = false;
    int rc = RP_OK;
    news_page_init(&w.page);
    TRY(newsroom_open(&w.room, o));
    if (truth->sink.write != NULL && o->first == 0)
        TRY(out_text(truth, "id\tstory\tversion\trelation\treference\tchain\toriginal\tsource\tdistributor\tcarrier\tho"
                            "sts\tkind\tflags\tlanguage\n"));
    for (uint64_t block = o->first / size; block * size < end && !full; block++) {
        TRY(news_plan(&w.room, block, &w.block));
        TRY(write_block(&w, o, end, count, &full));
    }
out:
    newsroom_close(&w.room);
    news_block_release(&w.block);
    news_page_release(&w.page);
    return rc;
}
