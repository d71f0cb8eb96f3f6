/* perf_control.c -- a step of each control task, its policy included, in batches of 64 points: of
 * random policies, and of policies whose episodes are long. */
#include "tests/perf/perf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/problem.h"
#include "src/draws/random.h"
#include "tests/support/machine.h"

enum { POINTS = 64, DIM_MOST = 512 };

struct work {
  const struct problem *problem;
  struct batch batch;
  double x[POINTS * DIM_MOST], f[POINTS], steps[POINTS];
};

static void evaluate(void *context)
{
  struct work *w = context;
  w->problem->evaluate(w->problem, &w->batch);
}

/* Policies of N(0, deviation^2) around `near`; NULL: around 0. */
static void fill(struct work *w, const double *near, double deviation)
{
  size_t dim = w->problem->dim;
  random_normals((struct stream){7}, 0, 0, POINTS, dim, w->x);
  for (size_t k = 0; k < POINTS; k++)
    for (size_t i = 0; i < dim; i++) {
      double *x = &w->x[k * dim + i];
      *x = deviation * *x + (near ? near[i] : 0);
    }
}

static void measure(struct yardstick *y, const struct function_library *library, const char *text,
                    const char *what, const double *near, double deviation)
{
  static struct work w;
  struct function_spec spec;
  struct problem *problem;
  struct error err;
  size_t dim;
  if (function_parse(library, text, &spec, &err) || !(dim = function_dimension(&spec, NULL)) ||
      dim > DIM_MOST || library->problem_new(&spec, dim, 1, NULL, &problem, &err)) {
    fprintf(stderr, "perf: error: %s\n", err.text);
    exit(3);
  }
  w.problem = problem;
  fill(&w, near, deviation);
  w.batch = (struct batch){.x = w.x, .count = POINTS, .f = w.f, .work = w.steps};
  w.batch.scratch = malloc(problem->scratch(problem, POINTS) * sizeof(double));
  if (!w.batch.scratch) exit(4);
  double steps = 0;
  evaluate(&w);
  for (size_t k = 0; k < POINTS; k++) steps += w.steps[k];
  char line[128];
  snprintf(line, sizeof line, "%s, %s", text, what);
  struct cost cost = yardstick_measure(y, evaluate, &w, steps);
  printf("  %-46s %-8s %8.2f Z %8.1f ns %8.1f million steps a second\n", line, library->level,
         cost.z, cost.ns, 1e3 / cost.ns);
  fflush(stdout);
  free(w.batch.scratch);
  problem_free(problem);
  function_spec_free(&spec);
}

void perf_control(struct yardstick *y)
{
  static const double balance[] = {0.1, 0.3, 3, 1, 0};
  static const char *const tasks[] = {
      "cartpole:hidden=16",    "pendulum", "acrobot", "mountaincar", "mountaincar-continuous",
      "doublepole:limit=1000", "trap",     "maze"};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++) {
    const struct function_library *library = levels[l].functions;
    measure(y, library, "cartpole", "random", NULL, 0.5);
    measure(y, library, "cartpole", "balanced", balance, 0.02);
    for (size_t t = 0; t < sizeof tasks / sizeof *tasks; t++)
      measure(y, library, tasks[t], "random", NULL, 0.5);
  }
}
