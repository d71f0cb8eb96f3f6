/* test_control_rules.c -- what is decided between equals, held actions, limits, walls, slopes and
 * pictures of control tasks, in cases made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/control_levels.h"
#include "tests/support/problems.h"

enum { ROWS_MOST = 2048, EPISODES_MOST = 16 };

static struct control_level levels[CONTROL_LEVELS];
static size_t level_count;

/* Episodes of one linear policy, all from the same state; the rows are those of the first. */
struct lived {
  size_t states, rows;
  double returns[EPISODES_MOST], steps[EPISODES_MOST], last[EPISODES_MOST * STATES_MOST];
  double state[ROWS_MOST][STATES_MOST], action[ROWS_MOST];
};

static void watch(void *context, const double *state, const double *action, double reward)
{
  struct lived *l = context;
  assert_true(l->rows < ROWS_MOST && (action || reward == 0));
  memcpy(l->state[l->rows], state, l->states * sizeof *state);
  l->action[l->rows++] = action ? action[0] : NAN;
}

struct life {
  const char *environment;
  struct control_config config;
  struct policy_shape shape;
  const double *x, *start, *noise;
  size_t episodes;
};

static void live(const struct control_level *level, const struct life *life, struct lived *lived)
{
  const struct environment *env = control_environment(level, life->environment);
  size_t dim = policy_parameters(&life->shape), n = life->episodes ? life->episodes : 1;
  double *scratch = doubles(level->scratch(&life->shape, dim));
  double *zeros = doubles(dim), *starts = doubles(n * env->states);
  *lived = (struct lived){.states = env->states};
  for (size_t k = 0; k < n; k++)
    memcpy(starts + k * env->states, life->start, env->states * sizeof *starts);
  struct rollout r = {
      .environment = env,
      .config = &life->config,
      .shape = &life->shape,
      .x = life->x ? life->x : zeros,
      .points = 1,
      .dim = dim,
      .episodes = n,
      .starts = starts,
      .noise = life->noise,
      .decisions = (size_t)((life->config.limit + life->config.skip - 1) / life->config.skip),
      .returns = lived->returns,
      .steps = lived->steps,
      .last = lived->last,
      .watch = watch,
      .context = lived};
  level->run(&r, scratch);
  free(scratch);
  free(zeros);
  free(starts);
}

/* The first action at each level. */
static void acts(const char *environment, const struct policy_shape *shape, const double *x,
                 double expected)
{
  static struct lived lived;
  static const double start[STATES_MOST] = {0};
  for (size_t l = 0; l < level_count; l++) {
    live(&levels[l],
         &(struct life){environment, {.skip = 1, .limit = 1}, *shape, x, start, NULL, 0}, &lived);
    assert_int_equal(lived.rows, 2);
    assert_true(lived.action[1] == expected);
  }
}

/* From a state that is all zero only biases speak. */
static void the_first_of_equals_acts(void **unused)
{
  (void)unused;
  static const struct {
    double bias[3], action;
  } cases[] = {{{0, 0, 0}, 0},    {{1, 1, 1}, 0}, {{0, 1, 1}, 1},   {{1, 0, 1}, 0},
               {{1, 1, 0}, 0},    {{0, 0, 1}, 2}, {{-1, 0, -1}, 1}, {{0, -0.0, 0}, 0},
               {{-0.0, 0, 0}, 0}, {{2, 1, 2}, 0}, {{-2, -2, -1}, 2}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    double x[9] = {0};
    memcpy(x + 6, cases[c].bias, sizeof cases[c].bias);
    acts("mountaincar", &(struct policy_shape){POLICY_LAYERS, 1, {2, 3}}, x, cases[c].action);
    double y[21] = {0};
    memcpy(y + 18, cases[c].bias, sizeof cases[c].bias);
    acts("acrobot", &(struct policy_shape){POLICY_LAYERS, 1, {6, 3}}, y, cases[c].action);
  }
  /* Two units whose sums differ are both saturated, and so are what they say: weights (a row a
   * unit), biases, then outputs. */
  const double saturated[] = {0, 0, 0, 0, 30, 700, 1, 0, 0, 1, 1, 0, 0, 0, 0};
  acts("mountaincar", &(struct policy_shape){POLICY_LAYERS, 2, {2, 2, 3}}, saturated, 0);
  const double second[] = {0, 0, 0, 0, 19, 700, -1, 0, 0, 1, 1, 0, 0, 0, 0};
  acts("mountaincar", &(struct policy_shape){POLICY_LAYERS, 2, {2, 2, 3}}, second, 1);
}

