/* mountaincar.h -- the car of both mountain car tasks, too weak for its hill.
 *
 * State x, v. With a push, already scaled (Moore, 1990; Sutton and Barto's book; constants of
 * Gymnasium's MountainCar-v0 and MountainCarContinuous-v0):
 *   v = clip(v + push - 0.0025 cos 3x, -0.07, 0.07), x = clip(x + v, -1.2, 0.6),
 *   v = 0 if x = -1.2 and v < 0; over once x >= goal and v >= 0. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_MOUNTAINCAR_H
#define OPTBENCH_FUNCTIONS_CONTROL_MOUNTAINCAR_H

#include "functions/control/control.h"
#include "functions/control/moves.h"

enum { CAR_X, CAR_V, CAR_STATES };

static inline size_t car_inputs(const struct control_config *config)
{
  (void)config;
  return CAR_STATES;
}

static inline void car_begin(const struct control_config *config, const double *uniform,
                             double *state)
{
  (void)config;
  state[CAR_X] = 0.2 * uniform[0] - 0.6;
  state[CAR_V] = 0;
}

static inline void car_observe(const struct control_config *config, const lane_part *state,
                               lane_part *input)
{
  (void)config;
  for (size_t i = 0; i < CAR_STATES; i++) input[i] = state[i];
}

static inline lane_bits car_move(lane_part *state, lane_part push, double goal)
{
  const double left = -1.2, right = 0.6, fastest = 0.07;
  const lane_part zero = {0};
  lane_part v = state[CAR_V] + (push - 0.0025 * lane_cos(3 * state[CAR_X]));
  v = lane_clip(v, -fastest, fastest);
  lane_part x = lane_clip(state[CAR_X] + v, left, right);
  lane_bits stuck = (lane_bits)(x == left) & (lane_bits)(v < zero);
  state[CAR_X] = x;
  state[CAR_V] = v = lane_select(stuck, zero, v);
  return (lane_bits)(x >= goal) & (lane_bits)(v >= zero);
}

static inline void car_place(const struct control_config *config, const double *state,
                             double *place)
{
  (void)config;
  place[0] = state[CAR_X];
}

/* On its hill, y = sin 3x. push: within 1. */
static inline void car_draw(const double *state, double push, double goal, struct sketch *sketch)
{
  enum { PIECES = 60 };
  const double left = -1.2, right = 0.6, width = (right - left) / PIECES, high = 0.08;
  sketch->low_x = -1.3;
  sketch->high_x = 0.7;
  sketch->low_y = -1.1;
  sketch->high_y = 1.4;
  for (size_t i = 0; i < PIECES; i++) {
    double x = left + (double)i * width, next = x + width;
    sketch->line(sketch->context, SKETCH_WALL, x, repro_sin(3 * x), next, repro_sin(3 * next));
  }
  double x = state[CAR_X], y = repro_sin(3 * x), flag = repro_sin(3 * goal);
  sketch->line(sketch->context, SKETCH_GOAL, goal, flag, goal, flag + 0.3);
  sketch->disc(sketch->context, SKETCH_BODY, x, y + high, 0.05);
  sketch->line(sketch->context, SKETCH_FORCE, x, y + high, x + 0.2 * push, y + high);
}

#endif
