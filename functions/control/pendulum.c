/* pendulum.c -- a pendulum swung up and held upright by a torque that is too weak to lift it.
 *
 * State th (0: upright, never wrapped), th'. Torque u within 2, g = 10, mass and length 1, dt 0.05:
 *   th' = clip(th' + (15 sin th + 3 u) dt, -8, 8), th += th' dt with the new th'
 * The reward is -(a^2 + 0.1 th'^2 + 0.001 u^2) of the state before, a = th wrapped to [-pi, pi)
 * (Gymnasium's Pendulum-v1). An episode ends at its limit alone. */
#include "functions/control/control.h"
#include "functions/control/moves.h"

static const struct param params[] = {
    CONTROL_POLICY("16", POLICY_NORMAL),
    CONTROL_EPISODES,
    CONTROL_TIME(200),
    CONTROL_GAUSSIAN,
    CONTROL_DELAY,
    PARAM_TABLE_END,
};

static const double pi = 3.141592653589793, torque = 2;
enum { THETA, THETA_DOT, STATES };

static size_t inputs(const struct control_config *config)
{
  (void)config;
  return 3;
}

static void begin(const struct control_config *config, const double *uniform, double *state)
{
  (void)config;
  state[THETA] = pi * (2 * uniform[0] - 1);
  state[THETA_DOT] = 2 * uniform[1] - 1;
}

static void observe(const struct control_config *config, const lane_part *state, lane_part *input)
{
  (void)config;
  struct lane_pair of = lane_sincos(state[THETA]);
  input[0] = of.cos;
  input[1] = of.sin;
  input[2] = state[THETA_DOT];
}

static void act(const lane_part *output, lane_part *action)
{
  action[0] = torque * lane_tanh(output[0]);
}

static void slope(const lane_part *output, lane_part *slope_)
{
  slope_[0] = torque * lane_tanh_slope(output[0]);
}

/* ((theta + pi) mod 2 pi) - pi. Times the first part of 2 pi, of 33 bits, the number of turns is
 * exact. */
static lane_part wrap(lane_part theta)
{
  const double turn = 2 * pi, first = 0x1.921fb5440p2, rest = turn - first, shift = 0x1.8p52;
  const lane_part zero = {0};
  lane_part x = theta + pi, turns = (x / turn + shift) - shift;
  lane_part left = (x - turns * first) - turns * rest;
  left += lane_select((lane_bits)(left < zero), zero + turn, zero);
  return left - pi;
}

static lane_bits step(const struct control_config *config, lane_part *state,
                      const lane_part *action, lane_part *reward)
{
  (void)config;
  const double dt = 0.05;
  lane_part theta_dot = state[THETA_DOT], angle = wrap(state[THETA]);
  lane_part u = lane_clip(action[0], -torque, torque);
  *reward = -(angle * angle + 0.1 * (theta_dot * theta_dot) + 0.001 * (u * u));
  theta_dot = lane_clip(theta_dot + (15 * lane_sin(state[THETA]) + 3 * u) * dt, -8, 8);
  state[THETA] += theta_dot * dt;
  state[THETA_DOT] = theta_dot;
  return (lane_bits){0};
}

static void place(const struct control_config *config, const double *state, double *place_)
{
  (void)config;
  place_[0] = repro_cos(state[THETA]);
  place_[1] = repro_sin(state[THETA]);
}

static double bound(const struct control_config *config)
{
  (void)config;
  return 0;
}

/* Hanging still costs some 10 a step. */
static double worst(const struct control_config *config) { return -10.0 * config->limit; }

static const char *const columns[] = {"theta", "theta_dot", "action", NULL};

static void draw(const struct control_config *config, const double *state, const double *action,
                 struct sketch *sketch)
{
  (void)config;
  double x = repro_sin(state[THETA]), y = repro_cos(state[THETA]);
  sketch->low_x = sketch->low_y = -1.3;
  sketch->high_x = sketch->high_y = 1.3;
  sketch->disc(sketch->context, SKETCH_GOAL, 0, 1, 0.05);
  sketch->line(sketch->context, SKETCH_LIMB, 0, 0, x, y);
  sketch->disc(sketch->context, SKETCH_BODY, x, y, 0.08);
  double push = action[0] >= -torque && action[0] <= torque ? 0.2 * action[0] : 0;
  sketch->line(sketch->context, SKETCH_FORCE, x, y, x + push * y, y - push * x);
}

extern const struct environment LEVELED(environment_pendulum);
const struct environment LEVELED(environment_pendulum) = {
    .name = "pendulum",
    .policy = POLICY_LAYERS,
    .states = STATES,
    .outputs = 1,
    .actions = 1,
    .inputs = inputs,
    .draws = 2,
    .begin = begin,
    .observe = observe,
    .act = act,
    .step = step,
    .places = 2,
    .place = place,
    .slope = slope,
    .bound = bound,
    .worst = worst,
    .solved = -200,
    .further = -150,
    .columns = columns,
    .draw = draw,
};
CONTROL_HOOKS(environment_pendulum)

extern const struct function_type LEVELED(function_pendulum);
const struct function_type LEVELED(function_pendulum) = {
    .name = "pendulum",
    .title = "pendulum swing-up",
    .summary = "a pendulum, swung up and held by a torque too weak to lift it at once",
    .formula = "f(theta) = -mean return of the episodes; -(angle^2 + 0.1 speed^2 + 0.001 u^2) a\n"
               "step, angle from upright; torque u = 2 tanh of the policy's output",
    .reference = "Gymnasium's Pendulum-v1; no threshold is official, -200 to -150 is called solved",
    .budget = 20000,
    CONTROL_FUNCTION,
};
