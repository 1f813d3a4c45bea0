/* What judged pairs are worth once it is known which text stands in many stories. */
#include "story/scan_work.h"

#include "background/local_text.h"
#include "background/page_blocks.h"
#include "background/standing.h"
#include "base/status.h"
#include "records/article_record.h"
#include "relation/compare.h"
#include "rules/limits.h"
#include "rules/thresholds.h"
#include "store/room.h"

#define NEXT_TO_NOTHING (LIMIT_BLOCK_ASKED / 100.f)
#define NEARLY_ALL (LIMIT_BLOCK_NEARLY_ALL / 100.f)
/* Lists of two texts of an edge lie anywhere. */
enum { REST_PAIRS = 128, EDGES_AHEAD = 4 };

/* Whether blocks of the page may change what an edge says: not where most is shared from the first words on, nor where
 * next to nothing is. */
static bool asks_for_blocks(const struct scan *s, const struct edge *e)
{
    return s->leader[e->a] == e->a && s->leader[e->b] == e->b && e->story_edge >= NEXT_TO_NOTHING
           && (e->story_edge < NEARLY_ALL || edge_begins_otherwise(e));
}

/* What an outlet prints with several stories: block, of each list. */
static int find_blocks(struct scan *s, bool *block)
{
    struct room *room = s->o->room;
    struct block_node *node = room_alloc(room, s->texts.n, sizeof *node);
    uint64_t *outlet = room_alloc(room, s->texts.n, sizeof *outlet);
    int rc = node && outlet ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (size_t doc = 0; doc < s->source->n; doc++) {
        const struct record *r = &s->record[doc];
        scan_rest_at(s, doc);
        if (s->text_of[doc] != NO_TEXT)
            node[s->text_of[doc]] = (struct block_node){r->outlet, r->headline, r->n_passages, false,
                                                        r->outlet & RECORD_GUESSED};
    }
    for (size_t i = 0; i < s->n_edges; i++) {
        const struct edge *e = &s->edge[i];
        scan_rest_at(s, i);
        if (asks_for_blocks(s, e))
            node[e->a].wanted = node[e->b].wanted = true;
    }
    TRY(page_blocks_find(&s->passages, node, s->texts.n, s->leader, s->threads, block));
    for (uint32_t i = 0; i < s->texts.n; i++)
        outlet[i] = node[i].outlet;
    TRY(local_text_find(&s->passages, s->edge, s->n_edges, outlet, s->leader, s->texts.n, s->threads, block));
out:
    room_drop(room, outlet);
    room_drop(room, node);
    return rc;
}

static int find_weights(struct scan *s, uint8_t *part)
{
    struct room *room = s->o->room;
    struct standing_node *node = room_alloc(room, s->texts.n, sizeof *node);
    int rc = node ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (size_t doc = 0; doc < s->source->n; doc++) {
        const struct record *r = &s->record[doc];
        scan_rest_at(s, doc);
        if (s->text_of[doc] != NO_TEXT)
            node[s->text_of[doc]] = (struct standing_node){r->first, r->last, r->outlet, r->headline};
    }
    TRY(standing_weigh(&s->passages, node, s->leader, s->threads, part));
out:
    room_drop(room, node);
    return rc;
}

/* Blocks count for nothing. They are found first, which takes most room, and no weight is needed for it. */
static int weigh_passages(struct scan *s, uint8_t **out)
{
    struct room *room = s->o->room;
    bool *block = room_alloc(room, s->passages.n_lists, sizeof *block);
    uint8_t *part = NULL;
    int rc = block ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    TRY(find_blocks(s, block));
    if (!(part = room_alloc(room, s->passages.n_lists, sizeof *part))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    TRY(find_weights(s, part));
    for (size_t i = 0; i < s->passages.n_lists; i++)
        part[i] = block[i] ? 0 : part[i];
    *out = part;
    part = NULL;
out:
    room_drop(room, part);
    room_drop(room, block);
    return rc;
}

static float at_most_one(float x)
{
    return x < 1 ? x : 1;
}

static int weigh_texts(const struct scan *s, const uint8_t *part, struct standing_text **out)
{
    struct standing_text *t = room_alloc(s->o->room, s->texts.n, sizeof *t);
    if (!t)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < s->texts.n; i++) {
        scan_rest_at(s, i);
        t[i] = standing_text(&s->passages, part, i, s->length[i].passages);
    }
    *out = t;
    return RP_OK;
}

static int shorten_nodes(struct scan *s)
{
    struct room *room = s->o->room;
    if (!(s->length = room_alloc(room, s->texts.n, sizeof *s->length)))
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < s->texts.n; i++) {
        scan_rest_at(s, i);
        s->length[i] = (struct text_length){s->node[i].n_tokens, s->node[i].n_passages};
    }
    room_drop(room, s->node);
    s->node = NULL;
    return RP_OK;
}

/* What is asked of the second texts of edges to come, which lie anywhere: where their lists are, then the lists. */
static void fetch_edges(const struct scan *s, const struct standing_text *text, size_t i)
{
    if (i + 2 * EDGES_AHEAD < s->n_edges) {
        const uint32_t b = s->edge[i + 2 * EDGES_AHEAD].b;
        __builtin_prefetch(&s->passages.node_first[b]);
        __builtin_prefetch(&s->length[b]);
        __builtin_prefetch(&text[b]);
    }
    if (i + EDGES_AHEAD < s->n_edges)
        __builtin_prefetch(&s->passages.node_list[s->passages.node_first[s->edge[i + EDGES_AHEAD].b]]);
}

/* Edges count for less as far as they rest on text that stands in many stories, and for more where such text is all
 * that sets the two apart. */
int scan_weigh_standing(struct scan *s)
{
    uint8_t *part = NULL;
    struct standing_text *text = NULL;
    int rc = RP_OK;

    TRY(shorten_nodes(s));
    TRY(postings_turn(&s->passages, s->texts.n, s->threads));
    TRY(weigh_passages(s, &part));
    TRY(weigh_texts(s, part, &text));
    for (size_t i = 0; i < s->n_edges; i++) {
        struct edge *e = &s->edge[i];
        fetch_edges(s, text, i);
        const struct standing_pair pair = {{e->a, e->b}, {text[e->a], text[e->b]}};
        struct standing_factor one[2];
        if (i % REST_PAIRS == 0)
            room_rest(s->o->room);
        standing_factors(&s->passages, part, &pair, one);
        const struct standing_factor a = one[0], b = one[1];
        const bool a_measured = s->length[e->a].tokens <= s->length[e->b].tokens;
        const bool a_shorter = (float)e->n_a * a.rest <= (float)e->n_b * b.rest;
        const struct standing_factor f = a_shorter ? a : b;
        e->own_a = at_most_one(e->use_a * a.own);
        e->own_b = at_most_one(e->use_b * b.own);
        e->standing = edge_begins_otherwise(e) ? f.own : f.weighed;
        if (a_measured != a_shorter && e->story_edge > 0)
            e->story_edge = a_shorter ? e->use_a : e->use_b;
        e->story_edge = at_most_one(e->story_edge * e->standing);
        e->background = f.standing;
        if (e->relation == RELATION_SHARED_PASSAGE && e->background >= s->thresholds->background_share)
            e->relation = RELATION_BACKGROUND; /* the pair alone could not know (row 3) */
    }
out:
    room_drop(s->o->room, text);
    room_drop(s->o->room, part);
    return rc;
}
