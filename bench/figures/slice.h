/* slice.h -- the figure that `plot --slice` draws: f along random directions through a point, and
 * over the plane of two of them. It is none of the table, as it draws what it is asked for. */
#ifndef OPTBENCH_BENCH_FIGURES_SLICE_H
#define OPTBENCH_BENCH_FIGURES_SLICE_H

#include "bench/plot/sheet.h"

extern const struct figure figure_slice;

#endif
