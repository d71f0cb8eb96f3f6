/* fisher.h -- the natural gradient with a Fisher matrix that is estimated from the samples.
 *
 * A normal distribution mean + A z is looked at in coordinates of its own, (m, M) -> mean + A m,
 * A (I + M) with M lower triangular or diagonal, at m = 0, M = 0. There sample z has the
 * log-derivatives
 *   s = (z, and z_i z_j - [i = j] for each entry of M)
 * whatever mean and A are. From n samples with weights u, rows of S,
 *   g = S^T u,   F = S^T S / n,   t = (F + ridge I)^-1 g = S^T (S S^T / n + ridge I)^-1 u,
 * the former where there are fewer parameters than samples, the latter otherwise, with the inner
 * products of the s from those of the z. F tends to diag(1 for m; 1, and 2 on the diagonal, for M).
 * Wierstra, Schaul, Peters and Schmidhuber, Natural evolution strategies, CEC 2008. */
#ifndef OPTBENCH_SRC_SEARCH_GAUSSIAN_FISHER_H
#define OPTBENCH_SRC_SEARCH_GAUSSIAN_FISHER_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "src/numeric/vec.h"

/* Entries of (m, M): dim of m, then M row by row as far as its diagonal, or its diagonal. */
static inline size_t fisher_parameters(size_t dim, bool full)
{
  return dim + (full ? dim * (dim + 1) / 2 : dim);
}

static inline void fisher_scores(const double *restrict z, size_t dim, bool full,
                                 double *restrict scores)
{
  for (size_t i = 0; i < dim; i++) scores[i] = z[i];
  double *restrict row = scores + dim;
  for (size_t i = 0; i < dim; i++) {
    for (size_t j = 0; j < i && full; j++) row[j] = z[i] * z[j];
    if (full) row += i;
    *row++ = z[i] * z[i] - 1;
  }
}

/* out = S^T weight; row: as many values for one s. */
static inline void fisher_combine(const double *z, size_t n, size_t dim, bool full,
                                  const double *weight, double *row, double *out)
{
  size_t size = fisher_parameters(dim, full);
  for (size_t a = 0; a < size; a++) out[a] = 0;
  for (size_t k = 0; k < n; k++) {
    fisher_scores(z + k * dim, dim, full, row);
    vec_axpy(weight[k], row, out, size);
  }
}

/* The lower triangle of n F, row-major. */
static inline void fisher_matrix(const double *z, size_t n, size_t dim, bool full, double *row,
                                 double *out)
{
  size_t size = fisher_parameters(dim, full);
  for (size_t a = 0; a < size * size; a++) out[a] = 0;
  for (size_t k = 0; k < n; k++) {
    fisher_scores(z + k * dim, dim, full, row);
    for (size_t a = 0; a < size; a++) vec_axpy(row[a], row, out + a * size, a + 1);
  }
}

/* The lower triangle of S S^T, row-major. With p_i = z_i w_i of two samples z and w, the products
 * of the entries of M are p_i^2, and all p_i p_j with j <= i have the total ((sum p)^2 + sum p^2) /
 * 2; what comes off the diagonal of M is |z|^2 + |w|^2 - dim. p: dim values of work. */
static inline void fisher_gram(const double *z, size_t n, size_t dim, bool full, double *restrict p,
                               double *out)
{
  for (size_t k = 0; k < n; k++)
    for (size_t l = 0; l <= k; l++) {
      const double *restrict a = z + k * dim, *restrict b = z + l * dim;
      for (size_t i = 0; i < dim; i++) p[i] = a[i] * b[i];
      double total = vec_sum(p, dim), squares = vec_dot(p, p, dim);
      out[k * n + l] = total + (full ? (total * total + squares) / 2 : squares) -
                       vec_dot(a, a, dim) - vec_dot(b, b, dim) + (double)dim;
    }
}

/* b <- A^-1 b by Cholesky's factors, for a symmetric positive definite A whose lower triangle is
 * in a, which is lost. A pivot that rounding took to next to nothing is kept above it. */
static inline void fisher_solve(double *a, size_t n, double *b)
{
  double most = 0;
  for (size_t i = 0; i < n; i++) most = a[i * n + i] > most ? a[i * n + i] : most;
  for (size_t i = 0; i < n; i++) {
    double *row = a + i * n;
    for (size_t j = 0; j < i; j++)
      row[j] = (row[j] - vec_dot(row, a + j * n, j)) * a[j * n + j]; /* inverses of the pivots */
    double square = row[i] - vec_dot(row, row, i), least = DBL_EPSILON * most;
    row[i] = 1 / sqrt(square > least ? square : least);
    b[i] = (b[i] - vec_dot(row, b, i)) * row[i];
  }
  for (size_t i = n; i-- > 0;) {
    b[i] *= a[i * n + i];
    vec_axpy(-b[i], a + i * n, b, i);
  }
}

/* t from the samples and their weights. work: side^2 + side + parameters values, side the lesser of
 * n and the number of parameters. */
static inline void fisher_natural(const double *z, size_t n, size_t dim, bool full,
                                  const double *weight, double ridge, double *work, double *t)
{
  size_t size = fisher_parameters(dim, full), side = size < n ? size : n;
  double *matrix = work, *right = matrix + side * side, *row = right + side;
  if (side < n)
    fisher_matrix(z, n, dim, full, row, matrix);
  else
    fisher_gram(z, n, dim, full, row, matrix);
  for (size_t i = 0; i < side; i++) {
    for (size_t j = 0; j <= i; j++) matrix[i * side + j] /= (double)n;
    matrix[i * side + i] += ridge;
  }
  if (side < n) {
    fisher_combine(z, n, dim, full, weight, row, t);
    fisher_solve(matrix, side, t);
  } else {
    for (size_t k = 0; k < n; k++) right[k] = weight[k];
    fisher_solve(matrix, side, right);
    fisher_combine(z, n, dim, full, right, row, t);
  }
}

#endif
