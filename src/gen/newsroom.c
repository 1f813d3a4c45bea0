#include "gen/newsroom.h"

#include <stdio.h>

#include "gen/news.h"

enum purpose { WORDS_OF_PARAGRAPH = 41, ORDER, SYNONYMS, UPDATE };
/* Languages with fewer sentence forms vary them more. */
static double variety(const struct wire *w)
{
    return w->language == LANG_EN ? .5 : .65;
}

bool news_languages_known(const char *list)
{
    if (list == NULL || *list == 0) return false;
    for (const char *p = list;; p += 3) {
        int l = 0;
        while (l < LANGUAGES && strncmp(p, news_speech[l].code, 2) != 0) l++;
        if (l == LANGUAGES || (p[2] != ',' && p[2] != 0)) return false;
        if (p[2] == 0) return true;
    }
}

/* The first language of the list weighs as much as all the others. */
static void read_languages(struct newsroom *r, const char *list)
{
    for (const char *p = list; r->languages < 8; p += 3) {
        for (int l = 0; l < LANGUAGES; l++)
            if (strncmp(p, news_speech[l].code, 2) == 0) r->language[r->languages++] = (enum news_language)l;
        if (p[2] == 0) break;
    }
    for (unsigned more = r->languages; more > 2; more--) r->language[r->languages++] = r->language[0];
}

int newsroom_open(struct newsroom *r, const struct gen_options *o)
{
    int rc = RP_OK;
    *r = (struct newsroom){.o = o};
    prose_init(&r->other);
    read_languages(r, o->news.languages);
    for (int l = 0; l < LANGUAGES; l++) {
        TRY(grammar_init(&r->grammar[l], news_speech[l].grammar));
        lexicon_init(&r->lexicon[l], &news_speech[l]);
    }
out:
    return rc;
}

void newsroom_close(struct newsroom *r)
{
    for (int l = 0; l < LANGUAGES; l++) grammar_release(&r->grammar[l]);
    prose_release(&r->other);
}

static void capital(char *p, size_t n)
{
    if (n > 0 && p[0] >= 'a' && p[0] <= 'z') p[0] = (char)(p[0] - 32);
}

int newsroom_phrase(const struct newsroom *r, unsigned language, const char *rule, struct grammar_keys keys,
                    struct out *to)
{
    return grammar_write(&r->grammar[language], rule, GRAMMAR_ANY, keys, to);
}

int newsroom_paragraph(const struct newsroom *r, unsigned language, const char *rule, uint32_t which,
                       struct grammar_keys keys, struct prose *to)
{
    const size_t from = to->bytes.n;
    const int rc = grammar_write(&r->grammar[language], rule, which, keys, &to->bytes);
    capital(to->bytes.p + from, to->bytes.n - from);
    prose_end(to, from);
    return rc;
}

bool wire_is_correction(const struct wire *w, unsigned version)
{
    return version > 1 && (w->corrections >> version & 1);
}

struct desk {
    const struct newsroom *room;
    const struct wire *wire;
    struct prose *to;
    char rule[32];
};

static const char *beat_rule(struct desk *d, const char *part)
{
    snprintf(d->rule, sizeof d->rule, "%s_%s", news_speech[d->wire->language].beat[d->wire->beat], part);
    return d->rule;
}

static struct grammar_keys keys_of(const struct wire *w, uint64_t paragraph)
{
    return (struct grammar_keys){w->facts, draw_key(w->words, WORDS_OF_PARAGRAPH, paragraph), NULL};
}

/* Body paragraphs: every third, or second, of the kind any beat may use, the others in an order of the story's
 * own, so that no sentence form comes twice while there are others. */
