/* folder_files.h - says which files of the folders given are not read. */
#ifndef CLI_FOLDER_FILES_H
#define CLI_FOLDER_FILES_H

#include "base/compiler.h"
#include "ingest/source.h"

/* One message for all the files that were left out for their endings, none without any. RP_OK, or STATUS_SAID when
 * nothing else is there to read. */
int folder_files_say(struct source_list *l) MUST_USE;

#endif
