#include "relation/body_map.h"

#include <stdbool.h>

#include "base/status.h"
#include "base/varint.h"

/* A number, or where none is written only its bytes. */
static size_t put(uint8_t *to, size_t at, uint32_t x)
{
    uint8_t scratch[VARINT_MAX];
    uint8_t *const from = to ? to + at : scratch;
    return at + (size_t)(varint_put(from, x) - from);
}

/* Paragraphs, and for each the bytes since the end of the one before it and its own. `to` NULL: only counts. */
static size_t write(const struct body *b, uint8_t *to)
{
    uint32_t before = 0;
    size_t at = put(to, 0, b->n_paragraphs);
    at = put(to, at, b->fallback);
    for (uint32_t i = 0; i < b->n_paragraphs; i++) {
        const struct body_paragraph *p = &b->paragraph[i];
        at = put(to, at, p->start - before);
        at = put(to, at, p->end - p->start);
        before = p->end;
    }
    return at;
}

size_t body_map_size(const struct body *b)
{
    return write(b, NULL);
}

void body_map_write(const struct body *b, uint8_t *map)
{
    write(b, map);
}

int body_map_read(struct body *b, const uint8_t *map, struct span text)
{
    uint32_t n = (uint32_t)varint_get(&map), before = 0;
    int rc = RP_OK;

    body_clear(b);
    b->fallback = varint_get(&map) != 0;
    while (n-- > 0) {
        const uint32_t start = before + (uint32_t)varint_get(&map), end = start + (uint32_t)varint_get(&map);
        if (end > text.n)
            return RP_ERR_FORMAT;
        TRY(body_add_paragraph(b, text, start, end, 0));
        before = end;
    }
out:
    return rc;
}
