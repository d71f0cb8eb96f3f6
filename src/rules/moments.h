/* moments.h -- what rules with running means and products share. */
#ifndef OPTBENCH_SRC_RULES_MOMENTS_H
#define OPTBENCH_SRC_RULES_MOMENTS_H

#include <math.h>

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

#endif
