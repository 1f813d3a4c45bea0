#include "dedup/dedup_places.h"

#include "base/status.h"

int place_of(const rp_corpus *c, uint64_t doc, struct place *out)
{
    struct packed_place buf;
    const struct packed_place *p = rp_corpus_payload(c, doc, 1, &buf);

    if (!p)
        return RP_ERR_IO;
    *out = place_unpack(p);
    return RP_OK;
}

int places_get(struct places *p, uint64_t doc, struct place *out)
{
    if (doc < p->first || doc - p->first >= p->n) {
        uint64_t left = rp_corpus_count(p->corpus) - doc;
        p->n = left < PLACES_WINDOW ? (size_t)left : PLACES_WINDOW;
        p->first = doc;
        if (!(p->view = rp_corpus_payload(p->corpus, doc, p->n, p->buf))) {
            p->n = 0;
            return RP_ERR_IO;
        }
    }
    *out = place_unpack(&p->view[doc - p->first]);
    return RP_OK;
}

int places_near_get(struct places_near *p, const rp_corpus *c, uint64_t doc, struct place *out)
{
    if (doc < p->first || doc - p->first >= p->n) {
        const uint64_t first = doc - doc % PLACES_NEAR, count = rp_corpus_count(c);
        if (doc >= count)
            return RP_ERR_INVALID;
        p->first = first;
        p->n = count - first < PLACES_NEAR ? (size_t)(count - first) : PLACES_NEAR;
        if (!(p->view = rp_corpus_payload(c, first, p->n, p->buf))) {
            p->n = 0;
            return RP_ERR_IO;
        }
    }
    *out = place_unpack(&p->view[doc - p->first]);
    return RP_OK;
}

/* The first document whose file is not below `file`: files rise. */
static int first_of(const rp_corpus *c, uint64_t file, uint64_t *out)
{
    uint64_t low = 0, high = rp_corpus_count(c);
    struct place at = {0};
    int rc = RP_OK;

    while (rc == RP_OK && low < high) {
        uint64_t mid = low + (high - low) / 2;
        rc = place_of(c, mid, &at);
        if (at.file < file)
            low = mid + 1;
        else
            high = mid;
    }
    *out = low;
    return rc;
}

int places_of_file(struct places *p, uint32_t file, uint64_t *first, uint64_t *end)
{
    int rc = RP_OK;
    TRY(first_of(p->corpus, file, first));
    TRY(first_of(p->corpus, (uint64_t)file + 1, end));
out:
    return rc;
}
