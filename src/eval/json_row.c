#include "eval/json_row.h"

#include "base/alloc.h"
#include "base/status.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char jrow_peek(struct jrow *j)
{
    while (!j->failed && j->p < j->end && is_space(*j->p)) j->p++;
    return j->failed || j->p == j->end ? 0 : *j->p;
}

static bool fail(struct jrow *j)
{
    j->failed = true;
    return false;
}

bool jrow_enter(struct jrow *j, char open)
{
    if (jrow_peek(j) != open) return false;
    j->p++;
    return true;
}

/* The inside of the string at the cursor, which moves behind it. */
static bool raw_string(struct jrow *j, struct span *s)
{
    if (jrow_peek(j) != '"') return fail(j);
    const char *from = ++j->p;
    while (j->p < j->end && *j->p != '"') {
        if (*j->p == '\\' && ++j->p == j->end) break;
        j->p++;
    }
    if (j->p >= j->end) return fail(j);
    *s = (struct span){from, (size_t)(j->p - from)};
    j->p++;
    return true;
}

/* Behind an element: a comma before the next, or the bracket that ends it all. */
static bool more(struct jrow *j, bool first, char close)
{
    const char c = jrow_peek(j);
    if (c == close) {
        j->p++;
        return false;
    }
    if (first) return c != 0 || fail(j);
    if (c != ',') return fail(j);
    j->p++;
    return jrow_peek(j) != 0 || fail(j);
}

bool jrow_key(struct jrow *j, bool first, struct span *key)
{
    if (!more(j, first, '}') || !raw_string(j, key)) return false;
    if (jrow_peek(j) != ':') return fail(j);
    j->p++;
    return true;
}

bool jrow_element(struct jrow *j, bool first)
{
    return more(j, first, ']');
}

static void skip_scalar(struct jrow *j)
{
    const char *from = j->p;
    while (j->p < j->end && strchr(",]} \t\r\n", *j->p) == NULL) j->p++;
    if (j->p == from) fail(j);
}

/* Counts brackets instead of recursing: depth costs nothing. */
void jrow_skip(struct jrow *j)
{
    size_t depth = 0;
    struct span ignored;
    do {
        const char c = jrow_peek(j);
        if (c == 0) {
            fail(j);
        } else if (c == '"') {
            raw_string(j, &ignored);
        } else if (c == '{' || c == '[') {
            depth++, j->p++;
        } else if (c == '}' || c == ']') {
            if (depth == 0) fail(j);
            else depth--, j->p++;
        } else if (depth > 0 && (c == ',' || c == ':')) {
            j->p++;
        } else {
            skip_scalar(j);
        }
    } while (!j->failed && depth > 0);
}

static int hex4(const char *p, size_t n)
{
    int v = 0;
    if (n < 4) return -1;
    for (int i = 0; i < 4; i++) {
        const char c = p[i];
        const int d = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (d < 0) return -1;
        v = v * 16 + d;
    }
    return v;
}

static char *put_utf8(char *d, uint32_t c)
{
    if (c < 0x80) {
        *d++ = (char)c;
    } else if (c < 0x800) {
        *d++ = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        *d++ = (char)(0xe0 | c >> 12);
    } else {
        *d++ = (char)(0xf0 | c >> 18);
        *d++ = (char)(0x80 | (c >> 12 & 63));
    }
    if (c >= 0x800) *d++ = (char)(0x80 | (c >> 6 & 63));
    if (c >= 0x80) *d++ = (char)(0x80 | (c & 63));
    return d;
}

/* s[0..n) begins behind "\u"; writes the character and returns how many bytes of s it took. */
static size_t unescape_u(const char *s, size_t n, char **d)
{
    const int hi = hex4(s, n);
    if (hi < 0) return 0;
    if (hi >> 10 == 0x36 && n >= 10 && s[4] == '\\' && s[5] == 'u') {
        const int lo = hex4(s + 6, n - 6);
        if (lo >> 10 == 0x37) {
            *d = put_utf8(*d, 0x10000u + ((uint32_t)(hi & 0x3ff) << 10) + (uint32_t)(lo & 0x3ff));
            return 10;
        }
    }
    *d = put_utf8(*d, (uint32_t)hi);
    return 4;
}

static size_t unescape(const char *s, size_t n, char *to)
{
    char *d = to;
    for (size_t i = 0; i < n; i++) {
        if (s[i] != '\\' || i + 1 == n) {
            *d++ = s[i];
            continue;
        }
        const char c = s[++i];
        if (c == 'u') i += unescape_u(s + i + 1, n - i - 1, &d);
        else *d++ = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c;
    }
    return (size_t)(d - to);
}

int jrow_text(struct jrow *j, char **buf, size_t *cap, size_t *n)
{
    const char c = jrow_peek(j);
    struct span s = {"", 0};
    if (c == '"') {
        raw_string(j, &s);
    } else if (c != '{' && c != '[' && c != 0) {
        s.p = j->p;
        skip_scalar(j);
        s.n = (size_t)(j->p - s.p);
    } else {
        jrow_skip(j);
    }
    /* No escape is shorter than what it stands for. */
    const int rc = mem_grow(buf, cap, s.n + 1, 1);
    if (rc < 0) return rc;
    *n = c == '"' ? unescape(s.p, s.n, *buf) : s.n;
    if (c != '"') memcpy(*buf, s.p, s.n);
    return RP_OK;
}
