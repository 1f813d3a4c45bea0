#include "story/original.h"

enum { OWN_HOST = 100, POINTED_AT = 60, CREDITS_ITSELF = 40, CREDITS_OTHER = -60, WIRE_LEFTOVER = 20, MAJORITY = 20,
       LOCAL_BLOCK = -20, LOCAL_MAX = 2, FEED_NOTICE = -15, EARLIEST = 15, FIRST_PUBLISHED = 10 };

static void add(struct original_score *s, const char *what, int points)
{
    if (points == 0)
        return;
    s->points += points;
    s->evidence[s->n_evidence++] = (struct evidence){what, points};
}

void original_score(const struct original_facts *f, struct original_score *s)
{
    uint32_t blocks = f->local_blocks < LOCAL_MAX ? f->local_blocks : LOCAL_MAX;

    *s = (struct original_score){.strong = f->own_host || f->pointed_at || f->credits_itself};
    add(s, "page of the source itself", f->own_host ? OWN_HOST : 0);
    add(s, "other sites name this address as the original", f->pointed_at ? POINTED_AT : 0);
    add(s, "credits itself", f->credits_itself ? CREDITS_ITSELF : 0);
    add(s, "credits somebody else", f->credits_other ? CREDITS_OTHER : 0);
    add(s, "notes of the wire left in", f->wire_leftover ? WIRE_LEFTOVER : 0);
    add(s, "holds what most copies have", (int)(f->majority_held * MAJORITY + .5));
    add(s, "has text that no other copy has", (int)blocks * LOCAL_BLOCK);
    add(s, "says it comes from a feed", f->feed_notice ? FEED_NOTICE : 0);
    add(s, "certainly the earliest", f->earliest ? EARLIEST : 0);
    add(s, "dated as the copies say it first appeared", f->first_published_fits ? FIRST_PUBLISHED : 0);
}

uint32_t original_choose(const struct original_facts *f, uint32_t n, uint32_t *best_out)
{
    struct original_score best = {0}, s;
    uint32_t at = NO_INDEX;
    bool clear = true;

    for (uint32_t i = 0; i < n; i++) {
        original_score(&f[i], &s);
        if (at == NO_INDEX || s.points > best.points) {
            best = s;
            at = i;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        bool same = i == at || (f[i].outlet && f[i].outlet == f[at].outlet);
        original_score(&f[i], &s);
        clear &= same || best.points - s.points >= ORIGINAL_MARGIN;
    }
    if (best_out)
        *best_out = at;
    return n > 0 && clear && best.strong && best.points >= ORIGINAL_LEAST ? at : NO_INDEX;
}
