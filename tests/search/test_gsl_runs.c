/* test_gsl_runs.c -- GSL's minimisers in runs: ended anywhere, on many threads, counted by the
 * driver, on a noisy function, and what is remembered of the points asked for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/run.h"
#include "src/method.h"
#include "src/search/gsl/gsl_objective.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

static const char *const methods[] = {"bfgs2", "conjugate_fr", "nmsimplex2", "siman"};
enum { METHODS = 4, DIM = 3 };

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  gsl_set_error_handler_off();
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

/* --- by hand --- */

struct hand {
  struct problem *problem;
  struct method method;
  void *state;
  struct query query;
  double f, gradient[DIM];
  uint64_t hash; /* of everything asked for */
};

static void hand_start(struct hand *h, const struct libraries *l, const char *method, uint64_t seed)
{
  struct error err;
  *h = (struct hand){.problem = problem_named(l->functions, "rosenbrock", DIM, 1)};
  if (method_parse(l->optimizers, method, &h->method, &err)) fail_msg("%s", err.text);
  struct setup setup = {.dim = DIM,
                        .start = h->problem->canonical,
                        .low = h->problem->low,
                        .high = h->problem->high,
                        .budget = 1000,
                        .gradient_cost = 1,
                        .stream = stream_root(seed)};
  h->state = h->method.type->alloc(&setup, method_config(&h->method));
  assert_non_null(h->state);
}

static bool hand_ask(struct hand *h)
{
  if (h->method.type->ask(h->state, &h->query) != ASK_EVALUATE) return false;
  const unsigned char *bytes = (const unsigned char *)h->query.x;
  for (size_t i = 0; i < DIM * sizeof(double); i++) h->hash = h->hash * 1099511628211u + bytes[i];
  h->hash = h->hash * 31 + h->query.again * 2 + h->query.want_gradient;
  return true;
}

/* Also holds the point asked for against what it was, after the answer. */
static bool hand_tell(struct hand *h)
{
  double x[DIM];
  memcpy(x, h->query.x, sizeof x);
  h->f = problem_value(h->problem, h->query.x);
  problem_gradient(h->problem, h->query.x, h->gradient);
  struct answer answer = {.f = &h->f, .gradient = h->query.want_gradient ? h->gradient : NULL};
  h->method.type->tell(h->state, &answer);
  return memcmp(x, h->query.x, sizeof x) == 0;
}

static void hand_end(struct hand *h)
{
  h->method.type->free(h->state);
  method_free(&h->method);
  problem_free(h->problem);
}

/* Given up after every number of asks and tells; the leak checkers look on. */
static void test_given_up_anywhere(void **unused)
{
  (void)unused;
  for (size_t m = 0; m < METHODS; m++)
    for (int asks = 0; asks <= 200; asks++)
      for (int told = 0; told < 2; told++) {
        struct hand h;
        hand_start(&h, &levels[0], methods[m], 1);
        for (int i = 1; i <= asks && hand_ask(&h); i++)
          if (i < asks || told) assert_true(hand_tell(&h));
        double diagnostic;
        h.method.type->diagnose(h.state, &diagnostic);
        assert_true(diagnostic >= 0);
        hand_end(&h);
      }
}

enum { RUNS = 12 };
struct many {
  uint64_t hashes[METHODS][RUNS];
};

/* All runs of a thread at once, asked in turn. */
static void *run_many(void *many)
{
  struct many *out = many;
  for (size_t m = 0; m < METHODS; m++) {
    struct hand h[RUNS];
    for (size_t r = 0; r < RUNS; r++)
      hand_start(&h[r], &levels[r % level_count], methods[m], r / 4);
    for (int turn = 0; turn < 300; turn++)
      for (size_t r = 0; r < RUNS; r++)
        if (hand_ask(&h[r])) hand_tell(&h[r]);
    for (size_t r = 0; r < RUNS; r++) {
      out->hashes[m][r] = h[r].hash;
      hand_end(&h[r]);
    }
  }
  return NULL;
}

static void test_threads(void **unused)
{
  (void)unused;
  enum { THREADS = 4 };
  static struct many alone, many[THREADS];
  pthread_t threads[THREADS];
  run_many(&alone);
  /* siman goes by its stream, the others do not */
  for (size_t m = 0; m < METHODS; m++)
    assert_true((alone.hashes[m][0] == alone.hashes[m][RUNS - 1]) == (m != 3));
  for (int t = 0; t < THREADS; t++)
    assert_int_equal(pthread_create(&threads[t], NULL, run_many, &many[t]), 0);
  for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
  for (int t = 0; t < THREADS; t++) assert_memory_equal(&many[t], &alone, sizeof alone);
}

