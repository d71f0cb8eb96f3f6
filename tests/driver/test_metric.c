/* test_metric.c -- the metric of a trajectory against a plain loop over the rows of its trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/data/store.h"
#include "bench/driver/repetition.h"
#include "bench/plan/levels.h"
#include "bench/plan/tasks.h"

static const char *const no_figures[] = {NULL};
static struct libraries libraries = {.figures = no_figures};

static int set_up(void **state)
{
  (void)state;
  struct error err;
  libraries.data = data_store_new();
  return libraries.data ? levels_pick(NULL, &libraries, &err) : -1;
}

static int tear_down(void **state)
{
  (void)state;
  data_store_free(libraries.data);
  return 0;
}

struct row {
  double cost, f;
};
enum { ROWS_MOST = 1 << 15 };
struct trial {
  struct run_record record;
  struct row row[ROWS_MOST]; /* the last may be where it stands at its end, at no cost */
  size_t rows;
  double budget, minimum;
};

static void append(void *context, const char *bytes, size_t size)
{
  fwrite(bytes, 1, size, context);
}

static void read_rows(struct trial *t, struct text *text)
{
  char *bytes = NULL;
  size_t size;
  struct error err;
  FILE *out = open_memstream(&bytes, &size);
  assert_non_null(out);
  assert_int_equal(text_each(text, append, out, &err), STATUS_OK);
  fclose(out);
  for (char *line = strtok(bytes, "\n"); line; line = strtok(NULL, "\n")) {
    assert_true(t->rows < ROWS_MOST);
    struct row *r = &t->row[t->rows++];
    const char *at = line;
    for (int column = 0; column < 4; column++) at = strchr(at, ',') + 1;
    r->cost = strtod(at, NULL);
    r->f = strtod(strchr(at, ',') + 1, NULL);
  }
  free(bytes);
}

static void set(struct campaign *c, const char *key, const char *value)
{
  struct error err = {0};
  if (campaign_set(&libraries, c, key, value, &err)) fail_msg("%s", err.text);
}

static void run(const char *optimizer, const char *function, const char *dims, const char *budget,
                const char *metric, const char *start, bool restarts, struct trial *t)
{
  struct campaign c = {0};
  struct error err = {0};
  assert_int_equal(campaign_defaults(&libraries, &c, "trial", &err), STATUS_OK);
  set(&c, "functions", function);
  set(&c, "optimizers", optimizer);
  set(&c, "dimensions", dims);
  set(&c, "budget", budget);
  set(&c, "metric", metric);
  set(&c, "start", start);
  set(&c, "instances", "0");
  set(&c, "trace", "every");
  set(&c, "restarts", restarts ? "yes" : "no");
  struct tasks tasks;
  if (campaign_validate(&libraries, &c, &err) || tasks_make(&libraries, &c, &tasks, &err))
    fail_msg("%s", err.text);
  const struct task *task = &tasks.task[0];
  double *x = calloc(3 * task->problem->dim, sizeof *x);
  atomic_bool halt = false;
  struct run_setup setup = repetition_setup(&c, task->problem, &task->cell, &task->method, 0, x);
  setup.halt = &halt;
  setup.confusion = false;
  struct run_workspace workspace = {0};
  struct text text = {0};
  *t = (struct trial){.budget = setup.budget, .minimum = task->problem->minimum};
  if (run_once(&setup, &workspace, &text, &t->record, &err)) fail_msg("%s", err.text);
  read_rows(t, &text);
  assert_true(run_height(&t->record) == t->record.metric || !strcmp(metric, "none"));
  text_free(&text);
  run_workspace_free(&workspace);
  free(x);
  tasks_free(&tasks);
  campaign_free(&c);
}

static double worth(double v, double first, bool log)
{
  if (!isfinite(v)) return log ? 6 : 1e3;
  if (log) return log10(fmin(fmax(v, 1e-12), 1e6));
  if (first <= 0) return v <= 0 ? 0 : 1e3;
  return fmin(v / first, 1e3);
}

/* The mean over all that the budget buys. */
static double by_hand(const struct trial *t, bool log)
{
  double minimum = isnan(t->minimum) ? 0 : t->minimum, spent = 0, sum = 0;
  double first = t->row[0].f - minimum;
  for (size_t k = 0; k < t->rows; k++) {
    sum += (t->row[k].cost - spent) * worth(t->row[k].f - minimum, first, log);
    spent = t->row[k].cost;
  }
  double last = t->record.outcome == OUTCOME_DIVERGED ? INFINITY : t->record.final_f - minimum;
  return (sum + (t->budget - spent) * worth(last, first, log)) / t->budget;
}

static void check(const struct trial *t, bool log)
{
  double expected = by_hand(t, log);
  assert_true(isfinite(t->record.metric));
  if (fabs(t->record.metric - expected) > 1e-14 * fmax(1, fabs(expected)))
    fail_msg("%.17g is not %.17g", t->record.metric, expected);
}

static void is_mean_over_trace(void **state)
{
  (void)state;
  static const char *const optimizers[] = {"momentum:rate=3.58,momentum=0.879", "adam:rate=0.1",
                                           "es", "random", "adam@central"};
  static struct trial t;
  for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++)
    for (int log = 0; log < 2; log++) {
      run(optimizers[i], "loguniform", "5", "402", log ? "log" : "ratio", "random", false, &t);
      assert_true(t.rows > 5);
      check(&t, log);
      run(optimizers[i], "rosenbrock:noise=0.1", "2", "403", log ? "log" : "ratio", "random", false,
          &t);
      check(&t, log);
    }
}

