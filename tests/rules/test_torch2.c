/* test_torch2.c -- the rules of reference/torch2 step by step, with the schedules, penalties and
 * clipping around them, at every vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/compose/schedule.h"
#include "src/method.h"
#include "tests/support/asking.h"
#include "tests/support/classics.h"
#include "tests/support/machine.h"
#include "tests/support/reference.h"

enum { DIM_MOST = 10, PATH = 128 };
static const char folder[] = "tests/reference/torch2";

/* The file, the method, and what gradients are clipped to as PyTorch does. */
static const struct trajectory {
  const char *file, *method;
  double clip;
} trajectories[] = {
    {"adamw_wd0.01__rosenbrock_d2", "adamw:rate=0.1", 0},
    {"adamw_wd0.01__rosenbrock_d10", "adamw:rate=0.02,weight_decay=0.01", 0},
    {"adamw_wd0.01__ellipsoid_d10", "adamw:rate=0.1,beta1=0.9,beta2=0.999,epsilon=1e-8", 0},
    {"amsgrad__rosenbrock_d2", "amsgrad:rate=0.1", 0},
    {"amsgrad__rosenbrock_d10", "amsgrad:rate=0.02", 0},
    {"amsgrad__ellipsoid_d10", "amsgrad:rate=0.1", 0},
    {"nadam__rosenbrock_d2", "nadam:rate=0.1", 0},
    {"nadam__rosenbrock_d10", "nadam:rate=0.02", 0},
    {"nadam__ellipsoid_d10", "nadam:rate=0.1,momentum_decay=0.004", 0},
    {"radam__rosenbrock_d2", "radam:rate=0.001", 0},
    {"radam__rosenbrock_d10", "radam:rate=0.0002", 0},
    {"radam__ellipsoid_d10", "radam:rate=2e-7", 0},
    {"adamax__rosenbrock_d2", "adamax:rate=0.1", 0},
    {"adamax__rosenbrock_d10", "adamax:rate=0.02", 0},
    {"adamax__ellipsoid_d10", "adamax:rate=0.1", 0},
    {"adadelta__rosenbrock_d2", "adadelta", 0},
    {"adadelta__rosenbrock_d10", "adadelta:rate=1,rho=0.9,epsilon=1e-6", 0},
    {"adadelta__ellipsoid_d10", "adadelta", 0},
    {"rprop__rosenbrock_d2", "rprop:rate=0.01", 0},
    {"rprop__rosenbrock_d10", "rprop:eta_minus=0.5,eta_plus=1.2,step_min=1e-6,step_max=50", 0},
    {"rprop__ellipsoid_d10", "rprop", 0},
    {"lion__rosenbrock_d2", "lion:rate=0.01,weight_decay=0.1", 0},
    {"lion__ellipsoid_d10", "lion:rate=0.01,beta1=0.9,beta2=0.99,weight_decay=0.1", 0},
    {"adabelief__rosenbrock_d2", "adabelief:rate=0.05", 0},
    {"adabelief__ellipsoid_d10", "adabelief:rate=0.05", 0},
    {"adan__rosenbrock_d2", "adan:rate=0.05,weight_decay=0.02", 0},
    {"adan__ellipsoid_d10", "adan:rate=0.05,beta1=0.98,beta2=0.92,beta3=0.99,weight_decay=0.02", 0},
    {"yogi__rosenbrock_d2", "yogi:rate=0.05", 0},
    {"yogi__ellipsoid_d10", "yogi:rate=0.05,initial_accumulator=1e-6,epsilon=1e-3", 0},
    {"asgd_t050__rosenbrock_d2", "asgd:rate=1e-3,t0=50", 0},
    {"asgd_t050__ellipsoid_d10", "asgd:rate=4e-7,lambda=1e-4,alpha=0.75,t0=50", 0},
    {"schedulefree_sgd__rosenbrock_d2", "schedule-free:base=sgd,rate=0.001", 0},
    {"schedulefree_sgd__ellipsoid_d10", "schedule-free:base=sgd,rate=4e-7,beta1=0.9", 0},
    {"schedulefree_adamw__rosenbrock_d2", "schedule-free:rate=0.05,warmup=9,warmup_from=0.1", 0},
    {"schedulefree_adamw__ellipsoid_d10", "schedule-free:rate=0.05,warmup=9,warmup_from=0.1", 0},
    {"prodigy__rosenbrock_d2", "prodigy:d0=1e-3", 0},
    {"prodigy__ellipsoid_d10", "prodigy:d0=1e-3,rate=1,beta1=0.9,beta2=0.999", 0},
    {"signsgd__rosenbrock_d2", "signsgd:rate=0.02", 0},
    {"signum_b0.9__rosenbrock_d2", "signsgd:rate=0.01,momentum=0.9", 0},
    /* what goes around rules */
    {"adam_l2_0.01__rosenbrock_d2", "adam:rate=0.05,l2=0.01", 0},
    {"adam_l2_0.01__ellipsoid_d10", "adam:rate=0.5,l2=0.01", 0},
    {"sgd_dampening_wd__rosenbrock_d2", "momentum:rate=0.001,dampening=0.5,l2=0.01", 0},
    {"sgd_dampening_wd__ellipsoid_d10", "momentum:rate=4e-7,dampening=0.5,l2=0.01", 0},
    {"sgd_steplr__rosenbrock_d2", "sgd:rate=0.001,schedule=step,decay=0.5,drops=4,horizon=250", 0},
    {"sgd_explr__rosenbrock_d2", /* 0.99^200 */
     "sgd:rate=0.001,schedule=exponential,decay=0.13397967485796175,horizon=200", 0},
    {"sgd_cosine__rosenbrock_d2", "sgd:rate=0.001,schedule=cosine,decay=0.01,horizon=200", 0},
    {"sgd_warmup_cosine__rosenbrock_d2",
     "sgd:rate=0.001,schedule=cosine,decay=0,warmup=20,warmup_from=0.05,horizon=200", 0},
    {"adam_warmup_cosine__ellipsoid_d10",
     "adam:rate=0.1,schedule=cosine,decay=0,warmup=20,warmup_from=0.05,horizon=200", 0},
    {"momentum_onecycle__rosenbrock_d2", "momentum:rate=0.001,schedule=onecycle,horizon=201", 0},
    {"adam_onecycle__rosenbrock_d2", "adam:rate=0.1,schedule=onecycle,horizon=201", 0},
    {"l2_adagrad__rosenbrock_d2", "adagrad:rate=0.1,l2=0.1", 0},
    {"l2_rmsprop__rosenbrock_d2", "rmsprop:rate=0.01,l2=0.1", 0},
    {"l2_rmsprop_centered__rosenbrock_d2", "rmsprop:rate=0.01,centered=yes,l2=0.1", 0},
    {"l2_rmsprop_centered_m0.9__rosenbrock_d2",
     "rmsprop:rate=0.003,alpha=0.9,centered=yes,momentum=0.9,l2=0.1", 0},
    {"l2_rmsprop_m0.9__rosenbrock_d2", "rmsprop:rate=0.003,momentum=0.9,l2=0.1", 0},
    {"l2_sgd_nesterov__rosenbrock_d2", "nesterov:rate=0.0005,l2=0.1", 0},
    {"l2_sgd_clip2__rosenbrock_d2", "sgd:rate=0.01,l2=0.1", 2},
    {"l2_sgd_momentum_clip2__rosenbrock_d2", "momentum:rate=0.003,l2=0.1", 2},
};
enum { TRAJECTORIES = sizeof trajectories / sizeof *trajectories };

