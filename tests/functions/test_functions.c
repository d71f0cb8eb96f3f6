/* test_functions.c -- every function of the table: values, gradients, minima, batches, levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <float.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/level.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

/* Further parameters at which everything that holds of a function is tested. */
static const char *const variants[] = {
    "quadratic:condition=1",
    "quadratic:condition=1e6",
    "parabola:curvature=7",
    "cliffs:wall=3,width=0.2",
    "cliffs:wall=0,width=0.01",
    "rosenbrock:signs=random",
    "rosenbrock:signs=random,start=far",
    "linear-full-rank:m=45",
    "linear-rank-one:m=40,start=far",
    "jennrich-sampson:m=3",
    "box3d:m=40",
    "cartpole:hidden=4-3,init=normal,episodes=3",
    "pendulum:reset=fresh,limit=30,skip=3",
    "pendulum:reset=fresh,share=no,limit=30",
    "pendulum:deviation=0.3,limit=30",
    "trap:slide=no,deviation=0.2",
    "doublepole:velocities=yes,hidden=0,limit=50",
    "michalewicz:steepness=1",
    "shekel:m=5",
    "loguniform:condition=1",
    "loguniform:condition=1e6",
    "regression:rows=1009,batch=0,residual=0",
    "regression:rows=40,batch=1",
    "regression:rows=10,batch=33",
    "regression:rows=40,batch=3,share=no",
    "linear:rows=12,inputs=3,batch=5,l2=0.2",
    "logistic:data=circles,factor=0.5,rows=30,l2=0.3",
    "softmax:data=spiral,classes=4,rows=21,batch=8,share=no",
    "svm:rows=30,delta=0.5,validation=0.2,judge=validation_loss",
    "svm:rows=30,squared=yes,batch=7",
    "mlp:rows=20,hidden=3,activation=tanh,norm_penalty=0.1,l2=0.1",
    "mlp:rows=24,one_set=yes,hidden=4-4,activation=tanh,output=logistic,init=glorot-normal",
    "mlp:rows=40,hidden=4-3,batch=9,output=hinge,validation=0.1,judge=test_error",
    "mlp:rows=15,hidden=2,output=logistic,activation=tanh,batch=4,share=no",
};
enum { VARIANTS = sizeof variants / sizeof *variants };

static const size_t dims[] = {1, 2, 3, 7, 8, 9, 10, 17, 40};
enum { DIMS = sizeof dims / sizeof *dims, INSTANCES = 3, SMALL = 10 };

/* Call visit for each function at default parameters, then each variant, at each dimension that
 * it has and each instance: in large dimensions, which take most of the time, a plain one and one
 * that is moved. */
typedef void visitor(const char *text, const struct problem *problem, unsigned instance);

static void visit_text(visitor *visit, const char *text)
{
  struct function_spec spec;
  struct error err;
  assert_int_equal(function_parse(library, text, &spec, &err), STATUS_OK);
  size_t own = function_dimension(&spec, NULL), seen = 0;
  for (size_t d = 0; d < (own ? 1 : DIMS); d++)
    for (unsigned i = 0; i < (own || dims[d] <= SMALL ? INSTANCES : 2); i++) {
      struct problem *p;
      if (library->problem_new(&spec, own ? own : dims[d], i, NULL, &p, &err) != STATUS_OK)
        continue;
      visit(text, p, i);
      problem_free(p);
      seen++;
    }
  if (seen < INSTANCES) fail_msg("%s: %s", text, err.text);
  function_spec_free(&spec);
}

static void visit_all(visitor *visit)
{
  for (size_t i = 0; library->functions[i]; i++) visit_text(visit, library->functions[i]->name);
  for (size_t i = 0; i < VARIANTS; i++) visit_text(visit, variants[i]);
}

/* What a function can tell besides values. */
static void check_hooks(const struct function_type *t)
{
  size_t measures = measure_count(t->measures);
  assert_true(measures <= MEASURES_MOST);
  assert_true((t->measure != NULL) == (measures > 0));
  if (t->measure) assert_true(t->traits & OWN_INSTANCES);
  if (t->traits & DEAR_TRUTH) assert_non_null(t->measure);
  if (t->traits & HELD_OUT) assert_true(t->traits & DEAR_TRUTH);
  assert_true((t->traits & UNKNOWN_MINIMUM) ? t->levels && !t->minimum && !t->minimiser
                                            : !t->levels);
  assert_true((t->classes != NULL) == (t->confuse != NULL));
  bool best = !t->best_of;
  for (size_t i = 0; i < measures; i++) {
    assert_true(*t->measures[i] && !strpbrk(t->measures[i], " ,\"\n"));
    for (size_t j = 0; j < i; j++) assert_string_not_equal(t->measures[i], t->measures[j]);
    if (t->work) assert_string_not_equal(t->work, t->measures[i]);
    best |= t->best_of && !strcmp(t->best_of, t->measures[i]);
  }
  assert_true(best);
  if (t->data) assert_true(t->dimension && t->check);
  assert_true(!t->solved || t->levels);
  assert_true(t->budget >= 0);
  /* Episodes can be told, named and drawn, or there are none. */
  assert_true((t->episodes != NULL) == (t->episode != NULL));
  assert_true((t->episodes != NULL) == (t->episode_columns != NULL));
  assert_true((t->episodes != NULL) == (t->draw != NULL));
}

static void test_table(void **unused)
{
  (void)unused;
  for (size_t i = 0; library->functions[i]; i++) {
    const struct function_type *t = library->functions[i];
    assert_true(t->title && *t->title && t->summary && *t->summary);
    assert_true(t->formula && *t->formula && t->reference && *t->reference);
    assert_true(t->dim_low >= 1 && (!t->dim_high || t->dim_high >= t->dim_low));
    assert_true(t->region || (t->search_low < t->search_high && t->start_low <= t->start_high));
    assert_true(t->search_low <= t->start_low && t->start_high <= t->search_high);
    assert_non_null(t->params);
    for (const struct param *p = t->params; p->kind; p++)
      assert_null(param_find(wrap_params, p->name, strlen(p->name)));
    for (size_t j = 0; j < i; j++) assert_string_not_equal(t->name, library->functions[j]->name);
    check_hooks(t);
  }
}

