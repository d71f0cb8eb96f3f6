/* profile.h -- what the profiles share: distribution functions of some cost over cases that
 * are solved or not, a curve an optimizer, overall and for each function. */
#ifndef OPTBENCH_BENCH_FIGURES_PROFILE_H
#define OPTBENCH_BENCH_FIGURES_PROFILE_H

#include "bench/judge/virtual_best.h"
#include "bench/plot/sheet.h"
#include "bench/record/results_read.h"
#include "bench/statistics/profiles.h"

/* The costs of one optimizer on one function, or on all. */
struct costs {
  double *cost;
  size_t count, room, cases; /* cases: solved or not */
};

/* A panel of curves, one an optimizer; the first panel of a figure is the large one. */
struct profile_panel {
  const char *label; /* in NAME.csv */
  char title[TITLE_SIZE];
  const struct function_entry *function; /* that it is of; NULL: all */
  struct costs *costs;            /* one an optimizer of the campaign, and the virtual best's */
  struct cost_table table;        /* what its band is made of; cost is NULL: it has none */
  char portfolio[PORTFOLIO_SIZE]; /* what is said below the heading; "": nothing */
};

/* A case of one of a panel's curves. A cost that is not finite is of a case that was not solved. */
int profile_case(struct costs *costs, double cost, struct error *err);

/* The files of such a figure: what panels and costs are called in NAME.csv. */
#define PROFILE_SHEETS(of, cost)                                                                   \
  {                                                                                                \
    {NULL, of ",optimizer," cost ",share"},                                                        \
        {"curves", of ",optimizer,title,colour,dash,first,last,share,band_first,band_last"},       \
        {"panels", "title,axis,cases,cost_low,cost_high,first,curves,budget_low,"                  \
                   "budget_high,dimension_low,dimension_high,value,dimensions,portfolio"},         \
    {                                                                                              \
      "band", of ",optimizer," cost ",low,high"                                                    \
    }                                                                                              \
  }
enum { PROFILE_DATA, PROFILE_CURVES, PROFILE_PANELS, PROFILE_BAND };

/* Write these panels. The axis ends at `reach` budgets; 0: costs are ratios, from 1 on. */
int profile_put(const struct plot *plot, struct profile_panel *panel, size_t count, double reach,
                struct sheets *sheets, struct error *err);

/* A figure with a panel for all functions and one for each. */
struct profile {
  double reach;
  bool banded; /* costs are those of runs, in multiples of the dimension */
  /* Hand every case of the plot to profile_add. */
  int (*read)(const struct plot *plot, const struct results_set *set, struct costs *costs,
              struct error *err);
};

/* A case of an optimizer on a function, by their indices in the campaign; optimizer_count is the
 * virtual best. */
int profile_add(const struct plot *plot, struct costs *costs, size_t function, size_t optimizer,
                double cost, struct error *err);

/* The cells from `first` on that are one but for the optimizer: where[o], NULL where o did not run.
 */
void profile_cells(const struct plot *plot, const struct results_set *set, size_t first,
                   const struct cell_results **where);

/* The optimizer with the lowest average running time to a target in such cells: the virtual best
 * there, whose runs are that one's. The first that ran, where none has a success; `count`, which is
 * how many they are, if none ran. */
size_t profile_best(const struct cell_results *const *where, size_t count, size_t target);

int profile_write(const struct plot *plot, const struct profile *profile, struct sheets *sheets,
                  struct error *err);

/* A figure's `possible`: are the costs to the targets there? */
bool profile_possible(const struct plot *plot, char why[WHY_SIZE]);
/* The same, and of two optimizers? */
bool profile_two_possible(const struct plot *plot, char why[WHY_SIZE]);

#endif
