/* Every tokeniser of this machine against the scalar one: the same hashes in the same places, whatever the text. */
#include "check.h"

#include <string.h>

#include "text/tokens.h"
#include "text/tokens_kernel.h"

enum { MAX = 600, ROUNDS = 12000 };

/* Pieces that text is made of, well formed and not; a piece may be cut short by the end of the text. */
static const char *const pieces[] = {
    "a",      "Z",      "9",      "word ",  " ",      ". ",         "\n",           "\\n",     "\\\"",         "\\\\",
    "\\u00e9", "\\u00C9", "\\u2019", "\\u6771", "\\ud83d\\ude00", "\\ud83d", "\\u00", "\\x", "\\u0301",     "\\u00bd",
    "\xC3\xA9", "\xC3\x9F", "\xCE\xA9", "\xD0\x96", "\xD7\x90", "\xE2\x80\x99", "\xE2\x80\xA6", "\xE6\x9D\xB1", "\xE4\xBA\xAC",
    "\xF0\x9F\x98\x80", "\xC2\xAD", "e\xCC\x81", "\xEF\xAC\x81", "\xC2\xBD", "\xE0\xB8\x81", "\xFF", "\xC3", "\xE2\x80", "\x80",
};

static size_t make_text(char *p, uint64_t *state)
{
    const size_t limit = check_random(state) % (MAX - 32), n_pieces = sizeof pieces / sizeof *pieces;
    const uint64_t plain = 1 + check_random(state) % 24; /* so many pieces of ten at the beginning for one of any */
    size_t n = 0;

    while (n < limit) {
        const char *s = pieces[check_random(state) % (check_random(state) % plain ? 10 : n_pieces)];
        memcpy(p + n, s, strlen(s));
        n += strlen(s);
    }
    return limit;
}

static int same(const struct tokens *a, const struct tokens *b, int places)
{
    return a->n == b->n && memcmp(a->hash, b->hash, a->n * sizeof *a->hash) == 0 &&
           (!places || (memcmp(a->start, b->start, a->n * sizeof *a->start) == 0 &&
                        memcmp(a->end, b->end, a->n * sizeof *a->end) == 0));
}

int main(void)
{
    static char p[MAX + 32];
    struct tokens want, got;
    unsigned compared = 0;
    uint64_t state = 7, tokens = 0;

    tokens_init(&want);
    tokens_init(&got);
    for (int which = CPU_SCALAR + 1; which < CPU_KERNELS; which++) {
        const struct tokens_kernel *k = tokens_kernel_get((enum cpu_kernel)which);
        for (int t = 0; k && t < ROUNDS; t++, compared++) {
            const size_t n = make_text(p, &state);
            const struct token_options o = {.seed = 5, .json = t & 1, .places = t >> 1 & 1,
                                            .unit = t % 16 == 8 ? TOKEN_WORD : TOKEN_AUTO};
            const int ok = tokens_read_with(tokens_kernel_get(CPU_SCALAR), &want, &o, p, n) == 0 &&
                           tokens_read_with(k, &got, &o, p, n) == 0 && same(&want, &got, o.places);
            check(ok, "text", cpu_kernel_name((enum cpu_kernel)which), n);
            tokens += want.n;
        }
    }
    printf("%u compared, %llu tokens\n", compared, (unsigned long long)tokens);
    tokens_release(&want);
    tokens_release(&got);
    return check_failures > 0 || tokens <= compared;
}
