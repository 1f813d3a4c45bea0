/*
 * fields.h - which member of a JSON object is the text, the headline, the date ...
 *
 * Every slot has a list of names (fields.c), best first; names are compared without case, nested
 * ones are written source.name and bodies[0].value. The first name with a non-empty value wins; of
 * equal names in one object the first. Numbers and truth values do as values everywhere but in
 * text, html and summary, where only a string does. `source` and `source_url` are settled by what
 * they hold: an http(s) address with a path is the url if no other name gave one, an address without
 * a path or any other string is the outlet, an object is looked into.
 */
#ifndef JSON_FIELDS_H
#define JSON_FIELDS_H

#include "base/compiler.h"
#include "json/record.h"

struct fields;

/* RP_OK or RP_ERR_NOMEM. Constant after the last fields_override(): may be shared by threads. */
int fields_create(struct fields **out) MUST_USE;
void fields_free(struct fields *f);

/*
 * "text=body", "headline=hl1,title": these names, best first, instead of the slot's own. An
 * overridden text does not fall back to html or summary. RP_OK, RP_ERR_INVALID (no such slot, no
 * name, a name longer than 200 bytes), RP_ERR_NOMEM.
 */
int fields_override(struct fields *f, const char *spec) MUST_USE;

/* "text", "headline" ...; NULL beyond the last. */
const char *fields_slot_name(enum record_slot slot);

#endif
