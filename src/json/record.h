/*
 * record.h - one document of the input, as it stands in memory: where its fields are, not copies.
 *
 * A record of a JSONL file is one line; its fields are the raw insides of JSON strings (escapes
 * still in them, quotes not), or the characters of a number, true or false. A plain text file is one
 * record whose only field is its text. Pointers live as long as the batch they were read from, so all
 * records of one batch are valid together.
 */
#ifndef JSON_RECORD_H
#define JSON_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"

/* What a field is for; the names that lead to each are in fields.c. */
#define RECORD_SLOT_MAP(X)                                                                         \
    X(ID, "id") X(URL, "url") X(CANONICAL, "canonical") X(HEADLINE, "headline") X(TEXT, "text")     \
    X(HTML, "html") X(SUMMARY, "summary") X(DATE, "date") X(MODIFIED, "modified")                   \
    X(CRAWLED, "crawled") X(OUTLET, "outlet") X(BYLINE, "byline") X(CREDIT, "credit")               \
    X(STATUS, "status")

enum record_slot {
#define X(name, text) SLOT_##name,
    RECORD_SLOT_MAP(X)
#undef X
    SLOT_COUNT
};

struct record_field {
    const char *p; /* NULL: absent */
    uint32_t n;
    bool escaped;  /* holds JSON escapes: read it as the inside of a JSON string, or json_unescape() it */
};

#define RECORD_TOO_LONG "record longer than the limit"

/* Why a record was refused. */
struct record_error {
    const char *what; /* static text; NULL: the record is good */
    uint32_t at;      /* byte in the record, counted from 0 */
};

struct input_record {
    uint64_t offset; /* of its first byte in the (uncompressed) stream */
    uint32_t length; /* with its newline: records kept are copied byte for byte, [offset, offset + length) */
    uint32_t line;   /* lines of the batch before it; see batch_first_line() in reader.h */
    struct span raw; /* these bytes */
    struct record_field field[SLOT_COUNT];
    /* The document's text: slot text, else html (tags still in it), else summary (a stub).
     * Present in every good record, but may be empty. */
    struct record_field text;
    enum record_slot text_from;
    struct record_error error;
};

/* Growable bytes; {0} is empty. */
struct record_buffer {
    char *p;
    size_t n, cap;
};
void record_buffer_release(struct record_buffer *b);

/*
 * Appends the inside of a JSON string with its escapes undone. A lone surrogate gives U+FFFD, any
 * other byte stays as it is (ill-formed UTF-8 too). A field that is not `escaped` is just copied.
 * Nothing is NUL-terminated. RP_OK or RP_ERR_NOMEM.
 */
int json_unescape(struct record_buffer *b, struct record_field f) MUST_USE;

#endif
