/* test_nes_traces.c -- snes and xnes, fed with given normals, against traces of another program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/numeric/rank.h"
#include "src/search/gaussian/nes.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/normals.h"

/* B and sigma are seen through the points: where the normals of a generation are multiples of the
 * unit vectors, the points are mean + multiple * the columns of sigma B. det B = 1 parts the two.
 */

static const double multiple = 0x1p20; /* so that the mean takes no digits from the columns */

struct probed {
  struct normals normals;
  struct draw table;
  uint64_t generation; /* that gets the unit vectors */
};

static void draw_probed(void *context, uint64_t generation, uint32_t first, size_t samples,
                        size_t dim, double *out)
{
  const struct probed *p = context;
  if (generation != p->generation) {
    p->table.normals(p->table.context, generation, first, samples, dim, out);
    return;
  }
  for (size_t i = 0; i < samples * dim; i++) out[i] = 0;
  for (size_t k = 0; k < samples && k < dim; k++) out[k * dim + k] = multiple;
}

/* By elimination with pivots; a is lost. */
static double determinant(double *a, size_t n)
{
  double product = 1;
  for (size_t c = 0; c < n; c++) {
    size_t best = c;
    for (size_t r = c; r < n; r++)
      if (fabs(a[r * n + c]) > fabs(a[best * n + c])) best = r;
    for (size_t j = 0; j < n && best != c; j++) {
      double swap = a[best * n + j];
      a[best * n + j] = a[c * n + j];
      a[c * n + j] = swap;
    }
    product *= best == c ? a[c * n + c] : -a[c * n + c];
    for (size_t r = c + 1; r < n; r++) {
      double q = a[r * n + c] / a[c * n + c];
      for (size_t j = c; j < n; j++) a[r * n + j] -= q * a[c * n + j];
    }
  }
  return product;
}

/* Columns of sigma B (or the deviations) as the unit vectors showed them against a row of the
 * trace. */
static void compare_shape(const struct asking *r, const struct reference *trace, size_t generation,
                          bool full)
{
  size_t d = r->dim;
  double a[25], expected[25];
  char name[48];
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < d; j++) {
      a[i * d + j] = (r->query.x[j * d + i] - asking_mean(r)[i]) / multiple;
      if (full)
        snprintf(name, sizeof name, "B%zu_%zu", i, j);
      else
        snprintf(name, sizeof name, "s%zu", i);
      expected[i * d + j] = full || i == j ? reference_at(trace, generation, name) : 0;
    }
  double sigma = 1;
  if (full) {
    double copy[25];
    memcpy(copy, a, d * d * sizeof *a);
    sigma = pow(determinant(copy, d), 1 / (double)d);
    double told[DIAGNOSTICS_MAX];
    r->method.type->diagnose(r->state, told);
    assert_near(sigma, reference_at(trace, generation, "sigma"), sigma, 1e-10, "sigma", generation);
    assert_near(told[0], sigma, sigma, 1e-10, "sigma as told", generation);
  }
  for (size_t i = 0; i < d * d; i++)
    assert_near(a[i] / sigma, expected[i], full ? largest(expected, d * d) : fabs(expected[i]),
                1e-10, full ? "B" : "s", generation);
}

struct tables {
  struct reference *normals, *trace, *samples;
};

static struct reference *table(const char *format, const char *algorithm, const char *function,
                               size_t d)
{
  char path[128];
  snprintf(path, sizeof path, format, algorithm, function, d);
  return reference_read(path);
}

static void mean_at(const struct reference *trace, size_t generation, size_t d, double *mean)
{
  const double *row = reference_row(trace, generation) + reference_column(trace, "mu0");
  memcpy(mean, row, d * sizeof *mean);
}