/* Push right where the output is above 0, and only there. */
static void a_pole_is_pushed_right_above_zero(void **unused)
{
  (void)unused;
  static const double bias[] = {0, -0.0, 5e-324, -5e-324, 1, -1};
  for (size_t c = 0; c < 6; c++) {
    double x[5] = {0, 0, 0, 0, bias[c]};
    acts("cartpole", &(struct policy_shape){POLICY_LAYERS, 1, {4, 1}}, x, bias[c] > 0);
  }
}

/* An action that is held is the same action again: rewards add up, and the limit counts steps. */
static void held_actions_are_repeated(void **unused)
{
  (void)unused;
  static struct lived held, plain;
  static const double few[3] = {0.7, -0.9, 0.4};
  static const double many[7] = {0.7, 0.7, 0.7, -0.9, -0.9, -0.9, 0.4}, start[2] = {-0.5, 0};
  struct life life = {"mountaincar-continuous",
                      {.skip = 3, .limit = 7},
                      {POLICY_LAYERS, 1, {2, 1}},
                      NULL,
                      start,
                      few,
                      0};
  for (size_t l = 0; l < level_count; l++) {
    life.config.skip = 3;
    life.noise = few;
    live(&levels[l], &life, &held);
    life.config.skip = 1;
    life.noise = many;
    live(&levels[l], &life, &plain);
    assert_true(held.steps[0] == 7 && plain.steps[0] == 7 && held.rows == 8);
    assert_memory_equal(held.state, plain.state, sizeof held.state);
    assert_true(fabs(held.returns[0] - plain.returns[0]) <= 1e-15);
    double cost = 0.1 * (3 * 0.49 + 3 * 0.81 + 0.16);
    assert_true(fabs(held.returns[0] + cost) <= 1e-15);
  }
}

/* A pole that falls while an action is held has lived the steps until then: pushed right all the
 * time from rest, nine. */
static void a_fall_ends_a_held_action(void **unused)
{
  (void)unused;
  static struct lived lived;
  static const double x[5] = {0, 0, 0, 0, 1}, start[4] = {0};
  for (size_t l = 0; l < level_count; l++)
    for (int skip = 1; skip < 12; skip++) {
      live(&levels[l],
           &(struct life){"cartpole",
                          {.skip = skip, .limit = 500},
                          {POLICY_LAYERS, 1, {4, 1}},
                          x,
                          start,
                          NULL,
                          EPISODES_MOST},
           &lived);
      for (size_t e = 0; e < EPISODES_MOST; e++)
        assert_true(lived.returns[e] == 9 && lived.steps[e] == 9);
    }
}

/* Where a point in the trap is after some steps of one action. */
static void trapped(int slide, double x, double y, double v_x, double v_y, int steps, double to_x,
                    double to_y)
{
  static struct lived lived;
  const double start[2] = {x, y}, bias[6] = {0};
  double noise[32];
  assert_true(steps <= 16);
  for (size_t i = 0; i < 16; i++) {
    noise[2 * i] = v_x;
    noise[2 * i + 1] = v_y;
  }
  for (size_t l = 0; l < level_count; l++) {
    live(&levels[l],
         &(struct life){"trap",
                        {.skip = 1, .limit = steps, .slide = slide},
                        {POLICY_LAYERS, 1, {2, 2}},
                        bias,
                        start,
                        noise,
                        0},
         &lived);
    if (!(lived.last[0] == to_x && lived.last[1] == to_y))
      fail_msg("slide %d, from (%g, %g): at (%.17g, %.17g), not (%g, %g)", slide, x, y,
               lived.last[0], lived.last[1], to_x, to_y);
    double away = sqrt((8 - to_x) * (8 - to_x) + to_y * to_y);
    assert_true(fabs(lived.returns[0] + away) <= 1e-15 * away);
  }
}

