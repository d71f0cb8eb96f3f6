/* test_run.c -- the loop of one run, with an optimizer and a function made for the purpose:
 * counting, budget, targets, outcomes and trace rows, and all of it at once against a plain
 * simulation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/driver/run.h"
#include "bench/driver/trace.h"

enum { POINTS = 4096, DIM = 2 };

/* The function: point number n of a run has the n-th value of a table. What it saw is kept. */
struct table {
  double truth[POINTS], noise[POINTS];
  size_t evaluated;              /* points, without those at the mean */
  size_t at_mean;                /* evaluations where the optimizer stands, for the trace */
  size_t batches, batch[POINTS]; /* sizes */
  uint64_t key, index[POINTS];
};
static struct table table;

/* The optimizer asks for the points (0, b), (1, b), (2, b), ... in batches b = 0, 1, .... Its mean
 * is
 * (-1, number of tells) with the true value 1000 + tells, or the point that it asks for. */
struct plan {
  size_t batch;
  bool gradient, iterate; /* iterate: it stands where it asks */
  size_t tells;           /* and then no more */
  enum ask end;
  atomic_bool *halt; /* is set in the tell number stop_after */
  size_t stop_after;
  bool no_memory;
};
struct toy {
  struct plan plan;
  size_t asked, told;
  double *x, mean[DIM];
};
static size_t told, live;
static double told_f[POINTS];
static size_t told_points;
static struct setup seen;
static double seen_start[DIM];
static size_t life;          /* optimizers made in the run */
static double lives[POINTS]; /* the budgets that they were told */

static void *toy_alloc(const struct setup *setup, const void *config)
{
  const struct plan *plan = config;
  if (plan->no_memory) return NULL;
  struct toy *t = calloc(1, sizeof *t);
  assert_non_null(t);
  t->plan = *plan;
  t->x = calloc(plan->batch * DIM, sizeof *t->x);
  assert_non_null(t->x);
  t->mean[0] = -1;
  t->asked = table.evaluated; /* one that begins again goes on in the table */
  lives[life++] = setup->budget;
  seen = *setup;
  memcpy(seen_start, setup->start, sizeof seen_start);
  live++;
  return t;
}

static enum ask toy_ask(void *state, struct query *query)
{
  struct toy *t = state;
  if (t->told == t->plan.tells) return t->plan.end;
  for (size_t k = 0; k < t->plan.batch; k++) {
    t->x[k * DIM] = (double)(t->asked + k);
    t->x[k * DIM + 1] = (double)told;
  }
  t->asked += t->plan.batch;
  *query = (struct query){.x = t->x, .count = t->plan.batch, .want_gradient = t->plan.gradient};
  return ASK_EVALUATE;
}

static void toy_tell(void *state, const struct answer *answer)
{
  struct toy *t = state;
  assert_true((answer->gradient != NULL) == t->plan.gradient);
  for (size_t k = 0; k < t->plan.batch; k++) {
    assert_true(isfinite(answer->f[k]));
    told_f[told_points++] = answer->f[k];
    if (t->plan.gradient) assert_true(answer->gradient[k * DIM + 1] == answer->f[k] / 2);
  }
  told++;
  t->told++;
  t->mean[1] = (double)told;
  if (t->plan.halt && told == t->plan.stop_after) atomic_store(t->plan.halt, true);
}

static const double *toy_incumbent(const void *state)
{
  const struct toy *t = state;
  return t->plan.iterate ? t->x : t->mean;
}

static const char *const toy_names[] = {"asked", "told", NULL};
static void toy_diagnose(const void *state, double *values)
{
  const struct toy *t = state;
  values[0] = (double)t->asked;
  values[1] = (double)told;
}

static void toy_free(void *state)
{
  struct toy *t = state;
  free(t->x);
  free(t);
  live--;
}

static const struct optimizer_type toy_type = {
    .name = "toy",
    .alloc = toy_alloc,
    .ask = toy_ask,
    .tell = toy_tell,
    .incumbent = toy_incumbent,
    .diagnostics = toy_names,
    .diagnose = toy_diagnose,
    .free = toy_free,
};

