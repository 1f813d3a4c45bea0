#define _GNU_SOURCE
#include "console/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned width_of(int fd)
{
    enum { LEAST = 60, MOST = 160 };
    struct winsize w;

    if (ioctl(fd, TIOCGWINSZ, &w) != 0 || w.ws_col == 0)
        return 0;
    return w.ws_col < LEAST ? LEAST : w.ws_col > MOST ? MOST : w.ws_col;
}

unsigned terminal_columns(void)
{
    struct stat st;
    const unsigned width = width_of(STDOUT_FILENO);

    if (width == 0 && fstat(STDOUT_FILENO, &st) == 0 && S_ISFIFO(st.st_mode))
        return width_of(STDERR_FILENO);
    return width;
}

bool terminal_colour(void)
{
    const char *no = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(no && *no);
}
