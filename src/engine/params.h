/* params.h - checked parameters, and what follows from them. */
#ifndef ENGINE_PARAMS_H
#define ENGINE_PARAMS_H

#include <reprint.h>

#include "sketch/bands.h"

enum { SHINGLE_WORDS = 5, SHINGLE_CHARS = 12 };

/* The hash seed of tokens in sketches: a constant, or made from the key. */
uint64_t params_seed(const rp_params *p);

/* Columns of band keys a document has: 0 when only exact copies are wanted. */
unsigned params_key_columns(const rp_params *p);

struct band_shape params_shape(const rp_params *p);

#endif
