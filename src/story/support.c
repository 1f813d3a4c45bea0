#include "story/support.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/radix.h"
#include "base/status.h"
#include "records/thin.h"

enum { LOCAL_RUN = 5 };

/* What a text holds, as radix_sort() wants it: hi is the passage, lo the text (index in the story) and the place in
 * it. */
static struct rec held(uint32_t passage, uint32_t text, uint32_t place)
{
    return (struct rec){passage, (uint64_t)text << 32 | place};
}

static uint32_t text_of(struct rec held)
{
    return (uint32_t)(held.lo >> 32);
}

static uint32_t place_of(struct rec held)
{
    return (uint32_t)held.lo;
}

struct counting {
    struct rec *held, *spare;
    size_t n;
    size_t *first;      /* of a text: where its passages begin in docs */
    uint32_t *docs;     /* of each place of each text: on how many documents of the story; 0: said before */
    uint32_t all_docs, all_majority;
};

static size_t run_end(const struct counting *c, size_t i)
{
    size_t j = i;
    while (j < c->n && c->held[j].hi == c->held[i].hi)
        j++;
    return j;
}

static void count_run(struct counting *c, size_t i, size_t end, const struct texts *texts, const uint32_t *text)
{
    uint64_t docs = 0;
    for (size_t k = i; k < end; k++)
        if (k == i || text_of(c->held[k]) != text_of(c->held[k - 1]))
            docs += texts_carriers(texts, text[text_of(c->held[k])]);
    c->all_majority += 2 * docs >= c->all_docs;
    for (size_t k = i; k < end; k++) {
        const struct rec h = c->held[k];
        const bool again = k > i && text_of(h) == text_of(c->held[k - 1]);
        c->docs[c->first[text_of(h)] + place_of(h)] = again ? 0 : (uint32_t)docs;
    }
}

static struct support sum_up(const struct counting *c, uint32_t i)
{
    struct support s = {.all_majority = c->all_majority};
    uint32_t run = 0;
    for (size_t k = c->first[i]; k < c->first[i + 1]; k++) {
        uint32_t docs = c->docs[k];
        s.passages += docs > 0;
        s.shared += docs > 1;
        s.majority += docs > 0 && 2 * (uint64_t)docs >= c->all_docs;
        run = docs == 1 ? run + 1 : 0;
        s.local_blocks += run == LOCAL_RUN;
    }
    s.local_blocks -= run >= LOCAL_RUN;
    return s;
}

/* Passages that no other text has are counted already. */
static void hold(struct counting *c, const struct record *r, uint32_t i, uint32_t carriers)
{
    struct passage_reader p = passage_reader_of(r);
    uint32_t passage;
    bool alone;
    for (uint32_t place = 0; passage_next(&p, &passage, &alone); place++) {
        if (!alone) {
            c->held[c->n++] = held(passage, i, place);
            continue;
        }
        c->all_majority += 2 * (uint64_t)carriers >= c->all_docs;
        c->docs[c->first[i] + place] = carriers;
    }
}

static int gather(struct counting *c, const struct record *record, const struct texts *texts, const uint32_t *text,
                  uint32_t n)
{
    c->first = mem_alloc((size_t)n + 1, sizeof *c->first);
    if (!c->first)
        return RP_ERR_NOMEM;
    c->first[0] = 0;
    for (uint32_t i = 0; i < n; i++) {
        c->first[i + 1] = c->first[i] + record[texts_lead(texts, text[i])].n_passages;
        c->all_docs += texts_carriers(texts, text[i]);
    }
    c->n = c->first[n];
    c->held = mem_alloc(c->n, sizeof *c->held);
    c->spare = mem_alloc(c->n, sizeof *c->spare);
    c->docs = mem_alloc(c->n, sizeof *c->docs);
    if (!c->held || !c->spare || !c->docs)
        return RP_ERR_NOMEM;
    c->n = 0;
    for (uint32_t i = 0; i < n; i++)
        hold(c, &record[texts_lead(texts, text[i])], i, texts_carriers(texts, text[i]));
    return RP_OK;
}

int support_count(const struct record *record, const struct texts *texts, const uint32_t *text, uint32_t n,
                  struct support *out)
{
    struct counting c = {0};
    int rc = RP_OK;

    TRY(gather(&c, record, texts, text, n));
    radix_sort(c.held, c.spare, c.n);
    for (size_t i = 0, end; i < c.n; i = end) {
        end = run_end(&c, i);
        count_run(&c, i, end, texts, text);
    }
    for (uint32_t i = 0; i < n; i++)
        out[i] = sum_up(&c, i);
out:
    free(c.held);
    free(c.spare);
    free(c.first);
    free(c.docs);
    return rc;
}
