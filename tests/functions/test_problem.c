/* test_problem.c -- functions as text, instances, rotation, noise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/numeric/level.h"
#include "tests/support/problems.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

static void check_format(const char *text, const char *expected)
{
  struct function_spec spec, again;
  struct error err;
  char written[FUNCTION_TEXT], twice[FUNCTION_TEXT];
  if (function_parse(library, text, &spec, &err)) fail_msg("%s", err.text);
  function_format(&spec, written, sizeof written);
  assert_string_equal(written, expected);
  if (function_parse(library, written, &again, &err)) fail_msg("%s", err.text);
  function_format(&again, twice, sizeof twice);
  assert_string_equal(twice, expected);
  function_spec_free(&spec);
  function_spec_free(&again);
}

static void test_format(void **unused)
{
  (void)unused;
  check_format("step", "step");
  check_format("rosenbrock", "rosenbrock:signs=no,start=standard");
  check_format("quadratic", "quadratic:condition=10000");
  check_format("quadratic:condition=1e6", "quadratic:condition=1000000");
  check_format("quadratic:noise=0,noise_kind=multiplicative", "quadratic:condition=10000");
  check_format("quadratic:noise=0.1,condition=3",
               "quadratic:condition=3,noise=0.1,noise_kind=additive");
  check_format("rosenbrock:noise_kind=multiplicative,noise=1e-3",
               "rosenbrock:signs=no,start=standard,noise=0.001,noise_kind=multiplicative");
  check_format("step:multiply=1,noise=0", "step");
  check_format("step:multiply=1e2", "step:multiply=100");
  check_format("parabola:multiply=0.01,noise_kind=multiplicative",
               "parabola:curvature=1,multiply=0.01");
  check_format("step:noise=1,multiply=3", "step:multiply=3,noise=1,noise_kind=additive");
  check_format("regression:batch=16", "regression:rows=256,batch=16,share=yes,residual=0.1");
  check_format("cliffs:wall=0.5", "cliffs:wall=0.5,width=0.06");
}

static void test_format_is_cut(void **unused)
{
  (void)unused;
  struct function_spec spec;
  struct error err;
  char small[16];
  assert_int_equal(function_parse(library, "regression", &spec, &err), STATUS_OK);
  function_format(&spec, small, sizeof small);
  assert_string_equal(small, "regression:rows");
  function_spec_free(&spec);
}

static void check_error(const char *text, const char *expected)
{
  struct function_spec spec;
  struct error err = {0};
  assert_int_equal(function_parse(library, text, &spec, &err), STATUS_USAGE);
  assert_int_equal(err.status, STATUS_USAGE);
  assert_string_equal(err.text, expected);
  assert_null(spec.config);
}

static void test_errors(void **unused)
{
  (void)unused;
  check_error("rosenbrock:",
              "rosenbrock: no parameter follows the colon; drop it or write rosenbrock:key=value");
  check_error("rosenbrok", "unknown function 'rosenbrok'; did you mean 'rosenbrock'?");
  check_error("", "unknown function ''; `optbench list` shows them all");
  check_error("xyzzyx:x=1", "unknown function 'xyzzyx'; `optbench list` shows them all");
  check_error("quadratic:condtion=3", "quadratic has no parameter 'condtion'; did you mean "
                                      "'condition'?");
  check_error("rosenbrock:nois=3", "rosenbrock has no parameter 'nois'; did you mean 'noise'?");
  check_error("rosenbrock:population=3", "rosenbrock has no parameter 'population'; `optbench "
                                         "describe rosenbrock` lists those it has");
  check_error("quadratic:condition", "quadratic: 'condition' is not a parameter; write key=value");
  check_error("rosenbrock:noise=-1", "rosenbrock: noise=-1 is outside [0, 1e+06]");
  check_error("step:multiply=0", "step: multiply=0 is outside (0, 1e+09]");
  check_error("step:multipy=2", "step has no parameter 'multipy'; did you mean 'multiply'?");
  check_error("rosenbrock:noise_kind=x", "rosenbrock: noise_kind=x is none of its choices; use one "
                                         "of additive, multiplicative, gaussian, uniform, cauchy");
}

/* f(y) = y_axis: through a rotation its gradient is a row of the matrix. */
struct tilt_config {
  int axis;
};