/* Levels of f, whatever the config: there are some where the minimum is not known, and none
 * elsewhere. */
static void check_targets(const char *text, const struct problem *p, unsigned instance)
{
  struct function_spec spec;
  struct error err;
  double level[LEVELS_MOST];
  assert_int_equal(function_parse(library, text, &spec, &err), STATUS_OK);
  size_t count = function_levels(&spec, level);
  assert_true((count > 0) == isnan(p->minimum) && count <= LEVELS_MOST);
  for (size_t k = 0; k < count; k++) {
    assert_true(isfinite(level[k]));
    if (k) assert_true(level[k] < level[k - 1]);
  }
  assert_true(instance < INSTANCES);
  function_spec_free(&spec);
}

static void test_targets(void **unused)
{
  (void)unused;
  visit_all(check_targets);
}

/* The points of a stochastic function all draw the same. */
static double difference(const struct problem *p, double *x, size_t i, double h)
{
  double at = x[i], f[4];
  static const double step[4] = {-2, -1, 1, 2};
  volatile double shifted[4]; /* as it was rounded, so that the steps are known exactly */
  for (int k = 0; k < 4; k++) {
    shifted[k] = at + step[k] * h;
    x[i] = shifted[k];
    f[k] = problem_value(p, x);
  }
  x[i] = at;
  /* Richardson's extrapolation of two central differences; its error is of order h^4. */
  long double near = ((long double)f[2] - f[1]) / ((long double)shifted[2] - shifted[1]);
  long double far = ((long double)f[3] - f[0]) / ((long double)shifted[3] - shifted[0]);
  return (double)((4 * near - far) / 3);
}

struct slope {
  double value, error; /* error: as far as it may be off */
};

/* What differences say at the step at which they are best. Steps in a row tell how far each is off:
 * halving the step takes fifteen in sixteen of the truncation away, and doubles the rounding, of
 * which there are a few ulp of f, and of the point where wrappers move it: of each coordinate one,
 * along which the slope is `steep` at most. Two that agree by chance, as waves have it, do not with
 * a third. */
static struct slope measure_slope(const struct problem *p, double *x, size_t i, double steep)
{
  struct slope best = {NAN, INFINITY};
  double f = fabs(problem_value(p, x)), wide = difference(p, x, i, 0.1), change = INFINITY;
  double far = p->inner ? sqrt((double)p->dim) * fmax(fabs(p->low[i]), fabs(p->high[i])) : 0;
  for (double h = 0.05; h > 1e-6; h /= 2) {
    double narrow = difference(p, x, i, h), last = change;
    change = fabs(narrow - wide);
    double error = fmax(change, last / 16) + DBL_EPSILON * (32 * f + far * steep) / h;
    if (error < best.error) best = (struct slope){narrow, error};
    wide = narrow;
  }
  return best;
}

static double largest(const double *v, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++) most = fmax(most, fabs(v[i]));
  return most;
}

/* The first entry that is not what differences say; dim if there is none. Rotations are summed in
 * other orders, hence some ulp of the largest entry beside the error of the differences. */
static size_t wrong_entry(const struct problem *p, double *x, const double *g, struct slope *slope)
{
  double scale = largest(g, p->dim);
  for (size_t i = 0; i < p->dim; i++) {
    *slope = measure_slope(p, x, i, scale);
    /* Differences that could not tell would prove nothing. */
    if (!(slope->error <= 1e-7 * (scale + fabs(problem_value(p, x))))) return i;
    if (!(fabs(slope->value - g[i]) <= slope->error + 1e-12 * scale)) return i;
  }
  return p->dim;
}

static void check_smooth_gradient(const char *text, const struct problem *p, unsigned instance)
{
  if (!(p->traits & SMOOTH) || p->traits & (RUGGED | NO_GRADIENT)) return;
  size_t dim = p->dim, points = dim <= SMALL ? 5 : 2;
  double *x = doubles(points * dim), *g = doubles(dim);
  struct slope slope;
  problem_points(p, points, 0.1, instance, x);
  for (size_t k = 0; k < points; k++) {
    double *at = x + k * dim;
    problem_gradient(p, at, g);
    size_t i = wrong_entry(p, at, g, &slope);
    if (i < dim)
      fail_msg("%s d=%zu instance %u: gradient[%zu] = %.17g, differences say %.17g within %.2g",
               text, dim, instance, i, g[i], slope.value, slope.error);
    /* And one that is off by a millionth is found, of what underflows by the least double. */
    g[k % dim] += 1e-6 * (largest(g, dim) + fabs(problem_value(p, at))) + DBL_MIN;
    if (wrong_entry(p, at, g, &slope) != k % dim)
      fail_msg("%s d=%zu instance %u: a wrong gradient[%zu] is not found", text, dim, instance,
               k % dim);
  }
  free(x);
  free(g);
}

static void test_smooth_gradients(void **unused)
{
  (void)unused;
  visit_all(check_smooth_gradient);
}

/* Does a kink lie between x - 2h and x + 2h? Second differences over 2h are four times those over h
 * where there is none. */
static bool has_kink(const struct problem *p, double *x, size_t i, double h)
{
  double middle = x[i], second[2], f = problem_value(p, x);
  for (int k = 0; k < 2; k++) {
    x[i] = middle - (k + 1) * h;
    second[k] = problem_value(p, x) - f;
    x[i] = middle + (k + 1) * h;
    second[k] += problem_value(p, x) - f;
  }
  x[i] = middle;
  return fabs(second[1] - 4 * second[0]) > 1e-11 * (1 + fabs(f));
}

/* Curved between kinks: models that learn, whose config says whether they have any. */
static void check_learning_gradient(const char *text, const struct problem *p, unsigned instance)
{
  /* An estimate from episodes is that of a mean, see test_reinforce. */
  if (!(p->traits & UNKNOWN_MINIMUM) || p->traits & (NO_GRADIENT | GRADIENT_INCLUDED)) return;
  enum { POINTS = 6 };
  size_t dim = p->dim, kinks = 0;
  double *x = doubles(POINTS * dim), *g = doubles(dim), h = 1e-4;
  problem_points(p, POINTS, 0, instance, x);
  for (size_t k = 0; k < POINTS; k++) {
    double *at = x + k * dim;
    problem_gradient(p, at, g);
    double scale = largest(g, dim) + fabs(problem_value(p, at));
    for (size_t i = 0; i < dim; i++) {
      if (has_kink(p, at, i, h)) {
        kinks++;
        continue;
      }
      double d = difference(p, at, i, h);
      if (!(fabs(d - g[i]) <= 1e-9 * scale))
        fail_msg("%s instance %u: gradient[%zu] = %.17g, differences say %.17g", text, instance, i,
                 g[i], d);
    }
  }
  if (kinks > POINTS * dim / 8) fail_msg("%s: %zu kinks of %zu", text, kinks, POINTS * dim);
  free(x);
  free(g);
}

