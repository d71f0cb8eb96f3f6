/* eigen.h -- eigenvalues and eigenvectors of a symmetric matrix.
 *
 * Householder reflections make it tridiagonal, QL sweeps with shifts make that diagonal
 * (Martin, Reinsch and Wilkinson, 1968; Bowdler, Martin, Reinsch and Wilkinson, 1968;
 * Parlett, The Symmetric Eigenvalue Problem, 1980). Arranged for speed:
 *   - a reflection is applied in the same pass over the matrix that prepares the next;
 *   - sweeps go in pairs, with both eigenvalues of the 2 x 2 block at the end that converges
 *     as shifts, the second one row behind the first. A rotation waits long for the one before
 *     it; two sweeps wait at the same time, and a row is fetched once for both. That costs a
 *     quarter more rotations;
 *   - eigenvectors are rows, so that the loops are over neighbours in memory.
 * Rows are padded as in matrix.h. Only sqrt and arithmetic, each sum in an order that the code
 * fixes; vector types work lane by lane. */
#ifndef OPTBENCH_SRC_NUMERIC_EIGEN_H
#define OPTBENCH_SRC_NUMERIC_EIGEN_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "src/numeric/lanes.h"
#include "src/numeric/matrix.h"
#include "src/numeric/vec.h"

enum {
  EIGEN_TURNS = 60, /* pairs of sweeps for one eigenvalue; 3 are many */
  EIGEN_STRIP = 4   /* vectors of a strip of columns */
};
/* What is as good as 0 in a matrix whose largest entry lies between 1 / eigen_large and
 * eigen_large; its square is no denormal. */
static const double eigen_nothing = 1e-140, eigen_large = 0x1p200;

/* Doubles of work that eigen_symmetric needs for n x n. */
static inline size_t eigen_work(size_t n) { return (n + 8) * matrix_padded(n); }

/* x[limit] ... x[columns - 1] <- 0; limit + MATRIX_PAD > columns. */
static inline void eigen_cut(double *x, size_t limit, size_t columns)
{
  double *last = x + columns - MATRIX_PAD;
  ptrdiff_t keep = (ptrdiff_t)limit - (ptrdiff_t)columns + MATRIX_PAD;
  for (ptrdiff_t j = 0; j < MATRIX_PAD; j++) last[j] = j < keep ? last[j] : 0;
}

/* Columns j ... of a strip of `vectors` registers, at most EIGEN_STRIP, in the rows 0 ... rows - 1
 * of a: row r loses x[r] p + y[r] q; sum becomes the total of the new rows times w[r]. */
__attribute__((always_inline)) static inline void
eigen_strip(size_t vectors, size_t rows, size_t width, double *a, const double *x, const double *p,
            const double *y, const double *q, const double *w, double *sum)
{
  lane_part pp[EIGEN_STRIP], qq[EIGEN_STRIP], total[EIGEN_STRIP];
  for (size_t u = 0; u < vectors; u++) {
    memcpy(&pp[u], p + u * LANE_WIDTH, sizeof pp[u]);
    memcpy(&qq[u], q + u * LANE_WIDTH, sizeof qq[u]);
    total[u] = (lane_part){0};
  }
  for (size_t r = 0; r < rows; r++) {
    double *row = a + r * width;
    for (size_t u = 0; u < vectors; u++) {
      lane_part t;
      memcpy(&t, row + u * LANE_WIDTH, sizeof t);
      t -= x[r] * pp[u] + y[r] * qq[u];
      memcpy(row + u * LANE_WIDTH, &t, sizeof t);
      total[u] += w[r] * t;
    }
  }
  for (size_t u = 0; u < vectors; u++) memcpy(sum + u * LANE_WIDTH, &total[u], sizeof total[u]);
}

/* The same for columns 0 ... columns - 1, columns a multiple of MATRIX_PAD. */
static inline void eigen_pass(size_t rows, size_t columns, size_t width, double *a, const double *x,
                              const double *p, const double *y, const double *q, const double *w,
                              double *sum)
{
  size_t j = 0;
  for (; j + EIGEN_STRIP * LANE_WIDTH <= columns; j += EIGEN_STRIP * LANE_WIDTH)
    eigen_strip(EIGEN_STRIP, rows, width, a + j, x, p + j, y, q + j, w, sum + j);
  for (; j < columns; j += LANE_WIDTH)
    eigen_strip(1, rows, width, a + j, x, p + j, y, q + j, w, sum + j);
}

/* a = Q T Q^T with T tridiagonal: diagonal d, and e[i] between d[i] and d[i + 1]. Q is the product
 * of the reflections n - 1, n - 2, ..., number i being I - beta[i] v v^T with v = a[i][0 .. i - 1],
 * zeros behind. work: 3 rows. */
