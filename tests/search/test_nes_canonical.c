/* test_nes_canonical.c -- canonical-nes against the direct computation: scores by differences of
 * the density, an explicit Fisher matrix, a dense solve; and what the natural gradient is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/search/gaussian/fisher.h"
#include "src/search/gaussian/nes.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"

enum { DIM_MOST = 6, SIZE_MOST = DIM_MOST + DIM_MOST * DIM_MOST };

static const struct stream stream = {0x1234567890abcdef};

static double ellipsoid(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += pow(100, (double)i / (double)(dim - 1)) * x[i] * x[i];
  return sum + x[0] * x[dim - 1];
}

static const struct library *widest(void)
{
  struct libraries levels[MACHINE_LEVELS];
  return levels[machine_levels(levels) - 1].optimizers;
}

/* --- the direct computation --- */

/* theta = (mean, a), a the entries of A row by row as far as its diagonal, or its diagonal. */
struct direct {
  size_t d, size;
  bool full;
  double theta[SIZE_MOST];
};

static size_t entry(const struct direct *p, size_t i, size_t j)
{
  return p->d + (p->full ? i * (i + 1) / 2 + j : i);
}

static double factor(const struct direct *p, size_t i, size_t j)
{
  if (j > i || (!p->full && j < i)) return 0;
  return p->theta[entry(p, i, j)];
}

static double log_density(const struct direct *p, const double *x)
{
  double z[DIM_MOST], total = 0;
  for (size_t i = 0; i < p->d; i++) {
    z[i] = x[i] - p->theta[i];
    for (size_t j = 0; j < i; j++) z[i] -= factor(p, i, j) * z[j];
    z[i] /= factor(p, i, i);
    total -= log(fabs(factor(p, i, i))) + z[i] * z[i] / 2;
  }
  return total;
}

/* d ln density / d theta, with A^-T z by substitution. */
static void score(const struct direct *p, const double *z, double *s)
{
  size_t d = p->d;
  double y[DIM_MOST];
  for (size_t i = d; i-- > 0;) {
    y[i] = z[i];
    for (size_t j = i + 1; j < d; j++) y[i] -= factor(p, j, i) * y[j];
    y[i] /= factor(p, i, i);
    s[i] = y[i];
  }
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j <= i; j++)
      if (p->full || i == j) s[entry(p, i, j)] = y[i] * z[j] - (i == j ? 1 / factor(p, i, i) : 0);
}

static void sample(const struct direct *p, const double *z, double *x)
{
  for (size_t i = 0; i < p->d; i++) {
    x[i] = p->theta[i];
    for (size_t j = 0; j <= i; j++) x[i] += factor(p, i, j) * z[j];
  }
}

/* Where the optimizer stands: A from its covariance by Cholesky. */
static struct direct where(const struct asking *r, bool full)
{
  struct direct p = {.d = r->dim, .full = full, .size = fisher_parameters(r->dim, full)};
  double c[DIM_MOST * DIM_MOST];
  r->method.type->covariance(r->state, c);
  gsl_matrix_view view = gsl_matrix_view_array(c, p.d, p.d);
  assert_int_equal(gsl_linalg_cholesky_decomp1(&view.matrix), 0);
  memcpy(p.theta, asking_mean(r), p.d * sizeof *p.theta);
  for (size_t i = 0; i < p.d; i++)
    for (size_t j = 0; j <= i; j++)
      if (full || i == j) p.theta[entry(&p, i, j)] = c[i * p.d + j];
  return p;
}

/* R = (J J^T)^-1, J the derivative of theta by the distribution's own coordinates (m, M): mean +
 * A m, A (I + M). */
static void add_ridge(const struct direct *p, double ridge, gsl_matrix *f)
{
  gsl_matrix *j = gsl_matrix_calloc(p->size, p->size), *r = gsl_matrix_alloc(p->size, p->size);
  for (size_t i = 0; i < p->d; i++)
    for (size_t k = 0; k <= i; k++) {
      gsl_matrix_set(j, i, k, factor(p, i, k));
      for (size_t c = 0; c <= k; c++)
        if (p->full || (i == k && k == c))
          gsl_matrix_set(j, entry(p, i, c), entry(p, k, c), factor(p, i, k));
    }
  gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1, j, j, 0, r);
  gsl_linalg_cholesky_decomp1(r);
  gsl_linalg_cholesky_invert(r);
  gsl_matrix_scale(r, ridge);
  gsl_matrix_add(f, r);
  gsl_matrix_free(j);
  gsl_matrix_free(r);
}