static const char *const indices[] = {"index", "index_newer", "index_l2"};
enum { INDICES = sizeof indices / sizeof *indices };

/* Calls visit with each row of the indices. */
static void visit_indices(void (*visit)(const struct reference *r, size_t row, void *to), void *to)
{
  for (size_t k = 0; k < INDICES; k++) {
    char path[PATH];
    snprintf(path, sizeof path, "%s/%s.csv", folder, indices[k]);
    struct reference *r = reference_read(path);
    for (size_t i = 0; i < r->rows; i++) visit(r, i, to);
    reference_free(r);
  }
}

static bool is_of(const struct trajectory *t, const char *file)
{
  size_t length = strlen(t->file);
  return !strncmp(t->file, file, length) && !strcmp(file + length, ".csv");
}

struct tolerances {
  double of[TRAJECTORIES]; /* 0: in no index */
};

/* Four times what a disturbance of each gradient by 1e-15 moves x by, and no less than 1e-12. */
static void note_tolerance(const struct reference *r, size_t row, void *to)
{
  struct tolerances *tolerances = to;
  const char *file = reference_text(r, row, "file");
  for (size_t k = 0; k < TRAJECTORIES; k++)
    if (is_of(&trajectories[k], file))
      tolerances->of[k] = fmax(1e-12, 4 * reference_at(r, row, "maxrel_perturb_1e15"));
}

/* Column of that name, or 0. */
static size_t column_or_none(const struct reference *r, const char *name)
{
  for (size_t i = 0; i < r->columns; i++)
    if (!strcmp(r->names[i], name)) return i;
  return 0;
}

/* Of what is written in a row, relative to the largest component of it, or of the row before. */
static double off_by(const double *got, const double *row, const double *before, size_t n)
{
  double scale = fmax(largest(row, n), largest(before, n)), worst = 0;
  for (size_t i = 0; i < n; i++) {
    double off = fabs(got[i] - row[i]) / scale;
    if (!(off <= worst)) worst = off;
  }
  return worst;
}

/* The rates and momenta of step k are those in force. */
static void check_pace(const struct trajectory *t, const struct reference *r, size_t row,
                       const struct method *m)
{
  size_t rate_at = column_or_none(r, "rate"), momentum_at = column_or_none(r, "momentum");
  if (!rate_at) return;
  const double *values = reference_row(r, row);
  struct schedule_plan plan;
  schedule_plan(&plan, &m->restart.descent.wrap, 1e9, 0);
  struct pace pace = schedule_pace(&plan, values[0]);
  double rate = param_get(m->rule->params, m->restart.descent.rule_config) * pace.rate;
  if (!(fabs(rate - values[rate_at]) <= 1e-15))
    fail_msg("%s, row %zu: rate %.17g, not %.17g", t->file, row, rate, values[rate_at]);
  if (momentum_at && !(fabs(pace.momentum - values[momentum_at]) <= 1e-14))
    fail_msg("%s, row %zu: momentum %.17g, not %.17g", t->file, row, pace.momentum,
             values[momentum_at]);
}

