/* performance.c -- performance profile: the share of problems that an optimizer solves at a
 * cost within a factor of the best optimizer's. A problem is a function, dimension, instance and
 * target; the cost is the average running time. (Dolan and More, Benchmarking optimization software
 * with performance profiles, Mathematical Programming 91, 2002) */
#include <math.h>
#include <stdlib.h>

#include "bench/figures/profile.h"
#include "bench/figures/times.h"
#include "bench/statistics/quantiles.h"

/* The problems of a function, dimension and instance, whose cells follow each other from `first`
 * on. A problem that none solves counts all the same: the shares are of what was asked for. */
static int add_problems(const struct plot *plot, const struct results_set *set, size_t first,
                        struct costs *costs, double *ratio, double (*times)[TARGETS_MOST],
                        struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct cell cell = campaign_cell(c, first);
  size_t function = (size_t)(cell.function - c->functions);
  size_t targets = results_targets(set, cell.function)->count;
  int status = STATUS_OK;
  for (size_t o = 0; o < c->optimizer_count; o++) {
    const struct cell_results *results =
        results_find(set, cell.function->label, cell.dim, cell.instance, c->optimizers[o].label);
    for (size_t k = 0; k < targets; k++) times[o][k] = time_of_cell(results, k);
  }
  for (size_t k = 0; k < targets && !status; k++) {
    for (size_t o = 0; o < c->optimizer_count; o++) ratio[o] = times[o][k];
    performance_ratios(ratio, c->optimizer_count);
    for (size_t o = 0; o < c->optimizer_count && !status; o++)
      status = profile_add(plot, costs, function, o, ratio[o], err);
  }
  return status;
}

static int read_ratios(const struct plot *plot, const struct results_set *set, struct costs *costs,
                       struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t optimizers = c->optimizer_count;
  int status = STATUS_OK;
  double *ratio = malloc(optimizers * sizeof *ratio);
  double(*times)[TARGETS_MOST] = malloc(optimizers * sizeof *times);
  if (!ratio || !times) status = error_memory(err, "the average running times");
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i += optimizers)
    status = add_problems(plot, set, i, costs, ratio, times, err);
  free(ratio);
  free(times);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  static const struct profile profile = {.reach = 0, .read = read_ratios};
  return profile_write(plot, &profile, s, err);
}

const struct figure figure_performance = {
    .name = "performance",
    .summary = "share of problems solved at a cost within a factor of the best",
    .source = "Dolan and More, Mathematical Programming 91, 2002, with average running times",
    .sheet = PROFILE_SHEETS("function", "ratio"),
    .possible = profile_two_possible,
    .write = write,
    .of_costs = true,
    .of = OF_ALL,
    .alt = "Performance profile of {title}.",
    .caption =
        "Performance profile, {title}: the share of problems (a function, dimension, instance and "
        "target each) that an optimizer solves with an average running time within a factor "
        "of the lowest. At 1: the share where it is itself the fastest; at the right end: "
        "the share that it solves at all. Problems that none solves count as well.",
};
