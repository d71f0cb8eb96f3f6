/* adaptation.c -- see adaptation.h. */
#include "bench/dissect/adaptation.h"

#include <math.h>
#include <string.h>

/* Steps before Newton's method looks for the fixed point near by, and how near that is. */
enum { SETTLE_CHUNK = 500 };
static const double settled_within = 0.1;

static bool is_near(const struct recurrence *r, const double *a, const double *b)
{
  for (size_t j = 0; j < r->hidden; j++)
    if (!(fabs(a[j] - b[j]) <= settled_within)) return false;
  return true;
}

bool settle(const struct recurrence *r, double g, const double *from, struct fixed_point *p)
{
  double state[HIDDEN_MOST];
  memcpy(state, from, r->hidden * sizeof *state);
  for (size_t steps = 0; steps < SETTLE_MOST; steps += SETTLE_CHUNK) {
    recurrence_steps(r, g, SETTLE_CHUNK, state);
    if (fixed_find(r, g, state, p) && fixed_stable(p) && is_near(r, p->state, state)) return true;
  }
  return false;
}

size_t settle_along(const struct recurrence *r, const double *gradient, size_t count,
                    const double *from, struct fixed_point *p)
{
  size_t settled = 0;
  while (settled < count && settle(r, gradient[settled], from, &p[settled]))
    from = p[settled++].state;
  return settled;
}
