/* test_stopwatch.c -- a run's processor time is shared out by samples: from laps that are given, so
 * that nothing here depends on how long anything takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#include "bench/driver/stopwatch.h"

static void assert_near(double value, double expected)
{
  if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
    fail_msg("%.17g is not %.17g", value, expected);
}

/* A sample of these parts, each with the look that ends it, at a processor that did other things
 * for `away` seconds. */
struct parts {
  double ask, before, function, after, tell, rest;
};

static void add(struct stopwatch *w, uint64_t gap, const struct parts *p, double look, double away)
{
  const double part[LAPS - 2] = {p->ask, p->before, p->function, p->after, p->tell, p->rest};
  double *at = w->at, sum = look;
  w->gap = gap;
  at[LAP_LOOK] = 0;
  at[LAP_BEGIN] = look;
  for (int k = 0; k < LAPS - 2; k++) {
    sum += part[k] + look;
    at[LAP_BEGIN + 1 + k] = sum;
  }
  w->before = (struct moment){0};
  stopwatch_add(w, (struct moment){.wall = sum, .processor = sum - away});
}

static const struct parts step = {3, 1, 8, 1, 2, 5};

/* 5 of 20 seconds of a step are the optimizer's, 8 the function's, whatever a look takes. */
static void test_shares(void **state)
{
  (void)state;
  for (int k = 0; k < 3; k++) {
    struct stopwatch w = {0};
    double look = (double)k, method, function;
    add(&w, 1, &step, look, 0);
    add(&w, 10, &step, look, 0);
    /* Of 1000 seconds the looks of two samples took some. */
    stopwatch_share(&w, 1000 + 2 * (LAPS + 2) * look, &method, &function);
    assert_near(method, 250);
    assert_near(function, 400);
  }
}

/* A slow optimizer shows, and a slow function; a sample counts as often as it stands for steps. */
static void test_weights(void **state)
{
  (void)state;
  const struct parts slow = {30, 1, 8, 1, 20, 5}, dear = {3, 1, 800, 1, 2, 5};
  struct stopwatch w = {0};
  double method, function;
  add(&w, 1, &slow, 0, 0);
  add(&w, 3, &step, 0, 0);
  stopwatch_share(&w, 1, &method, &function);
  assert_near(method, (50.0 + 15) / (65 + 60));
  assert_near(function, 32.0 / 125);
  w = (struct stopwatch){0};
  add(&w, 1, &dear, 0, 0);
  stopwatch_share(&w, 812, &method, &function);
  assert_near(method, 5);
  assert_near(function, 800);
}

/* A short sample that was interrupted does not count, a long one as much less. */
static void test_interrupted(void **state)
{
  (void)state;
  const struct parts cut = {3e-6, 0, 4e-3, 0, 2e-6, 0}, whole = {3e-6, 0, 4e-6, 0, 2e-6, 1e-6},
                     longer = {1, 0, 3, 0, 1, 0};
  struct stopwatch w = {0};
  double method, function;
  add(&w, 2, &whole, 0, 0);
  add(&w, 2, &cut, 0, 4e-3 - 5e-6);
  stopwatch_share(&w, 1, &method, &function);
  assert_near(method, 0.5);
  assert_near(function, 0.4);
  w = (struct stopwatch){0};
  add(&w, 1, &step, 0, 0);
  add(&w, 1, &longer, 0, 4); /* it worked for one second of the five */
  stopwatch_share(&w, 1, &method, &function);
  assert_near(method, (5 + 2 * 0.2) / 21);
  assert_near(function, (8 + 3 * 0.2) / 21);
}

static void test_none(void **state)
{
  (void)state;
  struct stopwatch w = {0};
  double method, function;
  stopwatch_share(&w, 1, &method, &function);
  assert_true(isnan(method) && isnan(function));
  stopwatch_step(&w);
  stopwatch_lap(&w, LAP_ASKED);
  stopwatch_over(&w);
  assert_true(!w.on && !w.left && !(w.samples > 0));
}

/* The steps that are samples: two steps apart or more, and none where a sample was not kept. */
static void test_turns(void **state)
{
  (void)state;
  struct stopwatch w;
  stopwatch_begin(&w);
  size_t samples = 0, last = 0;
  for (size_t step_number = 1; step_number <= 20000; step_number++) {
    stopwatch_step(&w);
    if (w.on) {
      assert_true(!samples || step_number >= last + 2);
      if (!samples) assert_int_equal(step_number, 2);
      last = step_number;
      samples++;
    }
    for (enum lap lap = LAP_ASKED; lap < LAP_END; lap++) stopwatch_lap(&w, lap);
    if (samples % 3) stopwatch_over(&w);
  }
  assert_in_range(samples, 2, 10000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shares),      cmocka_unit_test(test_weights),
      cmocka_unit_test(test_interrupted), cmocka_unit_test(test_none),
      cmocka_unit_test(test_turns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
