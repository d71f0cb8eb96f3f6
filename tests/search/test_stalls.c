/* test_stalls.c -- methods that would ask for the same for ever, or go round without asking, say
 * that they are stalled or converged: within an alarm, and long before a budget of 10^9. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <string.h>
#include <unistd.h>

#include "bench/driver/repetition.h"
#include "bench/driver/run.h"
#include "src/method.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"
#include "tests/support/problems.h"

enum { ALARM_SECONDS = 60, DIM = 2 };

static struct libraries levels[MACHINE_LEVELS];

static int set_up(void **unused)
{
  (void)unused;
  gsl_set_error_handler_off();
  alarm(ALARM_SECONDS);
  return machine_levels(levels) ? 0 : -1;
}

/* restarts: begin again wherever it ends before its budget. */
static struct run_record drive(const char *function, const char *method_text, double budget,
                               bool restarts)
{
  struct problem *problem = problem_named(levels[0].functions, function, DIM, 0);
  struct method method;
  struct run_workspace workspace = {0};
  struct run_record record;
  struct error err;
  struct text trace = {0};
  double next[DIM];
  atomic_bool halt = false;
  if (method_parse(levels[0].optimizers, method_text, &method, &err)) fail_msg("%s", err.text);
  networks_give(&method);
  struct run_setup setup = {.problem = problem,
                            .method = &method,
                            .budget = budget,
                            .gradient_cost = 1,
                            .targets.aim = -INFINITY,
                            .trace = TRACE_NONE,
                            .start = problem->canonical,
                            .next_start = restarts ? next : NULL,
                            .starts = stream_root(2),
                            .search = stream_root(3),
                            .noise = stream_root(4),
                            .halt = &halt};
  if (run_once(&setup, &workspace, &trace, &record, &err)) fail_msg("%s", err.text);
  run_workspace_free(&workspace);
  text_free(&trace);
  method_free(&method);
  problem_free(problem);
  return record;
}

/* Steps, perturbations and widths that do not show beside the point they are added to. */
static const struct {
  const char *method;
  enum outcome outcome;
} rows[] = {
    {"siman:step=1e-300,tries=1e9", OUTCOME_STALLED},
    {"siman:step=1e-300,tries=1", OUTCOME_STALLED},
    {"siman:step=1e-18,tries=1000000,cooling=1.5,coldest=1e-100", OUTCOME_STALLED},
    {"local:sigma=1e-300", OUTCOME_STALLED},
    {"local:sigma=1e-300,reevaluate=yes", OUTCOME_STALLED},
    {"pso:clamp=1e-300", OUTCOME_STALLED},
    {"pso:clamp=1e-300,topology=ring,population=300", OUTCOME_STALLED},
    {"pso:clamp=1e-300,reevaluate=yes", OUTCOME_STALLED},
    {"pso:population=1,inertia=0", OUTCOME_CONVERGED},
    {"sgd@spsa:perturbation=1e-300", OUTCOME_STALLED},
    {"adam@spsa:perturbation=1e-300,directions=500", OUTCOME_STALLED},
    {"adam@es:sigma=1e-300", OUTCOME_STALLED},
    {"nesterov@es:sigma=1e-300,antithetic=no,utility=centred-rank,ties=shared", OUTCOME_STALLED},
    {"momentum@vo:sigma=1e-100,floor=1e-100", OUTCOME_STALLED},
    {"nmsimplex2:step=1e-300,tolerance=0", OUTCOME_STALLED},
    {"bfgs2:step=1e-300", OUTCOME_STALLED},
    {"conjugate_fr:step=1e-300", OUTCOME_STALLED},
    {"steepest:first=1e-300", OUTCOME_STALLED},
    {"bfgs:first=1e-300", OUTCOME_STALLED},
    {"lbfgs:rate=1e-300", OUTCOME_STALLED},
    {"lbfgs:rate=1e-300,linesearch=none", OUTCOME_STALLED},
    {"nelder-mead:edge=1e-300", OUTCOME_STALLED},
    {"nelder-mead:tolerance=0", OUTCOME_STALLED},
    {"ga:sigma=1e-300", OUTCOME_CONVERGED},
    {"ga:sigma=1e-300,reevaluate=yes", OUTCOME_CONVERGED},
    {"ga:sigma=1e-300,select=novelty", OUTCOME_CONVERGED},
    {"ns-es:sigma=1e-300,weight_decay=0,spread=0", OUTCOME_STALLED},
    {"nsra-es:sigma=1e-300,rate=0", OUTCOME_STALLED},
    {"netes:sigma=1e-300,rate=0", OUTCOME_STALLED},
    {"netes:sigma=1e-300,rate=0,broadcast=0,spread=0", OUTCOME_STALLED},
    {"de:weight=0,crossover=1", OUTCOME_CONVERGED},
    {"cmaes:sigma=1e-300", OUTCOME_CONVERGED},
    {"sep-cmaes:sigma=1e-300", OUTCOME_CONVERGED},
    {"xnes:sigma=1e-300", OUTCOME_CONVERGED},
    {"snes:sigma=1e-300", OUTCOME_CONVERGED},
    {"canonical-nes:sigma=1e-300", OUTCOME_CONVERGED},
    {"newton:damping=1e9", OUTCOME_BUDGET}, /* short steps, but steps */
};
enum { ROWS = sizeof rows / sizeof *rows };

