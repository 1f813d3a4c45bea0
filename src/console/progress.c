#define _GNU_SOURCE
#include "console/progress.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "console/clock.h"
#include "console/units.h"

/* Twelve times a second is smooth to the eye and nothing to the machine. */
static const double EVERY = 1.0 / 12, FIRST = .4;

/* One line on one screen: one state, guarded by the lock of stderr. */
static struct {
    bool shown, bytes;
    char stage[32];
    uint64_t total;
    double began, next;
} state;

/* Apart, since a signal's handler looks at it. */
static atomic_bool on_screen;

void progress_setup(bool asked, bool quiet)
{
    state.shown = !quiet && (asked || isatty(STDERR_FILENO));
}

void progress_stage(const char *stage, uint64_t total, bool bytes)
{
    flockfile(stderr);
    snprintf(state.stage, sizeof state.stage, "%s", stage);
    state.total = total;
    state.bytes = bytes;
    state.began = clock_seconds();
    /* A stage that is over in a blink is not worth a flicker. */
    state.next = state.began + FIRST;
    funlockfile(stderr);
}

static size_t screen_width(void)
{
    struct winsize w;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1 ? w.ws_col : 80;
}

/* "reading  1.2 GB of 4.0 GB  30 %  310,000 documents  1.1 GB/s  0:03 left" */
static size_t compose(char *out, size_t size, uint64_t done, uint64_t documents, double seconds)
{
    char a[UNITS_TEXT], b[UNITS_TEXT];
    double rate = seconds > 0 ? (double)done / seconds : 0;
    int n = snprintf(out, size, "%-10s %s", state.stage,
                     state.bytes ? units_bytes_text((double)done, a) : units_count_text(done, a));
#define ADD(...) n += snprintf(out + n, size - (size_t)n, __VA_ARGS__)
    if (state.total >= done && state.total > 0)
        ADD(" of %s  %2.0f %%", state.bytes ? units_bytes_text((double)state.total, b)
                                                : units_count_text(state.total, b),
            100.0 * (double)done / (double)state.total);
    if (documents > 0)
        ADD("  %s documents", units_count_text(documents, a));
    if (state.bytes)
        ADD("  %s/s", units_bytes_text(rate, a));
    if (state.total >= done && rate > 0)
        ADD("  %s left", units_time_text((double)(state.total - done) / rate, a));
#undef ADD
    return (size_t)n;
}

static void draw(const char *text, size_t n)
{
    char line[512];
    size_t width = screen_width() - 1;
    int len = snprintf(line, sizeof line, "\r%.*s\033[K", (int)(n < width ? n : width), text);
    if (write(STDERR_FILENO, line, (size_t)len) < 0)
        return;
    atomic_store(&on_screen, true);
}

void progress_at(uint64_t done, uint64_t documents)
{
    double now;

    if (!state.shown)
        return;
    flockfile(stderr);
    now = clock_seconds();
    if (now >= state.next) {
        char text[256];
        size_t n = compose(text, sizeof text, done, documents, now - state.began);
        draw(text, n);
        state.next = now + EVERY;
    }
    funlockfile(stderr);
}

int progress_report(void *unused, const char *stage, uint64_t done, uint64_t total)
{
    (void)unused;
    if (!state.shown)
        return 0;
    if (strncmp(stage, state.stage, sizeof state.stage - 1) != 0)
        progress_stage(stage, total, false);
    progress_at(done, 0);
    return 0;
}

void progress_hide(void)
{
    flockfile(stderr);
    progress_wipe();
    funlockfile(stderr);
}

void progress_wipe(void)
{
    static const char wipe[] = "\r\033[K";
    if (atomic_load(&on_screen) && write(STDERR_FILENO, wipe, sizeof wipe - 1) == (ssize_t)sizeof wipe - 1)
        atomic_store(&on_screen, false);
}

void progress_end(void)
{
    progress_hide();
    flockfile(stderr);
    state.stage[0] = '\0';
    funlockfile(stderr);
}
