/* test_nelder_mead.c -- the downhill simplex: point by point where SciPy's goes, evaluation by
 * evaluation as fast, and how it ends. */
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
#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

enum { MOST = 40 };

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

/* ---- a search, a value at a time ---- */

struct search {
  struct asking asking;
  double values, best, size;
  double bottom[MOST]; /* the best point so far */
  enum ask ended;      /* ASK_EVALUATE: not yet */
};

static void search_start(struct search *s, const struct library *library, const char *text,
                         size_t dim, const double *start)
{
  *s = (struct search){.best = INFINITY};
  assert_in_range(dim, 1, MOST);
  asking_start(&s->asking, library, text, dim, start, (struct stream){1}, NULL);
}

/* The next point, or NULL if it has ended. */
static const double *search_ask(struct search *s)
{
  struct asking *a = &s->asking;
  s->ended = a->method.type->ask(a->state, &a->query);
  if (s->ended != ASK_EVALUATE) return NULL;
  assert_int_equal(a->query.count, 1);
  assert_false(a->query.want_gradient || a->query.again);
  return a->query.x;
}

static void search_tell(struct search *s, double f)
{
  struct asking *a = &s->asking;
  s->values++;
  if (f < s->best) {
    s->best = f;
    memcpy(s->bottom, a->query.x, a->dim * sizeof *s->bottom);
  }
  a->method.type->tell(a->state, &(struct answer){.f = &f});
  a->method.type->diagnose(a->state, &s->size);
}

/* To its end, or so many values. */
static void search_run(struct search *s, objective *f, double most)
{
  const double *x;
  while (s->values < most && (x = search_ask(s))) search_tell(s, f(x, s->asking.dim));
}

static struct search searched(const char *text, size_t dim, const double *start, objective *f,
                              double most)
{
  struct search s;
  search_start(&s, levels[0].optimizers, text, dim, start);
  search_run(&s, f, most);
  /* It stands at the best point, but while a shrunk simplex is evaluated. */
  if (s.ended != ASK_EVALUATE)
    assert_memory_equal(asking_mean(&s.asking), s.bottom, dim * sizeof *s.bottom);
  asking_end(&s.asking);
  return s;
}

/* ---- against SciPy ---- */

/* All points at which SciPy evaluates the function, in their order. Those of a contraction lie
 * nearer to each other than they do to anything else, so the size of x is the scale. */
static void test_points(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/scipy/nelder_mead_points.csv");
  enum { DIM = 5 };
  for (size_t l = 0; l < level_count; l++) {
    struct search s = {0};
    size_t point = 0;
    for (size_t i = 0; i < r->rows; i++) {
      const double *want = reference_row(r, i) + 1;
      const char *adaptive = reference_text(r, i, "adaptive");
      if (i == 0 || strcmp(adaptive, reference_text(r, i - 1, "adaptive")) != 0) {
        if (i) asking_end(&s.asking);
        search_start(&s, levels[l].optimizers,
                     *adaptive == 'y' ? "nelder-mead:adaptive=yes" : "nelder-mead", DIM, want);
        point = 0;
      }
      const double *x = search_ask(&s);
      assert_non_null(x);
      for (size_t k = 0; k < DIM; k++) assert_near(x[k], want[k], 1, 1e-12, "a point", point);
      search_tell(&s, objective_rosenbrock(x, DIM));
      point++;
    }
    assert_true(point >= 300);
    asking_end(&s.asking);
  }
  reference_free(r);
}

