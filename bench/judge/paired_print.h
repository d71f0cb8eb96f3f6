/* paired_print.h -- a paired comparison for people and for machines. */
#ifndef OPTBENCH_BENCH_JUDGE_PAIRED_PRINT_H
#define OPTBENCH_BENCH_JUDGE_PAIRED_PRINT_H

#include <stdio.h>

#include "bench/judge/compare_print.h"
#include "bench/judge/paired.h"

/* "p 3e-15", or "p < 1e-300" */
enum { PAIRED_P_TEXT = 32 };
void paired_p_text(double p, char text[PAIRED_P_TEXT]);

/* `format` is one of those that compare_print knows. STATUS_OK or STATUS_NOMEM. */
int paired_print(const struct paired *paired, enum print_format format, FILE *out,
                 struct error *err);

#endif
