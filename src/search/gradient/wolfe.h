/* wolfe.h -- a line search for the strong Wolfe conditions.
 *
 * A step a > 0 along p, with slope f' = g(x + a p)^T p, is taken where
 *   f(x + a p) <= f(x) + decrease a g^T p   and   |f'| <= -curvature g^T p     (Wolfe, 1969)
 *
 * It is Nocedal and Wright's (Numerical Optimization, 2006, algorithms 3.5 and 3.6). `low` is the
 * step with the least value of those that fell enough, at first 0. Until a minimum is bracketed the
 * next step is the minimum of the cubic through the last two, between 2 a - b and a + 9 (a - b), b
 * the one before a (Fletcher, Practical Methods of Optimization, 1987, section 2.6). Within a
 * bracket it is the minimum of the cubic through both ends, or of the parabola if no slope is known
 * at `high`, a tenth of the bracket or more from either end. A slope is asked for only where the
 * value fell enough. */
#ifndef OPTBENCH_SRC_SEARCH_GRADIENT_WOLFE_H
#define OPTBENCH_SRC_SEARCH_GRADIENT_WOLFE_H

#include <math.h>
#include <stdbool.h>

struct wolfe_end {
  double step, f, slope; /* slope NaN: not known */
};

struct wolfe {
  double decrease,
      curvature;       /* of (0, 1); only where decrease < curvature is there always a step */
  double f, slope;     /* at the start of the line */
  double step, step_f; /* to try next, and its value once it was told */
  bool bracketed;      /* a minimum lies between low and high */
  struct wolfe_end low, high;
};

/* TRY: the value at `step` is wanted; SLOPE: and now its slope; TAKEN: `step` is taken. */
enum wolfe_next { WOLFE_TRY, WOLFE_SLOPE, WOLFE_TAKEN };

/* slope < 0, first_step > 0 */
static inline void wolfe_begin(struct wolfe *l, double f, double slope, double first_step)
{
  l->f = f;
  l->slope = slope;
  l->step = first_step;
  l->bracketed = false;
  l->low = (struct wolfe_end){0, f, slope};
}

/* The step that minimises the parabola or cubic (equation 3.59); NaN where there is none. */
static inline double wolfe_model(const struct wolfe_end *a, const struct wolfe_end *b)
{
  double width = b->step - a->step, rise = b->f - a->f;
  if (isnan(b->slope)) return a->step - a->slope * width * width / (2 * (rise - a->slope * width));
  double u = a->slope + b->slope - 3 * rise / width;
  double v = copysign(sqrt(u * u - a->slope * b->slope), width);
  return b->step - width * (b->slope + v - u) / (b->slope - a->slope + 2 * v);
}

static inline void wolfe_within(struct wolfe *l)
{
  double width = l->high.step - l->low.step;
  double share = (wolfe_model(&l->low, &l->high) - l->low.step) / width;
  if (isnan(share)) share = 0.5;
  l->step = l->low.step + (share < 0.1 ? 0.1 : share > 0.9 ? 0.9 : share) * width;
}

static inline void wolfe_beyond(struct wolfe *l, const struct wolfe_end *here)
{
  double width = here->step - l->low.step, next = wolfe_model(&l->low, here);
  double least = here->step + width, most = here->step + 9 * width;
  /* A cubic that falls for ever has no minimum, or one that lies behind. */
  if (!(next <= most && next > here->step)) next = most;
  l->step = next < least ? least : next;
}

static inline enum wolfe_next wolfe_tell_value(struct wolfe *l, double f)
{
  l->step_f = f;
  if (f <= l->f + l->decrease * l->step * l->slope && f < l->low.f) return WOLFE_SLOPE;
  l->high = (struct wolfe_end){l->step, f, NAN};
  l->bracketed = true;
  wolfe_within(l);
  return WOLFE_TRY;
}

static inline enum wolfe_next wolfe_tell_slope(struct wolfe *l, double slope)
{
  struct wolfe_end here = {l->step, l->step_f, slope};
  if (fabs(slope) <= -l->curvature * l->slope) return WOLFE_TAKEN;
  bool ahead = l->bracketed ? l->high.step > l->step : true; /* where the bracket goes on */
  if (!l->bracketed && slope < 0) {
    wolfe_beyond(l, &here);
    l->low = here;
    return WOLFE_TRY;
  }
  if (!l->bracketed || (slope >= 0) == ahead) l->high = l->low;
  l->bracketed = true;
  l->low = here;
  wolfe_within(l);
  return WOLFE_TRY;
}

#endif
