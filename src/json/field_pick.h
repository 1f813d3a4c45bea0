/*
 * field_pick.h - the members of one object, one after the other, to the fields of a record.
 *
 * Both ways of reading JSON end here, so what counts as which field is decided once.
 */
#ifndef JSON_FIELD_PICK_H
#define JSON_FIELD_PICK_H

#include <stdint.h>

#include "json/fields.h"
#include "json/json_scan.h"
#include "json/record.h"

enum { FIELD_NONE = -1, FIELD_NAME_MAX = 200 };

/* The entry that a member's name (or path) leads to, FIELD_NONE if nobody asks for it. `escaped`: it
 * holds JSON escapes. Equal names give the equal entry. */
int fields_find(const struct fields *f, const char *name, size_t n, bool escaped);

struct field_pick {
    uint16_t rank[SLOT_COUNT];  /* of the value held, in the slot's list of names */
    struct record_field source; /* an address under a name that says site or address */
    const char *not_text;       /* a value under a name of the text that is no string */
};

void field_pick_begin(struct field_pick *k, struct input_record *r);

/* A member whose name fields_find() knows. Members come in the order of the line. */
void field_pick_put(const struct fields *f, struct field_pick *k, int entry, const struct json_member *m,
                    struct input_record *r);

/* Settles url, outlet and text. Without any text r->error is set. `line` is where offsets count from. */
void field_pick_end(const struct fields *f, const struct field_pick *k, const char *line, struct input_record *r);

#endif
