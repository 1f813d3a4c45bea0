/* peak.h - the most memory the process has held so far, file pages mapped included; 0: unknown. */
#ifndef CONSOLE_PEAK_H
#define CONSOLE_PEAK_H

#include <stdint.h>
#include <sys/resource.h>

static inline uint64_t peak_bytes(void)
{
    struct rusage u;
    return getrusage(RUSAGE_SELF, &u) == 0 ? (uint64_t)u.ru_maxrss * 1024 : 0;
}

#endif
