#include "console/flags.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/units.h"

/* --- values --- */

static void *place(const struct flag *f, void *options)
{
    return (char *)options + f->offset;
}

/* The place of `word` in "first|second|third", -1 if it is none of them. */
static int choice_index(const char *choices, const char *word)
{
    size_t n = strlen(word);
    for (int i = 0; *choices; i++) {
        size_t len = strcspn(choices, "|");
        if (len == n && memcmp(choices, word, n) == 0)
            return i;
        choices += len + (choices[len] == '|');
    }
    return -1;
}

static bool in_range(const struct flag *f, double v)
{
    return (f->least == 0 && f->most == 0) || (v >= f->least && v <= f->most);
}

static void range_text(const struct flag *f, char *out, size_t size)
{
    char a[UNITS_TEXT], b[UNITS_TEXT];

    if (f->least == 0 && f->most == 0)
        *out = '\0';
    else if (f->kind == FLAG_SHARE)
        snprintf(out, size, " from %g to %g", f->least, f->most);
    else if (f->kind == FLAG_BYTES)
        snprintf(out, size, " from %s to %s", units_memory_text((uint64_t)f->least, a),
                 units_memory_text((uint64_t)f->most, b));
    else
        snprintf(out, size, " from %s to %s", units_count_text((uint64_t)f->least, a),
                 units_count_text((uint64_t)f->most, b));
}

static bool refuse(const struct flag *f, const char *value, const char *wanted)
{
    char range[2 * UNITS_TEXT + 16];
    range_text(f, range, sizeof range);
    message_error("--%s wants %s%s, not '%s'", f->name, wanted, range, value);
    return false;
}

static bool list_add(struct flag_list *list, const char *value)
{
    if (mem_grow(&list->items, &list->cap, list->n + 1, sizeof *list->items) < 0) {
        message_error("%s", rp_strerror(RP_ERR_NOMEM));
        return false;
    }
    list->items[list->n++] = value;
    return true;
}

static bool set_choice(const struct flag *f, int *to, const char *value)
{
    int i = choice_index(f->value, value);
    if (i < 0) {
        message_error("--%s is one of %s, not '%s'", f->name, f->value, value);
        return false;
    }
    *to = i;
    return true;
}

static bool set_number(const struct flag *f, void *to, const char *value)
{
    uint64_t n;
    double share;

    if (f->kind == FLAG_SHARE) {
        if (!units_parse_share(value, &share) || !in_range(f, share))
            return refuse(f, value, "a number");
        *(double *)to = share;
        return true;
    }
    if (!(f->kind == FLAG_BYTES ? units_parse_bytes(value, &n) : units_parse_count(value, &n)) ||
        !in_range(f, (double)n))
        return refuse(f, value, f->kind == FLAG_BYTES ? "a size such as 64M or 2G" : "a whole number");
    *(uint64_t *)to = n;
    return true;
}

static bool set_value(const struct flag *f, void *options, const char *value)
{
    void *to = place(f, options);

    switch (f->kind) {
    case FLAG_TEXT:
    case FLAG_FILE:
    case FLAG_FOLDER:
        if (*value == '\0')
            return refuse(f, value, f->kind == FLAG_TEXT ? "a value" : "a name");
        *(const char **)to = value;
        return true;
    case FLAG_LIST:
        return list_add(to, value);
    case FLAG_CHOICE:
        return set_choice(f, to, value);
    default:
        return set_number(f, to, value);
    }
}

void flags_release(const struct command *c, void *options)
{
    for (size_t i = 0; c->flags[i].name; i++)
        if (c->flags[i].kind == FLAG_LIST) {
            struct flag_list *list = place(&c->flags[i], options);
            free(list->items);
            *list = (struct flag_list){0};
        }
}

/* --- names --- */

static const struct flag *find_name(const struct command *c, const char *name, size_t n)
{
    for (size_t i = 0; c->flags[i].name; i++)
        if (strlen(c->flags[i].name) == n && memcmp(c->flags[i].name, name, n) == 0)
            return &c->flags[i];
    return NULL;
}

