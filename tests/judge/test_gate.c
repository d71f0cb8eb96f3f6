/* test_gate.c -- the gate's rule on results made by hand, planted slowdowns, results read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/judge/gate.h"
#include "bench/judge/plant.h"
#include "bench/judge/rank.h"
#include "bench/plan/levels.h"
#include "bench/record/baseline.h"

enum { RUNS = 25, CELLS = 4 };

/* A set of CELLS cells whose run r reaches target k at a cost of its own. */
struct made {
  struct results_set set;
  struct cell_results cell[CELLS];
  struct run_result run[CELLS][RUNS];
  double to[CELLS][RUNS][USUAL_TARGETS];
  struct target_list targets;
};

static char *const labels[CELLS] = {"adam", "sgd", "es:sigma=0.1,rate=0.5", "random"};

static void make(struct made *m, size_t runs)
{
  memset(m, 0, sizeof *m);
  m->set.cell = m->cell;
  m->set.cell_count = CELLS;
  m->set.campaign.budget = (struct budget){.amount = 5000, .per_dimension = true};
  m->set.campaign.gradient_cost = 1;
  m->set.campaign.target = 1e-8;
  m->set.campaign.seed = 7;
  targets_choose(NULL, 0, false, 1e-8, &m->targets);
  m->set.targets = &m->targets;
  for (size_t i = 0; i < CELLS; i++) {
    struct cell_results *c = &m->cell[i];
    *c = (struct cell_results){.function = (char *)(uintptr_t) "rosenbrock",
                               .optimizer = labels[i],
                               .dim = 2,
                               .targets = &m->targets,
                               .problem = "0123456789abcdef",
                               .definition = "fedcba9876543210",
                               .run = m->run[i],
                               .run_count = runs};
    for (size_t r = 0; r < runs; r++) {
      struct run_result *run = &c->run[r];
      run->to = m->to[i][r];
      for (size_t k = 0; k < USUAL_TARGETS; k++)
        run->to[k] = k < 3 ? 2 : 40 + 10 * (double)(k * (r + 3)) + (double)(7 * i);
      run->outcome = OUTCOME_TARGET;
      run->cost = run->to[USUAL_TARGETS - 1];
      run->error = 5e-9;
      for (size_t k = 0; k < USUAL_TARGETS; k++)
        if (run->to[k] > 10000) run->to[k] = INFINITY;
      if (run->cost > 10000) {
        run->outcome = OUTCOME_BUDGET;
        run->cost = 10000;
        run->error = 2e-8;
      }
    }
  }
}

static struct judgement judge(const struct made *before, const struct made *after)
{
  struct judgement j;
  struct error err;
  assert_int_equal(gate_judge(&before->set, &after->set, &gate_rule_default, &j, &err), STATUS_OK);
  return j;
}

static const struct judged *judged_cell(const struct judgement *j, const char *optimizer)
{
  for (size_t i = 0; i < j->count; i++) {
    const struct cell_results *c = j->cell[i].before ? j->cell[i].before : j->cell[i].after;
    if (!strcmp(c->optimizer, optimizer)) return &j->cell[i];
  }
  fail_msg("%s was not judged", optimizer);
  return NULL;
}

static struct made before, after;

static void test_same(void **unused)
{
  (void)unused;
  make(&before, RUNS);
  make(&after, RUNS);
  struct judgement j = judge(&before, &after);
  assert_int_equal(j.of[VERDICT_SAME], CELLS);
  assert_int_equal(j.tests, 0);
  assert_true(judgement_complete(&j));
  judgement_free(&j);
}

