/* cholesky.h -- the factor L of a small symmetric positive definite A = L L^T, and A^-1 b by it.
 *
 * Column by column (Golub and Van Loan, Matrix Computations, 4th edition, 2013, algorithm 4.2.1),
 *   L_jj = (A_jj - sum_k L_jk L_jk)^(1/2),  L_ij = (A_ij - sum_k L_ik L_jk) / L_jj,  k < j < i,
 * then L c = b from the first row down and L^T x = c from the last row up (algorithms 3.1.1 and
 * 3.1.2). Every sum adds its terms in the order of k, one after the other, so that the bits are
 * the same at every vector width and on every processor, which a library's need not be: it may
 * have been compiled with fused multiply-adds. */
#ifndef OPTBENCH_SRC_NUMERIC_CHOLESKY_H
#define OPTBENCH_SRC_NUMERIC_CHOLESKY_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* The lower half of a, n x n, becomes L; the upper one is neither read nor changed. False: A is
 * not positive definite, or has a value that is not a number; a is then of no use. */
static inline bool cholesky_factor(size_t n, double *a)
{
  for (size_t j = 0; j < n; j++) {
    const double *row_j = a + j * n;
    for (size_t i = j; i < n; i++) {
      const double *row_i = a + i * n;
      double sum = 0;
      for (size_t k = 0; k < j; k++) sum += row_i[k] * row_j[k];
      a[i * n + j] -= sum;
    }
    if (!(a[j * n + j] > 0)) return false;
    double scale = 1 / sqrt(a[j * n + j]);
    for (size_t i = j; i < n; i++) a[i * n + j] *= scale;
  }
  return true;
}

/* x becomes A^-1 x, where l is what cholesky_factor made of A. */
static inline void cholesky_solve(size_t n, const double *l, double *x)
{
  for (size_t i = 0; i < n; i++) {
    double left = x[i];
    for (size_t k = 0; k < i; k++) left -= l[i * n + k] * x[k];
    x[i] = left / l[i * n + i];
  }
  for (size_t i = n; i-- > 0;) {
    double left = x[i];
    for (size_t k = i + 1; k < n; k++) left -= l[k * n + i] * x[k];
    x[i] = left / l[i * n + i];
  }
}

#endif
