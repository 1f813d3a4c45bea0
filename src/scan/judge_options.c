#include "scan/judge_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "console/message.h"
#include "console/output.h"
#include "console/whole_file.h"
#include "scan/judgement_tables.h"

static enum preset preset_of(const struct judge_options *o)
{
    static const enum preset map[] = {PRESET_NORMAL, PRESET_STRICT, PRESET_LOOSE};
    return map[o->preset];
}

const char *judge_preset(const struct judge_options *o)
{
    return preset_name(preset_of(o));
}

static int set_threshold(struct thresholds *t, const char *spec)
{
    const char *is = strchr(spec, '=');
    char *end = NULL;
    const double value = is && is[1] ? strtod(is + 1, &end) : -1;
    int rc = RP_ERR_INVALID;

    if (is && end && *end == '\0')
        rc = threshold_set(t, (struct span){spec, (size_t)(is - spec)}, value);
    if (rc == RP_OK)
        return RP_OK;
    if (rc == RP_ERR_LIMIT) {
        message_error("--threshold %.*s cannot be '%s'; --threshold help lists them", (int)(is - spec), spec, is + 1);
        return STATUS_SAID;
    }
    message_error("--threshold wants NAME=VALUE such as story_sentences=.5, not '%s'; --threshold help lists them",
                  spec);
    return STATUS_SAID;
}

int patterns_add_file(struct patterns *p, const char *path)
{
    struct pattern_error e;
    char *text = NULL;
    size_t n;
    int rc = RP_OK;

    TRY(whole_file_read(path, &text, &n));
    rc = patterns_add(p, (struct span){text, n}, &e);
    if (rc == RP_ERR_FORMAT) {
        message_error("%s:%u: %s", path, e.line, e.what);
        rc = STATUS_SAID;
    }
out:
    free(text);
    return rc;
}

int judge_open(const struct judge_options *o, struct thresholds *t, struct patterns **patterns, bool *printed)
{
    int rc = RP_OK;

    *printed = false;
    *t = *thresholds_preset(preset_of(o));
    for (size_t i = 0; i < o->thresholds.n; i++) {
        if (strcmp(o->thresholds.items[i], "help") == 0) {
            thresholds_print(stdout);
            *printed = true;
            return RP_OK;
        }
        TRY(set_threshold(t, o->thresholds.items[i]));
    }
    if (o->patterns) {
        TRY(patterns_create(patterns));
        TRY(patterns_add_file(*patterns, o->patterns));
    }
out:
    return rc;
}
