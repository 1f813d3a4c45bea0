#include "scan/scan_facts.h"

#include <stdlib.h>

#include "article/agencies.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "store/room.h"

enum { NAMES_MIN = 256, NAME_SEED = 0xfac };

struct fact_bytes {
    char *p;
    size_t cap;
};

/* A fact as bytes: this, and the names one behind the other. */
struct fact_head {
    int64_t first, last;
    uint32_t n_source, n_distributor, n_carrier, precision;
};

int scan_facts_init(struct scan_facts *f, size_t n, int threads, struct room *room)
{
    *f = (struct scan_facts){.n = n, .threads = threads, .room = room};
    f->fact = room_alloc(room, n, sizeof *f->fact);
    f->books = mem_zalloc((size_t)threads, sizeof *f->books);
    f->bytes = mem_zalloc((size_t)threads, sizeof *f->bytes);
    return f->fact && f->books && f->bytes ? RP_OK : RP_ERR_NOMEM;
}

void scan_facts_release(struct scan_facts *f)
{
    for (int i = 0; f->books && i < f->threads; i++) {
        keep_release(&f->books[i].keep);
        free(f->books[i].slot);
    }
    for (int i = 0; f->bytes && i < f->threads; i++)
        free(f->bytes[i].p);
    free(f->bytes);
    free(f->books);
    room_drop(f->room, f->fact);
}

/* --- names --- */

static struct span *find_slot(const struct name_book *b, struct span name)
{
    size_t i = hash_bytes(name.p, name.n, NAME_SEED) & (b->size - 1);
    while (b->slot[i].p && !span_equal(b->slot[i], name))
        i = (i + 1) & (b->size - 1);
    return &b->slot[i];
}

static int grow(struct name_book *b)
{
    struct name_book old = *b;

    b->size = old.size ? 2 * old.size : NAMES_MIN;
    b->slot = mem_zalloc(b->size, sizeof *b->slot);
    if (!b->slot) {
        *b = old;
        return RP_ERR_NOMEM;
    }
    for (size_t i = 0; i < old.size; i++)
        if (old.slot[i].p)
            *find_slot(b, old.slot[i]) = old.slot[i];
    free(old.slot);
    return RP_OK;
}

/* Spans that facts point to must not move when the table grows: they are kept apart from it. */
static int intern(struct name_book *b, struct span name, const struct span **out)
{
    struct span *slot, *kept;
    int rc = RP_OK;

    if (!name.p || !name.n)
        return RP_OK;
    if (2 * (b->n + 1) > b->size)
        TRY(grow(b));
    slot = find_slot(b, name);
    if (!slot->p) {
        /* The bytes stand behind their span. */
        if (!(kept = keep_zalloc(&b->keep, 1, sizeof *kept + name.n)))
            return RP_ERR_NOMEM;
        *kept = (struct span){(char *)(kept + 1), name.n};
        memcpy(kept + 1, name.p, name.n);
        *slot = *kept;
        b->n++;
    }
    *out = (const struct span *)(const void *)slot->p - 1;
out:
    return rc;
}

/* --- articles --- */

static struct span strongest(const struct article *a, enum credit_role role)
{
    for (uint32_t i = 0; i < a->n_credits; i++)
        if (a->credits[i].role == role)
            return a->credits[i].name;
    return (struct span){0};
}

/* The outlet the address or the record names; else what the page itself says. */
static struct span carrier_of(const struct article *a)
{
    return a->outlet.p ? a->outlet : strongest(a, CREDIT_CARRIER);
}

int scan_facts_note(void *ctx, size_t doc, int thread, const struct article *a)
{
    struct scan_facts *f = ctx;
    struct fact *to = &f->fact[doc];
    struct name_book *b = &f->books[thread];
    int rc = RP_OK;

    TRY(intern(b, strongest(a, CREDIT_SOURCE), &to->source));
    TRY(intern(b, strongest(a, CREDIT_DISTRIBUTOR), &to->distributor));
    TRY(intern(b, carrier_of(a), &to->carrier));
    if (!to->source && a->own_agency != AGENCY_NONE)
        TRY(intern(b, span_of(agency_name(a->own_agency)), &to->source));
    to->first = a->date.first;
    to->last = a->date.last;
    to->precision = a->date.precision;
out:
    return rc;
}

static struct span name_of(const struct span *s)
{
    return s ? *s : (struct span){0};
}

/* --- facts that outlive the run --- */

static char *put_name(char *to, struct span name)
{
    if (name.n)
        memcpy(to, name.p, name.n);
    return to + name.n;
}

int scan_facts_bytes(void *ctx, size_t doc, int thread, struct span *out)
{
    struct scan_facts *f = ctx;
    const struct fact *from = &f->fact[doc];
    struct fact_bytes *b = &f->bytes[thread];
    const struct span source = name_of(from->source), distributor = name_of(from->distributor);
    const struct span carrier = name_of(from->carrier);
    const struct fact_head head = {from->first, from->last, (uint32_t)source.n, (uint32_t)distributor.n,
                                   (uint32_t)carrier.n, from->precision};
    const size_t n = sizeof head + source.n + distributor.n + carrier.n;
    int rc = RP_OK;

    TRY(mem_grow(&b->p, &b->cap, n, 1));
    memcpy(b->p, &head, sizeof head);
    put_name(put_name(put_name(b->p + sizeof head, source), distributor), carrier);
    *out = (struct span){b->p, n};
out:
    return rc;
}

static int take_name(struct scan_facts *f, const char **at, uint32_t n, const struct span **out)
{
    const struct span name = {*at, n};
    *at += n;
    return intern(&f->books[0], name, out);
}

int scan_facts_take(void *ctx, size_t doc, struct span bytes)
{
    struct scan_facts *f = ctx;
    struct fact *to = &f->fact[doc];
    struct fact_head head;
    const char *at = bytes.p + sizeof head;
    int rc = RP_OK;

    if (bytes.n < sizeof head)
        return RP_ERR_FORMAT;
    memcpy(&head, bytes.p, sizeof head);
    if ((uint64_t)head.n_source + head.n_distributor + head.n_carrier != bytes.n - sizeof head)
        return RP_ERR_FORMAT;
    TRY(take_name(f, &at, head.n_source, &to->source));
    TRY(take_name(f, &at, head.n_distributor, &to->distributor));
    TRY(take_name(f, &at, head.n_carrier, &to->carrier));
    to->first = head.first;
    to->last = head.last;
    to->precision = (uint8_t)head.precision;
out:
    return rc;
}

struct doc_facts scan_facts_get(const struct scan_facts *f, size_t doc)
{
    const struct fact *from = &f->fact[doc];
    return (struct doc_facts){
        .source = name_of(from->source),
        .distributor = name_of(from->distributor),
        .carrier = name_of(from->carrier),
        .date = {from->first, from->last, from->precision},
    };
}
