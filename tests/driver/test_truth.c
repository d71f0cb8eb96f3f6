/* test_truth.c -- what runs are judged by where that is dear, where the minimum is not known, and
 * where an optimizer stands nowhere: against a plain simulation, with a function and an optimizer
 * made for the purpose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/run.h"
#include "bench/driver/trace.h"

enum { TELLS = 2048, DIM = 2, LEVELS = 6 };

/* By how often the optimizer was told: what the place is worth, and what else is said of it. */
static double truths[TELLS], alphas[TELLS], betas[TELLS];
static size_t asked_at[TELLS]; /* how often measure was asked there */
static size_t evaluated;

static double work_of(uint64_t index) { return (double)(1 + index % 5); }

static void evaluate(const struct problem *problem, const struct batch *batch)
{
  assert_true(!(problem->traits & DEAR_TRUTH) || !batch->truth);
  for (size_t k = 0; k < batch->count; k++) {
    /* Better than any truth: it is not to count. */
    batch->f[k] = problem->traits & DEAR_TRUTH ? -1000 : truths[(batch->index + k) % TELLS];
    if (batch->truth) batch->truth[k] = batch->f[k];
    if (batch->work) batch->work[k] = work_of(batch->index + k);
    for (size_t i = 0; i < DIM && batch->gradient; i++) batch->gradient[k * DIM + i] = 1;
  }
  evaluated += batch->count;
}

static void measure(const struct problem *problem, const double *x, double *scratch, double *truth,
                    double *values)
{
  (void)problem, (void)scratch;
  size_t tells = (size_t)x[0];
  assert_true(tells < TELLS);
  asked_at[tells]++;
  *truth = truths[tells];
  values[0] = alphas[tells];
  values[1] = betas[tells];
}

static const char *const names[] = {"alpha", "beta", NULL};

/* The optimizer: a query is a step of `batch` points, and it stands at (tells, 0). */
struct plan {
  size_t batch, tells; /* and then it has converged */
  size_t lost;         /* after so many tells it stands nowhere */
  double nowhere;
  bool gradient;
};
struct toy {
  struct plan plan;
  size_t told;
  double *x, at[DIM];
};

static void *toy_alloc(const struct setup *setup, const void *config)
{
  (void)setup;
  struct toy *t = calloc(1, sizeof *t);
  assert_non_null(t);
  t->plan = *(const struct plan *)config;
  t->x = calloc(t->plan.batch * DIM, sizeof *t->x);
  assert_non_null(t->x);
  return t;
}

static enum ask toy_ask(void *state, struct query *query)
{
  struct toy *t = state;
  if (t->told == t->plan.tells) return ASK_CONVERGED;
  *query = (struct query){.x = t->x, .count = t->plan.batch, .want_gradient = t->plan.gradient};
  return ASK_EVALUATE;
}

static void toy_tell(void *state, const struct answer *answer)
{
  struct toy *t = state;
  (void)answer;
  t->at[0] = (double)++t->told;
  if (t->told == t->plan.lost) t->at[1] = t->plan.nowhere;
}

static const double *toy_incumbent(const void *state) { return ((const struct toy *)state)->at; }

static void toy_free(void *state)
{
  struct toy *t = state;
  free(t->x);
  free(t);
}

static const struct optimizer_type toy_type = {.name = "toy",
                                               .alloc = toy_alloc,
                                               .ask = toy_ask,
                                               .tell = toy_tell,
                                               .incumbent = toy_incumbent,
                                               .free = toy_free};

struct bench {
  struct plan plan;
  struct problem problem;
  struct run_setup setup;
  struct run_workspace workspace;
  struct run_record record;
  struct text trace;
};

static const double levels[LEVELS] = {90, 60, 30, 10, 3, 1};
static double start[DIM];

static void bench_make(struct bench *b)
{
  *b = (struct bench){
      .plan = {.batch = 1, .tells = SIZE_MAX},
      .problem = {.dim = DIM,
                  .traits = STOCHASTIC | DEAR_TRUTH | UNKNOWN_MINIMUM,
                  .minimum = NAN,
                  .measures = names,
                  .best_of = "beta",
                  .work = "rows",
                  .epochs = true,
                  .measure = measure,
                  .evaluate = evaluate},
      .setup = {.budget = 100, .gradient_cost = 1, .trace = TRACE_NONE, .start = start},
  };
  targets_choose(levels, LEVELS, true, -1, &b->setup.targets);
  for (size_t i = 0; i < TELLS; i++) truths[i] = alphas[i] = betas[i] = 100;
}