static void walls_stop(void **unused)
{
  (void)unused;
  for (int slide = 0; slide < 2; slide++) {
    trapped(slide, 0, 0, 1, 0, 16, 3.75, 0);      /* the next one would touch */
    trapped(slide, 0, 0, 9, 0, 4, 1, 0);          /* clipped */
    trapped(slide, 4.5, 0, -1, 0, 8, 4.25, 0);    /* from behind */
    trapped(slide, 3.9, 2.5, 1, 0, 1, 4.15, 2.5); /* past the corner */
    trapped(slide, 3.75, 2, 1, 0, 1, 3.75, 2);    /* along one wall, into the end of another */
    trapped(slide, 0, 0, -1, 0, 16, -4, 0);       /* out at the open side */
    trapped(slide, 9.9, 0, 1, 0, 3, 10, 0);       /* the square */
  }
  trapped(1, 0, 1.5, 0.5, 1, 8, 1, 1.75); /* slides along the wall above */
  trapped(0, 0, 1.5, 0.5, 1, 8, 0.125, 1.75);
  trapped(1, 3.5, 0, 1, 0.5, 4, 3.75, 0.5);
  trapped(0, 3.5, 0, 1, 0.5, 4, 3.75, 0.125);
  trapped(0, -2.125, 2.125, 1, -1, 1, -2.125, 2.125); /* through the end of a wall */
  trapped(0, -2.25, 2.125, 1, -1, 1, -2, 1.875);      /* just past it */
}

/* However fast its links, after a step they are no faster than allowed, and their angles wrapped.
 */
static void links_are_held_back(void **unused)
{
  (void)unused;
  static struct lived lived;
  static const double starts[4][4] = {
      {0, 0, 12, 27}, {1, 2, -12, -28}, {1, -1, 12, -28}, {-2, 0, -3, 28}};
  const double pi = 3.141592653589793;
  size_t held[2] = {0};
  for (size_t l = 0; l < level_count; l++)
    for (size_t k = 0; k < 4; k++) {
      live(&levels[l],
           &(struct life){"acrobot",
                          {.skip = 1, .limit = 1},
                          {POLICY_LAYERS, 1, {6, 3}},
                          NULL,
                          starts[k],
                          NULL,
                          0},
           &lived);
      for (size_t i = 0; i < 2; i++) {
        double most = (i ? 9 : 4) * pi, speed = fabs(lived.last[2 + i]);
        assert_true(fabs(lived.last[i]) <= pi && speed <= most);
        held[i] += speed == most;
      }
    }
  assert_true(held[0] > 0 && held[1] > 0);
}

/* This file is of the first level, so that lanes of that level are its own. */
static void slopes_are_derivatives(void **unused)
{
  (void)unused;
  const struct environment *const *e = levels[0].environments;
  size_t seen = 0;
  for (; *e; e++) {
    if (!(*e)->slope) continue;
    seen++;
    assert_int_equal((*e)->actions, (*e)->outputs);
    for (double at = -3; at <= 3; at += 0.37) {
      const double h = 1e-5;
      lane_part output[OUTPUTS_MOST] = {{0}}, slope[ACTIONS_MOST] = {{0}};
      lane_part above[ACTIONS_MOST] = {{0}}, below[ACTIONS_MOST] = {{0}};
      for (size_t i = 0; i < (*e)->outputs; i++) output[i] += at + (double)i;
      (*e)->slope(output, slope);
      for (size_t i = 0; i < (*e)->outputs; i++) output[i] += h;
      (*e)->act(output, above);
      for (size_t i = 0; i < (*e)->outputs; i++) output[i] -= 2 * h;
      (*e)->act(output, below);
      for (size_t i = 0; i < (*e)->actions; i++)
        for (size_t lane = 0; lane < LANE_WIDTH; lane++)
          assert_true(fabs((above[i][lane] - below[i][lane]) / (2 * h) - slope[i][lane]) <= 1e-9);
    }
  }
  assert_int_equal(seen, 4);
}

static void poles_are_seen_in_units_of_their_bounds(void **unused)
{
  (void)unused;
  const struct environment *env = control_environment(levels, "doublepole");
  static const double scale[6] = {4.8, 2, 0.52, 2, 0.52, 2};
  for (int velocities = 0; velocities < 2; velocities++) {
    struct control_config config = {.velocities = velocities};
    lane_part state[6], input[SEEN_MOST];
    size_t apart = velocities ? 1 : 2;
    for (size_t i = 0; i < 6; i++)
      for (size_t lane = 0; lane < LANE_WIDTH; lane++) state[i][lane] = (double)(i + 1 + 7 * lane);
    env->observe(&config, state, input);
    assert_int_equal(env->inputs(&config), 6 / apart);
    for (size_t i = 0; i < 6; i += apart)
      for (size_t lane = 0; lane < LANE_WIDTH; lane++)
        assert_true(input[i / apart][lane] == (double)(i + 1 + 7 * lane) / scale[i]);
  }
}

