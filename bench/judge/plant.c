/* plant.c -- see plant.h. */
#include "bench/judge/plant.h"

#include <math.h>

void plant_slowdown(const struct results_set *set, struct cell_results *cell, double factor)
{
  double budget = cell_results_budget(set, cell), first = 1 + set->campaign.gradient_cost;
  for (size_t r = 0; r < cell->run_count; r++) {
    struct run_result *run = &cell->run[r];
    for (size_t k = 0; k < cell->targets->count; k++) {
      if (run->to[k] > first) run->to[k] = ceil(run->to[k] * factor);
      if (run->to[k] > budget) run->to[k] = INFINITY;
    }
    if (run->outcome != OUTCOME_TARGET) continue;
    run->cost = ceil(run->cost * factor);
    if (run->cost <= budget) continue;
    run->outcome = OUTCOME_BUDGET;
    run->cost = budget;
    /* It is known only to lie between two targets. */
    for (size_t k = 0; k < cell->targets->count; k++)
      if (isfinite(run->to[k])) run->error = cell->targets->error[k];
  }
}
