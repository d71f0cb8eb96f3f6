/* repetition.c -- see repetition.h. */
#include "bench/driver/repetition.h"

#include <string.h>

struct stream repetition_stream(const struct campaign *campaign, const struct cell *cell,
                                size_t repetition, const char *purpose)
{
  struct stream s = stream_root(campaign->seed);
  s = stream_named(s, cell->function->spec.type->name);
  s = stream_numbered(s, cell->dim);
  s = stream_numbered(s, cell->instance);
  s = stream_numbered(s, repetition);
  return stream_named(s, purpose);
}

void repetition_draw(const struct problem *problem, struct stream stream, uint64_t number,
                     double *x)
{
  size_t dim = problem->dim;
  if (problem->start) {
    problem->start(problem, stream_numbered(stream, number), x);
    return;
  }
  for (size_t i = 0; i < dim; i++)
    x[i] = problem->start_low[i] + stream_uniform(stream, number * dim + i) *
                                       (problem->start_high[i] - problem->start_low[i]);
}

void repetition_start(const struct campaign *campaign, const struct problem *problem,
                      const struct cell *cell, size_t repetition, double *x)
{
  size_t dim = problem->dim;
  switch (campaign->start_mode) {
  case START_CANONICAL:
    memcpy(x, problem->canonical, dim * sizeof *x);
    break;
  case START_POINT:
    memcpy(x, campaign->start, dim * sizeof *x);
    break;
  case START_RANDOM:
  case START_BOX:
    repetition_draw(problem, repetition_stream(campaign, cell, repetition, "start"), 0, x);
    break;
  case START_GRID: {
    /* The middles of as many equal parts of the start region's diagonal as there are runs. */
    double share = ((double)repetition + 0.5) / (double)campaign->runs;
    for (size_t i = 0; i < dim; i++)
      x[i] = problem->start_low[i] + share * (problem->start_high[i] - problem->start_low[i]);
    break;
  }
  }
}

struct run_setup repetition_setup(const struct campaign *campaign, const struct problem *problem,
                                  const struct cell *cell, const struct method *method,
                                  size_t repetition, double *start)
{
  repetition_start(campaign, problem, cell, repetition, start);
  struct run_setup setup = {
      .problem = problem,
      .method = method,
      .budget = cell->budget,
      .steps = cell->steps,
      .tolerance = campaign->tolerance,
      .tolerance_steps = (size_t)campaign->tolerance_steps,
      .gradient_cost = campaign->gradient_cost,
      .metric = (enum metric)campaign->metric,
      .trace = (enum trace_mode)campaign->trace,
      .trace_x = campaign->trace_x,
      .repetition = repetition,
      .start = start,
      .next_start = campaign->restarts ? start + problem->dim : NULL,
      .confusion = true,
      .best_x = campaign->save_x ? start + 2 * problem->dim : NULL,
      .starts = repetition_stream(campaign, cell, repetition, "start"),
      .search = repetition_stream(campaign, cell, repetition, "search"),
      .noise = repetition_stream(campaign, cell, repetition, "noise"),
  };
  campaign_targets(campaign, cell->function, &setup.targets);
  return setup;
}
