/*
 * Two texts, a zero byte between them, through folding, alignment, relation and difference: places lie in
 * the text, mates are mutual, the verdict is the same whichever text comes first, the difference holds
 * every token once. A first byte with its low bit set makes tokens of the letters themselves, which gives
 * texts that repeat themselves as no prose does.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "relation/relation.h"

enum { LETTERS_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_align: %s\n", what);
    abort();
}

static void check_body(const struct body *b, size_t n_text)
{
    for (uint32_t i = 0; i < b->n; i++)
        require(b->start[i] < b->end[i] && b->end[i] <= n_text && (i == 0 || b->end[i - 1] <= b->start[i]), "places");
    require(b->n == 0 || (b->n_sentences > 0 && b->sentence[0] == 0 && b->paragraph[0].first == 0), "beginnings");
}

static void check_alignment(const struct alignment *al, const uint64_t *a, const uint64_t *b)
{
    uint32_t exact = 0, used_a = 0, used_b = 0;
    for (uint32_t i = 0; i < al->na; i++) {
        const uint32_t j = al->mate_a[i];
        used_a += al->span_a[i] != ALIGN_NONE;
        if (j == ALIGN_NONE)
            continue;
        exact++;
        require(j < al->nb && al->mate_b[j] == i && a[i] == b[j] && al->span_a[i] == al->span_b[j], "mates");
    }
    for (uint32_t j = 0; j < al->nb; j++)
        used_b += al->span_b[j] != ALIGN_NONE;
    require(exact == al->exact && used_a == al->used_a && used_b == al->used_b, "totals");
}

static void check_diff(struct judge *j, const struct verdict *v)
{
    const struct diff_row *row;
    size_t n;
    uint32_t a = 0, b = 0;
    require(relation_diff(j, v, &row, &n) == 0, "difference");
    for (size_t i = 0; i < n; i++) {
        a += row[i].a_end - row[i].a;
        if (row[i].kind != DIFF_DROPPED) {
            require(row[i].b == b, "difference out of order");
            b = row[i].b_end;
        }
    }
    require(a == v->m.n_a && b == v->m.n_b, "difference is not the texts");
}

static void check_pair(const struct body *x, const struct body *y)
{
    const struct thresholds *t = thresholds_preset(PRESET_LOOSE);
    const struct relation_doc dx = {.body = x, .outlet = {"x", 1}, .date = {1, 0, DATE_NONE}};
    const struct relation_doc dy = {.body = y, .outlet = {"y", 1}, .date = {1, 0, DATE_NONE}};
    struct judge judge;
    struct verdict v, back;
    judge_init(&judge);
    require(relation_judge(&judge, t, &dx, &dy, &v) == 0, "judgement");
    if (v.alignment) {
        const bool turned = v.swapped != v.alignment_swapped;
        check_alignment(v.alignment, turned ? y->token : x->token, turned ? x->token : y->token);
    }
    check_diff(&judge, &v);
    require(relation_judge(&judge, t, &dy, &dx, &back) == 0, "judgement turned round");
    require(v.relation == back.relation && v.flags == back.flags && memcmp(&v.m, &back.m, sizeof v.m) == 0,
            "the order of arguments matters");
    judge_release(&judge);
}

static void check_letters(const uint8_t *p, size_t n, const uint8_t *q, size_t m)
{
    static uint64_t a[LETTERS_MAX], b[LETTERS_MAX];
    const struct align_options o = align_options_for(n, m, false);
    struct alignment al;
    if (n > LETTERS_MAX || m > LETTERS_MAX)
        return;
    for (size_t i = 0; i < n; i++)
        a[i] = p[i] % 16;
    for (size_t i = 0; i < m; i++)
        b[i] = q[i] % 16;
    alignment_init(&al);
    require(align(&al, &o, a, n, b, m, true) == 0, "alignment");
    check_alignment(&al, a, b);
    alignment_release(&al);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const uint8_t *text = data + 1, *zero = memchr(text, 0, size - 1);
    const size_t n = zero ? (size_t)(zero - text) : size - 1, m = zero ? size - 2 - n : 0;
    const uint8_t *other = zero ? zero + 1 : text + n;
    if (data[0] & 1) {
        check_letters(text, n, other, m);
        return 0;
    }
    struct body x, y;
    body_init(&x);
    body_init(&y);
    require(body_read_text(&x, (struct span){(const char *)text, n}) == 0, "reading");
    require(body_read_text(&y, (struct span){(const char *)other, m}) == 0, "reading");
    check_body(&x, n);
    check_body(&y, m);
    check_pair(&x, &y);
    body_release(&x);
    body_release(&y);
    return 0;
}
