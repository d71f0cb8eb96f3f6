/* test_control.c -- whole episodes of control tasks against the programs that they come from: one
 * by one and in company, at every vector level, and through the functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/control_levels.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/control/"

enum { CASES_MOST = 128, THETA_MOST = 256, LINE = 1 << 15 };

/* An episode that another program lived through. */
struct episode {
  char environment[32];
  size_t hidden, dim;
  double theta[THETA_MOST];
  double start[STATES_MOST], last[STATES_MOST]; /* NaN where that is not known */
  double expected, steps, deviation;
};

static struct episode cases[CASES_MOST];
static size_t case_count;

static struct episode *case_new(const char *environment, double hidden)
{
  assert_true(case_count < CASES_MOST);
  struct episode *e = &cases[case_count++];
  *e = (struct episode){.hidden = (size_t)hidden};
  snprintf(e->environment, sizeof e->environment, "%s", environment);
  for (size_t i = 0; i < STATES_MOST; i++) e->last[i] = NAN;
  return e;
}

static void read_gymnasiums(void)
{
  struct reference *t = reference_read(FOLDER "episodes.csv");
  struct reference *p = reference_read(FOLDER "episodes_parameters.csv");
  for (size_t row = 0; row < t->rows; row++) {
    struct episode *e =
        case_new(reference_text(t, row, "environment"), reference_at(t, row, "hidden"));
    for (size_t i = 0; i < 4; i++) {
      char name[8];
      snprintf(name, sizeof name, "s%zu", i);
      e->start[i] = reference_at(t, row, name);
      snprintf(name, sizeof name, "end%zu", i);
      e->last[i] = reference_at(t, row, name);
    }
    e->expected = reference_at(t, row, "return");
    e->steps = reference_at(t, row, "steps");
    e->deviation = reference_at(t, row, "end_deviation");
    e->dim = (size_t)reference_at(t, row, "parameters");
    assert_true(e->dim <= THETA_MOST);
    for (size_t i = 0; i < p->rows; i++)
      if (reference_at(p, i, "case") == reference_at(t, row, "case"))
        e->theta[(size_t)reference_at(p, i, "index")] = reference_at(p, i, "value");
  }
  reference_free(t);
  reference_free(p);
}

/* The numbers of a line, whose rows differ in length; empty cells are none. */
static size_t numbers(char *line, double *value, size_t most)
{
  size_t count = 0;
  for (char *word = strtok(line, ",\r\n"); word; word = strtok(NULL, ",\r\n")) {
    assert_true(count < most);
    value[count++] = strtod(word, NULL);
  }
  return count;
}

/* Of a file whose parameters are the last columns, from `first` on. */
static void each_row(const char *path, void (*take)(const double *value, size_t count))
{
  static char line[LINE];
  double value[THETA_MOST + 16];
  FILE *in = fopen(path, "r");
  if (!in) fail_msg("%s cannot be opened", path);
  assert_non_null(fgets(line, sizeof line, in));
  while (fgets(line, sizeof line, in)) take(value, numbers(line, value, THETA_MOST + 16));
  fclose(in);
}

static void take_theta(struct episode *e, const double *theta, size_t count)
{
  e->dim = count;
  memcpy(e->theta, theta, count * sizeof *theta);
}

/* hidden, start_angle, return, six states, end_deviation, parameters */
static void take_doublepole(const double *value, size_t count)
{
  struct episode *e = case_new("doublepole", value[0]);
  e->start[2] = value[1];
  e->expected = e->steps = value[2];
  memcpy(e->last, value + 3, 6 * sizeof *value);
  e->deviation = value[9];
  take_theta(e, value + 10, count - 10);
}

/* hidden, return, x, y, heading, collisions, parameters */
static void take_maze(const double *value, size_t count)
{
  struct episode *e = case_new("maze", value[0]);
  e->start[0] = 36;
  e->start[1] = 184;
  e->expected = value[1];
  e->steps = 400;
  memcpy(e->last, value + 2, 3 * sizeof *value);
  e->last[5] = value[5];
  take_theta(e, value + 6, count - 6);
}

/* hidden, parameters, return, x, y */
static void take_trap(const double *value, size_t count)
{
  struct episode *e = case_new("trap", value[0]);
  e->expected = value[count - 3];
  e->steps = 100;
  memcpy(e->last, value + count - 2, 2 * sizeof *value);
  take_theta(e, value + 1, count - 4);
}

static int read_cases(void **unused)
{
  (void)unused;
  read_gymnasiums();
  each_row(FOLDER "episodes_doublepole.csv", take_doublepole);
  each_row(FOLDER "episodes_maze.csv", take_maze);
  each_row(FOLDER "episodes_trap.csv", take_trap);
  assert_int_equal(case_count, 75 + 20 + 10 + 12);
  return 0;
}

static int limit_of(const char *environment)
{
  static const struct {
    const char *name;
    int limit;
  } limits[] = {{"cartpole", 500},
                {"pendulum", 200},
                {"acrobot", 500},
                {"mountaincar", 200},
                {"mountaincar-continuous", 999},
                {"doublepole", 1000},
                {"maze", 400},
                {"trap", 100}};
  size_t i = 0;
  while (strcmp(limits[i].name, environment) != 0) i++;
  return limits[i].limit;
}

static struct policy_shape shape_of(const struct episode *e, const struct environment *env,
                                    const struct control_config *config)
{
  struct policy_shape s = {.kind = env->policy, .layers = e->hidden ? 2 : 1};
  s.size[0] = env->inputs(config);
  if (env->policy == POLICY_RECURRENT) {
    s.layers = 1;
    s.size[1] = e->hidden + 1;
  } else {
    s.size[1] = e->hidden ? e->hidden : env->outputs;
    if (e->hidden) s.size[2] = env->outputs;
  }
  assert_int_equal(policy_parameters(&s), e->dim);
  return s;
}