static void bench_run(struct bench *b)
{
  atomic_bool halt = false;
  struct error err;
  struct method method = {.type = &toy_type, .parts = {&b->plan}};
  b->setup.problem = &b->problem;
  b->setup.method = &method;
  b->setup.halt = &halt;
  memset(asked_at, 0, sizeof asked_at);
  evaluated = 0;
  text_clear(&b->trace);
  if (run_once(&b->setup, &b->workspace, &b->trace, &b->record, &err)) fail_msg("%s", err.text);
}

static void bench_free(struct bench *b)
{
  run_workspace_free(&b->workspace);
  text_free(&b->trace);
}

/* ---- the simulation ---- */

struct simulation {
  const struct bench *bench;
  struct run_record record;
  bool looked[TELLS], ended;
  double best_beta;
};

static void look(struct simulation *s, size_t tells)
{
  const struct target_list *list = &s->bench->setup.targets;
  struct run_record *r = &s->record;
  size_t epoch = s->bench->problem.epoch;
  s->looked[tells] = true;
  if (betas[tells] < s->best_beta) {
    s->best_beta = betas[tells];
    r->best_epoch = epoch ? (double)tells / (double)epoch : NAN;
  }
  if (s->ended || !(truths[tells] < r->best_f)) return;
  double minimum = s->bench->problem.minimum;
  r->best_f = truths[tells];
  double level = isnan(minimum) ? r->best_f : r->best_f - minimum;
  while (r->reached < list->count && level <= list->error[r->reached])
    r->at[r->reached++] = r->counts;
  if (level > list->aim) return;
  r->outcome = OUTCOME_TARGET;
  s->ended = true;
}

/* At five costs a decade, at the ends of epochs, at the end. */
static void simulate(const struct bench *b, struct simulation *s)
{
  *s = (struct simulation){
      .bench = b, .record = {.best_f = INFINITY, .best_epoch = NAN}, .best_beta = INFINITY};
  struct run_record *r = &s->record;
  double price = b->plan.gradient ? 1 + b->setup.gradient_cost : 1, cost = 0, trigger = 1;
  size_t tells = 0;
  r->outcome = OUTCOME_CONVERGED;
  while (!s->ended && tells < b->plan.tells) {
    r->outcome = OUTCOME_BUDGET;
    for (size_t k = 0; k < b->plan.batch && !s->ended; k++) {
      if (cost + price > b->setup.budget) goto end;
      r->work += work_of((uint64_t)r->counts.values);
      r->counts.values++;
      r->counts.gradients += b->plan.gradient;
      cost += price;
      if (cost < trigger) continue;
      look(s, tells);
      while (trigger <= cost) trigger = fmax(trigger + 1, floor(trigger * 1.5848931924611136));
    }
    if (s->ended) break;
    r->steps = (double)++tells;
    if (b->problem.epoch > 1 && tells % b->problem.epoch == 0) look(s, tells);
    if (tells == b->plan.tells && !s->ended) r->outcome = OUTCOME_CONVERGED;
  }
end:
  look(s, tells);
  r->final_f = truths[tells];
}

static size_t draw(uint64_t *random, size_t below)
{
  *random = *random * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(*random >> 33) % below;
}

static bool same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static void check_record(const struct bench *b, const struct simulation *s)
{
  const struct run_record *r = &b->record, *e = &s->record;
  assert_string_equal(outcome_names[r->outcome], outcome_names[e->outcome]);
  assert_true(r->steps == e->steps && r->best_f == e->best_f && r->final_f == e->final_f);
  assert_memory_equal(&r->counts, &e->counts, sizeof r->counts);
  assert_int_equal(r->reached, e->reached);
  assert_memory_equal(r->at, e->at, r->reached * sizeof *r->at);
  assert_true(same(r->best_epoch, e->best_epoch) && r->work == e->work);
  assert_true(same(r->error, isnan(b->problem.minimum) ? NAN : e->best_f - b->problem.minimum));
}