static const struct param tilt_params[] = {PARAM(struct tilt_config, axis, 0, 0, 100, "coordinate"),
                                           PARAM_TABLE_END};

struct tilt {
  size_t axis, dim;
};

static void *tilt_alloc(const struct function_setup *setup, const void *config)
{
  struct tilt *s = malloc(sizeof *s);
  assert_non_null(s);
  *s = (struct tilt){(size_t)((const struct tilt_config *)config)->axis, setup->dim};
  return s;
}

static void tilt_evaluate(const void *state, const struct batch *b)
{
  const struct tilt *s = state;
  for (size_t k = 0; k < b->count; k++) {
    b->f[k] = b->x[k * s->dim + s->axis];
    for (size_t i = 0; b->gradient && i < s->dim; i++) b->gradient[k * s->dim + i] = i == s->axis;
  }
}

static void tilt_minimiser(const void *state, double *x)
{
  for (size_t i = 0; i < ((const struct tilt *)state)->dim; i++) x[i] = (double)i - 1;
}

static const struct function_type tilt = {
    .name = "tilt",
    .traits = SMOOTH | SEPARABLE,
    .dim_low = 1,
    .search_low = -3,
    .search_high = 5,
    .start_low = -1,
    .start_high = 1,
    .config_size = sizeof(struct tilt_config),
    .params = tilt_params,
    .alloc = tilt_alloc,
    .free = free,
    .evaluate = tilt_evaluate,
    .minimiser = tilt_minimiser,
};

/* A stochastic function whose draw is the index itself. */
static void counter_evaluate(const void *state, const struct batch *b)
{
  (void)state;
  for (size_t k = 0; k < b->count; k++) {
    b->f[k] = (double)(b->index + k);
    b->truth[k] = -b->f[k];
  }
}

static struct problem *tilted(const struct function_type *type, int axis, size_t dim,
                              unsigned instance)
{
  struct tilt_config config = {axis};
  struct function_spec spec = {.type = type, .config = &config};
  param_defaults(wrap_params, &spec.wrap);
  struct problem *p;
  struct error err;
  assert_int_equal(library->problem_new(&spec, dim, instance, NULL, &p, &err), STATUS_OK);
  return p;
}

static void read_rotation(size_t dim, unsigned instance, double *matrix)
{
  double *x = doubles(dim);
  for (size_t i = 0; i < dim; i++) {
    struct problem *p = tilted(&tilt, (int)i, dim, instance);
    problem_gradient(p, x, matrix + i * dim);
    problem_free(p);
  }
  free(x);
}

static double determinant(const double *matrix, size_t dim)
{
  gsl_matrix *m = gsl_matrix_alloc(dim, dim);
  gsl_permutation *order = gsl_permutation_alloc(dim);
  int sign;
  memcpy(m->data, matrix, dim * dim * sizeof *matrix);
  gsl_linalg_LU_decomp(m, order, &sign);
  double d = gsl_linalg_LU_det(m, sign);
  gsl_matrix_free(m);
  gsl_permutation_free(order);
  return d;
}

static void test_rotation(void **unused)
{
  (void)unused;
  static const size_t dims[] = {2, 3, 7, 8, 9, 16, 17, 33, 50};
  for (size_t d = 0; d < sizeof dims / sizeof *dims; d++)
    for (unsigned instance = 1; instance < 5; instance++) {
      size_t dim = dims[d];
      double *r = doubles(dim * dim);
      read_rotation(dim, instance, r);
      for (size_t i = 0; i < dim; i++)
        for (size_t j = 0; j <= i; j++) {
          double dot = 0;
          for (size_t k = 0; k < dim; k++) dot += r[i * dim + k] * r[j * dim + k];
          assert_true(fabs(dot - (i == j)) <= 4e-15);
        }
      assert_true(fabs(determinant(r, dim) - 1) <= 1e-13);
      free(r);
    }
}

