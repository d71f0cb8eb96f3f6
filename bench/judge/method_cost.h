/* method_cost.h -- what optimizers themselves take, and from which evaluation time on that does not
 * change who is ahead. Made from timings, which differ from run to run: nothing else is judged by
 * it. */
#ifndef OPTBENCH_BENCH_JUDGE_METHOD_COST_H
#define OPTBENCH_BENCH_JUDGE_METHOD_COST_H

#include "bench/io/tabular.h"
#include "bench/record/results_read.h"
#include "bench/statistics/break_even.h"
#include "bench/statistics/quantiles.h"

/* Runs of an optimizer, with what they took a unit of cost. */
struct method_time {
  size_t runs, timed;
  struct quartiles method; /* seconds, over the timed runs, of the optimizer; NaN: none was timed */
  double function;         /* median seconds of the function */
};

/* A function in a dimension; its instances count together. */
struct method_cell {
  const struct function_entry *function;
  size_t dim;
  /* What is ranked is the average running time to the hardest target that two optimizers or more
   * that were timed reach in half of their runs, not all of them where they begin; NaN: there is
   * none. */
  double target;
  struct method_time *time; /* one an optimizer of the campaign */
  double *average;          /* likewise: infinite without a success, NaN if it did not run */
  double function_seconds;  /* median over all timed runs: an evaluation here */
  /* Of every pair: from there on the ranking is that by evaluations. Pairs whose averages a test
   * does not tell apart at 5%, though it could, have no order that could be kept. */
  struct break_even all;
  size_t leader;           /* with the fewest evaluations */
  struct break_even first; /* of pairs with it: from there on it is the fastest */
};

struct method_costs {
  const struct campaign *campaign;
  struct method_cell *cell; /* in the campaign's order */
  size_t count;
  bool timed; /* any run was */
};

/* Of the campaign's functions and optimizers, the set's own campaign or a part of it, which is
 * borrowed and must outlive it. STATUS_OK or STATUS_NOMEM; free with method_costs_free, also after
 * an error. */
int method_costs_make(const struct results_set *set, const struct campaign *campaign,
                      struct method_costs *costs, struct error *err);
void method_costs_free(struct method_costs *costs);

/* Of the optimizer's runs on all functions in a dimension. */
int method_time_in(const struct results_set *set, size_t dim, const char *optimizer,
                   struct method_time *time, struct error *err);

/* A row an optimizer of each function and dimension, with its header row: what it takes itself, the
 * function's share, its average running time, and from which evaluation time on the ranking of all
 * is that by evaluations, on the row of the leader. Of the optimizers whose indices are given;
 * those that were not timed have no row. */
void method_costs_table(const struct method_costs *costs, const size_t *optimizer, size_t count,
                        struct tabular *table);
extern const char method_costs_caption[];

/* "3.1 us", two digits; "0" for none, "-" for NaN. */
enum { SECONDS_TEXT = 32 };
void seconds_text(double seconds, char text[SECONDS_TEXT]);

#endif