static int write_body(struct desk *d)
{
    const struct wire *w = d->wire;
    struct draw order = draw_of(w->words, ORDER, 0);
    const uint32_t n = grammar_alternatives(&d->room->grammar[w->language], beat_rule(d, "body"));
    uint32_t form[32];
    int rc = RP_OK;
    for (uint32_t i = 0; i < 32; i++) form[i] = i;
    for (uint32_t i = n < 32 ? n : 32; i > 1; i--) {
        const uint32_t j = (uint32_t)draw_below(&order, i), t = form[i - 1];
        form[i - 1] = form[j];
        form[j] = t;
    }
    for (uint32_t i = 0, next = 0; i < w->paragraphs; i++) {
        const bool any = w->language == LANG_EN ? i % 3 == 2 : i % 2 == 1;
        TRY(newsroom_paragraph(d->room, w->language, any ? "any_body" : beat_rule(d, "body"),
                               any ? GRAMMAR_ANY : form[next++ % 32] % n, keys_of(w, 10 + i), d->to));
    }
out:
    return rc;
}

/* Standing text comes after the synonyms: it is the same in every story that has it. */
static int write_standing(struct desk *d)
{
    const struct wire *w = d->wire;
    int rc = RP_OK;
    if (w->topic != 0) {
        const struct grammar_keys keys = {w->topic, draw_key(w->topic, WORDS_OF_PARAGRAPH, 0), NULL};
        TRY(newsroom_paragraph(d->room, w->language, beat_rule(d, "bg"), GRAMMAR_ANY, keys, d->to));
        prose_move(d->to, d->to->n - 1, d->to->n * 2 / 3);
    }
    if (w->statement != 0) {
        const struct grammar_keys keys = {w->statement, draw_key(w->statement, WORDS_OF_PARAGRAPH, 0), NULL};
        TRY(newsroom_paragraph(d->room, w->language, "statement", GRAMMAR_ANY, keys, d->to));
        prose_move(d->to, d->to->n - 1, d->to->n / 2);
    }
out:
    return rc;
}

/* A new top paragraph and another behind the old lead; the last one makes room. */
static int write_update(struct desk *d, unsigned version)
{
    struct prose *p = d->to;
    struct draw draw = draw_of(d->wire->words, UPDATE, version);
    int rc = RP_OK;
    if (p->n > 8) p->n--;
    const unsigned from = p->n;
    TRY(newsroom_paragraph(d->room, d->wire->language, "update_body", GRAMMAR_ANY, keys_of(d->wire, 100 + version), p));
    TRY(newsroom_paragraph(d->room, d->wire->language, "update_lead", GRAMMAR_ANY, keys_of(d->wire, 200 + version), p));
    TRY(prose_vary(p, from, &d->room->lexicon[d->wire->language], &draw, variety(d->wire)));
    prose_move(p, p->n - 1, 0);
    prose_move(p, p->n - 1, p->n > 3 ? 2 : p->n - 1);
out:
    return rc;
}

int wire_write(const struct newsroom *r, const struct wire *w, unsigned version, struct prose *to)
{
    struct desk d = {.room = r, .wire = w, .to = to};
    struct draw draw = draw_of(w->words, SYNONYMS, 0);
    int rc = RP_OK;
    prose_clear(to);
    TRY(grammar_write(&r->grammar[w->language], beat_rule(&d, "head"), GRAMMAR_ANY, keys_of(w, 0), &to->head));
    capital(to->head.p, to->head.n);
    TRY(newsroom_paragraph(r, w->language, beat_rule(&d, "lead"), GRAMMAR_ANY, keys_of(w, 1), to));
    TRY(newsroom_paragraph(r, w->language, beat_rule(&d, "second"), GRAMMAR_ANY, keys_of(w, 2), to));
    if (w->paragraphs == 0) TRY(newsroom_paragraph(r, w->language, "quote", GRAMMAR_ANY, keys_of(w, 3), to));
    TRY(write_body(&d));
    TRY(prose_vary(to, 0, &r->lexicon[w->language], &draw, variety(w)));
    TRY(write_standing(&d));
    for (unsigned v = 2; v <= version; v++) {
        draw = draw_of(w->words, UPDATE, 50 + v);
        if (wire_is_correction(w, v)) prose_change_number(to, 1, &draw);
        else TRY(write_update(&d, v));
    }
    TRY(prose_contract(to, &news_speech[w->language]));
out:
    return rc;
}
