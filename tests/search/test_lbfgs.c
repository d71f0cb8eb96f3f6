/* test_lbfgs.c -- the quasi-Newton method with a limited memory: PyTorch's iterates and how many
 * evaluations they took, the directions of BFGS where nothing is forgotten, the line search, and
 * how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/search/gradient/bracket.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"
#include "tests/support/solver.h"

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

/* ---- against PyTorch ---- */

static void logcosh(const double *x, size_t dim, double *f, double *gradient)
{
  *f = 0;
  for (size_t i = 0; i < dim; i++) {
    double w = (double)(1 + i), at = x[i] - w / 4;
    *f += w * log(cosh(at));
    gradient[i] = w * tanh(at);
  }
}

static void powers(const double *x, size_t dim, double *f, double *gradient)
{
  *f = 0;
  for (size_t i = 0; i < dim; i++) {
    double w = (double)(1 + i);
    *f += w * pow(x[i], 4);
    gradient[i] = 4 * w * pow(x[i], 3);
  }
}

static void waves(const double *x, size_t dim, double *f, double *gradient)
{
  *f = 0;
  for (size_t i = 0; i < dim; i++) {
    double w = (double)(1 + i);
    *f += x[i] * x[i] / w + cos(3 * x[i]);
    gradient[i] = 2 * x[i] / w - 3 * sin(3 * x[i]);
  }
}

static void chirp(const double *x, size_t dim, double *f, double *gradient)
{
  *f = 0;
  for (size_t i = 0; i < dim; i++) {
    double w = (double)(1 + i);
    *f += x[i] * x[i] / 10 + sin(w * x[i]);
    gradient[i] = x[i] / 5 + w * cos(w * x[i]);
  }
}

static const struct {
  const char *name;
  landscape *f;
} landscapes[] = {{"logcosh", logcosh}, {"powers", powers}, {"waves", waves}, {"chirp", chirp}};

static landscape *landscape_named(const char *name)
{
  for (size_t k = 0; k < sizeof landscapes / sizeof *landscapes; k++)
    if (!strcmp(landscapes[k].name, name)) return landscapes[k].f;
  return NULL;
}

/* How far it is from the rows at most, relative to the largest component now or one step before,
 * and whether it needs the same evaluations. */
static double follow(const struct libraries *level, const struct reference *r, const char *function,
                     const char *text)
{
  size_t dim = r->columns - 3;
  landscape *f = landscape_named(function);
  struct problem *problem = f ? NULL : problem_named(level->functions, function, dim, 0);
  struct solver s;
  double apart = 0;
  solver_start(&s, level->optimizers, text, dim, reference_row(r, 0) + 2);
  s.problem = problem;
  s.landscape = f;
  bool searches = !strstr(text, "linesearch=none");
  for (size_t step = 1; step < r->rows; step++) {
    const double *want = reference_row(r, step) + 2, *x = solver_step(&s);
    if (!x) fail_msg("%s on %s: no step %zu", text, function, step);
    double scale = fmax(largest(want, dim), largest(reference_row(r, step - 1) + 2, dim));
    for (size_t i = 0; i < dim; i++) {
      assert_true(isfinite(want[i]) && isfinite(x[i]));
      apart = fmax(apart, fabs(x[i] - want[i]) / scale);
    }
    /* PyTorch evaluates where it stands again at each step. */
    double theirs = reference_at(r, step, "closures") - (searches ? (double)step - 1 : 0);
    if (s.values != theirs || s.gradients != theirs)
      fail_msg("%s on %s, step %zu: %g evaluations, not %g", text, function, step, s.values,
               theirs);
  }
  solver_end(&s);
  if (problem) problem_free(problem);
  return apart;
}

static void test_trajectories(void **unused)
{
  (void)unused;
  struct reference *index = reference_read("tests/reference/lbfgs/index.csv");
  assert_true(index->rows > 12);
  for (size_t k = 0; k < index->rows; k++) {
    const char *file = reference_text(index, k, "file");
    const char *text = reference_text(index, k, "optimizer");
    double perturbed = reference_at(index, k, "perturbed");
    double tolerance = strstr(text, "linesearch=none") ? fmax(1e-12, 3 * perturbed) : 1e-8;
    char path[256];
    snprintf(path, sizeof path, "tests/reference/lbfgs/%s", file);
    struct reference *r = reference_read(path);
    assert_true(r->rows == 1 + (size_t)reference_at(index, k, "steps"));
    for (size_t l = 0; l < level_count; l++) {
      double apart = follow(&levels[l], r, reference_text(index, k, "function"), text);
      if (!(apart <= tolerance)) fail_msg("%s: %g apart, %g allowed", file, apart, tolerance);
    }
    reference_free(r);
  }
  reference_free(index);
}

