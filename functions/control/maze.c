/* maze.c -- a robot in the hard maze, where the way to the goal leads away from it.
 *
 * State x, y, heading in degrees, speed, angular velocity, and how often it met a wall. A disc of
 * radius 8 starts at (36, 184); goal (31, 20). The policy sees 1; over 100, the distance to the
 * nearest wall, at most 100, at -90, -45, 0, 45, 90 and -180 degrees to the heading; and in which
 * quarter around the heading the goal is: [315, 45), [45, 135), [135, 225), [225, 315) degrees.
 * Actions a1, a2 in [-1/2, 1/2] want the angular velocity 6 a1 and the speed 6 a2: each moves there
 * by at most 0.2 a step, within 3. Then the robot moves along its old heading, and the heading by
 * the angular velocity; where it would be nearer than 8 to a wall it stays, with its speed. The
 * return is -distance to the goal at the end (Lehman and Stanley, Evolutionary Computation 2011; as
 * in Such et al., arXiv:1712.06567, which has the walls and wanted speeds). */
#include "functions/control/control.h"
#include "functions/control/moves.h"
#include "functions/control/walls.h"

static const struct param params[] = {
    CONTROL_POLICY("16", POLICY_NORMAL),
    CONTROL_TIME(400),
    CONTROL_GAUSSIAN,
    CONTROL_SHARE,
    PARAM_TABLE_END,
};

static const double radius = 8, goal_x = 31, goal_y = 20, near = 5, range = 100;
static const double degree = 3.141592653589793 / 180;
static const struct wall walls[] = {
    WALL(41, 5, 3, 8),       WALL(3, 8, 4, 49),       WALL(4, 49, 57, 53),  WALL(4, 49, 7, 202),
    WALL(7, 202, 195, 198),  WALL(195, 198, 186, 8),  WALL(186, 8, 39, 5),  WALL(56, 54, 56, 157),
    WALL(57, 106, 158, 162), WALL(77, 201, 108, 164), WALL(6, 80, 33, 121), WALL(192, 146, 87, 91),
    WALL(56, 55, 133, 30),
};
enum { X, Y, HEADING, SPEED, ANGULAR, COLLISIONS, STATES, WALLS = sizeof walls / sizeof *walls };

/* Lines through the robot, each seen along in both directions: at -90, -45, 0 and 45 degrees. */
enum { LINES = 4, ACROSS = 0, RIGHT = 1, AHEAD = 2, LEFT = 3, INPUTS = 11 };

static size_t inputs(const struct control_config *config)
{
  (void)config;
  return INPUTS;
}

static void begin(const struct control_config *config, const double *uniform, double *state)
{
  (void)config;
  (void)uniform;
  for (size_t i = 0; i < STATES; i++) state[i] = 0;
  state[X] = 36;
  state[Y] = 184;
}

/* Distances to the nearest wall along each line, and against it. */
static void look(lane_part x, lane_part y, struct lane_pair heading, lane_part *along,
                 lane_part *against)
{
  const double root = 0.7071067811865476;
  const lane_part zero = {0}, one = zero + 1;
  const lane_part by_x[LINES] = {heading.sin, root * (heading.cos + heading.sin), heading.cos,
                                 root * (heading.cos - heading.sin)};
  const lane_part by_y[LINES] = {-heading.cos, root * (heading.sin - heading.cos), heading.sin,
                                 root * (heading.sin + heading.cos)};
  for (size_t k = 0; k < LINES; k++) along[k] = against[k] = zero + range;
  for (size_t i = 0; i < WALLS; i++) {
    const struct wall *w = &walls[i];
    lane_part to_x = w->x - x, to_y = w->y - y;
    lane_part off = to_x * w->along_y - to_y * w->along_x;
    for (size_t k = 0; k < LINES; k++) {
      /* Parallel: infinite or NaN, and no number between 0 and 1. */
      lane_part over = 1 / (by_x[k] * w->along_y - by_y[k] * w->along_x);
      lane_part at = (to_x * by_y[k] - to_y * by_x[k]) * over, away = off * over;
      lane_bits met = (lane_bits)(at > zero) & (lane_bits)(at < one);
      lane_bits ahead = met & (lane_bits)(away > zero) & (lane_bits)(away < along[k]);
      lane_bits behind = met & (lane_bits)(away < zero) & (lane_bits)(-away < against[k]);
      along[k] = lane_select(ahead, away, along[k]);
      against[k] = lane_select(behind, -away, against[k]);
    }
  }
}

