/* qr.h -- an orthonormal basis of the columns of a square matrix, one after the other.
 *
 * Householder's reflections (1958): column j of the basis is what column j of the matrix has beside
 * those before it. Whatever the rank, the basis is orthonormal to the last digits; a column that
 * depends on those before it has any direction that is left. Columns stand as rows, so that loops
 * are over neighbours in memory. Only sqrt and arithmetic, each sum in the order of vec.h. */
#ifndef OPTBENCH_SRC_NUMERIC_QR_H
#define OPTBENCH_SRC_NUMERIC_QR_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "src/numeric/matrix.h"
#include "src/numeric/vec.h"

/* Doubles of work that qr_basis needs for n columns. */
static inline size_t qr_work(size_t n) { return n; }

/* x is scaled by a power of 2 until its largest value is near 1; false if it is zero. */
static inline bool qr_scale(double *x, size_t n)
{
  double most = matrix_most(n, x);
  int exponent;
  if (!(most > 0)) return false;
  frexp(most, &exponent);
  int half = exponent / 2; /* 2^-exponent may be too large */
  double first = ldexp(1, -half), second = ldexp(1, half - exponent);
  for (size_t i = 0; i < n; i++) x[i] = x[i] * first * second;
  return true;
}

/* x - beta (v x) v */
static inline void qr_reflect(double beta, const double *restrict v, double *restrict x, size_t n)
{
  vec_axpy(-beta * vec_dot(v, x, n), v, x, n);
}

/* Row j of basis, rows of `width`, becomes column j of an orthonormal basis of what the rows 0 ...
 * of a span; padding is zero. a, n rows of width, all finite, is lost. */
static inline void qr_basis(size_t n, size_t width, double *a, double *basis, double *work)
{
  double *beta = work;
  for (size_t j = 0; j < n; j++) qr_scale(a + j * width, n);
  for (size_t j = 0; j < n; j++) {
    double *v = a + j * width + j;
    size_t rest = n - j;
    beta[j] = 0;
    if (!qr_scale(v, rest)) continue;
    double norm = sqrt(vec_dot(v, v, rest)), image = v[0] > 0 ? -norm : norm;
    beta[j] = 1 / (norm * (norm + fabs(v[0]))); /* 2 / |v|^2 of the v that follows */
    v[0] -= image;
    for (size_t k = j + 1; k < n; k++) qr_reflect(beta[j], v, a + k * width + j, rest);
  }
  memset(basis, 0, n * width * sizeof *basis);
  for (size_t k = 0; k < n; k++) {
    double *q = basis + k * width;
    q[k] = 1;
    for (size_t j = k + 1; j-- > 0;) qr_reflect(beta[j], a + j * width + j, q + j, n - j);
  }
}

#endif
