/* test_cmaes_traces.c -- cmaes and sep-cmaes, fed with given normals, against traces of other
 * programs: mean, sigma and covariance before every generation, and every sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/normals.h"

enum { DIM_MOST = 10 };

/* The traces differ by so much between eigenvalue routines: 3e-10. */
static const double tolerance = 1e-9;

struct tables {
  struct reference *normals, *trace, *samples;
};

/* sigma^2 C of a row of the trace. */
static void covariance_at(const struct reference *trace, size_t generation, size_t d, bool full,
                          double *covariance)
{
  double sigma = reference_at(trace, generation, "sigma");
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < d; j++) {
      char name[48];
      double c = 0;
      if (full)
        snprintf(name, sizeof name, "C%zu_%zu", i, j);
      else
        snprintf(name, sizeof name, "C%zu", i);
      if (full || i == j) c = reference_at(trace, generation, name);
      covariance[i * d + j] = sigma * sigma * c;
    }
}

static void compare_state(const struct asking *r, const struct reference *trace, size_t generation,
                          bool full)
{
  size_t d = r->dim;
  double expected[DIM_MOST * DIM_MOST], covariance[DIM_MOST * DIM_MOST], told[8];
  const double *mean = reference_row(trace, generation) + reference_column(trace, "mu0");
  double sigma = reference_at(trace, generation, "sigma");
  for (size_t i = 0; i < d; i++)
    assert_near(asking_mean(r)[i], mean[i], largest(mean, d), tolerance, "mean", generation);
  r->method.type->diagnose(r->state, told);
  assert_near(told[2], sigma, sigma, tolerance, "sigma", generation);
  covariance_at(trace, generation, d, full, expected);
  r->method.type->covariance(r->state, covariance);
  for (size_t i = 0; i < d * d; i++)
    assert_near(covariance[i], expected[i], largest(expected, d * d), tolerance, "covariance",
                generation);
}

static void compare_samples(const struct asking *r, const struct reference *samples,
                            size_t generation)
{
  size_t d = r->dim;
  for (size_t k = 0; k < r->query.count; k++) {
    const double *row = reference_row(samples, generation * r->query.count + k);
    const double *x = row + reference_column(samples, "x0");
    double f = row[reference_column(samples, "f")];
    for (size_t i = 0; i < d; i++)
      assert_near(r->query.x[k * d + i], x[i], largest(x, d), tolerance, "x", generation);
    assert_near(r->f[k], f, fabs(f), tolerance, "f", generation);
  }
}

static void follow(const struct library *library, const char *method, const struct tables *t,
                   bool on_sphere, size_t d)
{
  struct normals normals = {.table = t->normals, .samples = d == 2 ? 6 : 8};
  struct draw draw = normals_draw(&normals);
  struct asking r;
  char text[96];
  const double *mean = reference_row(t->trace, 0) + reference_column(t->trace, "mu0");
  snprintf(text, sizeof text, "%s,sigma=%s", method, on_sphere ? "1" : "0.5");
  asking_start(&r, library, text, d, mean, (struct stream){0}, &draw);
  for (size_t g = 0; g < t->trace->rows; g++) {
    compare_state(&r, t->trace, g, method[0] == 'c');
    if (g + 1 == t->trace->rows) break;
    asking_ask(&r);
    assert_int_equal(r.query.count, normals.samples);
    asking_tell(&r, on_sphere ? objective_sphere : objective_rosenbrock);
    compare_samples(&r, t->samples, g);
  }
  asking_end(&r);
}

static struct reference *table(const char *format, const char *files, const char *function,
                               size_t d)
{
  char path[128];
  snprintf(path, sizeof path, format, files, function, d);
  return reference_read(path);
}

static void follow_all(const char *method, const char *files, size_t generations)
{
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  for (int f = 0; f < 2; f++)
    for (size_t d = 2; d <= 5; d += 3) {
      const char *function = f ? "rosenbrock" : "sphere";
      struct tables t = {
          d == 2 ? reference_read("tests/reference/es/normals_d2_n6.csv")
                 : reference_read("tests/reference/es/normals_d5_n8.csv"),
          table("tests/reference/es/%s__%s_d%zu.csv", files, function, d),
          table("tests/reference/es/%s__%s_d%zu__samples.csv", files, function, d),
      };
      assert_int_equal(t.trace->rows, generations + 1);
      assert_int_equal(t.samples->rows, generations * (d == 2 ? 6 : 8));
      for (size_t l = 0; l < count; l++) follow(levels[l].optimizers, method, &t, !f, d);
      reference_free(t.normals);
      reference_free(t.trace);
      reference_free(t.samples);
    }
}

static void test_positive(void **unused)
{
  (void)unused;
  follow_all("cmaes:weights=positive,lazy=0", "cma_pos_sym", 60);
}

static void test_active(void **unused)
{
  (void)unused;
  follow_all("cmaes:weights=active,lazy=0", "cma_active_sym", 60);
}

static void test_separable(void **unused)
{
  (void)unused;
  follow_all("sep-cmaes:weights=positive", "cma_sep_pos", 40);
  follow_all("sep-cmaes:weights=active", "cma_sep_active", 40);
}

static double ellipsoid(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += pow(10, 6 * (double)i / (double)(dim - 1)) * x[i] * x[i];
  return sum;
}

/* Odd and large populations, and decompositions further apart than every generation: `lazy` as
 * pycma's lambda / (2 d (c_1 + c_mu)), 12.9 evaluations. */
static void test_populations(void **unused)
{
  (void)unused;
  static const struct {
    const char *files, *text;
    size_t dim, population;
    objective *f;
  } cases[] = {
      {"cma_active__rosenbrock_d3_l7", "cmaes:sigma=0.7,population=7,weights=active,lazy=0", 3, 7,
       objective_rosenbrock},
      {"cma_pos__rosenbrock_d4_l41", "cmaes:sigma=0.7,population=41,weights=positive,lazy=0", 4, 41,
       objective_rosenbrock},
      {"cma_active_lazy__ellipsoid_d10_l10", "cmaes:sigma=0.7,population=10,weights=active,lazy=12",
       10, 10, ellipsoid},
  };
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    char path[128];
    snprintf(path, sizeof path, "tests/reference/es/%s.csv", cases[c].files);
    struct reference *trace = reference_read(path);
    snprintf(path, sizeof path, "tests/reference/es/normals_%s.csv", cases[c].files);
    struct normals normals = {.table = reference_read(path), .samples = cases[c].population};
    struct draw draw = normals_draw(&normals);
    for (size_t l = 0; l < count; l++) {
      const double *mean = reference_row(trace, 0) + reference_column(trace, "mu0");
      struct asking r;
      asking_start(&r, levels[l].optimizers, cases[c].text, cases[c].dim, mean, (struct stream){0},
                   &draw);
      for (size_t g = 0; g < trace->rows; g++) {
        compare_state(&r, trace, g, true);
        if (g + 1 == trace->rows) break;
        asking_ask(&r);
        asking_tell(&r, cases[c].f);
      }
      asking_end(&r);
    }
    reference_free(normals.table);
    reference_free(trace);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_positive),
      cmocka_unit_test(test_active),
      cmocka_unit_test(test_separable),
      cmocka_unit_test(test_populations),
  };
  return cmocka_run_group_tests_name("cmaes_traces", tests, NULL, NULL);
}
