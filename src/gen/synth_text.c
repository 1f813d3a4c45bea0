#include "gen/synth.h"

/* Streams give three words a draw: 19 bits each, and 7 bits that say how they are set. */
enum { PER_DRAW = 3, WORD_BITS = 19, WORD_MASK = (1 << WORD_BITS) - 1, WORST = VOCAB_SLOT + 16, PIECE = 4096 };

struct setting {
    bool sentence_begins, joined; /* joined: no space between words */
};

static char *put(char *d, const char *s, size_t n)
{
    memcpy(d, s, n);
    return d + n;
}

static char *put_word(char *d, const struct vocab *v, uint32_t rank, struct setting *s)
{
    memcpy(d, v->word[rank], VOCAB_SLOT);
    if (s->sentence_begins && d[0] >= 'a' && d[0] <= 'z') d[0] = (char)(d[0] - 32);
    s->sentence_begins = false;
    return d + v->len[rank];
}

/* Full stops every 20 words or so, commas, quoted words, a paragraph after every fourth sentence: decided by
 * the stream alone, so a copy has them where its origin has. */
static char *put_stop(char *d, uint32_t set, uint64_t r, struct setting *s)
{
    const bool paragraph = (r >> 13 & 3) == 0;
    if (set < 19) {
        d = s->joined ? put(d, "。", 3) : put(d, ".", 1);
        s->sentence_begins = true;
        return paragraph ? put(d, "\\n\\n", 4) : s->joined ? d : put(d, " ", 1);
    }
    if (set < 40) d = s->joined ? put(d, "，", 3) : put(d, ",", 1);
    return s->joined ? d : put(d, " ", 1);
}

static char *put_stream(char *d, const struct vocab *v, uint64_t key, uint32_t a, uint32_t b, struct setting *s)
{
    uint64_t r = draw_at(key, a / PER_DRAW);
    for (uint32_t w = a; w < b; w++) {
        const uint32_t place = w % PER_DRAW;
        if (place == 0) r = draw_at(key, w / PER_DRAW);
        const uint32_t set = (uint32_t)(r >> 57), bits = (uint32_t)(r >> (place * WORD_BITS)) & WORD_MASK;
        const bool here = set % PER_DRAW == place, quoted = here && set >= 124 && !s->joined;
        if (quoted) d = put(d, "“", 3);
        d = put_word(d, v, vocab_zipf(bits), s);
        if (quoted) d = put(d, "”", 3);
        d = here ? put_stop(d, set, r, s) : s->joined ? d : put(d, " ", 1);
    }
    return d;
}

/* "x" and the key in letters: begins like no word of the vocabulary, differs for every key. Joined scripts
 * get one character of a block the vocabulary does not use. */
static char *put_own(char *d, uint64_t key, struct setting *s)
{
    if (s->joined) {
        const uint32_t c = 0x3400 + (uint32_t)(key % 6500);
        const char utf8[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63))};
        return put(d, utf8, 3);
    }
    *d++ = s->sentence_begins ? 'X' : 'x';
    s->sentence_begins = false;
    do *d++ = (char)('a' + key % 26); while ((key /= 26) != 0);
    return put(d, " ", 1);
}

int synth_write_text(const struct synth_text *t, const struct vocab *v, struct out *o)
{
    struct setting s = {true, v->script == VOCAB_HAN};
    const size_t begin = o->n;
    for (size_t i = 0; i < t->n; i++) {
        const struct run *r = &t->run[i];
        uint32_t a = r->b >= RUN_RARE ? 0 : r->a;
        const uint32_t end = r->b >= RUN_RARE ? 1 : r->b;
        while (a < end) {
            const uint32_t b = end - a > PIECE ? a + PIECE : end;
            const int rc = out_reserve(o, (size_t)(b - a) * WORST + 64);
            if (rc < 0) return rc;
            char *d = o->p + o->n;
            if (r->b == RUN_OWN) d = put_own(d, r->key, &s);
            else if (r->b == RUN_RARE) d = put(put_word(d, v, (uint32_t)r->key, &s), " ", !s.joined);
            else d = put_stream(d, v, r->key, a, b, &s);
            o->n = (size_t)(d - o->p);
            a = b;
        }
    }
    while (o->n > begin && o->p[o->n - 1] == ' ') o->n--;
    return RP_OK;
}

int synth_write_title(const struct synth_text *t, const struct vocab *v, struct out *o)
{
    struct draw d = draw_of(t->title_key, 99, 0);
    struct setting s = {true, v->script == VOCAB_HAN};
    const int rc = out_reserve(o, 16 * WORST);
    if (rc < 0) return rc;
    char *at = o->p + o->n;
    const unsigned n = 5 + (unsigned)draw_below(&d, 5);
    for (unsigned i = 0; i < n; i++) {
        if (i > 0 && !s.joined) *at++ = ' ';
        at = put_word(at, v, vocab_zipf((uint32_t)draw_next(&d) & WORD_MASK), &s);
    }
    o->n = (size_t)(at - o->p);
    return RP_OK;
}