/* Entries of a Haar rotation have mean 0 and variance 1/dim; those of two rows are uncorrelated.
 * In two dimensions the angle is uniform. The bounds are five standard errors. */
static void test_rotation_is_uniform(void **unused)
{
  (void)unused;
  enum { COUNT = 4000, DIM = 3 };
  double sum[DIM * DIM] = {0}, square[DIM * DIM] = {0}, trace = 0, r[DIM * DIM];
  double wave[4] = {0};
  for (unsigned k = 1; k <= COUNT; k++) {
    read_rotation(DIM, k, r);
    for (size_t i = 0; i < DIM * DIM; i++) {
      sum[i] += r[i] / COUNT;
      square[i] += r[i] * r[i] / COUNT;
    }
    trace += (r[0] + r[4] + r[8]) / COUNT;
    read_rotation(2, k, r);
    double angle = atan2(r[2], r[0]);
    wave[0] += cos(angle) / COUNT;
    wave[1] += sin(angle) / COUNT;
    wave[2] += cos(2 * angle) / COUNT;
    wave[3] += sin(2 * angle) / COUNT;
  }
  for (size_t i = 0; i < DIM * DIM; i++) {
    assert_true(fabs(sum[i]) < 5 * sqrt(1.0 / 3 / COUNT));
    assert_true(fabs(square[i] - 1.0 / 3) < 5 * sqrt((1.0 / 5 - 1.0 / 9) / COUNT));
  }
  assert_true(fabs(trace) < 5 * sqrt(1.0 / COUNT)); /* a trace has mean 0 and variance 1 */
  for (size_t i = 0; i < 4; i++) assert_true(fabs(wave[i]) < 5 * sqrt(0.5 / COUNT));
}

/* f_k(x) = f(m + R (x - m_k)), by hand. */
static void check_chain(const struct function_type *type, bool known)
{
  enum { DIM = 5 };
  double r[DIM * DIM], x[DIM], middle = (type->search_low + type->search_high) / 2;
  read_rotation(DIM, 2, r);
  for (int axis = 0; axis < DIM; axis++) {
    struct problem *p = tilted(type, axis, DIM, 2), *q = tilted(&tilt, axis, DIM, 2);
    const double *m_k = q->minimiser; /* the same draw, whether m is known or not */
    double m = known ? axis - 1 : middle, expected = m;
    assert_true((p->minimiser != NULL) == known);
    assert_false(p->traits & SEPARABLE);
    assert_true(p->traits & SMOOTH);
    problem_points(p, 1, 0, (uint64_t)axis, x);
    for (size_t i = 0; i < DIM; i++) expected += r[axis * DIM + (int)i] * (x[i] - m_k[i]);
    assert_true(fabs(problem_value(p, x) - expected) <= 1e-14);
    assert_true(problem_value(p, m_k) == m);
    for (size_t i = 0; i < DIM; i++) {
      assert_true(p->low[i] == -3 && p->high[i] == 5 && p->start_low[i] == -1);
      assert_true(m_k[i] > -1 && m_k[i] < 3);
    }
    problem_free(p);
    problem_free(q);
  }
}

static void test_chain(void **unused)
{
  (void)unused;
  struct function_type unknown = tilt;
  unknown.minimiser = NULL;
  check_chain(&tilt, true);
  check_chain(&unknown, false);
}

