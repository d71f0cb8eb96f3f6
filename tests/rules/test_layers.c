/* test_layers.c -- Muon and SOAP along the trajectories of their authors' programs, at every vector
 * level, and at the ends of what they may be given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/method.h"
#include "src/rules/layers.h"
#include "tests/support/layered.h"
#include "tests/support/machine.h"

#define MUON  "muon:rate=0.05,vector_rate=0.01"
#define SOAP  "soap:rate=0.03,weight_decay=0"
#define SOAP3 SOAP ",frequency=3"

/* Of what noise of 1e-15 in the gradients makes of the official programs, see the README there, a
 * few times that where it is above the 1e-12 that others are held to. */
static const struct trajectory {
  const char *file, *method;
  double tolerance;
} trajectories[] = {
    {"muon__mlp", MUON, 1e-12},
    {"muon__1x5", MUON, 1e-12},
    {"muon__3x7", MUON, 1e-12},
    {"muon__7x3", MUON, 1e-12},
    {"muon_wd__mlp", MUON ",weight_decay=0.1", 1e-12},
    {"muon_wd__7x3", MUON ",weight_decay=0.1", 1e-12},
    {"muon_plain__mlp", MUON ",nesterov=no", 1e-12},
    {"muon_plain__7x3", MUON ",nesterov=no", 1e-12},
    {"soap__5x5", SOAP, 1e-12},
    {"soap_f1__5x5", SOAP ",frequency=1", 1e-12},
    {"soap_f3__3x4", SOAP3, 1e-12},
    {"soap_f3_normalized__3x4", SOAP3 ",normalize=yes", 1e-12},
    {"soap_f3_uncorrected__4x3", SOAP3 ",correct_bias=no", 1e-12},
    {"soap_f3_wd__4x3",
     "soap:rate=0.03,weight_decay=0.1,frequency=3,beta1=0.9,beta2=0.99,shampoo_beta=0.8", 1e-12},
    {"soap_f3_side5__3x7", SOAP3 ",max_side=5", 1e-12},
    {"soap_f3_side5__7x3", SOAP3 ",max_side=5", 1e-12},
    {"soap_f3_side7__mlp", SOAP3 ",max_side=7", 1e-8},
    {"soap__small", SOAP, 1e-8},
    {"soap_f3__small", SOAP3 ",epsilon=1e-4", 1e-12},
    {"soap_f1_1d__small", SOAP ",frequency=1,epsilon=1e-4,vectors=yes", 1e-12},
};
enum { TRAJECTORIES = sizeof trajectories / sizeof *trajectories };

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **state)
{
  (void)state;
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

static void test_trajectories(void **state)
{
  (void)state;
  for (size_t l = 0; l < level_count; l++)
    for (size_t k = 0; k < TRAJECTORIES; k++) {
      const struct trajectory *t = &trajectories[k];
      double off = layered_distance(levels[l].optimizers, t->file, t->method, NULL, NULL);
      if (!(off <= t->tolerance)) fail_msg("%s: off by %g", t->file, off);
    }
}

/* --- layers of every shape --- */

enum { SIDE_MOST = 9, VALUES_MOST = SIDE_MOST * SIDE_MOST + 2 * SIDE_MOST, STEPS = 12 };

static const struct stream stream = {2024};

/* Normals, times scale. */
static void gradient_at(uint64_t step, const struct layered *l, double scale, double *g)
{
  random_normals(stream, step, 0, 1, l->size, g);
  for (size_t i = 0; i < l->size; i++) g[i] *= scale;
}

struct run {
  struct method method;
  void *state;
  double theta[VALUES_MOST], gradient[VALUES_MOST];
};

static void run_start(struct run *r, const struct library *library, const char *text,
                      const struct rule_setup *setup)
{
  struct error err;
  assert_in_range(setup->size, 1, VALUES_MOST);
  if (method_parse(library, text, &r->method, &err)) fail_msg("%s", err.text);
  r->state = r->method.rule->alloc(setup, r->method.restart.descent.rule_config);
  assert_non_null(r->state);
  for (size_t i = 0; i < setup->size; i++) r->theta[i] = 1 / (double)(i + 1);
}

static void run_step(struct run *r, double rate, double momentum)
{
  r->method.rule->step(r->state, &(struct pace){rate, momentum}, r->gradient, r->theta);
}

static void run_end(struct run *r)
{
  r->method.rule->free(r->state);
  method_free(&r->method);
}

static bool finite(const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite(x[i])) return false;
  return true;
}

