/*
 * dedup_parts.h - the parts of what is read: the references, in the order they were named, then the input.
 *
 * All sources stand in one list. A part is a run of them with its own field names. A reference is files, which are read
 * as the input is, or the state of an earlier run, whose rows are taken over as they are; its sources are only
 * gone back to. The state of a run that had references itself gives several parts.
 */
#ifndef DEDUP_DEDUP_PARTS_H
#define DEDUP_DEDUP_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include <reprint.h>

#include "base/compiler.h"
#include "json/fields.h"
#include "source/source.h"

struct dedup;

struct part {
    bool reference;
    enum source_format format; /* AUTO: told by name and content */
    uint32_t first, end;   /* its sources */
    struct fields *fields;
    char **spec;           /* n_specs: the names the fields were told */
    size_t n_specs;
    /* The state of an earlier run, in the first of its parts. */
    rp_corpus *lent;
    char *dir;
    int lock;
    uint32_t lent_end;     /* sources [first, lent_end) are its; 0: this part is read */
    bool came_along;       /* its documents come with a part before it */
};

struct parts {
    struct part *a;
    size_t n, cap;
};

/* Fills d->parts and d->sources from --against and the operands. RP_OK or a status, STATUS_SAID. */
int parts_open(struct dedup *d, const char *const *operands, size_t n) MUST_USE;
/* From what a state was made of (dedup_inputs.h), for --from. */
int parts_from_state(struct dedup *d) MUST_USE;
void parts_close(struct dedup *d);

/* A part with these names of fields and no source yet; its sources are added and parts_end() called. */
int parts_begin(struct dedup *d, bool reference, enum source_format format, const char *const *spec, size_t n) MUST_USE;
void parts_end(struct dedup *d);

const struct part *part_of(const struct dedup *d, uint32_t file);
/* The input: the last one. */
const struct part *part_input(const struct dedup *d);
/* Makes the rows of an earlier run documents of d->corpus, and gives back what it held for that. */
int part_take_rows(struct dedup *d, struct part *p) MUST_USE;

#endif
