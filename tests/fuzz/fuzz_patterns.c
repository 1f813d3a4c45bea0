/*
 * A table of patterns as a user might write it: refused with a line and a reason, or taken, and then its examples and
 * a few lines made to hurt are tried within the limits.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article/patterns.h"
#include "base/status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_patterns: %s\n", what);
    abort();
}

static void count(void *ctx, const char *id, bool should_match, struct span line)
{
    (void)should_match;
    require(id[0] && line.p, "a failed example without id or line");
    ++*(int *)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct patterns *p;
    struct pattern_error error;
    char hurt[300];
    memset(hurt, 'a', sizeof hurt);
    require(patterns_create_empty(&p) == 0, "create");
    const int rc = patterns_add(p, (struct span){(const char *)data, size}, &error);
    require(rc == RP_OK || (rc == RP_ERR_FORMAT && error.what[0]), "refused without a reason");
    require(rc == RP_OK || patterns_count(p) == 0, "refused and kept");
    if (rc == RP_OK) {
        int failed = 0;
        size_t tried;
        const int bad = patterns_check(p, &failed, count, &tried);
        require(bad == failed && (size_t)failed <= tried, "miscounted examples");
        for (size_t i = 0; i < patterns_count(p) && i < 8; i++)
            require(patterns_try(p, patterns_id(p, (uint8_t)i), (struct span){hurt, sizeof hurt}) >= 0, "try");
    }
    patterns_free(p);
    return 0;
}
