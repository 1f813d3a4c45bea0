#include "article/dates.h"

#include <string.h>
#include <strings.h>

#include "article/light_normalise.h"
#include "base/compiler.h"

const struct date_interval DATE_UNKNOWN = {1, 0, DATE_NONE};

enum { YEAR_MIN = 1600, YEAR_MAX = 2100, DATE_TEXT_MAX = 160, NO_ZONE = 100000 };
/* A local time is up to 14 hours ahead of UTC and up to 12 behind it. */
enum { AHEAD = 14 * 3600, BEHIND = 12 * 3600, DAY = 86400 };

/* What has been read so far; -1: not yet. */
struct parts {
    int year, month, day;
    int other_day; /* 3/4/2025: the other reading's day of month, 0 when there is none */
    int seconds;   /* of the day */
    bool has_seconds;
    int zone;      /* seconds east of UTC, NO_ZONE */
    bool pm, am;
};

/* --- the calendar ---------------------------------------------------------------------------- */

static bool is_leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[m - 1] + (m == 2 && is_leap(y));
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar; years counted from March, so that the leap day is last. */
static int64_t day_number(int y, int m, int d)
{
    const int64_t year = y - (m <= 2), era = year / 400, of_era = year - era * 400;
    const int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date_interval date_of_year(int year)
{
    if (year < YEAR_MIN || year > YEAR_MAX)
        return DATE_UNKNOWN;
    return (struct date_interval){day_number(year, 1, 1) * DAY - AHEAD, day_number(year + 1, 1, 1) * DAY - 1 + BEHIND,
                                  DATE_YEAR};
}

static struct date_interval of_moment(int64_t t, enum date_precision precision)
{
    if (t < day_number(YEAR_MIN, 1, 1) * DAY || t >= day_number(YEAR_MAX + 1, 1, 1) * DAY)
        return DATE_UNKNOWN;
    return (struct date_interval){t, precision == DATE_MINUTE ? t + 59 : t, (uint8_t)precision};
}

static struct date_interval of_parts(const struct parts *p)
{
    if (p->year < YEAR_MIN || p->year > YEAR_MAX)
        return DATE_UNKNOWN;
    if (p->month < 1)
        return date_of_year(p->year);
    if (p->month > 12 || p->day > month_days(p->year, p->month))
        return DATE_UNKNOWN;
    if (p->other_day) { /* both readings are possible: from the earlier to the later */
        const int64_t a = day_number(p->year, p->month, p->day), b = day_number(p->year, p->day, p->month);
        return (struct date_interval){(a < b ? a : b) * DAY - AHEAD, (a < b ? b : a) * DAY + DAY - 1 + BEHIND,
                                      DATE_MONTH};
    }
    if (p->day < 1)
        return (struct date_interval){day_number(p->year, p->month, 1) * DAY - AHEAD,
                                      (day_number(p->year, p->month, month_days(p->year, p->month)) + 1) * DAY - 1 +
                                          BEHIND,
                                      DATE_MONTH};
    const int64_t day = day_number(p->year, p->month, p->day) * DAY;
    /* Midnight to the second is what software writes for a day without a time. */
    if (p->seconds < 0 || (p->seconds == 0 && p->has_seconds) || (p->seconds == 0 && p->zone == NO_ZONE))
        return (struct date_interval){day - AHEAD, day + DAY - 1 + BEHIND, DATE_DAY};
    const enum date_precision precision = p->has_seconds ? DATE_SECOND : DATE_MINUTE;
    if (p->zone == NO_ZONE)
        return (struct date_interval){day + p->seconds - AHEAD, day + p->seconds + 59 + BEHIND, (uint8_t)precision};
    return of_moment(day + p->seconds - p->zone, precision);
}

/* --- words ----------------------------------------------------------------------------------- */

/* Names of months by first letters; a word is a month if it begins with the stem and is not longer than the name.
 * English, Spanish, French, Italian, German, Portuguese, Dutch. */
static const struct {
    const char *stem, *name;
    int month;
} MONTHS[] = {
    {"jan", "januari", 1}, {"jän", "jänner", 1}, {"ene", "enero", 1}, {"gen", "gennaio", 1},
    {"janv", "janvier", 1}, {"jane", "janeiro", 1}, {"janu", "january", 1}, {"feb", "february", 2},
    {"febr", "febrero", 2}, {"februa", "februari", 2},
    {"febb", "febbraio", 2}, {"fév", "février", 2}, {"fev", "fevereiro", 2},
    {"mar", "march", 3}, {"marz", "marzo", 3}, {"mars", "mars", 3}, {"mär", "märz", 3},
    {"março", "março", 3}, {"marc", "marco", 3}, {"maar", "maart", 3}, {"mrz", "mrz", 3},
    {"apr", "aprile", 4}, {"abr", "abril", 4}, {"avr", "avril", 4}, {"may", "mayo", 5},
    {"mai", "maio", 5}, {"mag", "maggio", 5}, {"mei", "mei", 5}, {"jun", "junio", 6},
    {"june", "june", 6}, {"juin", "juin", 6}, {"giu", "giugno", 6}, {"junh", "junho", 6},
    {"jul", "julio", 7}, {"july", "july", 7}, {"juil", "juillet", 7}, {"lug", "luglio", 7},
    {"julh", "julho", 7}, {"aug", "augustus", 8}, {"ago", "agosto", 8}, {"aoû", "août", 8},
    {"aout", "aout", 8}, {"sep", "september", 9}, {"septi", "septiembre", 9}, {"septe", "septembre", 9},
    {"set", "settembre", 9}, {"sete", "setembro", 9}, {"oct", "octubre", 10}, {"octo", "october", 10},
    {"octob", "octobre", 10}, {"okt", "oktober", 10}, {"ott", "ottobre", 10}, {"out", "outubro", 10},
    {"nov", "november", 11}, {"novi", "noviembre", 11}, {"nove", "novembre", 11}, {"novem", "novembro", 11},
    {"dec", "december", 12}, {"dic", "diciembre", 12}, {"dice", "dicembre", 12}, {"déc", "décembre", 12},
    {"dez", "dezember", 12}, {"deze", "dezembro", 12},
};

static const struct {
    const char *name;
    int hours, minutes;
} ZONES[] = {
    {"Z", 0, 0},    {"GMT", 0, 0},  {"UTC", 0, 0},  {"EST", -5, 0}, {"EDT", -4, 0},  {"ET", -5, 0},   {"CST", -6, 0},
    {"CDT", -5, 0}, {"MST", -7, 0}, {"MDT", -6, 0}, {"PST", -8, 0}, {"PDT", -7, 0},  {"BST", 1, 0},   {"CET", 1, 0},
    {"CEST", 2, 0}, {"MSK", 3, 0},  {"JST", 9, 0},  {"KST", 9, 0},  {"HKT", 8, 0},   {"SGT", 8, 0},   {"AEST", 10, 0},
    {"AEDT", 11, 0}, {"NZST", 12, 0}, {"NZDT", 13, 0}, {"WET", 0, 0}, {"WEST", 1, 0}, {"EET", 2, 0},  {"EEST", 3, 0},
};

static int month_of(struct span w)
{
    while (w.n && w.p[w.n - 1] == '.')
        w.n--;
    for (size_t i = 0; i < ARRAY_LEN(MONTHS); i++) {
        const size_t stem = strlen(MONTHS[i].stem), name = strlen(MONTHS[i].name);
        if (w.n >= stem && w.n <= name && strncasecmp(w.p, MONTHS[i].name, w.n) == 0 && w.n >= 3)
            return MONTHS[i].month;
        if (w.n == stem && strncasecmp(w.p, MONTHS[i].stem, stem) == 0)
            return MONTHS[i].month;
    }
    return span_is(w, "Sept") || span_is(w, "sept") || span_is(w, "SEPT") ? 9 : 0;
}

/* "ET" is -5 or -4 by season: kept as unknown rather than wrong by an hour. */
static int zone_of(struct span w)
{
    for (size_t i = 0; i < ARRAY_LEN(ZONES); i++)
        if (span_is(w, ZONES[i].name) && !span_is(w, "ET"))
            return ZONES[i].hours * 3600 + ZONES[i].minutes * 60;
    return NO_ZONE;
}

/* --- reading --------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' ? (c | 32) <= 'z' : (unsigned char)c >= 0x80;
}

/* Digits at p, at most 17: their value and count. */
static size_t number_at(const char *p, const char *end, int64_t *value)
{
    size_t n = 0;
    *value = 0;
    while (p + n < end && n < 17 && is_digit(p[n]))
        *value = *value * 10 + (p[n++] - '0');
    return n;
}

/* ":MM[:SS[.fff]]" behind an hour. */
static const char *read_clock(struct parts *p, int64_t hour, const char *at, const char *end)
{
    int64_t minute = 0, second = 0;
    const size_t n = number_at(at + 1, end, &minute);
    if (n != 2 || minute > 59 || hour > 24)
        return at;
    at += 3;
    p->has_seconds = false;
    if (at < end && *at == ':' && number_at(at + 1, end, &second) == 2 && second < 61) {
        at += 3;
        p->has_seconds = true;
        if (at < end && *at == '.')
            for (at++; at < end && is_digit(*at);)
                at++;
    }
    p->seconds = (int)(hour * 3600 + minute * 60 + second);
    return at;
}

/* "+02:00", "-0400", "+02" directly or one space behind a time. */
static const char *read_offset(struct parts *p, const char *at, const char *end)
{
    const char *s = at < end && *at == ' ' ? at + 1 : at;
    if (s >= end || (*s != '+' && *s != '-') || p->seconds < 0 || p->zone != NO_ZONE)
        return at;
    int64_t v, minutes = 0;
    const size_t n = number_at(s + 1, end, &v);
    const char *next = s + 1 + n;
    if (n == 4) {
        minutes = v % 100;
        v /= 100;
    } else if (n == 2 && next < end && *next == ':' && number_at(next + 1, end, &minutes) == 2) {
        next += 3;
    } else if (n != 2) {
        return at;
    }
    if (v > 14 || minutes > 59 || (next < end && is_digit(*next)))
        return at;
    p->zone = (int)(v * 3600 + minutes * 60) * (*s == '-' ? -1 : 1);
    return next;
}

/* a sep b sep c, all digits: y-m-d, d.m.y, d/m/y or m/d/y. Returns behind it, or NULL. */
static const char *read_triple(struct parts *p, const char *at, const char *end)
{
    int64_t v[3];
    size_t n[3];
    const char *s = at;
    char sep = 0;
    for (int i = 0; i < 3; i++) {
        n[i] = number_at(s, end, &v[i]);
        s += n[i];
        if (n[i] == 0 || n[i] > 4 || n[i] == 3)
            return NULL;
        if (i == 2)
            break;
        if (s >= end || (*s != '-' && *s != '/' && *s != '.') || (sep && *s != sep))
            return NULL;
        sep = *s++;
    }
    if (s < end && is_digit(*s))
        return NULL;
    if (n[0] == 4) {
        p->year = (int)v[0];
        p->month = (int)v[1];
        p->day = (int)v[2];
        return n[1] <= 2 && n[2] <= 2 ? s : NULL;
    }
    if (n[1] > 2 || n[2] == 1)
        return NULL;
    p->year = (int)(n[2] == 4 ? v[2] : v[2] + (v[2] < 70 ? 2000 : 1900));
    const bool day_first = sep == '.' || v[0] > 12;
    p->day = (int)(day_first ? v[0] : v[1]);
    p->month = (int)(day_first ? v[1] : v[0]);
    p->other_day = sep != '.' && v[0] <= 12 && v[1] <= 12 && v[0] != v[1];
    return s;
}

static void take_number(struct parts *p, int64_t v, size_t n)
{
    if (n == 4 && v >= YEAR_MIN && v <= YEAR_MAX && p->year < 0)
        p->year = (int)v;
    else if (n == 4 && v / 100 < 24 && v % 100 < 60 && p->seconds < 0)
        p->seconds = -2 - (int)(v / 100 * 3600 + v % 100 * 60); /* a time if a zone follows: "1407 GMT" */
    else if (n <= 2 && v >= 1 && v <= 31 && p->day < 0)
        p->day = (int)v;
}

static void take_word(struct parts *p, struct span w)
{
    const int month = month_of(w), zone = zone_of(w);
    if (month && p->month < 0)
        p->month = month;
    if ((w.p[0] | 32) == 'p' && w.n >= 2 && (w.p[1] | 32) == 'm' && w.n <= 3)
        p->pm = true;
    if ((w.p[0] | 32) == 'p' && w.n >= 3 && memcmp(w.p + 1, ".m", 2) == 0)
        p->pm = true;
    if ((w.p[0] | 32) == 'a' && w.n >= 2 && w.n <= 4 && ((w.p[1] | 32) == 'm' || w.p[1] == '.'))
        p->am = true;
    if (zone != NO_ZONE && p->zone == NO_ZONE && p->seconds != -1) {
        p->zone = zone;
        if (p->seconds < -1)
            p->seconds = -2 - p->seconds;
    }
}

/* A number and what stands behind it. Returns behind all that was understood. */
static const char *read_number(struct parts *p, const char *at, const char *end)
{
    int64_t v;
    const char *s = p->month < 0 ? read_triple(p, at, end) : NULL;
    if (s)
        return s;
    const size_t n = number_at(at, end, &v);
    s = at + n;
    if (n <= 2 && s < end && *s == ':' && p->seconds < 0) {
        const char *behind = read_clock(p, v, s, end);
        if (behind != s)
            return read_offset(p, behind, end);
    }
    const struct span rest = {s, (size_t)(end - s)};
    static const char *const cjk[3][2] = {{"年", "년"}, {"月", "월"}, {"日", "일"}};
    int *const into[3] = {&p->year, &p->month, &p->day};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 2; k++)
            if (rest.n >= 3 && memcmp(rest.p, cjk[i][k], 3) == 0 && *into[i] < 0) {
                *into[i] = (int)(v > 9999 ? 9999 : v);
                return s + 3;
            }
    if (n <= 2 && rest.n && (*s | 32) == 'h' && p->seconds < 0 && v < 24 && p->month > 0) { /* 14h05 */
        int64_t minute = 0;
        const size_t digits = number_at(s + 1, end, &minute);
        p->seconds = (int)(v * 3600 + (digits == 2 ? minute * 60 : 0));
        return s + 1 + digits;
    }
    if (n <= 2 && rest.n >= 2 && ((*s | 32) == 'a' || (*s | 32) == 'p') && (s[1] | 32) == 'm' && p->seconds < 0 &&
        v < 13) {
        p->seconds = (int)(v * 3600); /* 6pm */
        return s;
    }
    take_number(p, v, n);
    return s;
}

