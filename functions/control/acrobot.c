/* acrobot.c -- two links that hang from a bar, swung up by a torque between them.
 *
 * State th1 (0: hanging), th2 (relative to th1), th1', th2'. Torque a in {-1, 0, 1}, masses,
 * lengths and moments of inertia 1, centres of mass at 1/2, g = 9.8:
 *   d1 = 1/4 + (5/4 + cos th2) + 2, d2 = (1/4 + cos th2 / 2) + 1
 *   phi2 = g/2 sin(th1 + th2)
 *   phi1 = -th2'^2 sin th2 / 2 - th2' th1' sin th2 + 3/2 g sin th1 + phi2
 *   th2'' = (a + d2/d1 phi1 - th1'^2 sin th2 / 2 - phi2) / (5/4 - d2^2/d1)
 *   th1'' = -(d2 th2'' + phi1) / d1
 * one Runge-Kutta step of 0.2, then angles within pi and velocities within 4 pi and 9 pi (Sutton,
 * NIPS 1996; Sutton and Barto's book; as in Gymnasium's Acrobot-v1, whose start is rounded to
 * float32). Reward -1, 0 for the step that ends it: the tip is more than 1 above the bar. */
#include "functions/control/control.h"
#include "functions/control/moves.h"

static const struct param params[] = {
    CONTROL_POLICY("16", POLICY_NORMAL),
    CONTROL_EPISODES,
    CONTROL_TIME(500),
    PARAM_TABLE_END,
};

static const double pi = 3.141592653589793;
enum { THETA1, THETA2, THETA1_DOT, THETA2_DOT, STATES };

static size_t inputs(const struct control_config *config)
{
  (void)config;
  return 6;
}

static void begin(const struct control_config *config, const double *uniform, double *state)
{
  (void)config;
  for (size_t i = 0; i < STATES; i++) state[i] = 0.2 * uniform[i] - 0.1;
}

static void observe(const struct control_config *config, const lane_part *state, lane_part *input)
{
  (void)config;
  struct lane_pair first = lane_sincos(state[THETA1]), second = lane_sincos(state[THETA2]);
  input[0] = first.cos;
  input[1] = first.sin;
  input[2] = second.cos;
  input[3] = second.sin;
  input[4] = state[THETA1_DOT];
  input[5] = state[THETA2_DOT];
}

static void act(const lane_part *output, lane_part *action) { action[0] = lane_largest(output); }

static void slopes(const void *torque, const lane_part *state, lane_part *slope)
{
  const double g = 9.8;
  struct lane_pair second = lane_sincos(state[THETA2]);
  lane_part v1 = state[THETA1_DOT], v2 = state[THETA2_DOT];
  lane_part d1 = 0.25 + (1.25 + second.cos) + 2, d2 = (0.25 + 0.5 * second.cos) + 1;
  lane_part phi2 = 0.5 * g * lane_sin(state[THETA1] + state[THETA2]);
  lane_part phi1 = -0.5 * (v2 * v2) * second.sin - v2 * v1 * second.sin +
                   1.5 * g * lane_sin(state[THETA1]) + phi2;
  lane_part ratio = d2 / d1;
  slope[THETA1] = v1;
  slope[THETA2] = v2;
  slope[THETA2_DOT] =
      (*(const lane_part *)torque + ratio * phi1 - 0.5 * (v1 * v1) * second.sin - phi2) /
      (1.25 - ratio * d2);
  slope[THETA1_DOT] = -(d2 * slope[THETA2_DOT] + phi1) / d1;
}

/* Turn by turn. Velocities are bounded, and so are the turns of a step: what has more is infinite
 * and stays so. */
static lane_part wrap(lane_part angle)
{
  enum { TURNS_MOST = 20 };
  const double turn = 2 * pi;
  const lane_part zero = {0};
  for (size_t k = 0; k < TURNS_MOST; k++) {
    lane_bits above = (lane_bits)(angle > pi), below = (lane_bits)(angle < -pi),
              both = above | below;
    int64_t any = 0;
    for (size_t i = 0; i < LANE_WIDTH; i++) any |= both[i];
    if (!any) break;
    angle += lane_select(below, zero + turn, zero) - lane_select(above, zero + turn, zero);
  }
  return angle;
}