static double truth_at(const double *x)
{
  return x[0] < 0 ? 1000 + x[1] : table.truth[(size_t)x[0]];
}

static void toy_evaluate(const struct problem *problem, const struct batch *batch)
{
  bool stochastic = problem->traits & STOCHASTIC, mean = batch->x[0] < 0;
  assert_true(batch->count > 0);
  /* An iterate that is looked at once more is no new point. */
  bool again = !mean && (size_t)batch->x[0] < table.evaluated;
  for (size_t k = 0; k < batch->count; k++) {
    const double *x = batch->x + k * DIM;
    double truth = truth_at(x);
    batch->f[k] = stochastic && !mean ? truth + table.noise[(size_t)x[0]] : truth;
    if (stochastic && batch->truth) batch->truth[k] = truth;
    for (size_t i = 0; i < DIM && batch->gradient; i++)
      batch->gradient[k * DIM + i] = batch->f[k] / (double)(i + 1);
    batch->scratch[k] = 7;
  }
  if (mean || again) {
    table.at_mean++;
    return;
  }
  assert_int_equal(batch->x[0], table.evaluated);
  table.index[table.batches] = batch->index;
  table.key = batch->stream.key;
  table.batch[table.batches++] = batch->count;
  table.evaluated += batch->count;
}

static size_t toy_scratch(const struct problem *problem, size_t count)
{
  (void)problem;
  return count;
}

/* One run of the plan. */
struct bench {
  struct plan plan;
  struct problem problem;
  struct run_setup setup;
  struct method method;
  struct run_workspace workspace;
  struct run_record record;
  struct text trace;
  atomic_bool halt;
  struct error err;
};

static double low[DIM] = {-1, -2}, high[DIM] = {3, 4}, start[DIM] = {0.5, 0.25};

static void bench_make(struct bench *b)
{
  memset(b, 0, sizeof *b);
  memset(&table, 0, sizeof table);
  for (size_t i = 0; i < POINTS; i++) table.truth[i] = 500 + (double)(i % 7);
  b->plan = (struct plan){.batch = 1, .tells = SIZE_MAX, .end = ASK_CONVERGED};
  b->problem = (struct problem){
      .dim = DIM, .low = low, .high = high, .evaluate = toy_evaluate, .scratch = toy_scratch};
  b->setup = (struct run_setup){
      .budget = 10,
      .gradient_cost = 1,
      .targets.aim = -INFINITY,
      .trace = TRACE_NONE,
      .start = start,
      .search = {11},
      .noise = {22},
  };
  targets_choose(NULL, 0, false, -1, &b->setup.targets);
}

static int bench_try(struct bench *b)
{
  told = told_points = life = 0;
  table.evaluated = table.at_mean = table.batches = 0;
  b->method = (struct method){.type = &toy_type, .parts = {&b->plan}, .diagnostics = toy_names};
  b->setup.problem = &b->problem;
  b->setup.method = &b->method;
  b->setup.halt = &b->halt;
  text_clear(&b->trace);
  int status = run_once(&b->setup, &b->workspace, &b->trace, &b->record, &b->err);
  assert_int_equal(live, 0);
  return status;
}

static void bench_run(struct bench *b) { assert_int_equal(bench_try(b), STATUS_OK); }

static void bench_free(struct bench *b)
{
  run_workspace_free(&b->workspace);
  text_free(&b->trace);
}

static void check(const struct bench *b, enum outcome outcome, double steps, double values,
                  double gradients)
{
  assert_string_equal(outcome_names[b->record.outcome], outcome_names[outcome]);
  assert_true(b->record.steps == steps);
  assert_true(b->record.counts.values == values);
  assert_true(b->record.counts.gradients == gradients);
}

/* A row of the trace. */
struct row {
  double repetition, step, values, gradients, cost, f, best_f, error, asked, told, x[DIM];
};