static const struct flag *find_letter(const struct command *c, char letter)
{
    for (size_t i = 0; c->flags[i].name; i++)
        if (c->flags[i].letter == letter)
            return &c->flags[i];
    return NULL;
}

enum { NEAR_MAX = 32 };

/* Edits (insert, delete, replace, swap neighbours) between two words of at most NEAR_MAX letters:
 * the optimal string alignment distance, with the last three rows kept. */
static size_t edits(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), row[3][NEAR_MAX + 1];

    if (n > NEAR_MAX || m > NEAR_MAX)
        return NEAR_MAX;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = before[j - 1] + (a[i - 1] != b[j - 1]);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && earlier[j - 2] + 1 < best)
                best = earlier[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

const char *flags_nearest(const char *word, const char *const *words, size_t n)
{
    const char *nearest = NULL;
    size_t least = (strlen(word) + 2) / 3 + 1;

    for (size_t i = 0; i < n; i++) {
        size_t d = edits(word, words[i]);
        if (d < least) {
            least = d;
            nearest = words[i];
        }
    }
    return nearest;
}

static enum flags_result unknown(const struct command *c, const char *arg, size_t n)
{
    enum { FLAGS_MAX = 64 };
    const char *names[FLAGS_MAX], *nearest = NULL;
    char word[NEAR_MAX + 1];
    size_t count = 0;

    for (; count < FLAGS_MAX && c->flags[count].name; count++)
        names[count] = c->flags[count].name;
    if (n > 2 && n - 2 <= NEAR_MAX) {
        memcpy(word, arg + 2, n - 2);
        word[n - 2] = '\0';
        nearest = flags_nearest(word, names, count);
    }
    if (nearest)
        message_error("unknown option '%.*s'; did you mean '--%s'?", (int)n, arg, nearest);
    else
        message_error("unknown option '%.*s'; see 'reprint %s --help'", (int)n, arg, c->name);
    return FLAGS_BAD;
}

/* --- the walk over argv --- */

struct walk {
    const struct command *c;
    int argc, at;
    char **argv;
    void *options;
};

/* The flag's value: what follows in the same argument, or the next argument. */
static enum flags_result take(struct walk *w, const struct flag *f, const char *attached)
{
    switch (f->kind) {
    case FLAG_SWITCH:
        *(bool *)place(f, w->options) = true;
        return FLAGS_OK;
    case FLAG_HELP:
        return FLAGS_LONG_HELP;
    case FLAG_VERSION:
        return FLAGS_VERSION;
    default:
        break;
    }
    if (!attached) {
        if (w->at == w->argc) {
            message_error("--%s wants a value: %s", f->name, f->value);
            return FLAGS_BAD;
        }
        attached = w->argv[w->at++];
    }
    return set_value(f, w->options, attached) ? FLAGS_OK : FLAGS_BAD;
}

static bool has_value(const struct flag *f)
{
    return f->kind != FLAG_SWITCH && f->kind != FLAG_HELP && f->kind != FLAG_VERSION;
}

static enum flags_result take_long(struct walk *w, const char *arg)
{
    size_t n = strcspn(arg, "=");
    const struct flag *f = find_name(w->c, arg + 2, n - 2);

    if (!f)
        return unknown(w->c, arg, n);
    if (arg[n] == '=' && !has_value(f)) {
        message_error("--%s takes no value", f->name);
        return FLAGS_BAD;
    }
    return take(w, f, arg[n] == '=' ? arg + n + 1 : NULL);
}

/* "-qo out", "-qoout": switches may be run together, a value ends the run. */
static enum flags_result take_letters(struct walk *w, const char *arg)
{
    enum flags_result rc = FLAGS_OK;

    for (const char *l = arg + 1; *l && rc == FLAGS_OK; l++) {
        const struct flag *f = find_letter(w->c, *l);
        if (!f) {
            message_error("unknown option '-%c'; see 'reprint %s --help'", *l, w->c->name);
            return FLAGS_BAD;
        }
        if (has_value(f))
            return take(w, f, l[1] ? l + 1 : NULL);
        rc = f->kind == FLAG_HELP ? FLAGS_SHORT_HELP : take(w, f, NULL);
    }
    return rc;
}

static enum flags_result check_operands(const struct command *c, size_t n)
{
    if (n < c->operands_least) {
        message_error("%s wants %s; see 'reprint %s --help'", c->name, c->operands, c->name);
        return FLAGS_BAD;
    }
    if (n > c->operands_most) {
        message_error("%s takes %s; see 'reprint %s --help'", c->name,
                      c->operands_most == 0 ? "no operands" : "fewer operands", c->name);
        return FLAGS_BAD;
    }
    return FLAGS_OK;
}

enum flags_result flags_parse(const struct command *c, int argc, char **argv, void *options,
                              const char **operands, size_t *n_operands)
{
    struct walk w = {.c = c, .argc = argc, .argv = argv, .options = options};
    enum flags_result rc = FLAGS_OK;
    bool only_operands = false;
    size_t n = 0;

    while (w.at < argc && rc == FLAGS_OK) {
        const char *arg = argv[w.at++];
        if (only_operands || arg[0] != '-' || arg[1] == '\0')
            operands[n++] = arg;
        else if (strcmp(arg, "--") == 0)
            only_operands = true;
        else if (arg[1] == '-')
            rc = take_long(&w, arg);
        else
            rc = take_letters(&w, arg);
    }
    *n_operands = n;
    return rc == FLAGS_OK ? check_operands(c, n) : rc;
}

/* --- defaults, live --- */

static void choice_text(const struct flag *f, int i, char *out, size_t size)
{
    const char *c = f->value;
    while (i-- > 0)
        c += strcspn(c, "|") + 1;
    snprintf(out, size, "%.*s", (int)strcspn(c, "|"), c);
}

static bool is_nothing(const struct flag *f, const void *at)
{
    switch (f->kind) {
    case FLAG_TEXT:
    case FLAG_FILE:
    case FLAG_FOLDER:
        return *(const char *const *)at == NULL;
    case FLAG_COUNT:
    case FLAG_BYTES:
        return *(const uint64_t *)at == 0;
    case FLAG_SHARE:
        return *(const double *)at == 0;
    case FLAG_CHOICE:
        return false;
    default:
        return true;
    }
}

void flags_default_text(const struct flag *f, const void *options, char *out, size_t size)
{
    const void *at = (const char *)options + f->offset;
    char n[UNITS_TEXT];

    if (f->kind == FLAG_HELP || f->kind == FLAG_VERSION || is_nothing(f, at))
        snprintf(out, size, "%s", f->nothing ? f->nothing : "");
    else if (f->kind == FLAG_CHOICE)
        choice_text(f, *(const int *)at, out, size);
    else if (f->kind == FLAG_SHARE)
        snprintf(out, size, "%g", *(const double *)at);
    else if (f->kind == FLAG_COUNT)
        snprintf(out, size, "%s", units_count_text(*(const uint64_t *)at, n));
    else if (f->kind == FLAG_BYTES)
        snprintf(out, size, "%s", units_memory_text(*(const uint64_t *)at, n));
    else
        snprintf(out, size, "%s", *(const char *const *)at);
}

bool flags_is_default(const struct flag *f, const void *options, const void *defaults)
{
    const void *a = (const char *)options + f->offset, *b = (const char *)defaults + f->offset;

    switch (f->kind) {
    case FLAG_SWITCH:
        return *(const bool *)a == *(const bool *)b;
    case FLAG_CHOICE:
        return *(const int *)a == *(const int *)b;
    case FLAG_TEXT:
    case FLAG_FILE:
    case FLAG_FOLDER:
        return *(const char *const *)a == *(const char *const *)b;
    case FLAG_COUNT:
    case FLAG_BYTES:
        return *(const uint64_t *)a == *(const uint64_t *)b;
    case FLAG_SHARE:
        return memcmp(a, b, sizeof(double)) == 0;
    case FLAG_LIST:
        return ((const struct flag_list *)a)->n == ((const struct flag_list *)b)->n;
    default:
        return true;
    }
}
