/* eigen.h -- eigenvalues and eigenvectors of a symmetric matrix.
 *
 * Householder reflections make it tridiagonal, QL steps with Wilkinson's shift make that
 * diagonal (Martin, Reinsch and Wilkinson, 1968; Bowdler, Martin, Reinsch and Wilkinson,
 * 1968; Parlett, The Symmetric Eigenvalue Problem, 1980). Everything works along rows, and
 * eigenvectors are rows, so that the loops are over neighbours in memory. Rows are padded
 * as in matrix.h. Only sqrt and arithmetic, each sum in an order of its own. */
#ifndef OPTBENCH_SEARCH_EIGEN_H
#define OPTBENCH_SEARCH_EIGEN_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "src/search/matrix.h"
#include "src/vec.h"

enum { EIGEN_TURNS = 60 }; /* QL steps for one eigenvalue; 3 are many */

/* Doubles of work that eigen_symmetric needs for n x n. */
static inline size_t eigen_work(size_t n) { return 5 * matrix_padded(n) + n * matrix_padded(n); }

/* a = Q T Q^T with T tridiagonal: diagonal in d, e[i] beside d[i] and d[i + 1]. Row i of a becomes
 * the reflection I - beta[i] v v^T, v = a[i][0 .. i - 1], that cleared it; Q is the product of
 * those of n - 1, n - 2, ... v, p and q are work. */
static inline void eigen_tridiagonal(size_t n, double *a, double *d, double *e, double *beta,
                                     double *q)
{
  size_t width = matrix_padded(n);
  e[n - 1] = 0;
  for (size_t i = n - 1; i >= 1; i--) {
    double *restrict v = a + i * width;
    d[i] = v[i];
    for (size_t j = i; j < width; j++) v[j] = 0;
    size_t part = matrix_padded(i);
    double square = vec_dot(v, v, part), norm = sqrt(square);
    double last = v[i - 1], image = last > 0 ? -norm : norm;
    beta[i] = 0;
    e[i - 1] = last;
    if (!(square - last * last > 0)) {
      for (size_t j = 0; j < i; j++) v[j] = 0;
      continue;
    }
    e[i - 1] = image;
    v[i - 1] = last - image;
    beta[i] = 1 / (square - last * image);
    for (size_t j = 0; j < part; j++) q[j] = 0;
    for (size_t r = 0; r < i; r++) vec_axpy(beta[i] * v[r], a + r * width, q, part);
    for (size_t j = i; j < part; j++) q[j] = 0;
    vec_axpy(-beta[i] / 2 * vec_dot(v, q, part), v, q, part);
    for (size_t r = 0; r < i; r++) {
      double *restrict row = a + r * width;
      double x = v[r], y = q[r];
      for (size_t j = 0; j < part; j++) row[j] -= x * q[j] + y * v[j];
    }
  }
  d[0] = a[0];
  beta[0] = 0;
}

/* vectors becomes Q^T. */
static inline void eigen_reflections(size_t n, const double *a, const double *beta, double *q,
                                     double *g, double *vectors)
{
  size_t width = matrix_padded(n);
  memset(q, 0, n * width * sizeof *q);
  for (size_t i = 0; i < n; i++) q[i * width + i] = 1;
  for (size_t i = 1; i < n; i++) {
    if (beta[i] == 0) continue;
    const double *restrict v = a + i * width;
    size_t part = matrix_padded(i);
    for (size_t j = 0; j < part; j++) g[j] = 0;
    for (size_t r = 0; r < i; r++) vec_axpy(v[r], q + r * width, g, part);
    for (size_t r = 0; r < i; r++) vec_axpy(-beta[i] * v[r], g, q + r * width, part);
  }
  memset(vectors, 0, n * width * sizeof *vectors);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) vectors[j * width + i] = q[i * width + j];
}

/* The eigenvalue of [d0, e; e, d1] that is nearer to d0. */
static inline double eigen_shift(double d0, double e, double d1)
{
  double half = (d1 - d0) / 2, r = sqrt(half * half + e * e);
  return d0 - e * (e / (half < 0 ? half - r : half + r));
}

/* d, e diagonal; the rows of vectors turn along. False if that does not end. */
static inline bool eigen_diagonal(size_t n, double *d, double *e, double *vectors)
{
  size_t width = matrix_padded(n);
  for (size_t l = 0; l < n; l++)
    for (int turn = 0;; turn++) {
      size_t m = l;
      while (m + 1 < n && !(fabs(e[m]) <= DBL_EPSILON / 2 * (fabs(d[m]) + fabs(d[m + 1])) ||
                            fabs(e[m]) < 1e-140))
        m++;
      if (m < n) e[m] = 0;
      if (m == l) break;
      if (turn == EIGEN_TURNS) return false;
      double shift = eigen_shift(d[l], e[l], d[l + 1]), p = d[m] - shift, c = 1, s = 0;
      for (size_t i = m; i-- > l;) {
        double g = c * e[i], h = c * p, square = p * p + e[i] * e[i], r = sqrt(square);
        double below = d[i] - shift;
        e[i + 1] = s * r;
        s = e[i] / square * r;
        c = p / square * r;
        p = c * below - s * g;
        d[i + 1] = shift + (h + s * (c * g + s * below));
        double *restrict lower = vectors + (i + 1) * width, *restrict upper = vectors + i * width;
        for (size_t j = 0; j < width; j++) {
          double x = upper[j], y = lower[j];
          lower[j] = s * x + c * y;
          upper[j] = c * x - s * y;
        }
      }
      e[l] = s * p;
      d[l] = shift + c * p;
      e[m] = 0;
    }
  return true;
}

/* a (n x n, symmetric, in rows of matrix_padded(n) with zero padding) = B^T diag(values) B with the
 * rows of B = vectors, padded with zeros, orthonormal, in no particular order. a is lost. False,
 * with nothing said of values and vectors, if a is not finite. */
static inline bool eigen_symmetric(size_t n, double *a, double *values, double *vectors,
                                   double *work)
{
  size_t width = matrix_padded(n);
  double *e = work, *beta = e + width, *d = beta + width, *g = d + width, *q = g + 2 * width;
  double most = 0, spoiled = 0;
  for (size_t i = 0; i < n * width; i++) {
    double size = fabs(a[i]);
    spoiled += size - size;
    most = size > most ? size : most;
  }
  if (spoiled != 0) return false;
  int exponent = 0;
  frexp(most, &exponent);
  double scale = ldexp(1, -exponent);
  for (size_t i = 0; i < n * width; i++) a[i] *= scale;
  eigen_tridiagonal(n, a, d, e, beta, g);
  eigen_reflections(n, a, beta, q, g, vectors);
  if (!eigen_diagonal(n, d, e, vectors)) return false;
  scale = ldexp(1, exponent);
  for (size_t i = 0; i < n; i++) values[i] = scale * d[i];
  return true;
}

#endif
