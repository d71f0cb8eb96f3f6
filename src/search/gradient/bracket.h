/* bracket.h -- a line search for the strong Wolfe conditions that knows the slope at each trial.
 *
 * A step a > 0 along p, with slope f' = g(x + a p)^T p, is taken where
 *   f(x + a p) <= f(x) + decrease a g^T p   and   |f'| <= -curvature g^T p     (Wolfe, 1969)
 *
 * First a bracket is sought: while f falls enough and still steeply, the next step is the minimum
 * of the cubic through the last two, between a + 0.01 (a - b) and 10 a, b the one before a. Then
 * the bracket is closed: the next step is the minimum of the cubic through its ends, and one within
 * a tenth of the bracket from an end is moved to a tenth from it if it lies on the end, or if the
 * step before lay as near. Where the cubic has no minimum, the middle is taken. The search ends
 * where the bracket moves no coordinate by 1e-9, or after `most` trials: then with the lower end,
 * which lies below f(x), but may not have fallen enough.
 *
 * The conditions are Nocedal and Wright's (Numerical Optimization, 2006, algorithms 3.5 and 3.6);
 * the safeguards are those of Schmidt's minFunc (2005) as PyTorch has them. */
#ifndef OPTBENCH_SRC_SEARCH_GRADIENT_BRACKET_H
#define OPTBENCH_SRC_SEARCH_GRADIENT_BRACKET_H

#include <math.h>
#include <stdbool.h>

#include "src/search/gradient/wolfe.h"

/* The longest move of a coordinate within a bracket that is not worth a trial. */
static const double bracket_narrow = 1e-9;

struct bracket {
  double decrease, curvature;
  int most;        /* trials, at least 1 */
  double f, slope; /* at the start of the line */
  double reach;    /* the largest |p_i| */
  double step;     /* to try next */
  int tried;
  bool closing;               /* low and high are the ends of a bracket */
  bool near;                  /* the last step lay near an end */
  bool lowest;                /* the step told last is `low` now */
  struct wolfe_end low, high; /* low: until there is a bracket, the step tried last, at first 0 */
};

/* TRY: value and slope at `step` are wanted; ENDED: at low.step, 0 if no trial was lower. */
enum bracket_next { BRACKET_TRY, BRACKET_ENDED };

/* slope < 0, first_step > 0 */
static inline void bracket_begin(struct bracket *b, double f, double slope, double reach,
                                 double first_step)
{
  b->f = f;
  b->slope = slope;
  b->reach = reach;
  b->step = first_step;
  b->tried = 0;
  b->closing = b->near = b->lowest = false;
  b->low = b->high = (struct wolfe_end){0, f, slope};
}

/* The cubic's minimum kept within bounds. */
static inline double bracket_model(const struct wolfe_end *left, const struct wolfe_end *right,
                                   double least, double most)
{
  double step = wolfe_model(left, right);
  if (isnan(step)) return (least + most) / 2;
  return step < least ? least : step > most ? most : step;
}

static inline enum bracket_next bracket_within(struct bracket *b)
{
  bool ahead = b->low.step < b->high.step;
  const struct wolfe_end *left = ahead ? &b->low : &b->high, *right = ahead ? &b->high : &b->low;
  double width = right->step - left->step, tenth = 0.1 * width;
  if (b->tried >= b->most || width * b->reach < bracket_narrow) return BRACKET_ENDED;
  double step = bracket_model(left, right, left->step, right->step);
  bool near = fmin(right->step - step, step - left->step) < tenth;
  bool moved = near && (b->near || step >= right->step || step <= left->step);
  if (moved)
    step = right->step - step < step - left->step ? right->step - tenth : left->step + tenth;
  b->near = near && !moved;
  b->step = step;
  return BRACKET_TRY;
}

static inline void bracket_new_low(struct bracket *b, const struct wolfe_end *here)
{
  b->low = *here;
  b->lowest = true;
}

/* `here` and the step before it are the ends of a bracket. */
static inline enum bracket_next bracket_close(struct bracket *b, const struct wolfe_end *here)
{
  b->closing = true;
  b->high = *here;
  if (here->f < b->low.f) {
    b->high = b->low;
    bracket_new_low(b, here);
  }
  return bracket_within(b);
}

static inline enum bracket_next bracket_beyond(struct bracket *b, const struct wolfe_end *here)
{
  double step = here->step;
  b->step = bracket_model(&b->low, here, step + 0.01 * (step - b->low.step), 10 * step);
  bracket_new_low(b, here);
  return BRACKET_TRY;
}

/* Value and slope at b->step. */
static inline enum bracket_next bracket_tell(struct bracket *b, double f, double slope)
{
  struct wolfe_end here = {b->step, f, slope};
  bool falls = f <= b->f + b->decrease * b->step * b->slope;
  bool flat = fabs(slope) <= -b->curvature * b->slope;
  b->lowest = false;
  b->tried++;
  if (!b->closing) {
    /* The second step need not be lower than the first. */
    bool higher = b->tried > 2 && f >= b->low.f;
    if (b->tried < b->most && falls && !higher && !flat && slope < 0)
      return bracket_beyond(b, &here);
    if (!(falls && !higher && flat)) return bracket_close(b, &here);
  } else {
    if (!falls || f >= b->low.f) return bracket_close(b, &here);
    if (!flat) {
      if (slope * (b->high.step - b->low.step) >= 0) b->high = b->low;
      bracket_new_low(b, &here);
      return bracket_within(b);
    }
  }
  bracket_new_low(b, &here);
  return BRACKET_ENDED;
}

#endif