static void test_learning_gradients(void **unused)
{
  (void)unused;
  visit_all(check_learning_gradient);
}

/* Where differences tell a slope, it is the gradient's; elsewhere lies a knot or a jump, which few
 * points may meet. */
static void check_broken_gradient(const char *text, const struct problem *p, unsigned instance)
{
  if (p->traits & (SMOOTH | RUGGED | NO_GRADIENT | UNKNOWN_MINIMUM)) return;
  enum { POINTS = 50 };
  size_t dim = p->dim, points = dim <= 3 ? POINTS : dim <= SMALL ? 5 : 2, met = 0;
  double *x = doubles(POINTS * dim), *g = doubles(dim);
  problem_points(p, points, 0, instance, x);
  for (size_t k = 0; k < points; k++) {
    double *at = x + k * dim;
    problem_gradient(p, at, g);
    if (p->traits & PIECEWISE_FLAT)
      for (size_t i = 0; i < dim; i++) assert_true(g[i] == 0);
    double scale = largest(g, dim) + fabs(problem_value(p, at));
    for (size_t i = 0; i < dim; i++) {
      struct slope slope = measure_slope(p, at, i, largest(g, dim));
      if (!(slope.error <= 1e-7 * scale))
        met++;
      else if (!(fabs(slope.value - g[i]) <= slope.error + 1e-7 * scale))
        fail_msg("%s d=%zu instance %u: gradient[%zu] at %.17g = %.17g, differences say %.17g",
                 text, dim, instance, i, at[i], g[i], slope.value);
    }
  }
  if (met > points * dim / 25)
    fail_msg("%s d=%zu instance %u: %zu of %zu slopes not told", text, dim, instance, met,
             POINTS * dim);
  free(x);
  free(g);
}

static void test_broken_gradients(void **unused)
{
  (void)unused;
  visit_all(check_broken_gradient);
}

/* Nothing is said of a minimum that is not known. */
static void check_unknown(const struct problem *p)
{
  assert_null(p->minimiser);
  for (size_t i = 0; i < p->dim; i++) {
    assert_true(p->low[i] < p->high[i] && p->start_low[i] < p->start_high[i]);
    assert_true(isfinite(p->canonical[i]));
  }
}

/* What an ulp of the minimiser makes of the slope there, where second derivatives tell: by their
 * Frobenius norm, which rotations leave as it is. */
static double rounded_slope(const struct problem *p)
{
  const struct problem *bare = p;
  while (bare->inner) bare = bare->inner;
  if (!p->hessian) return 0;
  double *h = doubles(p->dim * p->dim), square = 0;
  problem_hessian(p, p->minimiser, h);
  for (size_t i = 0; i < p->dim * p->dim; i++) square += h[i] * h[i];
  free(h);
  return DBL_EPSILON * largest(bare->minimiser, p->dim) * sqrt(square);
}

static void check_minimum(const char *text, const struct problem *p, unsigned instance)
{
  assert_true(isnan(p->minimum) == !!(p->traits & UNKNOWN_MINIMUM));
  if (p->traits & UNKNOWN_MINIMUM) {
    check_unknown(p);
    return;
  }
  assert_non_null(p->minimiser);
  enum { POINTS = 400 };
  size_t dim = p->dim;
  struct stream stream = stream_root(3);
  double f, truth, *g = doubles(dim), *x = doubles(POINTS * dim);
  double *values = doubles(POINTS), *truths = doubles(POINTS), *slack = doubles(dim);
  for (size_t i = 0; i < dim; i++) {
    assert_true(p->minimiser[i] >= p->low[i] && p->minimiser[i] <= p->high[i]);
    assert_true(p->low[i] <= p->start_low[i] && p->start_low[i] < p->start_high[i]);
    assert_true(p->start_high[i] <= p->high[i] && isfinite(p->canonical[i]));
  }
  problem_answers(p, p->minimiser, 1, stream, 0, &f, &truth, g);
  if (p->traits & STOCHASTIC) f = truth;
  if (f != p->minimum && !(fabs(f - p->minimum) <= problem_rounding(p, p->minimiser, NULL)))
    fail_msg("%s d=%zu instance %u: f(minimiser) = %.17g, not %.17g", text, dim, instance, f,
             p->minimum);
  /* Half of the points all over the region, half near the minimiser. */
  problem_points(p, POINTS, 0.2, instance, x);
  for (size_t k = POINTS / 2; k < POINTS; k++)
    for (size_t i = 0; i < dim; i++)
      x[k * dim + i] =
          p->minimiser[i] + pow(10, -(double)(k % 8)) * (x[k * dim + i] - p->minimiser[i]);
  if ((p->traits & SMOOTH) && !(p->traits & STOCHASTIC)) {
    /* Nothing, but for what rounding the minimiser makes of steep slopes, and residuals. */
    double *steep = doubles(dim);
    problem_gradient(p, x, steep);
    problem_rounding(p, p->minimiser, slack);
    double bound = fmax(1e-13, 1e-15 * largest(steep, dim));
    assert_true(largest(g, dim) < fmax(bound, rounded_slope(p)) + largest(slack, dim));
    free(steep);
  }
  problem_answers(p, x, POINTS, stream, 0, values, truths, NULL);
  for (size_t k = 0; k < POINTS; k++) {
    double at = p->traits & STOCHASTIC ? truths[k] : values[k];
    if (!(at >= p->minimum) && !(at >= p->minimum - problem_rounding(p, x + k * dim, NULL)))
      fail_msg("%s d=%zu instance %u: f = %.17g is below the minimum %.17g", text, dim, instance,
               at, p->minimum);
  }
  free(g);
  free(x);
  free(values);
  free(truths);
  free(slack);
}