struct ends {
  double returns[CASES_MOST], steps[CASES_MOST], last[CASES_MOST * STATES_MOST];
};

/* The episodes [first, first + count), all of one environment and shape, at once. */
static void live(const struct control_level *level, size_t first, size_t count, struct ends *ends)
{
  const struct episode *e = &cases[first];
  const struct environment *env = control_environment(level, e->environment);
  struct control_config config = {
      .skip = 1, .limit = limit_of(e->environment), .slide = 1, .friction = 0.0005};
  struct policy_shape shape = shape_of(e, env, &config);
  double *x = doubles(count * e->dim), *starts = doubles(count * env->states);
  double *scratch = doubles(level->scratch(&shape, e->dim));
  for (size_t k = 0; k < count; k++) {
    memcpy(x + k * e->dim, e[k].theta, e->dim * sizeof *x);
    memcpy(starts + k * env->states, e[k].start, env->states * sizeof *x);
  }
  struct rollout r = {.environment = env,
                      .config = &config,
                      .shape = &shape,
                      .x = x,
                      .points = count,
                      .dim = e->dim,
                      .episodes = 1,
                      .starts = starts,
                      .own_starts = true,
                      .decisions = (size_t)config.limit,
                      .returns = ends->returns,
                      .steps = ends->steps,
                      .last = ends->last};
  level->run(&r, scratch);
  free(x);
  free(starts);
  free(scratch);
}

static void same(const struct episode *e, const char *what, double got, double expected)
{
  double tolerance = strcmp(e->environment, "maze") ? 1e-13 : 1e-11;
  if (!(fabs(got - expected) <= tolerance * fmax(1, fabs(expected))))
    fail_msg("%s, case %zu: %s is %.17g, not %.17g", e->environment, (size_t)(e - cases), what, got,
             expected);
}

static void check_end(const struct episode *e, double got, double steps, const double *last)
{
  same(e, "the return", got, e->expected);
  assert_true(steps == e->steps);
  for (size_t i = 0; i < STATES_MOST; i++)
    if (!isnan(e->last[i]) && e->deviation <= 1e-9) {
      double off = fabs(last[i] - e->last[i]), scale = fmax(1, fabs(e->last[i]));
      double tolerance = strcmp(e->environment, "maze") ? 100 * e->deviation + 1e-12 : 1e-9;
      if (!(off <= tolerance * scale))
        fail_msg("%s, case %zu: state %zu ends at %.17g, not %.17g", e->environment,
                 (size_t)(e - cases), i, last[i], e->last[i]);
    }
}

/* How many cases from `first` on are of its environment and shape. */
static size_t alike(size_t first)
{
  size_t count = 0;
  while (first + count < case_count && cases[first + count].hidden == cases[first].hidden &&
         !strcmp(cases[first + count].environment, cases[first].environment))
    count++;
  return count;
}

/* One by one, and among others, whose episodes end before and after: the same bits at each level.
 */
static void episodes_are_the_originals(void **unused)
{
  (void)unused;
  static struct ends all, one, narrow;
  struct control_level levels[CONTROL_LEVELS];
  size_t count = control_levels_of_machine(levels);
  for (size_t first = 0, n; first < case_count; first += n) {
    n = alike(first);
    size_t states = control_environment(levels, cases[first].environment)->states;
    for (size_t l = 0; l < count; l++) {
      live(&levels[l], first, n, &all);
      for (size_t k = 0; k < n; k++) {
        check_end(&cases[first + k], all.returns[k], all.steps[k], all.last + k * states);
        live(&levels[l], first + k, 1, &one);
        assert_memory_equal(all.last + k * states, one.last, states * sizeof *one.last);
        assert_memory_equal(all.returns + k, one.returns, sizeof *one.returns);
        assert_memory_equal(all.steps + k, one.steps, sizeof *one.steps);
      }
      if (!l) narrow = all;
      assert_memory_equal(all.last, narrow.last, n * states * sizeof *all.last);
      assert_memory_equal(all.returns, narrow.returns, n * sizeof *all.returns);
    }
  }
}

/* Tasks that start where the reference does: through the function itself. */
static void functions_are_bounds_less_returns(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t c = 75; c < case_count; c++)
    for (size_t l = 0; l < count; l++) {
      const struct episode *e = &cases[c];
      if (!strcmp(e->environment, "doublepole") && e->start[2] != 0.07) continue;
      char text[64];
      int limit = limit_of(e->environment);
      snprintf(text, sizeof text, "%s:hidden=%zu,limit=%d", e->environment, e->hidden, limit);
      struct problem *p = problem_named(levels[l].functions, text, 0, 0);
      double f, work, behaviour[PLACES_MOST], *scratch = doubles(p->scratch(p, 1));
      assert_int_equal(p->dim, e->dim);
      struct batch batch = {.x = e->theta,
                            .count = 1,
                            .f = &f,
                            .work = &work,
                            .behaviour = behaviour,
                            .scratch = scratch};
      p->evaluate(p, &batch);
      same(e, "f", f, strcmp(e->environment, "doublepole") ? -e->expected : limit - e->expected);
      assert_true(work == e->steps);
      if (!(e->deviation > 1e-9)) same(e, "the behaviour", behaviour[0], e->last[0]);
      if (p->behaviours > 1) same(e, "the behaviour", behaviour[1], e->last[1]);
      free(scratch);
      problem_free(p);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(episodes_are_the_originals),
      cmocka_unit_test(functions_are_bounds_less_returns),
  };
  return cmocka_run_group_tests(tests, read_cases, NULL);
}
