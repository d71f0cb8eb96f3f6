/* break_even.c -- see break_even.h. */
#include "bench/statistics/break_even.h"

#include <math.h>

/* NaN if the two have no order. `few` takes the fewer evaluations. */
static double pair_turns(const double *cost, const double *own, size_t few, size_t many)
{
  if (!(cost[few] < cost[many]) || isnan(own[few]) || isnan(own[many])) return NAN;
  if (isinf(cost[many])) return 0;
  double seconds = (cost[few] * own[few] - cost[many] * own[many]) / (cost[many] - cost[few]);
  return seconds > 0 ? seconds : 0;
}

struct break_even break_even(const double *cost, const double *own, const bool *tied, size_t count,
                             size_t one)
{
  struct break_even last = {.seconds = NAN};
  for (size_t a = 0; a < count; a++)
    for (size_t b = 0; b < count; b++) {
      if ((one < count && a != one && b != one) || tied[a * count + b]) continue;
      double seconds = pair_turns(cost, own, a, b);
      if (!isnan(seconds) && !(seconds <= last.seconds)) last = (struct break_even){seconds, a, b};
    }
  return last;
}
