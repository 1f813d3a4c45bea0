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
        free(f->books[i].name);
    }
    for (int i = 0; f->bytes && i < f->threads; i++)
        free(f->bytes[i].p);
    free(f->bytes);
    free(f->books);
    room_drop(f->room, f->fact);
}

/* --- names --- */

struct name {
    struct span text;
    uint32_t number;
};

static const struct name **find_slot(const struct name_book *b, struct span text)
{
    size_t i = hash_bytes(text.p, text.n, NAME_SEED) & (b->size - 1);
    while (b->slot[i] && !span_equal(b->slot[i]->text, text))
        i = (i + 1) & (b->size - 1);
    return &b->slot[i];
}

static int grow(struct name_book *b)
{
    const size_t size = b->size ? 2 * b->size : NAMES_MIN;
    const struct name **slot = mem_zalloc(size, sizeof *slot);

    if (!slot)
        return RP_ERR_NOMEM;
    free(b->slot);
    b->slot = slot;
    b->size = size;
    for (size_t i = 0; i < b->n; i++)
        *find_slot(b, b->name[i]->text) = b->name[i];
    return RP_OK;
}

/* The bytes stand behind the name. */
static int add_name(struct scan_facts *f, int thread, struct span text, const struct name **out)
{
    struct name_book *b = &f->books[thread];
    const size_t threads = (size_t)f->threads;
    struct name *name;

    if (b->n >= (UINT32_MAX - 1) / threads - 1)
        return RP_ERR_LIMIT;
    if (mem_grow(&b->name, &b->cap, b->n + 1, sizeof *b->name) < 0
        || !(name = keep_zalloc(&b->keep, 1, sizeof *name + text.n)))
        return RP_ERR_NOMEM;
    memcpy(name + 1, text.p, text.n);
    *name = (struct name){{(char *)(name + 1), text.n}, (uint32_t)(b->n * threads + (size_t)thread + 1)};
    b->name[b->n++] = name;
    *out = name;
    return RP_OK;
}

/* *out stays as it is where there is no name. */
static int intern(struct scan_facts *f, int thread, struct span text, uint32_t *out)
{
    struct name_book *b = &f->books[thread];
    const struct name **slot;
    int rc = RP_OK;

    if (!text.p || !text.n)
        return RP_OK;
    if (2 * (b->n + 1) > b->size)
        TRY(grow(b));
    slot = find_slot(b, text);
    if (!*slot)
        TRY(add_name(f, thread, text, slot));
    *out = (*slot)->number;
out:
    return rc;
}

static struct span name_of(const struct scan_facts *f, uint32_t number)
{
    const size_t threads = (size_t)f->threads;
    return number ? f->books[(number - 1) % threads].name[(number - 1) / threads]->text : (struct span){0};
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
    int rc = RP_OK;

    TRY(intern(f, thread, strongest(a, CREDIT_SOURCE), &to->source));
    TRY(intern(f, thread, strongest(a, CREDIT_DISTRIBUTOR), &to->distributor));
    TRY(intern(f, thread, carrier_of(a), &to->carrier));
    if (!to->source && a->own_agency != AGENCY_NONE)
        TRY(intern(f, thread, span_of(agency_name(a->own_agency)), &to->source));
    to->first = a->date.first;
    to->last = a->date.last;
    to->precision = a->date.precision;
out:
    return rc;
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
    const struct span source = name_of(f, from->source), distributor = name_of(f, from->distributor);
    const struct span carrier = name_of(f, from->carrier);
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

static int take_name(struct scan_facts *f, const char **at, uint32_t n, uint32_t *out)
{
    const struct span name = {*at, n};
    *at += n;
    return intern(f, 0, name, out);
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
        .source = name_of(f, from->source),
        .distributor = name_of(f, from->distributor),
        .carrier = name_of(f, from->carrier),
        .date = {from->first, from->last, from->precision},
    };
}
