/* matrix.h -- dense matrices: products (product.h), transposes, and (e^X - 1) / X.
 *
 * Rows are padded to a multiple of 8 values, the padding zero, so that a product has no ragged
 * end. */
#ifndef OPTBENCH_SRC_NUMERIC_MATRIX_H
#define OPTBENCH_SRC_NUMERIC_MATRIX_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "src/numeric/product.h"
#include "src/numeric/vec.h"

static inline size_t matrix_least(size_t a, size_t b) { return a < b ? a : b; }

/* The upper half of a, n rows of width, becomes the mirror image of the lower one, the padding
 * zero. In tiles, so that a column's neighbours come along. */
static inline void matrix_mirror(size_t n, size_t width, double *a)
{
  for (size_t i = 0; i < n; i += MATRIX_PAD)
    for (size_t j = i; j < n; j += MATRIX_PAD) {
      size_t rows = matrix_least(i + MATRIX_PAD, n), columns = matrix_least(j + MATRIX_PAD, n);
      for (size_t r = i; r < rows; r++)
        for (size_t c = j > r ? j : r + 1; c < columns; c++) a[r * width + c] = a[c * width + r];
    }
  for (size_t i = 0; i < n; i++)
    for (size_t j = n; j < width; j++) a[i * width + j] = 0;
}

/* to, rows x columns in rows of `width` >= columns, becomes a, whose rows are a_row apart, with
 * zero padding. */
static inline void matrix_pad(size_t rows, size_t columns, const double *a, size_t a_row,
                              size_t width, double *to)
{
  for (size_t i = 0; i < rows; i++) {
    memcpy(to + i * width, a + i * a_row, columns * sizeof *to);
    for (size_t j = columns; j < width; j++) to[i * width + j] = 0;
  }
}

/* to, columns x rows in rows of `width` >= rows, becomes the transpose of a, rows x columns, whose
 * rows are a_row apart, with zero padding. In tiles, as above. */
static inline void matrix_transpose(size_t rows, size_t columns, const double *a, size_t a_row,
                                    size_t width, double *to)
{
  for (size_t i = 0; i < rows; i += MATRIX_PAD)
    for (size_t j = 0; j < columns; j += MATRIX_PAD) {
      size_t down = matrix_least(i + MATRIX_PAD, rows);
      size_t across = matrix_least(j + MATRIX_PAD, columns);
      for (size_t c = j; c < across; c++)
        for (size_t r = i; r < down; r++) to[c * width + r] = a[r * a_row + c];
    }
  for (size_t c = 0; c < columns; c++)
    for (size_t r = rows; r < width; r++) to[c * width + r] = 0;
}

/* The largest of |a_i|, those that are NaN left out. */
static inline double matrix_most(size_t size, const double *a)
{
  double most = 0;
  for (size_t i = 0; i < size; i++) most = fabs(a[i]) > most ? fabs(a[i]) : most;
  return most;
}

/* Doubles of work that matrix_phi needs for n x n. */
static inline size_t matrix_phi_work(size_t n) { return 4 * n * matrix_padded(n); }

/* phi(X) = (e^X - 1) / X = sum_k X^k / (k + 1)!, from which e^X = 1 + X phi(X) keeps all digits of
 * a small X. x: n x n in rows of matrix_padded(n). Returns a matrix inside work, with zero
 * padding; x is as before.
 *
 * The Taylor polynomial of degree 3 m, in powers of X^3 (Paterson and Stockmeyer, 1973), of X
 * halved until its Frobenius norm is within reach of the degree, then undone by phi(2 X) =
 * phi(X) (1 + X phi(X) / 2). The omitted terms stay below 1e-16 (Moler and Van Loan, 2003). */
static inline double *matrix_phi(size_t n, double *x, double *work)
{
  static const double reach[] = {0.0236, 0.145, 0.408, 0.81, 1.33}; /* for m = 2, 3, ... */
  enum { DEGREES = sizeof reach / sizeof *reach, TERMS = 3 * (DEGREES + 1) + 1 };
  size_t width = matrix_padded(n), size = n * width;
  double *x2 = work, *x3 = x2 + size, *p = x3 + size, *t = p + size;

  double coefficient[TERMS] = {1}; /* 1 / (k + 1)! */
  for (int k = 1; k < TERMS; k++) coefficient[k] = coefficient[k - 1] / (k + 1);

  double norm = sqrt(vec_dot(x, x, size)), scale = 1;
  int m = 2, doublings = 0;
  for (; norm > reach[DEGREES - 1] && doublings < 1000; doublings++) norm /= 2, scale /= 2;
  while (m < DEGREES + 1 && norm > reach[m - 2]) m++;
  if (doublings)
    for (size_t i = 0; i < size; i++) x[i] *= scale;

  matrix_product(n, n, width, x, width, 1, x, x2);
  matrix_product(n, n, width, x2, width, 1, x, x3);
  for (size_t i = 0; i < size; i++) t[i] = coefficient[3 * m] * x3[i];
  for (int block = m - 1; block >= 0; block--) {
    const double *c = coefficient + 3 * block;
    if (block < m - 1) matrix_product(n, n, width, p, width, 1, x3, t);
    for (size_t i = 0; i < size; i++) p[i] = t[i] + (c[1] * x[i] + c[2] * x2[i]);
    for (size_t i = 0; i < n; i++) p[i * width + i] += c[0];
  }
  for (; doublings; doublings--) {
    matrix_product(n, n, width, x, width, 1, p, t);
    for (size_t i = 0; i < size; i++) t[i] /= 2;
    for (size_t i = 0; i < n; i++) t[i * width + i] += 1;
    matrix_product(n, n, width, p, width, 1, t, x2);
    double *swap = p;
    p = x2;
    x2 = swap;
    for (size_t i = 0; i < size; i++) x[i] *= 2;
  }
  return p;
}

#endif
