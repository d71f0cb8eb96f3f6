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
#include <stdlib.h>
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
  assert_true(index->rows > 15);
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
      if (getenv("APART") && !l) print_message("# %s %.1e (%.1e)\n", file, apart, perturbed);
      if (!(apart <= tolerance)) fail_msg("%s: %g apart, %g allowed", file, apart, tolerance);
    }
    reference_free(r);
  }
  reference_free(index);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_trajectories),
  };
  return cmocka_run_group_tests_name("lbfgs", tests, set_up, NULL);
}
