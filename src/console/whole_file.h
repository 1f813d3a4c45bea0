/* whole_file.h - a small file that the user names, whole: patterns, owners, the truth of an evaluation. */
#ifndef CONSOLE_WHOLE_FILE_H
#define CONSOLE_WHOLE_FILE_H

#include <stddef.h>

#include "base/compiler.h"

/* "-" is standard input. *out is free()d by the caller, and left alone by a failure. RP_OK, RP_ERR_NOMEM, or
 * STATUS_SAID when it was said that it cannot be read. */
int whole_file_read(const char *path, char **out, size_t *n) MUST_USE;

#endif
