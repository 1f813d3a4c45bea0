/*
 * own_names.h - whether an article, in a stretch of it, names the outlet that carries it, or its town.
 *
 * A paragraph that names The Millbrook Echo, or Millbrook, on a page of The Millbrook Echo or millbrookecho.example is
 * the carrier's own: no wire puts it there. What counts are names, of five letters or more in a host name, of four in
 * a name of words.
 */
#ifndef RELATION_OWN_NAMES_H
#define RELATION_OWN_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "relation/body.h"

enum { OWN_NAMES_MAX = 512 };

/* Tokens that may name an outlet: words of its name, or all that a host name may be put together from. */
struct own_names {
    uint32_t n;
    uint64_t token[OWN_NAMES_MAX];
};

/* outlet: a name or a host. */
void own_names_of(struct span outlet, struct own_names *out);

/* What was found out of the outlets asked about last, for pairs that stand together share them. All zero at first. */
enum { OWN_NAMES_KEPT = 8, OWN_NAMES_OUTLET = 64 };
struct own_names_book {
    struct {
        char outlet[OWN_NAMES_OUTLET];
        size_t n;
        struct own_names names;
    } kept[OWN_NAMES_KEPT];
    unsigned next;
};

/* As own_names_of(); valid until the next call. */
const struct own_names *own_names_look_up(struct own_names_book *book, struct span outlet);

/* Has b[first, last) a word that could be such a name? */
bool own_names_possible(const struct body *b, uint32_t first, uint32_t last);

/* Does b[first, last) have such a name that `other`, if there is one, has nowhere? */
bool own_names_in(const struct own_names *o, const struct body *b, uint32_t first, uint32_t last,
                  const struct body *other);

#endif
