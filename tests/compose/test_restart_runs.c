/* test_restart_runs.c -- stopping tests and restarts around every method with a population, on
 * functions that it can be stuck on: the same bits as without until a test fires, at every vector
 * level; and what one search misses, several find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/driver/run.h"
#include "bench/figures/figures.h"
#include "bench/plan/levels.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"
#include "tests/support/problems.h"

enum { DIM_MOST = 10, NAMES = 128, NAME_ROOM = 160 };

static struct libraries libraries = {.figures = figure_names};
static struct name {
  char text[NAME_ROOM];
} names[NAMES]; /* of the methods with a population */
static size_t name_count;

static struct method parse(const struct library *library, const char *text)
{
  struct method m;
  struct error err = {0};
  if (method_parse(library, text, &m, &err)) fail_msg("%s: %s", text, err.text);
  networks_give(&m);
  return m;
}

static void take(const char *name)
{
  struct method m = parse(libraries.optimizers, name);
  if (m.traits & USES_POPULATION && m.restart.wrap.restart == RESTART_OFF) {
    assert_in_range(name_count, 0, NAMES - 1);
    snprintf(names[name_count++].text, NAME_ROOM, "%s", name);
  }
  method_free(&m);
}

static int set_up(void **state)
{
  (void)state;
  struct error err;
  char name[NAME_ROOM];
  if (levels_pick(NULL, &libraries, &err)) return -1;
  const struct library *l = libraries.optimizers;
  for (size_t i = 0; l->searches[i]; i++) take(l->searches[i]->name);
  for (size_t i = 0; l->sources[i]; i++) {
    snprintf(name, sizeof name, "%s@%s", l->rules[0]->name, l->sources[i]->name);
    take(name);
  }
  for (size_t i = 0; l->aliases[i].name; i++) take(l->aliases[i].name);
  return name_count < 5;
}

/* One run; rows of its trace if there is a text for them. */
static struct run_record run(const struct libraries *l, const char *function, size_t dim,
                             const char *optimizer, size_t repetition, double budget,
                             struct text *trace)
{
  struct problem *problem = problem_named(l->functions, function, dim, 0);
  struct method method = parse(l->optimizers, optimizer);
  struct run_workspace workspace = {0};
  struct run_record record;
  struct error err = {0};
  struct text none = {0};
  atomic_bool halt = false;
  double start[DIM_MOST];
  struct stream stream = stream_numbered(stream_root(1), repetition);
  repetition_draw(problem, stream_named(stream, "start"), 0, start);
  struct run_setup setup = {.problem = problem,
                            .method = &method,
                            .budget = budget,
                            .gradient_cost = 1,
                            .targets.aim = 1e-8,
                            .trace = trace ? TRACE_EVERY : TRACE_NONE,
                            .start = start,
                            .search = stream_named(stream, "search"),
                            .noise = stream_named(stream, "noise"),
                            .halt = &halt};
  if (run_once(&setup, &workspace, trace ? trace : &none, &record, &err))
    fail_msg("%s on %s: %s", optimizer, function, err.text);
  run_workspace_free(&workspace);
  method_free(&method);
  problem_free(problem);
  return record;
}

static const char *const places[] = {"rosenbrock", "step", "cliffs", "rosenbrock:noise=1"};
static const size_t dims[] = {3, 2, 1, 2};

/* Until a test fires there is no difference; then it is over. */
static void test_stop(void **state)
{
  (void)state;
  size_t ended = 0;
  for (size_t i = 0; i < name_count; i++)
    for (size_t p = 0; p < 4; p++) {
      char name[NAME_ROOM + 32];
      strcat(strcpy(name, names[i].text), ":restart=stop");
      struct text off = {0}, with = {0};
      struct run_record a = run(&libraries, places[p], dims[p], names[i].text, i, 4000, &off);
      struct run_record b = run(&libraries, places[p], dims[p], name, i, 4000, &with);
      assert_true(b.counts.values <= a.counts.values && b.best_f >= a.best_f);
      /* Where it ends early the last row tells where it stands then. */
      size_t length = with.used;
      if (b.outcome != a.outcome)
        for (length--; length && with.bytes[length - 1] != '\n';) length--;
      if (length > off.used || memcmp(off.bytes, with.bytes, length) != 0)
        fail_msg("%s: another trace", name);
      double stops = 0;
      for (size_t k = 0; k < ASK_KINDS; k++) {
        stops += b.stops[k];
        assert_true(a.stops[k] == 0);
      }
      bool finished = b.outcome > OUTCOME_DIVERGED;
      assert_true(stops == finished);
      if (!finished) assert_int_equal(b.outcome, a.outcome);
      ended += finished && a.outcome == OUTCOME_BUDGET;
      text_free(&off);
      text_free(&with);
    }
  assert_true(ended >= 5);
}

