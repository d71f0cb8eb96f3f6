/* ranks.h -- values in order. */
#ifndef OPTBENCH_BENCH_STATISTICS_RANKS_H
#define OPTBENCH_BENCH_STATISTICS_RANKS_H

#include <stddef.h>
#include <stdint.h>

#include "src/error.h"

/* A value and where it came from. */
struct keyed {
  double key;
  size_t index;
};

/* Ascending keys, none of which is NaN; equal ones in the order of their indices. */
void sort_keyed(struct keyed *item, size_t count);

/* Twice the mean ranks (1 for the lowest) of `count` keys, none of which is NaN, into `rank`:
 * doubled, those of ties are whole numbers too. *ties: the total of t^3 - t over their ties of t.
 */
int double_ranks(const double *key, size_t count, uint32_t *rank, double *ties, struct error *err);

#endif
