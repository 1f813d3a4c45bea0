#include "article/agencies.h"

#include <assert.h>
#include <string.h>

#include "base/compiler.h"

struct agency {
    const char *name;
    enum agency_class class;
    bool no_derivatives;
};

struct agency_key {
    const char *key;
    uint16_t agency;
};

/* Open addressing in the way of find_key(); the same numbers as in agencies.awk. */
enum { ALIAS_SLOTS = 1024, HOST_SLOTS = 512 };

#define ALIAS(slot, key, n)
#define HOST(slot, key, n)
#define AGENCY(name, class, no_derivatives) {name, class, no_derivatives},
static const struct agency AGENCIES[] = {
#include "agencies.inc"
};
#undef AGENCY
#undef ALIAS
#define AGENCY(name, class, no_derivatives)
#define ALIAS(slot, key, n) [slot] = {key, n},
static const struct agency_key ALIASES[ALIAS_SLOTS] = {
#include "agencies.inc"
};
#undef ALIAS
#undef HOST
#define ALIAS(slot, key, n)
#define HOST(slot, key, n) [slot] = {key, n},
static const struct agency_key HOSTS[HOST_SLOTS] = {
#include "agencies.inc"
};
#undef ALIAS
#undef HOST
#define ALIAS(slot, key, n) +1
#define HOST(slot, key, n)
enum { ALIAS_COUNT = 0
#include "agencies.inc"
};
#undef ALIAS
#undef HOST
#define ALIAS(slot, key, n)
#define HOST(slot, key, n) +1
enum { HOST_COUNT = 0
#include "agencies.inc"
};
static_assert(ALIAS_COUNT * 2 <= ALIAS_SLOTS && HOST_COUNT * 2 <= HOST_SLOTS, "room for more agencies");

enum { FOLD_MAX = 96 };

uint16_t agency_count(void)
{
    return ARRAY_LEN(AGENCIES);
}

const char *agency_name(uint16_t agency)
{
    return AGENCIES[agency].name;
}

enum agency_class agency_class(uint16_t agency)
{
    return AGENCIES[agency].class;
}

bool agency_no_derivatives(uint16_t agency)
{
    return AGENCIES[agency].no_derivatives;
}

const char *agency_class_name(enum agency_class c)
{
    static const char *const names[AGENCY_CLASSES] = {"wire", "newsroom", "syndicate", "nonprofit",
                                                      "press-release", "features"};
    return (unsigned)c < AGENCY_CLASSES ? names[c] : "unknown";
}

/* ASCII letters in lower case, other bytes from 0x80 as they are, digits; a leading "the " is dropped. The same
 * folding as in agencies.awk. Returns the length, or 0 when it does not fit: no name is that long. */
static size_t fold_name(struct span s, char out[FOLD_MAX])
{
    size_t i = 0, n = 0;
    while (i < s.n && s.p[i] == ' ')
        i++;
    if (s.n - i > 4 && (s.p[i] | 32) == 't' && (s.p[i + 1] | 32) == 'h' && (s.p[i + 2] | 32) == 'e' &&
        s.p[i + 3] == ' ')
        i += 4;
    for (; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 'A' && c <= 'Z')
            c |= 32;
        if (!(c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')))
            continue;
        if (n == FOLD_MAX - 1)
            return 0;
        out[n++] = (char)c;
    }
    out[n] = 0;
    return n;
}

static uint16_t find_key(const struct agency_key *table, size_t slots, const char *key)
{
    uint32_t h = 0;
    for (const char *k = key; *k; k++)
        h = (h * 31 + (unsigned char)*k) & 0xFFFF;
    for (size_t s = h % slots; table[s].key; s = (s + 1) % slots)
        if (strcmp(key, table[s].key) == 0)
            return table[s].agency;
    return AGENCY_NONE;
}

uint16_t agency_find(struct span name)
{
    char key[FOLD_MAX];
    return fold_name(name, key) ? find_key(ALIASES, ALIAS_SLOTS, key) : AGENCY_NONE;
}

uint16_t agency_of_host(struct span host)
{
    char key[256];
    if (!host.p || host.n == 0 || host.n >= sizeof key)
        return AGENCY_NONE;
    for (size_t i = 0; i < host.n; i++)
        key[i] = (char)(host.p[i] >= 'A' && host.p[i] <= 'Z' ? host.p[i] | 32 : host.p[i]);
    key[host.n] = 0;
    if (strlen(key) != host.n)
        return AGENCY_NONE;
    for (const char *k = key; k; k = strchr(k, '.')) {
        k += *k == '.';
        const uint16_t a = find_key(HOSTS, HOST_SLOTS, k);
        if (a != AGENCY_NONE)
            return a;
    }
    return AGENCY_NONE;
}
