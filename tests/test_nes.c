/* test_nes.c -- snes, xnes and nes against traces of another program, against their formulas
 * written plainly, and what they promise: invariances, ties, one result at every vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/method.h"
#include "src/rank.h"
#include "src/search/nes.h"
#include "tests/support/machine.h"
#include "tests/support/normals.h"

enum { DIM_MOST = 72, SAMPLES_MOST = 128, SQUARE = DIM_MOST * DIM_MOST };

static const struct stream stream = {0x1234567890abcdef};

typedef double objective(const double *x, size_t dim);

static double sphere(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += x[i] * x[i];
  return sum;
}

static double rosenbrock(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i + 1 < dim; i++) {
    double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    sum += 100 * a * a + b * b;
  }
  return sum;
}

static double rosenbrock_log(const double *x, size_t dim) { return log(rosenbrock(x, dim)); }
static double rosenbrock_scaled(const double *x, size_t dim) { return 8 * rosenbrock(x, dim) - 5; }
static double rosenbrock_inverse(const double *x, size_t dim) { return -1 / rosenbrock(x, dim); }
static double bowl(const double *x, size_t dim) { return sphere(x, dim) + x[0] * x[dim - 1]; }

static double bowl_moved(const double *x, size_t dim) /* by 3 */
{
  double y[DIM_MOST];
  for (size_t i = 0; i < dim; i++) y[i] = x[i] - 3;
  return bowl(y, dim);
}

static double plateau(const double *x, size_t dim)
{
  (void)x;
  (void)dim;
  return 1;
}

struct run {
  struct method method;
  void *state;
  size_t dim;
  struct query query;
  double f[SAMPLES_MOST];
};

static void run_start(struct run *r, const struct library *library, const char *text, size_t dim,
                      const double *start, const struct draw *draw)
{
  struct error err;
  if (method_parse(library, text, &r->method, &err)) fail_msg("%s", err.text);
  r->dim = dim;
  struct setup setup = {.dim = dim, .start = start, .budget = 1e9, .stream = stream, .draw = draw};
  r->state = r->method.type->alloc(&setup, method_config(&r->method));
  assert_non_null(r->state);
}

static void run_ask(struct run *r)
{
  assert_int_equal(r->method.type->ask(r->state, &r->query), ASK_EVALUATE);
  assert_in_range(r->query.count, 1, SAMPLES_MOST);
  assert_false(r->query.want_gradient);
}

static void run_tell(struct run *r, objective *f)
{
  for (size_t k = 0; k < r->query.count; k++) r->f[k] = f(r->query.x + k * r->dim, r->dim);
  r->method.type->tell(r->state, &(struct answer){.f = r->f});
}

static const double *run_mean(const struct run *r) { return r->method.type->incumbent(r->state); }

static void run_end(struct run *r)
{
  r->method.type->free(r->state);
  method_free(&r->method);
}

static void assert_near(double value, double expected, double scale, double tolerance,
                        const char *what, size_t generation)
{
  if (!(fabs(value - expected) <= tolerance * scale))
    fail_msg("%s, generation %zu: %.17g instead of %.17g", what, generation, value, expected);
}

static double largest(const double *x, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++) most = fabs(x[i]) > most ? fabs(x[i]) : most;
  return most;
}

/* --- the traces ---
 *
 * B and sigma are seen through the points: where the normals of a generation are multiples of the
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
static void compare_shape(const struct run *r, const struct reference *trace, size_t generation,
                          bool full)
{
  size_t d = r->dim;
  double a[25], expected[25];
  char name[48];
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < d; j++) {
      a[i * d + j] = (r->query.x[j * d + i] - run_mean(r)[i]) / multiple;
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
    double told;
    r->method.type->diagnose(r->state, &told);
    assert_near(sigma, reference_at(trace, generation, "sigma"), sigma, 1e-10, "sigma", generation);
    assert_near(told, sigma, sigma, 1e-10, "sigma as told", generation);
  }
  for (size_t i = 0; i < d * d; i++)
    assert_near(a[i] / sigma, expected[i], full ? largest(expected, d * d) : fabs(expected[i]),
                1e-10, full ? "B" : "s", generation);
}

/* The state before generation `until` and, before it, every sample. */
static void follow_trace(const struct library *library, const char *algorithm, const char *function,
                         size_t d, size_t until)
{
  char path[128], name[48];
  snprintf(path, sizeof path, "tests/reference/es/normals_d%zu_n%d.csv", d, d == 2 ? 6 : 8);
  struct reference *table = reference_read(path);
  snprintf(path, sizeof path, "tests/reference/es/%s__%s_d%zu.csv", algorithm, function, d);
  struct reference *trace = reference_read(path);
  snprintf(path, sizeof path, "tests/reference/es/%s__%s_d%zu__samples.csv", algorithm, function,
           d);
  struct reference *samples = reference_read(path);
  bool on_sphere = !strcmp(function, "sphere"), full = !strcmp(algorithm, "xnes");
  double start[5];
  for (size_t i = 0; i < d; i++) {
    snprintf(name, sizeof name, "mu%zu", i);
    start[i] = reference_at(trace, 0, name);
  }
  assert_int_equal(trace->rows, 61);

  struct probed probed = {.normals = {table, d == 2 ? 6 : 8}, .generation = until};
  probed.table = normals_draw(&probed.normals);
  struct draw draw = {draw_probed, &probed};
  struct run r;
  snprintf(path, sizeof path, "%s:sigma=%s", algorithm, on_sphere ? "1" : "0.5");
  run_start(&r, library, path, d, start, &draw);
  for (size_t g = 0; g <= until; g++) {
    run_ask(&r);
    assert_int_equal(r.query.count, probed.normals.samples);
    if (g == until) break;
    for (size_t k = 0; k < r.query.count; k++) {
      size_t row = g * r.query.count + k;
      const double *expected = reference_row(samples, row) + reference_column(samples, "x0");
      for (size_t i = 0; i < d; i++)
        assert_near(r.query.x[k * d + i], expected[i], largest(expected, d), 1e-10, "x", g);
    }
    run_tell(&r, on_sphere ? sphere : rosenbrock);
    for (size_t k = 0; k < r.query.count; k++) {
      double expected = reference_at(samples, g * r.query.count + k, "f");
      assert_near(r.f[k], expected, fabs(expected), 1e-9, "f", g);
    }
  }
  double mean[5];
  for (size_t i = 0; i < d; i++) {
    snprintf(name, sizeof name, "mu%zu", i);
    mean[i] = reference_at(trace, until, name);
  }
  for (size_t i = 0; i < d; i++)
    assert_near(run_mean(&r)[i], mean[i], largest(mean, d), 1e-10, "mean", until);
  compare_shape(&r, trace, until, full);
  run_end(&r);
  reference_free(table);
  reference_free(trace);
  reference_free(samples);
}

