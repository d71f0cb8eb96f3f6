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
#include "src/numeric/elementary.h"
#include "src/stream.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/learned/"

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
  return w;
}

static void open(const struct weights *w, struct dissection *d)
{
  struct error err = {0};
  if (dissect(&libraries, "one", w, 2, d, &err)) fail_msg("%s", err.text);
}

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

/* A network whose numbers are drawn, of this size about. */
static struct weights drawn_weights(size_t hidden, enum network_inputs inputs, double size)
{
  struct weights w = reference_weights();
  w.network.hidden = hidden;
  w.network.inputs = inputs;
  struct network_parts parts = network_parts(&w.network);
  free(w.number);
  w.number = malloc(parts.size * sizeof *w.number);
  assert_non_null(w.number);
  struct stream stream = stream_numbered(stream_named(stream_root(1), "drawn"), hidden);
  for (size_t i = 0; i < parts.size; i++) w.number[i] = size * (2 * stream_uniform(stream, i) - 1);
  w.network.number = w.number;
  return w;
}

static void assert_near(const char *what, double got, double want)
{
  if (!(fabs(got - want) <= 1e-7 * fmax(1, fabs(want))))
    fail_msg("%s: %.12g, not %.12g", what, got, want);
}

/* Central differences of next and step, in component k of the state or, k = hidden, in g. */
static void check_column(const struct recurrence *r, double g, const double *state, size_t k,
                         const struct slopes *s)
{
  double low[HIDDEN_MOST], high[HIDDEN_MOST], step_low, step_high, there[HIDDEN_MOST];
  double by = k < r->hidden || r->network->inputs == INPUTS_GRADIENT ? 1e-5 : 1e-4 * fabs(g);
  memcpy(there, state, r->hidden * sizeof *there);
  if (k < r->hidden) there[k] = state[k] - by;
  step_low = recurrence_step(r, k < r->hidden ? g : g - by, there, low);
  if (k < r->hidden) there[k] = state[k] + by;
  step_high = recurrence_step(r, k < r->hidden ? g : g + by, there, high);
  double step = 0;
  for (size_t j = 0; j < r->hidden; j++) {
    double slope = k < r->hidden ? s->state[j * r->hidden + k] : s->gradient[j];
    assert_near("next", slope, (high[j] - low[j]) / (2 * by));
    step += s->readout[j] * slope;
  }
  assert_near("step", step, (step_high - step_low) / (2 * by));
  if (k == r->hidden) assert_near("step in g", s->step, step);
}

static void slopes_are_those_of_differences(void **state)
{
  (void)state;
  static const size_t hidden[] = {1, 2, 8, 13, HIDDEN_MOST};
  static const double g[] = {1e-6, 0.02, -0.7, 3};
  for (size_t i = 0; i < 5; i++)
    for (int inputs = INPUTS_GRADIENT; inputs <= INPUTS_LOG; inputs++) {
      struct weights w = drawn_weights(hidden[i], (enum network_inputs)inputs, 0.8);
      struct recurrence r = recurrence_of(&w.network);
      double h[HIDDEN_MOST];
      for (size_t j = 0; j < r.hidden; j++) h[j] = 0.9 * repro_sin((double)j + 1);
      for (size_t k = 0; k < 4; k++) {
        struct slopes s;
        recurrence_slopes(&r, g[k], h, &s);
        for (size_t c = 0; c <= r.hidden; c++) check_column(&r, g[k], h, c, &s);
      }
      weights_free(&w);
    }
}