/* theta <- theta + rate (F + ridge R)^-1 g, or + rate g. */
static void direct_step(struct direct *p, const double *z, const double *u, size_t n, double rate,
                        double ridge, bool natural)
{
  gsl_matrix *f = gsl_matrix_calloc(p->size, p->size);
  gsl_vector *g = gsl_vector_calloc(p->size);
  for (size_t k = 0; k < n; k++) {
    double s[SIZE_MOST];
    score(p, z + k * p->d, s);
    gsl_vector_view view = gsl_vector_view_array(s, p->size);
    gsl_blas_dger(1 / (double)n, &view.vector, &view.vector, f);
    gsl_blas_daxpy(u[k], &view.vector, g);
  }
  if (natural) {
    add_ridge(p, ridge, f);
    assert_int_equal(gsl_linalg_cholesky_decomp1(f), 0);
    gsl_linalg_cholesky_svx(f, g);
  }
  for (size_t a = 0; a < p->size; a++) p->theta[a] += rate * gsl_vector_get(g, a);
  gsl_matrix_free(f);
  gsl_vector_free(g);
}

static void test_scores(void **unused)
{
  (void)unused;
  for (int full = 0; full < 2; full++) {
    struct direct p = {.d = 4, .full = full, .size = fisher_parameters(4, full)};
    double z[4], x[4], s[SIZE_MOST];
    random_normals(stream, 1, 0, 1, p.size, p.theta);
    random_normals(stream, 2, 0, 1, 4, z);
    for (size_t i = 0; i < 4; i++) p.theta[entry(&p, i, i)] = 1 + 0.3 * (double)i;
    sample(&p, z, x);
    score(&p, z, s);
    for (size_t a = 0; a < p.size; a++) {
      struct direct up = p, down = p;
      up.theta[a] += 1e-5;
      down.theta[a] -= 1e-5;
      assert_near(s[a], (log_density(&up, x) - log_density(&down, x)) / 2e-5, 1 + fabs(s[a]), 1e-8,
                  "score", a);
    }
  }
}

/* --- steps --- */

static const struct step_case {
  bool full, natural, raw;
  size_t d, n;
  double rate, ridge;
  objective *f;
} step_cases[] = {
    {true, true, false, 2, 20, 0.5, 0.1, objective_sphere},
    {true, true, false, 5, 50, 0.5, 0.1, ellipsoid}, /* fewer parameters than samples */
    {true, true, false, 5, 50, 0.5, 1e-3, objective_sphere},
    {true, true, false, 5, 20, 0.5, 0.1, ellipsoid}, /* as many */
    {true, true, false, 6, 12, 0.5, 0.1, ellipsoid}, /* more */
    {true, true, false, 6, 12, 0.5, 1e-3, objective_sphere},
    {true, true, true, 3, 30, 1e-3, 0.1, ellipsoid},
    {false, true, false, 1, 7, 0.5, 0.1, objective_sphere},
    {false, true, false, 5, 50, 0.5, 0.1, ellipsoid},
    {false, true, false, 5, 8, 0.5, 1e-3, ellipsoid},
    {false, false, false, 4, 20, 0.01, 0.1, ellipsoid},
    {true, false, false, 4, 20, 0.01, 0.1, ellipsoid},
    {true, false, true, 4, 20, 1e-4, 0.1, ellipsoid},
};

static void weigh(const struct step_case *c, const double *f, double *u)
{
  double utility[ASKING_MOST], mean = 0;
  nes_utilities(c->n, utility);
  for (size_t k = 0; k < c->n; k++) mean += f[k] / (double)c->n;
  for (size_t k = 0; k < c->n; k++) {
    size_t before = 0;
    for (size_t j = 0; j < c->n; j++) before += f[j] < f[k] || (f[j] == f[k] && j < k);
    u[k] = c->raw ? (mean - f[k]) / (double)c->n : utility[before];
  }
}