/* ---- the line search ---- */

/* PyTorch's trials, to its step, where both conditions hold unless the bracket became narrow. */
static void test_lines(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/lbfgs/lines.csv");
  size_t taken = 0;
  assert_int_equal(r->rows, 36);
  for (size_t k = 0; k < r->rows; k++) {
    int number = (int)reference_at(r, k, "curve");
    double curvature = reference_at(r, k, "curvature"), step = reference_at(r, k, "step");
    struct bracket b = {.decrease = 1e-4, .curvature = curvature, .most = 100};
    double slope0, slope, f0 = landscape_curve(number, 0, &slope0), f;
    bracket_begin(&b, f0, slope0, 1, reference_at(r, k, "first"));
    do f = landscape_curve(number, b.step, &slope);
    while (bracket_tell(&b, f, slope) == BRACKET_TRY);
    assert_true(b.tried == (int)reference_at(r, k, "trials"));
    assert_near(b.low.step, step, step, 1e-9, "step", k);
    f = landscape_curve(number, b.low.step, &slope);
    assert_true(b.low.f == f && b.low.slope == slope);
    assert_true(f < f0);
    if (fabs(b.high.step - b.low.step) < bracket_narrow) continue;
    taken++;
    assert_true(f <= f0 + 1e-4 * b.low.step * slope0);
    assert_true(fabs(slope) <= -curvature * slope0);
  }
  assert_true(taken > 25);
  reference_free(r);
}

/* A parabola is known after one trial: the next one is its minimum, near or far, but not beyond
 * ten times as far. */
static void test_line_on_a_parabola(void **unused)
{
  (void)unused;
  static const double minima[] = {0.3, 4, 40};
  for (size_t k = 0; k < 3; k++) {
    struct bracket b = {.decrease = 1e-4, .curvature = 1e-9, .most = 25};
    double m = minima[k];
    bracket_begin(&b, m * m, -2 * m, 1, 1);
    assert_int_equal(bracket_tell(&b, (1 - m) * (1 - m), 2 * (1 - m)), BRACKET_TRY);
    assert_near(b.step, fmin(m, 10), 1, 1e-12, "minimum", k);
  }
}

/* Where trials are over or the bracket is narrow, it is at the lowest that was tried. */
static void test_line_ends(void **unused)
{
  (void)unused;
  struct bracket b = {.decrease = 1e-4, .curvature = 0.1, .most = 3};
  /* Two that fall, and a third that is higher than the second. */
  bracket_begin(&b, 0, -1, 1, 1);
  assert_int_equal(bracket_tell(&b, -1, -1), BRACKET_TRY);
  assert_true(b.step > 1);
  double second = b.step;
  assert_int_equal(bracket_tell(&b, -3, -1), BRACKET_TRY);
  assert_true(b.step > second);
  assert_int_equal(bracket_tell(&b, -2, -1), BRACKET_ENDED);
  assert_true(b.low.step == second && b.low.f == -3 && !b.lowest);
  /* All that were tried are higher. */
  bracket_begin(&b, 0, -1, 1, 1);
  assert_int_equal(bracket_tell(&b, 3, 4), BRACKET_TRY);
  assert_int_equal(bracket_tell(&b, 2, 4), BRACKET_TRY);
  assert_int_equal(bracket_tell(&b, 1, 4), BRACKET_ENDED);
  assert_true(b.low.step == 0);
  /* One within the bracket that falls, but lies above its lower end, becomes the other end. */
  b.most = 25;
  bracket_begin(&b, 0, -1, 1, 1);
  assert_int_equal(bracket_tell(&b, -0.5, 2), BRACKET_TRY);
  assert_true(b.lowest && b.step > 0 && b.step < 1);
  double within = b.step;
  assert_int_equal(bracket_tell(&b, -0.3, 5), BRACKET_TRY);
  assert_true(!b.lowest && b.low.step == 1 && b.high.step == within);
  /* The second trial may be higher than the first: on it goes. */
  bracket_begin(&b, 0, -1, 1, 1);
  assert_int_equal(bracket_tell(&b, -1, -1), BRACKET_TRY);
  second = b.step;
  assert_int_equal(bracket_tell(&b, -0.5, -1), BRACKET_TRY);
  assert_true(b.step > second && !b.closing);
  /* Narrow, with a lower end that is lower, or is not. */
  bracket_begin(&b, 0, -1, 1e-9, 0.9);
  assert_int_equal(bracket_tell(&b, -0.5, 0.5), BRACKET_ENDED);
  assert_true(b.low.step == 0.9 && b.lowest);
  bracket_begin(&b, 0, -1, 1e-9, 0.9);
  assert_int_equal(bracket_tell(&b, 0.5, 0.5), BRACKET_ENDED);
  assert_true(b.low.step == 0 && !b.lowest);
  /* A slope that is no number: the middle. */
  bracket_begin(&b, 0, -1, 1, 1);
  assert_int_equal(bracket_tell(&b, 1, NAN), BRACKET_TRY);
  assert_true(b.step > 0 && b.step < 1);
}

