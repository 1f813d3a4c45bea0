/*
 * state_file.h - files of a home directory: made, written, read at a place, sealed.
 *
 * A full disk is RP_ERR_FULL and not RP_ERR_IO everywhere here, so that people can be told what to do.
 */
#ifndef STORE_STATE_FILE_H
#define STORE_STATE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/secret.h"

/* What a file held when it was last known to be on the disk. */
struct seal {
    uint64_t rows;
    uint8_t digest[SECRET_DIGEST_BYTES];
};

/* A descriptor, or RP_ERR_IO, RP_ERR_FULL, RP_ERR_NOMEM. Without a name: scratch that nobody else can
 * open and that is gone with the descriptor, however the program ends. */
int state_file_create(const char *dir, const char *name) MUST_USE;
/* An existing one, never through a link; for reading only where it cannot be written to. */
int state_file_open(const char *dir, const char *name) MUST_USE;

int state_file_write(int fd, const void *p, size_t n) MUST_USE;
int state_file_write_at(int fd, const void *p, size_t n, uint64_t at) MUST_USE;
/* RP_ERR_IO also when the file ends before. */
int state_file_read_at(int fd, void *p, size_t n, uint64_t at) MUST_USE;
/* The first `bytes` of a file, added to a digest. */
int state_file_digest(int fd, uint64_t bytes, struct secret_digest *d) MUST_USE;
int state_file_sync(int fd) MUST_USE;

/*
 * Small files that are there whole or not at all: magic, size, contents, digest; written under another
 * name, synced, renamed, and the directory synced. state_file_load() answers RP_ERR_FORMAT for anything
 * that does not hold together, RP_ERR_IO when there is none; *out is free()d by the caller.
 */
int state_file_save(const char *dir, const char *name, uint64_t magic, const void *p, size_t n) MUST_USE;
int state_file_load(const char *dir, const char *name, uint64_t magic, void **out, size_t *n) MUST_USE;

#endif
