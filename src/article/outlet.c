#include "article/outlet.h"

#include <string.h>
#include <strings.h>

#include "base/compiler.h"
#include "base/hash.h"

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

/* `with` is in lower case, here and below; most comparisons end at its first byte. */
static bool starts(struct span s, const char *with)
{
    size_t i = 0;
    while (with[i] && i < s.n && lower(s.p[i]) == with[i])
        i++;
    return !with[i];
}

static bool ends(struct span s, struct span with)
{
    size_t i = 0;
    while (i < with.n && i < s.n && lower(s.p[s.n - 1 - i]) == with.p[with.n - 1 - i])
        i++;
    return i == with.n;
}

static struct span skip(struct span s, size_t n)
{
    return (struct span){s.p + n, s.n - n};
}

/* An address cut into its parts; no copy. */
struct address {
    struct span host, path, query; /* path without '?', query without '?' and '#' */
};

enum { HOST_BYTE = 1, HOST_END = 2 };

static const uint8_t BYTE_KIND[256] = {
    [0 ... ' '] = HOST_END,   ['/'] = HOST_END,          ['?'] = HOST_END,          ['#'] = HOST_END,
    ['.'] = HOST_BYTE,        ['-'] = HOST_BYTE,         ['0' ... '9'] = HOST_BYTE, ['A' ... 'Z'] = HOST_BYTE,
    ['a' ... 'z'] = HOST_BYTE, [0x80 ... 0xFF] = HOST_BYTE,
};

static bool read_address(struct span url, struct address *a)
{
    while (url.n && (unsigned char)url.p[0] <= ' ')
        url = skip(url, 1);
    bool scheme = true;
    if (starts(url, "https://"))
        url = skip(url, 8);
    else if (starts(url, "http://"))
        url = skip(url, 7);
    else if (starts(url, "//"))
        url = skip(url, 2);
    else
        scheme = false;
    size_t n = 0;
    while (n < url.n && BYTE_KIND[(unsigned char)url.p[n]] != HOST_END)
        n++;
    struct span host = {url.p, n};
    if (!scheme && n < url.n && (unsigned char)url.p[n] <= ' ')
        return false; /* a sentence, not a host */
    const char *user = n ? memchr(host.p, '@', n) : NULL;
    if (user)
        host = skip(host, (size_t)(user + 1 - host.p));
    const char *port = host.n ? memchr(host.p, ':', host.n) : NULL;
    if (port)
        host.n = (size_t)(port - host.p);
    while (host.n && host.p[host.n - 1] == '.')
        host.n--;
    bool dot = false;
    for (size_t i = 0; i < host.n; i++) {
        dot |= host.p[i] == '.' && i > 0;
        if (BYTE_KIND[(unsigned char)host.p[i]] != HOST_BYTE)
            return false;
    }
    if (!dot || host.n > OUTLET_MAX)
        return false;
    a->host = host;
    struct span rest = skip(url, n);
    const char *hash = rest.n ? memchr(rest.p, '#', rest.n) : NULL;
    if (hash)
        rest.n = (size_t)(hash - rest.p);
    while (rest.n && (unsigned char)rest.p[rest.n - 1] <= ' ')
        rest.n--;
    const char *query = rest.n ? memchr(rest.p, '?', rest.n) : NULL;
    a->path = query ? (struct span){rest.p, (size_t)(query - rest.p)} : rest;
    a->query = query ? (struct span){query + 1, rest.n - a->path.n - 1} : (struct span){NULL, 0};
    return true;
}

static struct span plain_host(struct span host)
{
    static const char *const views[] = {"www.", "www1.", "www2.", "m.", "mobile.", "amp.", "edition.", "print."};
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < ARRAY_LEN(views); i++) {
            const size_t n = starts(host, views[i]) ? strlen(views[i]) : 0;
            if (n && memchr(host.p + n, '.', host.n - n))
                host = skip(host, n);
        }
    }
    return host;
}

static size_t write_host(struct span host, char out[OUTLET_MAX])
{
    for (size_t i = 0; i < host.n; i++)
        out[i] = lower(host.p[i]);
    return host.n;
}

size_t outlet_host(struct span url, char host[OUTLET_MAX])
{
    struct address a;
    return url.p && read_address(url, &a) ? write_host(plain_host(a.host), host) : 0;
}