static double apart(const double *a, const double *b, size_t n)
{
  double worst = 0;
  for (size_t i = 0; i < n; i++) {
    double off = fabs(a[i] - b[i]) / fmax(1, fabs(b[i]));
    if (!(off <= worst)) worst = off;
  }
  return worst;
}

/* A matrix of this shape between two vectors. */
static struct layered between(size_t rows, size_t columns)
{
  return (struct layered){.layers = {{0, columns, 1, false},
                                     {columns, rows, columns, true},
                                     {columns + rows * columns, rows, 1, false}},
                          .count = 3,
                          .size = columns + rows * columns + rows};
}

static const char *const methods[] = {
    "muon",
    "muon:nesterov=no,weight_decay=0.1",
    "soap:frequency=2",
    "soap:frequency=1,vectors=yes,normalize=yes",
    "soap:frequency=3,max_side=4",
};
enum { METHODS = sizeof methods / sizeof *methods };

static void visit_shapes(void (*visit)(const struct layered *l, const char *method))
{
  for (size_t rows = 1; rows <= SIDE_MOST; rows++)
    for (size_t columns = 1; columns <= SIDE_MOST; columns++) {
      struct layered l = between(rows, columns);
      for (size_t k = 0; k < METHODS; k++) visit(&l, methods[k]);
    }
}

static void after_steps(const struct library *library, const struct layered *l, const char *method,
                        double *theta)
{
  struct rule_setup setup = layered_setup(l);
  struct run r;
  run_start(&r, library, method, &setup);
  for (uint64_t k = 0; k < STEPS; k++) {
    gradient_at(k, l, 1, r.gradient);
    run_step(&r, 1, NAN);
  }
  memcpy(theta, r.theta, l->size * sizeof *theta);
  run_end(&r);
}

static void compare_levels(const struct layered *l, const char *method)
{
  double first[VALUES_MOST], other[VALUES_MOST];
  after_steps(levels[0].optimizers, l, method, first);
  assert_true(finite(first, l->size));
  for (size_t i = 1; i < level_count; i++) {
    after_steps(levels[i].optimizers, l, method, other);
    assert_memory_equal(first, other, l->size * sizeof *first);
  }
}

static void test_levels_agree(void **state)
{
  (void)state;
  visit_shapes(compare_levels);
}

/* X <- X / (|X| + 1e-7), then the iteration, as it is written. */
static void plain_orthogonal(size_t rows, size_t columns, double *x)
{
  double norm = 0, a[SIDE_MOST][SIDE_MOST], b[SIDE_MOST][SIDE_MOST];
  for (size_t i = 0; i < rows * columns; i++) norm += x[i] * x[i];
  for (size_t i = 0; i < rows * columns; i++) x[i] /= sqrt(norm) + 1e-7;
  for (int turn = 0; turn < 5; turn++) {
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < rows; j++) {
        a[i][j] = 0;
        for (size_t k = 0; k < columns; k++) a[i][j] += x[i * columns + k] * x[j * columns + k];
      }
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < rows; j++) {
        double square = 0;
        for (size_t k = 0; k < rows; k++) square += a[i][k] * a[k][j];
        b[i][j] = -4.7750 * a[i][j] + 2.0315 * square;
      }
    double before[SIDE_MOST * SIDE_MOST];
    memcpy(before, x, rows * columns * sizeof *before);
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < columns; j++) {
        double sum = 3.4445 * before[i * columns + j];
        for (size_t k = 0; k < rows; k++) sum += b[i][k] * before[k * columns + j];
        x[i * columns + j] = sum;
      }
  }
}

