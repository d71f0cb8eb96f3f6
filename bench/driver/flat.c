/* flat.c -- does the lowest value of a search still fall? For a campaign's tolerance; see loop.h.
 */
#include <math.h>
#include <stdlib.h>

#include "bench/driver/loop.h"

int flat_room(struct loop *l)
{
  size_t steps = l->setup->tolerance_steps;
  if (!steps) return STATUS_OK;
  l->flat.past = malloc(steps * sizeof *l->flat.past);
  return l->flat.past ? STATUS_OK : error_memory(l->err, "a run's tolerance");
}

void flat_begin(struct loop *l)
{
  l->flat.lowest = INFINITY;
  l->flat.steps = 0;
}

bool flat_step(struct loop *l)
{
  struct flat *f = &l->flat;
  size_t window = l->setup->tolerance_steps;
  if (!f->past) return false;
  double *before = &f->past[f->steps % window];
  bool flat = f->steps >= window && *before - f->lowest <= l->setup->tolerance;
  *before = f->lowest;
  f->steps++;
  return flat;
}

void flat_free(struct loop *l) { free(l->flat.past); }
