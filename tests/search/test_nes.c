/* test_nes.c -- snes, xnes and nes against their formulas written plainly, and what they promise:
 * invariances, ties, one result at every vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/numeric/matrix.h"
#include "src/search/gaussian/nes.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"

enum { DIM_MOST = 72, SQUARE = DIM_MOST * DIM_MOST };

static const struct stream stream = {0x1234567890abcdef};

static double rosenbrock_log(const double *x, size_t dim)
{
  return log(objective_rosenbrock(x, dim));
}
static double rosenbrock_scaled(const double *x, size_t dim)
{
  return 8 * objective_rosenbrock(x, dim) - 5;
}
static double rosenbrock_inverse(const double *x, size_t dim)
{
  return -1 / objective_rosenbrock(x, dim);
}
static double bowl(const double *x, size_t dim)
{
  return objective_sphere(x, dim) + x[0] * x[dim - 1];
}

static double bowl_moved(const double *x, size_t dim) /* by 3 */
{
  double y[DIM_MOST];
  for (size_t i = 0; i < dim; i++) y[i] = x[i] - 3;
  return bowl(y, dim);
}

/* --- the formulas, plainly --- */

static void multiply(const double *a, const double *b, double *out, size_t n)
{
  static double c[SQUARE];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      c[i * n + j] = 0;
      for (size_t k = 0; k < n; k++) c[i * n + j] += a[i * n + k] * b[k * n + j];
    }
  memcpy(out, c, n * n * sizeof *out);
}

/* By Taylor's series of a matrix halved often enough, squared as often. */
static void exponential(double *x, double *out, size_t n)
{
  static double term[SQUARE];
  int halvings = 0;
  for (; largest(x, n * n) * (double)n > 0.5; halvings++)
    for (size_t i = 0; i < n * n; i++) x[i] /= 2;
  for (size_t i = 0; i < n * n; i++) term[i] = out[i] = i % (n + 1) ? 0 : 1;
  for (int k = 1; k < 25; k++) {
    multiply(term, x, term, n);
    for (size_t i = 0; i < n * n; i++) out[i] += term[i] /= k;
  }
  while (halvings--) multiply(out, out, out, n);
}

struct plain {
  bool full;
  size_t d, n;
  double rate_mean, rate_deviation, rate_shape, sigma;
  double mean[DIM_MOST], s[DIM_MOST], b[SQUARE], z[ASKING_MOST * DIM_MOST];
};

static void plain_sample(const struct plain *p, size_t k, double *x)
{
  const double *z = p->z + k * p->d;
  for (size_t i = 0; i < p->d; i++) {
    double step = p->full ? 0 : p->s[i] * z[i];
    for (size_t j = 0; j < p->d && p->full; j++) step += p->sigma * p->b[i * p->d + j] * z[j];
    x[i] = p->mean[i] + step;
  }
}

/* One generation with the values f; ranks by counting. */
static void plain_step(struct plain *p, const double *f)
{
  static double m[SQUARE], e[SQUARE];
  double total = 0, gradient[DIM_MOST] = {0}, squares[DIM_MOST] = {0}, trace = 0;
  size_t d = p->d;
  for (size_t r = 1; r <= p->n; r++) total += fmax(0, log((double)p->n / 2 + 1) - log((double)r));
  for (size_t i = 0; i < d * d; i++) m[i] = 0;
  for (size_t k = 0; k < p->n; k++) {
    size_t rank = 1;
    for (size_t j = 0; j < p->n; j++) rank += f[j] < f[k] || (f[j] == f[k] && j < k);
    double u = fmax(0, log((double)p->n / 2 + 1) - log((double)rank)) / total - 1 / (double)p->n;
    const double *z = p->z + k * d;
    for (size_t i = 0; i < d; i++) {
      gradient[i] += u * z[i];
      squares[i] += u * (z[i] * z[i] - 1);
      for (size_t j = 0; j < d; j++) m[i * d + j] += u * (z[i] * z[j] - (i == j));
    }
  }
  for (size_t i = 0; i < d; i++) trace += m[i * d + i] / (double)d;
  for (size_t i = 0; i < d; i++) {
    for (size_t j = 0; j < d && p->full; j++)
      p->mean[i] += p->rate_mean * p->sigma * p->b[i * d + j] * gradient[j];
    if (!p->full) p->mean[i] += p->rate_mean * p->s[i] * gradient[i];
    p->s[i] *= exp(p->rate_deviation / 2 * squares[i]);
  }
  if (!p->full) return;
  for (size_t i = 0; i < d * d; i++) m[i] = p->rate_shape / 2 * (m[i] - (i % (d + 1) ? 0 : trace));
  exponential(m, e, d);
  multiply(p->b, e, p->b, d);
  p->sigma *= exp(p->rate_deviation / 2 * trace);
}