/* The largest distance of where gradients are taken, and of the answer, to a row. */
static double distance(const struct library *library, const struct trajectory *t,
                       const char *method)
{
  char path[PATH];
  snprintf(path, sizeof path, "%s/%s.csv", folder, t->file);
  struct reference *r = reference_read(path);
  size_t at = reference_column(r, "x0"), answer_at = column_or_none(r, "a0");
  size_t n = strstr(t->file, "_d10") ? 10 : 2, row = 0;
  assert_true(r->rows > 60);
  double bound[DIM_MOST] = {0}, g[DIM_MOST], worst = 0;
  struct setup setup = {.dim = n,
                        .start = reference_row(r, 0) + at,
                        .low = bound,
                        .high = bound,
                        .budget = 1e9,
                        .gradient_cost = 1};
  struct method m;
  struct error err;
  if (method_parse(library, method, &m, &err)) fail_msg("%s", err.text);
  void *state = m.type->alloc(&setup, method_config(&m));
  assert_non_null(state);
  for (size_t k = 0; row < r->rows; k++) {
    struct query q;
    assert_int_equal(m.type->ask(state, &q), ASK_EVALUATE);
    const double *want = reference_row(r, row), *before = reference_row(r, row ? row - 1 : 0);
    if (want[0] == (double)k) {
      worst = fmax(worst, off_by(q.x, want + at, before + at, n));
      if (k > 0 && answer_at) {
        const double *a = m.type->incumbent(state);
        worst = fmax(worst, off_by(a, want + answer_at, before + answer_at, n));
      }
      if (!isfinite(q.x[0])) worst = INFINITY;
      check_pace(t, r, row, &m);
      row++;
    }
    double f = strstr(t->file, "ellipsoid") ? classic_ellipsoid(6, n, q.x, g)
                                            : classic_rosenbrock(n, q.x, g);
    classic_clip(t->clip, n, g);
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
  struct tolerances tolerances = {{0}};
  visit_indices(note_tolerance, &tolerances);
  for (size_t l = 0; l < count; l++)
    for (size_t k = 0; k < TRAJECTORIES; k++) {
      double worst = distance(levels[l].optimizers, &trajectories[k], trajectories[k].method);
      if (!(worst <= tolerances.of[k]))
        fail_msg("%s: off by %g, more than %g", trajectories[k].file, worst, tolerances.of[k]);
    }
}

static void look_for(const struct reference *r, size_t row, void *to)
{
  const char *file = reference_text(r, row, "file");
  size_t k = 0;
  if (!strncmp(file, "lbfgs_", 6)) return; /* no rule */
  while (k < TRAJECTORIES && !is_of(&trajectories[k], file)) k++;
  if (k == TRAJECTORIES) fail_msg("%s is not followed", file);
  ++*(size_t *)to;
}

static void test_every_trajectory_is_followed(void **unused)
{
  (void)unused;
  size_t count = 0;
  visit_indices(look_for, &count);
  assert_int_equal(count, TRAJECTORIES);
}

/* A setting that is off by little is seen. */
static void test_can_fail(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  static const struct trajectory wrong[] = {
      {"adamw_wd0.01__rosenbrock_d2", "adamw:rate=0.1,weight_decay=0.0100001", 0},
      {"nadam__rosenbrock_d2", "nadam:rate=0.1,momentum_decay=0.004001", 0},
      {"radam__rosenbrock_d2", "radam:rate=0.001,beta2=0.9990001", 0},
      {"adadelta__rosenbrock_d2", "adadelta:epsilon=1.00001e-6", 0},
      {"rprop__rosenbrock_d2", "rprop:eta_minus=0.51", 0},
      {"adan__rosenbrock_d2", "adan:rate=0.05", 0},
      {"asgd_t050__rosenbrock_d2", "asgd:rate=1e-3,t0=51", 0},
      {"schedulefree_adamw__rosenbrock_d2", "schedule-free:rate=0.05,warmup=10,warmup_from=0.1", 0},
      {"prodigy__rosenbrock_d2", "prodigy:d0=1.001e-3", 0},
      {"signum_b0.9__rosenbrock_d2", "signsgd:rate=0.01,momentum=0.91", 0},
      {"l2_sgd_clip2__rosenbrock_d2", "sgd:rate=0.01,l2=0.1", 2.0001},
  };
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
    if (!(distance(levels[0].optimizers, &wrong[k], wrong[k].method) > 1e-9))
      fail_msg("%s passes for %s", wrong[k].method, wrong[k].file);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_trajectories),
      cmocka_unit_test(test_every_trajectory_is_followed),
      cmocka_unit_test(test_can_fail),
  };
  return cmocka_run_group_tests_name("torch2", tests, NULL, NULL);
}
