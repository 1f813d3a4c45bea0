/* Where what is kept of the documents goes: into memory when it fits. */
#include "base/status.h"
#include "console/message.h"
#include "console/memory_share.h"
#include "ingest/reader.h"
#include "scan/scan_job.h"
#include "source/temp_file.h"
#include "store/room.h"

/* Measured: .45 bytes are held for a byte of long articles, .95 of short ones that are nearly all reprints. */
enum { PERCENT_OF_TEXT = 120, PACKED = 5, BASE_MB = 24, THREAD_MB = 12 };

/* Bytes of text as far as sizes tell; *known: there are no pipes. */
static int text_bytes(struct source_list *l, double *bytes, bool *known)
{
    int rc = RP_OK;

    *bytes = 0;
    *known = true;
    TRY(reader_look(l, source_count(l)));
    for (uint32_t i = 0; i < source_count(l); i++) {
        *known &= !source_is_pipe(l, i);
        *bytes += (double)source_size(l, i) * (source_coding(l, i) == CODING_PLAIN ? 1 : PACKED);
    }
out:
    return rc;
}

int scan_fits(const struct intake *in, uint64_t memory, double *bound, bool *fits)
{
    const uint64_t base = ((uint64_t)BASE_MB + (uint64_t)THREAD_MB * (uint64_t)in->threads) << 20;
    double bytes;
    bool known;
    int rc = RP_OK;

    *bound = (double)memory_share(memory);
    TRY(text_bytes(in->sources, &bytes, &known));
    *fits = known ? bytes / 100 * PERCENT_OF_TEXT + (double)base <= *bound : memory == 0;
out:
    return rc;
}

int scan_make_room(struct intake *in, uint64_t memory, struct room **room)
{
    const char *dir = temp_file_folder(in->o->work_dir);
    double bound;
    bool fits;
    int rc = RP_OK;

    TRY(scan_fits(in, memory, &bound, &fits));
    if (fits)
        return RP_OK;
    /* A quarter is left for what comes between two looks at how much is held. */
    rc = room_create(room, dir, memory_share(memory) / 4 * 3);
    if (rc == RP_ERR_IO || rc == RP_ERR_FULL) {
        message_error("%s: cannot make a temporary file there; --work-dir names another place", dir);
        rc = STATUS_SAID;
    }
    in->room = *room;
out:
    return rc;
}