static void test_traces(void **unused)
{
  (void)unused;
  static const char *const algorithms[] = {"snes", "xnes"};
  static const char *const functions[] = {"sphere", "rosenbrock"};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  for (size_t l = 0; l < count; l++)
    for (int a = 0; a < 2; a++)
      for (int f = 0; f < 2; f++)
        for (size_t g = 0; g <= 60; g++) {
          follow_trace(levels[l].optimizers, algorithms[a], functions[f], 2, g);
          follow_trace(levels[l].optimizers, algorithms[a], functions[f], 5, g);
        }
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
  double mean[DIM_MOST], s[DIM_MOST], b[SQUARE], z[SAMPLES_MOST * DIM_MOST];
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
  struct run r;
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
  run_start(&r, library, c->text, c->d, start, NULL);
  for (int g = 0; g < c->generations; g++) {
    random_normals(stream, (uint64_t)g, 0, c->n, c->d, p.z);
    run_ask(&r);
    assert_int_equal(r.query.count, c->n);
    for (size_t k = 0; k < c->n; k++) {
      double x[DIM_MOST];
      plain_sample(&p, k, x);
      for (size_t i = 0; i < c->d; i++)
        assert_near(r.query.x[k * c->d + i], x[i], largest(x, c->d), 1e-10, c->text, (size_t)g);
    }
    run_tell(&r, c->d > 1 ? bowl : sphere);
    plain_step(&p, r.f);
    for (size_t i = 0; i < c->d; i++)
      assert_near(run_mean(&r)[i], p.mean[i], largest(p.mean, c->d), 1e-10, c->text, (size_t)g);
  }
  run_end(&r);
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

/* --- what they promise --- */

static const char *const names[] = {"snes", "xnes", "nes"};

/* Two runs, point for point; the bytes are the same, or, with a shift, x1 - shift is near x0. */
static void compare(const struct library *library0, const char *text0, objective *f0,
                    const struct library *library1, const char *text1, objective *f1, size_t dim,
                    double shift, size_t generations, double tolerance)
{
  struct run a, b;
  double start[DIM_MOST], moved[DIM_MOST];
  for (size_t i = 0; i < dim; i++) {
    start[i] = i % 2 ? 1 : -1.2;
    moved[i] = start[i] + shift;
  }
  run_start(&a, library0, text0, dim, start, NULL);
  run_start(&b, library1, text1, dim, moved, NULL);
  for (size_t g = 0; g < generations; g++) {
    run_ask(&a);
    run_ask(&b);
    size_t size = a.query.count * dim;
    assert_int_equal(a.query.count, b.query.count);
    if (shift == 0) {
      assert_memory_equal(a.query.x, b.query.x, size * sizeof *a.query.x);
      assert_memory_equal(run_mean(&a), run_mean(&b), dim * sizeof *a.query.x);
    } else {
      for (size_t i = 0; i < size; i++)
        assert_near(b.query.x[i] - shift, a.query.x[i], 1, tolerance, text0, g);
    }
    run_tell(&a, f0);
    run_tell(&b, f1);
  }
  run_end(&a);
  run_end(&b);
}

static void test_levels_agree(void **unused)
{
  (void)unused;
  static const size_t dims[] = {1, 2, 3, 7, 8, 9, 10, 13, 17, 40, 41, 72};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 1; l < count; l++)
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++)
      for (int m = 0; m < 3; m++)
        compare(levels[0].optimizers, names[m], bowl, levels[l].optimizers, names[m], bowl, dims[i],
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
      compare(library, names[m], rosenbrock, library, names[m], transformed[t], 2, 0, 60, 0);
      compare(library, names[m], rosenbrock, library, names[m], transformed[t], 10, 0, 200, 0);
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
    struct run r;
    run_start(&r, library, names[m], 40, start, NULL);
    run_ask(&r);
    assert_int_equal(r.query.count, 15);
    run_tell(&r, plateau);
    for (size_t i = 0; i < 40; i++) {
      double step = 0;
      for (size_t k = 0; k < 15; k++) step += 0.5 * utility[k] * z[k * 40 + i];
      assert_near(run_mean(&r)[i], step, 1, 1e-14, names[m], 0);
    }
    run_end(&r);
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
      cmocka_unit_test(test_traces),
      cmocka_unit_test(test_utilities),
      cmocka_unit_test(test_formulas),
      cmocka_unit_test(test_levels_agree),
      cmocka_unit_test(test_monotone_transforms),
      cmocka_unit_test(test_translation),
      cmocka_unit_test(test_ties),
      cmocka_unit_test(test_nes_delegates),
  };
  return cmocka_run_group_tests_name("nes", tests, NULL, NULL);
}
