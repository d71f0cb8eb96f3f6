/* test_tune.c -- tuning: the order of runs and candidates, ranges, rounds, streams, and that it
 * finds what theory says is best. */
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
#include "bench/plan/problems.h"
#include "bench/plan/tuned.h"
#include "bench/tune/tune_write.h"
#include "src/number.h"

static struct libraries libraries = {.figures = figure_names};

static int set_up(void **state)
{
  (void)state;
  struct error err;
  return levels_pick(NULL, &libraries, &err);
}

/* A campaign of these, with defaults otherwise. */
static struct campaign make(const char *optimizers, const char *functions, const char *dims)
{
  struct campaign c = {0};
  struct error err;
  assert_int_equal(campaign_defaults(&libraries, &c, "trial", &err), STATUS_OK);
  assert_int_equal(campaign_set_optimizers(&libraries, &c, optimizers, &err), STATUS_OK);
  assert_int_equal(campaign_set_functions(&libraries, &c, functions, &err), STATUS_OK);
  assert_int_equal(campaign_set_dims(&c, dims, &err), STATUS_OK);
  assert_int_equal(campaign_set_instances(&c, "0", &err), STATUS_OK);
  return c;
}

static struct tune_setup setup_of(const struct campaign *c)
{
  return (struct tune_setup){.libraries = &libraries,
                             .campaign = c,
                             .candidates = 64,
                             .runs = 9,
                             .quantile = 0.5,
                             .parameters = "",
                             .threads = 2};
}

static void run(const struct tune_setup *setup, struct tuning *t)
{
  struct error err = {0};
  bool interrupted = true;
  if (tune_plan(setup, t, &err)) fail_msg("%s", err.text);
  if (tune_run(t, &interrupted, &err)) fail_msg("%s", err.text);
  assert_false(interrupted);
}

static void test_order_of_runs(void **state)
{
  (void)state;
  /* The best first; neighbours that are equal have the same number. */
  static const struct {
    struct trial trial;
    int place;
  } rows[] = {
      {{OUTCOME_TARGET, {0, 0}, 10, 1e-9, false}, 0},
      {{OUTCOME_TARGET, {0, 0}, 10, 1e-12, false}, 0},
      {{OUTCOME_TARGET, {0, 0}, 11, 0, false}, 1},
      {{OUTCOME_BUDGET, {0, 0}, 100, 1e-7, false}, 2},
      {{OUTCOME_STALLED, {0, 0}, 3, 2e-7, false}, 3},
      {{OUTCOME_CONVERGED, {0, 0}, 2, 5, false}, 4},
      {{OUTCOME_BUDGET, {0, 0}, 100, 5, false}, 4},
      {{OUTCOME_BUDGET, {0, 0}, 1, INFINITY, false}, 5},
      {{OUTCOME_CONVERGED, {0, 0}, 1, NAN, false}, 6},
      {{OUTCOME_BUDGET, {0, 0}, 9, NAN, false}, 6},
      {{OUTCOME_DIVERGED, {0, 0}, 3, 1e-9, false}, 7},
      {{OUTCOME_DIVERGED, {0, 0}, 2, 5, false}, 8},
      {{OUTCOME_DIVERGED, {0, 0}, 4, 5, false}, 8},
      {{OUTCOME_DIVERGED, {0, 0}, 2, INFINITY, false}, 9},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
      int order = trial_compare(&rows[i].trial, &rows[k].trial);
      int expected = (rows[i].place > rows[k].place) - (rows[i].place < rows[k].place);
      assert_int_equal((order > 0) - (order < 0), expected);
    }
}

