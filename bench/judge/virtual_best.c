/* virtual_best.c -- see virtual_best.h. */
#include "bench/judge/virtual_best.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/times.h"

const double virtual_best_share = 0.95;

/* Average running times of an optimizer to all targets of all cells, from cost[0] on, unless that
 * is NULL; their number. */
static size_t put_times(const struct results_set *set, const struct campaign *c, size_t optimizer,
                        double *cost)
{
  size_t problems = 0;
  for (size_t i = optimizer; i < campaign_cell_count(c); i += c->optimizer_count) {
    struct cell cell = campaign_cell(c, i);
    size_t targets = results_targets(set, cell.function)->count;
    const struct cell_results *results =
        results_find(set, cell.function->label, cell.dim, cell.instance, cell.optimizer->label);
    for (size_t k = 0; k < targets; k++, problems++)
      if (cost) cost[problems] = time_of_cell(results, k);
  }
  return problems;
}

static int work_out(const double *cost, struct virtual_best *v, struct error *err)
{
  int status = portfolio_make(cost, v->optimizers, v->problems, virtual_best_share, v->member,
                              &v->portfolio, err);
  for (size_t o = 0; o < v->optimizers && !status; o++)
    status = set_worth(cost, v->optimizers, v->problems, &o, 1, &v->alone[o], err);
  for (size_t k = 0; k < v->problems; k++) {
    bool any = false;
    for (size_t o = 0; o < v->optimizers; o++) any |= isfinite(cost[o * v->problems + k]) != 0;
    v->solved += any;
  }
  return status;
}

int virtual_best_make(const struct results_set *set, const struct campaign *campaign,
                      const size_t *optimizer, size_t count, struct virtual_best *v,
                      struct error *err)
{
  size_t all = optimizer ? count : campaign->optimizer_count;
  *v = (struct virtual_best){.optimizers = all,
                             .problems = put_times(set, campaign, 0, NULL),
                             .alone = malloc((all + 1) * sizeof *v->alone),
                             .member = malloc((all + 1) * sizeof *v->member)};
  double *cost = malloc((all * v->problems + 1) * sizeof *cost);
  int status = cost && v->alone && v->member ? STATUS_OK : error_memory(err, "a portfolio");
  for (size_t o = 0; o < all && !status; o++)
    put_times(set, campaign, optimizer ? optimizer[o] : o, cost + o * v->problems);
  if (!status) status = work_out(cost, v, err);
  free(cost);
  return status;
}

void virtual_best_free(struct virtual_best *v)
{
  free(v->alone);
  free(v->member);
  *v = (struct virtual_best){0};
}

void virtual_best_text(const struct virtual_best *v,
                       const char *(*name)(const void *context, size_t place), const void *context,
                       char text[PORTFOLIO_SIZE])
{
  const struct portfolio *p = &v->portfolio;
  size_t used = 0, i = 0;
  text[0] = '\0';
  if (!p->count) return;
  for (; i < p->count; i++) {
    const char *one = name(context, v->member[i]);
    if (used + strlen(one) + 40 >= PORTFOLIO_SIZE) break;
    used += (size_t)snprintf(text + used, PORTFOLIO_SIZE - used, "%s%s", i ? " + " : "", one);
  }
  if (i < p->count)
    used += (size_t)snprintf(text + used, PORTFOLIO_SIZE - used, " and %zu more", p->count - i);
  /* Not more than it is. */
  snprintf(text + used, PORTFOLIO_SIZE - used, " (%.0f %%)", floor(100 * p->worth + 1e-9));
}