static void test_minima(void **unused)
{
  (void)unused;
  visit_all(check_minimum);
}

static void check_batches(const char *text, const struct problem *p, unsigned instance)
{
  enum { POINTS = 71 };
  static const size_t sizes[] = {2, 7, 8, 9, 31, 32, 33, 64, 71};
  size_t dim = p->dim;
  struct stream stream = stream_root(4);
  double *x = doubles(POINTS * dim), *g = doubles(POINTS * dim), *all = doubles(POINTS * dim);
  double f[POINTS], alone[POINTS], truth[POINTS] = {0}, truth_alone[POINTS] = {0}, plain[POINTS];
  problem_points(p, POINTS, 0.1, instance, x);
  for (size_t k = 0; k < POINTS; k++)
    problem_answers(p, x + k * dim, 1, stream, 100 + k, &alone[k], &truth_alone[k], all + k * dim);
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    size_t count = sizes[s];
    problem_answers(p, x, count, stream, 100, f, truth, g);
    problem_answers(p, x, count, stream, 100, plain, NULL, NULL);
    if (memcmp(f, alone, count * sizeof *f) || memcmp(f, plain, count * sizeof *f) ||
        memcmp(truth, truth_alone, count * sizeof *f) || memcmp(g, all, count * dim * sizeof *g))
      fail_msg("%s d=%zu instance %u: a batch of %zu differs from its points alone", text, dim,
               instance, count);
  }
  free(x);
  free(g);
  free(all);
}

static void test_batches(void **unused)
{
  (void)unused;
  visit_all(check_batches);
}

/* What a minibatch is follows from the step alone where points share it, and from the point's index
 * alone where they do not; noise never changes with the step. */
static void check_steps(const char *text, const struct problem *p, unsigned instance)
{
  enum { POINTS = 12 };
  size_t dim = p->dim;
  struct stream stream = stream_root(9);
  double *x = doubles(POINTS * dim), f[3][POINTS];
  struct function_spec spec;
  struct error err;
  assert_int_equal(function_parse(library, text, &spec, &err), STATUS_OK);
  bool own_noise = spec.type->wrap, rare = own_noise && spec.type->wrap->noise_frequency > 0;
  function_spec_free(&spec);
  bool shares = p->traits & STOCHASTIC && !own_noise && !strstr(text, "share=no");
  problem_points(p, 1, 0.1, instance, x);
  for (size_t k = 1; k < POINTS; k++) memcpy(x + k * dim, x, dim * sizeof *x);
  problem_step(p, x, POINTS, stream, 5, 3, f[0], NULL, NULL);
  problem_step(p, x, POINTS, stream, 77, 3, f[1], NULL, NULL);
  problem_step(p, x, POINTS, stream, 5, 4, f[2], NULL, NULL);
  bool same = true;
  for (size_t k = 1; k < POINTS; k++) same &= f[0][k] == f[0][0];
  bool by_index = memcmp(f[0], f[1], sizeof f[0]), by_step = memcmp(f[0], f[2], sizeof f[0]);
  bool draws = p->traits & STOCHASTIC;
  bool wrong = by_step != shares;
  /* Noise of a few values may miss all of these. */
  if (!rare) wrong |= by_index != (draws && !shares) || same != (!draws || shares);
  if (wrong)
    fail_msg("%s d=%zu instance %u: what a step draws is not what it should be", text, dim,
             instance);
  free(x);
}

/* A share of rows is the double nearest to it, and so equal to a level of that name. */
static void test_shares(void **unused)
{
  (void)unused;
  enum { ROWS = 20, POINTS = 200 };
  struct problem *p = problem_named(library, "logistic:rows=20,judge=test_error", 0, 1);
  double *x = doubles(p->dim), *scratch = doubles(p->scratch(p, 1) + 1), values[MEASURES_MOST];
  bool met[ROWS + 1] = {false};
  size_t kinds = 0;
  for (size_t k = 0; k < POINTS; k++) {
    double truth;
    p->start(p, stream_numbered(stream_root(11), k), x);
    for (size_t i = 0; i < p->dim; i++) x[i] *= 1 + (double)k;
    p->measure(p, x, scratch, &truth, values);
    size_t wrong = (size_t)(truth * ROWS + 0.5);
    assert_true(truth == (double)wrong / ROWS);
    kinds += !met[wrong];
    met[wrong] = true;
  }
  assert_in_range(kinds, 5, ROWS + 1);
  free(x), free(scratch);
  problem_free(p);
}

static void test_steps(void **unused)
{
  (void)unused;
  visit_all(check_steps);
}

/* An epoch sees each row once: the mean of its minibatches, by their work, is the whole; work is
 * the rows that a point took. */
static void check_epoch(const char *text, const struct problem *p, unsigned instance)
{
  if (!p->epochs || !(p->traits & STOCHASTIC)) return;
  size_t dim = p->dim;
  double *x = doubles(dim), *g = doubles(dim), *sum = doubles(dim), *all = doubles(dim);
  double values[MEASURES_MOST], f, work, rows = 0, mean = 0;
  struct stream stream = stream_root(10);
  problem_points(p, 1, 0, instance, x);
  if (strstr(text, "share=no")) { /* the points of a step see as many minibatches */
    assert_int_equal(p->epoch, 0);
    free(x), free(g), free(sum), free(all);
    return;
  }
  assert_true(p->epoch > 1);
  for (size_t epoch = 0; epoch < 2; epoch++) {
    rows = mean = 0;
    memset(sum, 0, dim * sizeof *sum);
    for (size_t k = 0; k < p->epoch; k++) {
      uint64_t at = epoch * p->epoch + k;
      problem_step(p, x, 1, stream, at, at, &f, g, &work);
      assert_true(work >= 1 && work == floor(work));
      rows += work;
      mean += f * work;
      for (size_t i = 0; i < dim; i++) sum[i] += g[i] * work;
    }
    /* The loss with penalties: what runs without minibatches are shown. */
    char whole[256];
    snprintf(whole, sizeof whole, "%s,batch=0", text);
    char *batch = strstr(whole, "batch="), *after = batch + strcspn(batch, ",");
    memmove(batch, after + (*after == ','), strlen(after));
    struct problem *full = problem_named(library, whole, 0, instance);
    double expected = problem_value(full, x);
    problem_gradient(full, x, all);
    if (fabs(mean / rows - expected) > 1e-13 * fabs(expected))
      fail_msg("%s instance %u: an epoch's mean is %.17g, not %.17g", text, instance, mean / rows,
               expected);
    for (size_t i = 0; i < dim; i++)
      assert_true(fabs(sum[i] / rows - all[i]) <= 1e-13 * (largest(all, dim) + fabs(expected)));
    if (strstr(text, "judge=") == NULL)
      assert_true(fabs(problem_measure(p, x, values) - expected) <= 1e-14 * fabs(expected));
    problem_free(full);
  }
  free(x), free(g), free(sum), free(all);
}

