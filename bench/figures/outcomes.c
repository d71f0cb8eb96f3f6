/* outcomes.c -- see outcomes.h. */
#include "bench/figures/outcomes.h"

#include <math.h>
#include <stdlib.h>

#include "bench/statistics/quantiles.h"

int outcomes_read(const struct plot *plot, struct outcomes *o, struct error *err)
{
  *o = (struct outcomes){.told = false};
  if (!results_have_costs(plot->results)) return STATUS_OK;
  int status = results_read(plot->libraries, plot->results, &o->set, err);
  o->told = !status;
  return status;
}

void outcomes_free(struct outcomes *o)
{
  if (o->told) results_set_free(&o->set);
  o->told = false;
}

static const struct cell_results *cell_of(const struct outcomes *o, const struct cell *cell)
{
  if (!o->told) return NULL;
  return results_find(&o->set, cell->function->label, cell->dim, cell->instance,
                      cell->optimizer->label);
}

bool outcomes_diverged(const struct outcomes *o, const struct cell *cell, size_t repetition)
{
  const struct cell_results *found = cell_of(o, cell);
  return found && repetition < found->run_count &&
         found->run[repetition].outcome == OUTCOME_DIVERGED;
}

/* Figures show as many runs as all cells have: some may have more. */
static size_t shown_runs(const struct plot *plot, const struct cell_results *cell)
{
  return cell->run_count < plot->campaign->runs ? cell->run_count : plot->campaign->runs;
}

int outcomes_divergence(const struct outcomes *o, const struct plot *plot, size_t first_cell,
                        size_t cells, size_t optimizer, struct divergence *d, struct error *err)
{
  const struct campaign *c = plot->campaign;
  *d = (struct divergence){0, NAN};
  double *costs = malloc(cells * c->runs * sizeof *costs);
  if (!costs) return error_memory(err, "the runs of a curve");
  for (size_t i = first_cell; i < first_cell + cells; i++) {
    struct cell cell = campaign_cell(c, i);
    if ((size_t)(cell.optimizer - c->optimizers) != optimizer) continue;
    const struct cell_results *found = cell_of(o, &cell);
    for (size_t r = 0; found && r < shown_runs(plot, found); r++)
      if (found->run[r].outcome == OUTCOME_DIVERGED) costs[d->runs++] = found->run[r].cost;
  }
  if (d->runs) d->cost = quartiles_of(costs, d->runs).median;
  free(costs);
  return STATUS_OK;
}
