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
    while (n < url.n && url.p[n] != '/' && url.p[n] != '?' && url.p[n] != '#' && (unsigned char)url.p[n] > ' ')
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
        if (!is_alnum(host.p[i]) && host.p[i] != '.' && host.p[i] != '-' && (unsigned char)host.p[i] < 0x80)
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

size_t outlet_host(struct span url, char host[OUTLET_MAX])
{
    struct address a;
    if (!url.p || !read_address(url, &a))
        return 0;
    const struct span h = plain_host(a.host);
    for (size_t i = 0; i < h.n; i++)
        host[i] = lower(h.p[i]);
    return h.n;
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

uint64_t outlet_url_key(struct span url)
{
    struct address a;
    if (!url.p || !read_address(url, &a))
        return 0;
    uint64_t key = hash_lower(plain_host(a.host), 1) ^ hash_lower(plain_path(a.path), 2);
    while (a.query.n) {
        const char *amp = memchr(a.query.p, '&', a.query.n);
        const struct span one = {a.query.p, amp ? (size_t)(amp - a.query.p) : a.query.n};
        if (!is_tracking(one))
            key += hash_lower(one, 3); /* the order of parameters does not count */
        a.query = skip(a.query, one.n + (amp != NULL));
    }
    return key ? key : 1;
}

/* The longest run of digits, and the most words a path segment is made of ("storm-closes-three-roads": 4). */
static void measure_path(struct span path, size_t *digits, size_t *words)
{
    size_t run = 0, segment = 0;
    bool letter = false;
    *digits = *words = 0;
    for (size_t i = 0; i <= path.n; i++) {
        const char c = i < path.n ? path.p[i] : '/';
        run = c >= '0' && c <= '9' ? run + 1 : 0;
        *digits = run > *digits ? run : *digits;
        if (lower(c) >= 'a' && lower(c) <= 'z') {
            letter = true;
            continue;
        }
        segment += letter;
        letter = false;
        if (c == '/') {
            *words = segment > *words ? segment : *words;
            segment = 0;
        }
    }
}

uint64_t outlet_item_key(struct span url)
{
    struct address a;
    size_t digits, words;
    if (!url.p || !read_address(url, &a))
        return 0;
    const struct span path = plain_path(a.path);
    measure_path(path, &digits, &words);
    if (digits < 5 && words < 4)
        return 0;
    const uint64_t key = hash_lower(path, 4);
    return key ? key : 1;
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
