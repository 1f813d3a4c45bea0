#include "coding/decoder.h"

#include <stdlib.h>

#include <zstd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "coding/encoder.h"

/* What is enough to tell how long a frame's header is, and the length of a block's. */
enum { FRAME_BEGINNING = 5, BLOCK_HEADER = 3 };

struct unzstd {
    ZSTD_DStream *z;
    size_t wanted; /* what ZSTD_decompressStream() asked for: mostly a block and the next one's header; 0
                      between frames */
    bool more_out; /* the last call filled its output: there may be more of the same block */
};

/* No more than to the end of a block, and nothing before that block is all out: a call that meets damage
 * does not tell of the good bytes it has put out, so what may be damaged goes into a call of its own. */
static size_t portion(const struct unzstd *u, size_t have)
{
    if (u->more_out)
        return 0;
    size_t n = u->wanted == 0 ? FRAME_BEGINNING : u->wanted > BLOCK_HEADER ? u->wanted - BLOCK_HEADER : u->wanted;
    return n < have ? n : have;
}

int unzstd_create(void **state)
{
    struct unzstd *u = mem_zalloc(1, sizeof *u);
    if (!u || !(u->z = ZSTD_createDStream())) {
        free(u);
        return RP_ERR_NOMEM;
    }
    *state = u;
    return RP_OK;
}

static int unzstd_run(void *state, struct decoder_io *io, const char **what)
{
    struct unzstd *u = state;
    ZSTD_inBuffer in = {io->in, portion(u, io->in_n), 0};
    ZSTD_outBuffer out = {io->out, io->out_n, 0};
    size_t r;

    if (io->in_n == 0 && u->wanted == 0)
        return RP_OK;
    r = ZSTD_decompressStream(u->z, &out, &in);
    io->in += in.pos;
    io->in_n -= in.pos;
    io->out += out.pos;
    io->out_n -= out.pos;
    if (ZSTD_isError(r)) {
        *what = ZSTD_getErrorName(r);
        return RP_ERR_FORMAT;
    }
    u->wanted = r;
    u->more_out = r != 0 && out.pos == out.size;
    return RP_OK;
}

static bool unzstd_at_end(const void *state)
{
    return ((const struct unzstd *)state)->wanted == 0;
}

static void unzstd_free(void *state)
{
    struct unzstd *u = state;
    if (u)
        ZSTD_freeDStream(u->z);
    free(u);
}

const struct decoder unzstd_decoder = {unzstd_run, unzstd_at_end, unzstd_free};

/* --- the writing side --- */

/* 3 is zstd's own default: about 400 MB/s at a third of the size of text. */
enum { ZSTD_LEVEL = 3 };

static int zstd_encoder_create(void **state)
{
    ZSTD_CCtx *z = ZSTD_createCCtx();
    if (!z)
        return RP_ERR_NOMEM;
    if (ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_compressionLevel, ZSTD_LEVEL)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1))) {
        ZSTD_freeCCtx(z);
        return RP_ERR_INVALID;
    }
    *state = z;
    return RP_OK;
}

static int zstd_encoder_run(void *state, struct decoder_io *io, bool end, bool *done)
{
    ZSTD_inBuffer in = {io->in, io->in_n, 0};
    ZSTD_outBuffer out = {io->out, io->out_n, 0};
    size_t left = ZSTD_compressStream2(state, &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);

    if (ZSTD_isError(left)) /* the input cannot be wrong: only memory is left */
        return RP_ERR_NOMEM;
    io->in += in.pos;
    io->in_n -= in.pos;
    io->out += out.pos;
    io->out_n -= out.pos;
    *done = end && left == 0;
    return RP_OK;
}

static void zstd_encoder_free(void *state)
{
    ZSTD_freeCCtx(state);
}

const struct encoder zstd_encoder = {zstd_encoder_create, zstd_encoder_run, zstd_encoder_free};
