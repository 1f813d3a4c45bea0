/*
 * place.h - where a document lies, and as it is stored: 20 bytes.
 */
#ifndef INTAKE_PLACE_H
#define INTAKE_PLACE_H

#include <stdint.h>

struct place {
    uint32_t file;
    uint32_t length; /* with the newline */
    uint64_t offset; /* in the uncompressed stream */
    uint64_t line;   /* from 1 */
};

/* Offset and line have 48 bits each, some 280 TB. */
struct packed_place {
    uint32_t file, length, offset, line;
    uint16_t offset_high, line_high;
};

static inline struct packed_place place_pack(struct place at)
{
    return (struct packed_place){at.file,           at.length,
                                 (uint32_t)at.offset, (uint32_t)at.line,
                                 (uint16_t)(at.offset >> 32), (uint16_t)(at.line >> 32)};
}

static inline struct place place_unpack(const struct packed_place *p)
{
    return (struct place){.file = p->file, .length = p->length, .offset = (uint64_t)p->offset_high << 32 | p->offset,
                          .line = (uint64_t)p->line_high << 32 | p->line};
}

#endif
