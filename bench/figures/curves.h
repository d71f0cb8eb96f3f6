/* curves.h -- what the figures of convergence share: the runs of each optimizer as step functions
 * of cost, and what most of them have come down to.
 *
 * A run's error (its best f where the minimum is not known) is read off at 20 costs a decade, from
 * 1 on. A run that ended early keeps its last error. */
#ifndef OPTBENCH_BENCH_FIGURES_CURVES_H
#define OPTBENCH_BENCH_FIGURES_CURVES_H

#include "bench/plot/figure.h"
#include "bench/statistics/quantiles.h"
#include "src/chain.h"

enum { CURVE_PER_DECADE = 20, CURVE_DECADES = 17, CURVE_GRID = CURVE_PER_DECADE * CURVE_DECADES };

/* The costs: 10^(k / 20), each the double nearest to it, so that they are the same on every
 * machine. */
void curves_grid(double grid[CURVE_GRID]);

/* The runs of an optimizer: error[run * CURVE_GRID + k] is what a run had come down to at cost
 * number k, infinite where it had seen no finite value. */
struct curve {
  size_t runs;          /* 0: there is no trace of it */
  double *error, *last; /* last: where each run ended */
  double *handed;       /* CURVE_HANDED a run: the costs at which one method handed over to the
                           next, or infinity */
  double end;           /* the cost at which the longest ended */
};
enum { CURVE_HANDED = CHAIN_MOST - 1 };

/* Those on one function and dimension, over repetitions and instances. */
struct curves {
  struct curve *by; /* one an optimizer of the campaign */
  size_t count;
  double *work;     /* room for a value a run */
  bool traced;      /* is any of them there? */
  double cost_high; /* the cost at which the longest run of all ended */
};

/* Why there may be nothing to draw: how many runs there are, evaluated anything, saw a finite
 * value. */
struct tally {
  size_t runs, evaluated, finite;
};

/* Read the traces of so many cells, as campaign_block counts them, and add their runs to the tally.
 * STATUS_OK, STATUS_IO or STATUS_NOMEM; free with curves_free, also after an error. */
int curves_read(const struct plot *plot, size_t first_cell, size_t cells,
                const double grid[CURVE_GRID], struct curves *curves, struct tally *tally,
                struct error *err);
void curves_free(struct curves *curves);

/* Median and quartiles over the runs of a curve that has any, at cost number k and at their ends;
 * `work` is that of its curves. */
struct quartiles curve_at(const struct curve *curve, size_t k, double *work);
struct quartiles curve_end(const struct curve *curve, double *work);

/* Is the median cost of a hand-over in [from, to)? */
bool curve_handed(const struct curve *curve, double from, double to, double *work);

/* Say why no curve has a point. */
void curves_explain(const struct tally *tally, char nothing[WHY_SIZE]);

/* A figure's `possible`: has the campaign traces? */
bool curves_possible(const struct plot *plot, char why[WHY_SIZE]);

#endif