static void test_values(void **state)
{
  (void)state;
  const struct tune_axis rate = {"rate", false, PARAM_LOG, 1e-4, 100};
  const struct tune_axis beta = {"beta", false, PARAM_LOG_REST, 0, 0.999};
  const struct tune_axis share = {"share", false, PARAM_LINEAR, -1, 3};
  const struct tune_axis size = {"size", true, PARAM_LOG, 4, 256};
  assert_true(tune_value(&rate, 0) == 1e-4 && tune_value(&rate, 1) == 100);
  assert_true(tune_value(&rate, 0.5) == 0.1);
  assert_true(tune_value(&rate, 0.25) == 0.00316); /* three digits, as they are written */
  assert_true(tune_value(&beta, 0) == 0 && tune_value(&beta, 1) == 0.999);
  assert_true(tune_value(&beta, 1.0 / 3) == 0.9 && tune_value(&beta, 2.0 / 3) == 0.99);
  assert_true(tune_value(&share, 0.5) == 1 && tune_value(&share, 0.25) == 0);
  assert_true(tune_value(&size, 0) == 4 && tune_value(&size, 0.5) == 32);
  assert_true(tune_value(&size, 0.51) == 33 && tune_value(&size, 1) == 256);
  for (double at = 0; at <= 1; at += 1.0 / 512) {
    assert_true(tune_value(&rate, at) >= rate.low && tune_value(&rate, at) <= rate.high);
    assert_true(tune_value(&beta, at) >= beta.low && tune_value(&beta, at) <= beta.high);
    assert_true(at == 0 || tune_value(&rate, at) > tune_value(&rate, at - 1.0 / 512));
  }
}

/* No stream that a trial draws from is one of a campaign's. */
static void test_streams(void **state)
{
  (void)state;
  enum { SEEDS = 6, RUNS = 40, PURPOSES = 3, KEYS = SEEDS * RUNS * PURPOSES, ALL = 3 * KEYS };
  static const char *const purposes[PURPOSES] = {"start", "search", "noise"};
  static const uint64_t seeds[SEEDS] = {0, 1, 2, 20011, 1 << 20, UINT64_C(1) << 53};
  static uint64_t key[ALL];
  struct campaign c = make("sgd", "rosenbrock", "2");
  struct campaign rounds = c, fresh = c;
  struct cell cell = campaign_cell(&c, 0);
  size_t used = 0;
  for (size_t s = 0; s < SEEDS; s++) {
    c.seed = seeds[s];
    rounds.seed = tune_seed(seeds[s], "tune");
    fresh.seed = tune_seed(seeds[s], "confirm");
    /* A campaign can be given 2^53 at most. */
    assert_true(rounds.seed >> 63 == 1 && fresh.seed >> 63 == 1);
    const struct campaign *of[] = {&c, &rounds, &fresh};
    for (size_t k = 0; k < 3; k++)
      for (size_t r = 0; r < RUNS; r++)
        for (size_t p = 0; p < PURPOSES; p++)
          key[used++] = repetition_stream(of[k], &cell, r, purposes[p]).key;
  }
  for (size_t i = 0; i < ALL; i++)
    for (size_t k = 0; k < i; k++) assert_true(key[i] != key[k]);
  campaign_free(&c);
  /* And the trials do use these seeds. */
  c = make("sgd", "rosenbrock", "2");
  struct tune_setup setup = setup_of(&c);
  struct tuning t;
  struct error err;
  assert_int_equal(tune_plan(&setup, &t, &err), STATUS_OK);
  assert_true(t.campaign.seed == tune_seed(1, "tune"));
  assert_true(t.fresh.seed == tune_seed(1, "confirm"));
  assert_true(c.seed == 1);
  tune_free(&t);
  campaign_free(&c);
}

/* Gradient descent on a parabola of curvature L ends in one step at the rate 1 / L. */
static void test_parabola(void **state)
{
  (void)state;
  static const struct {
    const char *function;
    double curvature;
  } rows[] = {{"parabola", 1}, {"parabola:curvature=250", 250}, {"parabola:curvature=0.02", 0.02}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct campaign c = make("sgd", rows[i].function, "1");
    struct tune_setup setup = setup_of(&c);
    struct tuning t;
    run(&setup, &t);
    const struct tune_candidate *best = tune_best(&t.cell[0]);
    assert_non_null(best);
    assert_int_equal(t.cell[0].axes, 1);
    double relative = best->value[0] * rows[i].curvature;
    if (!(relative > 0.65 && relative < 1.5)) fail_msg("rate x curvature is %g", relative);
    assert_true(best->search.judged.outcome == OUTCOME_TARGET &&
                best->search.reached == best->search.runs);
    tune_free(&t);
    campaign_free(&c);
  }
}

/* On a quadratic with curvatures from m to L it does best at 2 / (L + m), and diverges at 2 / L
 * (Polyak, Introduction to Optimization, 1987). */
