#include "source/compress.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "coding/encoder.h"

enum { ROOM = 128 << 10 };

struct compressor {
    const struct encoder *encoder;
    void *state;
    char *room; /* ROOM bytes for what comes out */
};

int compressor_create(struct compressor **out, enum source_coding coding)
{
    struct compressor *c;
    int rc = RP_ERR_NOMEM;

    if (coding != CODING_GZIP && coding != CODING_ZSTD)
        return RP_ERR_INVALID;
    if (!(c = mem_zalloc(1, sizeof *c)) || !(c->room = mem_alloc(ROOM, 1)))
        goto out;
    c->encoder = coding == CODING_GZIP ? &gzip_encoder : &zstd_encoder;
    TRY(c->encoder->create(&c->state));
    *out = c;
    return RP_OK;
out:
    compressor_free(c);
    return rc;
}

void compressor_free(struct compressor *c)
{
    if (!c)
        return;
    if (c->state)
        c->encoder->free(c->state);
    free(c->room);
    free(c);
}

static int run(struct compressor *c, const char *p, size_t n, bool end, compressor_put *put, void *ctx)
{
    struct decoder_io io = {.in = p, .in_n = n};
    bool done = false;
    int rc = RP_OK;

    do {
        io.out = c->room;
        io.out_n = ROOM;
        TRY(c->encoder->run(c->state, &io, end, &done));
        if (io.out_n < ROOM)
            TRY(put(ctx, c->room, ROOM - io.out_n));
    } while (end ? !done : io.in_n > 0 || io.out_n == 0);
out:
    return rc;
}

int compressor_feed(struct compressor *c, const char *p, size_t n, compressor_put *put, void *ctx)
{
    return run(c, p, n, false, put, ctx);
}

int compressor_end(struct compressor *c, compressor_put *put, void *ctx)
{
    return run(c, NULL, 0, true, put, ctx);
}