static void read_all(struct parts *p, const char *s, const char *end)
{
    while (s < end) {
        if (is_digit(*s)) {
            const char *next = read_number(p, s, end);
            s = next > s ? next : s + 1;
            if (s < end && (*s == 'T' || *s == 't') && s + 1 < end && is_digit(s[1]))
                s++;
        } else if (is_letter(*s)) {
            const char *w = s;
            while (s < end && (is_letter(*s) || *s == '.'))
                s++;
            take_word(p, (struct span){w, (size_t)(s - w)});
        } else {
            s++;
        }
    }
    if (p->seconds < -1)
        p->seconds = -1;
    if (p->seconds >= 0 && (p->pm || p->am)) {
        const int hour = p->seconds / 3600;
        p->seconds += p->pm && hour < 12 ? 12 * 3600 : p->am && !p->pm && hour == 12 ? -12 * 3600 : 0;
    }
}

/* 20250425, 20250425101500, seconds or milliseconds since 1970. */
static bool read_digits(struct span s, struct date_interval *out)
{
    int64_t v;
    if (number_at(s.p, s.p + s.n, &v) != s.n)
        return false;
    struct parts p = {-1, -1, -1, 0, -1, false, NO_ZONE, false, false};
    switch (s.n) {
    case 4:
        *out = date_of_year((int)v);
        return true;
    case 14:
        p.seconds = (int)(v / 10000 % 100 * 3600 + v / 100 % 100 * 60 + v % 100);
        p.has_seconds = true;
        v /= 1000000;
        /* fallthrough */
    case 8:
        p.year = (int)(v / 10000);
        p.month = (int)(v / 100 % 100);
        p.day = (int)(v % 100);
        *out = p.month && p.day ? of_parts(&p) : DATE_UNKNOWN;
        return true;
    case 9: case 10:
        *out = of_moment(v, DATE_SECOND);
        return true;
    case 13:
        *out = of_moment(v / 1000, DATE_SECOND);
        return true;
    default:
        *out = DATE_UNKNOWN;
        return true;
    }
}

