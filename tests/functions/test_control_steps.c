/* test_control_steps.c -- dynamics of control tasks, step by step, against the programs that they
 * come from: from each recorded state one step, at every vector level, in every lane. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/control_levels.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/control/"

enum { COLUMNS = 12, PARTS_MOST = 2, LANES_MOST = 8 };

/* A file of steps and what its columns are, in the order of states, actions and inputs. */
struct file {
  const char *environment;
  const char *state[STATES_MOST + 1], *action[ACTIONS_MOST + 1];
  const char *input[SEEN_MOST + 1]; /* none where they are the state's */
  const char *reward, *over;
  double reward_sign;     /* 0: 1 */
  double tolerance, idle; /* 0: 1e-13; what the action is where outputs are 0 */
  struct control_config config;
  size_t inputs, first_input; /* how many, and the number of the first that has a column */
  size_t ranges;              /* so many of those columns are 100 times the input */
};

static const struct file files[] = {
    {.environment = "cartpole",
     .state = {"x", "x_dot", "theta", "theta_dot"},
     .action = {"action"},
     .input = {"x", "x_dot", "theta", "theta_dot"},
     .inputs = 4,
     .reward = "reward",
     .over = "terminated"},
    {.environment = "pendulum",
     .state = {"theta", "theta_dot"},
     .action = {"action"},
     .input = {"cos", "sin", "speed"},
     .inputs = 3,
     .reward = "reward",
     .over = "terminated"},
    {.environment = "acrobot",
     .state = {"theta1", "theta2", "theta1_dot", "theta2_dot"},
     .action = {"action"},
     .input = {"cos1", "sin1", "cos2", "sin2", "speed1", "speed2"},
     .inputs = 6,
     .reward = "reward",
     .over = "terminated"},
    {.environment = "mountaincar",
     .state = {"position", "velocity"},
     .action = {"action"},
     .input = {"position", "velocity"},
     .inputs = 2,
     .reward = "reward",
     .over = "terminated"},
    {.environment = "mountaincar-continuous",
     .state = {"position", "velocity"},
     .action = {"action"},
     .input = {"position", "velocity"},
     .inputs = 2,
     .reward = "reward",
     .over = "terminated"},
    {.environment = "doublepole",
     .state = {"x", "x_dot", "theta1", "theta1_dot", "theta2", "theta2_dot"},
     .action = {"action"},
     .inputs = 3,
     .idle = 0.5,
     .config = {.friction = 0.0005},
     .over = "failed"},
    {.environment = "maze",
     .state = {"x", "y", "heading", "speed", "angular_velocity", "collisions"},
     .action = {"action1", "action2"},
     .input = {"r1", "r2", "r3", "r4", "r5", "r6", "radar1", "radar2", "radar3", "radar4"},
     .inputs = 11,
     .first_input = 1,
     .ranges = 6,
     .reward = "distance",
     .reward_sign = -1,
     .tolerance = 1e-11},
    {.environment = "trap",
     .state = {"x", "y"},
     .action = {"vx", "vy"},
     .inputs = 2,
     .config = {.slide = 1}},
};
enum { FILES = sizeof files / sizeof *files };

/* Pairs of rows, a state and what it came to: `from` is the number of the first row. */
struct moves {
  const struct file *file;
  struct reference *table;
  size_t count, *from;
};

static struct moves moves_read(const struct file *file)
{
  char path[256];
  snprintf(path, sizeof path, FOLDER "steps_%s.csv", file->environment);
  struct moves m = {.file = file, .table = reference_read(path)};
  m.from = calloc(m.table->rows, sizeof *m.from);
  assert_non_null(m.from);
  for (size_t row = 0; row + 1 < m.table->rows; row++)
    if (reference_at(m.table, row + 1, "step") > 0) m.from[m.count++] = row;
  assert_true(m.count > 200);
  return m;
}

static void moves_free(struct moves *m)
{
  reference_free(m->table);
  free(m->from);
}

/* Moves in a row, `shift` on, from wherever the row is cut: what they came to. */
struct made {
  double *returns, *steps, *last, *input;
};

/* All outputs are 0, so that the noise says what is done. Every episode is one step long, or, to
 * see whether it is over, two. */