/* --- by the driver --- */

static struct run_record drive(const char *function, const char *method_text, size_t dim,
                               double budget, struct text *trace)
{
  struct problem *problem = problem_named(levels[0].functions, function, dim, 0);
  struct method method;
  struct run_workspace workspace = {0};
  struct run_record record;
  struct error err;
  atomic_bool halt = false;
  if (method_parse(levels[0].optimizers, method_text, &method, &err)) fail_msg("%s", err.text);
  struct run_setup setup = {.problem = problem,
                            .method = &method,
                            .budget = budget,
                            .gradient_cost = 1,
                            .targets.aim = -INFINITY,
                            .trace = TRACE_EVERY,
                            .trace_x = true,
                            .start = problem->canonical,
                            .search = stream_root(3),
                            .noise = stream_root(4),
                            .halt = &halt};
  if (run_once(&setup, &workspace, trace, &record, &err)) fail_msg("%s", err.text);
  run_workspace_free(&workspace);
  method_free(&method);
  problem_free(problem);
  return record;
}

/* The run of a smaller budget is the beginning of the run of a larger one: a budget that ends in
 * the middle of a line search changes nothing before. */
static void test_budgets(void **unused)
{
  (void)unused;
  for (size_t m = 0; m < METHODS; m++) {
    /* A schedule that does not hang on the budget. */
    const char *method = m == 3 ? "siman:cooling=1.01" : methods[m];
    struct run_record last = {0};
    struct text trace = {0};
    for (int budget = 1; budget <= 120; budget++) {
      text_clear(&trace);
      struct run_record r = drive("rosenbrock", method, 2, budget, &trace);
      double cost = r.counts.values + r.counts.gradients;
      assert_true(cost <= budget && cost >= budget - 2);
      assert_int_equal(r.outcome, OUTCOME_BUDGET);
      assert_true(r.counts.values >= last.counts.values && r.steps >= last.steps);
      assert_true(budget == 1 || r.counts.values + r.counts.gradients > 0);
      if (cost > 0 && last.counts.values > 0) assert_true(r.best_f <= last.best_f);
      last = r;
    }
    text_free(&trace);
  }
}

/* Evaluations to the end of a run, as counted by GSL's own loop in test_gsl.c less the repeats. */
static void test_counts(void **unused)
{
  (void)unused;
  static const struct {
    const char *method;
    size_t dim;
    double values, gradients;
    enum outcome outcome;
  } rows[] = {
      {"bfgs2", 2, 90, 59, OUTCOME_STALLED},
      {"bfgs2", 10, 667, 545, OUTCOME_STALLED},
      {"conjugate_fr", 2, 279, 227, OUTCOME_CONVERGED},
      {"conjugate_fr", 10, 956, 695, OUTCOME_CONVERGED},
      {"nmsimplex2", 2, 295, 0, OUTCOME_CONVERGED},
      {"siman:step=0.2,temperature=5,coldest=1e-3,cooling=1.1,tries=30", 2, 2701, 0,
       OUTCOME_CONVERGED},
      {"siman", 2, 100000, 0, OUTCOME_BUDGET},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct text trace = {0};
    struct run_record r = drive("rosenbrock", rows[i].method, rows[i].dim, 1e5, &trace);
    assert_int_equal(r.outcome, rows[i].outcome);
    assert_true(r.counts.values == rows[i].values);
    assert_true(r.counts.gradients == rows[i].gradients);
    text_free(&trace);
  }
}

/* Noise is drawn by the number of the evaluation: a run can be made again, and ends. */
static void test_noise(void **unused)
{
  (void)unused;
  for (size_t m = 0; m < METHODS; m++) {
    struct text a = {0}, b = {0};
    struct run_record r = drive("rosenbrock:noise=0.01", methods[m], 5, 1000, &a);
    drive("rosenbrock:noise=0.01", methods[m], 5, 1000, &b);
    assert_true(r.counts.values > 20 && r.best_f < 20);
    assert_int_equal(a.used, b.used);
    assert_memory_equal(a.bytes, b.bytes, a.used);
    text_free(&a);
    text_free(&b);
  }
}

/* A plateau: gradients of length 0, and a simplex that turns round and round among points it knows.
 */