/* ---- the method ---- */

static const double valley[5] = {-1.2, 1, 0.7, -0.4, 1.3};

/* Trials between two moves, at most. */
static void test_evaluations(void **unused)
{
  (void)unused;
  struct problem *problem = problem_named(levels[0].functions, "rosenbrock", 5, 0);
  for (int most = 1; most < 6; most++) {
    char text[64];
    snprintf(text, sizeof text, "lbfgs:evaluations=%d", most);
    struct solver s;
    solver_start(&s, levels[0].optimizers, text, 5, valley);
    s.problem = problem;
    size_t forgets = 0, moves = 0;
    double before = 1, longest = 0;
    for (; moves < 20 && solver_step(&s); moves++, before = s.values) {
      longest = fmax(longest, s.values - before);
      forgets += s.values - before > most;
    }
    /* A line that fails is followed by one along the gradient. */
    if (longest > 2 * most || (most == 5 && forgets) || !moves)
      fail_msg("%s: %g trials, %zu moves", text, longest, moves);
    solver_end(&s);
  }
  problem_free(problem);
}

/* More memory than steps changes nothing, less does. */
static void test_memory(void **unused)
{
  (void)unused;
  static const char *const texts[] = {"lbfgs:memory=30", "lbfgs:memory=1000", "lbfgs:memory=29"};
  struct problem *problem = problem_named(levels[0].functions, "rosenbrock", 5, 0);
  double x[3][5];
  for (size_t k = 0; k < 3; k++) {
    struct solver s;
    solver_start(&s, levels[0].optimizers, texts[k], 5, valley);
    s.problem = problem;
    for (size_t step = 0; step < 31; step++) {
      const double *at = solver_step(&s);
      assert_non_null(at);
      memcpy(x[k], at, sizeof x[k]);
    }
    solver_end(&s);
  }
  assert_memory_equal(x[0], x[1], sizeof x[0]);
  assert_memory_not_equal(x[0], x[2], sizeof x[0]);
  problem_free(problem);
}

/* In one dimension a step without a search is the secant method's. */
static void test_secant(void **unused)
{
  (void)unused;
  double start = 2, x[6] = {2}, slope[6], f;
  struct solver s;
  solver_start(&s, levels[0].optimizers, "lbfgs:linesearch=none", 1, &start);
  s.landscape = logcosh;
  for (size_t k = 0; k < 5; k++) {
    logcosh(x + k, 1, &f, slope + k);
    double step = k ? slope[k] * (x[k] - x[k - 1]) / (slope[k] - slope[k - 1]) : slope[0];
    x[k + 1] = x[k] - step;
    assert_near(*solver_step(&s), x[k + 1], 1, 1e-12, "secant", k);
  }
  solver_end(&s);
}

/* ---- its end ---- */

/* Slopes whose squares are no numbers. */
static double incline;
static void inclined(const double *x, size_t dim, double *f, double *gradient)
{
  *f = 0;
  for (size_t i = 0; i < dim; i++) {
    *f += incline * (x[i] / (double)dim);
    gradient[i] = incline;
  }
}

