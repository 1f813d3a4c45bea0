#include "article/agencies.h"
#include "base/hash.h"
#include "relation/relation.h"

/* Agencies of the table by number; other names by their folded bytes, well apart from those. */
static uint64_t source_key(const struct credit *c)
{
    uint64_t h = 0;
    if (c->agency != AGENCY_NONE)
        return (uint64_t)c->agency + 1;
    for (size_t i = 0; i < c->name.n; i++)
        h = hash_mix(h * 31 + (uint8_t)(c->name.p[i] | 0x20));
    return h | UINT64_C(1) << 63;
}

static void add_mention(struct relation_doc *d, uint64_t key)
{
    for (unsigned i = 0; i < sizeof d->mentioned / sizeof *d->mentioned; i++)
        if (d->mentioned[i] == 0 || d->mentioned[i] == key) {
            d->mentioned[i] = key;
            return;
        }
}

void relation_doc_fill(struct relation_doc *d, const struct article *article, const struct body *body)
{
    *d = (struct relation_doc){
        .body = body, .headline = article->headline, .outlet = article->outlet, .page = article->url_key,
        .item = article->item_key, .marks = article->marks, .update_number = article->update_number,
        .date = article->date, .byline = article->byline.p != NULL};
    for (uint32_t i = 0; i < article->n_credits; i++) {
        const struct credit *c = &article->credits[i];
        if (c->role == CREDIT_SOURCE && !d->source) {
            d->source = source_key(c);
            /* nobody is credited with all of it: the carrier wrote the rest */
            d->staff_added = (article->marks & MARK_CONTRIBUTED) && c->strength <= CREDIT_STRENGTH_PART;
        } else if (c->role == CREDIT_MENTION) {
            add_mention(d, source_key(c));
        }
    }
    if (!d->source && article->own_agency != AGENCY_NONE)
        d->source = (uint64_t)article->own_agency + 1;
    if (d->source && !(d->source >> 63) && agency_no_derivatives((uint16_t)(d->source - 1)))
        d->marks |= MARK_NO_DERIVATIVES;
}
