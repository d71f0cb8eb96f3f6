/* test_limits.c -- runs that end after so many steps, or when f falls no more: against the same
 * runs without an end, step by step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/figures/figures.h"
#include "bench/plan/levels.h"
#include "bench/plan/tasks.h"

static struct libraries libraries = {.figures = figure_names};

static int set_up(void **state)
{
  struct error err;
  (void)state;
  return levels_pick(NULL, &libraries, &err);
}

/* Settings, KEY=VALUE with a ';' behind each, on top of what one repetition of f in 2 dimensions
 * has. The run's record; with `best`, the lowest f after each of its steps. */
static struct run_record run(const char *f, const char *optimizer, const char *settings,
                             double *best)
{
  struct campaign c = {0};
  struct error err = {0};
  struct tasks tasks;
  struct run_record record;
  struct run_workspace workspace = {0};
  struct text text = {0};
  atomic_bool halt = false;
  double *start;
  char list[500], *rest = list;
  snprintf(list, sizeof list, "target=none;trace=%s;functions=%s;optimizers=%s;%s",
           best ? "every" : "none", f, optimizer, settings);
  if (campaign_defaults(&libraries, &c, "limits", &err)) fail_msg("%s", err.text);
  for (char *item; (item = strtok_r(rest, ";", &rest));) {
    char *value = strchr(item, '=');
    *value++ = '\0';
    if (campaign_set(&libraries, &c, item, value, &err)) fail_msg("%s", err.text);
  }
  if (campaign_validate(&libraries, &c, &err) || tasks_make(&libraries, &c, &tasks, &err))
    fail_msg("%s", err.text);
  const struct task *task = &tasks.task[0];
  start = malloc(3 * task->cell.dim * sizeof *start);
  assert_non_null(start);
  struct run_setup setup =
      repetition_setup(&c, task->problem, &task->cell, &task->method, 0, start);
  setup.halt = &halt;
  if (run_once(&setup, &workspace, &text, &record, &err)) fail_msg("%s", err.text);
  if (best) {
    char *rows = malloc(text_length(&text) + 1), *at = rows;
    assert_non_null(rows);
    assert_null(text.overflow);
    memcpy(rows, text.bytes, text_length(&text));
    rows[text_length(&text)] = '\0';
    for (size_t i = 0; i < (size_t)record.steps; i++, at++) {
      for (size_t column = 0; column < 6; column++) at = strchr(at, ',') + 1;
      best[i] = strtod(at, NULL);
      at = strchr(at, '\n');
    }
    free(rows);
  }
  text_free(&text);
  run_workspace_free(&workspace);
  free(start);
  tasks_free(&tasks);
  campaign_free(&c);
  return record;
}

static const char *const optimizers[] = {"sgd",   "adam:rate=0.1", "cmaes", "nelder-mead",
                                         "local", "bfgs",          "de",    "adam@es"};
enum { OPTIMIZERS = sizeof optimizers / sizeof *optimizers };

static void test_steps(void **state)
{
  (void)state;
  for (size_t i = 0; i < OPTIMIZERS; i++) {
    struct run_record r = run("rosenbrock", optimizers[i], "budget=17 steps;", NULL);
    assert_string_equal(outcome_names[r.outcome], "budget");
    assert_true(r.steps == 17);
    r = run("rosenbrock", optimizers[i], "budget=1 generation;", NULL);
    assert_true(r.steps == 1);
  }
  /* What is spent first. */
  struct run_record r = run("rosenbrock", "sgd", "budget=20, 17 steps;", NULL);
  assert_true(r.steps == 10 && r.counts.values == 10);
  r = run("rosenbrock", "sgd", "budget=40, 17 steps;", NULL);
  assert_true(r.steps == 17);
  r = run("rosenbrock", "sgd", "budget=3: 5, 2: 6 steps, 50 steps, 1k;", NULL);
  assert_true(r.steps == 6);
  r = run("rosenbrock", "sgd", "dimensions=3;budget=3: 5, 2: 6 steps, 50 steps, 1k;", NULL);
  assert_true(r.counts.values == 2);
  r = run("quadratic:condition=1", "sgd:rate=0.25", "budget=50 steps;target=1e-8;", NULL);
  assert_string_equal(outcome_names[r.outcome], "target");
  /* Of all searches of a run together. */
  r = run("step", "sgd", "budget=10k, 500 steps;restarts=yes;", NULL);
  assert_string_equal(outcome_names[r.outcome], "budget");
  assert_true(r.steps == 500 && r.restarts == 2);
}

