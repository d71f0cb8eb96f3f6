/* perf_scaling.c -- the cost of a value against the dimension, through the driver, at the widest
 * vector level; with the exponent between each dimension and the one before, and a fit over all. */
#include "tests/perf/perf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/driver/run.h"
#include "tests/support/machine.h"

static const struct family {
  const char *optimizer;
  double most;      /* the largest dimension */
  double per_value; /* budget: so many coordinates are drawn, and at least ... */
  double values;    /* ... this many values, whole cycles of what is done now and then */
} families[] = {
    {"es", 1e6, 4e6, 64},
    {"snes", 1e6, 4e6, 100},
    {"sep-cmaes", 1e6, 4e6, 100},
    {"cmaes", 1000, 2e6, 2500},
};

static const double dims[] = {10, 32, 100, 316, 1000, 1e4, 1e5, 1e6};
enum { DIMS = sizeof dims / sizeof *dims };

struct bench {
  struct problem *problem;
  struct method method;
  struct run_workspace workspace;
  struct text trace;
  double *start, budget, units;
  atomic_bool halt;
};

static void turn(void *context)
{
  struct bench *b = context;
  struct run_record record;
  struct error err;
  struct run_setup setup = {
      .problem = b->problem,
      .method = &b->method,
      .budget = b->budget,
      .gradient_cost = 1,
      .targets.aim = -INFINITY,
      .trace = TRACE_LOG,
      .start = b->start,
      .search = stream_root(7),
      .noise = stream_root(8),
      .halt = &b->halt,
  };
  text_clear(&b->trace);
  if (run_once(&setup, &b->workspace, &b->trace, &record, &err)) {
    fprintf(stderr, "perf: error: %s\n", err.text);
    exit(err.status);
  }
  b->units = record.counts.values;
}

static struct cost measure(struct yardstick *y, const struct family *family, size_t dim,
                           const struct libraries *l)
{
  struct bench b = {.budget = fmax(floor(family->per_value / (double)dim), family->values)};
  struct function_spec spec;
  struct error err;
  int status = function_parse(l->functions, "quadratic:condition=1", &spec, &err);
  if (!status) status = l->functions->problem_new(&spec, dim, 0, NULL, &b.problem, &err);
  if (!status) status = method_parse(l->optimizers, family->optimizer, &b.method, &err);
  if (status) {
    fprintf(stderr, "perf: error: %s\n", err.text);
    exit(status);
  }
  b.start = malloc(dim * sizeof *b.start);
  if (!b.start) exit(STATUS_NOMEM);
  for (size_t i = 0; i < dim; i++) b.start[i] = b.problem->canonical[i];
  turn(&b);
  struct cost cost = yardstick_measure(y, turn, &b, b.units);
  free(b.start);
  text_free(&b.trace);
  run_workspace_free(&b.workspace);
  method_free(&b.method);
  problem_free(b.problem);
  function_spec_free(&spec);
  return cost;
}

/* The slope of log cost against log dimension, by least squares. */
static double exponent(const double *dim, const double *z, size_t count)
{
  double x = 0, y = 0, xx = 0, xy = 0, n = (double)count;
  for (size_t i = 0; i < count; i++) {
    double a = log(dim[i]), b = log(z[i]);
    x += a;
    y += b;
    xx += a * a;
    xy += a * b;
  }
  return (n * xy - x * y) / (n * xx - x * x);
}

void perf_scaling(struct yardstick *y)
{
  struct libraries levels[MACHINE_LEVELS];
  const struct libraries *l = &levels[machine_levels(levels) - 1];
  for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
    double z[DIMS];
    size_t count = 0;
    for (; count < DIMS && dims[count] <= families[f].most; count++) {
      char what[64];
      struct cost cost = measure(y, &families[f], (size_t)dims[count], l);
      z[count] = cost.z;
      int used =
          snprintf(what, sizeof what, "%s, sphere, d = %.0f", families[f].optimizer, dims[count]);
      if (count)
        snprintf(what + used, sizeof what - (size_t)used, ", d^%.2f",
                 exponent(dims + count - 1, z + count - 1, 2));
      perf_line(what, l->optimizers->level, cost);
    }
    printf("  %s: d^%.2f from d = %.0f to %.0f\n", families[f].optimizer, exponent(dims, z, count),
           dims[0], dims[count - 1]);
  }
}