/* The canonical start is carried along: as far from the minimiser and as high as it was. */
static void test_canonical_is_carried(void **unused)
{
  (void)unused;
  enum { DIM = 10 };
  struct problem *bare = problem_named(library, "rosenbrock", DIM, 0);
  double f = problem_value(bare, bare->canonical), g[DIM], h[DIM];
  problem_gradient(bare, bare->canonical, g);
  for (unsigned instance = 1; instance < 4; instance++) {
    struct problem *p = problem_named(library, "rosenbrock", DIM, instance);
    double there = 0, here = 0, steep = 0, steep_too = 0;
    problem_gradient(p, p->canonical, h);
    for (size_t i = 0; i < DIM; i++) {
      there += pow(p->canonical[i] - p->minimiser[i], 2);
      here += pow(bare->canonical[i] - bare->minimiser[i], 2);
      steep += h[i] * h[i];
      steep_too += g[i] * g[i];
    }
    assert_true(fabs(there - here) <= 1e-13 * here);
    assert_true(fabs(steep - steep_too) <= 1e-12 * steep);
    assert_true(fabs(problem_value(p, p->canonical) - f) <= 1e-12 * f);
    problem_free(p);
  }
  problem_free(bare);
}

/* A batch is rotated in blocks: each point keeps its own index. */
static void test_blocks_keep_the_index(void **unused)
{
  (void)unused;
  enum { POINTS = 100 };
  struct function_type counter = tilt;
  counter.traits = STOCHASTIC;
  counter.evaluate = counter_evaluate;
  for (size_t dim = 1; dim < 4; dim++) {
    struct problem *p = tilted(&counter, 0, dim, 3);
    double *x = doubles(POINTS * dim), f[POINTS], truth[POINTS];
    problem_answers(p, x, POINTS, stream_root(0), 1000, f, truth, NULL);
    for (size_t k = 0; k < POINTS; k++)
      assert_true(f[k] == (double)(1000 + k) && truth[k] == -f[k]);
    free(x);
    problem_free(p);
  }
}

static void check_wrapped(const char *text, unsigned instance, bool wrapped)
{
  struct problem *p = problem_named(library, text, 2, instance);
  assert_true((p->inner != NULL) == wrapped);
  problem_free(p);
}

static void test_own_instances(void **unused)
{
  (void)unused;
  check_wrapped("rosenbrock", 0, false);
  check_wrapped("rosenbrock", 1, true);
  check_wrapped("rosenbrock:noise=1", 0, true);
  check_wrapped("rosenbrock:signs=no", 1, true);
  check_wrapped("rosenbrock:signs=random", 0, false);
  check_wrapped("rosenbrock:signs=random", 1, false);
  check_wrapped("regression", 0, false);
  check_wrapped("regression", 1, false);
}

static void test_one_dimension_moves_along(void **unused)
{
  (void)unused;
  struct problem *bare = problem_named(library, "cliffs", 1, 0);
  double shifts[3];
  for (unsigned instance = 1; instance < 4; instance++) {
    struct problem *p = problem_named(library, "cliffs", 1, instance);
    double by = p->minimiser[0] - bare->minimiser[0], x[50], f[50], g[50];
    shifts[instance - 1] = by;
    assert_true(by != 0 && fabs(by) < 1);
    assert_true(fabs(p->low[0] - bare->low[0] - by) < 1e-15);
    assert_true(fabs(p->high[0] - bare->high[0] - by) < 1e-15);
    assert_true(fabs(p->start_low[0] - bare->start_low[0] - by) < 1e-15);
    assert_true(fabs(p->start_high[0] - bare->start_high[0] - by) < 1e-15);
    assert_true(fabs(p->canonical[0] - bare->canonical[0] - by) < 1e-15);
    assert_true(p->traits == bare->traits);
    problem_points(p, 50, 0, instance, x);
    problem_answers(p, x, 50, stream_root(1), 0, f, NULL, g);
    for (size_t k = 0; k < 50; k++) {
      double there = x[k] - by, slope;
      problem_gradient(bare, &there, &slope);
      assert_true(fabs(f[k] - problem_value(bare, &there)) < 1e-13);
      assert_true(g[k] == slope);
    }
    problem_free(p);
  }
  assert_true(shifts[0] != shifts[1] && shifts[1] != shifts[2]);
  problem_free(bare);
}

