/* linesearch.h -- backtracking along a descent direction, for values only.
 *
 * A step a > 0 along p is taken once the value falls enough for it,
 *   f(x + a p) <= f(x) + decrease a g^T p                                (Armijo, 1966)
 * and is otherwise shortened to the minimum of the parabola, then of the cubic, through what is
 * known of f along p, kept between a tenth and a half of the last step (Dennis and Schnabel,
 * Numerical Methods for Unconstrained Optimization, 1983, algorithm A6.3.1). */
#ifndef OPTBENCH_SRC_SEARCH_GRADIENT_LINESEARCH_H
#define OPTBENCH_SRC_SEARCH_GRADIENT_LINESEARCH_H

#include <math.h>
#include <stdbool.h>

struct line {
  double decrease;
  double f, slope;          /* at the start of the line */
  double step;              /* to try next */
  double last_step, last_f; /* tried before; last_step 0: nothing yet */
};

static inline void line_begin(struct line *l, double f, double slope, double first_step)
{
  l->f = f;
  l->slope = slope;
  l->step = first_step;
  l->last_step = 0;
}

/* The step that minimises the parabola or cubic, before it is kept within bounds. */
static inline double line_model(const struct line *l, double f)
{
  double a = l->step, b = l->last_step, above = f - l->f - l->slope * a;
  if (!(b > 0)) return -l->slope * a * a / (2 * above);
  double above_last = l->last_f - l->f - l->slope * b;
  double u = above / (a * a), v = above_last / (b * b), apart = a - b;
  double cubic = (u - v) / apart, square = (a * v - b * u) / apart;
  double root = square * square - 3 * cubic * l->slope;
  if (!(fabs(cubic) > 0)) return -l->slope / (2 * square);
  return root < 0 ? a / 2 : (-square + sqrt(root)) / (3 * cubic);
}

/* f: the value at l->step. True: it is taken. False: l->step is the next to try. */
static inline bool line_tell(struct line *l, double f)
{
  double step = l->step;
  if (f <= l->f + l->decrease * step * l->slope) return true;
  double next = line_model(l, f);
  if (!(next <= step / 2)) next = step / 2;
  if (!(next >= step / 10)) next = step / 10;
  l->last_step = step;
  l->last_f = f;
  l->step = next;
  return false;
}

#endif
