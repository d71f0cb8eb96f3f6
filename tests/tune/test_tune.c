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
      {{OUTCOME_TARGET, {0, 0}, 10, 1e-9}, 0},  {{OUTCOME_TARGET, {0, 0}, 10, 1e-12}, 0},
      {{OUTCOME_TARGET, {0, 0}, 11, 0}, 1},     {{OUTCOME_BUDGET, {0, 0}, 100, 1e-7}, 2},
      {{OUTCOME_STALLED, {0, 0}, 3, 2e-7}, 3},  {{OUTCOME_DIVERGED, {0, 0}, 2, 5}, 4},
      {{OUTCOME_BUDGET, {0, 0}, 100, 5}, 4},    {{OUTCOME_BUDGET, {0, 0}, 1, INFINITY}, 5},
      {{OUTCOME_CONVERGED, {0, 0}, 1, NAN}, 6}, {{OUTCOME_BUDGET, {0, 0}, 9, NAN}, 6},
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
  enum { SEEDS = 6, RUNS = 40, PURPOSES = 3, KEYS = SEEDS * RUNS * PURPOSES };
  static const char *const purposes[PURPOSES] = {"start", "search", "noise"};
  static const uint64_t seeds[SEEDS] = {0, 1, 2, 20011, 1 << 20, UINT64_C(1) << 53};
  static uint64_t own[KEYS], theirs[KEYS];
  struct campaign c = make("sgd", "rosenbrock", "2");
  struct campaign tuned = c;
  struct cell cell = campaign_cell(&c, 0);
  size_t used = 0;
  for (size_t s = 0; s < SEEDS; s++) {
    c.seed = seeds[s];
    tuned.seed = tune_seed(seeds[s]);
    assert_true(tuned.seed >> 63 == 1); /* a campaign can be given 2^53 at most */
    for (size_t r = 0; r < RUNS; r++)
      for (size_t p = 0; p < PURPOSES; p++) {
        own[used] = repetition_stream(&c, &cell, r, purposes[p]).key;
        theirs[used++] = repetition_stream(&tuned, &cell, r, purposes[p]).key;
      }
  }
  for (size_t i = 0; i < KEYS; i++)
    for (size_t k = 0; k < KEYS; k++) {
      assert_true(own[i] != theirs[k]);
      assert_true(i == k || theirs[i] != theirs[k]);
    }
  campaign_free(&c);
  /* And the trials do use that seed. */
  c = make("sgd", "rosenbrock", "2");
  struct tune_setup setup = setup_of(&c);
  struct tuning t;
  struct error err;
  assert_int_equal(tune_plan(&setup, &t, &err), STATUS_OK);
  assert_true(t.campaign.seed == tune_seed(1));
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
    assert_true(best->judged.outcome == OUTCOME_TARGET && best->reached == best->runs);
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
  assert_int_equal(best->reached, best->runs);
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
  assert_int_equal(best->judged.outcome, OUTCOME_TARGET);
  assert_true(trial_compare(&best->judged, &cell->candidate[0].judged) < 0);
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
  assert_null(strchr(text, '[')); /* nothing is written */
  free(text);
  tune_free(&t);
  campaign_free(&c);
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
  assert_int_equal(t.trials, 64 * 3 + 32 * 2 + 16 * 4);
  for (size_t i = 0; i < t.cells; i++) {
    const struct tune_cell *cell = &t.cell[i];
    if (!strcmp(cell->cell.optimizer->label, "random")) {
      assert_int_equal(cell->axes, 0);
      continue;
    }
    /* The same number of runs for each; no candidate twice; the campaign's own to the end. */
    size_t made = 0;
    bool seen[64] = {0};
    for (size_t k = 0; k < setup.candidates; k++) {
      made += cell->candidate[k].runs;
      assert_false(seen[cell->order[k]]);
      seen[cell->order[k]] = true;
      assert_int_equal(cell->candidate[cell->order[k]].runs, k < 16 ? 9 : k < 32 ? 5 : 3);
    }
    assert_int_equal(made, t.trials);
    assert_int_equal(cell->candidate[0].runs, 9);
    for (size_t k = 0; k + 1 < 16; k++)
      assert_true(trial_compare(&cell->candidate[cell->order[k]].judged,
                                &cell->candidate[cell->order[k + 1]].judged) <= 0);
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
      assert_memory_equal(a->candidate[0].trial, b->candidate[0].trial,
                          setup.candidates * setup.runs * sizeof(struct trial));
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
      cmocka_unit_test(test_threads),       cmocka_unit_test(test_axes),
      cmocka_unit_test(test_ranges),        cmocka_unit_test(test_sections),
  };
  return cmocka_run_group_tests_name("tune", tests, set_up, NULL);
}