/* The state before generation `until` and, before it, every sample. */
static void follow_trace(const struct library *library, const char *algorithm, bool on_sphere,
                         size_t d, const struct tables *t, size_t until)
{
  struct probed probed = {.normals = {t->normals, d == 2 ? 6 : 8}, .generation = until};
  probed.table = normals_draw(&probed.normals);
  struct draw draw = {.normals = draw_probed, .context = &probed};
  struct asking r;
  char text[32];
  double mean[5];
  mean_at(t->trace, 0, d, mean);
  snprintf(text, sizeof text, "%s:sigma=%s", algorithm, on_sphere ? "1" : "0.5");
  asking_start(&r, library, text, d, mean, (struct stream){0}, &draw);
  for (size_t g = 0; g <= until; g++) {
    asking_ask(&r);
    assert_int_equal(r.query.count, probed.normals.samples);
    if (g == until) break;
    asking_tell(&r, on_sphere ? objective_sphere : objective_rosenbrock);
    for (size_t k = 0; k < r.query.count; k++) {
      const double *row = reference_row(t->samples, g * r.query.count + k);
      const double *x = row + reference_column(t->samples, "x0");
      double f = row[reference_column(t->samples, "f")];
      for (size_t i = 0; i < d; i++)
        assert_near(r.query.x[k * d + i], x[i], largest(x, d), 1e-10, "x", g);
      assert_near(r.f[k], f, fabs(f), 1e-10, "f", g);
    }
  }
  mean_at(t->trace, until, d, mean);
  for (size_t i = 0; i < d; i++)
    assert_near(asking_mean(&r)[i], mean[i], largest(mean, d), 1e-10, "mean", until);
  compare_shape(&r, t->trace, until, !strcmp(algorithm, "xnes"));
  asking_end(&r);
}

static void follow_traces(const char *algorithm, const char *function, size_t d)
{
  struct tables t = {
      d == 2 ? reference_read("tests/reference/es/normals_d2_n6.csv")
             : reference_read("tests/reference/es/normals_d5_n8.csv"),
      table("tests/reference/es/%s__%s_d%zu.csv", algorithm, function, d),
      table("tests/reference/es/%s__%s_d%zu__samples.csv", algorithm, function, d),
  };
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  assert_int_equal(t.trace->rows, 61);
  assert_int_equal(t.samples->rows, 60 * (d == 2 ? 6 : 8));
  for (size_t l = 0; l < count; l++)
    for (size_t g = 0; g < t.trace->rows; g++)
      follow_trace(levels[l].optimizers, algorithm, !strcmp(function, "sphere"), d, &t, g);
  reference_free(t.normals);
  reference_free(t.trace);
  reference_free(t.samples);
}

static void test_snes(void **unused)
{
  (void)unused;
  follow_traces("snes", "sphere", 2);
  follow_traces("snes", "sphere", 5);
  follow_traces("snes", "rosenbrock", 2);
  follow_traces("snes", "rosenbrock", 5);
}

static void test_xnes(void **unused)
{
  (void)unused;
  follow_traces("xnes", "sphere", 2);
  follow_traces("xnes", "sphere", 5);
  follow_traces("xnes", "rosenbrock", 2);
  follow_traces("xnes", "rosenbrock", 5);
}

/* What a sample's rank is worth, by the numbers that stand beside it in the traces. */
static void test_utilities(void **unused)
{
  (void)unused;
  static const char *const files[] = {"xnes__rosenbrock_d2", "xnes__sphere_d5"};
  for (int i = 0; i < 2; i++) {
    char path[128];
    size_t n = i ? 8 : 6;
    snprintf(path, sizeof path, "tests/reference/es/%s__samples.csv", files[i]);
    struct reference *samples = reference_read(path);
    double utility[8], f[8];
    nes_utilities(n, utility);
    for (size_t first = 0; first < samples->rows; first += n) {
      uint32_t order[8], scratch[8];
      for (size_t k = 0; k < n; k++) f[k] = reference_at(samples, first + k, "f");
      const uint32_t *best = rank_order(f, n, order, scratch);
      for (size_t r = 0; r < n; r++)
        assert_near(utility[r], reference_at(samples, first + best[r], "u"), 1, 1e-15, "utility",
                    first / n);
    }
    reference_free(samples);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_snes),
      cmocka_unit_test(test_xnes),
      cmocka_unit_test(test_utilities),
  };
  return cmocka_run_group_tests_name("nes_traces", tests, NULL, NULL);
}
