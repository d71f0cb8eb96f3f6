/* cell.h -- the network of network.h for the coordinates in the lanes of a register. */
#ifndef OPTBENCH_SRC_RULES_CELL_H
#define OPTBENCH_SRC_RULES_CELL_H

#include "src/network.h"
#include "src/numeric/vectanh.h"

/* 1 / (1 + e^-x), within 1e-15. */
static inline lane_part lane_sigmoid(lane_part x) { return 0.5 + 0.5 * lane_tanh(0.5 * x); }

/* e^x, of x cut at +-700. NaN stays NaN. */
static inline lane_part lane_exp(lane_part x)
{
  const lane_part most = 700 + (lane_part){0};
  x = lane_select((lane_bits)(x > most), most, x);
  x = lane_select((lane_bits)(x < -most), -most, x);
  struct lane_exponential e = lane_exponential(x);
  return e.power * (1 + e.p);
}

/* W v + U h + b of unit j of a gate; `inputs` numbers in v, `hidden` in h. */
static inline __attribute__((always_inline)) lane_part
cell_sum(const double *number, size_t input, size_t state, size_t bias, size_t j, size_t inputs,
         size_t hidden, const lane_part *v, const lane_part *h)
{
  const double *w = number + input + j * inputs, *u = number + state + j * hidden;
  lane_part sum = number[bias + j] + (lane_part){0};
  for (size_t i = 0; i < inputs; i++) sum += w[i] * v[i];
  for (size_t k = 0; k < hidden; k++) sum += u[k] * h[k];
  return sum;
}

/* One step: `state` holds the h of the coordinates of a register, unit j at state[j * stride].
 * `inputs`, `hidden` and `heads` are those of the network, given apart so that a caller who knows
 * them gets loops of a known length. */
static inline __attribute__((always_inline)) void
cell_step(const double *number, const struct network_parts *p, size_t inputs, size_t hidden,
          size_t heads, const lane_part *v, double *state, size_t stride, lane_part *out)
{
  lane_part h[HIDDEN_MOST], update[HIDDEN_MOST], kept[HIDDEN_MOST];
  for (size_t j = 0; j < hidden; j++) h[j] = lane_load(state + j * stride);
  for (size_t j = 0; j < hidden; j++) {
    update[j] = lane_sigmoid(cell_sum(number, p->input[GATE_UPDATE], p->state[GATE_UPDATE],
                                      p->bias[GATE_UPDATE], j, inputs, hidden, v, h));
    kept[j] = h[j] * lane_sigmoid(cell_sum(number, p->input[GATE_RESET], p->state[GATE_RESET],
                                           p->bias[GATE_RESET], j, inputs, hidden, v, h));
  }
  for (size_t j = 0; j < hidden; j++) {
    lane_part c = lane_tanh(cell_sum(number, p->input[GATE_CANDIDATE], p->state[GATE_CANDIDATE],
                                     p->bias[GATE_CANDIDATE], j, inputs, hidden, v, kept));
    h[j] = update[j] * h[j] + (1 - update[j]) * c;
    lane_store(state + j * stride, h[j]);
  }
  for (size_t k = 0; k < heads; k++) {
    const double *w = number + p->readout + k * hidden;
    out[k] = number[p->readout_bias + k] + (lane_part){0};
    for (size_t j = 0; j < hidden; j++) out[k] += w[j] * h[j];
  }
}

#endif
