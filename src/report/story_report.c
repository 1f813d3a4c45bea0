#include "report/story_report.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/status.h"
#include "relation/relation.h"

enum { HOUR = 3600, ZONES_AHEAD = 14 * HOUR, ZONES_WIDTH = 26 * HOUR };

const char *story_key_text(uint64_t key, char out[STORY_KEY])
{
    snprintf(out, STORY_KEY, "%016llx", (unsigned long long)key);
    return out;
}

static struct tm utc(int64_t seconds)
{
    struct tm t = {0};
    time_t at = (time_t)seconds;
    gmtime_r(&at, &t);
    return t;
}

/* A local time whose zone is not known was widened by all zones there are: what was written is 14 hours in. */
static const char *time_text(const struct date_interval *d, char out[DATE_TEXT])
{
    bool zone = d->last - d->first < ZONES_WIDTH;
    struct tm t = utc(zone ? d->first : d->first + ZONES_AHEAD);
    size_t n = strftime(out, DATE_TEXT - 1, d->precision == DATE_SECOND ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%dT%H:%M", &t);
    if (zone)
        memcpy(out + n, "Z", 2);
    return out;
}

const char *story_date_text(const struct date_interval *d, char out[DATE_TEXT])
{
    static const size_t length[] = {0, 4, 7, 10}; /* of a day's text, to year, month, day */
    struct tm t;

    out[0] = '\0';
    if (d->first > d->last || d->precision == DATE_NONE)
        return out;
    if (d->precision >= DATE_MINUTE)
        return time_text(d, out);
    t = utc(d->first + (d->last - d->first) / 2);
    strftime(out, DATE_TEXT, "%Y-%m-%d", &t);
    out[length[d->precision]] = '\0';
    return out;
}

struct span doc_name_text(const struct doc_name *n, char out[NAME_TEXT])
{
    int len;

    if (n->id.p && !n->repeated)
        return n->id;
    if (n->line)
        len = snprintf(out, NAME_TEXT, "%.*s%s%.2048s:%llu", (int)(n->id.n < 1024 ? n->id.n : 1024),
                       n->id.p ? n->id.p : "", n->id.p ? "@" : "", n->file, (unsigned long long)n->line);
    else
        len = snprintf(out, NAME_TEXT, "%.2048s", n->file);
    return (struct span){out, (size_t)len};
}

static int each_as_they_lie(const struct story_report *r,
                            int (*put)(void *writer, const struct story *s, size_t rank), void *writer)
{
    int rc = RP_OK;
    for (size_t i = 0; i < r->result->n_stories; i++) {
        if (r->rank[i] == NO_INDEX)
            continue;
        TRY(r->turn(r->ctx, r->rank[i]));
        TRY(put(writer, &r->result->stories[i], r->rank[i]));
    }
    TRY(r->turn(r->ctx, r->n_shown));
out:
    return rc;
}

int story_each(const struct story_report *r, int (*put)(void *writer, const struct story *s, size_t rank), void *writer)
{
    int rc = RP_OK;
    if (r->turn)
        return each_as_they_lie(r, put, writer);
    for (size_t i = 0; i < r->n_shown; i++)
        TRY(put(writer, &r->result->stories[r->shown[i]], i));
out:
    return rc;
}

bool story_shows(const struct story_report *r, uint8_t relation)
{
    return !r->relation_shown || r->relation_shown(r->ctx, relation);
}

bool story_is_spread(const struct story *s)
{
    char first[DATE_TEXT], last[DATE_TEXT];
    return *story_date_text(&s->last, last) && strcmp(story_date_text(&s->first, first), last) != 0;
}

uint32_t story_flags_beside(uint32_t flags, uint32_t alerts)
{
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        for (uint32_t bit = 1; bit < COPY_LEADS; bit <<= 1)
            if (alerts & bit && strcmp(relation_flag_name(i), copy_alert_name((enum copy_alert)bit)) == 0)
                flags &= ~(UINT32_C(1) << i);
    return flags;
}
