/* cell.h -- the network of network.h for the coordinates in the lanes of a register. */
#ifndef OPTBENCH_SRC_RULES_CELL_H
#define OPTBENCH_SRC_RULES_CELL_H

#include "src/network.h"
#include "src/numeric/vectanh.h"

/* e^x of x cut at +-most, most <= 700, within 2 ulp. NaN stays NaN.
 *
 * As lane_exponential of vectanh.h, but with a polynomial of degree 11 that is the minimax fit
 * (Remez) of e^r for |r| <= ln 2 / 2, within 2.5e-17. */
static inline lane_part lane_exp(lane_part x, double most)
{
  const double shift = 0x1.8p52;
  const lane_part high = most + (lane_part){0};
  x = lane_select((lane_bits)(x > high), high, x);
  x = lane_select((lane_bits)(x < -high), -high, x);
  lane_part shifted = x * 0x1.71547652b82fep0 + shift, k = shifted - shift;
  lane_part r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
  lane_part p = r * 0x1.8abaca34e2f92p-26 + 0x1.28976e8cfb65ap-22;
  p = p * r + 0x1.71f4b2c4ac0adp-19;
  p = p * r + 0x1.a019b3945705ep-16;
  p = p * r + 0x1.a019f7c4e3893p-13;
  p = p * r + 0x1.6c16c17a01464p-10;
  p = p * r + 0x1.11111112d2f52p-7;
  p = p * r + 0x1.5555555553b07p-5;
  p = p * r + 0x1.5555555554eb3p-3;
  p = p * r + 0.5;
  p = p * (r * r) + r;
  lane_bits power = (lane_bits)shifted << 52;
  return (lane_part)((lane_bits)(1 + p) + power);
}

/* x, or 0 where squares and products of it would be subnormal, which costs a hundred each. */
static inline lane_part lane_flushed(lane_part x)
{
  const double least = 0x1p-400;
  const lane_part zero = {0};
  return lane_select((lane_bits)((x < least) & (x > -least)), zero, x);
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
  /* From there on sigmoid and tanh are 0 or 1 to the last bit. */
  const double most = 40;
  lane_part h[HIDDEN_MOST], update[HIDDEN_MOST], kept[HIDDEN_MOST];
  for (size_t j = 0; j < hidden; j++) h[j] = lane_load(state + j * stride);
  for (size_t j = 0; j < hidden; j++) {
    lane_part a = cell_sum(number, p->input[GATE_UPDATE], p->state[GATE_UPDATE],
                           p->bias[GATE_UPDATE], j, inputs, hidden, v, h);
    lane_part b = cell_sum(number, p->input[GATE_RESET], p->state[GATE_RESET], p->bias[GATE_RESET],
                           j, inputs, hidden, v, h);
    update[j] = lane_exp(-a, most);
    kept[j] = h[j] / (1 + lane_exp(-b, most));
  }
  for (size_t j = 0; j < hidden; j++) {
    lane_part c = cell_sum(number, p->input[GATE_CANDIDATE], p->state[GATE_CANDIDATE],
                           p->bias[GATE_CANDIDATE], j, inputs, hidden, v, kept);
    /* u h + (1 - u) c = (h (1 + B) + A (1 - B)) / ((1 + A) (1 + B)), A and B being what u =
     * 1 / (1 + A) and c = (1 - B) / (1 + B) are made of: one division. */
    lane_part A = update[j], B = lane_exp(-2 * c, most);
    h[j] = lane_flushed((h[j] * (1 + B) + A * (1 - B)) / ((1 + A) * (1 + B)));
    lane_store(state + j * stride, h[j]);
  }
  for (size_t k = 0; k < heads; k++) {
    const double *w = number + p->readout + k * hidden;
    out[k] = number[p->readout_bias + k] + (lane_part){0};
    for (size_t j = 0; j < hidden; j++) out[k] += w[j] * h[j];
  }
}

#endif
