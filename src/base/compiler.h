/* compiler.h - attributes and small macros. */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE inline __attribute__((always_inline)) /* for flags known where it is called */
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
