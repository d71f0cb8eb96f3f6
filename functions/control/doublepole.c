/* doublepole.c -- two poles, a long and a short one, balanced on one cart.
 *
 * State x, x', th1, th1', th2, th2'. Action a in [0, 1], F = 20 (a - 1/2) - friction sgn x'; g =
 * -9.8, cart 1, poles of half length l = 0.5 and 0.05, mass m = 0.1 and 0.01, mu = 2e-6:
 *   t_i = mu th_i' / (m_i l_i)
 *   f_i = m_i l_i th_i'^2 sin th_i + 3/4 m_i cos th_i (t_i + g sin th_i)
 *   x'' = (F + f_1 + f_2) / (1 + sum_i m_i (1 - 3/4 cos^2 th_i))
 *   th_i'' = -3/4 (x'' cos th_i + g sin th_i + t_i) / l_i
 * Two Runge-Kutta steps of 0.01 an action (Wieland, IJCNN 1991; Gomez, Schmidhuber and
 * Miikkulainen, JMLR 2008; friction, scales of what is seen and the policy as in Heidrich-Meisner
 * and Igel, Journal of Algorithms 2009). 1 a step; over beyond 2.4 or 36 degrees. */
#include "functions/control/control.h"
#include "functions/control/moves.h"

static const struct param params[] = {
    CONTROL_POLICY("3", POLICY_NORMAL),
    PARAM_CHOICE(struct control_config, velocities, 0, param_no_yes,
                 "does the policy see velocities, too?"),
    PARAM(struct control_config, friction, 0.0005, 0, 1,
          "of the cart on its track; 0: none, as in the programs of NEAT and ESP"),
    CONTROL_TIME(1000),
    PARAM_TABLE_END,
};

static const double edge = 2.4, fall = 36 * 3.141592653589793 / 180, force = 20;
enum { X, X_DOT, THETA1, THETA1_DOT, THETA2, THETA2_DOT, STATES, POLES = 2 };

struct pole {
  double half, mass; /* half its length */
};
static const struct pole poles[POLES] = {{0.5, 0.1}, {0.05, 0.01}};

static size_t inputs(const struct control_config *config)
{
  return config->velocities ? STATES : STATES / 2;
}

static void begin(const struct control_config *config, const double *uniform, double *state)
{
  (void)config;
  (void)uniform;
  for (size_t i = 0; i < STATES; i++) state[i] = 0;
  state[THETA1] = 0.07;
}

static void observe(const struct control_config *config, const lane_part *state, lane_part *input)
{
  static const double scale[STATES] = {4.8, 2, 0.52, 2, 0.52, 2};
  size_t apart = config->velocities ? 1 : 2;
  for (size_t i = 0; i < STATES; i += apart) input[i / apart] = state[i] / scale[i];
}

static void act(const lane_part *output, lane_part *action) { action[0] = (output[0] + 1) / 2; }

struct pushed {
  lane_part push;
  double friction;
};

static void slopes(const void *context, const lane_part *state, lane_part *slope)
{
  const struct pushed *c = context;
  const double g = -9.8, hinge = 2e-6;
  const lane_part zero = {0};
  lane_part x_dot = state[X_DOT], drag = zero + c->friction, pull[POLES];
  drag = lane_select((lane_bits)(x_dot < zero), -drag, drag);
  drag = lane_select((lane_bits)(x_dot == zero), zero, drag);
  lane_part total = c->push - drag, mass = zero + 1;
  struct lane_pair of[POLES];
  for (size_t i = 0; i < POLES; i++) {
    const double m = poles[i].mass, l = poles[i].half;
    lane_part theta_dot = state[THETA1_DOT + 2 * i];
    of[i] = lane_sincos(state[THETA1 + 2 * i]);
    pull[i] = g * of[i].sin + hinge * theta_dot / (m * l);
    total += m * l * (theta_dot * theta_dot) * of[i].sin + 0.75 * m * of[i].cos * pull[i];
    mass += m * (1 - 0.75 * (of[i].cos * of[i].cos));
  }
  lane_part x_dot_dot = total / mass;
  slope[X] = x_dot;
  slope[X_DOT] = x_dot_dot;
  for (size_t i = 0; i < POLES; i++) {
    slope[THETA1 + 2 * i] = state[THETA1_DOT + 2 * i];
    slope[THETA1_DOT + 2 * i] = -0.75 * (x_dot_dot * of[i].cos + pull[i]) / poles[i].half;
  }
}

/* What is not a number is outside, too: an episode that nobody can see through is over. */
static lane_bits outside(lane_part x, double most)
{
  return ~((lane_bits)(x >= -most) & (lane_bits)(x <= most));
}

static lane_bits step(const struct control_config *config, lane_part *state,
                      const lane_part *action, lane_part *reward)
{
  const struct pushed context = {force * (action[0] - 0.5), config->friction};
  for (size_t k = 0; k < 2; k++) lane_rk4(slopes, &context, STATES, 0.01, state);
  *reward = (lane_part){0} + 1;
  return outside(state[X], edge) | outside(state[THETA1], fall) | outside(state[THETA2], fall);
}

static void place(const struct control_config *config, const double *state, double *place_)
{
  (void)config;
  place_[0] = state[X];
}

static double bound(const struct control_config *config) { return config->limit; }

/* Above 0, so that levels are spread by equal factors. */
static double worst(const struct control_config *config)
{
  return config->limit > 100 ? 10 : config->limit / 10.0;
}

static const char *const columns[] = {"x",      "x_dot",      "theta1", "theta1_dot",
                                      "theta2", "theta2_dot", "action", NULL};

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
  for (size_t i = 0; i < POLES; i++) {
    double theta = state[THETA1 + 2 * i], foot = x + (i ? 0.1 : -0.1), length = 2 * poles[i].half;
    sketch->line(sketch->context, SKETCH_LIMB, foot, high, foot + length * repro_sin(theta),
                 high + length * repro_cos(theta));
  }
  double push = action[0] >= 0 ? 0.8 * (action[0] - 0.5) : 0;
  sketch->line(sketch->context, SKETCH_FORCE, x, high / 2, x + push, high / 2);
}

extern const struct environment LEVELED(environment_doublepole);
const struct environment LEVELED(environment_doublepole) = {
    .name = "doublepole",
    .policy = POLICY_RECURRENT,
    .states = STATES,
    .outputs = 1,
    .actions = 1,
    .inputs = inputs,
    .begin = begin,
    .observe = observe,
    .act = act,
    .step = step,
    .places = 1,
    .place = place,
    .bound = bound,
    .worst = worst,
    .lasting = true,
    .further = 1000 - 0.5,
    .columns = columns,
    .draw = draw,
};
CONTROL_HOOKS(environment_doublepole)

extern const struct function_type LEVELED(function_doublepole);
const struct function_type LEVELED(function_doublepole) = {
    .name = "doublepole",
    .title = "double pole",
    .summary = "two poles of different lengths on one cart, balanced by a recurrent policy",
    .formula = "f(theta) = limit - steps, while |x| <= 2.4 and both angles are within 36 degrees;\n"
               "starts with the long pole at 0.07 rad; force 10 times the last unit's output",
    .reference = "Wieland, Evolving Neural Network Controllers for Unstable Systems, IJCNN 1991; "
                 "Gomez, Schmidhuber and Miikkulainen, JMLR 9, 2008; Heidrich-Meisner and Igel, "
                 "Journal of Algorithms 64, 2009",
    .budget = 20000,
    CONTROL_FUNCTION,
};
