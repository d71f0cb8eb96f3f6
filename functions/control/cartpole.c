/* cartpole.c -- a pole on a cart, pushed left or right.
 *
 * State x, x', th, th'. Force F = 10, or -10 if the action is 0; g = 9.8, cart 1, pole m = 0.1 of
 * half length l = 0.5:
 *   t = (F + m l th'^2 sin th) / 1.1
 *   th'' = (g sin th - cos th t) / (l (4/3 - m cos^2 th / 1.1))
 *   x'' = t - m l th'' cos th / 1.1
 * and one explicit Euler step of 0.02 with the old derivatives (Barto, Sutton and Anderson, 1983;
 * as in Gymnasium's CartPole-v1). 1 a step, the last one too; over beyond 2.4 or 12 degrees. */
#include "functions/control/control.h"

static const struct param params[] = {
    CONTROL_POLICY("0", POLICY_ZERO),
    CONTROL_EPISODES,
    CONTROL_TIME(500),
    PARAM_TABLE_END,
};

static const double edge = 2.4, fall = 12 * 2 * 3.141592653589793 / 360, force = 10;
enum { X, X_DOT, THETA, THETA_DOT, STATES };

static size_t inputs(const struct control_config *config)
{
  (void)config;
  return STATES;
}

static void begin(const struct control_config *config, const double *uniform, double *state)
{
  (void)config;
  for (size_t i = 0; i < STATES; i++) state[i] = 0.1 * uniform[i] - 0.05;
}

static void observe(const struct control_config *config, const lane_part *state, lane_part *input)
{
  (void)config;
  for (size_t i = 0; i < STATES; i++) input[i] = state[i];
}

static void act(const lane_part *output, lane_part *action)
{
  const lane_part zero = {0}, one = zero + 1;
  action[0] = lane_select((lane_bits)(output[0] > zero), one, zero);
}

static lane_bits step(const struct control_config *config, lane_part *state,
                      const lane_part *action, lane_part *reward)
{
  (void)config;
  const double mass = 0.1, total = 1 + mass, half = 0.5, moment = mass * half, dt = 0.02;
  lane_part x_dot = state[X_DOT], theta_dot = state[THETA_DOT];
  struct lane_pair of = lane_sincos(state[THETA]);
  lane_part push = force * (2 * action[0] - 1);
  lane_part t = (push + moment * (theta_dot * theta_dot) * of.sin) / total;
  lane_part theta_dot_dot =
      (9.8 * of.sin - of.cos * t) / (half * (4.0 / 3 - mass * (of.cos * of.cos) / total));
  lane_part x_dot_dot = t - moment * theta_dot_dot * of.cos / total;
  state[X] += dt * x_dot;
  state[X_DOT] = x_dot + dt * x_dot_dot;
  state[THETA] += dt * theta_dot;
  state[THETA_DOT] = theta_dot + dt * theta_dot_dot;
  *reward = (lane_part){0} + 1;
  return (lane_bits)(state[X] < -edge) | (lane_bits)(state[X] > edge) |
         (lane_bits)(state[THETA] < -fall) | (lane_bits)(state[THETA] > fall);
}

static void place(const struct control_config *config, const double *state, double *place_)
{
  (void)config;
  place_[0] = state[X];
}

static double bound(const struct control_config *config) { return config->limit; }

static double worst(const struct control_config *config)
{
  (void)config;
  return 0;
}

static const char *const columns[] = {"x", "x_dot", "theta", "theta_dot", "action", NULL};

static void draw(const struct control_config *config, const double *state, const double *action,
                 struct sketch *sketch)
{
  (void)config;
  double x = state[X], high = 0.15;
  sketch->low_x = -3;
  sketch->high_x = 3;
  sketch->low_y = -0.4;
  sketch->high_y = 1.4;
  sketch->line(sketch->context, SKETCH_WALL, -edge, 0, edge, 0);
  sketch->line(sketch->context, SKETCH_BODY, x - 0.25, high, x + 0.25, high);
  sketch->line(sketch->context, SKETCH_BODY, x - 0.25, 0, x + 0.25, 0);
  sketch->line(sketch->context, SKETCH_BODY, x - 0.25, 0, x - 0.25, high);
  sketch->line(sketch->context, SKETCH_BODY, x + 0.25, 0, x + 0.25, high);
  sketch->line(sketch->context, SKETCH_LIMB, x, high, x + repro_sin(state[THETA]),
               high + repro_cos(state[THETA]));
  double push = isnan(action[0]) ? 0 : action[0] > 0 ? 0.4 : -0.4;
  sketch->line(sketch->context, SKETCH_FORCE, x, high / 2, x + push, high / 2);
}

extern const struct environment LEVELED(environment_cartpole);
const struct environment LEVELED(environment_cartpole) = {
    .name = "cartpole",
    .policy = POLICY_LAYERS,
    .states = STATES,
    .outputs = 1,
    .actions = 1,
    .inputs = inputs,
    .draws = STATES,
    .begin = begin,
    .observe = observe,
    .act = act,
    .step = step,
    .places = 1,
    .place = place,
    .bound = bound,
    .worst = worst,
    .solved = NAN,
    .share = 0.95,
    .further = NAN,
    .columns = columns,
    .draw = draw,
};
CONTROL_HOOKS(environment_cartpole)

extern const struct function_type LEVELED(function_cartpole);
const struct function_type LEVELED(function_cartpole) = {
    .name = "cartpole",
    .title = "cart-pole",
    .summary = "a pole on a cart, kept upright by pushing left or right",
    .formula = "f(theta) = limit - mean return of the episodes; 1 a step, while |x| <= 2.4 and\n"
               "|angle| <= 12 degrees; pushes right where the policy's output is above 0",
    .reference = "Barto, Sutton and Anderson, IEEE Transactions on Systems, Man, and Cybernetics "
                 "13, 1983; constants of Gymnasium's CartPole-v1",
    .budget = 2000,
    CONTROL_FUNCTION,
};