static void test_against_simulation(void **state)
{
  (void)state;
  struct bench b;
  static struct simulation s;
  size_t outcomes[8] = {0};
  uint64_t random = 3;
  bench_make(&b);
  for (size_t trial = 0; trial < 1500; trial++) {
    for (size_t i = 0; i < TELLS; i++) {
      truths[i] = (double)(1 + draw(&random, 1000)) / (1 + (double)(i % 300));
      alphas[i] = (double)draw(&random, 100);
      betas[i] = (double)draw(&random, 100);
    }
    b.plan = (struct plan){.batch = 1 + draw(&random, 12),
                           .gradient = draw(&random, 2),
                           .tells = draw(&random, 2) ? SIZE_MAX : 1 + draw(&random, 60)};
    b.problem.epoch = draw(&random, 8);
    b.problem.minimum = draw(&random, 2) ? NAN : 0.5;
    b.setup.budget = (double)(1 + draw(&random, 400));
    double aim = draw(&random, 2) ? -1 : levels[draw(&random, LEVELS)];
    targets_choose(levels, LEVELS, isnan(b.problem.minimum), aim, &b.setup.targets);
    simulate(&b, &s);
    for (int mode = TRACE_LOG; mode <= TRACE_NONE; mode++) {
      b.setup.trace = (enum trace_mode)mode;
      bench_run(&b);
      check_record(&b, &s);
      /* Never asked twice of one place, and elsewhere only for rows of a trace of every step. */
      for (size_t i = 0; i < TELLS; i++)
        assert_true(mode == TRACE_EVERY ? asked_at[i] >= s.looked[i] : asked_at[i] == s.looked[i]);
    }
    outcomes[s.record.outcome]++;
  }
  assert_true(outcomes[OUTCOME_TARGET] > 100 && outcomes[OUTCOME_BUDGET] > 100);
  assert_true(outcomes[OUTCOME_CONVERGED] > 100);
  bench_free(&b);
}

/* ---- traces ---- */

struct row {
  double repetition, step, values, gradients, cost, f, best_f, error, epoch, work, alpha, beta;
};
enum { FIELDS = sizeof(struct row) / sizeof(double), ROWS = 512 };

/* What is empty is NaN. */
static size_t rows_of(struct bench *b, struct row *row)
{
  struct error err;
  size_t count = 0;
  assert_non_null(text_reserve(&b->trace, 1, &err));
  b->trace.bytes[b->trace.used] = '\0';
  for (char *at = b->trace.bytes; *at; count++) {
    double *field = &row[count].repetition;
    assert_true(count < ROWS);
    for (size_t i = 0; i < FIELDS; i++) {
      char *end = at;
      field[i] = *at == ',' || *at == '\n' ? NAN : strtod(at, &end);
      assert_int_equal(*end, i + 1 < FIELDS ? ',' : '\n');
      at = end + 1;
    }
  }
  return count;
}

static void test_rows(void **state)
{
  (void)state;
  struct bench b;
  static struct row row[ROWS];
  bench_make(&b);
  for (size_t i = 0; i < TELLS; i++) {
    truths[i] = 100 - (double)i / 10;
    alphas[i] = i % 2 ? NAN : (double)i;
    betas[i] = 1000 - (double)i;
  }
  b.plan.batch = 7;
  b.setup.budget = 2000;
  b.problem.epoch = 25;
  double end_cost[2] = {0};
  for (int mode = TRACE_LOG; mode <= TRACE_EVERY; mode++) {
    b.setup.trace = (enum trace_mode)mode;
    bench_run(&b);
    size_t count = rows_of(&b, row), decades[4] = {0}, epochs = 0;
    for (size_t i = 0; i < count; i++) {
      size_t tells = (size_t)row[i].step;
      double work = 0;
      for (size_t k = 0; (double)k < row[i].values; k++) work += work_of(k);
      assert_true(row[i].work == work && row[i].cost == row[i].values);
      assert_true(isnan(row[i].error) && row[i].f == truths[tells]);
      assert_true(row[i].epoch == (double)tells / 25 && row[i].beta == betas[tells]);
      assert_true(same(row[i].alpha, alphas[tells]));
      assert_true(row[i].best_f >= row[i].f && (!i || row[i].best_f <= row[i - 1].best_f));
      assert_true(!i || row[i].cost > row[i - 1].cost ||
                  (mode == TRACE_LOG && row[i].step > row[i - 1].step));
      epochs += row[i].epoch == floor(row[i].epoch) && fmod(row[i].cost, 175) == 0;
      decades[(size_t)log10(row[i].cost)]++;
    }
    end_cost[mode] = row[count - 1].cost;
    assert_true(row[count - 1].best_f == b.record.best_f);
    if (mode == TRACE_EVERY) assert_int_equal(count, 286); /* 285 whole steps and a part */
    if (mode == TRACE_LOG) assert_int_equal(epochs, 11);
    if (mode == TRACE_LOG) assert_in_range(decades[0], 5, 6);
    if (mode == TRACE_LOG) assert_in_range(decades[1], 4, 6);
  }
  assert_true(end_cost[0] == 2000 && end_cost[1] == 2000);
  bench_free(&b);
}