static void test_muon_plainly(void **state)
{
  (void)state;
  for (size_t rows = 1; rows <= SIDE_MOST; rows++)
    for (size_t columns = 1; columns <= SIDE_MOST; columns++) {
      struct layered l = between(rows, columns);
      struct rule_setup setup = layered_setup(&l);
      size_t first = l.layers[1].first, size = rows * columns;
      double mean[VALUES_MOST] = {0}, want[VALUES_MOST];
      struct run r;
      run_start(&r, levels[0].optimizers, "muon:rate=0.1,momentum=0.8,weight_decay=0.5", &setup);
      memcpy(want, r.theta + first, size * sizeof *want);
      for (uint64_t k = 0; k < STEPS; k++) {
        double x[VALUES_MOST];
        gradient_at(k, &l, 1, r.gradient);
        run_step(&r, 1, NAN);
        for (size_t i = 0; i < size; i++) {
          mean[i] = 0.8 * mean[i] + (1 - 0.8) * r.gradient[first + i];
          x[i] = 0.8 * mean[i] + (1 - 0.8) * r.gradient[first + i];
        }
        plain_orthogonal(rows, columns, x);
        double scale = sqrt(fmax(1, (double)rows / (double)columns));
        for (size_t i = 0; i < size; i++) want[i] = (1 - 0.1 * 0.5) * want[i] - 0.1 * scale * x[i];
      }
      double off = apart(r.theta + first, want, size);
      if (!(off <= 1e-12)) fail_msg("%zu x %zu: off by %g", rows, columns, off);
      run_end(&r);
    }
}

/* The transpose of a matrix takes the transposed steps, muon up to its scale. */
static void test_transposes(void **state)
{
  (void)state;
  for (size_t rows = 1; rows <= SIDE_MOST; rows++)
    for (size_t columns = 1; columns <= SIDE_MOST; columns++)
      for (int soap = 0; soap < 2; soap++) {
        size_t size = rows * columns;
        struct layered l = {.layers = {{0, rows, columns, true}}, .count = 1, .size = size};
        struct layered t = {.layers = {{0, columns, rows, true}}, .count = 1, .size = size};
        struct rule_setup straight = layered_setup(&l), across = layered_setup(&t);
        const char *text = soap ? "soap:frequency=2,rate=0.1,epsilon=1e-3" : "muon:rate=0.1";
        struct run a, b;
        run_start(&a, levels[0].optimizers, text, &straight);
        run_start(&b, levels[0].optimizers, text, &across);
        memset(a.theta, 0, sizeof a.theta);
        memset(b.theta, 0, sizeof b.theta);
        for (uint64_t k = 0; k < STEPS; k++) {
          gradient_at(k, &l, 1, a.gradient);
          for (size_t i = 0; i < size; i++)
            b.gradient[i % columns * rows + i / columns] = a.gradient[i];
          run_step(&a, 1, NAN);
          run_step(&b, 1, NAN);
        }
        double ratio = (double)rows / (double)columns, scale = soap ? 1 : sqrt(ratio);
        double want[VALUES_MOST];
        for (size_t i = 0; i < size; i++)
          want[i] = scale * b.theta[i % columns * rows + i / columns];
        double off = apart(a.theta, want, size);
        if (!(off <= 1e-10)) fail_msg("%s, %zu x %zu: off by %g", text, rows, columns, off);
        assert_true(a.theta[0] != 0);
        run_end(&a);
        run_end(&b);
      }
}

/* --- what a schedule moves --- */

