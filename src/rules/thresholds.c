#include "rules/thresholds.h"

#include <math.h>
#include <stdbool.h>

#include "base/status.h"

static const struct thresholds preset_values[PRESETS] = {
    [PRESET_STRICT] = {
#define X(name, strict, normal, loose, meaning) .name = strict,
        THRESHOLD_MAP(X)
#undef X
    },
    [PRESET_NORMAL] = {
#define X(name, strict, normal, loose, meaning) .name = normal,
        THRESHOLD_MAP(X)
#undef X
    },
    [PRESET_LOOSE] = {
#define X(name, strict, normal, loose, meaning) .name = loose,
        THRESHOLD_MAP(X)
#undef X
    },
};

static const struct threshold_info rows[] = {
#define X(name, strict, normal, loose, meaning) {#name, {strict, normal, loose}, meaning, \
                                                 offsetof(struct thresholds, name)},
    THRESHOLD_MAP(X)
#undef X
};

const struct thresholds *thresholds_preset(enum preset p)
{
    return &preset_values[p];
}

const char *preset_name(enum preset p)
{
    static const char *const name[PRESETS] = {"strict", "normal", "loose"};
    return name[p];
}

int preset_find(struct span name, enum preset *out)
{
    for (int p = 0; p < PRESETS; p++)
        if (span_is(name, preset_name((enum preset)p))) {
            *out = (enum preset)p;
            return RP_OK;
        }
    return RP_ERR_INVALID;
}

const struct threshold_info *threshold_info(size_t i)
{
    return i < ARRAY_LEN(rows) ? &rows[i] : NULL;
}

/* Words, days and stories are counted from 3 on; what no preset has above 1 is a share, or a switch. */
static bool is_share(const struct threshold_info *t)
{
    for (int p = 0; p < PRESETS; p++)
        if (t->value[p] > 1)
            return false;
    return true;
}

int threshold_set(struct thresholds *t, struct span name, double value)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (span_is(name, rows[i].name)) {
            if (!isfinite(value) || value < 0 || (value > 1 && is_share(&rows[i])))
                return RP_ERR_LIMIT;
            memcpy((char *)t + rows[i].offset, &value, sizeof value);
            return RP_OK;
        }
    return RP_ERR_INVALID;
}
