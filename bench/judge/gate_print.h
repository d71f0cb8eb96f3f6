/* gate_print.h -- a judgement for people and for machines. */
#ifndef OPTBENCH_BENCH_JUDGE_GATE_PRINT_H
#define OPTBENCH_BENCH_JUDGE_GATE_PRINT_H

#include <stdio.h>

#include "bench/judge/gate.h"
#include "bench/judge/print_format.h"

struct printed {
  const struct judgement *judgement;
  const struct gate_rule *rule;
  const char *before, *after; /* folders */
  bool strict;                /* bytes that differ fail, whatever the statistics say */
  double seconds;             /* that the campaign took; negative: it was not run */
};
void gate_print(const struct printed *printed, enum print_format format, FILE *out);

/* What people call the cell, without control characters. */
void judged_title(const struct judged *j, char title[CELL_TITLE]);

/* A ratio as 1.32x, 0.04x, 120x; "-" for NaN, "inf" beyond all. */
void ratio_text(double ratio, char text[16]);

#endif