/* Evaluations to a value of 1e-10; none: infinity. */
static double first_hit(const struct reference *r, size_t row, const char *method)
{
  size_t dim = (size_t)reference_at(r, row, "dimension");
  struct problem *problem =
      problem_named(levels[0].functions, reference_text(r, row, "function"), dim, 0);
  double start[MOST], hit = INFINITY;
  const char *text = reference_text(r, row, "start");
  char *end;
  for (size_t i = 0; i < dim; i++, text = end) start[i] = strtod(text, &end);
  struct search s;
  search_start(&s, levels[0].optimizers, method, dim, start);
  const double *x;
  while (isinf(hit) && s.values < 20000 && (x = search_ask(&s))) {
    search_tell(&s, problem_value(problem, x));
    if (s.best <= 1e-10) hit = s.values;
  }
  asking_end(&s.asking);
  problem_free(problem);
  return hit;
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* From the same starts, the same evaluations to 1e-10 in nearly all runs: rounding, which differs
 * within the values of the function, can send one elsewhere. */
static void compare_hits(const struct reference *r, const char *column, const char *method,
                         size_t from, size_t to)
{
  static double ours[64], theirs[64];
  size_t n = to - from, same = 0;
  assert_in_range(n, 1, 64);
  for (size_t i = 0; i < n; i++) {
    double hit = reference_at(r, from + i, column);
    theirs[i] = isnan(hit) ? INFINITY : hit;
    ours[i] = first_hit(r, from + i, method);
    same += ours[i] == theirs[i]; /* both infinite: neither gets there */
  }
  qsort(ours, n, sizeof *ours, ascending);
  qsort(theirs, n, sizeof *theirs, ascending);
  double a = ours[n / 2], b = theirs[n / 2];
  if (10 * same < 8 * n || (a != b && !(fabs(a - b) <= 0.02 * b)))
    fail_msg("%s on %s, d = %g: %zu of %zu the same, medians %g and %g", method,
             reference_text(r, from, "function"), reference_at(r, from, "dimension"), same, n, a,
             b);
}

static void test_first_hits(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/scipy/first_hits.csv");
  size_t groups = 0;
  for (size_t from = 0, to; from < r->rows; from = to, groups++) {
    for (to = from; to < r->rows; to++)
      if (strcmp(reference_text(r, to, "function"), reference_text(r, from, "function")) != 0 ||
          reference_at(r, to, "dimension") != reference_at(r, from, "dimension"))
        break;
    compare_hits(r, "nelder_mead", "nelder-mead", from, to);
    compare_hits(r, "adaptive", "nelder-mead:adaptive=yes", from, to);
  }
  assert_int_equal(groups, 6);
  reference_free(r);
}

/* In one and two dimensions the adaptive coefficients are the others. */
static void test_adaptive_in_two_dimensions(void **unused)
{
  (void)unused;
  static const double start[2] = {-1.2, 1};
  for (size_t dim = 1; dim <= 2; dim++) {
    struct search a = searched("nelder-mead", dim, start, objective_sphere, 1e4);
    struct search b = searched("nelder-mead:adaptive=yes", dim, start, objective_sphere, 1e4);
    assert_true(a.values == b.values && a.best == b.best);
    assert_memory_equal(a.bottom, b.bottom, dim * sizeof *a.bottom);
  }
}

/* ---- its end ---- */

static void test_converges(void **unused)
{
  (void)unused;
  static const double start[5] = {1.5, -0.5, 0.3, 1.2, 0.8};
  static const double tolerances[] = {1e-3, 1e-6, 1e-10};
  for (size_t dim = 1; dim <= 5; dim++)
    for (size_t k = 0; k < 3; k++) {
      char text[64];
      snprintf(text, sizeof text, "nelder-mead:tolerance=%g", tolerances[k]);
      struct search s = searched(text, dim, start, objective_sphere, 1e5);
      assert_int_equal(s.ended, ASK_CONVERGED);
      assert_true(s.size <= tolerances[k] && s.best <= 10 * tolerances[k]);
      assert_true(s.values < 1000);
    }
}

static double far_away(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += fabs(x[i] - 1e6 / 3) * 1e9;
  return sum;
}

static double slope(const double *x, size_t dim)
{
  (void)dim;
  return x[0];
}

/* However it is called for, it ends: a simplex of a few roundings has nowhere to go. */
static void test_always_ends(void **unused)
{
  (void)unused;
  static const double start[MOST] = {1, -2, 3, 1e3};
  static objective *const functions[] = {objective_sphere, objective_rosenbrock, objective_plateau,
                                         far_away};
  static const char *const methods[] = {"nelder-mead:tolerance=0", "nelder-mead:edge=1e-15",
                                        "nelder-mead:adaptive=yes,tolerance=0"};
  static const size_t dims[] = {1, 2, 3, 10};
  for (size_t f = 0; f < 4; f++)
    for (size_t m = 0; m < 3; m++)
      for (size_t k = 0; k < 4; k++) {
        struct search s = searched(methods[m], dims[k], start, functions[f], 2e6);
        if (s.ended != ASK_STALLED && (s.ended != ASK_CONVERGED || m != 1))
          fail_msg("%s, function %zu, d = %zu: %d after %g", methods[m], f, dims[k], (int)s.ended,
                   s.values);
      }
}

/* A plateau is shrunk to a point; an edge that is lost beside the start is no simplex. */
static void test_nothing_to_go_by(void **unused)
{
  (void)unused;
  static const double start[3] = {1, 2, 3}, huge[3] = {1e30, 1e30, 1e30};
  struct search s = searched("nelder-mead", 3, start, objective_plateau, 1e5);
  assert_int_equal(s.ended, ASK_CONVERGED);
  assert_true(s.values < 300);
  s = searched("nelder-mead:edge=1e-300", 3, start, objective_sphere, 1e5);
  assert_int_equal(s.ended, ASK_STALLED);
  assert_true(s.values == 4);
  s = searched("nelder-mead", 3, huge, objective_sphere, 1e5);
  assert_int_equal(s.ended, ASK_STALLED);
  assert_true(s.values == 4);
}

/* Downhill for ever it grows, and goes on. */
static void test_expands(void **unused)
{
  (void)unused;
  static const double start[2] = {0, 0};
  struct search s = searched("nelder-mead", 2, start, slope, 400);
  assert_int_equal(s.ended, ASK_EVALUATE);
  assert_true(s.best < -1e20);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_points),
      cmocka_unit_test(test_first_hits),
      cmocka_unit_test(test_adaptive_in_two_dimensions),
      cmocka_unit_test(test_converges),
      cmocka_unit_test(test_always_ends),
      cmocka_unit_test(test_nothing_to_go_by),
      cmocka_unit_test(test_expands),
  };
  return cmocka_run_group_tests_name("nelder-mead", tests, set_up, NULL);
}
