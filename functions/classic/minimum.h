/* minimum.h -- a minimum that is not 0 is met by sums, and they round to either side of it. */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_MINIMUM_H
#define OPTBENCH_FUNCTIONS_CLASSIC_MINIMUM_H

#include <float.h>
#include <math.h>

/* f, but the minimum if rounding alone took f below it, by 64 units in the last place at most: no
 * error f - f* is negative, while a value that is truly lower would be seen. */
static inline double minimum_or_above(double f, double minimum)
{
  double slack = 64 * DBL_EPSILON * fabs(minimum);
  return f < minimum && f >= minimum - slack ? minimum : f;
}

#endif
