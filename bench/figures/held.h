/* held.h -- what an optimizer keeps while a campaign varies one of its parameters. */
#ifndef OPTBENCH_BENCH_FIGURES_HELD_H
#define OPTBENCH_BENCH_FIGURES_HELD_H

#include "bench/figures/varied.h"

/* "rate 0.03; population 16": the parameters of a cell's optimizer beside `of` that the campaign
 * varies elsewhere or sets, or that are a rate; "" where there are none. A 0 that is the default
 * stands for a formula, and is called "default KEY". No commas. Cut at a whole parameter. STATUS_OK
 * or the first error. */
int held_text(const struct plot *plot, const struct cell *cell, const struct varied *all,
              const struct varied *of, char text[TITLE_SIZE], struct error *err);

#endif
