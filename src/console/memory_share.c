#include "console/memory_share.h"

#include <stdio.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/compiler.h"

enum { SHARE = 60 /* percent */, LARGE = 256 << 10 };

static uint64_t number_in(const char *path)
{
    unsigned long long n = 0;
    FILE *f = fopen(path, "re");
    if (!f)
        return UINT64_MAX;
    if (fscanf(f, "%llu", &n) != 1) /* "max" */
        n = 0;
    fclose(f);
    return n ? n : UINT64_MAX;
}

static uint64_t machine_memory(void)
{
    static const char *const limits[] = {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
    uint64_t most = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);

    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        uint64_t n = number_in(limits[i]);
        most = n < most ? n : most;
    }
    return most;
}

uint64_t memory_share(uint64_t asked)
{
    return asked ? asked : machine_memory() / 100 * SHARE;
}

void memory_give_back(void)
{
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
}
