/* mountaincar.c -- a car in a valley, pushed left, not at all, or right, until it is out: see
 * mountaincar.h. The push is 0.001 (a - 1); reward -1 a step. */
#include "functions/control/mountaincar.h"

static const struct param params[] = {
    CONTROL_POLICY("16", POLICY_NORMAL),
    CONTROL_EPISODES,
    CONTROL_TIME(200),
    PARAM_TABLE_END,
};

static const double goal = 0.5;

static void act(const lane_part *output, lane_part *action) { action[0] = lane_largest(output); }

static lane_bits step(const struct control_config *config, lane_part *state,
                      const lane_part *action, lane_part *reward)
{
  (void)config;
  *reward = (lane_part){0} - 1;
  return car_move(state, 0.001 * (action[0] - 1), goal);
}

static bool reached(const struct control_config *config, const double *state)
{
  (void)config;
  return state[CAR_X] >= goal && state[CAR_V] >= 0;
}

static double bound(const struct control_config *config)
{
  (void)config;
  return 0;
}

static double worst(const struct control_config *config) { return -config->limit; }

static const char *const columns[] = {"position", "velocity", "action", NULL};

static void draw(const struct control_config *config, const double *state, const double *action,
                 struct sketch *sketch)
{
  (void)config;
  car_draw(state, action[0] == 0 || action[0] == 2 ? action[0] - 1 : 0, goal, sketch);
}

extern const struct environment LEVELED(environment_mountaincar);
const struct environment LEVELED(environment_mountaincar) = {
    .name = "mountaincar",
    .policy = POLICY_LAYERS,
    .states = CAR_STATES,
    .outputs = 3,
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
    .bound = bound,
    .worst = worst,
    .solved = -110,
    .further = NAN,
    .columns = columns,
    .draw = draw,
};
CONTROL_HOOKS(environment_mountaincar)

extern const struct function_type LEVELED(function_mountaincar);
const struct function_type LEVELED(function_mountaincar) = {
    .name = "mountaincar",
    .title = "mountain car",
    .summary = "a car too weak for its hill, pushed left or right until it is out of the valley",
    .formula =
        "f(theta) = -mean return of the episodes; -1 a step until x >= 0.5; push -1, 0 or 1\n"
        "by the largest of three outputs",
    .reference = "Moore, Efficient Memory-based Learning for Robot Control, Cambridge 1990; "
                 "constants and threshold of Gymnasium's MountainCar-v0",
    .budget = 20000,
    CONTROL_FUNCTION,
};
