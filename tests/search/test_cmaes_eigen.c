/* test_cmaes_eigen.c -- the decomposition under cmaes: residual, orthogonality, eigenvalues against
 * GSL's; and the matrix products beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/numeric/eigen.h"
#include "tests/support/asking.h"

enum { MOST = 130, WIDTH = 136, SQUARE = MOST * WIDTH };

static const struct stream stream = {0xe19e2};

static double a[SQUARE], kept[SQUARE], basis[SQUARE], values[WIDTH], vectors[SQUARE];
static double work[(MOST + 8) * WIDTH];

enum kind {
  RANDOM,      /* entries standard normal */
  WISHART,     /* positive definite, condition about n^2 */
  CLUSTERED,   /* three eigenvalues, rotated */
  ILL,         /* from 1 to 1e-14, rotated */
  GRADED,      /* diag(10^(-14 i / n)) with small neighbours */
  DIAGONAL,    /* not sorted */
  IDENTITY,    /* */
  ZERO,        /* */
  ONES,        /* rank one */
  TRIDIAGONAL, /* Wilkinson's: close pairs of eigenvalues */
  LOW_RANK,    /* 0.97 I and three rank-one matrices: nearly all eigenvalues are one */
  FAINT,       /* one entry, and what is next to nothing beside it */
  KINDS
};

static double at(const double *m, size_t n, size_t i, size_t j)
{
  return m[i * matrix_padded(n) + j];
}

/* basis: the product of n random reflections. */
static void random_basis(size_t n, uint64_t seed)
{
  size_t w = matrix_padded(n);
  double v[MOST];
  memset(basis, 0, sizeof basis);
  for (size_t i = 0; i < n; i++) basis[i * w + i] = 1;
  for (size_t k = 0; k < n; k++) {
    double square = 0;
    random_normals(stream, seed, (uint32_t)k, 1, n, v);
    for (size_t i = 0; i < n; i++) square += v[i] * v[i];
    for (size_t i = 0; i < n; i++) {
      double dot = 0;
      for (size_t j = 0; j < n; j++) dot += basis[i * w + j] * v[j];
      for (size_t j = 0; j < n; j++) basis[i * w + j] -= 2 * dot / square * v[j];
    }
  }
}

static void from_spectrum(size_t n, const double *spectrum, uint64_t seed)
{
  size_t w = matrix_padded(n);
  random_basis(n, seed);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = 0;
      for (size_t k = 0; k < n; k++) sum += spectrum[k] * basis[k * w + i] * basis[k * w + j];
      a[i * w + j] = a[j * w + i] = sum;
    }
}

static void make(enum kind kind, size_t n, uint64_t seed)
{
  size_t w = matrix_padded(n);
  double spectrum[MOST];
  random_normals(stream, seed, 1u << 20, n, n, kept);
  memset(a, 0, sizeof a);
  for (size_t k = 0; k < n; k++) {
    if (kind == CLUSTERED) spectrum[k] = k % 3 == 0 ? 1 : k % 3 == 1 ? 1 + 1e-9 : 3;
    if (kind == ILL) spectrum[k] = pow(10, n > 1 ? -14 * (double)k / (double)(n - 1) : 0);
  }
  if (kind == CLUSTERED || kind == ILL) from_spectrum(n, spectrum, seed);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double x = a[i * w + j], side = (double)(i > j ? i - j : 0);
      if (kind == RANDOM) x = kept[i * n + j];
      if (kind == WISHART)
        for (size_t k = 0; k < n; k++) x += kept[k * n + i] * kept[k * n + j];
      if (kind == GRADED) x = pow(10, -14 * (double)i / (double)n) * (i == j ? 1 : 1e-3 / side);
      if (kind == DIAGONAL) x = i == j ? kept[i] : 0;
      if (kind == IDENTITY) x = i == j;
      if (kind == ONES) x = 1;
      if (kind == FAINT) x = i == 0 && j == 0 ? 1 : 1e-158 * kept[i * n + j];
      if (kind == LOW_RANK) {
        x = i == j ? 0.97 : 0;
        for (size_t k = 0; k < 3 && k < n; k++) x += 0.01 * kept[k * n + i] * kept[k * n + j];
      }
      if (kind == TRIDIAGONAL)
        x = i == j ? fabs((double)i - (double)(n - 1) / 2) : i == j + 1 ? 1 : 0;
      a[i * w + j] = a[j * w + i] = x;
    }
}

static int ascending(const void *p, const void *q)
{
  double x = *(const double *)p, y = *(const double *)q;
  return (x > y) - (x < y);
}

/* The largest entry of |A - B^T L B| and of |B B^T - 1|. */
static void errors(size_t n, double *residual, double *skew)
{
  size_t w = matrix_padded(n);
  *residual = *skew = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = 0, product = 0;
      for (size_t k = 0; k < n; k++) {
        sum += values[k] * vectors[k * w + i] * vectors[k * w + j];
        product += vectors[i * w + k] * vectors[j * w + k];
      }
      *residual = fmax(*residual, fabs(sum - at(kept, n, i, j)));
      *skew = fmax(*skew, fabs(product - (i == j)));
    }
}

