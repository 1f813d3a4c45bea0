/* temp_file.h - a file without a name: it is gone when it is closed, however the program ends. */
#ifndef SOURCE_TEMP_FILE_H
#define SOURCE_TEMP_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* The first that says something: dir, $TMPDIR, /tmp. Valid as long as these are. */
const char *temp_file_folder(const char *dir);

/* In temp_file_folder(dir). The descriptor, or -1 with errno set. */
int temp_file_open(const char *dir);

/* Writes all of it. 0, or -1 with errno set. */
int temp_file_append(int fd, const char *p, size_t n);
/* The same at an offset; what was skipped reads as zeros and takes no room. */
int temp_file_put(int fd, const char *p, size_t n, uint64_t offset);

#endif
