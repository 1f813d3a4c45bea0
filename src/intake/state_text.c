#define _GNU_SOURCE
#include "intake/state_text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/status.h"
#include "console/message.h"
#include "console/output.h"
#include "source/source.h"
#include "store/state_file.h"

int state_text_close(FILE *f, char *const *text)
{
    bool bad = ferror(f);
    return fclose(f) == 0 && !bad && *text ? RP_OK : RP_ERR_NOMEM;
}

bool state_text_file(FILE *f, const char *name, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        fprintf(f, "missing '%s'\n", name);
        return true;
    }
    fprintf(f, "file '%s', %llu bytes, of %lld.%09ld\n", name, (unsigned long long)st.st_size,
            (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    return S_ISREG(st.st_mode);
}

bool state_text_is_stdin(const char *name)
{
    return strcmp(name, "(standard input)") == 0;
}

bool state_text_sources(FILE *f, const struct source_list *l)
{
    bool again = true;

    for (uint32_t i = 0; i < source_count(l); i++) {
        const char *name = source_path(l, i);
        if (state_text_is_stdin(name)) {
            again = false;
            fprintf(f, "missing '%s'\n", name);
        } else {
            again &= state_text_file(f, name, name);
        }
    }
    return again;
}

int state_text_load(const char *dir, const char *name, uint64_t magic, char **text, size_t *n)
{
    void *p = NULL;
    int rc = state_file_load(dir, name, magic, &p, n);

    if (rc == RP_ERR_NOMEM)
        return rc;
    if (rc < 0 && access(dir, F_OK) != 0) {
        message_error("cannot go on with '%s': no run has left its state there", dir);
        return STATUS_SAID;
    }
    if (rc < 0) {
        message_error("cannot go on with '%s': %s: %s", dir, name, rp_strerror(rc));
        return STATUS_SAID;
    }
    *text = p;
    return RP_OK;
}

size_t state_text_line(const char *p, const char *end)
{
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    return nl ? (size_t)(nl - p) : (size_t)(end - p);
}

int state_text_compare(const char *dir, const char *was, size_t was_n, const char *is, size_t is_n)
{
    const char *was_end = was + was_n, *is_end = is + is_n;

    if (was_n == is_n && memcmp(was, is, is_n) == 0)
        return RP_OK;
    for (;;) {
        size_t a = state_text_line(was, was_end), b = state_text_line(is, is_end);
        if (a != b || memcmp(was, is, a) != 0) {
            message_error("'%s' is the state of another run; it had '%.*s', not '%.*s'", dir, (int)a, was, (int)b, is);
            return STATUS_SAID;
        }
        if (was + a >= was_end || is + b >= is_end)
            return RP_OK;
        was += a + 1;
        is += b + 1;
    }
}