/* 201 evaluations of value and gradient: the plain mean of the values before steps 0 ... 200. */
static void gradients_give_plain_mean(void **state)
{
  (void)state;
  static struct trial t;
  run("momentum:rate=3.58,momentum=0.879", "loguniform", "5", "402", "ratio", "random", false, &t);
  assert_int_equal(t.rows, 202);
  double sum = 0;
  for (size_t k = 0; k <= 200; k++) sum += t.row[k].f / t.row[0].f;
  assert_true(t.record.metric == sum / 201);
}

/* A point that is given up early counts for the rest of the budget. */
static void goes_on_with_the_last_value(void **state)
{
  (void)state;
  static struct trial t;
  for (int log = 0; log < 2; log++) {
    run("sgd:rate=0.5", "quadratic:condition=1", "3", "10k", log ? "log" : "ratio", "random", false,
        &t);
    assert_true(t.record.outcome != OUTCOME_BUDGET && t.row[t.rows - 1].cost < 1000);
    check(&t, log);
    run("adam", "step", "3", "10k", log ? "log" : "ratio", "random", false, &t);
    assert_true(t.record.outcome == OUTCOME_STALLED);
    check(&t, log);
    run("adam", "step", "3", "10k", log ? "log" : "ratio", "random", true, &t);
    assert_true(t.record.restarts > 0 && t.record.outcome == OUTCOME_BUDGET);
    check(&t, log);
  }
}

/* Newton's method tries the minimum, at a cost of 1, from the start: it stands there until it has
 * taken the value and, for 4 more, the derivatives. */
static void step_of_several_queries_weighs_its_beginning(void **state)
{
  (void)state;
  static struct trial t;
  run("newton", "quadratic", "3", "10k", "ratio", "random", false, &t);
  assert_true(t.row[0].cost == 5 && t.row[1].cost == 10 && t.row[1].f < 1e-20);
  assert_true(fabs(t.record.metric - 10 / 1e4) < 1e-17);
}

/* With a metric, no target ends a run. */
static void has_no_target(void **state)
{
  (void)state;
  static struct trial t;
  run("adam:rate=0.1", "quadratic", "2", "4k", "none", "random", false, &t);
  assert_true(t.record.outcome == OUTCOME_TARGET && isnan(t.record.metric));
  assert_true(run_height(&t.record) == t.record.error);
  run("adam:rate=0.1", "quadratic", "2", "4k", "log", "random", false, &t);
  assert_true(t.record.outcome != OUTCOME_TARGET && t.record.error <= 1e-8);
  check(&t, true);
}

static void diverged_counts_as_worst(void **state)
{
  (void)state;
  static struct trial t;
  for (int log = 0; log < 2; log++) {
    run("sgd:rate=10", "rosenbrock", "2", "402", log ? "log" : "ratio", "random", false, &t);
    assert_true(t.record.outcome == OUTCOME_DIVERGED && t.row[t.rows - 1].cost < 100);
    check(&t, log);
    assert_true(t.record.metric > (log ? 5 : 900));
    assert_true(t.record.metric < (log ? 6 : 1e3));
  }
}

static void starts_at_minimum(void **state)
{
  (void)state;
  static struct trial t;
  run("local", "quadratic:condition=1", "2", "100", "ratio", "0,0", false, &t);
  assert_true(t.record.final_f == 0 && t.record.metric == 0);
  run("momentum", "quadratic:condition=1", "2", "4k", "ratio", "0,0", false, &t);
  assert_true(t.record.metric == 0);
  run("local", "quadratic:condition=1", "2", "100", "log", "0,0", false, &t);
  assert_true(t.record.metric == -12);
  run("random", "quadratic:condition=1", "2", "100", "ratio", "0,0", false, &t);
  check(&t, false);
  assert_true(t.record.metric > 0);
}

static void unknown_minimum_takes_f(void **state)
{
  (void)state;
  static struct trial t;
  for (int log = 0; log < 2; log++) {
    run("adam:rate=0.01", "logistic", "auto", "402", log ? "log" : "ratio", "random", false, &t);
    assert_true(isnan(t.minimum));
    check(&t, log);
  }
}

static void refuse(const char *function, const char *key, const char *value, const char *text)
{
  struct campaign c = {0};
  struct error err = {0};
  struct tasks tasks;
  assert_int_equal(campaign_defaults(&libraries, &c, "trial", &err), STATUS_OK);
  set(&c, "functions", function);
  set(&c, "optimizers", "adam");
  set(&c, "dimensions", "auto");
  set(&c, "metric", "log");
  set(&c, key, value);
  int status = campaign_validate(&libraries, &c, &err);
  if (!status) {
    status = tasks_make(&libraries, &c, &tasks, &err);
    if (!status) tasks_free(&tasks);
  }
  assert_int_equal(status, STATUS_USAGE);
  assert_non_null(strstr(err.text, text));
  campaign_free(&c);
}

static void refuses_what_it_cannot_tell(void **state)
{
  (void)state;
  refuse("logistic:batch=16", "runs", "1", "metric: logistic:batch=16");
  refuse("logistic:judge=validation_loss,validation=0.1", "runs", "1", "without batch and judge");
  refuse("logistic", "until-successes", "3", "metric = log none ends there");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(is_mean_over_trace),
      cmocka_unit_test(gradients_give_plain_mean),
      cmocka_unit_test(goes_on_with_the_last_value),
      cmocka_unit_test(step_of_several_queries_weighs_its_beginning),
      cmocka_unit_test(has_no_target),
      cmocka_unit_test(diverged_counts_as_worst),
      cmocka_unit_test(starts_at_minimum),
      cmocka_unit_test(unknown_minimum_takes_f),
      cmocka_unit_test(refuses_what_it_cannot_tell),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