/* Falls for ever, ever more slowly. */
static void tail(const double *x, size_t dim, double *f, double *gradient)
{
  memset(gradient, 0, dim * sizeof *gradient);
  *f = exp(-x[0]);
  gradient[0] = -*f;
}

static void test_ends(void **unused)
{
  (void)unused;
  static const double start[5] = {1, -2, 3, 0.5, 1}, bottom[5] = {0}, huge[5] = {1e200, 1};
  static const struct {
    const char *method;
    landscape *f;
    const double *start;
    enum ask ended;
    double most, incline;
  } cases[] = {{"lbfgs", landscape_bowl, start, ASK_CONVERGED, 40, 0},
               {"lbfgs:tolerance=1e-100", landscape_bowl, start, ASK_CONVERGED, 1000, 0},
               {"lbfgs:tolerance=1e-3", landscape_bowl, start, ASK_CONVERGED, 20, 0},
               {"lbfgs:linesearch=none", landscape_bowl, start, ASK_CONVERGED, 60, 0},
               {"lbfgs:memory=1,evaluations=1", landscape_bowl, start, ASK_CONVERGED, 200, 0},
               {"lbfgs", landscape_bowl, bottom, ASK_CONVERGED, 1, 0},
               {"lbfgs:linesearch=none", landscape_bowl, bottom, ASK_CONVERGED, 1, 0},
               {"lbfgs", landscape_plateau, start, ASK_CONVERGED, 1, 0},
               {"lbfgs", tail, start, ASK_CONVERGED, 200, 0},
               {"lbfgs:rate=1e-300", landscape_bowl, start, ASK_STALLED, 1, 0},
               {"lbfgs:rate=1e-300,linesearch=none", landscape_bowl, start, ASK_STALLED, 1, 0},
               {"lbfgs", landscape_liar, start, ASK_STALLED, 30, 0},
               {"lbfgs:evaluations=1000", landscape_liar, start, ASK_STALLED, 200, 0},
               {"lbfgs", landscape_wedge, start, ASK_STALLED, 3000, 0},
               {"lbfgs", landscape_bowl, huge, ASK_STALLED, 1, 0},
               {"lbfgs", inclined, start, ASK_STALLED, 1, 1e300},
               {"lbfgs:tolerance=0", inclined, start, ASK_CONVERGED, 1, 1e-300},
               {"lbfgs:tolerance=0", inclined, start, ASK_STALLED, 1, 1e-160},
               {"lbfgs:tolerance=0,linesearch=none", inclined, start, ASK_STALLED, 1, 1e-160}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
    for (size_t d = 1; d < 6; d += 4) {
      incline = cases[k].incline;
      struct solver s =
          solver_solved(levels[0].optimizers, cases[k].method, d, cases[k].start, cases[k].f);
      if (s.ended != cases[k].ended || s.values > cases[k].most)
        fail_msg("case %zu, %s, d = %zu: %d after %g", k, cases[k].method, d, (int)s.ended,
                 s.values);
    }
}

/* Pairs that lead nowhere are forgotten: along the gradient it goes on. What they tell of one bowl
 * is wrong in the other one. */
static void test_forgets(void **unused)
{
  (void)unused;
  static const double start[3] = {1, -2, 3};
  landscape_moved = 0;
  struct solver s = solver_solved(levels[0].optimizers, "lbfgs", 3, start, landscape_moving);
  assert_true(landscape_moved > 0 && s.ended != ASK_EVALUATE);
  assert_near(s.best, -3e9, 3e9, 1e-9, "the second bowl", 0);
}

/* The bowl, and then nothing is lower than what is known. */
static bool raised;
static void rising(const double *x, size_t dim, double *f, double *gradient)
{
  landscape_bowl(x, dim, f, gradient);
  *f += raised;
}

/* When a line has failed, the next trial is the first along the gradient, and when that has failed
 * it is at its end. */
static void test_forgets_after_a_line(void **unused)
{
  (void)unused;
  static const double start[3] = {1, -2, 3};
  struct solver s;
  double x[3], f, gradient[3], length = 0;
  raised = false;
  solver_start(&s, levels[0].optimizers, "lbfgs:evaluations=4,memory=2", 3, start);
  s.landscape = rising;
  for (size_t k = 0; k < 3; k++) assert_non_null(solver_step(&s));
  memcpy(x, s.method.type->incumbent(s.state), sizeof x);
  landscape_bowl(x, 3, &f, gradient);
  for (size_t i = 0; i < 3; i++) length += fabs(gradient[i]);
  raised = true;
  for (size_t k = 0; k < 5; k++) assert_true(solver_query(&s));
  for (size_t i = 0; i < 3; i++)
    assert_near(s.x[i], x[i] - fmin(1, 1 / length) * gradient[i], 1, 1e-12, "trial", i);
  for (size_t k = 0; k < 3; k++) assert_true(solver_query(&s));
  assert_false(solver_query(&s));
  assert_int_equal(s.ended, ASK_STALLED);
  assert_memory_equal(x, s.method.type->incumbent(s.state), sizeof x);
  solver_end(&s);
}

/* A height that rounding keeps as it is, and slopes that lead round in circles. */
static void circling(const double *x, size_t dim, double *f, double *gradient)
{
  memset(gradient, 0, dim * sizeof *gradient);
  *f = 1e20;
  gradient[0] = x[1];
  gradient[1] = -x[0];
}

static void test_level(void **unused)
{
  (void)unused;
  static const double start[2] = {1, 2};
  struct solver s = solver_solved(levels[0].optimizers, "lbfgs", 2, start, circling);
  assert_int_equal(s.ended, ASK_STALLED);
  assert_true(s.values > STALL_PATIENCE && s.values < 30 * STALL_PATIENCE);
}

/* A kink where neighbouring doubles are far apart: no point of a bracket is tried twice. */
static double kink;
static void kinked(const double *x, size_t dim, double *f, double *gradient)
{
  memset(gradient, 0, dim * sizeof *gradient);
  *f = x[0] < kink ? kink - x[0] : 3 * (x[0] - kink);
  *f += 1.1; /* so that values around it are equal where points are not */
  gradient[0] = x[0] < kink ? -1 : 3;
}

static void test_kinks(void **unused)
{
  (void)unused;
  for (int k = 0; k < 200; k++) {
    double start = 1e9 + 0.01 * (k % 97);
    kink = 1e9 + 2.2487146 + 0.01 * k;
    const char *text =
        k % 2 ? "lbfgs:evaluations=1000" : "lbfgs:evaluations=1000,decrease=0.5,curvature=0.1";
    struct solver s = solver_solved(levels[0].optimizers, text, 1, &start, kinked);
    if (s.values > 54) fail_msg("%s from %g to %g: %g values", text, start, kink, s.values);
  }
}

/* So are pairs after which no line can be searched, and then each trial is along the gradient. */
static double cut;
static void steeper(const double *x, size_t dim, double *f, double *gradient)
{
  landscape_bowl(x, dim, f, gradient);
  if (++cut < 4) return;
  memset(gradient, 0, dim * sizeof *gradient);
  gradient[0] = 1e200;
}

static void test_forgets_without_search(void **unused)
{
  (void)unused;
  static const double start[3] = {1, -2, 3};
  struct solver s;
  cut = 0;
  solver_start(&s, levels[0].optimizers, "lbfgs:linesearch=none", 3, start);
  s.landscape = steeper;
  double before[3];
  for (size_t k = 0; k < 4; k++) {
    memcpy(before, s.method.type->incumbent(s.state), sizeof before);
    assert_true(solver_query(&s));
  }
  const double *x = s.method.type->incumbent(s.state);
  assert_near(x[0], before[0] - 1, 1, 1e-12, "a step of length 1", 0);
  assert_true(x[1] == before[1] && x[2] == before[2]);
  solver_end(&s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_trajectories),
      cmocka_unit_test(test_lines),
      cmocka_unit_test(test_line_on_a_parabola),
      cmocka_unit_test(test_line_ends),
      cmocka_unit_test(test_evaluations),
      cmocka_unit_test(test_memory),
      cmocka_unit_test(test_secant),
      cmocka_unit_test(test_ends),
      cmocka_unit_test(test_forgets),
      cmocka_unit_test(test_forgets_after_a_line),
      cmocka_unit_test(test_level),
      cmocka_unit_test(test_kinks),
      cmocka_unit_test(test_forgets_without_search),
  };
  return cmocka_run_group_tests_name("lbfgs", tests, set_up, NULL);
}
