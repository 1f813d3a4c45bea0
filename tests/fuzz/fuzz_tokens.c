/*
 * Every kernel must give the tokens and places of the scalar one, as plain text and as the inside of
 * a JSON string. The first byte of the input chooses the unit, the rest is the text.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/tokens.h"
#include "text/tokens_kernel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what, const char *kernel)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_tokens: %s: %s\n", kernel, what);
    abort();
}

static bool same(const void *a, const void *b, size_t n)
{
    return n == 0 || memcmp(a, b, n) == 0;
}

static void check_places(const struct tokens *t, size_t n_text)
{
    for (size_t i = 0; i < t->n; i++) {
        require(t->start[i] < t->end[i] && t->end[i] <= n_text, "a place outside the text", "scalar");
        require(i == 0 || t->start[i - 1] <= t->start[i], "places out of order", "scalar");
    }
}

static void check(const struct token_options *o, const char *text, size_t n)
{
    struct tokens scalar, other;

    tokens_init(&scalar);
    tokens_init(&other);
    if (tokens_read_with(tokens_kernel_get(CPU_SCALAR), &scalar, o, text, n) < 0)
        abort();
    if (o->places)
        check_places(&scalar, n);
    for (int k = CPU_SCALAR + 1; k < CPU_KERNELS; k++) {
        const struct tokens_kernel *kernel = tokens_kernel_get((enum cpu_kernel)k);
        const char *name = cpu_kernel_name((enum cpu_kernel)k);
        if (!kernel)
            continue;
        if (tokens_read_with(kernel, &other, o, text, n) < 0)
            abort();
        require(other.n == scalar.n, "another number of tokens", name);
        require(same(other.hash, scalar.hash, scalar.n * sizeof *scalar.hash), "other hashes", name);
        require(!o->places || same(other.start, scalar.start, scalar.n * sizeof *scalar.start), "other starts", name);
        require(!o->places || same(other.end, scalar.end, scalar.n * sizeof *scalar.end), "other ends", name);
    }
    tokens_release(&scalar);
    tokens_release(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    for (int i = 0; i < 4; i++) {
        const struct token_options o = {.seed = 1, .unit = (enum token_unit)(data[0] % 3), .json = i & 1,
                                        .places = i >> 1};
        check(&o, (const char *)data + 1, size - 1);
    }
    return 0;
}
