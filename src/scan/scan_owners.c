/* An alias file: lines "outlet<TAB>owner"; empty lines and lines that begin with # do not count. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/whole_file.h"
#include "scan/scan_job.h"

struct alias {
    struct span outlet, owner;
};

struct owners {
    char *text;
    struct alias *alias; /* by outlet */
    size_t n, cap;
};

static int order(const void *a, const void *b)
{
    const struct span *x = &((const struct alias *)a)->outlet, *y = &((const struct alias *)b)->outlet;
    size_t n = x->n < y->n ? x->n : y->n;
    int c = memcmp(x->p, y->p, n);
    return c ? c : x->n < y->n ? -1 : x->n > y->n;
}

static struct span trim(struct span s)
{
    while (s.n && isspace((unsigned char)s.p[0]))
        s = (struct span){s.p + 1, s.n - 1};
    while (s.n && isspace((unsigned char)s.p[s.n - 1]))
        s.n--;
    return s;
}

static int add_line(struct owners *w, struct span line, const char *path, unsigned number)
{
    const char *tab;
    struct alias a;
    int rc = RP_OK;

    line = trim(line);
    if (line.n == 0 || line.p[0] == '#')
        return RP_OK;
    if (!(tab = memchr(line.p, '\t', line.n))) {
        message_error("%s:%u: want an outlet, a tab and its owner", path, number);
        return STATUS_SAID;
    }
    a.outlet = trim((struct span){line.p, (size_t)(tab - line.p)});
    a.owner = trim((struct span){tab + 1, (size_t)(line.p + line.n - tab - 1)});
    TRY(mem_grow(&w->alias, &w->cap, w->n + 1, sizeof *w->alias));
    w->alias[w->n++] = a;
out:
    return rc;
}

int owners_create(struct owners **out, const char *path)
{
    struct owners *w = mem_zalloc(1, sizeof *w);
    size_t n, at = 0;
    unsigned number = 0;
    int rc = w ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    TRY(whole_file_read(path, &w->text, &n));
    while (at < n) {
        const char *p = w->text + at, *end = memchr(p, '\n', n - at);
        size_t len = end ? (size_t)(end - p) : n - at;
        TRY(add_line(w, (struct span){p, len}, path, ++number));
        at += len + 1;
    }
    if (w->n)
        qsort(w->alias, w->n, sizeof *w->alias, order);
    *out = w;
    return RP_OK;
out:
    owners_free(w);
    return rc;
}

void owners_free(struct owners *w)
{
    if (!w)
        return;
    free(w->text);
    free(w->alias);
    free(w);
}

bool owners_find(void *ctx, struct span outlet, struct span *owner)
{
    const struct owners *w = ctx;
    const struct alias key = {.outlet = outlet}, *found;

    found = w->n ? bsearch(&key, w->alias, w->n, sizeof key, order) : NULL;
    if (found)
        *owner = found->owner;
    return found != NULL;
}
