/* test_dissect.c -- the analyses of a learned optimizer: against those of another program, against
 * differences, and of networks whose answers are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/data/store.h"
#include "bench/dissect/adaptation.h"
#include "bench/dissect/dissect.h"
#include "bench/dissect/verdicts.h"
#include "bench/plan/levels.h"
#include "src/draws/random.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/learned/"
/* Its gradients are of the sizes that the reference was trained on. */
#define TASK "quadratic:condition=1000"

static struct libraries libraries;

static int set_up(void **state)
{
  (void)state;
  struct error err;
  gsl_set_error_handler_off();
  libraries.data = data_store_new();
  return libraries.data ? levels_pick(NULL, &libraries, &err) : -1;
}

static int tear_down(void **state)
{
  (void)state;
  data_store_free(libraries.data);
  return 0;
}

static struct weights reference_weights(void)
{
  struct weights w;
  struct error err = {0};
  if (weights_read(FOLDER "gru8.weights", &w, &err)) fail_msg("%s", err.text);
  strcpy(w.task, TASK);
  return w;
}

static void open(const struct weights *w, struct dissection *d)
{
  struct error err = {0};
  if (dissect(&libraries, "one", w, 2, d, &err)) fail_msg("%s", err.text);
}

/* The value that the reference has for an analysis at this argument. */
static double update_rate(const struct dissection *d, double g)
{
  return recurrence_rate(&d->recurrence, g, dissection_point(d)->state);
}

static double held_value(const struct dissection *d, double g, bool slope)
{
  struct fixed_point p;
  assert_true(settle(&d->recurrence, g, dissection_point(d)->state, &p));
  return slope ? -p.slope : p.step;
}

/* NaN: it is none of those. `mode` counts the rows of eigenvalues. */
static double value_of(const struct dissection *d, const char *analysis, double argument,
                       size_t mode)
{
  const struct fixed_point *p = dissection_point(d);
  size_t k = isnan(argument) ? 0 : (size_t)argument;
  if (!strcmp(analysis, "fixed_point")) return p->state[k];
  if (!strcmp(analysis, "drift")) return p->step;
  if (!strcmp(analysis, "eigenvalue_re")) return d->mode[mode].beta_re;
  if (!strcmp(analysis, "eigenvalue_im")) return d->mode[mode].beta_im;
  if (!strcmp(analysis, "alpha_re")) return d->mode[mode].alpha_re;
  if (!strcmp(analysis, "alpha_im")) return d->mode[mode].alpha_im;
  if (!strcmp(analysis, "alpha_sum")) return p->slope;
  if (!strcmp(analysis, "impulse_linear")) return d->impulse[k].all;
  if (!strcmp(analysis, "impulse_0.01")) return d->impulse[k].given;
  if (!strcmp(analysis, "clipping")) return update_rate(d, argument);
  if (!strcmp(analysis, "schedule")) return d->free_rate[k];
  if (!strcmp(analysis, "adaptation_slope")) return held_value(d, argument, true);
  if (!strcmp(analysis, "adaptation_update")) return held_value(d, argument, false);
  return NAN;
}

static void every_value_is_that_of_the_reference(void **state)
{
  (void)state;
  struct weights w = reference_weights();
  struct dissection *d = malloc(sizeof *d);
  assert_non_null(d);
  open(&w, d);
  assert_non_null(dissection_point(d));
  struct reference *r = reference_read(FOLDER "analyses.csv");
  size_t mode = SIZE_MAX, held = 0;
  for (size_t i = 0; i < r->rows; i++) {
    const char *analysis = reference_text(r, i, "analysis");
    double argument = reference_at(r, i, "argument"), want = reference_at(r, i, "value");
    if (!strcmp(analysis, "fixed_point_residual")) {
      assert_true(dissection_point(d)->residual < 1e-12);
      held++;
      continue;
    }
    mode += !strcmp(analysis, "eigenvalue_re");
    double got = value_of(d, analysis, argument, mode);
    if (!(fabs(got - want) <= 1e-6 * fmax(1, fabs(want))))
      fail_msg("%s %g: %.15g, not %.15g", analysis, argument, got, want);
    held++;
  }
  assert_int_equal(held, r->rows);
  assert_int_equal(d->visits.points, 1);
  reference_free(r);
  dissection_free(d);
  free(d);
  weights_free(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_value_is_that_of_the_reference),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
