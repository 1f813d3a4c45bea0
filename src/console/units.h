/* units.h - numbers as people write and read them. */
#ifndef CONSOLE_UNITS_H
#define CONSOLE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNITS_TEXT = 32 }; /* room every *_text() function needs */

/* "12", "10k", "2.5M", "1G": powers of 1000, or of 1024 for bytes ("64MiB" and "64MB" too). False for
 * anything else, including what does not fit and fractions of one. */
bool units_parse_count(const char *s, uint64_t *out);
bool units_parse_bytes(const char *s, uint64_t *out);
/* ".7", "0.7", "70%", "1e-3"; never a NaN or an infinity. */
bool units_parse_share(const char *s, double *out);

/* All return `out`. 1234567 -> "1,234,567"; "1.2 GB" (powers of 1000); "0.42 s", "3:07", "2:05:00". */
char *units_count_text(uint64_t n, char out[UNITS_TEXT]);
char *units_bytes_text(double bytes, char out[UNITS_TEXT]);
char *units_time_text(double seconds, char out[UNITS_TEXT]);
/* Back in the units of units_parse_bytes: 67108864 -> "64M". */
char *units_memory_text(uint64_t bytes, char out[UNITS_TEXT]);

#endif
