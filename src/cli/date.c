#include "cli/date.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct cursor {
    const char *p, *end;
};

struct moment {
    int year, month, day;
    int hour, minute, second;
    int offset; /* minutes east of Greenwich */
};

/* --- pieces --- */

static bool more(const struct cursor *c)
{
    return c->p < c->end;
}

static void skip(struct cursor *c, const char *set)
{
    while (more(c) && strchr(set, *c->p) && *c->p)
        c->p++;
}

static size_t digits_ahead(const struct cursor *c)
{
    size_t n = 0;
    while (c->p + n < c->end && isdigit((unsigned char)c->p[n]))
        n++;
    return n;
}

static int64_t take_number(struct cursor *c, size_t digits)
{
    int64_t v = 0;
    for (size_t i = 0; i < digits; i++)
        v = v * 10 + (*c->p++ - '0');
    return v;
}

static bool take_char(struct cursor *c, const char *one_of)
{
    if (!more(c) || !*c->p || !strchr(one_of, *c->p))
        return false;
    c->p++;
    return true;
}

static bool take_two(struct cursor *c, int *out)
{
    if (digits_ahead(c) < 2)
        return false;
    *out = (int)take_number(c, 2);
    return true;
}

static size_t letters_ahead(const struct cursor *c)
{
    size_t n = 0;
    while (c->p + n < c->end && isalpha((unsigned char)c->p[n]))
        n++;
    return n;
}

/* "Mar", "Sept", "march": three letters decide, the rest must agree. */
static int month_of(const char *p, size_t n)
{
    static const char *const names[] = {"january", "february", "march", "april", "may", "june", "july",
                                        "august", "september", "october", "november", "december"};
    for (int i = 0; i < 12; i++)
        if (n >= 3 && n <= strlen(names[i]) && strncasecmp(p, names[i], n) == 0)
            return i + 1;
    return 0;
}

