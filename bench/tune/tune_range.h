/* tune_range.h -- KEY=LOW:HIGH, where to look for a parameter, as people type it. */
#ifndef OPTBENCH_BENCH_TUNE_TUNE_RANGE_H
#define OPTBENCH_BENCH_TUNE_TUNE_RANGE_H

#include "bench/tune/tune.h"

/* STATUS_OK, or STATUS_USAGE with the range as it was. */
int tune_range_parse(const char *text, struct tune_range *range, struct error *err);

#endif