static void observe(const struct control_config *config, const lane_part *state, lane_part *input)
{
  (void)config;
  const lane_part zero = {0}, one = zero + 1;
  struct lane_pair heading = lane_sincos(state[HEADING] * degree);
  lane_part along[LINES], against[LINES];
  look(state[X], state[Y], heading, along, against);
  const lane_part seen[] = {along[ACROSS], along[RIGHT],    along[AHEAD],
                            along[LEFT],   against[ACROSS], against[AHEAD]};
  lane_part *next = input;
  *next++ = one;
  for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) *next++ = seen[i] / range;
  lane_part to_x = goal_x - state[X], to_y = goal_y - state[Y];
  lane_part ahead = to_x * heading.cos + to_y * heading.sin;
  lane_part left = to_y * heading.cos - to_x * heading.sin;
  const lane_bits quarter[] = {
      (lane_bits)(left >= -ahead) & (lane_bits)(left < ahead),
      (lane_bits)(left >= ahead) & (lane_bits)(left > -ahead),
      (lane_bits)(left <= -ahead) & (lane_bits)(left > ahead),
      (lane_bits)(left <= ahead) & (lane_bits)(left < -ahead),
  };
  for (size_t i = 0; i < 4; i++) *next++ = lane_select(quarter[i], one, zero);
}

static void act(const lane_part *output, lane_part *action)
{
  for (size_t i = 0; i < 2; i++) action[i] = 0.5 * lane_tanh(output[i]);
}

static void slope(const lane_part *output, lane_part *slope_)
{
  for (size_t i = 0; i < 2; i++) slope_[i] = 0.5 * lane_tanh_slope(output[i]);
}

static lane_part approach(lane_part value, lane_part action)
{
  const double most = 3, change = 0.2;
  return lane_clip(value + lane_clip(6 * action - value, -change, change), -most, most);
}

static lane_bits step(const struct control_config *config, lane_part *state,
                      const lane_part *action, lane_part *reward)
{
  (void)config;
  const lane_part zero = {0}, one = zero + 1, turn = zero + 360;
  lane_part angular = approach(state[ANGULAR], action[0]);
  lane_part speed = approach(state[SPEED], action[1]);
  struct lane_pair of = lane_sincos(state[HEADING] * degree);
  lane_part x = state[X] + of.cos * speed, y = state[Y] + of.sin * speed;
  lane_part heading = state[HEADING] + angular;
  heading -= lane_select((lane_bits)(heading > turn), turn, zero);
  heading += lane_select((lane_bits)(heading < zero), turn, zero);
  lane_bits met = {0};
  for (size_t i = 0; i < WALLS; i++)
    met |= (lane_bits)(wall_distance2(&walls[i], x, y) < radius * radius);
  state[X] = lane_select(met, state[X], x);
  state[Y] = lane_select(met, state[Y], y);
  state[HEADING] = heading;
  state[SPEED] = speed;
  state[ANGULAR] = angular;
  state[COLLISIONS] += lane_select(met, one, zero);
  *reward = zero;
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
  return -350;
}

static const char *const columns[] = {"x",          "y",    "heading", "speed", "angular_velocity",
                                      "collisions", "turn", "go",      NULL};

static void draw(const struct control_config *config, const double *state, const double *action,
                 struct sketch *sketch)
{
  (void)config;
  (void)action;
  double x = state[X], y = state[Y], heading = state[HEADING] * degree;
  sketch->low_x = sketch->low_y = 0;
  sketch->high_x = sketch->high_y = 205;
  walls_draw(walls, WALLS, sketch);
  sketch->disc(sketch->context, SKETCH_GOAL, goal_x, goal_y, near);
  sketch->disc(sketch->context, SKETCH_BODY, x, y, radius);
  sketch->line(sketch->context, SKETCH_FORCE, x, y, x + 1.5 * radius * repro_cos(heading),
               y + 1.5 * radius * repro_sin(heading));
}

extern const struct environment LEVELED(environment_maze);
const struct environment LEVELED(environment_maze) = {
    .name = "maze",
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
    .solved = -5,
    .further = -10,
    .columns = columns,
    .draw = draw,
};
CONTROL_HOOKS(environment_maze)

extern const struct function_type LEVELED(function_maze);
const struct function_type LEVELED(function_maze) = {
    .name = "maze",
    .title = "hard maze",
    .summary = "a robot in the hard maze: greed for the goal ends in dead ends",
    .formula =
        "f(theta) = distance from the last place to the goal (31, 20); starts at (36, 184);\n"
        "six range finders and four radar bits in, wanted angular velocity and speed out",
    .reference = "Lehman and Stanley, Abandoning Objectives, Evolutionary Computation 19, 2011; "
                 "walls and speeds of Such, Madhavan, Conti, Lehman, Stanley and Clune, "
                 "arXiv:1712.06567, 2017",
    .budget = 250000,
    CONTROL_FUNCTION,
};
