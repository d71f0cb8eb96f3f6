/* restarts.c -- runtime profile with simulated restarts: a run that missed a target is
 * followed by others of its cell until one reaches it, and their costs are added, so that methods
 * that fail now and then are comparable with slow and certain ones. (Hansen, Auger, Brockhoff,
 * Tusar and Tusar, COCO: Performance Assessment, arXiv:1605.03560, 2016) */
#include <math.h>
#include <stdlib.h>

#include "bench/figures/profile.h"
#include "bench/statistics/inference.h"

/* Simulated runs of a cell to a target, and how many budgets each of them may cost. */
enum { DRAWS = 100, REACH = 10 };

/* Named by the cell and the target, so that other cells beside it change nothing. */
static struct stream draws_of(const struct cell_results *cell, size_t target)
{
  struct stream stream = stream_named(stream_root(0), "simulated restarts");
  stream = stream_named(stream, cell->function);
  stream = stream_numbered(stream, cell->dim);
  stream = stream_numbered(stream, cell->instance);
  return stream_numbered(stream_named(stream, cell->optimizer), target);
}

/* Simulated runs to a target, as cases of curve `of`. */
static int simulate(const struct plot *plot, const struct cell *cell,
                    const struct cell_results *results, size_t target, size_t of,
                    struct costs *costs, struct error *err)
{
  size_t count = results->run_count,
         function = (size_t)(cell->function - plot->campaign->functions);
  double *to = malloc(2 * count * sizeof *to), *spent = to + count;
  int status = to ? STATUS_OK : error_memory(err, "the simulated restarts");
  struct stream stream = draws_of(results, target);
  uint64_t draw = 0;
  if (to) cell_results_costs(results, target, to, spent);
  for (size_t i = 0; i < DRAWS && !status; i++) {
    double cost = restarted_cost(stream, &draw, to, spent, count, REACH * cell->budget);
    status = profile_add(plot, costs, function, of, cost / (double)cell->dim, err);
  }
  free(to);
  return status;
}

static int read_costs(const struct plot *plot, const struct results_set *set, struct costs *costs,
                      struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t optimizers = c->optimizer_count;
  const struct cell_results **where = malloc(optimizers * sizeof *where);
  int status = where ? STATUS_OK : error_memory(err, "the simulated restarts");
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i += optimizers) {
    struct cell cell = campaign_cell(c, i);
    size_t targets = results_targets(set, cell.function)->count;
    profile_cells(plot, set, i, where);
    for (size_t k = 0; k < targets && !status; k++) {
      for (size_t o = 0; o < optimizers && !status; o++)
        if (where[o]) status = simulate(plot, &cell, where[o], k, o, costs, err);
      size_t best = optimizers > 1 ? profile_best(where, optimizers, k) : optimizers;
      if (best < optimizers && !status)
        status = simulate(plot, &cell, where[best], k, optimizers, costs, err);
    }
  }
  free(where);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  static const struct profile profile = {.reach = REACH, .read = read_costs};
  return profile_write(plot, &profile, s, err);
}

const struct figure figure_restarts = {
    .name = "restarts",
    .summary = "share of all targets reached within a cost, with simulated restarts",
    .source =
        "Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff, Optimization Methods and Software 36, "
        "2021 (simulated restarts)",
    .sheet = PROFILE_SHEETS("function", "cost_per_dimension"),
    .possible = profile_possible,
    .write = write,
    .of_costs = true,
    .of = OF_ALL,
    .alt = "Runtime profile of {title} with simulated restarts.",
    .caption =
        "Runtime profile with simulated restarts, {title}: a run that missed a target is followed "
        "by others drawn, with replacement, from those of its function, dimension, instance "
        "and optimizer until one reaches it, and their costs are added; 100 draws a target, "
        "each given up beyond 10 budgets, where the axis ends. Dashed: the virtual best, which is, "
        "for each cell and target, the optimizer with the lowest average running time.",
};
