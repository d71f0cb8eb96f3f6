/* options.h -- command lines: short and long options with help and spelling suggestions. */
#ifndef OPTBENCH_BENCH_IO_OPTIONS_H
#define OPTBENCH_BENCH_IO_OPTIONS_H

#include <stddef.h>
#include <stdio.h>

#include "src/error.h"

/* A table of these ends with a NULL name. `value` names the argument in the help; NULL: a flag. */
struct option_row {
  char letter; /* 0: none */
  const char *name, *value, *help;
};

/* Takes one option or, with row NULL, one operand (what is no option). */
typedef int option_taker(void *context, const struct option_row *row, const char *value,
                         struct error *err);

/* Give every option and operand of argv[1 ...] to take, in order; stop at its first error. */
int options_parse(const struct option_row *rows, int argc, char **argv, option_taker *take,
                  void *context, struct error *err);

/* One line an option. */
void options_help(const struct option_row *rows, FILE *out);

#endif