static void test_slower(void **unused)
{
  (void)unused;
  make(&before, RUNS);
  make(&after, RUNS);
  for (size_t r = 0; r < RUNS; r++)
    for (size_t k = 3; k < USUAL_TARGETS; k++) after.run[1][r].to[k] *= 1.25;
  struct judgement j = judge(&before, &after);
  assert_int_equal(j.of[VERDICT_REGRESSED], 1);
  assert_int_equal(j.of[VERDICT_SAME], CELLS - 1);
  const struct judged *c = &j.cell[0];
  assert_string_equal(c->before->optimizer, "sgd");
  /* But for what the budget cuts off; the first evaluation does not dilute it. */
  if (!(c->ratio > 1.2 && c->ratio < 1.25 + 1e-12)) fail_msg("%g", c->ratio);
  assert_true(c->interval.low <= c->ratio && c->ratio <= c->interval.high);
  assert_true(c->adjusted == c->p && c->p == ldexp(1, 1 - RUNS));
  judgement_free(&j);
  j = judge(&after, &before);
  assert_int_equal(j.of[VERDICT_IMPROVED], 1);
  assert_int_equal(j.of[VERDICT_REGRESSED], 0);
  judgement_free(&j);
}

/* Significant, but under the threshold. */
static void test_little_slower(void **unused)
{
  (void)unused;
  make(&before, RUNS);
  make(&after, RUNS);
  for (size_t r = 0; r < RUNS; r++)
    for (size_t k = 3; k < USUAL_TARGETS; k++) after.run[1][r].to[k] *= 1.05;
  struct judgement j = judge(&before, &after);
  assert_int_equal(j.of[VERDICT_STEADY], 1);
  assert_true(judged_cell(&j, "sgd")->p < 1e-6);
  judgement_free(&j);
}

/* The same costs, but the last target is missed where it was reached: in so many runs that it is
 * hardly chance. */
static void test_lost_successes(void **unused)
{
  (void)unused;
  for (size_t lost = 0; lost <= 8; lost++) {
    make(&before, RUNS);
    make(&after, RUNS);
    for (size_t r = 0; r < RUNS; r++) {
      struct run_result *run = &after.run[0][r];
      run->to[10] += 1; /* a significant but tiny change for the worse */
      if (r >= lost) continue;
      run->outcome = OUTCOME_STALLED;
      run->to[USUAL_TARGETS - 1] = INFINITY;
      run->error = 1.2e-8;
    }
    struct judgement j = judge(&before, &after);
    const struct judged *c = judged_cell(&j, "adam");
    assert_int_equal(c->successes_before - c->successes_after, lost);
    assert_true(c->ratio < 1.1);
    assert_int_equal(c->verdict, lost >= 7 ? VERDICT_REGRESSED : VERDICT_STEADY);
    judgement_free(&j);
  }
}

/* No target is reached: best f decides. */
static void test_by_error(void **unused)
{
  (void)unused;
  make(&before, RUNS);
  make(&after, RUNS);
  for (size_t r = 0; r < RUNS; r++) {
    for (size_t k = 0; k < USUAL_TARGETS; k++)
      before.run[3][r].to[k] = after.run[3][r].to[k] = INFINITY;
    before.run[3][r].outcome = after.run[3][r].outcome = OUTCOME_BUDGET;
    before.run[3][r].error = 1000 + (double)r;
    after.run[3][r].error = 2 * (1000 + (double)r);
  }
  struct judgement j = judge(&before, &after);
  const struct judged *c = judged_cell(&j, "random");
  assert_true(c->by_error);
  assert_true(fabs(c->ratio - 2) < 1e-12);
  assert_int_equal(c->verdict, VERDICT_REGRESSED);
  judgement_free(&j);
}

/* The budget stands in for what is not reached; between equal costs best f decides. */
static void test_unreached(void **unused)
{
  (void)unused;
  make(&before, RUNS);
  make(&after, RUNS);
  for (size_t r = 0; r < RUNS; r++) {
    for (size_t k = 0; k < USUAL_TARGETS; k++) {
      before.run[0][r].to[k] = 100;
      after.run[0][r].to[k] = INFINITY;
    }
    after.run[1][r].error = before.run[1][r].error = 2e-3;
    after.run[1][r].error *= 1.5;
  }
  struct judgement j = judge(&before, &after);
  /* A hundred times, of which ten count. */
  assert_true(fabs(judged_cell(&j, "adam")->ratio - 10) < 1e-9);
  assert_int_equal(judged_cell(&j, "adam")->verdict, VERDICT_REGRESSED);
  const struct judged *c = judged_cell(&j, "sgd");
  assert_true(c->ratio == 1 && c->p == ldexp(1, 1 - RUNS));
  assert_int_equal(c->verdict, VERDICT_STEADY);
  judgement_free(&j);
}

