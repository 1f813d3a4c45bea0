#define _GNU_SOURCE
#include "source/endings.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/status.h"

/* Different endings that are told apart: the list is searched for each file. */
enum { ENDINGS_MOST = 64 };

static bool is_any_of(const char *ending, size_t n, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == n && strncasecmp(ending, *list, n) == 0)
            return true;
    return false;
}

/* Behind the last dot of the first n bytes of a file's name; NULL when it has no ending. *len: its bytes. */
static const char *find_ending(const char *name, size_t n, size_t *len)
{
    const char *dot = memrchr(name, '.', n);
    bool letter = false;

    if (!dot || dot == name || dot + 1 == name + n)
        return NULL;
    *len = (size_t)(name + n - (dot + 1));
    for (size_t i = 0; i < *len; i++) {
        if (dot[1 + i] == ' ')
            return NULL;
        letter |= isalpha((unsigned char)dot[1 + i]) != 0;
    }
    return letter ? dot + 1 : NULL;
}

/* The same behind what says that the file is compressed. */
static const char *inner_ending(const char *path, size_t *len)
{
    static const char *const packed[] = {"gz", "zst", "gzip", "zstd", NULL};
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *ending = find_ending(name, strlen(name), len);

    if (ending && is_any_of(ending, *len, packed))
        ending = find_ending(name, (size_t)(ending - 1 - name), len);
    return ending;
}

enum source_format ending_format(const char *path)
{
    static const char *const json[] = {"jsonl", "ndjson", "json", "jsonlines", "jl", NULL};
    static const char *const text[] = {"txt", "text", "md", "markdown", "rst", NULL};
    size_t n;
    const char *ending = inner_ending(path, &n);

    if (!ending)
        return SOURCE_AUTO;
    if (is_any_of(ending, n, json))
        return SOURCE_JSONL;
    return is_any_of(ending, n, text) ? SOURCE_TEXT : SOURCE_AUTO;
}

const char *ending_markup(const char *path)
{
    static const char *const page[] = {"html", "htm", "xhtml", "shtml", NULL};
    static const char *const table[] = {"csv", "tsv", "tab", NULL};
    size_t n;
    const char *ending = inner_ending(path, &n);

    if (!ending)
        return NULL;
    return is_any_of(ending, n, page) ? "a page of HTML" : is_any_of(ending, n, table) ? "a table" : NULL;
}

bool ending_is_foreign(const char *path, char ending[ENDING_TEXT])
{
    size_t n;
    const char *e = inner_ending(path, &n);

    if (!e || ending_format(path) != SOURCE_AUTO)
        return false;
    n = n < ENDING_TEXT ? n : ENDING_TEXT - 1;
    for (size_t i = 0; i < n; i++)
        ending[i] = (char)tolower((unsigned char)e[i]);
    ending[n] = '\0';
    return true;
}

static size_t place_of(const struct ending_count *list, size_t n, const char *ending)
{
    size_t i = 0;
    while (i < n && strcmp(list[i].ending, ending) != 0)
        i++;
    return i;
}

int endings_count(struct ending_count **list, size_t *n, size_t *cap, const char *ending)
{
    size_t i = place_of(*list, *n, ending);
    int rc = RP_OK;

    if (i == *n && *n >= ENDINGS_MOST) {
        ending = "";
        i = place_of(*list, *n, ending);
    }
    if (i == *n) {
        TRY(mem_grow(list, cap, *n + 1, sizeof **list));
        (*list)[(*n)++] = (struct ending_count){.files = 0};
        memcpy((*list)[i].ending, ending, strlen(ending) + 1);
    }
    (*list)[i].files++;
out:
    return rc;
}