/* The modes add up to the linear response, step by step, for any network. */
static void modes_make_the_impulse_response(void **state)
{
  (void)state;
  for (size_t hidden = 1; hidden <= HIDDEN_MOST; hidden += 5) {
    struct weights w = drawn_weights(hidden, INPUTS_GRADIENT, 0.6);
    struct recurrence r = recurrence_of(&w.network);
    struct fixed_point p;
    struct mode mode[HIDDEN_MOST];
    struct slopes s;
    double h[HIDDEN_MOST] = {0};
    assert_true(settle(&r, 0, h, &p));
    assert_true(fixed_modes(&r, 0, p.state, mode));
    recurrence_slopes(&r, 0, p.state, &s);
    double re[HIDDEN_MOST], im[HIDDEN_MOST], vector[HIDDEN_MOST];
    memcpy(vector, s.gradient, hidden * sizeof *vector);
    for (size_t j = 0; j < hidden; j++) {
      re[j] = mode[j].alpha_re;
      im[j] = mode[j].alpha_im;
      if (j) assert_true(hypot(re[j], im[j]) <= hypot(re[j - 1], im[j - 1]) * (1 + 1e-9));
    }
    for (size_t k = 0; k < 20; k++) {
      double sum = 0, want = 0, before[HIDDEN_MOST];
      for (size_t j = 0; j < hidden; j++) {
        double was = re[j];
        sum += was;
        re[j] = was * mode[j].beta_re - im[j] * mode[j].beta_im;
        im[j] = was * mode[j].beta_im + im[j] * mode[j].beta_re;
        want += s.readout[j] * vector[j];
      }
      assert_near("response", sum, want);
      memcpy(before, vector, hidden * sizeof *before);
      for (size_t j = 0; j < hidden; j++) {
        vector[j] = 0;
        for (size_t m = 0; m < hidden; m++) vector[j] += s.state[j * hidden + m] * before[m];
      }
    }
    weights_free(&w);
  }
}

static void assert_found(const struct dissection *d, enum analysis analysis, enum finding want,
                         const char *says)
{
  struct verdict v = verdict_of(d, analysis);
  if (v.finding != want || !strstr(v.text, says))
    fail_msg("%s: %s: %s", analysis_names[analysis], v.text, finding_names[v.finding]);
}

static struct dissection *dissected(const struct weights *w)
{
  struct dissection *d = malloc(sizeof *d);
  assert_non_null(d);
  open(w, d);
  return d;
}

static void let_go(struct dissection *d, struct weights *w)
{
  dissection_free(d);
  free(d);
  weights_free(w);
}

static void the_reference_has_all_of_it(void **state)
{
  (void)state;
  struct weights w = reference_weights();
  struct dissection *d = dissected(&w);
  assert_found(d, FIXED_POINTS, FOUND_YES, "(spectral radius 0.964); x drifts by 0.00576 a step");
  assert_found(d, MOMENTUM, FOUND_YES, "beta 0.931, carries -3.14 of -3.86");
  assert_found(d, CLIPPING, FOUND_YES, "the rate is 3.86 at small gradients");
  assert_found(d, SCHEDULE, FOUND_YES,
               "4.92 at first, 15.8 at its largest at step 9, 3.85 at step");
  assert_found(d, ADAPTATION, FOUND_YES, "0.0239 at 1 to ");
  /* Of the other program: 1.3e-5 1.5e-4 5e-4 .0022 .013 .1 1. */
  static const double share[] = {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99},
                      want[] = {1.3e-5, 1.5e-4, 5e-4, 0.0022, 0.013, 0.1, 1};
  for (size_t i = 0; i < 7; i++) {
    double got = visits_quantile(&d->visits, share[i]);
    assert_true(got > want[i] / 1.2 && got < want[i] * 1.2);
    assert_true(fabs(visits_above(&d->visits, got) - (1 - share[i])) < 1e-3);
  }
  let_go(d, &w);
}

static void no_readout_has_none_of_it(void **state)
{
  (void)state;
  struct weights w = reference_weights();
  struct network_parts parts = network_parts(&w.network);
  for (size_t i = parts.readout; i < parts.log_scale; i++) w.number[i] = 0;
  struct dissection *d = dissected(&w);
  assert_found(d, FIXED_POINTS, FOUND_YES, "x drifts by 0 a step there");
  assert_found(d, MOMENTUM, FOUND_NO, "a gradient makes no step");
  assert_found(d, CLIPPING, FOUND_NO, "there is nothing to clip");
  assert_found(d, SCHEDULE, FOUND_NO, "the rate is 0 at first");
  assert_found(d, ADAPTATION, FOUND_NO, "the slope is 0 at all");
  let_go(d, &w);
}

static void small_random_weights_have_no_momentum(void **state)
{
  (void)state;
  struct weights w = drawn_weights(8, INPUTS_GRADIENT, 0.05);
  struct dissection *d = dissected(&w);
  assert_found(d, FIXED_POINTS, FOUND_YES, "one stable fixed point");
  assert_found(d, SCHEDULE, FOUND_NO, "without gradient the rate is");
  let_go(d, &w);
}

