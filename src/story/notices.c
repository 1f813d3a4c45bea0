#include "story/notices.h"

#include <stdlib.h>

#include "base/bits.h"
#include "base/hash.h"
#include "base/status.h"
#include "records/texts.h"
#include "store/room.h"
#include "story/grouping.h"

enum {
    NAMES_STORIES = 8, /* parts of one story that was not found to be one may share a headline, and a few by chance */
    REST_EACH = 128,
    KEY_BITS = 20,     /* notices are few, and of what stories are called most is asked by none of them */
};

/* A story by a hash of what one of its copies is called. */
struct named {
    uint64_t key;
    uint32_t story;
};

struct finding {
    const struct notice_search *s;
    struct bits withdrawn;     /* documents that say so, which lie anywhere in the order of texts */
    struct bits asked;         /* keys by which notices ask, but for most of their bits */
    struct named *named;
    size_t n_named, named_cap;
    struct notice *notice;
    size_t n, cap;
};

static int named_order(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->story < b->story ? -1 : a->story > b->story;
}

static int notice_order(const void *x, const void *y)
{
    const struct notice *a = x, *b = y;
    if (a->story != b->story)
        return a->story < b->story ? -1 : 1;
    return a->doc < b->doc ? -1 : a->doc > b->doc;
}

static int find_withdrawn(struct finding *f)
{
    const struct texts *t = f->s->texts;
    const uint32_t n = t->first[t->n];
    int rc = RP_OK;

    TRY(bits_reserve(&f->withdrawn, n));
    for (uint32_t doc = 0; doc < n; doc++) {
        if (doc % REST_EACH == 0)
            room_rest(f->s->room);
        if (f->s->record[doc].marks & MARK_WITHDRAWN)
            bits_set(&f->withdrawn, doc);
    }
out:
    return rc;
}

static bool is_notice(const struct finding *f, uint32_t text, uint32_t doc)
{
    return bits_get(&f->withdrawn, doc) && f->s->role[text] != TEXT_MEMBER;
}

typedef int each_notice(struct finding *f, uint32_t doc);

static int for_notices(struct finding *f, each_notice *each)
{
    const struct texts *t = f->s->texts;
    int rc = RP_OK;

    for (uint32_t i = 0; i < t->n; i++) {
        if (i % REST_EACH == 0)
            room_rest(f->s->room);
        for (uint32_t k = t->first[i]; k < t->first[i + 1]; k++)
            if (is_notice(f, i, t->doc[k]))
                TRY(each(f, t->doc[k]));
    }
out:
    return rc;
}

static uint64_t key_bit(uint64_t key)
{
    return hash_mix(key) >> (64 - KEY_BITS);
}

static int ask(struct finding *f, uint32_t doc)
{
    bits_set(&f->asked, key_bit(f->s->record[doc].headline));
    bits_set(&f->asked, key_bit(f->s->record[doc].page));
    f->n++;
    return RP_OK;
}

/* Each story once a key, and keys of many stories not at all. */
static void thin(struct finding *f)
{
    size_t kept = 0, next;

    for (size_t i = 0; i < f->n_named; i = next) {
        const size_t first = kept;
        for (next = i; next < f->n_named && f->named[next].key == f->named[i].key; next++)
            if (kept == first || f->named[kept - 1].story != f->named[next].story)
                f->named[kept++] = f->named[next];
        if (kept - first > NAMES_STORIES)
            kept = first;
    }
    f->n_named = kept;
}

static int name_story(struct finding *f, size_t story, uint64_t key)
{
    if (!key || !bits_get(&f->asked, key_bit(key)))
        return RP_OK;
    if (room_grow(f->s->room, &f->named, &f->named_cap, f->n_named + 1, sizeof *f->named) < 0)
        return RP_ERR_NOMEM;
    f->named[f->n_named++] = (struct named){key, (uint32_t)story};
    return RP_OK;
}

static int name_stories(struct finding *f)
{
    const struct notice_search *s = f->s;
    int rc = RP_OK;

    for (size_t i = 0; i < s->n_stories; i++) {
        room_rest(s->room);
        for (size_t k = s->first_copy[i]; k < s->first_copy[i + 1]; k++) {
            const struct record *r = &s->record[s->copy[k].copy.doc];
            TRY(name_story(f, i, r->headline));
            TRY(name_story(f, i, r->page));
        }
    }
    room_rest_for(s->room, 2 * f->n_named * sizeof *f->named); /* as many again to sort them */
    if (f->n_named)
        qsort(f->named, f->n_named, sizeof *f->named, named_order);
    thin(f);
out:
    return rc;
}

static int add_named(struct finding *f, uint64_t key, uint32_t doc)
{
    size_t lo = 0, hi = f->n_named;
    int rc = RP_OK;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (f->named[mid].key < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; key && lo < f->n_named && f->named[lo].key == key; lo++) {
        TRY(room_grow(f->s->room, &f->notice, &f->cap, f->n + 1, sizeof *f->notice));
        f->notice[f->n++] = (struct notice){f->named[lo].story, doc};
    }
out:
    return rc;
}

static int add(struct finding *f, uint32_t doc)
{
    const struct record *r = &f->s->record[doc];
    int rc = RP_OK;

    TRY(add_named(f, r->headline, doc));
    TRY(add_named(f, r->page, doc));
out:
    return rc;
}

/* By headline and by address the same story may have been found twice. */
static void sort_once(struct finding *f)
{
    size_t kept = 0;

    if (f->n)
        qsort(f->notice, f->n, sizeof *f->notice, notice_order);
    for (size_t i = 0; i < f->n; i++)
        if (kept == 0 || notice_order(&f->notice[kept - 1], &f->notice[i]) != 0)
            f->notice[kept++] = f->notice[i];
    f->n = kept;
}

int notices_find(const struct notice_search *s, struct notice **out, size_t *n)
{
    struct finding f = {.s = s};
    int rc = RP_OK;

    *out = NULL;
    *n = 0;
    TRY(find_withdrawn(&f));
    TRY(bits_reserve(&f.asked, UINT64_C(1) << KEY_BITS));
    TRY(for_notices(&f, ask));
    if (!f.n)
        goto out;
    f.n = 0;
    TRY(name_stories(&f));
    TRY(for_notices(&f, add));
    sort_once(&f);
    *out = f.notice;
    *n = f.n;
    f.notice = NULL;
out:
    room_drop(s->room, f.notice);
    room_drop(s->room, f.named);
    bits_release(&f.withdrawn);
    bits_release(&f.asked);
    return rc;
}

size_t notices_first(const struct notice *notice, size_t n, size_t story)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (notice[mid].story < story)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}
