#include "console/units.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* strtod() alone would take "inf", "nan" and hexadecimal. */
static bool starts_like_a_number(const char *s)
{
    return isdigit((unsigned char)s[0]) || (s[0] == '.' && isdigit((unsigned char)s[1]));
}

static bool is_hexadecimal(const char *s)
{
    return s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
}

/* 0: not a unit. `tail` is what may follow the letter besides nothing: "B" and "iB" for bytes. */
static double unit_factor(const char *s, double base, bool bytes)
{
    static const char letters[] = "kmgtp";
    const char *at;
    double factor = 1;

    if (*s == '\0')
        return 1;
    if (bytes && strcasecmp(s, "b") == 0)
        return 1;
    if (!(at = strchr(letters, tolower((unsigned char)*s))))
        return 0;
    s++;
    if (*s && !(bytes && (strcasecmp(s, "b") == 0 || strcasecmp(s, "ib") == 0)))
        return 0;
    for (const char *l = letters; l <= at; l++)
        factor *= base;
    return factor;
}

static bool parse_scaled(const char *s, double base, bool bytes, uint64_t *out)
{
    char *end;
    double value, factor;

    if (!starts_like_a_number(s) || is_hexadecimal(s))
        return false;
    /* All-digit numbers keep every digit: a double has 53 bits only. */
    if (s[strspn(s, "0123456789")] == '\0' && strlen(s) < 19) {
        *out = strtoull(s, NULL, 10);
        return true;
    }
    value = strtod(s, &end);
    factor = unit_factor(end, base, bytes);
    value *= factor;
    if (factor == 0 || !(value < 9.2e18) || value != floor(value))
        return false;
    *out = (uint64_t)value;
    return true;
}

bool units_parse_count(const char *s, uint64_t *out)
{
    return parse_scaled(s, 1000, false, out);
}

bool units_parse_bytes(const char *s, uint64_t *out)
{
    return parse_scaled(s, 1024, true, out);
}

bool units_parse_share(const char *s, double *out)
{
    char *end;
    double value;

    if (!starts_like_a_number(s) || is_hexadecimal(s))
        return false;
    value = strtod(s, &end);
    if (strcmp(end, "%") == 0)
        value /= 100;
    else if (*end)
        return false;
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

char *units_count_text(uint64_t n, char out[UNITS_TEXT])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    char *w = out;

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            *w++ = ',';
        *w++ = digits[i];
    }
    *w = '\0';
    return out;
}

char *units_bytes_text(double bytes, char out[UNITS_TEXT])
{
    static const char *const unit[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    size_t u = 0;

    while (bytes >= 999.5 && u + 1 < sizeof unit / sizeof *unit) {
        bytes /= 1000;
        u++;
    }
    snprintf(out, UNITS_TEXT, u > 0 && bytes < 9.995 ? "%.2f %s" : u > 0 && bytes < 99.95 ? "%.1f %s" : "%.0f %s",
             bytes, unit[u]);
    return out;
}

char *units_time_text(double seconds, char out[UNITS_TEXT])
{
    unsigned long whole;

    if (!(seconds >= 0))
        seconds = 0;
    if (seconds < 9.995)
        snprintf(out, UNITS_TEXT, "%.2f s", seconds);
    else if (seconds < 59.95)
        snprintf(out, UNITS_TEXT, "%.1f s", seconds);
    else if (seconds > 1e9)
        snprintf(out, UNITS_TEXT, "for ever");
    else if ((whole = (unsigned long)(seconds + .5)) < 3600)
        snprintf(out, UNITS_TEXT, "%lu:%02lu", whole / 60, whole % 60);
    else
        snprintf(out, UNITS_TEXT, "%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60, whole % 60);
    return out;
}

char *units_memory_text(uint64_t bytes, char out[UNITS_TEXT])
{
    static const char letters[] = "KMGTP";
    int u = -1;

    while (bytes && bytes % 1024 == 0 && u < 4) {
        bytes /= 1024;
        u++;
    }
    snprintf(out, UNITS_TEXT, "%llu%.*s", (unsigned long long)bytes, u < 0 ? 0 : 1, u < 0 ? "" : letters + u);
    return out;
}