static size_t rows(struct bench *b, struct row *row, size_t room)
{
  size_t count = 0;
  assert_non_null(text_reserve(&b->trace, 1, &b->err));
  b->trace.bytes[b->trace.used] = '\0';
  for (char *at = b->trace.bytes; *at;) {
    double *field = &row[count].repetition;
    size_t fields = b->setup.trace_x ? 10 + DIM : 10;
    assert_true(count < room);
    for (size_t i = 0; i < fields; i++) {
      char *end;
      field[i] = strtod(at, &end);
      assert_ptr_not_equal(at, end);
      assert_int_equal(*end, i + 1 < fields ? ',' : '\n');
      at = end + 1;
    }
    count++;
  }
  return count;
}

static void test_counts(void **state)
{
  (void)state;
  /* gradient cost, budget, evaluations that it buys when each has a gradient */
  static const double cases[][3] = {{0, 10, 10},   {0.5, 10, 6},  {1, 10, 5},    {2, 10, 3},
                                    {1, 1, 0},     {0.1, 33, 30}, {0.1, 11, 10}, {0.2, 6, 5},
                                    {0.3, 13, 10}, {4.4, 243, 44}}; /* 45 cost 243.00000000000003 */
  struct bench b;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bench_make(&b);
    b.plan.gradient = true;
    b.setup.gradient_cost = cases[i][0];
    b.setup.budget = cases[i][1];
    bench_run(&b);
    check(&b, OUTCOME_BUDGET, cases[i][2], cases[i][2], cases[i][2]);
    assert_int_equal(table.evaluated, cases[i][2]);
    b.plan.batch = 1000; /* no difference */
    bench_run(&b);
    check(&b, OUTCOME_BUDGET, 0, cases[i][2], cases[i][2]);
    bench_free(&b);
  }
  bench_make(&b);
  bench_run(&b); /* values alone cost 1, whatever a gradient costs */
  check(&b, OUTCOME_BUDGET, 10, 10, 0);
  assert_true(run_cost((struct counts){3, 2}, 0.5) == 4);
  bench_free(&b);
}

static void test_budget_cuts_a_batch(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.plan.batch = 4;
  table.truth[9] = 60;  /* the last one that is paid for */
  table.truth[10] = 50; /* and the first that is not */
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 2, 10, 0);
  assert_int_equal(table.evaluated, 10);
  assert_int_equal(told, 2);
  assert_true(b.record.best_f == 60);
  /* Two gradients of a batch of three, then nothing: what is left does not pay for another. */
  b.plan.batch = 3;
  b.plan.gradient = true;
  b.setup.gradient_cost = 0.5;
  b.setup.budget = 8.9;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 1, 5, 5);
  assert_int_equal(told, 1);
  /* Nothing at all can be paid: where it stands is known all the same, without a charge. */
  b.plan.batch = 1;
  b.setup.gradient_cost = 1;
  b.setup.budget = 1;
  b.setup.trace = TRACE_LOG;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 0, 0, 0);
  assert_true(b.record.best_f == INFINITY && b.record.error == INFINITY);
  assert_true(b.record.final_f == 1000);
  struct row row[4];
  assert_int_equal(rows(&b, row, 4), 1);
  assert_true(row[0].cost == 0 && row[0].f == 1000 && row[0].best_f == INFINITY);
  bench_free(&b);
}