/* The update gate is shut, and the state stands still wherever it is: none of that counts. */
static void a_shut_gate_has_no_fixed_point(void **state)
{
  (void)state;
  struct weights w = reference_weights();
  struct network_parts parts = network_parts(&w.network);
  for (size_t j = 0; j < 8; j++) {
    w.number[parts.bias[GATE_UPDATE] + j] = -100;
    w.number[parts.bias[GATE_CANDIDATE] + j] = 100;
  }
  struct dissection *d = dissected(&w);
  assert_null(dissection_point(d));
  assert_int_equal(d->visits.points, 0);
  assert_found(d, FIXED_POINTS, FOUND_NO, "no fixed point");
  assert_found(d, MOMENTUM, FOUND_NONE, "no stable fixed point");
  assert_found(d, CLIPPING, FOUND_NONE, "no stable fixed point");
  assert_found(d, ADAPTATION, FOUND_NONE, "no stable fixed point");
  let_go(d, &w);
}

static void logarithms_are_looked_at_without_slopes(void **state)
{
  (void)state;
  struct weights w = drawn_weights(8, INPUTS_LOG, 0.5);
  struct dissection *d = dissected(&w);
  assert_int_equal(d->suits, SUITS_STATE);
  assert_found(d, FIXED_POINTS, FOUND_YES, "x drifts by");
  assert_found(d, MOMENTUM, FOUND_NONE, "is down to a tenth after");
  assert_found(d, CLIPPING, FOUND_NONE, "needs the raw gradient");
  assert_true(isnan(d->mode[0].alpha_re) && !isnan(d->mode[0].beta_re));
  let_go(d, &w);
}

static void others_are_refused(void **state)
{
  (void)state;
  static const struct {
    enum network_inputs inputs;
    enum network_result output;
    const char *says;
  } kinds[] = {{INPUTS_ADAM, OUTPUT_DIRECT, "memory of its own"},
               {INPUTS_TENSOR, OUTPUT_DIRECT, "memory of its own"},
               {INPUTS_GRADIENT, OUTPUT_SCALED, "whose output is the step"},
               {INPUTS_ADAM, OUTPUT_ADAM, "whose output is the step"}};
  struct dissection *d = malloc(sizeof *d);
  assert_non_null(d);
  for (size_t i = 0; i < 4; i++) {
    struct weights w = drawn_weights(4, kinds[i].inputs, 0.5);
    struct error err = {0};
    w.network.output = kinds[i].output;
    assert_int_equal(dissect(&libraries, "one", &w, 1, d, &err), STATUS_USAGE);
    if (!strstr(err.text, kinds[i].says) || strncmp(err.text, "one: ", 5)) fail_msg("%s", err.text);
    weights_free(&w);
  }
  struct weights w = reference_weights();
  struct error err = {0};
  strcpy(w.task, "nosuch");
  assert_int_equal(dissect(&libraries, "one", &w, 1, d, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "one: the task that it was trained on: "));
  weights_free(&w);
  free(d);
}

/* Runs that end early count with what they were. */
static void what_diverges_is_counted(void **state)
{
  (void)state;
  struct weights w = reference_weights();
  struct network_parts parts = network_parts(&w.network);
  w.number[parts.log_scale] = 700;
  struct dissection *d = dissected(&w);
  assert_int_equal(d->visits.diverged, VISIT_RUNS);
  assert_true(verdict_of(d, FIXED_POINTS).text[0]);
  let_go(d, &w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_value_is_that_of_the_reference),
      cmocka_unit_test(slopes_are_those_of_differences),
      cmocka_unit_test(modes_make_the_impulse_response),
      cmocka_unit_test(the_reference_has_all_of_it),
      cmocka_unit_test(no_readout_has_none_of_it),
      cmocka_unit_test(small_random_weights_have_no_momentum),
      cmocka_unit_test(a_shut_gate_has_no_fixed_point),
      cmocka_unit_test(logarithms_are_looked_at_without_slopes),
      cmocka_unit_test(others_are_refused),
      cmocka_unit_test(what_diverges_is_counted),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