static void test_stalls(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < ROWS; i++) {
    bool spends = rows[i].outcome == OUTCOME_BUDGET;
    struct run_record r = drive("rosenbrock", rows[i].method, spends ? 1e4 : 1e9, false);
    if (r.outcome != rows[i].outcome) fail_msg("%s: %s", rows[i].method, outcome_names[r.outcome]);
    if (!spends && r.counts.values > 250000)
      fail_msg("%s: %g values", rows[i].method, r.counts.values);
  }
}

/* Begun again from elsewhere each time, they spend their budget: no search is free. */
static void test_restarts(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < ROWS; i++) {
    struct run_record r = drive("rosenbrock", rows[i].method, 3000, true);
    bool asks = r.counts.values > 0; /* a distribution of no width has nothing to ask for */
    if (r.outcome != (asks ? OUTCOME_BUDGET : rows[i].outcome))
      fail_msg("%s: %s", rows[i].method, outcome_names[r.outcome]);
  }
}

/* What is short beside its own place only, and what noise keeps alive, goes on. */
static void test_lives(void **unused)
{
  (void)unused;
  static const char *const alive[][2] = {
      {"rosenbrock", "local:sigma=1e-14"},
      {"rosenbrock", "siman:step=1e-13"},
      {"rosenbrock", "sgd@es:sigma=1e-14"},
      {"step", "local"},
      {"step", "sgd@spsa"},
      {"step", "adam@es"},
      {"rosenbrock:noise=1", "sgd@spsa:perturbation=1e-20,rate=1e-20"},
      {"step", "pso:reevaluate=yes"},
      {"rosenbrock", "local:sigma=1e-300,adapt=yes"},
  };
  for (size_t i = 0; i < sizeof alive / sizeof *alive; i++) {
    struct run_record r = drive(alive[i][0], alive[i][1], 20000, false);
    if (r.outcome != OUTCOME_BUDGET && r.outcome != OUTCOME_CONVERGED)
      fail_msg("%s on %s: %s", alive[i][1], alive[i][0], outcome_names[r.outcome]);
  }
}

/* Restarts with larger populations of a search that is at its end at once. */
static void test_larger_populations(void **unused)
{
  (void)unused;
  static const char *const methods[] = {
      "cmaes:sigma=1e-300,restart=ipop", "ga:sigma=1e-300,restart=bipop",
      "pso:clamp=1e-300,restart=ipop", "es:sigma=1e-300,restart=ipop"};
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
    struct run_record r = drive("rosenbrock", methods[i], 1e5, false);
    assert_true(r.counts.values <= 1e5);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_stalls),
      cmocka_unit_test(test_restarts),
      cmocka_unit_test(test_lives),
      cmocka_unit_test(test_larger_populations),
  };
  return cmocka_run_group_tests_name("stalls", tests, set_up, NULL);
}