static void test_not_judged(void **unused)
{
  (void)unused;
  make(&before, RUNS);
  make(&after, RUNS);
  after.cell[0].problem[3] = 'f';
  after.cell[1].optimizer = (char *)(uintptr_t) "momentum";
  struct judgement j = judge(&before, &after);
  assert_int_equal(judged_cell(&j, "adam")->verdict, VERDICT_REDEFINED);
  assert_int_equal(judged_cell(&j, "sgd")->verdict, VERDICT_MISSING);
  assert_int_equal(judged_cell(&j, "momentum")->verdict, VERDICT_NEW);
  assert_false(judgement_complete(&j));
  judgement_free(&j);
  for (size_t runs = 14; runs <= 15; runs++) {
    make(&before, runs);
    make(&after, runs);
    for (size_t r = 0; r < runs; r++) after.run[2][r].to[20] *= 9;
    j = judge(&before, &after);
    assert_int_equal(j.of[VERDICT_TOO_FEW], runs < 15);
    judgement_free(&j);
  }
}

/* 15 pairs cannot be significant among so many tests. */
static void test_cannot_fire(void **unused)
{
  (void)unused;
  make(&before, 15);
  make(&after, 15);
  for (size_t i = 0; i < CELLS; i++)
    for (size_t r = 0; r < 15; r++)
      for (size_t k = 3; k < USUAL_TARGETS; k++) after.run[i][r].to[k] *= 2;
  struct gate_rule strict = {.threshold = 1.1, .level = 1e-4};
  struct judgement j;
  struct error err;
  assert_int_equal(gate_judge(&before.set, &after.set, &strict, &j, &err), STATUS_OK);
  assert_int_equal(j.of[VERDICT_TOO_FEW], CELLS);
  assert_false(judgement_complete(&j));
  judgement_free(&j);
}

/* A fault that shows from 8 of 25 starts only cannot be significant; it must not pass either. */
static void test_few_differ(void **unused)
{
  (void)unused;
  make(&before, 25);
  make(&after, 25);
  for (size_t r = 0; r < 8; r++) {
    for (size_t k = 0; k < USUAL_TARGETS; k++) after.run[0][r].to[k] = INFINITY;
    after.run[0][r].outcome = OUTCOME_BUDGET;
    after.run[0][r].error = 1e3;
  }
  struct judgement j = judge(&before, &after);
  assert_int_equal(j.of[VERDICT_TOO_FEW], 1);
  assert_int_equal(j.of[VERDICT_REGRESSED], 0);
  assert_false(judgement_complete(&j));
  judgement_free(&j);
}

/* One pair at a target does not hide what became of the others. */
static void test_few_reach(void **unused)
{
  (void)unused;
  make(&before, 25);
  make(&after, 25);
  for (size_t r = 0; r < 25; r++) {
    for (size_t k = r ? 0 : 1; k < USUAL_TARGETS; k++)
      before.run[0][r].to[k] = after.run[0][r].to[k] = INFINITY;
    before.run[0][r].outcome = after.run[0][r].outcome = OUTCOME_BUDGET;
    before.run[0][r].error = 200 + (double)r;
    after.run[0][r].error = 100 * before.run[0][r].error;
  }
  struct judgement j = judge(&before, &after);
  assert_int_equal(j.of[VERDICT_REGRESSED], 1);
  assert_true(j.cell[0].by_error && j.cell[0].ratio > 99 && j.cell[0].ratio < 101);
  judgement_free(&j);
}

static void test_unlike(void **unused)
{
  (void)unused;
  struct judgement j;
  struct error err;
  make(&before, 25);
  make(&after, 25);
  after.set.campaign.gradient_cost = before.set.campaign.gradient_cost + 1;
  assert_int_equal(gate_judge(&before.set, &after.set, &gate_rule_default, &j, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "another gradient-cost"));
  make(&after, 25);
  after.set.campaign.budget.amount *= 2;
  assert_int_equal(gate_judge(&before.set, &after.set, &gate_rule_default, &j, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "another budget"));
}

