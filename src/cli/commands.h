/* commands.h - one cmd_*.c each; main.c has the table. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "console/flags.h"

extern const struct command command_dedup;
extern const struct command command_scan;
extern const struct command command_explain;
extern const struct command command_patterns;
extern const struct command command_gen;
extern const struct command command_eval;
extern const struct command command_audit;
extern const struct command command_bench;

#endif
