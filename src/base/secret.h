/* secret.h - where an adversary counts; secret.c is the only file that sees sodium.h. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum { SECRET_KEY_BYTES = 32, SECRET_DIGEST_BYTES = 32 };

/* To be called before anything else here; RP_OK or RP_ERR_IO when the system has no randomness. */
int secret_init(void) MUST_USE;

/* A number nobody can guess: new each time. */
uint64_t secret_random64(void);
void secret_random(void *out, size_t n);

/* The hash seed number `purpose` that belongs to a key (BLAKE2b, keyed). Equal in, equal out. */
uint64_t secret_seed(const uint8_t key[SECRET_KEY_BYTES], uint64_t purpose);

/* BLAKE2b-256 of a file's bytes, piece by piece: protects what we write and read again. */
struct secret_digest {
    _Alignas(64) unsigned char state[384];
};
void secret_digest_init(struct secret_digest *d);
void secret_digest_add(struct secret_digest *d, const void *p, size_t n);
void secret_digest_done(struct secret_digest *d, uint8_t out[SECRET_DIGEST_BYTES]);

#endif