static void test_plant(void **unused)
{
  (void)unused;
  make(&before, RUNS);
  make(&after, RUNS);
  plant_slowdown(&after.set, &after.cell[2], 1.3);
  for (size_t r = 0; r < RUNS; r++)
    for (size_t k = 0; k < USUAL_TARGETS; k++) {
      double was = before.run[2][r].to[k], is = after.run[2][r].to[k];
      double wanted = was <= 2 ? was : ceil(was * 1.3);
      assert_true(is == (wanted > 10000 ? INFINITY : wanted));
    }
  struct judgement j = judge(&before, &after);
  assert_int_equal(j.of[VERDICT_REGRESSED], 1);
  assert_string_equal(j.cell[0].before->optimizer, labels[2]);
  judgement_free(&j);
}

/* What a baseline holds is what was put into it. */
static void test_baseline(void **unused)
{
  (void)unused;
  char folder[] = "/tmp/optbench-gate-XXXXXX", path[PATH_SIZE];
  struct libraries libraries = {.figures = figure_names};
  struct results_set read;
  struct error err = {0};
  size_t size;
  assert_non_null(mkdtemp(folder));
  assert_int_equal(levels_pick(NULL, &libraries, &err), STATUS_OK);
  make(&before, RUNS);
  struct campaign *c = &before.set.campaign;
  snprintf(c->name, sizeof c->name, "made");
  c->runs = RUNS;
  assert_int_equal(campaign_set_functions(&libraries, c, "rosenbrock", &err), STATUS_OK);
  assert_int_equal(campaign_set_optimizers(&libraries, c, "adam,sgd", &err), STATUS_OK);
  assert_int_equal(campaign_set_dims(c, "2", &err), STATUS_OK);
  assert_int_equal(campaign_set_instances(c, "0", &err), STATUS_OK);
  if (baseline_write(&before.set, folder, &size, &err)) fail_msg("%s", err.text);
  if (results_read(&libraries, folder, &read, &err)) fail_msg("%s", err.text);
  struct judgement j;
  assert_int_equal(gate_judge(&before.set, &read, &gate_rule_default, &j, &err), STATUS_OK);
  assert_int_equal(j.of[VERDICT_SAME], CELLS);
  judgement_free(&j);
  results_set_free(&read);
  campaign_free(c);
  static const char *const names[] = {"campaign.ini", "runs.csv", "targets.csv"};
  for (size_t i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    unlink(path);
  }
  rmdir(folder);
}

/* Costs before errors, each in order, whatever their size; NaN last; equal ones tie. */
static void test_rank(void **state)
{
  (void)state;
  static const double costs[] = {1, 2, 1e6, 1e6 + 1, 1e15, 1e15 + 1, 9e16};
  static const double errors[] = {0, 5e-324, 1e-300,   1e-8, 1.0000000000000002e-8,
                                  1, 1e300,  INFINITY, NAN};
  double last = -INFINITY;
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
    double to[4] = {0};
    struct run_result run = {.error = NAN, .to = to};
    run.to[3] = costs[i];
    assert_true(run_rank(&run, 3) > last);
    last = run_rank(&run, 3);
  }
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
    double to[4] = {0};
    struct run_result run = {.error = errors[i], .to = to};
    run.to[3] = INFINITY;
    run.to[2] = 1;
    assert_true(run_rank(&run, 3) > last || (isnan(errors[i]) && isinf(last)));
    assert_true(run_rank(&run, 3) == run_rank(&run, NO_TARGET));
    last = run_rank(&run, 3);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rank),           cmocka_unit_test(test_same),
      cmocka_unit_test(test_slower),         cmocka_unit_test(test_little_slower),
      cmocka_unit_test(test_lost_successes), cmocka_unit_test(test_by_error),
      cmocka_unit_test(test_unreached),      cmocka_unit_test(test_not_judged),
      cmocka_unit_test(test_cannot_fire),    cmocka_unit_test(test_few_differ),
      cmocka_unit_test(test_few_reach),      cmocka_unit_test(test_unlike),
      cmocka_unit_test(test_plant),          cmocka_unit_test(test_baseline),
  };
  return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