static void test_quadratic(void **state)
{
  (void)state;
  struct campaign c = make("sgd", "quadratic:condition=100", "10");
  struct error err;
  assert_int_equal(campaign_set_instances(&c, "0,1", &err), STATUS_OK);
  struct tune_setup setup = setup_of(&c);
  struct tuning t;
  run(&setup, &t);
  const struct tune_candidate *best = tune_best(&t.cell[0]);
  assert_non_null(best);
  /* Second derivatives from 2 to 200; neighbouring candidates are a factor of 1.4 apart. */
  if (!(best->value[0] > 0.0068 && best->value[0] < 0.01)) fail_msg("rate %g", best->value[0]);
  assert_int_equal(best->search.reached, best->search.runs);
  tune_free(&t);
  campaign_free(&c);
}

/* Rate and momentum together: what is found beats the campaign, and every candidate lies in its
 * ranges. */
static void test_two_parameters(void **state)
{
  (void)state;
  struct campaign c = make("momentum", "quadratic:condition=1e3", "5");
  struct tune_setup setup = setup_of(&c);
  struct tuning t;
  run(&setup, &t);
  const struct tune_cell *cell = &t.cell[0];
  const struct tune_candidate *best = tune_best(cell);
  assert_int_equal(cell->axes, 2);
  assert_non_null(best);
  assert_int_equal(best->search.judged.outcome, OUTCOME_TARGET);
  assert_true(trial_compare(&best->fresh.judged, &cell->candidate[0].fresh.judged) < 0);
  for (size_t k = 0; k < setup.candidates; k++) {
    const double *value = cell->candidate[k].value;
    assert_true(value[0] >= 1e-7 && value[0] <= 100 && value[1] >= 0 && value[1] <= 0.999);
  }
  tune_free(&t);
  campaign_free(&c);
}

/* Nothing moves descent on a plateau: all candidates tie, and the campaign's own stays. */
static void test_ties(void **state)
{
  (void)state;
  struct campaign c = make("sgd,momentum,adam", "step", "3,10");
  struct tune_setup setup = setup_of(&c);
  setup.candidates = 16;
  struct tuning t;
  run(&setup, &t);
  assert_int_equal(t.cells, 6);
  for (size_t i = 0; i < t.cells; i++) {
    assert_null(tune_best(&t.cell[i]));
    assert_int_equal(t.cell[i].order[0], 0);
  }
  char *text = tune_sections(&t);
  assert_non_null(text);
  assert_non_null(strstr(text, "[adam on step d10]\ntuned = 16 candidates, ")); /* nothing is set */
  for (const char *at = text; (at = strstr(at, " = ")); at++)
    assert_true(!memcmp(at - strlen(tuned_key), tuned_key, strlen(tuned_key)));
  free(text);
  tune_free(&t);
  campaign_free(&c);
}

/* In Rosenbrock's valley a large rate is fast from near starts and diverges from far ones, having
 * been low on its way: what is chosen did not diverge where it is judged, if any finalist did not.
 */
static void test_diverged(void **state)
{
  (void)state;
  static const char *const optimizers[] = {"momentum", "sgd", "nesterov", "sgd@central"};
  for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++) {
    struct campaign c = make(optimizers[i], "rosenbrock", "2");
    struct tune_setup setup = setup_of(&c);
    setup.parameters = "rate";
    setup.quantile = 0.75;
    struct tuning t;
    run(&setup, &t);
    const struct tune_cell *cell = &t.cell[0];
    const struct trial *won = &cell->candidate[cell->order[0]].fresh.judged;
    assert_int_not_equal(won->outcome, OUTCOME_DIVERGED);
    tune_free(&t);
    campaign_free(&c);
  }
}

/* Steps of all but the same length: who is best is luck, so it is not the one that was best in the
 * rounds who wins the fresh runs, but for one time in so many. */
