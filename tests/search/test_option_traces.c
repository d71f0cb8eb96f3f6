/* test_option_traces.c -- sep-cmaes, xnes, canonical-nes, es and vo with options and populations of
 * their own, fed with given normals, against traces of another program: mean and covariance before
 * every generation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/normals.h"

enum { DIM_MOST = 20 };

/* What the columns behind the mean say of the covariance. */
enum shape { NO_SHAPE, DEVIATIONS, DIAGONAL, FULL };

struct trace {
  const char *file, *method;
  double tolerance;
  size_t rows, samples;
  objective *f;
  const char *column; /* without its indices */
  enum shape shape;
  bool scaled; /* the column is the covariance over sigma^2 */
};

static double ellipsoid(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += pow(10, 6 * (double)i / (double)(dim - 1)) * x[i] * x[i];
  return sum;
}

static const struct trace traces[] = {
    {"sep_active__ellipsoid_d10_l10", "sep-cmaes:sigma=0.7,population=10,weights=active", 1e-10, 51,
     10, ellipsoid, "c", DIAGONAL, true},
    {"sep_positive__rosenbrock_d6_l9", "sep-cmaes:sigma=0.7,population=9,weights=positive", 1e-10,
     51, 9, objective_rosenbrock, "c", DIAGONAL, true},
    {"xnes_rates__rosenbrock_d5_l8",
     "xnes:sigma=0.7,population=8,rate_mean=0.8,rate_deviation=0.05,rate_shape=0.3", 1e-10, 51, 8,
     objective_rosenbrock, "BBT", FULL, true},
    {"xnes_rates__ellipsoid_d20_l12",
     "xnes:sigma=0.7,population=12,rate_mean=0.8,rate_deviation=0.05,rate_shape=0.3", 1e-10, 51, 12,
     ellipsoid, "BBT", FULL, true},
    {"canonical_natural_full__sphere_d3_n30",
     "canonical-nes:sigma=0.5,population=30,rate=0.3,ridge=0.1", 1e-10, 31, 30, objective_sphere,
     "AAT", FULL, false},
    {"canonical_natural_full__rosenbrock_d3_n6",
     "canonical-nes:sigma=0.5,population=6,rate=0.3,ridge=0.1,gradient=natural,covariance=full,"
     "utility=rank",
     1e-10, 31, 6, objective_rosenbrock, "AAT", FULL, false},
    {"canonical_plain_diag__sphere_d2_n20",
     "canonical-nes:sigma=0.5,population=20,rate=0.01,gradient=plain,covariance=diagonal", 1e-10,
     31, 20, objective_sphere, "AAT", FULL, false},
    {"es_drift0.8__rosenbrock_d4", "sgd@es:rate=0.0001,sigma=0.2,population=18,drift=0.8", 1e-10,
     41, 9, objective_rosenbrock, NULL, NO_SHAPE, false},
    {"es_jump3__sphere_d4", "sgd@es:rate=0.05,sigma=0.2,population=18,jump=3", 1e-10, 41, 9,
     objective_sphere, NULL, NO_SHAPE, false},
    {"es_utilitynes_antitheticno_tiesshared_weight_decay0.1__sphere_d4",
     "sgd@es:rate=0.05,sigma=0.2,population=9,utility=nes,antithetic=no,ties=shared,"
     "weight_decay=0.1",
     1e-10, 41, 9, objective_sphere, NULL, NO_SHAPE, false},
    {"vo_shared_floor__sphere_d3",
     "sgd@vo:rate=0.01,sigma=0.5,population=16,deviation_rate=0.5,deviation=shared,baseline=mean,"
     "floor=0.05",
     1e-10, 41, 16, objective_sphere, "s", DEVIATIONS, false},
};
enum { TRACES = sizeof traces / sizeof *traces };

static void expect(const struct trace *t, const struct reference *r, size_t row, size_t d,
                   double *covariance)
{
  double scale = t->scaled ? pow(reference_at(r, row, "sigma"), 2) : 1;
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < d; j++) {
      char name[48];
      double c = 0;
      if (t->shape == FULL)
        snprintf(name, sizeof name, "%s%zu_%zu", t->column, i, j);
      else
        snprintf(name, sizeof name, "%s%zu", t->column, i);
      if (t->shape == FULL || i == j) c = reference_at(r, row, name);
      covariance[i * d + j] = scale * (t->shape == DEVIATIONS ? c * c : c);
    }
}