static void test_epochs(void **unused)
{
  (void)unused;
  visit_all(check_epoch);
}

/* Starts are drawn from their stream alone, and differ from stream to stream unless all are zero.
 */
static void check_start(const char *text, const struct problem *p, unsigned instance)
{
  if (!p->start) return;
  size_t dim = p->dim;
  double *a = doubles(dim), *b = doubles(dim), *c = doubles(dim);
  p->start(p, stream_root(instance), a);
  p->start(p, stream_root(instance), b);
  p->start(p, stream_root(instance + 1), c);
  assert_memory_equal(a, b, dim * sizeof *a);
  for (size_t i = 0; i < dim; i++) assert_true(isfinite(a[i]) && fabs(a[i]) < 10);
  if ((largest(a, dim) > 0) != (memcmp(a, c, dim * sizeof *a) != 0))
    fail_msg("%s: starts of different streams are the same", text);
  free(a), free(b), free(c);
}

static void test_starts(void **unused)
{
  (void)unused;
  visit_all(check_start);
  visit_text(check_start, "mlp:init=zero");
}

/* Weights of the second of three layers, 16 x 12, and the biases behind them: mean 0, the variance
 * and, of normal and uniform ones, the kurtosis. */
static void check_init(const char *name, double variance, double kurtosis, double biases)
{
  enum { IN = 16, OUT = 12, FIRST = 3 * IN, COUNT = IN * OUT, STARTS = 200 };
  char text[64];
  snprintf(text, sizeof text, "mlp:rows=10,hidden=16-12,init=%s", name);
  struct problem *p = problem_named(library, text, 0, 0);
  double *x = doubles(p->dim), mean = 0, square = 0, fourth = 0, bias = 0, n = COUNT * STARTS;
  for (size_t k = 0; k < STARTS; k++) {
    p->start(p, stream_numbered(stream_root(21), k), x);
    for (size_t i = FIRST; i < FIRST + COUNT; i++) {
      mean += x[i] / n;
      square += x[i] * x[i] / n;
      fourth += pow(x[i], 4) / n;
    }
    for (size_t i = FIRST + COUNT; i < FIRST + COUNT + OUT; i++)
      bias += x[i] * x[i] / (OUT * STARTS);
  }
  assert_true(fabs(mean) < 5 * sqrt(variance / n));
  assert_true(fabs(square - variance) < 5 * variance * sqrt((kurtosis - 1) / n));
  assert_true(fabs(fourth - kurtosis * variance * variance) < 0.05 * variance * variance);
  assert_true(biases > 0 ? fabs(bias - biases) < 0.1 * biases : bias == 0);
  free(x);
  problem_free(p);
}

static void test_inits(void **unused)
{
  (void)unused;
  check_init("glorot", 2.0 / 28, 1.8, 0);
  check_init("glorot-normal", 2.0 / 28, 3, 0);
  check_init("he", 2.0 / 16, 3, 0);
  check_init("lecun", 1.0 / 16, 3, 0);
  check_init("torch", 1.0 / 48, 1.8, 1.0 / 48);
  check_init("small", 1e-4, 3, 0);
}

/* With one_set=yes every instance has the data of instance 0; starts do not ask for it. */
static void test_one_set(void **unused)
{
  (void)unused;
  static const char *const names[] = {"moons", "spiral", "linear"};
  for (size_t k = 0; k < 3; k++) {
    char one[64], several[64];
    const char *model = k == 2 ? "linear" : "mlp";
    snprintf(one, sizeof one, "%s:rows=30,data=%s,one_set=yes", model, names[k]);
    snprintf(several, sizeof several, "%s:rows=30,data=%s", model, names[k]);
    struct problem *first = problem_named(library, several, 0, 0);
    double *x = doubles(first->dim), a[MEASURES_MOST] = {0}, b[MEASURES_MOST] = {0};
    problem_points(first, 1, 0, 1, x);
    problem_measure(first, x, a);
    for (unsigned instance = 0; instance < 4; instance++) {
      struct problem *p = problem_named(library, one, 0, instance);
      struct problem *other = problem_named(library, several, 0, instance);
      assert_true(problem_value(p, x) == problem_value(first, x));
      problem_measure(p, x, b);
      assert_memory_equal(a, b, sizeof a);
      assert_true((problem_value(other, x) == problem_value(first, x)) == (instance == 0));
      assert_memory_equal(p->canonical, other->canonical, p->dim * sizeof *x);
      problem_free(p);
      problem_free(other);
    }
    free(x);
    problem_free(first);
  }
}

static const struct function_library *other_level;

static void check_level(const char *text, const struct problem *p, unsigned instance)
{
  enum { POINTS = 13 };
  size_t dim = p->dim, many = POINTS * dim;
  struct stream stream = stream_root(5);
  struct problem *q = problem_named(other_level, text, dim, instance);
  double *x = doubles(many), *g = doubles(many), *h = doubles(many);
  double f[POINTS], e[POINTS], ft[POINTS] = {0}, et[POINTS] = {0};
  problem_points(p, POINTS, 0.1, instance, x);
  problem_answers(p, x, POINTS, stream, 7, f, ft, g);
  problem_answers(q, x, POINTS, stream, 7, e, et, h);
  bool same = !memcmp(f, e, sizeof f) && !memcmp(ft, et, sizeof ft) &&
              !memcmp(g, h, many * sizeof *g) && !memcmp(p->low, q->low, dim * sizeof *g) &&
              !memcmp(p->canonical, q->canonical, dim * sizeof *g);
  if (p->minimiser)
    same = same && !memcmp(p->minimiser, q->minimiser, dim * sizeof *g) && p->minimum == q->minimum;
  if (p->start) {
    p->start(p, stream, g);
    q->start(q, stream, h);
    same = same && !memcmp(g, h, dim * sizeof *g);
  }
  for (size_t k = 0; k < POINTS && p->measure; k++) {
    double a[MEASURES_MOST] = {0}, b[MEASURES_MOST] = {0};
    same = same && problem_measure(p, x + k * dim, a) == problem_measure(q, x + k * dim, b);
    same = same && !memcmp(a, b, sizeof a);
  }
  if (p->smoothed) {
    double a[2], b[2];
    a[0] = problem_smooth(p, x, 0.3, g, &a[1]);
    b[0] = problem_smooth(q, x, 0.3, h, &b[1]);
    same = same && !memcmp(a, b, sizeof a) && !memcmp(g, h, dim * sizeof *g);
  }
  if (!same)
    fail_msg("%s d=%zu instance %u: %s and %s differ", text, dim, instance, library->level,
             other_level->level);
  problem_free(q);
  free(x);
  free(g);
  free(h);
}