static void test_luck(void **state)
{
  (void)state;
  size_t again = 0;
  struct tune_range range = {"sigma", 0.095, 0.105};
  for (uint64_t seed = 1; seed <= 8; seed++) {
    struct campaign c = make("local", "rosenbrock:noise=1", "2");
    struct error err;
    assert_int_equal(campaign_set(&libraries, &c, "budget", "1000", &err), STATUS_OK);
    c.seed = seed;
    struct tune_setup setup = setup_of(&c);
    setup.ranges = &range;
    setup.range_count = 1;
    struct tuning t;
    run(&setup, &t);
    const struct tune_cell *cell = &t.cell[0];
    const struct tune_candidate *best = tune_best(cell);
    if (best)
      assert_true(trial_compare(&best->fresh.judged, &cell->candidate[0].fresh.judged) <= 0);
    again += cell->found == cell->order[0];
    tune_free(&t);
    campaign_free(&c);
  }
  if (again > 4) fail_msg("the best of the rounds wins again, %zu times of 8", again);
}

static void test_rounds(void **state)
{
  (void)state;
  struct campaign c = make("sgd,adam,es,random", "rosenbrock", "2");
  struct error err;
  assert_int_equal(campaign_set(&libraries, &c, "budget", "100", &err), STATUS_OK);
  struct tune_setup setup = setup_of(&c);
  struct tuning t;
  run(&setup, &t);
  assert_int_equal(t.rounds, 3);
  assert_int_equal(t.round[0].candidates, 64);
  assert_int_equal(t.round[1].candidates, 32);
  assert_int_equal(t.round[2].candidates, 16);
  assert_int_equal(t.round[0].runs, 3);
  assert_int_equal(t.round[1].runs, 5);
  assert_int_equal(t.round[2].runs, 9);
  assert_int_equal(t.trials, 64 * 3 + 32 * 2 + 16 * 4 + TUNE_FINALISTS * 9);
  for (size_t i = 0; i < t.cells; i++) {
    const struct tune_cell *cell = &t.cell[i];
    if (!strcmp(cell->cell.optimizer->label, "random")) {
      assert_int_equal(cell->axes, 0);
      continue;
    }
    /* The same number of runs for each; no candidate twice; the campaign's own to the end;
     * finalists by their fresh runs, then the others. */
    size_t made = 0, by_rounds = 0;
    bool seen[64] = {0};
    for (size_t k = 0; k < setup.candidates; k++) {
      const struct tune_candidate *here = &cell->candidate[cell->order[k]];
      made += here->search.runs + here->fresh.runs;
      by_rounds += here->search.runs == 9;
      assert_false(seen[cell->order[k]]);
      seen[cell->order[k]] = true;
      if (k >= 16) assert_int_equal(here->search.runs, k < 32 ? 5 : 3);
      assert_int_equal(here->fresh.runs, k < TUNE_FINALISTS ? 9 : 0);
      if (!k || k >= 16 || k == TUNE_FINALISTS) continue;
      const struct tune_candidate *before = &cell->candidate[cell->order[k - 1]];
      assert_true(k < TUNE_FINALISTS
                      ? trial_compare(&before->fresh.judged, &here->fresh.judged) <= 0
                      : trial_compare(&before->search.judged, &here->search.judged) <= 0);
    }
    assert_int_equal(made, t.trials);
    assert_int_equal(by_rounds, 16);
    assert_int_equal(cell->candidate[0].search.runs, 9);
    assert_int_equal(cell->candidate[0].fresh.runs, 9);
    /* What the rounds found is a finalist, the best of all by their runs. */
    for (size_t k = 0; k < 64; k++)
      assert_true(cell->candidate[k].search.runs < 9 ||
                  trial_compare(&cell->candidate[cell->found].search.judged,
                                &cell->candidate[k].search.judged) <= 0);
    assert_int_equal(cell->candidate[cell->found].fresh.runs, 9);
  }
  tune_free(&t);
  campaign_free(&c);
}

