/*
 * pattern_file.h - reads the pattern table's text (form: head of data/patterns.tsv), macros expanded.
 */
#ifndef ARTICLE_PATTERN_FILE_H
#define ARTICLE_PATTERN_FILE_H

#include "article/patterns.h"

enum { PATTERN_ID_MAX = 15, REGEX_MAX = 1 << 16 };

struct pattern_macro {
    struct span name;
    char *text;
    size_t n;
};

struct pattern_file {
    struct span rest; /* what has not been read */
    unsigned line;    /* of the record given last, from 1 */
    struct pattern_macro *macros;
    size_t n_macros, macros_cap;
    char *regex;
    size_t regex_cap;
};

struct pattern_record {
    char kind;               /* 'p', or '+' and '-' for examples */
    struct span id, needs;   /* kind p; into the file */
    enum pattern_role role;
    unsigned zones, tail;
    bool caseless, glued, not_prose;
    struct span regex;       /* expanded; until the next record */
    struct span example;     /* kinds + and - */
};

void pattern_file_init(struct pattern_file *f, struct span text);
void pattern_file_release(struct pattern_file *f);
/* 1: a record, 0: the end, RP_ERR_FORMAT with *error filled, RP_ERR_NOMEM. */
int pattern_file_next(struct pattern_file *f, struct pattern_record *r, struct pattern_error *error) MUST_USE;

/* Cuts s at the first `at`; gives what stands before it and leaves the rest (p == NULL after the last piece). */
struct span span_cut(struct span *s, char at);

#endif
