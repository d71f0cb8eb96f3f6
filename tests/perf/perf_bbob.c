/* perf_bbob.c -- a value of each of BBOB's functions, in batches of 64 random points, by dimension;
 * tests/perf/coco.sh times COCO's own on the same points. */
#include "tests/perf/perf.h"

#include <stdio.h>
#include <stdlib.h>

#include "functions/problem.h"
#include "tests/perf/bbob_points.h"
#include "tests/support/machine.h"

struct work {
  const struct problem *problem;
  struct batch batch;
  double x[BBOB_POINTS * BBOB_DIM_MOST], f[BBOB_POINTS];
};

static void evaluate(void *context)
{
  struct work *w = context;
  w->problem->evaluate(w->problem, &w->batch);
}

static struct cost measure(struct yardstick *y, const struct function_library *library,
                           const char *name, size_t dim)
{
  static struct work w;
  struct function_spec spec;
  struct problem *problem;
  struct error err;
  if (function_parse(library, name, &spec, &err) ||
      library->problem_new(&spec, dim, 1, NULL, &problem, &err)) {
    fprintf(stderr, "perf: error: %s\n", err.text);
    exit(3);
  }
  bbob_points(dim, w.x);
  w.problem = problem;
  w.batch = (struct batch){.x = w.x, .count = BBOB_POINTS, .f = w.f};
  w.batch.scratch = malloc(problem->scratch(problem, BBOB_POINTS) * sizeof(double));
  if (!w.batch.scratch) exit(4);
  struct cost cost = yardstick_measure(y, evaluate, &w, BBOB_POINTS);
  free(w.batch.scratch);
  problem_free(problem);
  function_spec_free(&spec);
  return cost;
}

void perf_bbob(struct yardstick *y)
{
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++) {
    printf("  in Z at d =     %8d %8d %8d %8d %8d   in ns %8d %8d %8d %8d %8d\n", 2, 5, 10, 20, 40,
           2, 5, 10, 20, 40);
    for (int f = 1; f <= 24; f++) {
      char name[16];
      struct cost cost[BBOB_DIMS];
      snprintf(name, sizeof name, "f%d", f);
      printf("  %-4s %-10s", name, levels[l].functions->level);
      for (size_t d = 0; d < BBOB_DIMS; d++) {
        cost[d] = measure(y, levels[l].functions, name, bbob_dims[d]);
        printf(" %8.2f", cost[d].z);
      }
      printf("        ");
      for (size_t d = 0; d < BBOB_DIMS; d++) printf(" %8.1f", cost[d].ns);
      putchar('\n');
      fflush(stdout);
    }
  }
}
