/* folder_files.h - says which files of the folders given are not read. */
#ifndef INTAKE_FOLDER_FILES_H
#define INTAKE_FOLDER_FILES_H

#include "base/compiler.h"
#include "source/source.h"

/* One message for all the files that were left out for their endings, none without any. RP_OK, or STATUS_SAID when
 * nothing else is there to read. */
int folder_files_say(struct source_list *l) MUST_USE;

#endif