static bool is_weekday(const char *p, size_t n)
{
    static const char *const names[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    for (int i = 0; i < 7; i++)
        if (n >= 3 && n <= strlen(names[i]) && strncasecmp(p, names[i], n) == 0)
            return true;
    return false;
}

/* --- time of day and zone --- */

static bool take_zone(struct cursor *c, struct moment *m)
{
    size_t letters = letters_ahead(c);
    bool west;
    int hours, minutes = 0;

    if (letters) {
        bool utc = (letters == 1 && (*c->p | 32) == 'z') || (letters == 3 && strncasecmp(c->p, "utc", 3) == 0) ||
                   (letters == 3 && strncasecmp(c->p, "gmt", 3) == 0);
        c->p += letters;
        return utc;
    }
    if (!more(c) || (*c->p != '+' && *c->p != '-'))
        return true;
    west = *c->p++ == '-';
    if (!take_two(c, &hours))
        return false;
    take_char(c, ":");
    if (digits_ahead(c) && !take_two(c, &minutes))
        return false;
    if (hours > 15 || minutes > 59)
        return false;
    m->offset = (west ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

static bool take_half_of_day(struct cursor *c, struct moment *m)
{
    bool pm;
    if (letters_ahead(c) != 2 || (c->p[1] | 32) != 'm' || ((*c->p | 32) != 'a' && (*c->p | 32) != 'p'))
        return true;
    pm = (*c->p | 32) == 'p';
    if (m->hour < 1 || m->hour > 12)
        return false;
    m->hour = m->hour % 12 + (pm ? 12 : 0);
    c->p += 2;
    skip(c, " ");
    return true;
}

static bool take_time(struct cursor *c, struct moment *m)
{
    size_t n = digits_ahead(c);

    if (n == 6 || n == 4) { /* 102030, 1020 */
        if (!take_two(c, &m->hour) || !take_two(c, &m->minute) || (n == 6 && !take_two(c, &m->second)))
            return false;
    } else {
        if (n < 1 || n > 2)
            return false;
        m->hour = (int)take_number(c, n);
        if (!take_char(c, ":") || !take_two(c, &m->minute) || (take_char(c, ":") && !take_two(c, &m->second)))
            return false;
    }
    if (take_char(c, ".,"))
        c->p += digits_ahead(c);
    skip(c, " ");
    return take_half_of_day(c, m) && take_zone(c, m);
}

/* --- dates --- */

static bool take_iso(struct cursor *c, struct moment *m)
{
    m->year = (int)take_number(c, 4);
    if (digits_ahead(c) >= 4)
        return take_two(c, &m->month) && take_two(c, &m->day);
    if (!take_char(c, "-/.") || !take_two(c, &m->month) || !take_char(c, "-/."))
        return false;
    return take_two(c, &m->day);
}

static bool take_month(struct cursor *c, struct moment *m)
{
    size_t n = letters_ahead(c);
    m->month = month_of(c->p, n);
    c->p += n;
    return m->month != 0;
}

static bool take_day(struct cursor *c, struct moment *m)
{
    size_t n = digits_ahead(c), tail;
    if (n < 1 || n > 2)
        return false;
    m->day = (int)take_number(c, n);
    tail = letters_ahead(c); /* 1st, 2nd, 3rd, 4th */
    if (tail == 2)
        c->p += tail;
    return tail == 0 || tail == 2;
}

static bool take_year(struct cursor *c, struct moment *m)
{
    if (digits_ahead(c) != 4)
        return false;
    m->year = (int)take_number(c, 4);
    return true;
}

/* "Sun, 1 March 2020", "March 1, 2020" */
static bool take_worded(struct cursor *c, struct moment *m)
{
    static const char between[] = " ,.-";
    size_t n = letters_ahead(c);
    bool ok;

    if (n && is_weekday(c->p, n)) {
        c->p += n;
        skip(c, between);
    }
    if (letters_ahead(c)) {
        ok = take_month(c, m);
        skip(c, between);
        ok = ok && take_day(c, m);
    } else {
        ok = take_day(c, m);
        skip(c, between);
        ok = ok && take_month(c, m);
    }
    skip(c, between);
    return ok && take_year(c, m);
}

static bool take_date(struct cursor *c, struct moment *m)
{
    size_t n = digits_ahead(c);
    return n == 4 || n == 8 ? take_iso(c, m) : take_worded(c, m);
}

static bool exists(const struct moment *m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (m->year % 4 == 0 && m->year % 100 != 0) || m->year % 400 == 0;

    return m->year >= 1 && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
           m->day <= days[m->month - 1] + (leap && m->month == 2) && m->hour < 24 && m->minute < 60 && m->second <= 60;
}

/* Days since 1970-01-01 in the Gregorian calendar, with years that begin in March, so that the leap
 * day comes last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

/* Ten digits are seconds, thirteen milliseconds, since 1970. */
static bool parse_epoch(struct cursor c, int64_t *seconds)
{
    size_t n = digits_ahead(&c);
    if ((n != 10 && n != 13) || c.p + n != c.end)
        return false;
    *seconds = take_number(&c, 10);
    return true;
}

bool date_parse(const char *p, size_t n, int64_t *seconds)
{
    struct cursor c = {p, p + n};
    struct moment m = {0};

    skip(&c, " \t");
    while (more(&c) && isspace((unsigned char)c.end[-1]))
        c.end--;
    if (parse_epoch(c, seconds))
        return true;
    if (!take_date(&c, &m))
        return false;
    skip(&c, " ,");
    if (more(&c) && (*c.p == 'T' || *c.p == 't'))
        c.p++;
    skip(&c, " ");
    if (more(&c) && !take_time(&c, &m))
        return false;
    if (!exists(&m))
        return false;
    *seconds = days_of(m.year, m.month, m.day) * 86400 + m.hour * 3600 + m.minute * 60 + m.second - m.offset * 60;
    return true;
}
