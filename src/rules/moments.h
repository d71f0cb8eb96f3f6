/* moments.h -- what rules with running means and products share. */
#ifndef OPTBENCH_SRC_RULES_MOMENTS_H
#define OPTBENCH_SRC_RULES_MOMENTS_H

#include <math.h>

#include "src/descent.h"
#include "src/numeric/elementary.h"

/* A mean whose input stays zero would decay into the subnormal numbers and stay there (0.9 of the
 * 4th smallest rounds back to it), where each operation costs a hundred. Below 1e-301 it is
 * nothing. */
static inline double flushed(double mean) { return fabs(mean) < 0x1p-1000 ? 0 : mean; }

/* beta^(t+1) from beta^t, for 1 - beta^t: that is 1 to the last bit long before the product is
 * cut. */
static inline double next_power(double power, double beta)
{
  double next = power * beta;
  return next < 0x1p-60 ? 0 : next;
}

/* Running means of gradient and squared gradient; rest: 1 - beta. */
static inline double mean_next(double mean, double beta, double rest, double gradient)
{
  return flushed(beta * mean + rest * gradient);
}

static inline double square_next(double square, double beta, double rest, double gradient)
{
  return flushed(beta * square + rest * gradient * gradient);
}

/* 1, -1; of 0 and NaN themselves. */
static inline double sign_of(double x) { return fabs(x) > 0 ? copysign(1, x) : x; }

/* Weight decay: of theta, the values that are the point. */
static inline void weights_scale(double factor, size_t weights, double *theta)
{
  for (size_t i = 0; i < weights; i++) theta[i] *= factor;
}

/* The momentum of this step: the rule's own unless a schedule moves it. */
static inline double momentum_now(const struct pace *pace, double own)
{
  return isnan(pace->momentum) ? own : pace->momentum;
}

/* beta^t of a beta that schedules move: of the one that is in force at step t. */
struct moved_power {
  double power, steps; /* begin with 1 and 0 */
};

static inline double moved_power_next(struct moved_power *p, const struct pace *pace, double own)
{
  p->power = next_power(p->power, own);
  p->steps++;
  return isnan(pace->momentum) ? p->power : repro_pow(pace->momentum, p->steps);
}

#endif