static struct span plain_path(struct span path)
{
#define TAIL(s) {s, sizeof s - 1}
    static const struct span tails[] = {TAIL("/"), TAIL("/amp"), TAIL("/print"), TAIL("/index.html"),
                                        TAIL("/index.htm"), TAIL("/index.php"), TAIL(".amp"), TAIL("/full"),
                                        TAIL("/single-page"), TAIL("/all"), TAIL("/story.html")};
#undef TAIL
    if (starts(path, "/amp/") || starts(path, "/print/"))
        path = skip(path, path.p[1] == 'a' || path.p[1] == 'A' ? 4 : 6);
    const char *session = path.n ? memchr(path.p, ';', path.n) : NULL;
    if (session)
        path.n = (size_t)(session - path.p);
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < ARRAY_LEN(tails) && path.n; i++) {
            if (ends(path, tails[i])) {
                path.n -= tails[i].n;
                again = true;
            }
        }
    }
    return path;
}

/* Parameters that tell where a reader came from or how the page is to look, not which page it is. */
static bool is_tracking(struct span p)
{
    static const char *const names[] = {
        "utm_", "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "cmp", "ref", "smid", "smtyp", "source=",
        "src=", "ftag", "cid=", "ncid", "icid", "sr_share", "share", "via=", "_r=", "wt.", "hp", "action=", "pgtype",
        "clicksource", "module=", "region=", "output=amp", "outputtype=amp", "amp", "print", "page=1", "p=1",
        "feedtype", "feedname", "rpc=", "rss", "mod=", "intcmp", "xid=", "iid=", "pagewanted", "partner", "emc=", "nl=",
    };
    if (p.n == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (starts(p, names[i]) && (strncmp(names[i], "page=1", 6) != 0 || p.n == 6) &&
            (strncmp(names[i], "p=1", 3) != 0 || p.n == 3))
            return true;
    return false;
}

static uint64_t hash_lower(struct span s, uint64_t seed)
{
    char block[256];
    uint64_t h = seed ^ s.n;
    while (s.n) {
        const size_t n = s.n < sizeof block ? s.n : sizeof block;
        for (size_t i = 0; i < n; i++)
            block[i] = lower(s.p[i]);
        h = hash_bytes(block, n, h);
        s = skip(s, n);
    }
    return h;
}

static uint64_t url_key(struct span host, struct span path, struct span query)
{
    uint64_t key = hash_lower(host, 1) ^ hash_lower(path, 2);
    while (query.n) {
        const char *amp = memchr(query.p, '&', query.n);
        const struct span one = {query.p, amp ? (size_t)(amp - query.p) : query.n};
        if (!is_tracking(one))
            key += hash_lower(one, 3); /* the order of parameters does not count */
        query = skip(query, one.n + (amp != NULL));
    }
    return key ? key : 1;
}

uint64_t outlet_url_key(struct span url)
{
    struct address a;
    return url.p && read_address(url, &a) ? url_key(plain_host(a.host), plain_path(a.path), a.query) : 0;
}

/* A run of 5 digits, or a segment of 4 words ("storm-closes-three-roads"). */
static bool is_specific(struct span path)
{
    size_t digits = 0, words = 0;
    bool letter = false;
    for (size_t i = 0; i < path.n && digits < 5 && words + letter < 4; i++) {
        const char c = path.p[i];
        const bool was_letter = letter;
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        letter = lower(c) >= 'a' && lower(c) <= 'z';
        words = c == '/' ? 0 : words + (was_letter && !letter);
    }
    return digits >= 5 || words + letter >= 4;
}

static uint64_t item_key(struct span path)
{
    if (!is_specific(path))
        return 0;
    const uint64_t key = hash_lower(path, 4);
    return key ? key : 1;
}

uint64_t outlet_item_key(struct span url)
{
    struct address a;
    return url.p && read_address(url, &a) ? item_key(plain_path(a.path)) : 0;
}

struct outlet_page outlet_page(struct span url, char host[OUTLET_MAX])
{
    struct address a;
    if (!url.p || !read_address(url, &a))
        return (struct outlet_page){0};
    const struct span plain = plain_host(a.host), path = plain_path(a.path);
    return (struct outlet_page){write_host(plain, host), url_key(plain, path, a.query), item_key(path)};
}

bool outlet_is_station(struct span outlet, struct span call_sign)
{
    size_t n = 0;
    while (n < call_sign.n && is_alnum(call_sign.p[n]))
        n++;
    if (n < 3 || !outlet.p)
        return false;
    for (size_t i = 0; i + n <= outlet.n; i++) {
        const bool edge = i == 0 || !is_alnum(outlet.p[i - 1]);
        if (edge && strncasecmp(outlet.p + i, call_sign.p, n) == 0)
            return true;
    }
    return false;
}