static void follow(const struct library *library, const struct step_case *c)
{
  struct asking r;
  char text[160];
  double start[DIM_MOST] = {-1.2, 1, -1.2, 1, -1.2, 1}, z[ASKING_MOST * DIM_MOST], u[ASKING_MOST];
  snprintf(text, sizeof text,
           "canonical-nes:covariance=%s,gradient=%s,utility=%s,population=%zu,rate=%g,ridge=%g",
           c->full ? "full" : "diagonal", c->natural ? "natural" : "plain", c->raw ? "raw" : "rank",
           c->n, c->rate, c->ridge);
  asking_start(&r, library, text, c->d, start, stream, NULL);
  for (size_t g = 0; g < 8; g++) {
    struct direct p = where(&r, c->full);
    random_normals(stream, g, 0, c->n, c->d, z);
    asking_ask(&r);
    assert_int_equal(r.query.count, c->n);
    for (size_t k = 0; k < c->n; k++) {
      double x[DIM_MOST];
      sample(&p, z + k * c->d, x);
      for (size_t i = 0; i < c->d; i++)
        assert_near(r.query.x[k * c->d + i], x[i], largest(x, c->d), 1e-12, text, g);
    }
    asking_tell(&r, c->f);
    weigh(c, r.f, u);
    direct_step(&p, z, u, c->n, c->rate, c->ridge, c->natural);
    struct direct now = where(&r, c->full);
    double size = largest(now.theta + c->d, now.size - c->d);
    for (size_t a = 0; a < p.size; a++)
      assert_near(now.theta[a], p.theta[a], a < c->d ? largest(p.theta, c->d) : size, 1e-10, text,
                  g);
  }
  asking_end(&r);
}

static void test_steps(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++)
    for (size_t i = 0; i < sizeof step_cases / sizeof *step_cases; i++)
      follow(levels[l].optimizers, &step_cases[i]);
}

/* --- the Fisher matrix --- */

/* Largest distance of the estimate from the matrix itself, diag(1; 1, 2 on M's diagonal). */
static double fisher_error(size_t n, bool full)
{
  enum { D = 3 };
  size_t size = fisher_parameters(D, full), diagonal = D, i = 0;
  double row[SIZE_MOST], f[SIZE_MOST * SIZE_MOST], worst = 0;
  double *z = malloc(n * D * sizeof *z);
  assert_non_null(z);
  random_normals(stream, 0, 0, n, D, z);
  fisher_matrix(z, n, D, full, row, f);
  for (size_t a = 0; a < size; a++) {
    double expected = 1;
    if (a == diagonal) {
      expected = 2;
      diagonal += full ? ++i + 1 : 1;
    }
    for (size_t b = 0; b <= a; b++) {
      double error = fabs(f[a * size + b] / (double)n - (a == b ? expected : 0));
      worst = error > worst ? error : worst;
    }
  }
  free(z);
  return worst;
}

/* The largest of 45 standard errors, the worst of which is sqrt(56 / n), in units of this one. */
static void test_fisher_matrix(void **unused)
{
  (void)unused;
  for (int full = 0; full < 2; full++)
    for (size_t n = 1000; n <= 1000000; n *= 10) {
      double error = fisher_error(n, full) / sqrt(56 / (double)n);
      assert_true(error > 0.1 && error < 3.5);
    }
}

/* The inner products in closed form are those of the scores written out. */
static void test_gram(void **unused)
{
  (void)unused;
  enum { D = 5, N = 7 };
  double z[N * D], work[D], gram[N * N], a[SIZE_MOST], b[SIZE_MOST];
  random_normals(stream, 3, 0, N, D, z);
  for (int full = 0; full < 2; full++) {
    fisher_gram(z, N, D, full, work, gram);
    for (size_t k = 0; k < N; k++)
      for (size_t l = 0; l <= k; l++) {
        double sum = 0;
        fisher_scores(z + k * D, D, full, a);
        fisher_scores(z + l * D, D, full, b);
        for (size_t i = 0; i < fisher_parameters(D, full); i++) sum += a[i] * b[i];
        assert_near(gram[k * N + l], sum, 1 + fabs(sum), 1e-13, "gram", k);
      }
  }
}

/* With many samples the step is that of the true Fisher matrix: halved on M's diagonal, else the
 * gradient itself; to about sqrt(parameters / n). */