/* The budget is spent, and the same bits are at every level. */
static void test_restarts(void **state)
{
  (void)state;
  static const char *const modes[] = {":restart=ipop", ":restart=bipop"};
  struct libraries level[MACHINE_LEVELS];
  size_t levels = machine_levels(level), restarted = 0;
  for (size_t i = 0; i < name_count; i++)
    for (size_t m = 0; m < 2; m++)
      for (size_t p = 0; p < 4; p++) {
        char name[NAME_ROOM + 32];
        struct method bare = parse(libraries.optimizers, names[i].text);
        bool can = bare.restart.population != NULL;
        method_free(&bare);
        if (!can) continue;
        strcat(strcpy(name, names[i].text), modes[m]);
        struct text trace = {0};
        struct run_record first = run(&level[0], places[p], dims[p], name, i, 5000, &trace);
        assert_true(first.outcome <= OUTCOME_DIVERGED || first.counts.values == 0);
        assert_true(first.counts.values <= 5000 && isfinite(first.best_f));
        for (size_t l = 1; l < levels; l++) {
          struct text other = {0};
          struct run_record same = run(&level[l], places[p], dims[p], name, i, 5000, &other);
          assert_true(same.outcome == first.outcome && same.best_f == first.best_f);
          assert_memory_equal(same.stops, first.stops, sizeof first.stops);
          if (other.used != trace.used || memcmp(other.bytes, trace.bytes, trace.used) != 0)
            fail_msg("%s on %s, %s: another trace", name, places[p], level[l].optimizers->level);
          text_free(&other);
        }
        for (size_t k = 0; k < ASK_KINDS; k++) restarted += first.stops[k] > 1;
        text_free(&trace);
      }
  assert_true(restarted >= 10);
}

static size_t solved(const char *function, size_t dim, const char *optimizer, double budget)
{
  size_t count = 0;
  for (size_t i = 0; i < 25; i++)
    count += run(&libraries, function, dim, optimizer, i, budget, NULL).outcome == OUTCOME_TARGET;
  return count;
}

/* Rosenbrock's function has a second minimum from 4 dimensions on. */
static void test_finds_what_one_search_misses(void **state)
{
  (void)state;
  assert_in_range(solved("cliffs", 1, "cmaes:restart=stop", 3e5), 1, 15);
  assert_int_equal(solved("cliffs", 1, "ipop", 3e5), 25);
  assert_int_equal(solved("cliffs", 1, "bipop", 3e5), 25);
  assert_in_range(solved("rosenbrock", 10, "cmaes:restart=stop", 3e5), 15, 24);
  assert_int_equal(solved("rosenbrock", 10, "ipop", 3e5), 25);
  assert_int_equal(solved("rosenbrock", 10, "bipop", 3e5), 25);
}

/* What fires where: a flat floor, a point, noise, too large a step. */
static void test_real_ends(void **state)
{
  (void)state;
  static const struct {
    const char *function, *optimizer;
    size_t dim;
    enum ask end;
  } cases[] = {
      {"step", "xnes:restart=stop", 3, ASK_EQUALFUNVALUES},
      {"quadratic:condition=1e3", "cmaes:restart=stop,tolfun=1e-3", 5, ASK_TOLFUN},
      {"cliffs", "cmaes:restart=stop", 1, ASK_TOLX},
      {"quadratic", "cmaes:restart=stop,tolfun=0.01,sigma=1e-6", 5, ASK_TOLXUP},
      {"quadratic:condition=1,noise=1", "cmaes:restart=stop,maxiter=0", 5, ASK_STAGNATION},
      {"rosenbrock", "snes:restart=stop", 10, ASK_MAXITER},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    size_t count = 0;
    for (size_t i = 0; i < 10; i++) {
      struct run_record r =
          run(&libraries, cases[c].function, cases[c].dim, cases[c].optimizer, i, 1e5, NULL);
      count += r.outcome == run_outcome(cases[c].end) && r.stops[cases[c].end] == 1;
    }
    if (!count) fail_msg("%s on %s: not once", cases[c].optimizer, cases[c].function);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_stop),
      cmocka_unit_test(test_restarts),
      cmocka_unit_test(test_finds_what_one_search_misses),
      cmocka_unit_test(test_real_ends),
  };
  return cmocka_run_group_tests_name("restart runs", tests, set_up, NULL);
}
