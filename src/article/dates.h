/*
 * dates.h - dates as they stand in fields and lines, to intervals.
 */
#ifndef ARTICLE_DATES_H
#define ARTICLE_DATES_H

#include "article/article.h"

extern const struct date_interval DATE_UNKNOWN;

/* Reads ISO 8601, RFC 2822, "April 25, 2025, 3:15 PM EDT", "25 avril 2025", "25.04.2025", 20250425, Unix seconds
 * or milliseconds ... anywhere in s. Languages: en es fr it de pt nl zh ko. DATE_UNKNOWN when none is in it, and
 * for what is not a date of publication: before 1600, after 2100, and the epoch day (1970-01-01) in a field. */
struct date_interval date_interval_parse(struct span s);

/* A date in an address: /2025/04/25/ or /2025-04-25. */
struct date_interval date_of_url(struct span url);

/* The whole year, for a copyright line. */
struct date_interval date_of_year(int year);

/* "3 hours ago" and the like: a date that only the browser knew. */
bool date_is_relative(struct span s);

/* Certainly later / certainly not within `seconds` of each other. Unknown is neither. */
bool date_after(struct date_interval a, struct date_interval b);
bool date_apart(struct date_interval a, struct date_interval b, int64_t seconds);

/* The precision of an interval of which only its ends are known, as date_interval_parse() makes them. */
enum date_precision date_precision_of(int64_t first, int64_t last);

const char *date_precision_name(enum date_precision p);

#endif
