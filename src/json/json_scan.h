/*
 * json_scan.h - one flat JSON object on one line, located at the speed of memory.
 *
 * The scanner accepts only what is certainly right: an object whose values are strings, numbers,
 * true, false or null, written on one line. Strings hold no byte below 0x20 and only the escapes of
 * RFC 8259; bytes above 0x7f are taken as they come (whether they are UTF-8 is the tokeniser's
 * matter), and so are lone surrogates. It finds the end of the line as it goes: a raw newline can
 * stand in no string. Whatever it does not accept, json_slow.h decides.
 *
 * The scalar kernel is the definition; the others give the same members and the same verdict for
 * every input.
 */
#ifndef JSON_JSON_SCAN_H
#define JSON_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cpu.h"

#ifdef __cplusplus
extern "C" {
#endif

enum json_kind { JSON_STRING, JSON_NUMBER, JSON_TRUE, JSON_FALSE, JSON_NULL, JSON_ARRAY, JSON_OBJECT };

struct json_member {
    const char *key, *value; /* strings: without their quotes, escapes still in */
    uint32_t key_n, value_n;
    uint8_t kind; /* enum json_kind; ARRAY and OBJECT only from json_slow.h, with value at the bracket, value_n 0 */
    bool key_escaped, value_escaped;
};

enum { JSON_MEMBERS = 64 }; /* an object with more is left to the slow path */

struct json_line {
    const char *next; /* the first byte after the line's newline */
    uint32_t n;
    struct json_member member[JSON_MEMBERS];
};

/*
 * Scans the line at p; white space before '{' is passed over. A '\n' ends the line: there must be one
 * before or at `end`, and 64 bytes behind it must be readable. True: `out` is filled. False: not
 * certain; `out` is rubbish.
 */
typedef bool json_scan_fn(const char *p, const char *end, struct json_line *out);

/* json_string_end() of json_text.h; 64 bytes behind the string must be readable. */
typedef const char *json_string_fn(const char *p, bool *escaped);

/* NULL if the program was not built with this kernel; run it only if cpu_can(). */
json_scan_fn *json_scan_get(enum cpu_kernel k);
json_string_fn *json_string_get(enum cpu_kernel k);

extern json_scan_fn json_scan_scalar, json_scan_avx2, json_scan_avx512, json_scan_neon;
extern json_string_fn json_string_avx2, json_string_avx512, json_string_neon;

#ifdef __cplusplus
}
#endif

#endif
