/* test_trajectories.c -- rules with their options, schedules and clipping against other programs'
 * trajectories, at every vector level: PyTorch's, and formulas transcribed from the papers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/method.h"
#include "tests/support/asking.h"
#include "tests/support/classics.h"
#include "tests/support/machine.h"
#include "tests/support/reference.h"

enum { DIM_MOST = 40 };

/* PyTorch's move by up to 2e-13 when gradients are disturbed in the last bit. */
static const double tolerance = 1e-12;

static const struct trajectory {
  const char *file, *method;
  double decades; /* of the quadratic's condition; 0: Rosenbrock's function */
} trajectories[] = {
    {"torch/more/adagrad_initacc", "adagrad:rate=0.05,initial_accumulator=0.7", 0},
    {"torch/more/adagrad_lrdecay", "adagrad:rate=0.5,rate_decay=0.01", 0},
    {"torch/more/steplr_sgd", "sgd:rate=4e-4,schedule=step,decay=0.3,drops=3,horizon=240", 3},
    {"torch/more/exp_momentum",
     "momentum:rate=2e-4,momentum=0.9,schedule=exponential,decay=0.01,horizon=240", 0},
    {"torch/more/cosine_adam", "adam:rate=0.02,schedule=cosine,decay=0.05,horizon=240", 0},
    {"torch/more/cosine_nesterov",
     "nesterov:rate=4e-7,momentum=0.9,schedule=cosine,decay=0.1,horizon=240", 6},
    {"torch/more/rmsprop_centered_nomom", "rmsprop:rate=0.01,alpha=0.8,centered=yes,epsilon=1e-4",
     3},
    {"torch/more/adam_d40", "adam:rate=0.02", 0},
    {"formulas/adam_outside__rosenbrock_d3", "adam:rate=0.02,epsilon_to=raw", 0},
    {"formulas/adam_outside__rosenbrock_d40", "adam:rate=0.02,epsilon_to=raw,epsilon=1", 0},
};
enum { TRAJECTORIES = sizeof trajectories / sizeof *trajectories };

/* The largest distance to a row of the file, relative to the largest component then or one step
 * before. */
static double distance(const struct library *library, const struct trajectory *t, double clip)
{
  char path[128];
  snprintf(path, sizeof path, "tests/reference/%s.csv", t->file);
  struct reference *r = reference_read(path);
  size_t at = reference_column(r, "x0"), n = r->columns - at;
  assert_true(r->rows > 60 && n <= DIM_MOST);
  double bound[DIM_MOST] = {0}, g[DIM_MOST], worst = 0;
  struct setup setup = {.dim = n,
                        .start = reference_row(r, 0) + at,
                        .low = bound,
                        .high = bound,
                        .budget = 1e9,
                        .gradient_cost = 1};
  struct method m;
  struct error err;
  if (method_parse(library, t->method, &m, &err)) fail_msg("%s", err.text);
  void *state = m.type->alloc(&setup, method_config(&m));
  assert_non_null(state);
  for (size_t k = 0; k < r->rows; k++) {
    const double *want = reference_row(r, k) + at, *before = reference_row(r, k ? k - 1 : 0) + at;
    double scale = fmax(largest(want, n), largest(before, n)), f = -(double)k;
    struct query q;
    assert_int_equal(m.type->ask(state, &q), ASK_EVALUATE);
    for (size_t i = 0; i < n; i++) {
      double off = fabs(q.x[i] - want[i]) / scale;
      if (!(off <= worst)) worst = off;
    }
    if (t->decades > 0)
      classic_ellipsoid(t->decades, n, q.x, g);
    else
      classic_rosenbrock(n, q.x, g);
    classic_clip(clip, n, g);
    m.type->tell(state, &(struct answer){.f = &f, .gradient = g});
  }
  m.type->free(state);
  method_free(&m);
  reference_free(r);
  return worst;
}

static void test_trajectories(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  for (size_t l = 0; l < count; l++)
    for (size_t k = 0; k < TRAJECTORIES; k++) {
      double worst = distance(levels[l].optimizers, &trajectories[k], 0);
      if (!(worst <= tolerance)) fail_msg("%s: off by %g", trajectories[k].file, worst);
    }
}

/* clip is the textbook's: PyTorch adds 1e-6 to the norm, which is a relative 1e-6 / clip at most.
 */
static void test_clip(void **unused)
{
  (void)unused;
  static const struct {
    struct trajectory plain, clipped;
    double clip;
  } cases[] = {
      {{"torch/more/clip2_sgd_torch", "sgd:rate=1e-3", 0},
       {"torch/more/clip2_sgd_torch", "sgd:rate=1e-3,clip=2", 0},
       2},
      {{"torch/more/clip5_momentum_torch", "momentum:rate=2e-4,momentum=0.9", 0},
       {"torch/more/clip5_momentum_torch", "momentum:rate=2e-4,momentum=0.9,clip=5", 0},
       5},
  };
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  for (size_t l = 0; l < count; l++)
    for (size_t k = 0; k < 2; k++) {
      double torch = distance(levels[l].optimizers, &cases[k].plain, cases[k].clip);
      double ours = distance(levels[l].optimizers, &cases[k].clipped, 0);
      if (!(torch <= tolerance)) fail_msg("%s: off by %g", cases[k].plain.file, torch);
      if (!(ours > 1e-9 && ours < 2e-8)) fail_msg("%s: off by %g", cases[k].clipped.file, ours);
    }
}

/* A setting that is off by 1e-9 is seen, and so is epsilon inside. */
static void test_can_fail(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  static const struct trajectory wrong[] = {
      {"torch/more/adam_d40", "adam:rate=0.02000000002", 0},
      {"torch/more/cosine_adam", "adam:rate=0.02,schedule=cosine,decay=0.05,horizon=241", 0},
      {"formulas/adam_outside__rosenbrock_d3", "adam:rate=0.02", 0},
  };
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
    assert_true(distance(levels[0].optimizers, &wrong[k], 0) > tolerance);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_trajectories),
      cmocka_unit_test(test_clip),
      cmocka_unit_test(test_can_fail),
  };
  return cmocka_run_group_tests_name("trajectories", tests, NULL, NULL);
}
