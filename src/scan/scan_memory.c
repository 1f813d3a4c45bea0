/* Where what is kept of the documents goes: into memory when it fits. */
#include <math.h>

#include "base/status.h"
#include "console/memory_share.h"
#include "console/message.h"
#include "console/units.h"
#include "ingest/reader.h"
#include "intake/input_sample.h"
#include "scan/scan_job.h"
#include "source/temp_file.h"
#include "store/room.h"

/* Measured, in memory: .2 to .75 bytes are held for a byte of text, the more the more of it are reprints, and some 300
 * for a document of three words; the articles a thread has at hand take 20 MiB, at the most 24. */
static const double OF_TEXT = .8, OF_DOCUMENT = 400, BASE_MB = 16, THREAD_MB = 26;
/* The shortest documents there are take so many times their bytes. */
static const double OF_ANYTHING = 40;

enum { PLACES = 24, PLACE_BYTES = 256 << 10, REACH = 16 << 20, PACKED = 5, PIECES = 64 << 20 };

/* Measured, with arrays on disk (bench/runs, scan-memory.md): what is held whatever the bound, MiB; and bytes of each
 * document, for arrays that are gone through in any order between two looks at how much is held. */
static const double LEAST_MB = 31, LEAST_THREAD_MB = 1, LEAST_EACH = 300;

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

/* What documents would hold in memory; documents are counted in a sample only where that decides. */
static int documents_hold(const struct intake *in, double bytes, double bound, double *hold)
{
    const struct sample_options o = {.places = PLACES, .each = PLACE_BYTES, .reach = REACH};
    struct input_estimate e;
    int rc = RP_OK;

    *hold = bytes * OF_ANYTHING;
    if (*hold <= bound)
        return RP_OK;
    TRY(input_sample(in->sources, &o, NULL, NULL, &e));
    *hold = e.bytes * OF_TEXT + e.documents * OF_DOCUMENT;
out:
    return rc;
}

int scan_fits(const struct intake *in, uint64_t memory, double *bound, bool *fits)
{
    const double base = (BASE_MB + THREAD_MB * in->threads) * 0x1p20;
    double bytes, hold;
    bool known;
    int rc = RP_OK;

    *bound = (double)memory_share(memory);
    TRY(text_bytes(in->sources, &bytes, &known));
    *fits = memory == 0;
    if (!known)
        return RP_OK;
    TRY(documents_hold(in, bytes, *bound - base, &hold));
    *fits = hold + base <= *bound;
out:
    return rc;
}

/* For what comes between two looks at how much is held: pieces of arrays, which are as large whatever the bound, and
 * what is written to in any order. */
static uint64_t left_free(uint64_t bound)
{
    const uint64_t part = bound / 8, pieces = bound / 4 < PIECES ? bound / 4 : PIECES;
    return part > pieces ? part : pieces;
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
    rc = room_create(room, dir, memory_share(memory) - left_free(memory_share(memory)));
    if (rc == RP_ERR_IO || rc == RP_ERR_FULL) {
        message_error("%s: cannot make a temporary file there; --work-dir names another place", dir);
        rc = STATUS_SAID;
    }
    in->room = *room;
out:
    return rc;
}

int scan_hold(const struct intake *in, uint64_t memory)
{
    const double n = (double)in->places.n, bound = (double)memory_share(memory);
    const double need = (LEAST_MB + LEAST_THREAD_MB * in->threads) * 0x1p20 + LEAST_EACH * n;
    char a[UNITS_TEXT], b[UNITS_TEXT], c[UNITS_TEXT];

    if (!in->room || need <= bound)
        return RP_OK;
    message_error("--memory %s is too little: %s articles on %d thread%s need at least %s",
                  units_memory_text((uint64_t)bound, a), units_count_text(in->places.n, b), in->threads,
                  in->threads == 1 ? "" : "s", units_memory_text((uint64_t)ceil(need * 0x1p-20) << 20, c));
    return STATUS_SAID;
}