static void test_natural_gradient(void **unused)
{
  (void)unused;
  enum { D = 3, N = 100000, P = 9 };
  double *z = malloc(N * D * sizeof *z), *f = malloc(2 * N * sizeof *f), *u = f + N;
  double row[P], g[P], t[P], work[P * P + 2 * P];
  assert_non_null(z);
  assert_non_null(f);
  random_normals(stream, 0, 0, N, D, z);
  for (size_t k = 0; k < N; k++) {
    double x[D];
    for (size_t i = 0; i < D; i++) x[i] = 0.5 + z[k * D + i];
    f[k] = ellipsoid(x, D);
    u[k] = -f[k] / N;
  }
  double mean = 0;
  for (size_t k = 0; k < N; k++) mean += u[k] / N;
  for (size_t k = 0; k < N; k++) u[k] -= mean;
  fisher_combine(z, N, D, true, u, row, g);
  fisher_natural(z, N, D, true, u, 1e-12, work, t);
  g[3] /= 2;
  g[5] /= 2;
  g[8] /= 2;
  for (size_t a = 0; a < P; a++) assert_near(t[a], g[a], largest(g, P), 0.03, "natural", a);
  free(z);
  free(f);
}

/* --- what it is for --- */

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

enum { SEEDS = 15 };

/* Median over the seeds of |mean| after so many generations on the sphere, from (1, 1). */
static double median_distance(const char *text, size_t generations)
{
  double distance[SEEDS], start[2] = {1, 1};
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    struct asking r;
    asking_start(&r, widest(), text, 2, start, stream_numbered(stream, seed), NULL);
    for (size_t g = 0; g < generations; g++) {
      asking_ask(&r);
      asking_tell(&r, objective_sphere);
    }
    distance[seed] = hypot(asking_mean(&r)[0], asking_mean(&r)[1]);
    asking_end(&r);
  }
  qsort(distance, SEEDS, sizeof *distance, ascending);
  return distance[SEEDS / 2];
}

/* The plain gradient's steps grow as the deviations shrink: no rate settles on the minimum of a
 * bowl, where the natural gradient gains a factor a generation. */
static void test_only_the_natural_gradient_settles(void **unused)
{
  (void)unused;
  static const char *const rates[] = {"1e-4", "1e-3", "1e-2", "0.1", "1"};
  char text[96];
  for (int full = 0; full < 2; full++) {
    const char *covariance = full ? "full" : "diagonal";
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
      snprintf(text, sizeof text, "canonical-nes:gradient=plain,rate=%s,covariance=%s", rates[i],
               covariance);
      double distance = median_distance(text, 300);
      if (!(distance > 1e-3)) fail_msg("%s: %g", text, distance);
    }
    snprintf(text, sizeof text, "canonical-nes:covariance=%s", covariance);
    double distance = median_distance(text, 300);
    if (!(distance < 1e-12)) fail_msg("%s: %g", text, distance);
  }
}

/* One step from deviations sigma: the plain one is as long as rate / sigma, the natural one as
 * rate sigma, whatever f. */
static void test_steps_and_sigma(void **unused)
{
  (void)unused;
  double first[2] = {0}, start[2] = {1, 1};
  for (int i = 0; i < 8; i++)
    for (int natural = 0; natural < 2; natural++) {
      struct asking r;
      char text[96];
      double sigma = pow(0.1, i);
      snprintf(text, sizeof text, "canonical-nes:gradient=%s,sigma=1e-%d",
               natural ? "natural" : "plain", i);
      asking_start(&r, widest(), text, 2, start, stream, NULL);
      asking_ask(&r);
      asking_tell(&r, objective_sphere);
      double x = asking_mean(&r)[0] - 1, y = asking_mean(&r)[1] - 1;
      double length = hypot(x, y) / (natural ? sigma : 1 / sigma);
      if (i == 0) first[natural] = length;
      /* The order of the samples on the bowl hangs on sigma: not the same step, but one alike. */
      assert_true(length > first[natural] / 4 && length < 4 * first[natural]);
      asking_end(&r);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_scores),
      cmocka_unit_test(test_steps),
      cmocka_unit_test(test_fisher_matrix),
      cmocka_unit_test(test_gram),
      cmocka_unit_test(test_natural_gradient),
      cmocka_unit_test(test_only_the_natural_gradient_settles),
      cmocka_unit_test(test_steps_and_sigma),
  };
  return cmocka_run_group_tests_name("nes_canonical", tests, NULL, NULL);
}