/* Dimensions below, at and above the population, rates that need many halvings, defaults. */
static const struct plain_case {
  const char *text;
  size_t d, n;
  double rate_mean, rate_deviation, rate_shape;
  int generations;
} plain_cases[] = {
    {"snes", 1, 4, 1, 0, 0, 30},
    {"snes:population=70,rate_mean=0.5,rate_deviation=0.3", 9, 70, 0.5, 0.3, 0, 30},
    {"snes", 40, 15, 1, 0, 0, 60},
    {"xnes", 1, 4, 1, 0, 0, 30},
    {"xnes", 3, 7, 1, 0, 0, 60},
    {"xnes:population=100", 3, 100, 1, 0, 0, 30},
    {"xnes", 10, 10, 1, 0, 0, 60},
    {"xnes:population=8", 9, 8, 1, 0, 0, 60},
    {"xnes", 16, 12, 1, 0, 0, 60},
    {"xnes", 40, 15, 1, 0, 0, 60},
    {"xnes:rate_mean=0.7,rate_deviation=0.05,rate_shape=0.02", 70, 16, 0.7, 0.05, 0.02, 10},
    {"xnes:rate_deviation=0.5,rate_shape=1.5", 4, 8, 1, 0.5, 1.5, 8},
    {"xnes:population=4,rate_deviation=0.05,rate_shape=0.5", 10, 4, 1, 0.05, 0.5, 8},
};

static void follow_plainly(const struct library *library, const struct plain_case *c)
{
  static struct plain p;
  struct asking r;
  double start[DIM_MOST], d = (double)c->d;
  p = (struct plain){.full = c->text[0] == 'x', .d = c->d, .n = c->n, .sigma = 0.5};
  double standard = p.full ? (9 + 3 * log(d)) / (5 * d * sqrt(d)) : (3 + log(d)) / (5 * sqrt(d));
  p.rate_mean = c->rate_mean;
  p.rate_deviation = c->rate_deviation > 0 ? c->rate_deviation : standard;
  p.rate_shape = c->rate_shape > 0 ? c->rate_shape : standard;
  for (size_t i = 0; i < c->d; i++) {
    start[i] = p.mean[i] = i % 2 ? 1 : -1.2;
    p.s[i] = 0.5;
    p.b[i * c->d + i] = 1;
  }
  asking_start(&r, library, c->text, c->d, start, stream, NULL);
  for (int g = 0; g < c->generations; g++) {
    random_normals(stream, (uint64_t)g, 0, c->n, c->d, p.z);
    asking_ask(&r);
    assert_int_equal(r.query.count, c->n);
    for (size_t k = 0; k < c->n; k++) {
      double x[DIM_MOST];
      plain_sample(&p, k, x);
      for (size_t i = 0; i < c->d; i++)
        assert_near(r.query.x[k * c->d + i], x[i], largest(x, c->d), 1e-10, c->text, (size_t)g);
    }
    asking_tell(&r, c->d > 1 ? bowl : objective_sphere);
    plain_step(&p, r.f);
    for (size_t i = 0; i < c->d; i++)
      assert_near(asking_mean(&r)[i], p.mean[i], largest(p.mean, c->d), 1e-10, c->text, (size_t)g);
  }
  asking_end(&r);
}

static void test_formulas(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++)
    for (size_t i = 0; i < sizeof plain_cases / sizeof *plain_cases; i++)
      follow_plainly(levels[l].optimizers, &plain_cases[i]);
}

/* 1 + X phi(X) is e^X, for norms of every degree and of many halvings. */
static void test_phi(void **unused)
{
  (void)unused;
  static const size_t sizes[] = {1, 2, 7, 8, 17};
  static const double norms[] = {0, 1e-9, 0.02, 0.1, 0.3, 0.7, 1.2, 2, 5, 40};
  static double x[24 * 24], work[4 * 24 * 24], plainly[SQUARE], power[SQUARE], z[24 * 24];
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (size_t m = 0; m < sizeof norms / sizeof *norms; m++) {
      size_t n = sizes[s], width = matrix_padded(n);
      double square = 0;
      random_normals(stream, m, 0, n, n, z);
      for (size_t i = 0; i < n * n; i++) square += z[i] * z[i];
      memset(x, 0, sizeof x);
      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
          plainly[i * n + j] = x[i * width + j] = z[i * n + j] * norms[m] / sqrt(square);
      exponential(plainly, power, n);
      const double *phi = matrix_phi(n, x, work);
      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
          double sum = i == j;
          for (size_t k = 0; k < n; k++) sum += x[i * width + k] * phi[k * width + j];
          assert_near(sum, power[i * n + j], 1 + largest(power, n * n), 1e-14 * (1 + norms[m]),
                      "phi", m);
          assert_near(x[i * width + j], z[i * n + j] * norms[m] / sqrt(square), 0, 0, "x", m);
        }
      for (size_t i = 0; i < n; i++)
        for (size_t j = n; j < width; j++) assert_true(phi[i * width + j] == 0);
    }
}

/* --- what they promise --- */

static const char *const names[] = {"snes", "xnes", "nes"};

