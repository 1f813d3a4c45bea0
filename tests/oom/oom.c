/*
 * oom.so, to be preloaded: the allocation number OOM_AT (from 1) of the program fails, and with OOM_FROM=1
 * every later one as well. At the end the number of allocations is written to the file OOM_COUNT. What the
 * loader and the constructors allocate before main() does not count: nothing of ours could answer.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Atomic long count;
static long at = -1, wanted;
static int from;

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void *(*real_aligned)(size_t, size_t);

/* dlsym() itself may allocate before the real functions are known. */
static char early[4096];
static size_t early_n;

static void *early_alloc(size_t n)
{
    void *p = early + early_n;
    early_n += (n + 15) / 16 * 16;
    return early_n <= sizeof early ? p : NULL;
}

__attribute__((constructor)) static void begin(void)
{
    const char *s = getenv("OOM_AT");
    real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    real_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
    real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
    real_aligned = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "aligned_alloc");
    from = getenv("OOM_FROM") != NULL;
    wanted = s ? atol(s) : 0;
}

static int (*real_main)(int, char **, char **);

static int counted_main(int argc, char **argv, char **env)
{
    count = 0;
    at = wanted;
    return real_main(argc, argv, env);
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
    int (*next)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
    next = (__typeof__(next))dlsym(RTLD_NEXT, "__libc_start_main");
    real_main = main;
    return next(counted_main, argc, argv, init, fini, rtld_fini, stack_end);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("OOM_COUNT");
    long n = count;
    FILE *f;
    at = 0;
    if (path && (f = fopen(path, "w"))) {
        fprintf(f, "%ld\n", n);
        fclose(f);
    }
}

static int refused(void)
{
    long n;
    if (at < 0)
        return 0;
    n = ++count;
    if (at == 0 || (from ? n < at : n != at))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t n)
{
    if (!real_malloc)
        return early_alloc(n);
    return refused() ? NULL : real_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    if (!real_calloc)
        return early_alloc(n * size); /* static memory is zero */
    return refused() ? NULL : real_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    if (!real_realloc)
        return early_alloc(n);
    return refused() ? NULL : real_realloc(p, n);
}

void *aligned_alloc(size_t align, size_t n)
{
    return refused() ? NULL : real_aligned(align, n);
}

void free(void *p)
{
    static void (*real_free)(void *);
    if ((char *)p >= early && (char *)p < early + sizeof early)
        return;
    if (!real_free)
        real_free = (void (*)(void *))dlsym(RTLD_NEXT, "free");
    real_free(p);
}
