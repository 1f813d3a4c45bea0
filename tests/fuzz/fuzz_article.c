/*
 * A page through learning and analysis. Up to six fields, each ended by a zero byte (address, outlet, headline, date,
 * byline, canonical address), then the text. Whatever the bytes: lines lie in order inside the text, what stands
 * between them is blank, credits point to lines, and the second analysis says what the first said.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article/analyse.h"
#include "article/bylines.h"
#include "article/furniture.h"
#include "article/headline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_article: %s\n", what);
    abort();
}

static struct span take_field(struct span *rest)
{
    const char *end = rest->n ? memchr(rest->p, 0, rest->n) : NULL;
    if (!end)
        return (struct span){NULL, 0};
    const struct span field = {rest->p, (size_t)(end - rest->p)};
    *rest = (struct span){end + 1, rest->n - field.n - 1};
    return field;
}

static void check(const struct article *a)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < a->n_lines; i++) {
        const struct line *l = &a->lines[i];
        require(at <= l->start && l->start < l->end && l->end <= a->given.text.n, "a line out of place");
        require(l->start <= l->body_start && l->body_start <= l->end, "a body out of its line");
        require(l->role > ROLE_BLANK && l->role < ROLES, "a line without role");
        for (; at < l->start; at++) {
            const unsigned char c = (unsigned char)a->given.text.p[at];
            require(c <= ' ' || c >= 0x7F, "a byte in no line");
        }
        at = l->end;
    }
    for (uint32_t i = 0; i < a->n_credits; i++) {
        const struct credit *c = &a->credits[i];
        require(c->role < CREDIT_ROLES && c->name.n > 0, "a credit without role or name");
        require(c->line == LINE_FIELD || c->line < a->n_lines, "a credit without evidence");
        require(c->strength >= 0 && c->strength <= 1, "a credit too strong");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct article_analyser *analyser;
    struct furniture_learner *learner;
    struct furniture *furniture;
    struct bylines *bylines;
    struct article a;
    struct span rest = {(const char *)data, size};
    struct article_fields f = {.url = take_field(&rest)};
    f.outlet = take_field(&rest);
    f.headline = take_field(&rest);
    f.date = take_field(&rest);
    f.byline = take_field(&rest);
    f.canonical = take_field(&rest);
    f.text = rest;

    uint64_t name[BYLINE_NAMES];
    uint16_t agency;
    require(analyser || article_analyser_create(NULL, &analyser) == 0, "create");
    require(article_analyse(analyser, &f, &a) == 0, "analyse");
    check(&a);
    const uint32_t lines = a.n_lines, credits = a.n_credits, marks = a.marks, words = a.body_words;
    (void)headline_key(a.headline);
    (void)headline_compare(a.headline, f.headline);
    const size_t names = bylines_anchored(&a, &agency, name);
    require(bylines_create(&bylines) == 0 && bylines_learn(bylines, agency, name, names) == 0, "bylines");
    (void)bylines_lookup(bylines, a.byline);
    bylines_free(bylines);

    require(furniture_learner_create(NULL, &learner) == 0, "learner");
    for (int i = 0; i < 8; i++) /* met so often, a short page is empty */
        require(furniture_learn(learner, &f) == 0, "learn");
    require(furniture_create(&learner, 1, &furniture) == 0, "furniture");
    for (uint32_t i = 0; i < a.n_lines; i++)
        (void)furniture_lookup(furniture, furniture_pool(&f),
                               (struct span){f.text.p + a.lines[i].start, a.lines[i].end - a.lines[i].start});
    furniture_free(furniture);
    furniture_learner_free(learner);

    require(article_analyse(analyser, &f, &a) == 0, "analyse again");
    require(a.n_lines == lines && a.n_credits == credits && a.marks == marks && a.body_words == words, "another result");
    return 0;
}