/* Two runs, point for point; the bytes are the same, or, with a shift, x1 - shift is near x0. */
static void compare(const struct library *library0, const char *text0, objective *f0,
                    const struct library *library1, const char *text1, objective *f1, size_t dim,
                    double shift, size_t generations, double tolerance)
{
  struct asking a, b;
  double start[DIM_MOST], moved[DIM_MOST];
  for (size_t i = 0; i < dim; i++) {
    start[i] = i % 2 ? 1 : -1.2;
    moved[i] = start[i] + shift;
  }
  asking_start(&a, library0, text0, dim, start, stream, NULL);
  asking_start(&b, library1, text1, dim, moved, stream, NULL);
  for (size_t g = 0; g < generations; g++) {
    asking_ask(&a);
    asking_ask(&b);
    size_t size = a.query.count * dim;
    assert_int_equal(a.query.count, b.query.count);
    if (shift == 0) {
      assert_memory_equal(a.query.x, b.query.x, size * sizeof *a.query.x);
      assert_memory_equal(asking_mean(&a), asking_mean(&b), dim * sizeof *a.query.x);
    } else {
      for (size_t i = 0; i < size; i++)
        assert_near(b.query.x[i] - shift, a.query.x[i], 1, tolerance, text0, g);
    }
    asking_tell(&a, f0);
    asking_tell(&b, f1);
  }
  asking_end(&a);
  asking_end(&b);
}

static void test_levels_agree(void **unused)
{
  (void)unused;
  static const size_t dims[] = {1, 2, 3, 7, 8, 9, 10, 13, 17, 40, 41, 72};
  static const char *const texts[] = {"snes",
                                      "xnes",
                                      "nes",
                                      "snes:tail=cauchy,adaptation=yes",
                                      "snes:adaptation=yes",
                                      "xnes:adaptation=yes",
                                      "canonical-nes:population=30",
                                      "canonical-nes:population=30,covariance=diagonal",
                                      "canonical-nes:population=30,gradient=plain,rate=1e-3"};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 1; l < count; l++)
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++)
      for (size_t m = 0; m < sizeof texts / sizeof *texts; m++)
        compare(levels[0].optimizers, texts[m], bowl, levels[l].optimizers, texts[m], bowl, dims[i],
                0, 40, 0);
}

static void test_monotone_transforms(void **unused)
{
  (void)unused;
  objective *const transformed[] = {rosenbrock_log, rosenbrock_scaled, rosenbrock_inverse};
  struct libraries levels[MACHINE_LEVELS];
  const struct library *library = levels[machine_levels(levels) - 1].optimizers;
  for (int m = 0; m < 3; m++)
    for (int t = 0; t < 3; t++) {
      compare(library, names[m], objective_rosenbrock, library, names[m], transformed[t], 2, 0, 60,
              0);
      compare(library, names[m], objective_rosenbrock, library, names[m], transformed[t], 10, 0,
              200, 0);
    }
}

/* A moved function with a moved start: the same points, moved, to the rounding of x + 3 (2e-16 to
 * 4e-16 a generation) for as long as no rank hangs on a rounding. */
static void test_translation(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  const struct library *library = levels[machine_levels(levels) - 1].optimizers;
  for (int m = 0; m < 3; m++) {
    compare(library, names[m], bowl, library, names[m], bowl_moved, 2, 3, 25, 1e-13);
    compare(library, names[m], bowl, library, names[m], bowl_moved, 10, 3, 60, 1e-13);
  }
}

/* On a plateau the first sample counts as the best: mean moves by rate s sum u_k z_k, u in order.
 */
static void test_ties(void **unused)
{
  (void)unused;
  double z[15 * 40], utility[15], start[40] = {0};
  struct libraries levels[MACHINE_LEVELS];
  const struct library *library = levels[machine_levels(levels) - 1].optimizers;
  nes_utilities(15, utility);
  random_normals(stream, 0, 0, 15, 40, z);
  for (int m = 0; m < 3; m++) {
    struct asking r;
    asking_start(&r, library, names[m], 40, start, stream, NULL);
    asking_ask(&r);
    assert_int_equal(r.query.count, 15);
    asking_tell(&r, objective_plateau);
    for (size_t i = 0; i < 40; i++) {
      double step = 0;
      for (size_t k = 0; k < 15; k++) step += 0.5 * utility[k] * z[k * 40 + i];
      assert_near(asking_mean(&r)[i], step, 1, 1e-14, names[m], 0);
    }
    asking_end(&r);
  }
}

static void test_nes_delegates(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  const struct library *library = levels[machine_levels(levels) - 1].optimizers;
  compare(library, "nes:rate_shape=0.03,sigma=0.2", bowl, library, "xnes:rate_shape=0.03,sigma=0.2",
          bowl, 40, 0, 20, 0);
  compare(library, "nes:rate_deviation=0.1,population=9", bowl, library,
          "snes:rate_deviation=0.1,population=9", bowl, 41, 0, 20, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_formulas),      cmocka_unit_test(test_phi),
      cmocka_unit_test(test_levels_agree),  cmocka_unit_test(test_monotone_transforms),
      cmocka_unit_test(test_translation),   cmocka_unit_test(test_ties),
      cmocka_unit_test(test_nes_delegates),
  };
  return cmocka_run_group_tests_name("nes", tests, NULL, NULL);
}