static void test_levels(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  if (count < 2) skip();
  for (size_t l = 0; l < count; l++) {
    other_level = levels[l].functions;
    if (other_level == library) continue;
    visit_all(check_level);
    visit_text(check_level, "rosenbrock:noise=0.5");
    visit_text(check_level, "rosenbrock:multiply=0.3");
    visit_text(check_level, "quadratic:noise=0.5,noise_kind=multiplicative");
  }
}

static void check_not_finite(const char *text, const struct problem *p, unsigned instance)
{
  size_t dim = p->dim;
  double *x = doubles(dim), *g = doubles(dim), f, truth, measured[MEASURES_MOST];
  const double bad[] = {NAN, INFINITY, -INFINITY, 1e200};
  for (size_t b = 0; b < 4; b++)
    for (size_t i = 0; i < dim; i++) {
      memcpy(x, p->minimiser ? p->minimiser : p->canonical, dim * sizeof *x);
      x[i] = bad[b];
      problem_answers(p, x, 1, stream_root(6), 0, &f, &truth, g);
      if (b == 3) continue; /* 1e200 overflows or not: no crash is enough */
      if (isfinite(f)) fail_msg("%s d=%zu instance %u: f(%g) = %g", text, dim, instance, bad[b], f);
      if (p->measure && !(p->traits & HELD_OUT))
        assert_true(!isfinite(problem_measure(p, x, measured)));
    }
  free(x);
  free(g);
}

static void test_not_finite(void **unused)
{
  (void)unused;
  visit_all(check_not_finite);
}

/* Trajectories of another implementation: f and gradient at each of its iterates. */
static void check_torch(const char *file, const char *text, size_t dim)
{
  char path[128];
  snprintf(path, sizeof path, "tests/reference/torch/%s", file);
  struct reference *r = reference_read(path);
  struct problem *p = problem_named(library, text, dim, 0);
  size_t x = reference_column(r, "x0"), g = reference_column(r, "g0"), f = reference_column(r, "f");
  double *mine = doubles(dim);
  assert_true(r->rows >= 200);
  for (size_t k = 0; k < r->rows; k++) {
    const double *row = reference_row(r, k);
    double scale = largest(row + g, dim);
    assert_true(fabs(problem_value(p, row + x) - row[f]) <= 1e-13 * row[f]);
    problem_gradient(p, row + x, mine);
    for (size_t i = 0; i < dim; i++) assert_true(fabs(mine[i] - row[g + i]) <= 1e-13 * scale);
  }
  assert_memory_equal(p->canonical, reference_row(r, 0) + x, dim * sizeof *mine);
  free(mine);
  problem_free(p);
  reference_free(r);
}

static void test_torch(void **unused)
{
  (void)unused;
  check_torch("adam__rosenbrock_d2.csv", "rosenbrock", 2);
  check_torch("adam__rosenbrock_d10.csv", "rosenbrock", 10);
  check_torch("sgd_momentum__rosenbrock_d2.csv", "rosenbrock", 2);
  check_torch("adam__ellipsoid_d10.csv", "quadratic:condition=1e6", 10);
}

static void check_value(const char *text, size_t dim, const double *x, double expected)
{
  struct problem *p = problem_named(library, text, dim, 0);
  double f = problem_value(p, x);
  /* The walls of cliffs are steep: an ulp of x is 40 of f. */
  double tolerance = strncmp(text, "cliffs", 6) ? 1e-15 : 1e-14;
  if (!(fabs(f - expected) <= tolerance * fabs(expected)))
    fail_msg("%s: %.17g, not %.17g", text, f, expected);
  problem_free(p);
}

static void test_values(void **unused)
{
  (void)unused;
  check_value("rosenbrock", 2, (double[]){-1.2, 1}, 24.2);
  check_value("rosenbrock", 3, (double[]){0, 0, 0}, 2);
  check_value("rosenbrock", 4, (double[]){2, 3, 5, 7}, 100 * (1 + 16 + 324) + 1 + 4 + 16);
  check_value("quadratic:condition=1", 3, (double[]){1, -2, 3}, 14);
  check_value("quadratic:condition=100", 3, (double[]){1, -2, 3}, 1 + 40 + 900);
  check_value("quadratic:condition=100", 1, (double[]){-3}, 9);
  check_value("parabola:curvature=5", 1, (double[]){3}, 22.5);
  check_value("step", 4, (double[]){0.5, -0.5, 1.49, -2.6}, 1 + 0 + 1 + 9);
  check_value("step", 1, (double[]){-0.5000001}, 1);
  /* Where x + 1/2 is not a double: just off the jumps, and beyond 2^52, where doubles are whole. */
  check_value("step", 1, (double[]){0x1.fffffffffffffp-2}, 0);
  check_value("step", 1, (double[]){-0.5 - 0x1p-53}, 1);
  check_value("step", 1, (double[]){-0.5}, 0);
  check_value("step", 1, (double[]){-0x1p-60}, 0);
  check_value("step", 1, (double[]){1.5 - 0x1p-52}, 1);
  check_value("step", 1, (double[]){0x1p52 + 1}, (0x1p52 + 1) * (0x1p52 + 1));
  for (int i = 0; i < 17; i++) {
    double x[17] = {0};
    x[i] = 0x1.fffffffffffffp-2;
    check_value("step", 17, x, 0);
  }
  check_value("cliffs", 1, (double[]){-2}, 3);
  check_value("cliffs", 1, (double[]){-0.3}, 1.1);
  check_value("cliffs", 1, (double[]){-1.15}, 2.05);
  check_value("cliffs", 1, (double[]){-3.7}, 4.9);
  check_value("cliffs", 1, (double[]){0.7}, 0);
  check_value("cliffs", 1, (double[]){0.55 - 0.06}, 1.25);
  check_value("cliffs", 1, (double[]){0.55 - 0.03}, 2.25);
  check_value("cliffs:wall=2", 1, (double[]){0.85 + 0.03}, 3.5);
  check_value("cliffs", 1, (double[]){0.775}, 0.75);
  check_value("cliffs", 1, (double[]){2}, 2.5);
}

