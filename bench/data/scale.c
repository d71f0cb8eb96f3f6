/* scale.c -- see scale.h. */
#include "bench/data/scale.h"

#include <math.h>

bool scale_column(double *x, size_t train, size_t count, size_t stride)
{
  double low = x[0], high = x[0], sum = 0, squares = 0, n = (double)train;
  for (size_t i = 0; i < train; i++) {
    double value = x[i * stride];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  /* Off the lowest, a constant column sums to exactly 0, and a far one keeps its digits; squares of
   * shares of the range neither vanish nor overflow. */
  double range = high > low ? high - low : 1;
  for (size_t i = 0; i < train; i++) sum += (x[i * stride] - low) / range;
  double mean = sum / n;
  for (size_t i = 0; i < train; i++) {
    double off = (x[i * stride] - low) / range - mean;
    squares += off * off;
  }
  double deviation = high > low ? sqrt(squares / n) : 1;
  if (!isnormal(range)) return false;
  for (size_t i = 0; i < count; i++) {
    double *value = &x[i * stride];
    *value = ((*value - low) / range - mean) / deviation;
    if (!isfinite(*value)) return false;
  }
  return true;
}
