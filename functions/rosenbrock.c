/* rosenbrock.c -- the chained Rosenbrock valley. */
#include "functions/function.h"
#include "src/level.h"
#include "src/vec.h"

#include <stdlib.h>

struct state {
  size_t dim;
};

static const struct param params[] = {PARAM_TABLE_END};

static void *alloc(const struct function_setup *setup, const void *config)
{
  (void)config;
  struct state *s = malloc(sizeof *s);
  if (s) s->dim = setup->dim;
  return s;
}

static void evaluate(const void *state, const struct batch *batch)
{
  size_t n = ((const struct state *)state)->dim;
  for (size_t k = 0; k < batch->count; k++) {
    const double *x = batch->x + k * n;
    double lane[LANES] = {0};
    for (size_t i = 0; i + 1 < n; i++) {
      double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
      lane[i % LANES] += 100 * a * a + b * b;
    }
    batch->f[k] = lanes_total(lane);
    if (!batch->gradient) continue;
    double *g = batch->gradient + k * n;
    g[0] = 0;
    for (size_t i = 0; i + 1 < n; i++) {
      double a = x[i + 1] - x[i] * x[i];
      g[i] += -400 * a * x[i] - 2 * (1 - x[i]);
      g[i + 1] = 200 * a;
    }
  }
}

static void minimiser(const void *state, double *x)
{
  for (size_t i = 0; i < ((const struct state *)state)->dim; i++) x[i] = 1;
}

static void canonical(const void *state, double *x)
{
  for (size_t i = 0; i < ((const struct state *)state)->dim; i++) x[i] = i % 2 ? 1 : -1.2;
}

extern const struct function_type LEVELED(function_rosenbrock);
const struct function_type LEVELED(function_rosenbrock) = {
    .name = "rosenbrock",
    .title = "Rosenbrock",
    .summary = "a curved valley with a flat floor, chained over the coordinates",
    .formula = "f(x) = sum_{i<d} 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2",
    .reference = "Rosenbrock, The Computer Journal 3, 1960",
    .traits = SMOOTH,
    .dim_low = 2,
    .search_low = -2,
    .search_high = 2,
    .start_low = -2,
    .start_high = 2,
    .params = params,
    .alloc = alloc,
    .free = free,
    .evaluate = evaluate,
    .minimiser = minimiser,
    .canonical = canonical,
};
