/* figures.h -- the table of all figures. */
#ifndef OPTBENCH_BENCH_FIGURES_FIGURES_H
#define OPTBENCH_BENCH_FIGURES_FIGURES_H

#include "bench/plot/figure.h"

enum {
  FIGURE_COUNT = 0
#define FIGURE(id, name) +1
#include "bench/figures/figures.def"
#undef FIGURE
};

/* In display order, ended by NULL, and their names likewise. */
extern const struct figure *const figures[];
extern const char *const figure_names[];

#endif
