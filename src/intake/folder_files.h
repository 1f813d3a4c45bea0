/* folder_files.h - says which files of the folders given are not read, and which are read that hardly should be. */
#ifndef INTAKE_FOLDER_FILES_H
#define INTAKE_FOLDER_FILES_H

#include "base/compiler.h"
#include "source/source.h"

/* One message for all the files that were left out for their endings, and one for pages of HTML and tables that were
 * named themselves, and are read as text; none without any. RP_OK, or STATUS_SAID when nothing else is there to
 * read. */
int folder_files_say(struct source_list *l) MUST_USE;

#endif
