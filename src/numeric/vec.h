/* vec.h -- sums in a fixed order that compilers can turn into vector code.
 *
 * Term i of a sum always goes to lane i mod LANES, and the lanes are added as a
 * fixed tree, so the result has the same bits at every vector width, and whether
 * a point is evaluated alone or in a batch. */
#ifndef OPTBENCH_SRC_NUMERIC_VEC_H
#define OPTBENCH_SRC_NUMERIC_VEC_H

#include <math.h>
#include <stddef.h>

enum { LANES = 8 };

static inline double lanes_total(const double lane[LANES])
{
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

/* total of x_i y_i */
static inline double vec_dot(const double *x, const double *y, size_t n)
{
  double lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) lane[j] += x[i + j] * y[i + j];
  for (size_t j = 0; i + j < n; j++) lane[j] += x[i + j] * y[i + j];
  return lanes_total(lane);
}

/* total of x_i */
static inline double vec_sum(const double *x, size_t n)
{
  double lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) lane[j] += x[i + j];
  for (size_t j = 0; i + j < n; j++) lane[j] += x[i + j];
  return lanes_total(lane);
}

/* total of |x_i| */
static inline double vec_norm1(const double *x, size_t n)
{
  double lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) lane[j] += fabs(x[i + j]);
  for (size_t j = 0; i + j < n; j++) lane[j] += fabs(x[i + j]);
  return lanes_total(lane);
}

/* y += a x */
static inline void vec_axpy(double a, const double *restrict x, double *restrict y, size_t n)
{
  for (size_t i = 0; i < n; i++) y[i] += a * x[i];
}

#endif