/* "2025-04" and nothing else: in a sentence that may be a season. */
static bool read_month(struct span s, struct date_interval *out)
{
    int64_t year, month;
    if (s.n != 7 || number_at(s.p, s.p + 7, &year) != 4 || (s.p[4] != '-' && s.p[4] != '/') ||
        number_at(s.p + 5, s.p + 7, &month) != 2 || month < 1 || month > 12)
        return false;
    *out = of_parts(&(struct parts){(int)year, (int)month, -1, 0, -1, false, NO_ZONE, false, false});
    return true;
}

static bool is_epoch(struct date_interval d)
{
    return d.precision >= DATE_DAY && d.first <= DAY - 1 && d.last >= 0;
}

struct date_interval date_interval_parse(struct span s)
{
    while (s.n && (unsigned char)s.p[0] <= ' ')
        s = (struct span){s.p + 1, s.n - 1};
    while (s.n && (unsigned char)s.p[s.n - 1] <= ' ')
        s.n--;
    if (!s.p || s.n == 0)
        return DATE_UNKNOWN;
    s.n = s.n < DATE_TEXT_MAX ? s.n : DATE_TEXT_MAX;
    struct date_interval d;
    if (!read_digits(s, &d) && !read_month(s, &d)) {
        struct parts p = {-1, -1, -1, 0, -1, false, NO_ZONE, false, false};
        read_all(&p, s.p, s.p + s.n);
        d = of_parts(&p);
    }
    return is_epoch(d) ? DATE_UNKNOWN : d;
}

