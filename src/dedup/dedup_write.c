/* Kept records of a corpus to its output. */
#include "base/status.h"
#include "dedup/dedup.h"
#include "dedup/kept_writer.h"

static int of_file(void *ctx, uint32_t file, uint64_t *first, uint64_t *end)
{
    return places_of_file(&((struct dedup *)ctx)->places, file, first, end);
}

static bool is_kept(void *ctx, uint64_t doc)
{
    rp_verdict v;
    return rp_corpus_verdict(((struct dedup *)ctx)->corpus, doc, &v) == RP_OK && v.relation == RP_KEPT;
}

static int place(void *ctx, uint64_t doc, struct source_range *out)
{
    struct place at;
    int rc = RP_OK;
    TRY(places_get(&((struct dedup *)ctx)->places, doc, &at));
    *out = (struct source_range){at.offset, at.length};
out:
    return rc;
}

int dedup_write_kept(struct dedup *d)
{
    const struct kept_docs docs = {d, part_input(d)->first, d->threads, 2 * d->state.ahead, of_file, is_kept, place};
    return kept_write(d->sources, d->result[RESULT_KEPT], &docs, d->bytes);
}