static inline void eigen_tridiagonal(size_t n, double *a, double *d, double *e, double *beta,
                                     double *work)
{
  size_t width = matrix_padded(n);
  double *p = work, *q = p + width, *sum = q + width;
  memset(work, 0, 2 * width * sizeof *work);
  for (size_t i = n; i-- > 0;) {
    double *restrict v = a + i * width;
    size_t columns = matrix_padded(i);
    double p_i = p[i], q_i = q[i];
    d[i] = v[i] - 2 * p_i * q_i;
    beta[i] = 0;
    if (i == 0) break;
    for (size_t j = 0; j < columns; j++) v[j] -= p_i * q[j] + q_i * p[j];
    double last = v[i - 1];
    eigen_cut(v, i - 1, columns);
    double rest = vec_dot(v, v, columns);
    e[i - 1] = last;
    if (rest > eigen_nothing * eigen_nothing) {
      double square = rest + last * last, image = last > 0 ? -sqrt(square) : sqrt(square);
      e[i - 1] = image;
      v[i - 1] = last - image;
      beta[i] = 1 / (square - last * image);
    } else {
      memset(v, 0, columns * sizeof *v);
    }
    p[i] = q[i] = 0;
    eigen_pass(i, columns, width, a, p, q, q, p, v, sum);
    eigen_cut(sum, i, columns);
    double factor = beta[i], half = factor / 2 * vec_dot(v, sum, columns);
    for (size_t j = 0; j < columns; j++) {
      p[j] = v[j];
      q[j] = factor * (sum[j] - half * v[j]);
    }
  }
  e[n - 1] = 0;
}

/* vectors becomes Q^T. q: n rows, work: 4 rows. */
static inline void eigen_reflections(size_t n, const double *a, const double *beta, double *q,
                                     double *work, double *vectors)
{
  size_t width = matrix_padded(n);
  double *factor = work, *row = factor + width, *zero = row + width, *sum = zero + width;
  memset(q, 0, n * width * sizeof *q);
  memset(work, 0, 3 * width * sizeof *work);
  for (size_t i = 0; i < n; i++) q[i * width + i] = 1;
  for (size_t i = 1; i < n; i++) {
    const double *restrict v = a + i * width;
    size_t columns = matrix_padded(i);
    eigen_pass(i, columns, width, q, factor, row, zero, zero, v, sum);
    for (size_t j = 0; j < columns; j++) {
      factor[j] = beta[i] * v[j];
      row[j] = sum[j];
    }
  }
  for (size_t j = 0; j < n; j++) {
    for (size_t i = 0; i < n; i++) vectors[j * width + i] = q[i * width + j] - factor[i] * row[j];
    for (size_t i = n; i < width; i++) vectors[j * width + i] = 0;
  }
}

/* A QL sweep on its way up: the rotation (c, s) that it applied last, and what it left at the
 * diagonal. */
struct eigen_sweep {
  double shift, p, c, s;
};

static inline struct eigen_sweep eigen_sweep_from(double last, double shift)
{
  return (struct eigen_sweep){shift, last - shift, 1, 0};
}

/* Rotate rows i and i + 1. */
static inline void eigen_sweep_step(struct eigen_sweep *t, double *d, double *e, size_t i)
{
  double g = t->c * e[i], h = t->c * t->p, below = d[i] - t->shift;
  double square = t->p * t->p + e[i] * e[i], r = sqrt(square);
  e[i + 1] = t->s * r;
  t->s = e[i] / square * r; /* not e[i] / r: root and quotient at the same time */
  t->c = t->p / square * r;
  if (!(square > eigen_nothing * eigen_nothing)) {
    t->s = 0;
    t->c = 1;
  }
  t->p = t->c * below - t->s * g;
  d[i + 1] = t->shift + (h + t->s * (t->c * g + t->s * below));
}

static inline void eigen_sweep_end(const struct eigen_sweep *t, double *d, double *e, size_t l)
{
  e[l] = t->s * t->p;
  d[l] = t->shift + t->c * t->p;
}

/* upper, lower <- c upper - s lower, s upper + c lower */
static inline void eigen_rotate(double c, double s, size_t width, double *upper, double *lower)
{
  for (size_t j = 0; j < width; j += LANE_WIDTH) {
    lane_part x, y, t;
    memcpy(&x, upper + j, sizeof x);
    memcpy(&y, lower + j, sizeof y);
    t = s * x + c * y;
    memcpy(lower + j, &t, sizeof t);
    t = c * x - s * y;
    memcpy(upper + j, &t, sizeof t);
  }
}