struct date_interval date_of_url(struct span url)
{
    for (size_t i = 0; i + 9 < url.n; i++) {
        const char *p = url.p + i;
        int64_t y, m, d;
        if (p[0] != '/' || number_at(p + 1, url.p + url.n, &y) != 4 || (p[5] != '/' && p[5] != '-') || y < 1990 ||
            y > YEAR_MAX)
            continue;
        const char *end = url.p + url.n;
        const size_t n = number_at(p + 6, end, &m);
        if (n == 0 || n > 2 || p + 6 + n >= end || p[6 + n] != p[5])
            continue;
        const size_t k = number_at(p + 7 + n, end, &d);
        if (k == 0 || k > 2 || m < 1 || m > 12 || d < 1)
            continue;
        const struct parts parts = {(int)y, (int)m, (int)d, 0, -1, false, NO_ZONE, false, false};
        return of_parts(&parts);
    }
    return DATE_UNKNOWN;
}

bool date_is_relative(struct span s)
{
    static const char *const marks[] = {" ago", "yesterday", "today", "just now", "hace ", "il y a ", "vor ",
                                        " fa", "há ", "前", "전"};
    for (size_t k = 0; k < ARRAY_LEN(marks); k++) {
        const size_t n = strlen(marks[k]);
        for (size_t i = 0; i + n <= s.n && i < DATE_TEXT_MAX; i++)
            if (strncasecmp(s.p + i, marks[k], n) == 0)
                return true;
    }
    return false;
}

bool date_after(struct date_interval a, struct date_interval b)
{
    return a.precision != DATE_NONE && b.precision != DATE_NONE && a.first > b.last;
}

bool date_apart(struct date_interval a, struct date_interval b, int64_t seconds)
{
    return a.precision != DATE_NONE && b.precision != DATE_NONE &&
           (a.first - b.last > seconds || b.first - a.last > seconds);
}

enum date_precision date_precision_of(int64_t first, int64_t last)
{
    const int64_t width = last - first, zones = AHEAD + BEHIND;

    if (width < 0)
        return DATE_NONE;
    if (width <= zones + 59)
        return width == 0 ? DATE_SECOND : DATE_MINUTE;
    return width < zones + 2 * DAY ? DATE_DAY : width < zones + 32 * DAY ? DATE_MONTH : DATE_YEAR;
}

const char *date_precision_name(enum date_precision p)
{
    static const char *const names[] = {"none", "year", "month", "day", "minute", "second"};
    return (unsigned)p < ARRAY_LEN(names) ? names[p] : "unknown";
}
