/* perf_driver.c -- whole runs through the driver, the trace written: a step or an evaluation. */
#include "tests/perf/perf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/driver/run.h"
#include "tests/support/machine.h"

struct workload {
  const char *what, *function, *optimizer;
  size_t dim;
  double budget, target; /* target -1: a run goes on to its budget */
  size_t runs;           /* in one turn of the measurement */
  bool step;             /* the unit is a step, not an evaluation */
};

static const struct workload workloads[] = {
    {"random search, Rosenbrock, d = 10, a value", "rosenbrock", "random", 10, 3e5, -1, 1, false},
    {"adam, Rosenbrock, d = 2, a step", "rosenbrock", "adam:rate=0.01", 2, 2e5, -1, 1, true},
    {"adam, Rosenbrock, d = 10, a step", "rosenbrock", "adam:rate=0.01", 10, 3e5, -1, 1, true},
    {"adam, Rosenbrock, d = 100, a step", "rosenbrock", "adam:rate=0.01", 100, 3e5, -1, 1, true},
    {"adam, Rosenbrock, d = 1000, a step", "rosenbrock", "adam:rate=0.01", 1000, 4e4, -1, 1, true},
    {"snes, sphere, d = 40, a value", "quadratic:condition=1", "snes", 40, 1.2e5, 1e-8, 4, false},
    {"xnes, sphere, d = 10, a value", "quadratic:condition=1", "xnes", 10, 1e5, 1e-8, 4, false},
    {"xnes, sphere, d = 40, a value", "quadratic:condition=1", "xnes", 40, 2e4, 1e-8, 1, false},
    {"cmaes, sphere, d = 2, a value", "quadratic:condition=1", "cmaes", 2, 5e3, -1, 1, false},
    {"cmaes, sphere, d = 10, a value", "quadratic:condition=1", "cmaes", 10, 1e4, -1, 1, false},
    {"cmaes, sphere, d = 40, a value", "quadratic:condition=1", "cmaes", 40, 1e4, -1, 1, false},
    {"cmaes, sphere, d = 100, a value", "quadratic:condition=1", "cmaes", 100, 1e4, -1, 1, false},
    {"es, Rosenbrock, d = 40, a value", "rosenbrock", "es", 40, 1e5, -1, 1, false},
};

struct bench {
  const struct workload *workload;
  struct problem *problem;
  struct method method;
  struct run_workspace workspace;
  struct text trace;
  struct stream root;
  double *start, units; /* units: of the last turn */
  atomic_bool halt;
};

static void turn(void *context)
{
  struct bench *b = context;
  const struct workload *w = b->workload;
  struct error err;
  b->units = 0;
  for (size_t r = 0; r < w->runs; r++) {
    struct run_record record;
    struct stream stream = stream_numbered(b->root, r);
    struct run_setup setup = {
        .problem = b->problem,
        .method = &b->method,
        .budget = w->budget,
        .gradient_cost = 1,
        .targets.aim = w->target < 0 ? -INFINITY : w->target,
        .trace = TRACE_LOG,
        .repetition = r,
        .start = b->start,
        .search = stream_named(stream, "search"),
        .noise = stream_named(stream, "noise"),
        .halt = &b->halt,
    };
    text_clear(&b->trace);
    if (run_once(&setup, &b->workspace, &b->trace, &record, &err)) {
      fprintf(stderr, "perf: error: %s\n", err.text);
      exit(err.status);
    }
    b->units += w->step ? record.steps : record.counts.values;
  }
}

static void measure(struct yardstick *y, const struct workload *w, const struct libraries *l)
{
  struct bench b = {.workload = w, .root = stream_root(7)};
  struct function_spec spec;
  struct error err;
  int status = function_parse(l->functions, w->function, &spec, &err);
  if (!status) status = l->functions->problem_new(&spec, w->dim, 0, NULL, &b.problem, &err);
  if (!status) status = method_parse(l->optimizers, w->optimizer, &b.method, &err);
  if (status) {
    fprintf(stderr, "perf: error: %s\n", err.text);
    exit(status);
  }
  b.start = malloc(w->dim * sizeof *b.start);
  if (!b.start) exit(STATUS_NOMEM);
  for (size_t i = 0; i < w->dim; i++) b.start[i] = b.problem->canonical[i];
  turn(&b);
  perf_line(w->what, l->optimizers->level, yardstick_measure(y, turn, &b, b.units));
  free(b.start);
  text_free(&b.trace);
  run_workspace_free(&b.workspace);
  method_free(&b.method);
  problem_free(b.problem);
  function_spec_free(&spec);
}

void perf_driver(struct yardstick *y)
{
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t w = 0; w < sizeof workloads / sizeof *workloads; w++)
    for (size_t i = 0; i < count; i++) measure(y, &workloads[w], &levels[i]);
}