static void test_header(void **state)
{
  (void)state;
  struct bench b;
  struct error err;
  struct text text = {0};
  const struct method method = {.type = &toy_type};
  bench_make(&b);
  assert_int_equal(trace_header(&b.problem, &method, DIM, true, &text, &err), STATUS_OK);
  static const char full[] =
      "repetition,step,values,gradients,cost,f,best_f,error,epoch,rows,alpha,beta,x1,x2\n";
  assert_int_equal(text.used, strlen(full));
  assert_memory_equal(text.bytes, full, text.used);
  text_free(&text);
}

/* ---- minima that are not known ---- */

static void test_levels(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.problem.traits = UNKNOWN_MINIMUM;
  b.problem.measures = NULL;
  b.problem.best_of = b.problem.work = NULL;
  b.problem.measure = NULL;
  for (size_t i = 0; i < TELLS; i++) truths[i] = 100 - (double)i;
  for (int mode = TRACE_LOG; mode <= TRACE_NONE; mode++) {
    b.setup.trace = (enum trace_mode)mode;
    targets_choose(levels, LEVELS, true, -1, &b.setup.targets);
    bench_run(&b);
    assert_int_equal(b.record.outcome, OUTCOME_BUDGET);
    assert_true(isnan(b.record.error) && b.record.best_f == 1 && isnan(b.record.best_epoch));
    assert_int_equal(b.record.reached, LEVELS);
    for (size_t k = 0; k < LEVELS; k++) assert_true(b.record.at[k].values == 101 - levels[k]);
    /* What is below them all is no aim; a level is one, and so is what lies between. */
    targets_choose(levels, LEVELS, true, 1e-8, &b.setup.targets);
    assert_true(b.setup.targets.aim == -INFINITY && b.setup.targets.count == LEVELS);
    bench_run(&b);
    assert_int_equal(b.record.outcome, OUTCOME_BUDGET);
    targets_choose(levels, LEVELS, true, 20, &b.setup.targets);
    bench_run(&b);
    assert_int_equal(b.record.outcome, OUTCOME_TARGET);
    assert_true(b.record.counts.values == 81 && b.record.best_f == 20 && b.record.reached == 4);
    assert_true(isnan(b.record.error));
  }
  bench_free(&b);
}

/* ---- nowhere ---- */

static void test_nowhere(void **state)
{
  (void)state;
  static const double nowhere[] = {NAN, INFINITY, -INFINITY};
  static const unsigned traits[] = {0, STOCHASTIC, STOCHASTIC | DEAR_TRUTH | UNKNOWN_MINIMUM};
  struct bench b;
  bench_make(&b);
  for (size_t t = 0; t < 3; t++)
    for (size_t i = 0; i < 3; i++)
      for (int mode = TRACE_LOG; mode <= TRACE_NONE; mode++) {
        b.problem.traits = traits[t];
        b.problem.minimum = t == 2 ? NAN : 0;
        b.setup.trace = (enum trace_mode)mode;
        b.plan = (struct plan){
            .batch = 1, .tells = SIZE_MAX, .lost = 40, .nowhere = nowhere[i], .gradient = i == 1};
        /* Long before the budget, at the next cost that is looked at. */
        b.setup.budget = 1000;
        bench_run(&b);
        assert_int_equal(b.record.outcome, OUTCOME_DIVERGED);
        double cost = run_cost(b.record.counts, 1);
        assert_true(cost > 40 && cost < (i == 1 ? 160 : 80));
        assert_true((double)evaluated >= b.record.counts.values);
        /* At the end of the budget. */
        b.plan.lost = 990;
        b.plan.gradient = false;
        bench_run(&b);
        assert_int_equal(b.record.outcome, OUTCOME_DIVERGED);
        assert_true(b.record.counts.values == 1000);
        /* Large is not nowhere. */
        b.plan.nowhere = 1.7e308;
        bench_run(&b);
        assert_int_equal(b.record.outcome, OUTCOME_BUDGET);
        /* And who has reached the target has. */
        b.plan = (struct plan){.batch = 1, .tells = SIZE_MAX, .lost = 1, .nowhere = nowhere[i]};
        b.setup.targets.aim = 100;
        bench_run(&b);
        assert_int_equal(b.record.outcome, OUTCOME_TARGET);
        b.setup.targets.aim = -INFINITY;
      }
  bench_free(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_against_simulation),
      cmocka_unit_test(test_rows),
      cmocka_unit_test(test_header),
      cmocka_unit_test(test_levels),
      cmocka_unit_test(test_nowhere),
  };
  return cmocka_run_group_tests_name("truth", tests, NULL, NULL);
}
