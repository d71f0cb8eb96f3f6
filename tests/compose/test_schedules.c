/* test_schedules.c -- PyTorch's schedules, rates and momenta, at every step. */
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
#include "tests/support/machine.h"
#include "tests/support/reference.h"

/* Parameters of the rule sgd, and columns that begin with these words. */
static const struct column {
  const char *name, *parameters;
} columns[] = {
    {"StepLR(", "rate=0.1,schedule=step,decay=0.1,drops=6,horizon=210"},
    {"MultiStepLR(", "rate=0.1,schedule=multistep,decay=0.2,milestones=60-120-160,horizon=200"},
    {"ExponentialLR(", /* 0.98^200 */
     "rate=0.1,schedule=exponential,decay=0.01758794660572156,horizon=200"},
    {"CosineAnnealingLR(", "rate=0.1,schedule=cosine,decay=0.01,horizon=200"},
    {"CosineAnnealingWarmRestarts(",
     "rate=0.1,schedule=cosine-restarts,decay=0,period=20,period_factor=2,horizon=200"},
    {"PolynomialLR(", "rate=0.1,schedule=polynomial,degree=2,horizon=200"},
    {"LinearLR(start_factor", "rate=0.1,warmup=40,warmup_from=0.1,horizon=200"},
    {"LinearLR(1/20", "rate=0.1,schedule=cosine,decay=0,warmup=20,warmup_from=0.05,horizon=200"},
    {"OneCycleLR(max_lr=0.1, total_steps=201)", "rate=0.1,schedule=onecycle,horizon=201"},
    {"momentum of OneCycleLR(max_lr=0.1, total_steps=201)",
     "rate=0.1,schedule=onecycle,horizon=201"},
    {"OneCycleLR(max_lr=0.1, total_steps=201, three",
     "rate=0.1,schedule=onecycle,horizon=201,phases=3,anneal=linear"},
    {"momentum of OneCycleLR(max_lr=0.1, total_steps=201, three",
     "rate=0.1,schedule=onecycle,horizon=201,phases=3,anneal=linear"},
    {"CyclicLR(", "rate=0.1,schedule=cyclic,decay=0.1,period=50,height=0.5,horizon=200"},
    /* 0.1 sqrt(20) / sqrt(t + 1): A is 19, and t begins at 19 */
    {"lambda 1/sqrt", "rate=0.44721359549995793,schedule=power,power=0.5,offset=0.095,horizon=219,"
                      "warmup=19,warmup_from=0.05"},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* The largest difference between a column and what the parameters make of its steps. */
static double difference(const struct reference *r, size_t column, const char *parameters)
{
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  char text[PARAM_TEXT_MOST];
  struct method m;
  struct error err;
  snprintf(text, sizeof text, "sgd:%s", parameters);
  if (method_parse(levels[0].optimizers, text, &m, &err)) fail_msg("%s", err.text);
  struct schedule_plan plan;
  schedule_plan(&plan, &m.restart.descent.wrap, 1e9, 0);
  double rate = param_get(m.rule->params, m.restart.descent.rule_config), worst = 0;
  bool momentum = !strncmp(r->names[column], "momentum", 8);
  for (size_t k = 0; k < r->rows; k++) {
    const double *row = reference_row(r, k);
    struct pace pace = schedule_pace(&plan, row[0]);
    double off = fabs((momentum ? pace.momentum : rate * pace.rate) - row[column]);
    if (!(off <= worst)) worst = off;
  }
  method_free(&m);
  return worst;
}

/* The one column that begins with the name. */
static size_t column_of(const struct reference *r, const char *name)
{
  size_t found = 0;
  for (size_t i = 1; i < r->columns; i++)
    if (!strncmp(r->names[i], name, strlen(name))) {
      if (found) fail_msg("'%s' are two columns", name);
      found = i;
    }
  if (!found) fail_msg("no column '%s'", name);
  return found;
}

static void test_pytorch(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/torch2/schedules.csv");
  assert_int_equal(r->rows, 201);
  assert_int_equal(r->columns, COLUMNS + 1);
  bool seen[COLUMNS + 1] = {0};
  for (size_t k = 0; k < COLUMNS; k++) {
    size_t column = column_of(r, columns[k].name);
    double off = difference(r, column, columns[k].parameters);
    if (!(off <= 1e-14)) fail_msg("%s: off by %g", r->names[column], off);
    if (seen[column]) fail_msg("%s stands twice", r->names[column]);
    seen[column] = true;
  }
  reference_free(r);
}

static void test_can_fail(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/torch2/schedules.csv");
  assert_true(difference(r, column_of(r, "StepLR("),
                         "rate=0.1,schedule=step,decay=0.1,drops=6,horizon=213") > 1e-4);
  assert_true(difference(r, column_of(r, "momentum of OneCycleLR(max_lr=0.1, total_steps=201)"),
                         "rate=0.1,schedule=onecycle,horizon=200") > 1e-4);
  reference_free(r);
}

/* Counted in epochs of 4 steps: a warm-up of two climbs at each step, what follows goes by epochs
 * that are over. Shares are of the horizon; epochs that there are none of are steps. */
static void test_epochs(void **unused)
{
  (void)unused;
  static const struct {
    const char *method;
    double affordable, epoch;
  } cases[] = {
      {"sgd:unit=epoch,horizon=10,warmup=2,warmup_from=0,schedule=polynomial", 1e9, 4},
      {"sgd:unit=epoch,horizon=10,warmup=0.2,warmup_from=0,schedule=polynomial", 1e9, 4},
      {"sgd:unit=epoch,warmup=0.2,warmup_from=0,schedule=polynomial", 40, 4},
      {"sgd:unit=epoch,horizon=10,warmup=2.0,warmup_from=0,schedule=polynomial", 1e9, 7},
      {"sgd:horizon=10,warmup=2,warmup_from=0,schedule=polynomial", 1e9, 0},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct method m;
    struct error err;
    struct schedule_plan plan;
    struct libraries levels[MACHINE_LEVELS];
    assert_true(machine_levels(levels) > 0);
    if (method_parse(levels[0].optimizers, cases[c].method, &m, &err)) fail_msg("%s", err.text);
    schedule_plan(&plan, &m.restart.descent.wrap, cases[c].affordable, cases[c].epoch);
    double unit = cases[c].epoch > 0 ? cases[c].epoch : 1;
    for (double step = 0; step < 12 * unit; step++) {
      double t = floor(step / unit), left = t < 10 ? 1 - (t - 2) / 8 : 0;
      double want = step < 2 * unit ? step / (2 * unit) : left;
      double got = schedule_pace(&plan, step).rate;
      if (!(fabs(got - want) <= 1e-15))
        fail_msg("%s, step %g: %.17g, not %.17g", cases[c].method, step, got, want);
    }
    method_free(&m);
  }
  /* A warm-up of no whole epochs ends at the rate, and never above it. */
  struct method m;
  struct error err;
  struct schedule_plan plan;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  if (method_parse(levels[0].optimizers, "sgd:unit=epoch,horizon=10,warmup=1.5", &m, &err))
    fail_msg("%s", err.text);
  schedule_plan(&plan, &m.restart.descent.wrap, 1e9, 8);
  for (double step = 0, before = 0; step < 80; step++) {
    double rate = schedule_pace(&plan, step).rate;
    assert_true(rate >= before && rate <= 1 && (rate == 1) == (step >= 12));
    before = rate;
  }
  method_free(&m);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pytorch),
      cmocka_unit_test(test_epochs),
      cmocka_unit_test(test_can_fail),
  };
  return cmocka_run_group_tests_name("schedules", tests, NULL, NULL);
}
