/* trap.c -- a point in a square, inside a U that is open away from the goal.
 *
 * State x, y, from (0, 0), within [-10, 10]^2; goal (8, 0); walls (4, -2) to (4, 2), (-2, 2) to
 * (4, 2), (-2, -2) to (4, -2). Action v in [-1, 1]^2 moves it by v / 4, first x, then y from the
 * new x, each unless the way meets a wall: it slides along walls. With slide=no both move at once,
 * or nothing does. The return is -distance to the goal at the end: straight on gives -4. After the
 * deceptive U of Conti et al., NeurIPS 2018. */
#include "functions/control/control.h"
#include "functions/control/moves.h"
#include "functions/control/walls.h"

static const struct param params[] = {
    CONTROL_POLICY("8", POLICY_NORMAL),
    PARAM_CHOICE(struct control_config, slide, 1, param_no_yes,
                 "does it slide along a wall, or stay where it is?"),
    CONTROL_TIME(100),
    CONTROL_GAUSSIAN,
    CONTROL_SHARE,
    PARAM_TABLE_END,
};

static const double side = 10, goal_x = 8, goal_y = 0, near = 0.5;
static const struct wall walls[] = {WALL(4, -2, 4, 2), WALL(-2, 2, 4, 2), WALL(-2, -2, 4, -2)};
enum { X, Y, STATES, WALLS = sizeof walls / sizeof *walls };

static size_t inputs(const struct control_config *config)
{
  (void)config;
  return STATES;
}

static void begin(const struct control_config *config, const double *uniform, double *state)
{
  (void)config;
  (void)uniform;
  state[X] = state[Y] = 0;
}

static void observe(const struct control_config *config, const lane_part *state, lane_part *input)
{
  (void)config;
  for (size_t i = 0; i < STATES; i++) input[i] = state[i] / side;
}

static void act(const lane_part *output, lane_part *action)
{
  for (size_t i = 0; i < STATES; i++) action[i] = lane_tanh(output[i]);
}

static void slope(const lane_part *output, lane_part *slope_)
{
  for (size_t i = 0; i < STATES; i++) slope_[i] = lane_tanh_slope(output[i]);
}

/* To that place, unless a wall is in the way. */
static void move(lane_part *state, lane_part x, lane_part y)
{
  lane_bits met = {0};
  for (size_t i = 0; i < WALLS; i++)
    met |= wall_met(&walls[i], state[X], state[Y], x - state[X], y - state[Y]);
  state[X] = lane_select(met, state[X], x);
  state[Y] = lane_select(met, state[Y], y);
}

static lane_bits step(const struct control_config *config, lane_part *state,
                      const lane_part *action, lane_part *reward)
{
  lane_part x = lane_clip(state[X] + lane_clip(action[X], -1, 1) / 4, -side, side);
  lane_part y = lane_clip(state[Y] + lane_clip(action[Y], -1, 1) / 4, -side, side);
  if (config->slide) {
    move(state, x, state[Y]);
    move(state, state[X], y);
  } else {
    move(state, x, y);
  }
  *reward = (lane_part){0};
  return (lane_bits){0};
}

static double worth(const double *state)
{
  double to_x = goal_x - state[X], to_y = goal_y - state[Y];
  return -sqrt(to_x * to_x + to_y * to_y);
}

static void place(const struct control_config *config, const double *state, double *place_)
{
  (void)config;
  place_[0] = state[X];
  place_[1] = state[Y];
}

static bool reached(const struct control_config *config, const double *state)
{
  (void)config;
  return worth(state) > -near;
}

static double bound(const struct control_config *config)
{
  (void)config;
  return 0;
}

/* No place is as far away. */
static double worst(const struct control_config *config)
{
  (void)config;
  return -22;
}

static const char *const columns[] = {"x", "y", "action_x", "action_y", NULL};

static void draw(const struct control_config *config, const double *state, const double *action,
                 struct sketch *sketch)
{
  (void)config;
  sketch->low_x = sketch->low_y = -side;
  sketch->high_x = sketch->high_y = side;
  walls_draw(walls, WALLS, sketch);
  sketch->disc(sketch->context, SKETCH_GOAL, goal_x, goal_y, near);
  sketch->disc(sketch->context, SKETCH_BODY, state[X], state[Y], 0.25);
  if (isnan(action[X]) || isnan(action[Y])) return;
  sketch->line(sketch->context, SKETCH_FORCE, state[X], state[Y], state[X] + action[X],
               state[Y] + action[Y]);
}

extern const struct environment LEVELED(environment_trap);
const struct environment LEVELED(environment_trap) = {
    .name = "trap",
    .policy = POLICY_LAYERS,
    .states = STATES,
    .outputs = 2,
    .actions = 2,
    .inputs = inputs,
    .begin = begin,
    .observe = observe,
    .act = act,
    .step = step,
    .worth = worth,
    .places = 2,
    .place = place,
    .reached = reached,
    .slope = slope,
    .bound = bound,
    .worst = worst,
    .solved = -0.5,
    .further = NAN,
    .columns = columns,
    .draw = draw,
};
CONTROL_HOOKS(environment_trap)

extern const struct function_type LEVELED(function_trap);
const struct function_type LEVELED(function_trap) = {
    .name = "trap",
    .title = "trap",
    .summary = "a point inside a U: the way to the goal leads away from it first",
    .formula =
        "f(theta) = distance from the last place to the goal (8, 0); starts at (0, 0), walls\n"
        "on three sides; each step moves by tanh of the outputs / 4",
    .reference = "after Conti, Madhavan, Such, Lehman, Stanley and Clune, NeurIPS 2018",
    .budget = 50000,
    CONTROL_FUNCTION,
};