static void test_threads(void **state)
{
  (void)state;
  struct campaign c = make("adam,es", "rosenbrock:noise=0.01,step", "2,4");
  struct error err;
  assert_int_equal(campaign_set(&libraries, &c, "budget", "300", &err), STATUS_OK);
  assert_int_equal(campaign_set_instances(&c, "0,3", &err), STATUS_OK);
  struct tune_setup setup = setup_of(&c);
  struct tuning first, other;
  setup.threads = 1;
  run(&setup, &first);
  for (size_t threads = 2; threads <= 7; threads += 5) {
    setup.threads = threads;
    run(&setup, &other);
    for (size_t i = 0; i < first.cells; i++) {
      const struct tune_cell *a = &first.cell[i], *b = &other.cell[i];
      assert_memory_equal(a->order, b->order, setup.candidates * sizeof *a->order);
      for (size_t k = 0; k < setup.candidates; k++) {
        const struct tune_candidate *x = &a->candidate[k], *y = &b->candidate[k];
        assert_memory_equal(x->search.trial, y->search.trial, setup.runs * sizeof *x->search.trial);
        assert_memory_equal(x->fresh.trial, y->fresh.trial, setup.runs * sizeof *x->fresh.trial);
      }
    }
    tune_free(&other);
  }
  tune_free(&first);
  campaign_free(&c);
}

