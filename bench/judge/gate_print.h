/* gate_print.h -- a judgement for people and for machines. */
#ifndef OPTBENCH_BENCH_JUDGE_GATE_PRINT_H
#define OPTBENCH_BENCH_JUDGE_GATE_PRINT_H

#include <stdio.h>

#include "bench/judge/gate.h"

enum print_format {
  PRINT_TEXT,
  PRINT_MARKDOWN,
  PRINT_LATEX,
  PRINT_CSV,
  PRINT_JSON,
  PRINT_JUNIT,
  PRINT_FORMATS
};
/* Those of `check`; a bit each. */
enum { CHECK_FORMATS = 1 << PRINT_TEXT | 1 << PRINT_MARKDOWN | 1 << PRINT_JSON | 1 << PRINT_JUNIT };

/* STATUS_OK, or STATUS_USAGE if none of the formats `known`, a bit each, has this name. */
int print_format_parse(const char *name, unsigned known, enum print_format *format,
                       struct error *err);

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
