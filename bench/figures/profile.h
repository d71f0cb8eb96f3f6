/* profile.h -- what the profiles share: distribution functions of some cost over cases that
 * are solved or not, a curve an optimizer, overall and for each function. */
#ifndef OPTBENCH_BENCH_FIGURES_PROFILE_H
#define OPTBENCH_BENCH_FIGURES_PROFILE_H

#include "bench/plot/sheet.h"

/* The costs of one optimizer on one function, or on all. */
struct costs {
  double *cost;
  size_t count, room, cases; /* cases: solved or not */
};

struct profile {
  double reach; /* the axis ends at so many budgets; 0: costs are ratios, from 1 on */
  /* Hand every case of the plot to profile_add. */
  int (*read)(const struct plot *plot, struct costs *costs, struct error *err);
};

/* A case of an optimizer on a function, by their indices in the campaign. A cost that is not finite
 * is of a case that was not solved. */
int profile_add(const struct plot *plot, struct costs *costs, size_t function, size_t optimizer,
                double cost, struct error *err);

/* The files of such a figure; `cost` is what the cost is called in NAME.csv. */
#define PROFILE_SHEETS(cost)                                                                       \
  {                                                                                                \
    {NULL, "function,optimizer," cost ",share"},                                                   \
        {"curves", "function,optimizer,title,colour,dash,first,last,share"},                       \
        {"panels", "title,axis,cases,cost_low,cost_high,first,curves,budget_low,"                  \
                   "budget_high,dimension_low,dimension_high,value"},                              \
  }

/* Write them. */
int profile_write(const struct plot *plot, const struct profile *profile, struct sheets *sheets,
                  struct error *err);

/* A figure's `possible`: are the costs to the targets there? */
bool profile_possible(const struct plot *plot, char why[WHY_SIZE]);

#endif
