/* test_control_functions.c -- control tasks as functions: batches however they are cut, levels,
 * episodes told step by step, points that are not finite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "tests/support/control_levels.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

static const char *const tasks[] = {
    "cartpole",
    "cartpole:hidden=16,skip=3,limit=100",
    "pendulum",
    "acrobot",
    "mountaincar",
    "mountaincar-continuous:hidden=4",
    "mountaincar-continuous:hidden=4-3,reset=fresh,episodes=2,limit=101",
    "doublepole:limit=500",
    "doublepole:limit=500,velocities=yes,hidden=0,friction=0",
    "maze:hidden=4",
    "trap",
    "trap:slide=no,skip=2",
    "trap:deviation=0.1",
};
enum { TASKS = sizeof tasks / sizeof *tasks, POINTS = 64 };

struct answers {
  double f[POINTS], work[POINTS];
};

/* POINTS points in pieces of `each`. */
static void answer(const struct problem *p, const double *x, size_t each, struct answers *a)
{
  for (size_t k = 0; k < POINTS; k += each) {
    size_t count = POINTS - k < each ? POINTS - k : each;
    problem_step(p, x + k * p->dim, count, stream_root(5), k, 3, a->f + k, NULL, a->work + k);
  }
}

static double *points_of(const struct problem *p)
{
  double *x = doubles(POINTS * p->dim);
  random_normals(stream_root(11), 0, 0, POINTS, p->dim, x);
  return x;
}

static void cuts_and_levels_change_nothing(void **unused)
{
  (void)unused;
  static struct answers first, next;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t t = 0; t < TASKS; t++)
    for (size_t l = 0; l < count; l++) {
      struct problem *p = problem_named(levels[l].functions, tasks[t], 0, 1);
      double *x = points_of(p);
      for (size_t i = 0; i < p->dim; i++) x[7 * p->dim + i] = NAN; /* among others */
      static const size_t cut[] = {POINTS, 3, 1};
      for (size_t c = 0; c < 3; c++) {
        struct answers *a = l || c ? &next : &first;
        answer(p, x, cut[c], a);
        if (memcmp(a, &first, sizeof first) != 0)
          fail_msg("%s: %zu points at once, %s, differ", tasks[t], cut[c],
                   levels[l].functions->level);
      }
      free(x);
      problem_free(p);
    }
}

/* The sum of an episode's rewards, and its last state. */
struct told {
  size_t rows, states;
  double total, last[STATES_MOST];
};

static void tell(void *context, const double *values, double reward)
{
  struct told *t = context;
  if (t->rows++) t->total += reward;
  memcpy(t->last, values, t->states * sizeof *values);
}

/* Episodes, told step by step, add up to f; those that are worth what their end is pay nothing on
 * the way. */
static void episodes_add_up(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  machine_levels(levels);
  const struct function_library *library = levels[0].functions;
  struct control_level dynamics[CONTROL_LEVELS];
  control_levels_of_machine(dynamics);
  for (size_t t = 0; t < TASKS; t++) {
    if (strstr(tasks[t], "fresh") || strstr(tasks[t], "deviation")) continue;
    struct problem *p = problem_named(library, tasks[t], 0, 2);
    const struct environment *env = control_environment(dynamics, p->name);
    double *x = points_of(p), *scratch = doubles(p->scratch(p, 1)), f, work, total = 0, steps = 0;
    problem_step(p, x, 1, stream_root(5), 0, 0, &f, NULL, &work);
    for (size_t e = 0; e < p->episodes; e++) {
      struct told told = {.states = env->states};
      p->episode(p, x, e, scratch, &(struct episode_sink){&told, tell});
      total += env->worth ? env->worth(told.last) : told.total;
      steps += (double)(told.rows - 1);
    }
    double bound = f + total / (double)p->episodes;
    assert_true(steps == work);
    if (!(fabs(bound - round(bound)) <= 1e-10)) fail_msg("%s: bound %.17g", tasks[t], bound);
    free(x);
    free(scratch);
    problem_free(p);
  }
}

/* NaN, at once and without an end; what only overflows on the way ends, too, and is never solved.
 */
static void points_that_are_not_finite(void **unused)
{
  (void)unused;
  static const double bad[] = {NAN, INFINITY, -INFINITY, 1e308, -1e308};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t t = 0; t < TASKS; t++)
    for (size_t b = 0; b < 5; b++) {
      struct problem *p = problem_named(levels[count - 1].functions, tasks[t], 0, 0);
      double *x = points_of(p), f, work;
      for (size_t i = 0; i < p->dim; i++)
        if (b > 2 || i == p->dim / 2) x[i] = i % 2 ? -bad[b] : bad[b];
      problem_step(p, x, 1, stream_root(5), 0, 0, &f, NULL, &work);
      assert_true(b > 2 ? !(f <= 0) : isnan(f) && work == 0);
      free(x);
      problem_free(p);
    }
}

/* The level of f that counts as solved, one of the levels that runs are watched for; none where
 * episodes are so short that any policy would. */
static void solved_levels(void **unused)
{
  (void)unused;
  static const struct {
    const char *task;
    double level;
  } cases[] = {{"cartpole", 25},
               {"cartpole:limit=200", 10},
               {"pendulum", 200},
               {"pendulum:limit=20", NAN},
               {"acrobot", 100},
               {"acrobot:limit=101", 100},
               {"acrobot:limit=100", NAN},
               {"mountaincar", 110},
               {"mountaincar:limit=50", NAN},
               {"mountaincar-continuous", 10},
               {"doublepole", 0.5},
               {"doublepole:limit=100000", 0.5},
               {"trap:multiply=2", 1},
               {"maze", 5}};
  struct libraries levels[MACHINE_LEVELS];
  machine_levels(levels);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct function_spec spec;
    struct error err;
    double own[LEVELS_MOST], solved;
    assert_int_equal(function_parse(levels[0].functions, cases[i].task, &spec, &err), STATUS_OK);
    size_t count = function_levels(&spec, own), found = 0;
    solved = function_solved(&spec);
    if (!(fabs(solved - cases[i].level) <= 1e-12) && !(isnan(solved) && isnan(cases[i].level)))
      fail_msg("%s: %.17g", cases[i].task, solved);
    for (size_t k = 0; k < count; k++) found += own[k] == solved;
    assert_int_equal(found, !isnan(solved));
    function_spec_free(&spec);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(solved_levels),
      cmocka_unit_test(cuts_and_levels_change_nothing),
      cmocka_unit_test(episodes_add_up),
      cmocka_unit_test(points_that_are_not_finite),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