/* Pictures */

struct seen {
  struct sketch sketch;
  size_t shapes;
};

static void near_the_picture(struct seen *s, double x, double y)
{
  double width = s->sketch.high_x - s->sketch.low_x, height = s->sketch.high_y - s->sketch.low_y;
  assert_true(width > 0 && height > 0);
  assert_true(x >= s->sketch.low_x - 0.1 * width && x <= s->sketch.high_x + 0.1 * width);
  assert_true(y >= s->sketch.low_y - 0.1 * height && y <= s->sketch.high_y + 0.1 * height);
  s->shapes++;
}

static void line(void *context, enum sketch_part part, double x1, double y1, double x2, double y2)
{
  (void)part;
  near_the_picture(context, x1, y1);
  near_the_picture(context, x2, y2);
}

static void disc(void *context, enum sketch_part part, double x, double y, double radius)
{
  (void)part;
  assert_true(radius > 0);
  near_the_picture(context, x, y);
}

/* Of starts, before anything was done, and of what is done there: finite, within what is seen. */
static void pictures_are_whole(void **unused)
{
  (void)unused;
  for (const struct environment *const *e = levels[0].environments; *e; e++) {
    struct control_config config = {.skip = 1, .limit = 100, .slide = 1};
    const double uniform[DRAWS_MOST] = {0.1, 0.9, 0.3, 0.6};
    double state[STATES_MOST], place[PLACES_MOST];
    (*e)->begin(&config, uniform, state);
    for (int acting = 0; acting < 2; acting++) {
      double action[ACTIONS_MOST] = {acting ? 0.5 : NAN, acting ? -0.25 : NAN};
      struct seen seen = {.sketch = {.context = &seen, .line = line, .disc = disc}};
      (*e)->draw(&config, state, action, &seen.sketch);
      assert_true(seen.shapes >= 3);
    }
    (*e)->place(&config, state, place);
    for (size_t i = 0; i < (*e)->places; i++) assert_true(isfinite(place[i]));
    if ((*e)->reached) assert_false((*e)->reached(&config, state));
    assert_true((*e)->worst(&config) < (*e)->bound(&config));
    size_t columns = 0;
    while ((*e)->columns[columns]) columns++;
    assert_int_equal(columns, (*e)->states + (*e)->actions);
    assert_true((*e)->states <= STATES_MOST && (*e)->inputs(&config) <= SEEN_MOST);
    assert_true((*e)->draws <= DRAWS_MOST && (*e)->places <= PLACES_MOST);
  }
}

/* The state in which a goal is just reached, and one just short of it. */
static void goals_are_where_they_are(void **unused)
{
  (void)unused;
  static const struct {
    const char *name;
    double at[STATES_MOST], off[STATES_MOST];
  } goals[] = {
      {"acrobot", {3.14159, 0}, {1.0, 0}},
      {"mountaincar", {0.5, 0}, {0.4999, 0.01}},
      {"mountaincar-continuous", {0.45, 0}, {0.4499, 0.01}},
      {"trap", {7.6, 0.2}, {7.5, 0}},
      {"maze", {34, 23.9}, {31, 25}},
  };
  struct control_config config = {.slide = 1};
  for (size_t g = 0; g < sizeof goals / sizeof *goals; g++) {
    const struct environment *env = control_environment(levels, goals[g].name);
    assert_true(env->reached(&config, goals[g].at));
    assert_false(env->reached(&config, goals[g].off));
  }
}

int main(void)
{
  level_count = control_levels_of_machine(levels);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_of_equals_acts),
      cmocka_unit_test(a_pole_is_pushed_right_above_zero),
      cmocka_unit_test(held_actions_are_repeated),
      cmocka_unit_test(a_fall_ends_a_held_action),
      cmocka_unit_test(walls_stop),
      cmocka_unit_test(links_are_held_back),
      cmocka_unit_test(slopes_are_derivatives),
      cmocka_unit_test(poles_are_seen_in_units_of_their_bounds),
      cmocka_unit_test(pictures_are_whole),
      cmocka_unit_test(goals_are_where_they_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
