/*
 * date.h - the date forms met in feeds and archives, to seconds since 1970 (UTC).
 *
 *   2020-03-01  20200301  2020/03/01  2020-03-01T10:20[:30[.123]][Z|+01:00|+0100]  20200301T102030Z
 *   Sun, 01 Mar 2020 10:20:30 +0000    1 March 2020    March 1, 2020 10:20 am    Mar. 1, 2020
 *   1583058030 (seconds)  1583058030123 (milliseconds)
 * Without a zone it is UTC. Forms that can be read two ways (01/03/2020) are not dates.
 */
#ifndef CLI_DATE_H
#define CLI_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: not a date that exists. Years 1 to 9999. */
bool date_parse(const char *p, size_t n, int64_t *seconds);

#endif
