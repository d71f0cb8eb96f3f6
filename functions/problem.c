/* problem.c -- the memory of a problem and of its wrappers. */
#include "functions/problem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARRAYS = 6 };

struct problem *problem_blank(size_t dim, size_t extra)
{
  size_t array = dim * sizeof(double);
  if (dim > SIZE_MAX / (4 * ARRAYS * sizeof(double))) return NULL;
  struct problem *p = calloc(1, sizeof *p + ARRAYS * array + extra);
  if (!p) return NULL;
  p->dim = dim;
  p->low = (double *)(p + 1);
  p->high = p->low + dim;
  p->start_low = p->high + dim;
  p->start_high = p->start_low + dim;
  p->canonical = p->start_high + dim;
  p->minimiser = p->canonical + dim;
  p->state = p->minimiser + dim;
  return p;
}

void problem_inherit(struct problem *p, struct problem *inner)
{
  size_t bytes = p->dim * sizeof(double);
  p->inner = inner;
  p->name = inner->name;
  p->measures = inner->measures;
  p->best_of = inner->best_of;
  p->work = inner->work;
  p->epochs = inner->epochs;
  p->classes = inner->classes;
  p->behaviours = inner->behaviours;
  p->episodes = inner->episodes;
  p->residuals = inner->residuals;
  p->episode_columns = inner->episode_columns;
  p->traits = inner->traits;
  p->minimum = inner->minimum;
  p->epoch = inner->epoch;
  p->layers = inner->layers;
  p->layer_count = inner->layer_count;
  memcpy(p->low, inner->low, bytes);
  memcpy(p->high, inner->high, bytes);
  memcpy(p->start_low, inner->start_low, bytes);
  memcpy(p->start_high, inner->start_high, bytes);
  memcpy(p->canonical, inner->canonical, bytes);
  if (inner->minimiser)
    memcpy(p->minimiser, inner->minimiser, bytes);
  else
    p->minimiser = NULL;
}

size_t measure_count(const char *const *measures)
{
  size_t count = 0;
  while (measures && measures[count]) count++;
  return count;
}

void problem_free(struct problem *problem)
{
  while (problem) {
    struct problem *inner = problem->inner;
    if (problem->release) problem->release(problem);
    free(problem);
    problem = inner;
  }
}