static void test_targets_inside_a_batch(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.plan.batch = 8;
  b.plan.gradient = true;
  b.setup.budget = 32;
  b.problem.minimum = 5;
  table.truth[2] = 105;       /* an error of just 100: target 0 */
  table.truth[3] = 104;       /* nothing new */
  table.truth[5] = 5 + 10.5;  /* targets 1 ... 4 */
  table.truth[9] = 5 + 1;     /* in the next batch, targets 5 ... 10 */
  table.truth[12] = 5 + 0.11; /* not yet 0.1: targets 11 ... 14 */
  bench_run(&b);
  assert_true(b.record.error == table.truth[12] - 5);
  static const double expected[] = {3, 6, 6, 6, 6, 10, 10, 10, 10, 10, 10, 13, 13, 13, 13};
  assert_int_equal(b.record.reached, sizeof expected / sizeof *expected);
  for (size_t k = 0; k < b.record.reached; k++) {
    assert_true(b.record.at[k].values == expected[k]);
    assert_true(b.record.at[k].gradients == expected[k]);
  }
  table.truth[12] = 5;
  bench_run(&b);
  assert_int_equal(b.record.reached, USUAL_TARGETS);
  assert_true(b.record.at[USUAL_TARGETS - 1].values == 13);
  for (size_t k = 1; k < USUAL_TARGETS; k++) assert_true(usual_targets[k] < usual_targets[k - 1]);
  bench_free(&b);
}

static void test_noise_does_not_flatter(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.problem.traits = STOCHASTIC;
  b.plan.batch = 5;
  b.setup.budget = 15;
  b.setup.targets.aim = 1;
  table.noise[3] = -600; /* seems lower than the minimum */
  table.truth[7] = 90;
  table.noise[7] = 5000; /* is low, but does not look it */
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 3, 15, 0);
  assert_true(b.record.best_f == 90);
  assert_int_equal(b.record.reached, 1);
  assert_true(b.record.at[0].values == 8);
  assert_true(b.record.final_f == 1003); /* the mean's true value */
  assert_true(told_f[3] == table.truth[3] - 600 && told_f[7] == 5090);
  /* Point k of a batch draws generation index + k of the run's noise. */
  assert_true(table.key == 22 && table.index[0] == 0 && table.index[1] == 5 &&
              table.index[2] == 10);
  /* Infinite noise is divergence, though the true value is finite. */
  table.noise[11] = INFINITY;
  bench_run(&b);
  check(&b, OUTCOME_DIVERGED, 2, 12, 0);
  bench_free(&b);
}

static void test_divergence(void **state)
{
  (void)state;
  static const double bad[] = {NAN, INFINITY, -INFINITY};
  struct bench b;
  for (size_t i = 0; i < 3; i++)
    for (int trace = TRACE_LOG; trace <= TRACE_NONE; trace++) {
      bench_make(&b);
      b.plan.batch = 4;
      b.setup.trace = (enum trace_mode)trace;
      b.setup.budget = 1000;
      table.truth[4] = 80;
      table.truth[5] = bad[i];
      table.truth[6] = 0; /* after the end */
      bench_run(&b);
      check(&b, OUTCOME_DIVERGED, 1, 6, 0);
      assert_int_equal(told, 1);
      assert_true(b.record.best_f == 80);
      assert_int_equal(b.record.reached, 1);
      bench_free(&b);
    }
  /* An iterate that diverges is what the run ends at. */
  bench_make(&b);
  b.plan.iterate = b.plan.gradient = true;
  b.setup.budget = 1000;
  table.truth[3] = NAN;
  bench_run(&b);
  check(&b, OUTCOME_DIVERGED, 3, 4, 4);
  assert_true(isnan(b.record.final_f) && isfinite(b.record.best_f));
  bench_free(&b);
}