/* An instance is named by function, dimension and instance, and by nothing else. */
static void test_instances_are_named(void **unused)
{
  (void)unused;
  enum { DIM = 3 };
  struct problem *p = problem_named(library, "rosenbrock", DIM, 7);
  struct problem *q = problem_named(library, "rosenbrock:noise=1", DIM, 7);
  struct stream stream = stream_named(stream_root(0), "rosenbrock");
  stream = stream_named(stream_numbered(stream_numbered(stream, DIM), 7), "shift");
  double u[DIM];
  random_uniforms(stream, 0, 0, 1, DIM, u);
  for (size_t i = 0; i < DIM; i++) {
    assert_true(p->minimiser[i] == 2 * (u[i] - 0.5)); /* the middle half of [-2, 2] */
    assert_true(q->minimiser[i] == p->minimiser[i]);
  }
  problem_free(p);
  problem_free(q);
}

static void check_noise(const char *text, const char *quiet, enum noise_kind kind,
                        unsigned instance)
{
  enum { DIM = 4, POINTS = 40 };
  struct problem *p = problem_named(library, text, DIM, instance);
  struct problem *q = problem_named(library, quiet, DIM, instance);
  struct stream stream = stream_named(stream_root(2), "noise test");
  double x[POINTS * DIM], f[POINTS], truth[POINTS], plain[POINTS], alone[POINTS], z[1 + DIM];
  double g[POINTS * DIM], h[POINTS * DIM];
  assert_int_equal(p->traits, q->traits | STOCHASTIC);
  assert_true(p->minimum == q->minimum);
  assert_memory_equal(p->minimiser, q->minimiser, sizeof(double[DIM]));
  problem_points(p, POINTS, 0, 1, x);
  problem_answers(p, x, POINTS, stream, 1000, f, truth, g);
  problem_answers(p, x, POINTS, stream, 1000, alone, NULL, NULL);
  problem_answers(q, x, POINTS, stream, 1000, plain, NULL, h);
  assert_memory_equal(f, alone, sizeof f);
  assert_memory_equal(truth, plain, sizeof truth);
  for (size_t k = 0; k < POINTS; k++) {
    random_normals(stream, 1000 + k, 0, 1, 1 + DIM, z);
    bool add = kind == NOISE_ADDITIVE;
    double expected = add ? plain[k] + 0.25 * z[0] : plain[k] * (1 + 0.25 * z[0]);
    assert_true(f[k] == expected);
    for (size_t i = 0; i < DIM; i++) {
      double quiet_g = h[k * DIM + i];
      expected = add ? quiet_g + 0.25 * z[1 + i] : quiet_g * (1 + 0.25 * z[1 + i]);
      assert_true(g[k * DIM + i] == expected);
    }
    problem_answers(p, x + k * DIM, 1, stream, 1000 + k, alone, NULL, NULL);
    assert_true(alone[0] == f[k]);
  }
  problem_free(p);
  problem_free(q);
}

static void test_noise(void **unused)
{
  (void)unused;
  for (unsigned instance = 0; instance < 2; instance++) {
    check_noise("rosenbrock:noise=0.25", "rosenbrock", NOISE_ADDITIVE, instance);
    check_noise("rosenbrock:noise=0.25,noise_kind=multiplicative", "rosenbrock",
                NOISE_MULTIPLICATIVE, instance);
    check_noise("quadratic:noise=0.25", "quadratic", NOISE_ADDITIVE, instance);
  }
}

static void test_noise_has_its_deviation(void **unused)
{
  (void)unused;
  enum { COUNT = 20000 };
  struct problem *p = problem_named(library, "parabola:noise=0.5", 1, 0);
  double *x = doubles(COUNT), *f = doubles(COUNT), mean = 0, square = 0;
  for (size_t k = 0; k < COUNT; k++) x[k] = 2;
  problem_answers(p, x, COUNT, stream_root(11), 0, f, NULL, NULL);
  for (size_t k = 0; k < COUNT; k++) {
    mean += (f[k] - 2) / COUNT;
    square += (f[k] - 2) * (f[k] - 2) / COUNT;
  }
  assert_true(fabs(mean) < 5 * 0.5 / sqrt(COUNT));
  assert_true(fabs(square - 0.25) < 5 * 0.25 * sqrt(2.0 / COUNT));
  free(x);
  free(f);
  problem_free(p);
}