/* eigen_rotate(c0, s0) of rows 0 and 1, then eigen_rotate(c1, s1) of rows 1 and 2. */
static inline void eigen_rotate_two(double c0, double s0, double c1, double s1, size_t width,
                                    double *row)
{
  for (size_t j = 0; j < width; j += LANE_WIDTH) {
    lane_part x, y, z, t;
    memcpy(&x, row + j, sizeof x);
    memcpy(&y, row + width + j, sizeof y);
    memcpy(&z, row + 2 * width + j, sizeof z);
    t = s0 * x + c0 * y;
    x = c0 * x - s0 * y;
    y = c1 * t - s1 * z;
    z = s1 * t + c1 * z;
    memcpy(row + j, &x, sizeof x);
    memcpy(row + width + j, &y, sizeof y);
    memcpy(row + 2 * width + j, &z, sizeof z);
  }
}

/* Two sweeps over l ... m, l + 2 <= m. */
static inline void eigen_sweeps(size_t l, size_t m, double shift0, double shift1, double *d,
                                double *e, size_t width, double *vectors)
{
  struct eigen_sweep first = eigen_sweep_from(d[m], shift0);
  eigen_sweep_step(&first, d, e, m - 1);
  eigen_rotate(first.c, first.s, width, vectors + (m - 1) * width, vectors + m * width);
  struct eigen_sweep second = eigen_sweep_from(d[m], shift1);
  eigen_sweep_step(&first, d, e, m - 2);
  eigen_sweep_step(&second, d, e, m - 1);
  /* The next rotations are worked out before the rows are turned by the last ones: a processor
   * prefers what comes first, and would otherwise let the longer wait begin later. */
  for (size_t i = m - 2; i > l; i--) {
    double c0 = first.c, s0 = first.s, c1 = second.c, s1 = second.s;
    eigen_sweep_step(&first, d, e, i - 1);
    eigen_sweep_step(&second, d, e, i);
    eigen_rotate_two(c0, s0, c1, s1, width, vectors + i * width);
  }
  eigen_rotate_two(first.c, first.s, second.c, second.s, width, vectors + l * width);
  eigen_sweep_end(&first, d, e, l);
  eigen_sweep_step(&second, d, e, l);
  eigen_rotate(second.c, second.s, width, vectors + l * width, vectors + (l + 1) * width);
  eigen_sweep_end(&second, d, e, l);
  e[m] = 0;
}

/* d, e becomes diagonal; the rows of vectors turn along. False if that does not end. */
static inline bool eigen_diagonal(size_t n, double *d, double *e, double *vectors)
{
  size_t width = matrix_padded(n);
  int turns = 0;
  for (size_t l = 0; l + 1 < n;) {
    /* Among equal eigenvalues e comes down to the rounding of d, and may stay there. */
    double tolerance = turns < 8 ? DBL_EPSILON : (turns - 6) * DBL_EPSILON;
    size_t m = l;
    while (m + 1 < n &&
           !(fabs(e[m]) <= tolerance * (fabs(d[m]) + fabs(d[m + 1])) || fabs(e[m]) < eigen_nothing))
      m++;
    e[m] = 0;
    if (m == l) {
      l++;
      turns = 0;
      continue;
    }
    /* The eigenvalues of rows l and l + 1 are d[l] - t e[l], nearer to d[l], and d[l + 1] + t e[l].
     */
    double half = (d[l + 1] - d[l]) / 2, r = sqrt(half * half + e[l] * e[l]);
    double t = e[l] / (half < 0 ? half - r : half + r);
    double near = d[l] - t * e[l], far = d[l + 1] + t * e[l];
    if (m == l + 1) {
      double c = 1 / sqrt(1 + t * t);
      eigen_rotate(c, t * c, width, vectors + l * width, vectors + m * width);
      d[l] = near;
      d[m] = far;
      e[l] = 0;
      l += 2;
      turns = 0;
      continue;
    }
    if (turns++ == EIGEN_TURNS) return false;
    eigen_sweeps(l, m, near, far, d, e, width, vectors);
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
  double *e = work, *beta = e + width, *d = beta + width, *rows = d + width, *q = rows + 4 * width;
  double most[LANES] = {0}, spoiled[LANES] = {0};
  for (size_t i = 0; i < n * width; i += LANES)
    for (size_t j = 0; j < LANES; j++) {
      double size = fabs(a[i + j]);
      spoiled[j] += size - size;
      most[j] = size > most[j] ? size : most[j];
    }
  for (size_t j = 1; j < LANES; j++) most[0] = most[j] > most[0] ? most[j] : most[0];
  if (lanes_total(spoiled) != 0) return false;
  int exponent = 0;
  if (!(most[0] <= eigen_large && most[0] >= 1 / eigen_large)) {
    frexp(most[0], &exponent);
    for (size_t i = 0; i < n * width; i++) a[i] = ldexp(a[i], -exponent);
  }
  eigen_tridiagonal(n, a, d, e, beta, rows);
  eigen_reflections(n, a, beta, q, rows, vectors);
  if (!eigen_diagonal(n, d, e, vectors)) return false;
  for (size_t i = 0; i < n; i++) values[i] = ldexp(d[i], exponent);
  return true;
}

#endif
