/*
 * main() of a fuzz target without libFuzzer: feeds it each file named on the command line, so that
 * seeds and past crashes are ordinary tests. Linked with one fuzz_<target>.c each.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes of a file in a block of exactly their number, or NULL. */
static uint8_t *file_read(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = NULL;
    long n = -1;

    if (f && fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0)
        data = malloc(n > 0 ? (size_t)n : 1);
    if (data && fread(data, 1, (size_t)n, f) != (size_t)n) {
        free(data);
        data = NULL;
    }
    if (f)
        fclose(f);
    *size = n < 0 ? 0 : (size_t)n;
    return data;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        size_t size;
        uint8_t *data = file_read(argv[i], &size);

        if (!data) {
            fprintf(stderr, "replay: %s: cannot be read\n", argv[i]);
            return 2;
        }
        fprintf(stderr, "replay: %s\n", argv[i]);
        LLVMFuzzerTestOneInput(data, size);
        free(data);
        printf("ok - %s\n", slash ? slash + 1 : argv[i]);
        fflush(stdout);
    }
    return 0;
}
