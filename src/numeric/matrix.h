/* matrix.h -- small dense matrices: products, and (e^X - 1) / X.
 *
 * Rows are padded to a multiple of 8 values, the padding zero, so that a product
 * has no ragged end. Every entry of a product adds its terms in the order of the
 * inner index, at every vector width. GCC's vector types are used since neither gcc
 * nor clang keeps the accumulators of the plain loop in registers (2 to 4 times
 * slower at n = 10); they work lane by lane and so cannot change a bit. */
#ifndef OPTBENCH_SRC_NUMERIC_MATRIX_H
#define OPTBENCH_SRC_NUMERIC_MATRIX_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "src/numeric/vec.h"

enum {
  MATRIX_PAD = 8,
  MATRIX_BLOCK = 128 /* rows of the right factor that go together: they stay in a cache */
};

#if defined __AVX512F__
enum { MATRIX_WIDTH = 8 };
#elif defined __AVX__
enum { MATRIX_WIDTH = 4 };
#else
enum { MATRIX_WIDTH = 2 };
#endif
typedef double matrix_vector __attribute__((vector_size(MATRIX_WIDTH * sizeof(double))));

static inline size_t matrix_padded(size_t columns)
{
  return (columns + MATRIX_PAD - 1) / MATRIX_PAD * MATRIX_PAD;
}

static inline size_t matrix_least(size_t a, size_t b) { return a < b ? a : b; }

/* out = A B. A is rows x inner, A(i, k) = a[i * a_row + k * a_inner], so that a transpose costs
 * nothing; b is inner x width and out rows x width, width a multiple of MATRIX_PAD. Four rows go
 * together; where fewer are left the last one is done again, to the same result. Of a large B some
 * rows go at a time, so that they are fetched into a near cache once; the order of terms is the
 * same. */
static inline void matrix_product(size_t rows, size_t inner, size_t width, const double *restrict a,
                                  size_t a_row, size_t a_inner, const double *restrict b,
                                  double *restrict out)
{
  for (size_t from = 0; from < inner; from += MATRIX_BLOCK)
    for (size_t i = 0; i < rows; i += 4) {
      size_t to = matrix_least(from + MATRIX_BLOCK, inner);
      size_t i1 = matrix_least(i + 1, rows - 1), i2 = matrix_least(i + 2, rows - 1),
             i3 = matrix_least(i + 3, rows - 1);
      const double *a0 = a + i * a_row, *a1 = a + i1 * a_row, *a2 = a + i2 * a_row,
                   *a3 = a + i3 * a_row;
      for (size_t j = 0; j < width; j += MATRIX_WIDTH) {
        matrix_vector t0 = {0}, t1 = {0}, t2 = {0}, t3 = {0};
        if (from > 0) {
          memcpy(&t0, out + i * width + j, sizeof t0);
          memcpy(&t1, out + i1 * width + j, sizeof t1);
          memcpy(&t2, out + i2 * width + j, sizeof t2);
          memcpy(&t3, out + i3 * width + j, sizeof t3);
        }
        for (size_t k = from; k < to; k++) {
          matrix_vector v;
          memcpy(&v, b + k * width + j, sizeof v);
          t0 += a0[k * a_inner] * v;
          t1 += a1[k * a_inner] * v;
          t2 += a2[k * a_inner] * v;
          t3 += a3[k * a_inner] * v;
        }
        memcpy(out + i * width + j, &t0, sizeof t0);
        memcpy(out + i1 * width + j, &t1, sizeof t1);
        memcpy(out + i2 * width + j, &t2, sizeof t2);
        memcpy(out + i3 * width + j, &t3, sizeof t3);
      }
    }
}

/* The lower half of the symmetric c, rows x width, becomes keep c + A^T B, where A^T B is
 * symmetric: a and b are inner x width. Four rows go together, up to the end of the vector that
 * holds the diagonal; what is above changes, but to nothing of use. */
static inline void matrix_symmetric(size_t rows, size_t inner, size_t width, double keep,
                                    const double *restrict a, const double *restrict b,
                                    double *restrict c)
{
  for (size_t from = 0; from < inner; from += MATRIX_BLOCK)
    for (size_t i = 0; i < rows; i += 4) {
      size_t to = matrix_least(from + MATRIX_BLOCK, inner);
      double fade = from > 0 ? 1 : keep;
      size_t last = matrix_least(i + 3, rows - 1);
      size_t row[4] = {i, matrix_least(i + 1, last), matrix_least(i + 2, last), last};
      double *c0 = c + row[0] * width, *c1 = c + row[1] * width, *c2 = c + row[2] * width,
             *c3 = c + row[3] * width;
      for (size_t j = 0; j <= last; j += MATRIX_WIDTH) {
        matrix_vector t0, t1, t2, t3;
        memcpy(&t0, c0 + j, sizeof t0);
        memcpy(&t1, c1 + j, sizeof t1);
        memcpy(&t2, c2 + j, sizeof t2);
        memcpy(&t3, c3 + j, sizeof t3);
        t0 *= fade;
        t1 *= fade;
        t2 *= fade;
        t3 *= fade;
        for (size_t k = from; k < to; k++) {
          const double *left = a + k * width;
          matrix_vector v;
          memcpy(&v, b + k * width + j, sizeof v);
          t0 += left[row[0]] * v;
          t1 += left[row[1]] * v;
          t2 += left[row[2]] * v;
          t3 += left[row[3]] * v;
        }
        memcpy(c0 + j, &t0, sizeof t0);
        memcpy(c1 + j, &t1, sizeof t1);
        memcpy(c2 + j, &t2, sizeof t2);
        memcpy(c3 + j, &t3, sizeof t3);
      }
    }
}

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
