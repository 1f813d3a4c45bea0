/*
 * spool_flow.h - the ranges of a spool on their way from the sources to whoever reads them.
 *
 * They follow each other as if in one long file, and are extracted in that order. The newest are held in memory, in
 * blocks of whole ranges; a block that leaves takes along what nobody will ask for any more, and the rest is
 * written to a temporary file, one behind the other. So readers that keep pace find everything in memory, and of
 * what they are done with nothing is ever written; readers that do not keep pace lose nothing but time.
 */
#ifndef SOURCE_SPOOL_FLOW_H
#define SOURCE_SPOOL_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "source/spool.h"

/* The ranges wanted of one source. */
enum { KEPT_STEP = 16 };
struct kept {
    struct source_range *range;
    uint64_t *at;      /* at[i]: where the first byte of range i * KEPT_STEP stands in the long file ... */
    uint64_t *in_file; /* ... and, once that has left memory, in the temporary one */
    uint64_t *past;    /* a bit a range: it was let go */
    size_t n;
};

struct flow;

/* Has nothing to do when nothing is wanted. `kept`, one a source, stays the caller's. RP_ERR_IO with *err filled,
 * RP_ERR_NOMEM. */
int flow_create(struct flow **out, struct source_list *l, struct kept *kept, const char *work_dir,
                const struct spool_plan *plan, struct source_error *err) MUST_USE;
/* No reader may hold a block. */
void flow_free(struct flow *f);

/* Ends extraction; `rest`: not before everything is in the file. As spool_end(). */
int flow_end(struct flow *f, bool rest, uint32_t *file, struct source_error *err) MUST_USE;

/* Of one reader: the block it holds, or NULL. */
struct flow_block;
void flow_release(struct flow *f, struct flow_block **held);

enum flow_where { FLOW_HERE, FLOW_IN_FILE };
/*
 * Bytes [at, at + n) of the long file, all of one range; waits until they have been extracted. FLOW_HERE: *p, valid as
 * long as the block is held, which this call changes. FLOW_IN_FILE: it has left memory; kept->past and ->in_file say
 * what has become of it, and all before *end of flow_fd() stays as it is. RP_ERR_CANCELLED when extraction has failed
 * or ended before. From many threads at once.
 */
int flow_look(struct flow *f, struct flow_block **held, uint64_t at, uint32_t n, const char **p,
              uint64_t *end) MUST_USE;
int flow_fd(const struct flow *f);

#endif
