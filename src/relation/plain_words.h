/*
 * plain_words.h - the short way of fold_news.c, once for each instruction set.
 *
 * Most words of a paragraph are plain: ASCII letters and digits, or digits with stops between them, at most 15 of them,
 * up to three marks behind the word before, with nothing inside or behind that could belong to them. A kernel reads
 * such tokens and stops at the first other one; what it gives is what fold_news.c gives without it
 * (tests/unit/test_fold_news.c).
 */
#ifndef RELATION_PLAIN_WORDS_H
#define RELATION_PLAIN_WORDS_H

#include "base/cpu.h"
#include "relation/fold_news.h"

/* Words shorter than this never lose their -ise. */
enum { ISE_LEAST = 7 };

struct plain_words_kernel {
    /* Tokens from the n-th on, up to `room`; returns n as it is then. The reader stands behind a token. */
    uint32_t (*read)(struct news_reader *r, const struct news_columns *to, uint32_t n, uint32_t room);
};

/* NULL when this build has no such kernel; whether the machine can run it is cpu_can()'s business. */
const struct plain_words_kernel *plain_words_get(enum cpu_kernel k);

extern const struct plain_words_kernel plain_words_kernel_scalar;
#if defined(__x86_64__)
extern const struct plain_words_kernel plain_words_kernel_avx2, plain_words_kernel_avx512;
#endif

#endif
