/*
 * test_json.h - random lines that are JSON or nearly so, and a judge of its own to hold the readers
 * against: recursive descent, a byte at a time, written from RFC 8259 and from nothing in src/.
 */
#ifndef TEST_JSON_H
#define TEST_JSON_H

#include <stdbool.h>

#include "test.h"

enum { TEST_LINE = 4096 };

struct test_line {
    char p[TEST_LINE + 128]; /* with a newline at n and readable bytes behind */
    size_t n;
};

static inline void test_put(struct test_line *l, const char *s, size_t n)
{
    if (l->n + n <= TEST_LINE) {
        memcpy(l->p + l->n, s, n);
        l->n += n;
    }
}

static inline void test_puts(struct test_line *l, const char *s)
{
    test_put(l, s, strlen(s));
}

static inline void test_space(struct test_line *l, uint64_t *seed)
{
    static const char *const spaces[] = {"", "", "", " ", "  ", "\t", "\r", " \t "};
    test_puts(l, spaces[test_below(seed, 8)]);
}

static inline void test_string(struct test_line *l, uint64_t *seed)
{
    static const char *const parts[] = {
        "a", "text", " ", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\xc3\xa9", "\xff", "{",
        "}", ":", ",", "u", "\\\\\\\\", "\\b\\f\\r\\t", "the quick brown fox jumps over it", "\xe2\x80\x99", "\\uDC00x",
        "[", "0123456789012345678901234567890123456789012345678901234567890123"};
    size_t n = test_below(seed, 10) == 0 ? test_below(seed, 30) : test_below(seed, 5);

    test_puts(l, "\"");
    for (size_t i = 0; i < n; i++)
        test_puts(l, parts[test_below(seed, sizeof parts / sizeof *parts)]);
    test_puts(l, "\"");
}

static inline void test_value(struct test_line *l, uint64_t *seed, int depth);

static inline void test_container(struct test_line *l, uint64_t *seed, int depth, bool object)
{
    size_t n = test_below(seed, 5);

    test_puts(l, object ? "{" : "[");
    for (size_t i = 0; i < n; i++) {
        if (i)
            test_puts(l, ",");
        test_space(l, seed);
        if (object) {
            test_string(l, seed);
            test_space(l, seed);
            test_puts(l, ":");
            test_space(l, seed);
        }
        test_value(l, seed, depth + 1);
        test_space(l, seed);
    }
    test_puts(l, object ? "}" : "]");
}

static inline void test_value(struct test_line *l, uint64_t *seed, int depth)
{
    static const char *const scalars[] = {"true", "false", "null", "0", "-1", "12.5e-7", "1E+9", "-0.0", "123456789012345678901234567890", "1e999"};
    uint64_t k = test_below(seed, 16);

    if (k < 8)
        test_string(l, seed);
    else if (k < 14 || depth > 6)
        test_puts(l, scalars[test_below(seed, sizeof scalars / sizeof *scalars)]);
    else
        test_container(l, seed, depth, k == 14);
}

/* One edit a time: a byte put in, taken out or changed, mostly for one that means something. */
static inline void test_damage(struct test_line *l, uint64_t *seed)
{
    static const char bytes[] = "{}[]:,\"\\u0123456789abcdefDE+-.eE tfnrl\t\r\x01\x1f\x7f\xff";
    size_t at = l->n ? test_below(seed, l->n) : 0;
    char c = bytes[test_below(seed, sizeof bytes)]; /* the NUL behind it too */

    switch (test_below(seed, 3)) {
    case 0:
        if (l->n < TEST_LINE) {
            memmove(l->p + at + 1, l->p + at, l->n - at);
            l->p[at] = c;
            l->n++;
        }
        break;
    case 1:
        if (l->n) {
            memmove(l->p + at, l->p + at + 1, l->n - at - 1);
            l->n--;
        }
        break;
    default:
        if (l->n)
            l->p[at] = c;
    }
}

static inline void test_line_make(struct test_line *l, uint64_t *seed)
{
    size_t edits = test_below(seed, 3) ? test_below(seed, 3) : 0;

    l->n = 0;
    test_space(l, seed);
    test_container(l, seed, 0, true);
    test_space(l, seed);
    for (size_t i = 0; i < edits; i++)
        test_damage(l, seed);
    for (size_t i = 0; i < l->n; i++)
        if (l->p[i] == '\n')
            l->p[i] = ' ';
    memset(l->p + l->n, '\n', 128);
}

/* --- the judge --- */

struct test_judge {
    const unsigned char *p, *end;
    int depth, deepest;
    unsigned members; /* of the outermost object */
};

static inline int judge_peek(const struct test_judge *j)
{
    return j->p < j->end ? *j->p : -1;
}

static inline bool judge_take(struct test_judge *j, int c)
{
    bool is = judge_peek(j) == c;
    j->p += is;
    return is;
}

static inline void judge_space(struct test_judge *j)
{
    while (judge_take(j, ' ') || judge_take(j, '\t') || judge_take(j, '\r') || judge_take(j, '\n'))
        ;
}

static inline bool judge_digits(struct test_judge *j)
{
    bool any = false;
    while (judge_peek(j) >= '0' && judge_peek(j) <= '9')
        j->p++, any = true;
    return any;
}

static inline bool judge_number(struct test_judge *j)
{
    judge_take(j, '-');
    if (!judge_take(j, '0') && !judge_digits(j))
        return false;
    if (judge_take(j, '.') && !judge_digits(j))
        return false;
    if (judge_take(j, 'e') || judge_take(j, 'E')) {
        if (!judge_take(j, '+'))
            judge_take(j, '-');
        return judge_digits(j);
    }
    return true;
}

static inline bool judge_string(struct test_judge *j)
{
    if (!judge_take(j, '"'))
        return false;
    while (!judge_take(j, '"')) {
        if (judge_peek(j) < 0x20)
            return false;
        if (!judge_take(j, '\\')) {
            j->p++;
        } else if (judge_take(j, 'u')) {
            for (int i = 0; i < 4; i++, j->p++)
                if (judge_peek(j) < 0 || !strchr("0123456789abcdefABCDEF", judge_peek(j)) || !*j->p)
                    return false;
        } else {
            if (judge_peek(j) <= 0 || !strchr("\"\\/bfnrt", judge_peek(j)))
                return false;
            j->p++;
        }
    }
    return true;
}

static inline bool judge_word(struct test_judge *j, const char *w)
{
    for (; *w; w++)
        if (!judge_take(j, *w))
            return false;
    return true;
}

static inline bool judge_value(struct test_judge *j);

static inline bool judge_container(struct test_judge *j, bool object)
{
    const int close = object ? '}' : ']';

    j->p++;
    if (++j->depth > j->deepest)
        j->deepest = j->depth;
    judge_space(j);
    if (judge_peek(j) != close) {
        for (;;) {
            judge_space(j);
            if (object) {
                if (!judge_string(j))
                    return false;
                judge_space(j);
                if (!judge_take(j, ':'))
                    return false;
            }
            if (!judge_value(j))
                return false;
            j->members += j->depth == 1;
            judge_space(j);
            if (!judge_take(j, ','))
                break;
        }
    }
    j->depth--;
    return judge_take(j, close);
}

static inline bool judge_value(struct test_judge *j)
{
    judge_space(j);
    switch (judge_peek(j)) {
    case '{': return judge_container(j, true);
    case '[': return judge_container(j, false);
    case '"': return judge_string(j);
    case 't': return judge_word(j, "true");
    case 'f': return judge_word(j, "false");
    case 'n': return judge_word(j, "null");
    default: return judge_number(j);
    }
}

/* Is the line one JSON object? */
static inline bool test_judge(struct test_judge *j, const char *p, size_t n)
{
    *j = (struct test_judge){.p = (const unsigned char *)p, .end = (const unsigned char *)p + n};
    judge_space(j);
    if (judge_peek(j) != '{' || !judge_value(j))
        return false;
    judge_space(j);
    return j->p == j->end;
}

#endif
