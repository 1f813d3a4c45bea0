#include "base/secret.h"

#include <assert.h>
#include <sodium.h>

#include "base/status.h"

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct secret_digest), "room for the state");
_Static_assert(SECRET_KEY_BYTES <= crypto_generichash_KEYBYTES_MAX, "the key fits");

int secret_init(void)
{
    return sodium_init() < 0 ? RP_ERR_IO : RP_OK; /* may be called again and from any thread */
}

void secret_random(void *out, size_t n)
{
    randombytes_buf(out, n);
}

uint64_t secret_random64(void)
{
    uint64_t r;
    secret_random(&r, sizeof r);
    return r;
}

uint64_t secret_seed(const uint8_t key[SECRET_KEY_BYTES], uint64_t purpose)
{
    unsigned char in[8], out[crypto_generichash_BYTES_MIN];
    uint64_t seed = 0;

    for (int i = 0; i < 8; i++)
        in[i] = (unsigned char)(purpose >> (8 * i));
    crypto_generichash(out, sizeof out, in, sizeof in, key, SECRET_KEY_BYTES);
    for (int i = 0; i < 8; i++)
        seed |= (uint64_t)out[i] << (8 * i);
    sodium_memzero(out, sizeof out);
    return seed;
}

static crypto_generichash_state *state_of(struct secret_digest *d)
{
    return (crypto_generichash_state *)(void *)d->state;
}

void secret_digest_init(struct secret_digest *d)
{
    crypto_generichash_init(state_of(d), NULL, 0, SECRET_DIGEST_BYTES);
}

void secret_digest_add(struct secret_digest *d, const void *p, size_t n)
{
    crypto_generichash_update(state_of(d), p, n);
}

void secret_digest_done(struct secret_digest *d, uint8_t out[SECRET_DIGEST_BYTES])
{
    crypto_generichash_final(state_of(d), out, SECRET_DIGEST_BYTES);
}
