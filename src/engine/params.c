#include "engine/params.h"

#include <math.h>
#include <string.h>

#include "base/secret.h"
#include "sketch/minhash.h"
#include "sketch/shingle.h"

/* Any constant will do; it is part of RP_ALGORITHM_VERSION. */
#define UNKEYED_SEED UINT64_C(0x72657072696e7431)
enum { SEED_OF_TOKENS = 1 };

void rp_params_init(rp_params *p)
{
    memset(p, 0, sizeof *p);
    p->threshold = 0.7;
    p->recall = 0.97;
    p->slots = 128;
    p->hamming = 3;
}

static int refuse(rp_error *err, const char *what)
{
    if (err)
        *err = (rp_error){.status = RP_ERR_INVALID, .what = what};
    return RP_ERR_INVALID;
}

static int check_ranges(const rp_params *p, rp_error *err)
{
    if (!(p->threshold > 0 && p->threshold <= 1))
        return refuse(err, "the threshold must be above 0 and at most 1");
    if (!(p->contained >= 0 && p->contained <= 1))
        return refuse(err, "the containment must be between 0 (off) and 1");
    if (!(p->recall > 0 && p->recall < 1))
        return refuse(err, "the recall must be between 0 and 1");
    if (p->unit > RP_UNIT_CHAR)
        return refuse(err, "the unit must be auto, word or char");
    if (p->sketch > RP_SKETCH_SIMHASH)
        return refuse(err, "the sketch must be minhash or simhash");
    if (p->shingle > SHINGLE_MAX)
        return refuse(err, "a shingle has at most 32 tokens");
    if (p->slots < MINHASH_MIN_SLOTS || p->slots > MINHASH_MAX_SLOTS || (p->slots & (p->slots - 1)))
        return refuse(err, "the number of slots must be a power of two from 16 to 1024");
    if (p->hamming < 1 || p->hamming > 8)
        return refuse(err, "the Hamming distance must be between 1 and 8");
    return RP_OK;
}

static int check_bands(const rp_params *p, rp_error *err)
{
    if ((p->bands == 0) != (p->rows == 0))
        return refuse(err, "bands and rows must be given both or neither");
    if (p->bands > BANDS_MAX)
        return refuse(err, "there can be at most 256 bands");
    if (p->bands && (p->rows > p->slots || p->bands > p->slots / p->rows))
        return refuse(err, "bands times rows is more than the slots");
    return RP_OK;
}

int rp_params_check(rp_params *p, rp_error *err)
{
    int rc = check_ranges(p, err);
    if (rc == RP_OK)
        rc = check_bands(p, err);
    if (rc < 0)
        return rc;
    if (p->shingle == 0)
        p->shingle = p->unit == RP_UNIT_CHAR ? SHINGLE_CHARS : SHINGLE_WORDS;
    if (p->bands == 0) {
        struct band_shape s = band_shape_for(p->threshold, p->recall, p->slots);
        p->bands = s.bands;
        p->rows = s.rows;
    }
    return RP_OK;
}

struct band_shape params_shape(const rp_params *p)
{
    return (struct band_shape){p->bands, p->rows};
}

double rp_params_recall(const rp_params *p, double jaccard)
{
    return band_recall(params_shape(p), jaccard);
}

uint64_t params_seed(const rp_params *p)
{
    return p->keyed ? secret_seed(p->key, SEED_OF_TOKENS) : UNKEYED_SEED;
}

unsigned params_key_columns(const rp_params *p)
{
    if (p->exact_only)
        return 0;
    return p->sketch == RP_SKETCH_SIMHASH ? band_count_simhash(p->hamming) : p->bands;
}
