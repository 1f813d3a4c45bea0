#include "gen/synth.h"

#include <stdio.h>

enum { RECORD = 21, FIRST_DAY = 16436, DAYS = 3650, HOSTS = 12 }; /* days from 2015-01-01; 2^12 hosts */

/* Raw words are JSON already but for what `escaped` asks of them. */
static int put_field(struct out *to, struct out *scratch, const char *name, bool ascii)
{
    int rc = RP_OK;
    TRY(out_text(to, name));
    if (!ascii) {
        TRY(out_bytes(to, scratch->p, scratch->n));
        goto out;
    }
    /* Line breaks in there are the two characters \n, which stay: only what is beyond ASCII changes. */
    for (size_t i = 0, j; i < scratch->n; i = j) {
        const bool plain = (unsigned char)scratch->p[i] < 0x80;
        for (j = i; j < scratch->n && ((unsigned char)scratch->p[j] < 0x80) == plain;) j++;
        if (plain) TRY(out_bytes(to, scratch->p + i, j - i));
        else TRY(out_json(to, scratch->p + i, j - i, true));
    }
out:
    scratch->n = 0;
    return rc;
}

static int put_head(struct out *to, uint64_t i)
{
    int rc = RP_OK;
    TRY(out_text(to, "{\"id\": \"d"));
    TRY(out_decimal(to, i, 9));
    TRY(out_text(to, "\""));
out:
    return rc;
}

static int put_meta(struct out *to, struct draw *d)
{
    int rc = RP_OK;
    char day[10];
    day_iso(FIRST_DAY + (int64_t)draw_below(d, DAYS), day);
    const uint32_t octave = (uint32_t)draw_below(d, HOSTS);
    TRY(out_text(to, "\", \"date\": \""));
    TRY(out_bytes(to, day, sizeof day));
    TRY(out_text(to, "\", \"source\": \"outlet"));
    TRY(out_decimal(to, (UINT64_C(1) << octave) + draw_below(d, UINT64_C(1) << octave), 1));
    TRY(out_text(to, ".example"));
out:
    return rc;
}

static int put_record(const struct gen_options *o, uint64_t i, const struct synth_text *t, const struct vocab *v,
                      struct out *to, struct out *scratch)
{
    struct draw d = draw_of(o->seed, RECORD, i);
    const bool ascii = draw_chance(&d, o->escaped);
    int rc = RP_OK;
    TRY(put_head(to, i));
    TRY(synth_write_title(t, v, scratch));
    TRY(put_field(to, scratch, ", \"title\": \"", ascii));
    TRY(put_meta(to, &d));
    TRY(synth_write_text(t, v, scratch));
    TRY(put_field(to, scratch, "\", \"text\": \"", ascii));
    TRY(out_text(to, "\"}\n"));
    TRY(out_settle(to));
out:
    return rc;
}

static int put_truth(uint64_t i, const struct synth_truth *t, struct out *to)
{
    char row[96];
    const int n = snprintf(row, sizeof row, "d%09llu\td%09llu\t%s\t%.4f\n", (unsigned long long)i,
                           (unsigned long long)t->origin, synth_kind_names[t->kind], t->jaccard);
    const int rc = out_bytes(to, row, (size_t)n);
    return rc < 0 ? rc : out_settle(to);
}

int synth_write(const struct gen_options *o, struct out *documents, struct out *truth, uint64_t *count)
{
    struct vocab vocab[VOCAB_SCRIPTS] = {{0}};
    struct synth_text text = {0};
    struct out scratch;
    int rc = RP_OK;
    out_init(&scratch, (struct gen_sink){0});
    for (int s = 0; s < (o->corpus.other_script > 0 ? VOCAB_SCRIPTS : 1); s++)
        TRY(vocab_init(&vocab[s], (enum vocab_script)s));
    if (truth->sink.write != NULL && o->first == 0) TRY(out_text(truth, "id\torigin\tkind\tjaccard\n"));
    const uint64_t end = o->count == 0 ? o->documents : o->first + o->count;
    for (uint64_t i = o->first; i < end; i++) {
        struct synth_truth what;
        TRY(synth_plan(o, i, &text, &what));
        TRY(put_record(o, i, &text, &vocab[text.script], documents, &scratch));
        if (truth->sink.write != NULL) TRY(put_truth(i, &what, truth));
        ++*count;
        if (o->max_bytes != 0 && documents->total + documents->n >= o->max_bytes) break;
    }
out:
    for (int s = 0; s < VOCAB_SCRIPTS; s++) vocab_release(&vocab[s]);
    synth_text_release(&text);
    out_release(&scratch);
    return rc;
}