/* Down the steep sides of the well, nothing rounds to a value below the minimum. */
static void test_bottom_of_the_well(void **unused)
{
  (void)unused;
  for (int w = 1; w <= 25; w++) {
    char text[32];
    snprintf(text, sizeof text, "cliffs:width=%g", w / 100.0);
    struct problem *p = problem_named(library, text, 1, 0);
    double left = p->minimiser[0], right = left;
    for (int k = 0; k < 100; k++) {
      left = nextafter(left, -1);
      right = nextafter(right, 1);
      assert_true(problem_value(p, &left) > 0 && problem_value(p, &right) > 0);
    }
    problem_free(p);
  }
}

static void test_identities(void **unused)
{
  (void)unused;
  enum { DIM = 11, POINTS = 20 };
  struct problem *sphere = problem_named(library, "quadratic:condition=1", DIM, 0);
  struct problem *parabola = problem_named(library, "parabola:curvature=6", 1, 0);
  struct problem *line = problem_named(library, "quadratic", 1, 0);
  struct problem *turned = problem_named(library, "quadratic:condition=1", DIM, 4);
  double x[POINTS * DIM], g[DIM], one, other;
  problem_points(sphere, POINTS, 0, 1, x);
  for (size_t k = 0; k < POINTS; k++) {
    const double *at = x + k * DIM;
    double square = 0, away = 0;
    for (size_t i = 0; i < DIM; i++) {
      square += at[i] * at[i];
      away += (at[i] - turned->minimiser[i]) * (at[i] - turned->minimiser[i]);
    }
    assert_true(fabs(problem_value(sphere, at) - square) <= 1e-14 * square);
    problem_gradient(sphere, at, g);
    for (size_t i = 0; i < DIM; i++) assert_true(g[i] == 2 * at[i]);
    /* A sphere does not show that it was turned. */
    assert_true(fabs(problem_value(turned, at) - away) <= 1e-13 * away);
    problem_gradient(turned, at, g);
    for (size_t i = 0; i < DIM; i++)
      assert_true(fabs(g[i] - 2 * (at[i] - turned->minimiser[i])) <= 1e-13 * largest(g, DIM));
    /* A parabola is a quadratic of one dimension. */
    assert_true(fabs(problem_value(parabola, at) - 3 * problem_value(line, at)) <= 1e-14 * square);
    problem_gradient(parabola, at, &one);
    problem_gradient(line, at, &other);
    assert_true(fabs(one - 3 * other) <= 1e-14 * fabs(one));
  }
  problem_free(sphere);
  problem_free(parabola);
  problem_free(line);
  problem_free(turned);
}

/* What rosenbrock:signs=random is: the plain valley behind signs that each instance draws, those of
 * one coordinate independent of those of the others. */
static void test_signs(void **unused)
{
  (void)unused;
  enum { DIM = 3, COUNT = 1000, POINTS = 20 };
  struct problem *plain = problem_named(library, "rosenbrock", DIM, 0);
  double x[POINTS * DIM], y[DIM], g[DIM], h[DIM], sum[DIM] = {0}, pair = 0;
  problem_points(plain, POINTS, 0.1, 2, x);
  for (unsigned instance = 0; instance < COUNT; instance++) {
    struct problem *p = problem_named(library, "rosenbrock:signs=random", DIM, instance);
    const double *sign = p->minimiser, *at = x + instance % POINTS * DIM;
    for (size_t i = 0; i < DIM; i++) {
      assert_true(sign[i] == 1 || sign[i] == -1);
      assert_true(p->canonical[i] == sign[i] * plain->canonical[i]);
      assert_true(p->start_low[i] == -2 && p->start_high[i] == 2);
      y[i] = sign[i] * at[i];
      sum[i] += sign[i];
    }
    pair += sign[0] * sign[1];
    assert_true(problem_value(p, at) == problem_value(plain, y));
    problem_gradient(p, at, g);
    problem_gradient(plain, y, h);
    for (size_t i = 0; i < DIM; i++) assert_true(g[i] == sign[i] * h[i]);
    problem_free(p);
  }
  for (size_t i = 0; i < DIM; i++) assert_true(fabs(sum[i]) < 5 * sqrt(COUNT));
  assert_true(fabs(pair) < 5 * sqrt(COUNT));
  problem_free(plain);
}

/* With as few rows as this, minibatches of one show all of them: their mean is the full loss. */
static void test_regression_rows(void **unused)
{
  (void)unused;
  enum { DIM = 3, ROWS = 5, DRAWS = 4000 };
  struct problem *single = problem_named(library, "regression:rows=5,batch=1,share=no", DIM, 2);
  struct problem *full = problem_named(library, "regression:rows=5", DIM, 2);
  const double x[DIM] = {0.3, -1.7, 2.2};
  double seen[ROWS] = {0}, gradient[ROWS][DIM], mean = 0, g[DIM], truth, f;
  size_t rows = 0, times[ROWS] = {0};
  assert_true(single->traits & STOCHASTIC);
  assert_false(full->traits & STOCHASTIC);
  for (uint64_t k = 0; k < DRAWS; k++) {
    problem_answers(single, x, 1, stream_root(8), k, &f, &truth, g);
    assert_true(truth == problem_value(full, x));
    size_t r = 0;
    while (r < rows && seen[r] != f) r++;
    if (r == rows) {
      assert_true(rows < ROWS);
      seen[rows] = f;
      memcpy(gradient[rows++], g, sizeof g);
    }
    times[r]++;
    assert_memory_equal(gradient[r], g, sizeof g);
  }
  assert_int_equal(rows, ROWS);
  problem_gradient(full, x, g);
  for (size_t r = 0; r < ROWS; r++) {
    mean += seen[r] / ROWS;
    /* 800 expected, standard deviation 25 */
    assert_in_range(times[r], 700, 900);
    for (size_t i = 0; i < DIM; i++) g[i] -= gradient[r][i] / ROWS;
  }
  assert_true(fabs(mean - problem_value(full, x)) <= 1e-14 * mean);
  for (size_t i = 0; i < DIM; i++) assert_true(fabs(g[i]) <= 1e-13);
  problem_free(single);
  problem_free(full);
}

