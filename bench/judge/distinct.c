/* distinct.c -- see distinct.h. */
#include "bench/judge/distinct.h"

#include <math.h>
#include <string.h>

bool runs_equal(const struct run_result *a, const struct run_result *b, size_t targets)
{
  const double x[] = {a->steps,  a->counts.values, a->counts.gradients, a->cost, a->final_f,
                      a->best_f, a->error,         a->restarts};
  const double y[] = {b->steps,  b->counts.values, b->counts.gradients, b->cost, b->final_f,
                      b->best_f, b->error,         b->restarts};
  for (size_t i = 0; i < sizeof x / sizeof *x; i++)
    if (x[i] != y[i] && !(isnan(x[i]) && isnan(y[i]))) return false;
  return a->outcome == b->outcome && !memcmp(a->to, b->to, targets * sizeof *a->to);
}

bool starts_are_one(const struct campaign *c)
{
  return c->start_mode == START_CANONICAL || c->start_mode == START_POINT;
}

size_t distinct_runs(const struct results_set *set, const struct cell_results *cell, size_t *index)
{
  size_t count = 0;
  for (size_t r = 0; r < cell->run_count; r++) {
    bool again = false;
    for (size_t i = 0; i < count && !again && starts_are_one(&set->campaign); i++)
      again = runs_equal(&cell->run[r], &cell->run[index[i]], cell->targets->count);
    if (!again) index[count++] = r;
  }
  return count;
}