static void test_outcomes(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.plan.tells = 3;
  bench_run(&b);
  check(&b, OUTCOME_CONVERGED, 3, 3, 0);
  b.plan.end = ASK_STALLED;
  bench_run(&b);
  check(&b, OUTCOME_STALLED, 3, 3, 0);
  b.plan.tells = SIZE_MAX;
  /* The target, inside a batch; just missed; and switched off. */
  b.plan.batch = 3;
  b.problem.minimum = -2;
  b.setup.targets.aim = 0.5;
  table.truth[4] = -1.5;
  bench_run(&b);
  check(&b, OUTCOME_TARGET, 1, 5, 0);
  assert_int_equal(told, 1);
  assert_true(b.record.error == 0.5);
  table.truth[4] = nextafter(-1.5, 0);
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 3, 10, 0);
  table.truth[4] = -1000; /* below what is taken for the minimum */
  b.setup.targets.aim = -INFINITY;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 3, 10, 0);
  assert_true(b.record.error == -998);
  b.setup.targets.aim = 0;
  bench_run(&b);
  check(&b, OUTCOME_TARGET, 1, 5, 0);
  /* Told to stop. */
  b.setup.targets.aim = -INFINITY;
  b.plan.halt = &b.halt;
  b.plan.stop_after = 2;
  bench_run(&b);
  assert_int_equal(b.record.outcome, OUTCOME_INTERRUPTED);
  assert_int_equal(told, 2);
  atomic_store(&b.halt, false);
  b.plan.no_memory = true;
  assert_int_equal(bench_try(&b), STATUS_NOMEM);
  assert_non_null(strstr(b.err.text, "out of memory"));
  bench_free(&b);
}

/* One that ends before it has evaluated anything is worth what the place is where it stands. */
static void test_ends_at_once(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.plan.tells = 0;
  b.plan.gradient = true;
  b.setup.trace = TRACE_LOG;
  bench_run(&b);
  check(&b, OUTCOME_CONVERGED, 0, 1, 0);
  assert_true(b.record.best_f == 1000 && b.record.error == 1000);
  struct row row[4];
  size_t count = rows(&b, row, 4);
  assert_true(row[count - 1].f == 1000 && row[count - 1].best_f == 1000);
  /* There is the target, or nothing finite. */
  b.plan.iterate = true;
  b.setup.targets.aim = 500;
  bench_run(&b);
  check(&b, OUTCOME_TARGET, 0, 1, 0);
  table.truth[0] = NAN;
  bench_run(&b);
  check(&b, OUTCOME_DIVERGED, 0, 1, 0);
  bench_free(&b);
}

static void test_setup_reaches_the_optimizer(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.setup.gradient_cost = 0.25;
  bench_run(&b);
  assert_int_equal(seen.dim, DIM);
  assert_memory_equal(seen_start, start, sizeof start);
  assert_ptr_equal(seen.low, low);
  assert_ptr_equal(seen.high, high);
  assert_true(seen.budget == 10 && seen.gradient_cost == 0.25 && seen.stream.key == 11);
  bench_free(&b);
}

static void test_trace_every(void **state)
{
  (void)state;
  struct bench b;
  struct row row[16];
  bench_make(&b);
  b.plan.batch = 4;
  b.setup.trace = TRACE_EVERY;
  b.setup.trace_x = true;
  b.setup.repetition = 9;
  table.truth[5] = 70;
  bench_run(&b);
  /* A row an ask, with the state before the tell; the third batch is cut by the budget. */
  size_t count = rows(&b, row, 16);
  assert_int_equal(count, 3);
  for (size_t i = 0; i < count; i++) {
    assert_true(row[i].repetition == 9 && row[i].step == (double)i);
    assert_true(row[i].values == (i < 2 ? 4.0 * (double)(i + 1) : 10) && row[i].gradients == 0);
    assert_true(row[i].cost == row[i].values);
    assert_true(row[i].f == 1000 + (double)i && row[i].x[0] == -1 && row[i].x[1] == (double)i);
    assert_true(row[i].best_f == (i ? 70 : 500) && row[i].error == row[i].best_f);
    assert_true(row[i].asked == 4 * (double)(i + 1) && row[i].told == (double)i);
  }
  /* Whoever ends by itself leaves a last row with where the last tell brought it. */
  b.plan.tells = 2;
  bench_run(&b);
  assert_int_equal(rows(&b, row, 16), 3);
  assert_true(row[2].step == 2 && row[2].cost == 8 && row[2].f == 1002);
  /* Values that are known are not evaluated again: here it stands where it asks. */
  b.plan.iterate = true;
  b.plan.batch = 1;
  b.plan.tells = SIZE_MAX;
  bench_run(&b);
  assert_int_equal(rows(&b, row, 16), 11);
  assert_true(row[5].f == 70 && row[4].f == table.truth[4]);
  assert_int_equal(table.at_mean, 0);
  bench_free(&b);
}