static void test_plateau(void **unused)
{
  (void)unused;
  for (size_t m = 0; m < 3; m++) {
    struct text trace = {0};
    struct run_record r = drive("step", methods[m], 2, 1e4, &trace);
    assert_int_equal(r.outcome, m < 2 ? OUTCOME_CONVERGED : OUTCOME_STALLED);
    assert_true(r.counts.values < (m < 2 ? 2 : 200));
    text_clear(&trace);
    /* A length of 0 is not shorter than a tolerance of 0, but there is nothing shorter. */
    if (m < 2)
      r = drive("step", m ? "conjugate_fr:tolerance=0" : "bfgs2:tolerance=0", 2, 1e4, &trace);
    assert_int_equal(r.outcome, m < 2 ? OUTCOME_CONVERGED : OUTCOME_STALLED);
    text_free(&trace);
  }
}

/* --- what is remembered --- */

static struct gsl_objective objective;

/* At 1: value, value, gradient, gradient, value. At 2: gradient, value. Then 1 is kept, so many
 * others come that all else is forgotten, and 1, 2 are asked for again. */
static void asking(struct coroutine *co, void *arg)
{
  (void)co;
  int *wrong = arg;
  double one = 1, two = 2, g = 0;
  struct gsl_objective *o = &objective;
  *wrong += gsl_objective_value(o, &one) != 10;
  *wrong += gsl_objective_value(o, &one) != 10;
  *wrong += gsl_objective_gradient(o, &one, &g) != 10 || g != 100;
  *wrong += gsl_objective_gradient(o, &one, &g) != 10 || g != 100;
  *wrong += gsl_objective_value(o, &one) != 10;
  *wrong += gsl_objective_gradient(o, &two, &g) != 20 || g != 200;
  *wrong += gsl_objective_value(o, &two) != 20;
  gsl_objective_keep(o, &one);
  for (int i = 0; i < 3 * GSL_REMEMBERED; i++) {
    double x = 3 + i;
    *wrong += gsl_objective_value(o, &x) != 10 * x;
    *wrong += gsl_objective_value(o, &x) != 10 * x;
  }
  *wrong += gsl_objective_gradient(o, &one, &g) != 10 || g != 100;
  *wrong += gsl_objective_value(o, &two) != 20;
  double zero = 0, minus_zero = -0.0; /* equal, but not the same point */
  *wrong += gsl_objective_value(o, &zero) != 0;
  *wrong += gsl_objective_value(o, &minus_zero) != 0;
  o->end = ASK_CONVERGED;
}

static void test_memory(void **unused)
{
  (void)unused;
  enum { MOST = 3 * GSL_REMEMBERED + 7 };
  struct seen {
    double x;
    bool gradient, again;
  } seen[MOST];
  int wrong = 0, count = 0;
  assert_true(gsl_objective_init(&objective, 1, true, asking, &wrong));
  struct query q = {0};
  while (gsl_objective_ask(&objective, &q) == ASK_EVALUATE) {
    assert_true(count < MOST);
    seen[count++] = (struct seen){q.x[0], q.want_gradient, q.again};
    /* An answer that comes again may be another one, where there is noise. */
    double f = q.again ? -7 : 10 * q.x[0], g = 100 * q.x[0];
    gsl_objective_tell(&objective, &(struct answer){.f = &f, .gradient = &g});
  }
  assert_int_equal(gsl_objective_ask(&objective, &q), ASK_CONVERGED);
  gsl_objective_free(&objective);
  assert_int_equal(wrong, 0);
  assert_int_equal(count, 3 + 3 * GSL_REMEMBERED + 3);
  assert_true(seen[0].x == 1 && !seen[0].gradient && !seen[0].again);
  assert_true(seen[1].x == 1 && seen[1].gradient && seen[1].again);
  assert_true(seen[2].x == 2 && seen[2].gradient && !seen[2].again);
  for (int i = 3; i < count - 3; i++)
    assert_true(seen[i].x == i && !seen[i].gradient && !seen[i].again);
  assert_true(seen[count - 3].x == 2 && !seen[count - 3].again);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_given_up_anywhere),
      cmocka_unit_test(test_threads),
      cmocka_unit_test(test_budgets),
      cmocka_unit_test(test_counts),
      cmocka_unit_test(test_noise),
      cmocka_unit_test(test_plateau),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("gsl runs", tests, set_up, NULL);
}
