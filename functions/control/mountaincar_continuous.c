/* mountaincar_continuous.c -- the car of mountaincar.h under a force of any size, which costs: the
 * push is 0.0015 clip(a, -1, 1), the reward 100 for the step that ends it, less 0.1 a^2 (a as it
 * is, as in Gymnasium). Standing still gives 0: a trap. */
#include "functions/control/mountaincar.h"

static const struct param params[] = {
    CONTROL_POLICY("0", POLICY_ZERO),
    CONTROL_EPISODES,
    CONTROL_TIME(999),
    CONTROL_GAUSSIAN,
    CONTROL_DELAY,
    PARAM_TABLE_END,
};

static const double goal = 0.45, prize = 100;

static void act(const lane_part *output, lane_part *action) { action[0] = lane_tanh(output[0]); }

static void slope(const lane_part *output, lane_part *slope_)
{
  slope_[0] = lane_tanh_slope(output[0]);
}

static lane_bits step(const struct control_config *config, lane_part *state,
                      const lane_part *action, lane_part *reward)
{
  (void)config;
  const lane_part zero = {0};
  lane_bits over = car_move(state, 0.0015 * lane_clip(action[0], -1, 1), goal);
  *reward = lane_select(over, zero + prize, zero) - 0.1 * (action[0] * action[0]);
  return over;
}

static bool reached(const struct control_config *config, const double *state)
{
  (void)config;
  return state[CAR_X] >= goal && state[CAR_V] >= 0;
}

static double bound(const struct control_config *config)
{
  (void)config;
  return prize;
}

static double worst(const struct control_config *config)
{
  (void)config;
  return -100;
}

static const char *const columns[] = {"position", "velocity", "action", NULL};

static void draw(const struct control_config *config, const double *state, const double *action,
                 struct sketch *sketch)
{
  (void)config;
  double push = action[0] >= -1 ? action[0] : action[0] < -1 ? -1 : 0;
  car_draw(state, push <= 1 ? push : 1, goal, sketch);
}

extern const struct environment LEVELED(environment_mountaincar_continuous);
const struct environment LEVELED(environment_mountaincar_continuous) = {
    .name = "mountaincar-continuous",
    .policy = POLICY_LAYERS,
    .states = CAR_STATES,
    .outputs = 1,
    .actions = 1,
    .inputs = car_inputs,
    .draws = 1,
    .begin = car_begin,
    .observe = car_observe,
    .act = act,
    .step = step,
    .places = 1,
    .place = car_place,
    .reached = reached,
    .slope = slope,
    .bound = bound,
    .worst = worst,
    .solved = 90,
    .further = NAN,
    .columns = columns,
    .draw = draw,
};
CONTROL_HOOKS(environment_mountaincar_continuous)

extern const struct function_type LEVELED(function_mountaincar_continuous);
const struct function_type LEVELED(function_mountaincar_continuous) = {
    .name = "mountaincar-continuous",
    .title = "mountain car, continuous",
    .summary = "the car on its hill under a force that costs: standing still is a trap",
    .formula = "f(theta) = 100 - mean return of the episodes; 100 for the step to x >= 0.45, less\n"
               "0.1 a^2 at every step; force a = tanh of the policy's output",
    .reference = "Moore, Efficient Memory-based Learning for Robot Control, Cambridge 1990; "
                 "constants and threshold of Gymnasium's MountainCarContinuous-v0, in double "
                 "where that rounds its state to float32",
    .budget = 2000,
    CONTROL_FUNCTION,
};