static void test_trace_log(void **state)
{
  (void)state;
  struct bench b;
  static struct row row[POINTS], small[POINTS];
  bench_make(&b);
  b.setup.trace = TRACE_LOG;
  b.setup.budget = 3000;
  for (size_t i = 0; i < POINTS; i++) table.truth[i] = 400 - 0.1 * (double)i;
  bench_run(&b);
  size_t count = rows(&b, row, POINTS), decade[4] = {0};
  for (size_t i = 0; i < count; i++) {
    assert_true(i == 0 || row[i].cost > row[i - 1].cost || (i + 1 == count && row[i].step == 3000));
    if (i < 10) assert_true(row[i].cost == (double)(i + 1));
    assert_true(row[i].best_f == table.truth[(size_t)row[i].values - 1]);
    decade[(size_t)log10(row[i].cost)]++;
  }
  assert_in_range(decade[1], 19, 26);
  assert_in_range(decade[2], 19, 21);
  assert_true(row[count - 1].cost == 3000);
  /* The same rows from batches, written in the midst of them. */
  b.plan.batch = 7;
  bench_run(&b);
  size_t other = rows(&b, small, POINTS);
  for (size_t i = 0; i < other && i + 1 < count; i++) {
    assert_true(small[i].cost == row[i].cost && small[i].best_f == row[i].best_f);
    assert_true(small[i].step == floor((small[i].cost - 1) / 7));
    assert_true(small[i].f == 1000 + small[i].step);
  }
  assert_true(small[other - 1].cost == 3000);
  /* Nor does it matter that nothing gets better. */
  for (size_t i = 0; i < POINTS; i++) table.truth[i] = 400;
  bench_run(&b);
  assert_int_equal(rows(&b, small, POINTS), other);
  for (size_t i = 0; i + 1 < count; i++) assert_true(small[i].cost == row[i].cost);
  /* At twice the cost, half of the costs are met from above. */
  b.plan.batch = 1;
  b.plan.gradient = true;
  bench_run(&b);
  other = rows(&b, small, POINTS);
  assert_true(small[0].cost == 2 && small[0].values == 1 && small[0].gradients == 1);
  for (size_t i = 0; i + 1 < other; i++) assert_true(fmod(small[i].cost, 2) == 0);
  assert_true(small[other - 1].cost == 3000 && small[other - 1].values == 1500);
  /* A run that ends on a row does not write it twice. */
  b.plan.batch = 10;
  b.plan.gradient = false;
  b.setup.targets.aim = 1;
  table.truth[4] = 0.5;
  bench_run(&b);
  check(&b, OUTCOME_TARGET, 0, 5, 0);
  other = rows(&b, small, POINTS);
  assert_int_equal(other, 5);
  /* And one that ends between two writes where it ended. */
  table.truth[4] = 300;
  table.truth[38] = 0.5;
  bench_run(&b);
  other = rows(&b, small, POINTS);
  assert_true(small[other - 1].cost == 39 && small[other - 1].best_f == 0.5);
  assert_true(small[other - 2].cost < 39);
  b.setup.trace = TRACE_NONE;
  bench_run(&b);
  assert_int_equal(rows(&b, small, POINTS), 0);
  bench_free(&b);
}

