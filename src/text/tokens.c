#include "text/tokens.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "text/codepoint.h"
#include "text/tokens_kernel.h"

enum { GRAM = 4, HASH_SLACK = 16 };

static const struct tokens_kernel *const kernels[CPU_KERNELS] = {
    [CPU_SCALAR] = &tokens_kernel_scalar,
#if defined(__x86_64__)
    [CPU_AVX2] = &tokens_kernel_avx2,
    [CPU_AVX512] = &tokens_kernel_avx512,
#elif defined(__aarch64__)
    [CPU_NEON] = &tokens_kernel_neon,
#endif
};

const struct tokens_kernel *tokens_kernel_get(enum cpu_kernel k)
{
    return cpu_can(k) ? kernels[k] : NULL;
}

void tokens_init(struct tokens *t)
{
    *t = (struct tokens){0};
}

void tokens_release(struct tokens *t)
{
    if (t->words)
        words_release(t->words);
    free(t->words);
    free(t->hash);
    *t = (struct tokens){0};
}

/* An unspaced character becomes the gram that begins with it. In rising order, so that end[] of the
 * characters to come is still their own. */
static void hash_grams(const struct words *w, const struct token_options *o, uint64_t *hash)
{
    for (size_t r = 0; r < w->n_runs; r++) {
        const struct words_run run = w->run[r];
        for (uint32_t i = run.first; i < run.end; i++) {
            const uint32_t end = run.end - i > GRAM ? i + GRAM : run.end;
            hash[i] = word_hash_slack(w->bytes + w->edge[i], w->edge[end] - w->edge[i], o->seed);
            if (o->places)
                w->end[i] = w->end[end - 1];
        }
    }
}

/* The text as it stands, escapes undone, from its first byte that is not white space to its last; it
 * becomes the one word, if there is any such byte. A bad escape stands for itself. */
static void take_whole(struct words *w, const struct words_input *in)
{
    size_t first = 0, last = 0, out = 0;
    uint32_t start = 0, end = 0;

    for (size_t at = 0; at < in->n;) {
        const struct codepoint c = codepoint_read(in->p + at, in->n - at, in->json);
        const bool space = c.value != FOLD_NONE && fold_kind(fold_entry(c.value)) == FOLD_SPACE;
        if (!space && last == 0) {
            first = out;
            start = (uint32_t)at;
        }
        if (c.value == FOLD_NONE) {
            memcpy(w->bytes + out, in->p + at, c.size);
            out += c.size;
        } else {
            out += codepoint_write(w->bytes + out, c.value);
        }
        at += c.size;
        if (!space) {
            last = out;
            end = (uint32_t)at;
        }
    }
    if (last == 0)
        return;
    memmove(w->bytes, w->bytes + first, last - first);
    w->edge[1] = (uint32_t)(last - first);
    w->n = 1;
    if (in->places) {
        w->start[0] = start;
        w->end[0] = end;
    }
}

int tokens_read_with(const struct tokens_kernel *k, struct tokens *t, const struct token_options *o, const char *p,
                     size_t n)
{
    const struct words_input in = {(const uint8_t *)p, n, o->unit, o->json, o->places};
    struct words *w = t->words;
    int rc = RP_OK;

    t->n = 0;
    if (n > (size_t)1 << 31)
        return RP_ERR_LIMIT;
    if (!w && !(w = t->words = mem_zalloc(1, sizeof *w)))
        return RP_ERR_NOMEM;
    TRY(words_begin(w, &in));
    TRY(k->split(w, &in));
    words_close(w, in.places);
    TRY(mem_grow_kernel(&t->hash, &t->hash_cap, w->n + HASH_SLACK, sizeof *t->hash));
    if (w->n > 0) {
        k->hash(w, o->seed, t->hash);
        hash_grams(w, o, t->hash);
    } else {
        take_whole(w, &in);
        if (w->n > 0)
            t->hash[0] = hash_bytes(w->bytes, w->edge[1], o->seed);
    }
    t->n = w->n;
    t->start = w->start;
    t->end = w->end;
out:
    return rc;
}

int tokens_read(struct tokens *t, const struct token_options *o, const char *p, size_t n)
{
    return tokens_read_with(kernels[cpu_kernel()], t, o, p, n); /* chosen once: asking the machine again is dear */
}

const char *tokens_unicode_version(void)
{
    return fold_unicode_version;
}