/* Noise over minibatches: the truth is the full loss, and rows and noise are drawn apart. */
static void test_noise_over_minibatch(void **unused)
{
  (void)unused;
  enum { POINTS = 40 };
  struct problem *p = problem_named(library, "regression:batch=4,noise=1e-3", 2, 1);
  struct problem *inner = problem_named(library, "regression:batch=4", 2, 1);
  struct problem *full = problem_named(library, "regression", 2, 1);
  double x[2 * POINTS], f[POINTS], truth[POINTS], quiet[POINTS], z;
  struct stream stream = stream_root(12), inside = stream_named(stream, "inside the noise");
  problem_points(p, POINTS, 0, 3, x);
  problem_answers(p, x, POINTS, stream, 5, f, truth, NULL);
  problem_answers(inner, x, POINTS, inside, 5, quiet, NULL, NULL);
  for (size_t k = 0; k < POINTS; k++) {
    random_normals(stream, 5 + k, 0, 1, 1, &z);
    assert_true(truth[k] == problem_value(full, x + 2 * k));
    assert_true(f[k] == quiet[k] + 1e-3 * z);
  }
  problem_free(p);
  problem_free(inner);
  problem_free(full);
}

/* Everything that is told of a function, times 3; the doubles are rounded once, as here. */
static void check_multiplied(const char *text, size_t dim, unsigned instance)
{
  enum { POINTS = 40 };
  char longer[128];
  snprintf(longer, sizeof longer, "%s%smultiply=3", text, strchr(text, ':') ? "," : ":");
  struct problem *p = problem_named(library, longer, dim, instance);
  struct problem *q = problem_named(library, text, dim, instance);
  dim = p->dim;
  double *x = doubles(POINTS * dim), *g = doubles(POINTS * dim), *h = doubles(POINTS * dim);
  double f[POINTS], e[POINTS], truth[POINTS], worth[POINTS], a[MEASURES_MOST], b[MEASURES_MOST];
  assert_int_equal(p->traits, q->traits);
  assert_true(p->minimum == 3 * q->minimum || (isnan(p->minimum) && isnan(q->minimum)));
  assert_true((p->minimiser != NULL) == (q->minimiser != NULL));
  if (p->minimiser) assert_memory_equal(p->minimiser, q->minimiser, dim * sizeof *x);
  assert_memory_equal(p->low, q->low, dim * sizeof *x);
  assert_memory_equal(p->canonical, q->canonical, dim * sizeof *x);
  problem_points(p, POINTS, 0, 1, x);
  problem_answers(p, x, POINTS, stream_root(2), 5, f, truth, g);
  problem_answers(q, x, POINTS, stream_root(2), 5, e, worth, h);
  for (size_t k = 0; k < POINTS; k++) {
    assert_true(f[k] == 3 * e[k]);
    if (p->traits & STOCHASTIC) assert_true(truth[k] == 3 * worth[k]);
  }
  for (size_t i = 0; i < POINTS * dim; i++) assert_true(g[i] == 3 * h[i]);
  assert_true((p->start != NULL) == (q->start != NULL) && p->epoch == q->epoch);
  assert_true(p->layer_count == q->layer_count && p->classes == q->classes);
  if (p->start) {
    p->start(p, stream_root(3), g);
    q->start(q, stream_root(3), h);
    assert_memory_equal(g, h, dim * sizeof *g);
  }
  if (p->measure) {
    assert_true(problem_measure(p, x, a) == 3 * problem_measure(q, x, b));
    for (size_t i = 0; i < measure_count(p->measures); i++)
      assert_true(a[i] == b[i] || (isnan(a[i]) && isnan(b[i])));
  }
  assert_true((p->smoothed != NULL) == (q->smoothed != NULL));
  if (p->smoothed) {
    double slope[2], value = problem_smooth(p, x, 0.3, g, &slope[0]);
    assert_true(value == 3 * problem_smooth(q, x, 0.3, h, &slope[1]) && slope[0] == 3 * slope[1]);
    for (size_t i = 0; i < dim; i++) assert_true(g[i] == 3 * h[i]);
  }
  assert_true((p->hessian != NULL) == (q->hessian != NULL));
  if (p->hessian) {
    double *c = doubles(dim * dim), *d = doubles(dim * dim);
    problem_hessian(p, x, c);
    problem_hessian(q, x, d);
    for (size_t i = 0; i < dim * dim; i++) assert_true(c[i] == 3 * d[i]);
    free(c), free(d);
  }
  free(x), free(g), free(h);
  problem_free(p);
  problem_free(q);
}

