/* Which stories are shown. */
#include <ctype.h>

#include "article/agencies.h"
#include "base/alloc.h"
#include "base/status.h"
#include "scan/scan_job.h"
#include "store/room.h"

enum { REST_STORIES = 64 };

bool scan_is_filtered(const struct scan_job_options *o)
{
    return o->agencies.n || o->outlets.n || o->relations.n || o->min_outlets || o->since;
}

/* Without case; ASCII is enough for hosts and names typed on a command line. */
static bool same_name(struct span a, const char *b)
{
    size_t i = 0;
    for (; i < a.n && b[i]; i++)
        if (tolower((unsigned char)a.p[i]) != tolower((unsigned char)b[i]))
            return false;
    return i == a.n && b[i] == '\0';
}

static bool credit_is(const struct page_credit *c, const char *name)
{
    uint16_t agency = agency_find(span_of(name));
    if (!c->name.p)
        return false;
    return (agency != AGENCY_NONE && agency == c->agency) || same_name(c->name, name);
}

static bool has_agency(const struct story *s, const char *name)
{
    if (credit_is(&s->source, name) || credit_is(&s->distributor, name))
        return true;
    for (uint32_t i = 0; i < s->n_copies; i++)
        if (credit_is(&s->copies[i].source, name) || credit_is(&s->copies[i].distributor, name))
            return true;
    return false;
}

static bool has_outlet(const struct story *s, const char *name)
{
    for (uint32_t i = 0; i < s->n_copies; i++)
        if (same_name(s->copies[i].page.outlet, name) || same_name(s->copies[i].page.owner, name))
            return true;
    return false;
}

static bool any(const struct story *s, const struct flag_list *names, bool (*has)(const struct story *, const char *))
{
    for (size_t i = 0; i < names->n; i++)
        if (has(s, names->items[i]))
            return true;
    return names->n == 0;
}

static bool has_relation(const struct story *s, uint32_t relations)
{
    if (relations == 0)
        return true;
    for (uint32_t i = 0; i < s->n_copies; i++)
        if (relations >> s->copies[i].relation & 1 && !(s->copies[i].alerts & COPY_LEADS))
            return true;
    for (uint32_t i = 0; i < s->n_satellites; i++)
        if (relations >> s->satellites[i].relation & 1)
            return true;
    return false;
}

static bool shows(const struct scan_job *job, const struct story *s)
{
    const struct scan_job_options *o = job->o;
    bool late = s->last.first <= s->last.last && s->last.last >= job->since;
    return s->outlets >= o->min_outlets && (!o->since || late) && any(s, &o->agencies, has_agency) &&
           any(s, &o->outlets, has_outlet) && has_relation(s, job->relations);
}

int scan_filter(struct scan_job *job)
{
    const struct scan_result *r = job->result;

    job->shown = mem_alloc(r->n_stories, sizeof *job->shown);
    job->rank = mem_alloc(r->n_stories, sizeof *job->rank);
    if (!job->shown || !job->rank)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < r->n_stories; i++) {
        if (i % REST_STORIES == 0)
            room_rest(job->room);
        job->rank[i] = shows(job, &r->stories[i]) ? 0 : NO_INDEX;
    }
    for (size_t i = 0; i < r->n_stories; i++) {
        const uint32_t story = r->order[i];
        if (job->rank[story] == NO_INDEX)
            continue;
        job->rank[story] = (uint32_t)job->n_shown;
        job->shown[job->n_shown++] = story;
    }
    return RP_OK;
}
