/* compare_print.h -- a comparison for people and for machines. */
#ifndef OPTBENCH_BENCH_JUDGE_COMPARE_PRINT_H
#define OPTBENCH_BENCH_JUDGE_COMPARE_PRINT_H

#include <stdio.h>

#include "bench/judge/compare.h"
#include "bench/judge/gate_print.h"

/* Of enum print_format, a bit each. */
enum {
  COMPARE_FORMATS =
      1 << PRINT_TEXT | 1 << PRINT_MARKDOWN | 1 << PRINT_LATEX | 1 << PRINT_CSV | 1 << PRINT_JSON
};

/* The ranking, then the matrix of ratios, then, if its duels were tested, cell by cell who beats
 * whom. CSV is one table: the ranking, or the duels if they were tested. STATUS_OK or
 * STATUS_NOMEM. */
int compare_print(const struct comparison *comparison, enum print_format format, FILE *out,
                  struct error *err);

/* compare_machine.c: for programs. */
void compare_print_json(const struct comparison *comparison, FILE *out);
void compare_print_csv(const struct comparison *comparison, FILE *out);

#endif
