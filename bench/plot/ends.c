/* ends.c -- see ends.h. The driver's own loop runs them. */
#include "bench/plot/ends.h"

#include "bench/plan/problems.h"

#include <math.h>
#include <stdlib.h>

#include "bench/driver/repetition.h"

static int run_all(const struct plot *plot, const struct cell *cell, const struct problem *problem,
                   const struct method *method, size_t count, const double *start, double *end,
                   double *f, struct error *err)
{
  size_t dim = problem->dim;
  atomic_bool halt = false;
  struct run_workspace workspace = {0};
  struct run_record record;
  struct text none = {0};
  /* Three points that repetition_setup asks for. */
  double *room = malloc(3 * dim * sizeof *room);
  int status = room ? STATUS_OK : error_memory(err, "the ends of runs");
  for (size_t k = 0; k < count && !status; k++) {
    struct run_setup setup = repetition_setup(plot->campaign, problem, cell, method, k, room);
    setup.start = start + k * dim;
    setup.next_start = NULL;
    setup.targets.aim = -INFINITY; /* the point that meets a target need not be the incumbent yet */
    setup.metric = METRIC_NONE;
    setup.trace = TRACE_NONE;
    setup.best_x = NULL;
    setup.confusion = false;
    setup.halt = &halt;
    setup.final_x = end + k * dim;
    status = run_once(&setup, &workspace, &none, &record, err);
    f[k] = record.final_f;
  }
  run_workspace_free(&workspace);
  free(room);
  return status;
}

int ends_find(const struct plot *plot, const struct cell *cell, size_t count, const double *start,
              double *end, double *f, struct error *err)
{
  struct problem *problem = NULL;
  struct method method;
  int status = cell_method(plot->libraries, plot->campaign, cell, &method, err);
  if (status) return status;
  status = cell_problem(plot->libraries, plot->campaign, cell, &problem, err);
  if (!status) status = run_all(plot, cell, problem, &method, count, start, end, f, err);
  if (problem) problem_free(problem);
  method_free(&method);
  return status;
}