static lane_bits step(const struct control_config *config, lane_part *state,
                      const lane_part *action, lane_part *reward)
{
  (void)config;
  const lane_part zero = {0};
  lane_part torque = action[0] - 1;
  lane_rk4(slopes, &torque, STATES, 0.2, state);
  state[THETA1] = wrap(state[THETA1]);
  state[THETA2] = wrap(state[THETA2]);
  state[THETA1_DOT] = lane_clip(state[THETA1_DOT], -4 * pi, 4 * pi);
  state[THETA2_DOT] = lane_clip(state[THETA2_DOT], -9 * pi, 9 * pi);
  lane_part tip = -lane_cos(state[THETA1]) - lane_cos(state[THETA2] + state[THETA1]);
  lane_bits over = (lane_bits)(tip > zero + 1);
  *reward = lane_select(over, zero, zero - 1);
  return over;
}

struct links {
  double x1, y1, x2, y2; /* ends of the first and of the second */
};

static struct links links_of(const double *state)
{
  double both = state[THETA2] + state[THETA1];
  struct links at = {.x1 = repro_sin(state[THETA1]), .y1 = -repro_cos(state[THETA1])};
  at.x2 = at.x1 + repro_sin(both);
  at.y2 = at.y1 - repro_cos(both);
  return at;
}

static void place(const struct control_config *config, const double *state, double *place_)
{
  (void)config;
  struct links at = links_of(state);
  place_[0] = at.x2;
  place_[1] = at.y2;
}

static bool reached(const struct control_config *config, const double *state)
{
  (void)config;
  return links_of(state).y2 > 1;
}

static double bound(const struct control_config *config)
{
  (void)config;
  return 0;
}

static double worst(const struct control_config *config) { return -config->limit; }

static const char *const columns[] = {"theta1",     "theta2", "theta1_dot",
                                      "theta2_dot", "action", NULL};

static void draw(const struct control_config *config, const double *state, const double *action,
                 struct sketch *sketch)
{
  (void)config;
  struct links at = links_of(state);
  sketch->low_x = sketch->low_y = -2.2;
  sketch->high_x = sketch->high_y = 2.2;
  sketch->line(sketch->context, SKETCH_GOAL, -2.2, 1, 2.2, 1);
  sketch->line(sketch->context, SKETCH_LIMB, 0, 0, at.x1, at.y1);
  sketch->line(sketch->context, SKETCH_LIMB, at.x1, at.y1, at.x2, at.y2);
  sketch->disc(sketch->context, SKETCH_BODY, 0, 0, 0.07);
  sketch->disc(sketch->context, SKETCH_BODY, at.x1, at.y1, 0.07);
  if (!(action[0] == 0 || action[0] == 2)) return;
  double push = 0.4 * (action[0] - 1);
  sketch->line(sketch->context, SKETCH_FORCE, at.x1, at.y1, at.x1 - push * (at.y2 - at.y1),
               at.y1 + push * (at.x2 - at.x1));
}

extern const struct environment LEVELED(environment_acrobot);
const struct environment LEVELED(environment_acrobot) = {
    .name = "acrobot",
    .policy = POLICY_LAYERS,
    .states = STATES,
    .outputs = 3,
    .actions = 1,
    .inputs = inputs,
    .draws = STATES,
    .begin = begin,
    .observe = observe,
    .act = act,
    .step = step,
    .places = 2,
    .place = place,
    .reached = reached,
    .bound = bound,
    .worst = worst,
    .solved = -100,
    .further = NAN,
    .columns = columns,
    .draw = draw,
};
CONTROL_HOOKS(environment_acrobot)

extern const struct function_type LEVELED(function_acrobot);
const struct function_type LEVELED(function_acrobot) = {
    .name = "acrobot",
    .title = "acrobot",
    .summary = "two links under a bar, swung up by a torque between them",
    .formula = "f(theta) = -mean return of the episodes; -1 a step, 0 for the one that lifts the\n"
               "tip more than 1 above the bar; torque -1, 0 or 1, by the largest of three outputs",
    .reference = "Sutton, Generalization in Reinforcement Learning, NIPS 1996; constants and "
                 "threshold of Gymnasium's Acrobot-v1, in double throughout",
    .budget = 2000,
    CONTROL_FUNCTION,
};
