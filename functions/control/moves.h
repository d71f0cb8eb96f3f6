/* moves.h -- what the dynamics of several environments are made of, lane by lane. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_MOVES_H
#define OPTBENCH_FUNCTIONS_CONTROL_MOVES_H

#include "functions/control/environment.h"

enum { SLOPES_STAGES = 4 };

/* NaN stays NaN. */
static inline lane_part lane_clip(lane_part x, double low, double high)
{
  const lane_part zero = {0};
  x = lane_select((lane_bits)(x < low), zero + low, x);
  return lane_select((lane_bits)(x > high), zero + high, x);
}

/* The number of the largest of three, the first among equals. */
static inline lane_part lane_largest(const lane_part *output)
{
  const lane_part zero = {0};
  lane_bits second = (lane_bits)(output[1] > output[0]);
  lane_part most = lane_select(second, output[1], output[0]);
  lane_part number = lane_select(second, zero + 1, zero);
  return lane_select((lane_bits)(output[2] > most), zero + 2, number);
}

/* Derivative of tanh. */
static inline lane_part lane_tanh_slope(lane_part output)
{
  lane_part y = lane_tanh(output);
  return 1 - y * y;
}

/* Derivatives of a state with respect to time. */
typedef void lane_slopes(const void *context, const lane_part *state, lane_part *slope);

/* One step of Runge and Kutta's method of order 4 over the time dt. */
static inline void lane_rk4(lane_slopes *slopes, const void *context, size_t states, double dt,
                            lane_part *state)
{
  static const double share[SLOPES_STAGES] = {0, 0.5, 0.5, 1};
  lane_part k[SLOPES_STAGES][STATES_MOST], at[STATES_MOST];
  for (size_t s = 0; s < SLOPES_STAGES; s++) {
    for (size_t i = 0; i < states; i++)
      at[i] = s ? state[i] + share[s] * dt * k[s - 1][i] : state[i];
    slopes(context, at, k[s]);
  }
  for (size_t i = 0; i < states; i++)
    state[i] += dt / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
}

#endif
