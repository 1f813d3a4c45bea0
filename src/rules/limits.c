#include "rules/limits.h"

#include "base/compiler.h"

const struct limit_info *limit_info(size_t i)
{
    static const struct limit_info rows[] = {
#define X(name, value, meaning) {#name, meaning, value},
        LIMIT_MAP(X)
#undef X
    };
    return i < ARRAY_LEN(rows) ? &rows[i] : NULL;
}