static void against_gsl(size_t n, double size, double tolerance)
{
  gsl_matrix *m = gsl_matrix_alloc(n, n);
  gsl_vector *v = gsl_vector_alloc(n);
  gsl_matrix *b = gsl_matrix_alloc(n, n);
  gsl_eigen_symmv_workspace *space = gsl_eigen_symmv_alloc(n);
  double sorted[MOST];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) gsl_matrix_set(m, i, j, at(kept, n, i, j));
  assert_int_equal(gsl_eigen_symmv(m, v, b, space), 0);
  gsl_eigen_symmv_sort(v, b, GSL_EIGEN_SORT_VAL_ASC);
  memcpy(sorted, values, n * sizeof *sorted);
  qsort(sorted, n, sizeof *sorted, ascending);
  for (size_t i = 0; i < n; i++)
    assert_near(sorted[i], gsl_vector_get(v, i), size, tolerance, "eigenvalue", i);
  gsl_eigen_symmv_free(space);
  gsl_matrix_free(b);
  gsl_vector_free(v);
  gsl_matrix_free(m);
}

static void check(enum kind kind, size_t n, double scale, bool gsl)
{
  size_t w = matrix_padded(n);
  double residual, skew, size;
  make(kind, n, (uint64_t)n);
  for (size_t i = 0; i < n * w; i++) a[i] *= scale;
  memcpy(kept, a, sizeof kept);
  assert_true(eigen_symmetric(n, a, values, vectors, work));
  for (size_t i = 0; i < n; i++)
    for (size_t j = n; j < w; j++) assert_true(vectors[i * w + j] == 0);
  errors(n, &residual, &skew);
  size = fmax(largest(values, n), 1e-300);
  if (!(residual <= 2e-14 * size && skew <= 2e-14))
    fail_msg("kind %d, n %zu: residual %g, orthogonality %g", (int)kind, n, residual / size, skew);
  if (gsl) against_gsl(n, size, 1e-14);
}

static void test_decomposition(void **unused)
{
  (void)unused;
  static const size_t sizes[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10,  11,  12,  15, 16,
                                 17, 20, 24, 31, 40, 41, 63, 64, 72, 100, 101, 129, 130};
  for (int kind = 0; kind < KINDS; kind++)
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
      check((enum kind)kind, sizes[i], 1, sizes[i] <= 72);
}

/* What is far from 1 neither overflows nor underflows. */
static void test_scale(void **unused)
{
  (void)unused;
  for (size_t n = 1; n <= 20; n++) {
    check(WISHART, n, 0x1p900, true);
    check(WISHART, n, 0x1p-900, true);
    check(RANDOM, n, 0x1p-600, true);
  }
}

static void test_not_finite(void **unused)
{
  (void)unused;
  static const double bad[] = {NAN, INFINITY, -INFINITY};
  for (int b = 0; b < 3; b++)
    for (size_t n = 1; n <= 9; n++)
      for (size_t i = 0; i < n; i++) {
        make(RANDOM, n, n);
        a[i * matrix_padded(n)] = a[i] = bad[b];
        assert_false(eigen_symmetric(n, a, values, vectors, work));
      }
}

/* Diagonal matrices come out exact. */
static void test_diagonal(void **unused)
{
  (void)unused;
  for (size_t n = 1; n <= 20; n++) {
    make(DIAGONAL, n, n);
    memcpy(kept, a, sizeof kept);
    assert_true(eigen_symmetric(n, a, values, vectors, work));
    for (size_t i = 0; i < n; i++) {
      assert_true(values[i] == at(kept, n, i, i));
      for (size_t j = 0; j < n; j++) assert_true(fabs(at(vectors, n, i, j)) == (i == j));
    }
  }
}

static void test_symmetric_product(void **unused)
{
  (void)unused;
  static const size_t sizes[] = {1, 2, 3, 5, 8, 9, 13, 16, 21};
  enum { INNER = 7 };
  static double left[INNER * 24], right[INNER * 24], c[24 * 24], before[24 * 24];
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    size_t n = sizes[s], w = matrix_padded(n);
    double z[INNER * 24], start[24 * 24];
    random_normals(stream, 7, 0, INNER, n, z);
    random_normals(stream, 8, 0, n, n, start);
    memset(left, 0, sizeof left);
    memset(right, 0, sizeof right);
    memset(c, 0, sizeof c);
    for (size_t k = 0; k < INNER; k++)
      for (size_t i = 0; i < n; i++) {
        left[k * w + i] = (double)k * z[k * n + i];
        right[k * w + i] = z[k * n + i];
      }
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j <= i; j++) c[i * w + j] = start[i * n + j];
    memcpy(before, c, sizeof c);
    matrix_symmetric(n, INNER, w, 0.75, left, right, c);
    matrix_mirror(n, w, c);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < w; j++) {
        size_t row = j > i ? j : i, column = j > i ? i : j;
        double sum = 0.75 * before[row * w + column];
        for (size_t k = 0; k < INNER && j < n; k++)
          sum += left[k * w + row] * right[k * w + column];
        assert_true(c[i * w + j] == (j < n ? sum : 0));
      }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_decomposition),     cmocka_unit_test(test_scale),
      cmocka_unit_test(test_not_finite),        cmocka_unit_test(test_diagonal),
      cmocka_unit_test(test_symmetric_product),
  };
  return cmocka_run_group_tests_name("cmaes_eigen", tests, NULL, NULL);
}