static void test_axes(void **state)
{
  (void)state;
  static const struct {
    const char *optimizer, *parameters, *axes;
  } rows[] = {
      {"adam", "", "rate,beta1,beta2"},
      {"adam", "rate", "rate"},
      {"adam:rate=0.1", "", "beta1,beta2"}, /* what a label says is not tuned */
      {"sgd@es:population=8", "", "rate,sigma"},
      {"es", "rate, sigma", "rate,sigma"}, /* what its own name stands for is */
      {"nes", "", "sigma,population"},
      {"sgd", "", "rate"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct campaign c = make(rows[i].optimizer, "rosenbrock", "2");
    struct tune_setup setup = setup_of(&c);
    struct tuning t;
    struct error err;
    char text[256] = "";
    setup.parameters = rows[i].parameters;
    assert_int_equal(tune_plan(&setup, &t, &err), STATUS_OK);
    for (size_t a = 0; a < t.cell[0].axes; a++) {
      strcat(text, a ? "," : "");
      strcat(text, t.cell[0].axis[a].key);
    }
    assert_string_equal(text, rows[i].axes);
    tune_free(&t);
    campaign_free(&c);
  }
}

static void test_ranges(void **state)
{
  (void)state;
  static const struct {
    const char *parameters;
    struct tune_range range;
    const char *complaint; /* NULL: it is fine */
  } rows[] = {
      {"", {"rate", 0.01, 1}, NULL},
      {"rate", {"epsilon", 1e-8, 1e-2}, NULL}, /* a range makes a parameter one that is tuned */
      {"", {"rte", 0.01, 1}, "did you mean 'rate'"},
      {"", {"rate", -1, 1}, "rate lies between 0 and 1e+06"},
      {"", {"beta1", 0.5, 1}, "lies between"},
      {"", {"schedule", 0, 1}, "is a choice"},
      {"rat", {"rate", 0.01, 1}, "did you mean 'rate'"},
      {"epsilon", {"rate", 0.01, 1}, "epsilon has no range"},
      {"", {"sigma", 0.01, 1}, "no optimizer here has a parameter 'sigma'"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct campaign c = make("adam", "rosenbrock", "2");
    struct tune_setup setup = setup_of(&c);
    struct tuning t;
    struct error err = {0};
    setup.parameters = rows[i].parameters;
    setup.ranges = &rows[i].range;
    setup.range_count = 1;
    int status = tune_plan(&setup, &t, &err);
    if (rows[i].complaint) {
      assert_int_equal(status, STATUS_USAGE);
      if (!strstr(err.text, rows[i].complaint)) fail_msg("%s", err.text);
    } else {
      assert_int_equal(status, STATUS_OK);
      bool found = false;
      for (size_t a = 0; a < t.cell[0].axes; a++)
        if (!strcmp(t.cell[0].axis[a].key, rows[i].range.key)) {
          found = true;
          for (size_t k = 1; k < setup.candidates; k++) {
            double value = t.cell[0].candidate[k].value[a];
            assert_true(value >= rows[i].range.low && value <= rows[i].range.high);
          }
        }
      assert_true(found);
      tune_free(&t);
    }
    campaign_free(&c);
  }
  struct campaign c = make("random,sgd:rate=1", "rosenbrock", "2");
  struct tune_setup setup = setup_of(&c);
  struct tuning t;
  struct error err;
  assert_int_equal(tune_plan(&setup, &t, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "nothing to tune"));
  campaign_free(&c);
}

static void set(struct campaign *c, const char *key, const char *value)
{
  struct error err;
  if (campaign_set(&libraries, c, key, value, &err)) fail_msg("%s", err.text);
}

/* With a metric the lowest mean wins, over the instances that are there to be tuned on. */
static void test_metric(void **state)
{
  (void)state;
  struct campaign c = make("momentum", "loguniform", "5");
  set(&c, "metric", "ratio");
  set(&c, "budget", "2k");
  set(&c, "tune-instances", "1000-1008,7");
  struct tune_setup setup = setup_of(&c);
  setup.runs = 20;
  struct tuning t;
  run(&setup, &t);
  assert_int_equal(t.problem_count, 10);
  const struct tune_cell *cell = &t.cell[0];
  for (size_t k = 0; k < setup.candidates; k++)
    for (int fresh = 0; fresh < 2; fresh++) {
      const struct tune_candidate *x = &cell->candidate[k];
      const struct tune_score *s = fresh ? &x->fresh : &x->search;
      double sum = 0, squares = 0, n = (double)s->runs;
      if (!s->runs) continue;
      for (size_t i = 0; i < s->runs; i++) sum += s->trial[i].error;
      for (size_t i = 0; i < s->runs; i++) squares += pow(s->trial[i].error - sum / n, 2);
      assert_true(fabs(s->judged.error - sum / n) < 1e-12 * (1 + fabs(sum)));
      assert_true(fabs(s->standard_error - sqrt(squares / (n - 1) / n)) < 1e-12 * (1 + fabs(sum)));
    }
  for (size_t i = 1; i < t.finalists; i++)
    assert_true(cell->candidate[cell->order[i - 1]].fresh.judged.error <=
                cell->candidate[cell->order[i]].fresh.judged.error);
  /* Some runs diverged, which their metrics tell. */
  size_t diverged = 0;
  for (size_t k = 0; k < setup.candidates; k++)
    for (size_t i = 0; i < cell->candidate[k].search.runs; i++) {
      const struct trial *trial = &cell->candidate[k].search.trial[i];
      diverged += trial->outcome == OUTCOME_DIVERGED;
      assert_true(trial->outcome != OUTCOME_DIVERGED || trial->error > 1);
    }
  assert_true(diverged > 0);
  struct cell one = cell->cell;
  assert_int_equal(one.instance, 1000);
  /* The first repetition of candidate 0, made by hand. */
  double x[15];
  struct problem *problem;
  struct error err;
  one.instance = 1001;
  assert_int_equal(problem_open(&libraries, &one.function->spec, 5, one.instance, &problem, &err),
                   STATUS_OK);
  struct run_setup again =
      repetition_setup(&t.campaign, problem, &one, &cell->candidate[0].method, 1, x);
  atomic_bool halt = false;
  again.halt = &halt;
  again.trace = TRACE_NONE;
  struct run_workspace workspace = {0};
  struct text text = {0};
  struct run_record record;
  assert_int_equal(run_once(&again, &workspace, &text, &record, &err), STATUS_OK);
  assert_true(record.metric == cell->candidate[0].search.trial[1].error);
  run_workspace_free(&workspace);
  text_free(&text);
  problem_free(problem);
  tune_free(&t);
  campaign_free(&c);
}

static void test_edges(void **state)
{
  (void)state;
  const struct tune_axis rate = {"rate", false, PARAM_LOG, 1e-4, 1};
  const struct tune_axis beta = {"beta", false, PARAM_LOG_REST, 0, 0.999};
  const struct tune_axis size = {"size", true, PARAM_LOG, 4, 256};
  assert_int_equal(tune_edge(&rate, 1e-4), -1);
  assert_int_equal(tune_edge(&rate, 1e-5), -1); /* the campaign's own may lie outside */
  assert_int_equal(tune_edge(&rate, 1.2e-4), -1);
  assert_int_equal(tune_edge(&rate, 1.21e-4), 0);
  assert_int_equal(tune_edge(&rate, 0.831), 0);
  assert_int_equal(tune_edge(&rate, 0.833), 1);
  assert_int_equal(tune_edge(&beta, 0.1), -1);
  assert_int_equal(tune_edge(&beta, 0.5), 0);
  assert_int_equal(tune_edge(&beta, 0.999), 1);
  assert_int_equal(tune_edge(&size, 4), -1);
  assert_int_equal(tune_edge(&size, 5), 0);

  struct campaign c = make("sgd", "parabola", "1");
  struct tune_setup setup = setup_of(&c);
  const struct tune_range narrow = {"rate", 1e-4, 0.5};
  setup.ranges = &narrow;
  setup.range_count = 1;
  setup.runs = 3;
  struct tuning t;
  run(&setup, &t);
  char *text = tune_sections(&t);
  assert_non_null(strstr(text, "\ntuned = 64 candidates, 216 runs, cost "));
  assert_non_null(strstr(text, ", edges rate high\n"));
  free(text);
  tune_free(&t);
  campaign_free(&c);
}

/* The sections mean what was found, also where labels share a name. */
static void test_sections(void **state)
{
  (void)state;
  struct campaign c =
      make("sgd,es:population=4,es:population=8", "parabola,parabola:curvature=100", "1");
  struct tune_setup setup = setup_of(&c);
  struct tuning t;
  setup.candidates = 16;
  setup.parameters = "rate";
  run(&setup, &t);
  struct error err = {0};
  assert_int_equal(tune_check_sections(&t, &err), STATUS_OK);
  char *sections = tune_sections(&t), *text = campaign_text(&c);
  assert_non_null(sections);
  assert_non_null(strstr(sections, "[sgd on parabola:curvature=100 d1]"));
  char path[] = "/tmp/optbench-tune-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  FILE *out = fdopen(fd, "wb");
  assert_non_null(out);
  fprintf(out, "%s\n" TUNE_MARK "\n%s", text, sections);
  fclose(out);
  struct campaign back;
  if (campaign_load(&libraries, path, &back, &err)) fail_msg("%s", err.text);
  remove(path);
  assert_int_equal(campaign_cell_count(&back), t.cells);
  for (size_t i = 0; i < t.cells; i++) {
    struct cell cell = campaign_cell(&back, i);
    struct method method;
    char found[METHOD_TEXT], expected[METHOD_TEXT];
    const struct tune_candidate *best = tune_best(&t.cell[i]);
    assert_int_equal(cell_method(&libraries, &back, &cell, &method, &err), STATUS_OK);
    method_format(&method, found, sizeof found);
    method_format(&(best ? best : &t.cell[i].candidate[0])->method, expected, sizeof expected);
    assert_string_equal(found, expected);
    method_free(&method);
    struct tuned_record record;
    assert_true(cell_tuned(&back, &cell, &record));
    assert_int_equal(record.candidates, setup.candidates);
    assert_int_equal(record.runs, t.trials);
    double cost = 0;
    for (size_t k = 0; k < setup.candidates; k++) {
      const struct tune_candidate *one = &t.cell[i].candidate[k];
      for (size_t r = 0; r < one->search.runs; r++) cost += one->search.trial[r].cost;
      for (size_t r = 0; r < one->fresh.runs; r++) cost += one->fresh.trial[r].cost;
    }
    assert_true(record.cost == cost);
  }
  campaign_free(&back);
  free(text);
  free(sections);
  tune_free(&t);
  campaign_free(&c);

  c = make("sgd@es:population=4,antithetic=no,sigma=0.25,sgd@es:population=8", "rosenbrock", "2");
  setup = setup_of(&c);
  assert_int_equal(tune_plan(&setup, &t, &err), STATUS_OK);
  assert_int_equal(tune_check_sections(&t, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "over 49 characters"));
  tune_free(&t);
  campaign_free(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order_of_runs), cmocka_unit_test(test_values),
      cmocka_unit_test(test_streams),       cmocka_unit_test(test_parabola),
      cmocka_unit_test(test_quadratic),     cmocka_unit_test(test_two_parameters),
      cmocka_unit_test(test_ties),          cmocka_unit_test(test_rounds),
      cmocka_unit_test(test_diverged),      cmocka_unit_test(test_luck),
      cmocka_unit_test(test_threads),       cmocka_unit_test(test_axes),
      cmocka_unit_test(test_ranges),        cmocka_unit_test(test_sections),
      cmocka_unit_test(test_metric),        cmocka_unit_test(test_edges),
  };
  return cmocka_run_group_tests_name("tune", tests, set_up, NULL);
}