static void test_pace(void **state)
{
  (void)state;
  static const struct {
    const char *moved, *set;
    double rate, momentum;
  } cases[] = {
      {"muon:rate=0.02,vector_rate=0.01", "muon:rate=0.01,vector_rate=0.005", 0.5, NAN},
      {"muon:momentum=0.95", "muon:momentum=0.7", 1, 0.7},
      {"soap:rate=0.02", "soap:rate=0.01", 0.5, NAN},
      {"soap:beta1=0.95", "soap:beta1=0.7", 1, 0.7},
  };
  struct layered l = between(5, 4);
  struct rule_setup setup = layered_setup(&l);
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct run moved, set;
    run_start(&moved, levels[0].optimizers, cases[c].moved, &setup);
    run_start(&set, levels[0].optimizers, cases[c].set, &setup);
    for (uint64_t k = 0; k < STEPS; k++) {
      gradient_at(k, &l, 1, moved.gradient);
      memcpy(set.gradient, moved.gradient, sizeof set.gradient);
      run_step(&moved, cases[c].rate, cases[c].momentum);
      run_step(&set, 1, NAN);
    }
    double off = apart(moved.theta, set.theta, l.size);
    if (!(off <= 1e-14)) fail_msg("%s: off by %g", cases[c].moved, off);
    run_end(&moved);
    run_end(&set);
  }
}

/* --- what goes wrong in a careless implementation --- */

/* Without layers, all is one vector; what layers leave is one, too. */
static void test_no_layers(void **state)
{
  (void)state;
  enum { N = 20 };
  struct layered one = {.layers = {{0, N, 1, false}}, .count = 1, .size = N};
  struct layered part = {.layers = {{0, 3, 1, false}, {3, 2, 2, true}}, .count = 2, .size = 7};
  struct layered whole = {
      .layers = {{0, 3, 1, false}, {3, 2, 2, true}, {7, N - 7, 1, false}}, .count = 3, .size = N};
  for (size_t k = 0; k < METHODS; k++)
    for (int some = 0; some < 2; some++) {
      struct rule_setup known = layered_setup(some ? &whole : &one), unknown = layered_setup(&part);
      unknown.size = unknown.weights = N;
      if (!some) unknown.layers = NULL, unknown.layer_count = 0;
      struct run a, b;
      run_start(&a, levels[0].optimizers, methods[k], &known);
      run_start(&b, levels[0].optimizers, methods[k], &unknown);
      for (uint64_t t = 0; t < STEPS; t++) {
        gradient_at(t, &one, 1, a.gradient);
        memcpy(b.gradient, a.gradient, sizeof b.gradient);
        run_step(&a, 1, NAN);
        run_step(&b, 1, NAN);
      }
      assert_memory_equal(a.theta, b.theta, N * sizeof *a.theta);
      run_end(&a);
      run_end(&b);
    }
}

/* A zero gradient is no step, at first or later, and leaves nothing that is no number; a long row
 * of them leaves no mean among the subnormal numbers. */
static void stay_at_zero(const struct layered *l, const char *method)
{
  struct rule_setup setup = layered_setup(l);
  char text[128];
  snprintf(text, sizeof text, "%s%cweight_decay=0", method, strchr(method, ':') ? ',' : ':');
  if (strstr(method, "weight_decay")) return;
  struct run r;
  run_start(&r, levels[0].optimizers, text, &setup);
  double start[VALUES_MOST];
  memcpy(start, r.theta, sizeof start);
  memset(r.gradient, 0, sizeof r.gradient);
  for (int k = 0; k < STEPS; k++) run_step(&r, 1, NAN);
  assert_memory_equal(r.theta, start, l->size * sizeof *start);
  for (uint64_t k = 0; k < STEPS; k++) {
    gradient_at(k, l, 1, r.gradient);
    run_step(&r, 1, NAN);
  }
  assert_true(finite(r.theta, l->size));
  assert_true(memcmp(r.theta, start, l->size * sizeof *start) != 0);
  run_end(&r);
}

static void test_zero(void **state)
{
  (void)state;
  visit_shapes(stay_at_zero);
}

