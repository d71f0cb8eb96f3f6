/* scale.h -- columns brought to mean 0 and deviation 1. */
#ifndef OPTBENCH_BENCH_DATA_SCALE_H
#define OPTBENCH_BENCH_DATA_SCALE_H

#include <stdbool.h>
#include <stddef.h>

/* x[i stride], i < count: each less the mean of the first `train`, over their standard deviation
 * (that of the rows themselves, 1 / train); where those are all the same, only less their value.
 * False, with x spoilt, if that goes beyond what doubles hold. */
bool scale_column(double *x, size_t train, size_t count, size_t stride);

#endif