/* An optimizer that ends early begins again elsewhere, with the budget that is left. */
static void test_restarts(void **state)
{
  (void)state;
  struct bench b;
  struct row row[16];
  double room[DIM], expected[DIM];
  static double start_low[DIM] = {-4, 2}, start_high[DIM] = {-3, 6};
  bench_make(&b);
  b.problem.start_low = start_low;
  b.problem.start_high = start_high;
  b.setup.next_start = room;
  b.setup.starts = (struct stream){33};
  b.setup.trace = TRACE_EVERY;
  b.plan.tells = 2;
  b.plan.batch = 2;
  b.plan.end = ASK_STALLED;
  b.setup.budget = 11;
  table.truth[5] = 90;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 5, 11, 0);
  assert_true(b.record.restarts == 2 && b.record.best_f == 90);
  assert_true(b.record.reached == 1 && b.record.at[0].values == 6);
  assert_true(life == 3 && lives[0] == 11 && lives[1] == 7 && lives[2] == 3);
  repetition_draw(&b.problem, b.setup.starts, 2, expected);
  assert_memory_equal(seen_start, expected, sizeof expected);
  for (size_t i = 0; i < DIM; i++)
    assert_true(expected[i] > start_low[i] && expected[i] < start_high[i]);
  assert_true(seen.stream.key != 11);
  size_t count = rows(&b, row, 16);
  for (size_t i = 1; i < count; i++) assert_true(row[i].cost >= row[i - 1].cost);
  assert_true(row[count - 1].cost == 11);
  /* The whole budget goes to the last one, even if it ends just then. */
  b.setup.budget = 8;
  bench_run(&b);
  assert_true(b.record.counts.values == 8 && b.record.restarts >= 1);
  /* Divergence ends no such run. */
  b.plan.tells = SIZE_MAX;
  b.setup.budget = 10;
  table.truth[2] = NAN;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 4, 10, 0);
  assert_true(b.record.restarts == 1);
  assert_true(isfinite(b.record.best_f));
  /* Reaching the target does. */
  b.setup.targets.aim = 95;
  table.truth[5] = 90;
  bench_run(&b);
  assert_int_equal(b.record.outcome, OUTCOME_TARGET);
  assert_true(b.record.counts.values == 6 || b.record.counts.values == 5);
  /* Of one that asks for nothing at all each start is evaluated, so that it does not begin again
   * for ever. */
  b.plan.tells = 0;
  b.setup.targets.aim = -INFINITY;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 0, 10, 0);
  assert_true(b.record.restarts == 10 && b.record.best_f == 1000);
  bench_free(&b);
}

static void test_header(void **state)
{
  (void)state;
  struct text text = {0};
  struct error err;
  struct method method = {.type = &toy_type, .diagnostics = toy_names};
  const struct problem problem = {0};
  assert_int_equal(trace_header(&problem, &method, 3, true, &text, &err), STATUS_OK);
  static const char full[] =
      "repetition,step,values,gradients,cost,f,best_f,error,asked,told,x1,x2,x3\n";
  assert_int_equal(text.used, strlen(full));
  assert_memory_equal(text.bytes, full, text.used);
  text_clear(&text);
  method.diagnostics = NULL;
  assert_int_equal(trace_header(&problem, &method, 3, false, &text, &err), STATUS_OK);
  static const char plain[] = "repetition,step,values,gradients,cost,f,best_f,error\n";
  assert_int_equal(text.used, strlen(plain));
  assert_memory_equal(text.bytes, plain, text.used);
  text_free(&text);
}

static size_t draw(uint64_t *random, size_t below)
{
  *random = *random * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(*random >> 33) % below;
}

