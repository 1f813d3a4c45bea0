#include "coding/decoder.h"

#include <stdlib.h>

#include <isa-l/igzip_lib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "coding/encoder.h"

enum where { BEFORE_MEMBER, IN_MEMBER };

struct gunzip {
    struct inflate_state z;
    enum where where;
    bool any; /* a member has ended: zeros may follow it, as tapes and block devices pad */
};

int gunzip_create(void **state)
{
    struct gunzip *g = mem_zalloc(1, sizeof *g);
    if (!g)
        return RP_ERR_NOMEM;
    *state = g;
    return RP_OK;
}

static const char *complaint(int code)
{
    switch (code) {
    case ISAL_INCORRECT_CHECKSUM: return "gzip checksum does not match";
    case ISAL_INVALID_WRAPPER:
    case ISAL_UNSUPPORTED_METHOD: return "not a gzip member";
    default: return "damaged gzip data";
    }
}

static void skip_padding(const struct gunzip *g, struct decoder_io *io)
{
    while (g->any && io->in_n > 0 && *io->in == 0) {
        io->in++;
        io->in_n--;
    }
}

/* The state counts in 32 bits; buffers are far smaller, and what does not fit waits for the next call. */
static uint32_t clip(size_t n)
{
    return n > (1u << 30) ? 1u << 30 : (uint32_t)n;
}

static int gunzip_run(void *state, struct decoder_io *io, const char **what)
{
    struct gunzip *g = state;
    uint32_t in_n, out_n;
    int code;

    if (g->where == BEFORE_MEMBER) {
        skip_padding(g, io);
        if (io->in_n == 0)
            return RP_OK;
        isal_inflate_init(&g->z);
        g->z.crc_flag = ISAL_GZIP;
        g->where = IN_MEMBER;
    }
    g->z.next_in = (uint8_t *)io->in;
    g->z.avail_in = in_n = clip(io->in_n);
    g->z.next_out = (uint8_t *)io->out;
    g->z.avail_out = out_n = clip(io->out_n);
    code = isal_inflate(&g->z);
    io->in += in_n - g->z.avail_in;
    io->in_n -= in_n - g->z.avail_in;
    io->out += out_n - g->z.avail_out;
    io->out_n -= out_n - g->z.avail_out;
    if (code < 0) {
        *what = complaint(code);
        return RP_ERR_FORMAT;
    }
    if (g->z.block_state == ISAL_BLOCK_FINISH) {
        g->where = BEFORE_MEMBER;
        g->any = true;
    }
    return RP_OK;
}

static bool gunzip_at_end(const void *state)
{
    return ((const struct gunzip *)state)->where == BEFORE_MEMBER;
}

const struct decoder gunzip_decoder = {gunzip_run, gunzip_at_end, free};

/* --- the writing side --- */

struct gzip {
    struct isal_zstream z;
    uint8_t scratch[ISAL_DEF_LVL3_DEFAULT];
};

static int gzip_encoder_create(void **state)
{
    struct gzip *g = mem_zalloc(1, sizeof *g);
    if (!g)
        return RP_ERR_NOMEM;
    isal_deflate_init(&g->z);
    g->z.gzip_flag = IGZIP_GZIP;
    /* ISA-L's best level; still several times as fast as zlib's usual one. */
    g->z.level = 3;
    g->z.level_buf = g->scratch;
    g->z.level_buf_size = sizeof g->scratch;
    *state = g;
    return RP_OK;
}

static int gzip_encoder_run(void *state, struct decoder_io *io, bool end, bool *done)
{
    struct gzip *g = state;
    uint32_t in_n = clip(io->in_n), out_n = clip(io->out_n);
    bool last = end && in_n == io->in_n;

    g->z.next_in = (uint8_t *)(uintptr_t)io->in;
    g->z.avail_in = in_n;
    g->z.next_out = (uint8_t *)io->out;
    g->z.avail_out = out_n;
    g->z.end_of_stream = last;
    if (isal_deflate(&g->z) != COMP_OK)
        return RP_ERR_INVALID;
    io->in += in_n - g->z.avail_in;
    io->in_n -= in_n - g->z.avail_in;
    io->out += out_n - g->z.avail_out;
    io->out_n -= out_n - g->z.avail_out;
    *done = last && g->z.internal_state.state == ZSTATE_END;
    return RP_OK;
}

static void gzip_encoder_free(void *state)
{
    free(state);
}

const struct encoder gzip_encoder = {gzip_encoder_create, gzip_encoder_run, gzip_encoder_free};
