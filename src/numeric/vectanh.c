/* vectanh.c -- see vectanh.h. */
#include "src/numeric/vectanh.h"

#include <string.h>

void vec_tanh(double *x, size_t n)
{
  size_t i = 0;
  for (; i + LANE_WIDTH <= n; i += LANE_WIDTH) lane_store(x + i, lane_tanh(lane_load(x + i)));
  if (i == n) return;
  double rest[LANE_WIDTH] = {0};
  memcpy(rest, x + i, (n - i) * sizeof *x);
  lane_store(rest, lane_tanh(lane_load(rest)));
  memcpy(x + i, rest, (n - i) * sizeof *x);
}