/* The gradient is linear, so its values at 0 and along the axes are the normal equations. */
static void test_regression_minimiser(void **unused)
{
  (void)unused;
  enum { DIM = 6 };
  for (unsigned instance = 0; instance < 4; instance++) {
    struct problem *p = problem_named(library, "regression:rows=30,residual=1", DIM, instance);
    double x[DIM] = {0}, zero[DIM], matrix[DIM * DIM], solution[DIM];
    problem_gradient(p, x, zero);
    for (size_t j = 0; j < DIM; j++) {
      double column[DIM];
      x[j] = 1;
      problem_gradient(p, x, column);
      x[j] = 0;
      for (size_t i = 0; i < DIM; i++) matrix[i * DIM + j] = column[i] - zero[i];
    }
    for (size_t i = 0; i < DIM; i++) zero[i] = -zero[i];
    gsl_matrix_view m = gsl_matrix_view_array(matrix, DIM, DIM);
    gsl_vector_view b = gsl_vector_view_array(zero, DIM);
    gsl_vector_view s = gsl_vector_view_array(solution, DIM);
    for (size_t i = 0; i < DIM; i++)
      for (size_t j = 0; j < i; j++)
        assert_true(fabs(matrix[i * DIM + j] - matrix[j * DIM + i]) <= 1e-13);
    assert_int_equal(gsl_linalg_cholesky_decomp1(&m.matrix), 0);
    assert_int_equal(gsl_linalg_cholesky_solve(&m.matrix, &b.vector, &s.vector), 0);
    for (size_t i = 0; i < DIM; i++) assert_true(fabs(solution[i] - p->minimiser[i]) <= 1e-12);
    assert_true(p->minimum > 0.1 && p->minimum < 1); /* (30 - 6) / (2 * 30) on average */
    problem_free(p);
  }
}

static void test_regression_data(void **unused)
{
  (void)unused;
  /* Without residuals the weights are met exactly, and differ from instance to instance. */
  struct problem *a = problem_named(library, "regression:residual=0", 20, 0);
  struct problem *b = problem_named(library, "regression:residual=0", 20, 1);
  assert_true(a->minimum < 1e-28 && b->minimum < 1e-28);
  for (size_t i = 0; i < 20; i++) {
    assert_true(fabs(a->minimiser[i]) <= 2.5 && fabs(b->minimiser[i]) <= 2.5);
    assert_true(a->minimiser[i] != b->minimiser[i]);
  }
  problem_free(a);
  problem_free(b);
}

static void check_refused(const char *text, size_t dim, const char *expected)
{
  struct function_spec spec;
  struct problem *p;
  struct error err = {0};
  int status = function_parse(library, text, &spec, &err);
  if (!status) {
    status = library->problem_new(&spec, dim, 0, NULL, &p, &err);
    function_spec_free(&spec);
  }
  assert_int_equal(status, STATUS_USAGE);
  assert_int_equal(err.status, STATUS_USAGE);
  assert_string_equal(err.text, expected);
}

static void test_refused(void **unused)
{
  (void)unused;
  check_refused("rosenbrock", 1, "rosenbrock has no dimension 1; ask for 2 or more");
  check_refused("rosenbrock", 0, "rosenbrock has no dimension 0; ask for 2 or more");
  check_refused("quadratic", 0, "quadratic has no dimension 0; ask for 1 or more");
  check_refused("mlp", 80, "mlp has 82 parameters here, not 80; give the dimension 82, or auto");
  check_refused("softmax:data=moons", 1,
                "softmax has 6 parameters here, not 1; give the dimension 6, or auto");
  check_refused("parabola", 2, "parabola has dimension 1 only, not 2; ask for 1");
  check_refused("cliffs", 10, "cliffs has dimension 1 only, not 10; ask for 1");
  check_refused("regression:rows=8", 9,
                "regression: rows=8 is less than dimension 9, which leaves the minimiser open; "
                "give rows=9 or more");
  check_refused("quadratic:condition=0.5", 2, "quadratic: condition=0.5 is outside [1, 1e+16]");
  check_refused("cliffs:width=0", 1, "cliffs: width=0 is outside [1e-06, 0.25]");
  check_refused("parabola:curvature=-1", 1, "parabola: curvature=-1 is outside (0, 1e+09]");
  check_refused("regression:batch=1.5", 2,
                "regression: batch=1.5 is not a whole number; give one in [0, 1e+06]");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_table),
      cmocka_unit_test(test_values),
      cmocka_unit_test(test_torch),
      cmocka_unit_test(test_smooth_gradients),
      cmocka_unit_test(test_broken_gradients),
      cmocka_unit_test(test_learning_gradients),
      cmocka_unit_test(test_targets),
      cmocka_unit_test(test_steps),
      cmocka_unit_test(test_shares),
      cmocka_unit_test(test_epochs),
      cmocka_unit_test(test_starts),
      cmocka_unit_test(test_inits),
      cmocka_unit_test(test_one_set),
      cmocka_unit_test(test_minima),
      cmocka_unit_test(test_batches),
      cmocka_unit_test(test_levels),
      cmocka_unit_test(test_not_finite),
      cmocka_unit_test(test_bottom_of_the_well),
      cmocka_unit_test(test_identities),
      cmocka_unit_test(test_signs),
      cmocka_unit_test(test_regression_rows),
      cmocka_unit_test(test_regression_minimiser),
      cmocka_unit_test(test_regression_data),
      cmocka_unit_test(test_refused),
  };
  return cmocka_run_group_tests_name("functions", tests, NULL, NULL);
}