/* A schedule ends with the steps, as it does with the cost. */
static void test_schedule(void **state)
{
  (void)state;
  static const char sgd[] = "sgd:rate=0.001,schedule=cosine";
  struct run_record cost = run("rosenbrock", sgd, "budget=80;", NULL);
  struct run_record steps = run("rosenbrock", sgd, "budget=40 steps;", NULL);
  struct run_record longer = run("rosenbrock", sgd, "budget=200;", NULL);
  assert_true(cost.steps == 40 && steps.steps == 40);
  assert_true(cost.final_f == steps.final_f);
  assert_true(cost.final_f != longer.final_f);
}

/* The first step after which the lowest f fell by no more than so much in so many steps. */
static size_t flat_from(const double *best, size_t steps, double tolerance, size_t window)
{
  for (size_t k = window; k < steps; k++)
    if (best[k - window] - best[k] <= tolerance) return k + 1;
  return steps;
}

static void test_tolerance(void **state)
{
  (void)state;
  static const struct {
    double tolerance;
    size_t window;
  } cases[] = {{1e-2, 1}, {1e-3, 5}, {1e-6, 40}, {0, 30}, {0.1, 100}};
  static double best[6000];
  size_t ended = 0;
  for (size_t i = 0; i < OPTIMIZERS; i++) {
    struct run_record whole = run("rosenbrock", optimizers[i], "budget=6k;", best);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
      char settings[100];
      snprintf(settings, sizeof settings, "budget=6k;tolerance=%g over %zu steps;",
               cases[k].tolerance, cases[k].window);
      size_t expected = flat_from(best, (size_t)whole.steps, cases[k].tolerance, cases[k].window);
      struct run_record r = run("rosenbrock", optimizers[i], settings, NULL);
      assert_true(r.steps == (double)expected);
      if (r.steps == whole.steps) continue;
      assert_string_equal(outcome_names[r.outcome], "tolerance");
      assert_true(r.best_f == best[expected - 1]);
      ended++;
    }
  }
  assert_in_range(ended, OPTIMIZERS * 5 / 2, OPTIMIZERS * 5);
}

/* Each search is judged by its own lowest f, and counts among what ended those of a run. */
static void test_searches(void **state)
{
  (void)state;
  struct run_record r =
      run("step", "sgd", "budget=2k;restarts=yes;tolerance=0 over 9 generations;", NULL);
  assert_string_equal(outcome_names[r.outcome], "budget");
  assert_true(r.restarts == 100 && r.steps == 1000);
  r = run("step", "cmaes:restart=ipop", "budget=20k;restarts=yes;tolerance=0 over 9 steps;", NULL);
  assert_true(r.restarts > 10 && r.stops[ASK_TOLERANCE] == r.restarts);
  r = run("step", "cmaes:restart=ipop", "budget=20k;tolerance=0 over 9 steps;", NULL);
  assert_string_equal(outcome_names[r.outcome], "tolerance");
  assert_true(r.stops[ASK_TOLERANCE] == 1);
  r = run("step", "sgd", "budget=2k;", NULL);
  assert_string_equal(outcome_names[r.outcome], "stalled");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_steps),
      cmocka_unit_test(test_schedule),
      cmocka_unit_test(test_tolerance),
      cmocka_unit_test(test_searches),
  };
  return cmocka_run_group_tests_name("limits", tests, set_up, NULL);
}
