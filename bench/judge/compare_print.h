/* compare_print.h -- a comparison for people and for machines. */
#ifndef OPTBENCH_BENCH_JUDGE_COMPARE_PRINT_H
#define OPTBENCH_BENCH_JUDGE_COMPARE_PRINT_H

#include <stdio.h>

#include "bench/judge/compare.h"
#include "bench/judge/gate_print.h"

enum { COMPARE_FORMATS = PRINT_JSON + 1 }; /* all but JUnit, which knows only good and bad */

void compare_print(const struct comparison *comparison, enum print_format format, FILE *out);

#endif