/* The run one evaluation at a time, as plainly as it can be said. */
static void simulate(const struct bench *b, struct run_record *r)
{
  const struct run_setup *s = &b->setup;
  double price = b->plan.gradient ? 1 + s->gradient_cost : 1, cost = 0;
  *r = (struct run_record){.best_f = INFINITY, .error = INFINITY};
  enum outcome end = b->plan.end == ASK_STALLED ? OUTCOME_STALLED : OUTCOME_CONVERGED;
  bool at_once = b->plan.tells == 0; /* then it is asked what the place is worth where it stands */
  for (size_t n = 0;; n++) {
    if (n % b->plan.batch == 0) {
      r->steps = (double)(n / b->plan.batch);
      r->outcome = end;
      if (r->steps == (double)b->plan.tells && !at_once) return;
    }
    if (at_once && n == 1) {
      r->outcome = end;
      r->steps = 0;
      return;
    }
    r->outcome = OUTCOME_BUDGET;
    if (cost + (at_once ? 1 : price) > s->budget) return;
    cost += price;
    r->counts.values++;
    if (!at_once) r->counts.gradients += b->plan.gradient;
    r->outcome = OUTCOME_DIVERGED;
    bool mean = at_once && !b->plan.iterate;
    double truth = mean ? 1000 : table.truth[n];
    double seen_f = truth + (b->problem.traits & STOCHASTIC && !mean ? table.noise[n] : 0);
    if (!isfinite(seen_f)) return;
    if (truth < r->best_f) r->best_f = truth;
    r->error = r->best_f - b->problem.minimum;
    while (r->reached < USUAL_TARGETS && r->error <= usual_targets[r->reached])
      r->at[r->reached++] = r->counts;
    r->outcome = OUTCOME_TARGET;
    if (r->error <= s->targets.aim) return;
  }
}

static void test_against_simulation(void **state)
{
  (void)state;
  static const double prices[] = {0, 0.5, 1, 2};
  struct bench b;
  uint64_t random = 1;
  size_t seen_outcomes[5] = {0};
  bench_make(&b);
  for (size_t trial = 0; trial < 3000; trial++) {
    double scale = pow(10, (double)draw(&random, 10) - 6);
    for (size_t i = 0; i < 300; i++) {
      table.truth[i] = scale * (double)(1 + draw(&random, 1000)) / (1 + (double)i);
      table.noise[i] = (double)draw(&random, 200) - 100;
    }
    if (draw(&random, 4) == 0) table.truth[draw(&random, 300)] = draw(&random, 2) ? NAN : INFINITY;
    b.plan = (struct plan){
        .batch = 1 + draw(&random, 40),
        .gradient = draw(&random, 2),
        .iterate = draw(&random, 2),
        .tells = draw(&random, 3) ? SIZE_MAX : draw(&random, 20),
        .end = draw(&random, 2) ? ASK_STALLED : ASK_CONVERGED,
    };
    b.problem.traits = draw(&random, 2) ? STOCHASTIC : 0;
    b.problem.minimum = draw(&random, 2) ? -0.5 : 0;
    b.setup.budget = (double)(1 + draw(&random, 250));
    b.setup.gradient_cost = prices[draw(&random, 4)];
    b.setup.targets.aim = draw(&random, 2) ? pow(10, -(double)draw(&random, 9)) : -INFINITY;
    b.setup.trace = (enum trace_mode)draw(&random, 3);
    struct run_record r;
    simulate(&b, &r);
    bench_run(&b);
    assert_int_equal(b.record.outcome, r.outcome);
    assert_true(b.record.steps == r.steps && b.record.best_f == r.best_f);
    assert_true(b.record.error == r.error);
    assert_memory_equal(&b.record.counts, &r.counts, sizeof r.counts);
    assert_int_equal(b.record.reached, r.reached);
    assert_memory_equal(b.record.at, r.at, r.reached * sizeof *r.at);
    assert_int_equal(told, r.steps);
    seen_outcomes[r.outcome]++;
  }
  for (size_t i = 0; i < 5; i++) assert_true(seen_outcomes[i] > 50);
  bench_free(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_counts),
      cmocka_unit_test(test_budget_cuts_a_batch),
      cmocka_unit_test(test_targets_inside_a_batch),
      cmocka_unit_test(test_noise_does_not_flatter),
      cmocka_unit_test(test_divergence),
      cmocka_unit_test(test_outcomes),
      cmocka_unit_test(test_ends_at_once),
      cmocka_unit_test(test_setup_reaches_the_optimizer),
      cmocka_unit_test(test_trace_every),
      cmocka_unit_test(test_trace_log),
      cmocka_unit_test(test_restarts),
      cmocka_unit_test(test_header),
      cmocka_unit_test(test_against_simulation),
  };
  return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