static void test_multiply(void **unused)
{
  (void)unused;
  static const char *const texts[] = {"rosenbrock",
                                      "rosenbrock:signs=random",
                                      "loguniform",
                                      "regression",
                                      "regression:batch=8",
                                      "mlp:rows=20,hidden=3,batch=6",
                                      "mlp:rows=20,hidden=3,validation=0.2,judge=validation_loss",
                                      "step"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (unsigned instance = 0; instance < 3; instance++)
      check_multiplied(texts[i], strncmp(texts[i], "mlp", 3) ? 5 : 0, instance);
}

/* Levels of f go along, and the noise does not. */
static void test_multiply_and_others(void **unused)
{
  (void)unused;
  struct function_spec plain, times;
  struct error err;
  double level[LEVELS_MOST], higher[LEVELS_MOST], x[2] = {0.3, -0.7}, g[2], h[2], f, e, truth, z;
  assert_int_equal(function_parse(library, "mlp", &plain, &err), STATUS_OK);
  assert_int_equal(function_parse(library, "mlp:multiply=100", &times, &err), STATUS_OK);
  size_t count = function_levels(&plain, level);
  assert_true(count > 10 && function_levels(&times, higher) == count);
  for (size_t i = 0; i < count; i++) assert_true(higher[i] == 100 * level[i]);
  function_spec_free(&plain);
  function_spec_free(&times);
  struct problem *p = problem_named(library, "step:noise=0.5,multiply=3", 2, 1);
  struct problem *q = problem_named(library, "step", 2, 1);
  problem_answers(p, x, 1, stream_root(4), 0, &f, &truth, g);
  problem_answers(q, x, 1, stream_root(4), 0, &e, NULL, h);
  random_normals(stream_root(4), 0, 0, 1, 1, &z);
  assert_true(truth == 3 * e && f == 3 * e + 0.5 * z);
  problem_free(p);
  problem_free(q);
}

static void test_no_memory(void **unused)
{
  (void)unused;
  struct function_spec spec;
  struct problem *p;
  struct error err;
  assert_int_equal(function_parse(library, "rosenbrock", &spec, &err), STATUS_OK);
  assert_int_equal(library->problem_new(&spec, SIZE_MAX / 64, 1, NULL, &p, &err), STATUS_NOMEM);
  assert_string_equal(err.text, "out of memory for rosenbrock; ask for less or free some");
  function_spec_free(&spec);
  problem_free(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_format),
      cmocka_unit_test(test_format_is_cut),
      cmocka_unit_test(test_errors),
      cmocka_unit_test(test_rotation),
      cmocka_unit_test(test_rotation_is_uniform),
      cmocka_unit_test(test_chain),
      cmocka_unit_test(test_canonical_is_carried),
      cmocka_unit_test(test_blocks_keep_the_index),
      cmocka_unit_test(test_own_instances),
      cmocka_unit_test(test_one_dimension_moves_along),
      cmocka_unit_test(test_instances_are_named),
      cmocka_unit_test(test_noise),
      cmocka_unit_test(test_noise_has_its_deviation),
      cmocka_unit_test(test_noise_over_minibatch),
      cmocka_unit_test(test_multiply),
      cmocka_unit_test(test_multiply_and_others),
      cmocka_unit_test(test_no_memory),
  };
  return cmocka_run_group_tests_name("problem", tests, NULL, NULL);
}
