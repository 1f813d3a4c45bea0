#include "base/compiler.h"
#include "json/json_scan.h"
#include "json/json_text.h"

static inline const char *string_end(const char *p, bool *escaped)
{
    return json_string_end(p, escaped);
}

#define JSON_SCAN json_scan_scalar
#include "json_walk.inc"