static double worse(double worst, const double *got, const double *want, size_t n)
{
  double scale = largest(want, n);
  for (size_t i = 0; i < n; i++) {
    double off = fabs(got[i] - want[i]) / scale;
    if (!(off <= worst)) worst = off;
  }
  return worst;
}

/* The largest distance to the trace, relative to the largest component of the mean, or entry of the
 * covariance, of a row. */
static double follow(const struct library *library, const struct trace *t)
{
  char path[160];
  snprintf(path, sizeof path, "tests/reference/es/%s.csv", t->file);
  struct reference *r = reference_read(path);
  snprintf(path, sizeof path, "tests/reference/es/normals_%s.csv", t->file);
  struct normals normals = {.table = reference_read(path), .samples = t->samples};
  struct draw draw = normals_draw(&normals);
  assert_int_equal(r->rows, t->rows);
  assert_int_equal(normals.table->rows, (t->rows - 1) * t->samples);
  size_t d = normals.table->columns - 2, mean_at = reference_column(r, "mu0");
  assert_in_range(d, 1, DIM_MOST);
  double expected[DIM_MOST * DIM_MOST], covariance[DIM_MOST * DIM_MOST], worst = 0;
  struct asking a;
  asking_start(&a, library, t->method, d, reference_row(r, 0) + mean_at, (struct stream){0}, &draw);
  for (size_t g = 0; g < r->rows; g++) {
    worst = worse(worst, asking_mean(&a), reference_row(r, g) + mean_at, d);
    if (t->shape != NO_SHAPE) {
      expect(t, r, g, d, expected);
      a.method.type->covariance(a.state, covariance);
      worst = worse(worst, covariance, expected, d * d);
    }
    if (g + 1 == r->rows) break;
    asking_ask(&a);
    asking_tell(&a, t->f);
  }
  asking_end(&a);
  reference_free(normals.table);
  reference_free(r);
  return worst;
}

static void test_traces(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  for (size_t l = 0; l < count; l++)
    for (size_t k = 0; k < TRACES; k++) {
      double worst = follow(levels[l].optimizers, &traces[k]);
      if (getenv("OPTBENCH_TEST_VERBOSE")) print_message("%s: %.2g\n", traces[k].file, worst);
      if (!(worst <= traces[k].tolerance)) fail_msg("%s: off by %g", traces[k].file, worst);
    }
}

/* Each trace sees the options that it is there for, a little off. */
static void test_can_fail(void **unused)
{
  (void)unused;
  static const struct {
    const char *file, *method;
  } wrong[] = {
      {"xnes_rates__rosenbrock_d5_l8",
       "xnes:sigma=0.7,population=8,rate_mean=0.8,rate_deviation=0.05,rate_shape=0.30000001"},
      {"canonical_natural_full__sphere_d3_n30",
       "canonical-nes:sigma=0.5,population=30,rate=0.3,ridge=0.1000001"},
      {"es_drift0.8__rosenbrock_d4", "sgd@es:rate=0.0001,sigma=0.2,population=18,drift=0.8000001"},
      {"es_jump3__sphere_d4", "sgd@es:rate=0.05,sigma=0.2,population=18,jump=4"},
      {"vo_shared_floor__sphere_d3", "sgd@vo:rate=0.01,sigma=0.5,population=16,deviation_rate=0."
                                     "5000001,deviation=shared,baseline=mean,"
                                     "floor=0.05"},
  };
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  for (size_t w = 0; w < sizeof wrong / sizeof *wrong; w++)
    for (size_t k = 0; k < TRACES; k++)
      if (!strcmp(traces[k].file, wrong[w].file)) {
        struct trace t = traces[k];
        t.method = wrong[w].method;
        double worst = follow(levels[0].optimizers, &t);
        if (!(worst > t.tolerance)) fail_msg("%s: only off by %g", t.method, worst);
      }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_traces),
      cmocka_unit_test(test_can_fail),
  };
  return cmocka_run_group_tests_name("option_traces", tests, NULL, NULL);
}
