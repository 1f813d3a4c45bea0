/*
 * variants_gen.c - runs during the build: data/variants.tsv (stdin) to variants_table.h (stdout).
 * Any line it does not understand, and any form listed twice, fails the build.
 */
#include <stdio.h>
#include <stdlib.h>

#include "relation/variants.h"

enum { MAX_FORMS = 1 << VARIANT_INDEX_BITS, LINE = 4096, MAX_MOVES = 1000 };

static struct variant table[MAX_FORMS];
static uint32_t slot[VARIANT_SLOTS]; /* index into table, 0: free */
static size_t n = 1;
static unsigned line_number;

static void die(const char *what, const char *word)
{
    fprintf(stderr, "variants.tsv:%u: %s: %s\n", line_number, what, word);
    exit(1);
}

static uint64_t hash_word(const char *word)
{
    if (!*word || strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(word))
        die("not a folded word", word);
    return variant_hash((const uint8_t *)word, strlen(word));
}

static uint8_t kinds_of(char *list)
{
    static const char *const name[] = {"date", "number", "common", "abbr"};
    static const uint8_t bit_of[] = {VARIANT_DATE, VARIANT_NUMBER, VARIANT_COMMON, VARIANT_ABBREVIATION};
    uint8_t kinds = 0;
    if (strcmp(list, "-") == 0)
        return 0;
    for (char *k = list; k;) {
        char *comma = strchr(k, ',');
        unsigned bit = 0;
        if (comma)
            *comma = '\0';
        while (bit < 4 && strcmp(k, name[bit]) != 0)
            bit++;
        if (bit == 4)
            die("no such class", k);
        kinds |= bit_of[bit];
        k = comma ? comma + 1 : NULL;
    }
    return kinds;
}

/* Puts entry i into one of its places; what lies there moves to its other one. */
static void place(uint32_t i, const char *form)
{
    int choice = 0;
    for (int moves = 0; moves < MAX_MOVES; moves++) {
        uint32_t *s = &slot[variant_place(table[i].form, choice)];
        const uint32_t moved = *s;
        *s = i;
        if (!moved)
            return;
        choice = s == &slot[variant_place(table[moved].form, 0)];
        i = moved;
    }
    die("no place in the table: make VARIANT_SLOTS larger", form);
}

static void add(const char *form, uint64_t word, uint8_t kinds)
{
    const uint64_t h = hash_word(form);
    for (size_t i = 1; i < n; i++)
        if (table[i].form == h)
            die("listed twice", form);
    if (n == MAX_FORMS)
        die("too many forms", form);
    table[n] = (struct variant){h, word, kinds};
    place((uint32_t)n++, form);
}

static void read_line(char *line)
{
    char *class = strchr(line, '\t'), *forms = class ? strchr(class + 1, '\t') : NULL;
    if (!forms)
        die("three columns wanted", line);
    *class++ = '\0';
    *forms++ = '\0';
    const uint8_t kinds = kinds_of(class);
    const uint64_t word = hash_word(line);
    add(line, word, kinds);
    for (char *f = forms; *f;) {
        size_t len = strcspn(f, "|");
        char *next = f + len + (f[len] == '|');
        f[len] = '\0';
        add(f, word, kinds);
        f = next;
    }
}

static void print_table(void)
{
    printf("const struct variant variant_table[] = {\n");
    for (size_t i = 0; i < n; i++)
        printf("{0x%016llxu, 0x%016llxu, %u},\n", (unsigned long long)table[i].form,
               (unsigned long long)table[i].word, table[i].kinds);
    printf("};\nconst uint32_t variant_slot[VARIANT_SLOTS] = {");
    for (size_t i = 0; i < VARIANT_SLOTS; i++)
        printf("%s0x%08xu,", i % 8 ? " " : "\n", slot[i] ? variant_tag(table[slot[i]].form) | slot[i] : 0);
    printf("\n};\n");
}

int main(void)
{
    char line[LINE];
    while (fgets(line, sizeof line, stdin)) {
        line_number++;
        line[strcspn(line, "\n")] = '\0';
        if (*line && *line != '#')
            read_line(line);
    }
    if (ferror(stdin) || n == 1)
        die("could not be read", "");
    print_table();
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