static void test_no_underflow(void **state)
{
  (void)state;
  struct layered l = between(6, 3);
  struct rule_setup setup = layered_setup(&l);
  for (size_t k = 0; k < METHODS; k++) {
    struct run r;
    run_start(&r, levels[0].optimizers, methods[k], &setup);
    for (uint64_t t = 0; t < 3; t++) {
      gradient_at(t, &l, 1, r.gradient);
      run_step(&r, 1, NAN);
    }
    memset(r.gradient, 0, sizeof r.gradient);
    for (int t = 0; t < 20000; t++) run_step(&r, 1, NAN);
    feclearexcept(FE_ALL_EXCEPT);
    for (int t = 0; t < STEPS; t++) run_step(&r, 1, NAN);
    if (fetestexcept(FE_UNDERFLOW)) fail_msg("%s underflows", methods[k]);
    assert_true(finite(r.theta, l.size));
    run_end(&r);
  }
}

/* Gradients of any size leave numbers, and muon goes by their direction alone. */
static void go_far(const struct layered *l, const char *method)
{
  static const double scales[] = {1e300, 1e160, 1e-160, 1e-300};
  struct rule_setup setup = layered_setup(l);
  const struct layer *m = &l->layers[1];
  double want[VALUES_MOST];
  after_steps(levels[0].optimizers, l, method, want);
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
    struct run r;
    run_start(&r, levels[0].optimizers, method, &setup);
    for (uint64_t k = 0; k < STEPS; k++) {
      gradient_at(k, l, scales[i], r.gradient);
      run_step(&r, 1, NAN);
    }
    if (!finite(r.theta, l->size))
      fail_msg("%s, %zu x %zu: %g leaves no numbers", method, m->rows, m->columns, scales[i]);
    double off = apart(r.theta + m->first, want + m->first, m->rows * m->columns);
    if (scales[i] > 1 && !strncmp(method, "muon", 4) && !(off <= 1e-4))
      fail_msg("%s, %zu x %zu: at %g off by %g", method, m->rows, m->columns, scales[i], off);
    run_end(&r);
  }
}

static void test_scales(void **state)
{
  (void)state;
  visit_shapes(go_far);
}

/* What is no number in one layer stays there, and ends nothing. */
static void spoil(const struct layered *l, const char *method)
{
  static const double bad[] = {NAN, INFINITY, -INFINITY, 1.7e308};
  double want[VALUES_MOST];
  after_steps(levels[0].optimizers, l, method, want);
  struct rule_setup setup = layered_setup(l);
  for (size_t layer = 0; layer < l->count; layer++)
    for (size_t v = 0; v < sizeof bad / sizeof *bad; v++)
      for (uint64_t when = 0; when < 4; when += 3) {
        struct run r;
        run_start(&r, levels[0].optimizers, method, &setup);
        for (uint64_t k = 0; k < STEPS; k++) {
          gradient_at(k, l, 1, r.gradient);
          size_t first = l->layers[layer].first, size = layer_size(&l->layers[layer]);
          for (size_t i = 0; k == when && i < size; i += 2) r.gradient[first + i] = bad[v];
          run_step(&r, 1, NAN);
        }
        for (size_t other = 0; other < l->count; other++) {
          size_t first = l->layers[other].first, size = layer_size(&l->layers[other]);
          if (other != layer)
            assert_memory_equal(r.theta + first, want + first, size * sizeof *want);
        }
        run_end(&r);
      }
}

static void test_spoiled(void **state)
{
  (void)state;
  visit_shapes(spoil);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_trajectories), cmocka_unit_test(test_levels_agree),
      cmocka_unit_test(test_muon_plainly), cmocka_unit_test(test_transposes),
      cmocka_unit_test(test_pace),         cmocka_unit_test(test_no_layers),
      cmocka_unit_test(test_zero),         cmocka_unit_test(test_no_underflow),
      cmocka_unit_test(test_scales),       cmocka_unit_test(test_spoiled),
  };
  return cmocka_run_group_tests_name("layers", tests, set_up, NULL);
}