static struct made make_moves(const struct moves *m, const struct control_level *level,
                              size_t shift, int limit)
{
  const struct file *f = m->file;
  const struct environment *env = control_environment(level, f->environment);
  struct control_config config = f->config;
  config.skip = 1;
  config.limit = limit;
  struct policy_shape shape = {POLICY_LAYERS, 1, {f->inputs, env->outputs}};
  size_t dim = policy_parameters(&shape), n = m->count, states = env->states;
  size_t actions = env->actions, decisions = (size_t)limit;
  double *x = doubles(dim), *scratch = doubles(level->scratch(&shape, dim));
  double *starts = doubles(n * states), *noise = doubles(n * decisions * actions);
  struct made made = {doubles(n), doubles(n), doubles(n * states),
                      doubles(n * decisions * f->inputs)};
  double *output = doubles(n * decisions * env->outputs), *reward = doubles(n * decisions);
  for (size_t k = 0; k < n; k++) {
    size_t row = m->from[(k + shift) % n];
    for (size_t i = 0; i < states; i++)
      starts[k * states + i] = reference_at(m->table, row, f->state[i]);
    for (size_t i = 0; i < decisions * actions; i++)
      noise[k * decisions * actions + i] =
          reference_at(m->table, row + 1, f->action[i % actions]) - f->idle;
  }
  struct recording recording = {made.input, output, reward};
  struct rollout r = {.environment = env,
                      .config = &config,
                      .shape = &shape,
                      .x = x,
                      .points = 1,
                      .dim = dim,
                      .episodes = n,
                      .starts = starts,
                      .noise = noise,
                      .decisions = decisions,
                      .returns = made.returns,
                      .steps = made.steps,
                      .last = made.last,
                      .recording = &recording};
  level->run(&r, scratch);
  free(x);
  free(scratch);
  free(starts);
  free(noise);
  free(output);
  free(reward);
  return made;
}

static void made_free(struct made *made)
{
  free(made->returns);
  free(made->steps);
  free(made->last);
  free(made->input);
}

static void same(const struct moves *m, size_t row, const char *what, double got, double expected)
{
  double tolerance = m->file->tolerance > 0 ? m->file->tolerance : 1e-13;
  if (!(fabs(got - expected) <= tolerance * fmax(1, fabs(expected))))
    fail_msg("%s row %zu: %s is %.17g, not %.17g", m->file->environment, row, what, got, expected);
}

static void check_move(const struct moves *m, size_t k, size_t row, const struct made *made)
{
  const struct file *f = m->file;
  size_t states = 0;
  while (f->state[states]) states++;
  for (size_t i = 0; i < states; i++)
    same(m, row + 1, f->state[i], made->last[k * states + i],
         reference_at(m->table, row + 1, f->state[i]));
  for (size_t i = 0; f->input[i]; i++)
    same(m, row, f->input[i], made->input[k * f->inputs + f->first_input + i],
         reference_at(m->table, row, f->input[i]) / (i < f->ranges ? 100 : 1));
  if (f->reward)
    same(m, row + 1, "the reward", made->returns[k],
         (f->reward_sign < 0 ? -1 : 1) * reference_at(m->table, row + 1, f->reward));
}

static void check_over(const struct moves *m, size_t k, size_t row, const struct made *made)
{
  bool over = m->file->over && reference_at(m->table, row + 1, m->file->over) > 0;
  if (made->steps[k] != (over ? 1 : 2))
    fail_msg("%s row %zu: over is wrong", m->file->environment, row + 1);
}

/* Lanes take up moves as they come, so that so many shifts bring each of them to each lane. */
static void check_moves(const struct moves *m, const struct control_level *level)
{
  struct made first = {0};
  size_t states = control_environment(level, m->file->environment)->states, n = m->count;
  for (size_t shift = 0; shift < PARTS_MOST * level->width; shift++) {
    struct made one = make_moves(m, level, shift, 1), two = make_moves(m, level, shift, 2);
    for (size_t k = 0; k < n; k++) {
      size_t at = (k + shift) % n, row = m->from[at];
      check_move(m, k, row, &one);
      check_over(m, k, row, &two);
      if (shift)
        assert_memory_equal(one.last + k * states, first.last + at * states,
                            states * sizeof(double));
    }
    if (shift)
      made_free(&one);
    else
      first = one;
    made_free(&two);
  }
  made_free(&first);
}

static void steps_are_the_originals(void **unused)
{
  (void)unused;
  struct control_level levels[CONTROL_LEVELS];
  size_t count = control_levels_of_machine(levels);
  for (size_t i = 0; i < FILES; i++) {
    struct moves m = moves_read(&files[i]);
    for (size_t l = 0; l < count; l++) check_moves(&m, &levels[l]);
    moves_free(&m);
  }
}

/* The same bytes at every level. */
static void levels_are_the_same(void **unused)
{
  (void)unused;
  struct control_level levels[CONTROL_LEVELS];
  size_t count = control_levels_of_machine(levels);
  for (size_t i = 0; i < FILES; i++) {
    struct moves m = moves_read(&files[i]);
    struct made a = make_moves(&m, &levels[0], 0, 2);
    size_t states = control_environment(levels, files[i].environment)->states, n = m.count;
    for (size_t l = 1; l < count; l++) {
      struct made b = make_moves(&m, &levels[l], 0, 2);
      assert_memory_equal(a.last, b.last, n * states * sizeof *a.last);
      assert_memory_equal(a.returns, b.returns, n * sizeof *a.returns);
      assert_memory_equal(a.steps, b.steps, n * sizeof *a.steps);
      assert_memory_equal(a.input, b.input, n * 2 * files[i].inputs * sizeof *a.input);
      made_free(&b);
    }
    made_free(&a);
    moves_free(&m);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steps_are_the_originals),
      cmocka_unit_test(levels_are_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
