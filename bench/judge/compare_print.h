/* compare_print.h -- a comparison for people and for machines. */
#ifndef OPTBENCH_BENCH_JUDGE_COMPARE_PRINT_H
#define OPTBENCH_BENCH_JUDGE_COMPARE_PRINT_H

#include <stdio.h>

#include "bench/io/records.h"
#include "bench/io/tabular.h"
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

/* The rankings of all parts alone, or the matrices of ratios. STATUS_OK or STATUS_NOMEM. */
int compare_print_ranking(const struct comparison *comparison, enum tabular_format format,
                          FILE *out, struct error *err);
int compare_print_ratios(const struct comparison *comparison, enum tabular_format format, FILE *out,
                         struct error *err);

/* compare_machine.c: for programs. */
#define COMPARE_RANKING_COLUMNS                                                                    \
  "part", "cells", "place", "name", "mean_rank", "firsts", "points", "group", "chi_square", "p",   \
      "f", "f_p", "critical_difference"
void compare_write_ranking(const struct comparison *comparison, struct records *records);
void compare_print_json(const struct comparison *comparison, FILE *out);
void compare_print_csv(const struct comparison *comparison, FILE *out);

#endif
