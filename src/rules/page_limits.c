#include "rules/page_limits.h"

#include "base/compiler.h"

const struct limit_info *page_limit_info(size_t i)
{
    static const struct limit_info rows[] = {
#define X(name, value, meaning) {#name, meaning, value},
        PAGE_LIMIT_MAP(X)
#undef X
    };
    return i < ARRAY_LEN(rows) ? &rows[i] : NULL;
}
