/* policy.c -- see policy.h. */
#include "functions/control/policy.h"

#include <string.h>

size_t policy_parameters(const struct policy_shape *shape)
{
  const size_t *size = shape->size;
  if (shape->kind == POLICY_RECURRENT) return size[1] * (size[0] + size[1]);
  size_t count = 0;
  for (size_t l = 0; l < shape->layers; l++) count += (size[l] + 1) * size[l + 1];
  return count;
}

size_t policy_memory(const struct policy_shape *shape)
{
  if (shape->kind == POLICY_RECURRENT) return 2 * shape->size[1];
  size_t count = 0;
  for (size_t l = 1; l < shape->layers; l++) count += shape->size[l];
  return count;
}

/* sum_j weight_j unit_j, of so many units. */
static inline lane_part product(const double *weight, const double *unit, size_t count)
{
  lane_part sum = {0};
  for (size_t j = 0; j < count; j++)
    sum += lane_load(weight + j * LANE_WIDTH) * lane_load(unit + j * LANE_WIDTH);
  return sum;
}

static inline lane_part of_inputs(const double *weight, const lane_part *input, size_t count)
{
  lane_part sum = {0};
  for (size_t j = 0; j < count; j++) sum += lane_load(weight + j * LANE_WIDTH) * input[j];
  return sum;
}

static void act_recurrent(const struct policy_shape *shape, const double *weights, double *memory,
                          const lane_part *input, lane_part *output)
{
  size_t inputs = shape->size[0], units = shape->size[1];
  double *last = memory, *next = memory + units * LANE_WIDTH;
  for (size_t i = 0; i < units; i++) {
    const double *row = weights + i * (inputs + units) * LANE_WIDTH;
    lane_part z = of_inputs(row, input, inputs) + product(row + inputs * LANE_WIDTH, last, units);
    lane_part size = (lane_part)((lane_bits)z & INT64_MAX);
    lane_store(next + i * LANE_WIDTH, z / (1 + size));
  }
  memcpy(last, next, units * LANE_WIDTH * sizeof *last);
  *output = lane_load(last + (units - 1) * LANE_WIDTH);
}

void policy_act(const struct policy_shape *shape, const double *weights, double *memory,
                const lane_part *input, lane_part *output)
{
  if (shape->kind == POLICY_RECURRENT) {
    act_recurrent(shape, weights, memory, input, output);
    return;
  }
  const double *below = NULL;
  for (size_t l = 0; l < shape->layers; l++) {
    size_t in = shape->size[l], out = shape->size[l + 1];
    const double *bias = weights + in * out * LANE_WIDTH;
    for (size_t i = 0; i < out; i++) {
      const double *row = weights + i * in * LANE_WIDTH;
      lane_part z = (l ? product(row, below, in) : of_inputs(row, input, in)) +
                    lane_load(bias + i * LANE_WIDTH);
      if (l + 1 == shape->layers)
        output[i] = z;
      else
        lane_store(memory + i * LANE_WIDTH, lane_tanh(z));
    }
    below = memory;
    memory += out * LANE_WIDTH;
    weights = bias + out * LANE_WIDTH;
  }
}

/* One layer: out = weights in + bias, in the order of sums of policy_act. */
static void forward(size_t in, size_t out, const double *weight, const double *below, double *above)
{
  const double *bias = weight + in * out;
  for (size_t i = 0; i < out; i++) {
    double z = 0;
    for (size_t j = 0; j < in; j++) z += weight[i * in + j] * below[j];
    above[i] = z + bias[i];
  }
}

void policy_gradient(const struct policy_shape *shape, const double *theta, const double *input,
                     const double *slope, double *memory, double *gradient)
{
  const size_t *size = shape->size;
  size_t units = policy_memory(shape), layers = shape->layers;
  const double *below[POLICY_SIZES_MOST] = {input};
  double *at = memory, *slopes[2] = {memory + units, memory + 2 * units};
  const double *weight = theta;
  for (size_t l = 0; l + 1 < layers; l++) {
    forward(size[l], size[l + 1], weight, below[l], at);
    vec_tanh(at, size[l + 1]);
    below[l + 1] = at;
    at += size[l + 1];
    weight += (size[l] + 1) * size[l + 1];
  }
  const double *above = slope;
  for (size_t l = layers; l-- > 0;) {
    size_t in = size[l], out = size[l + 1], first = (size_t)(weight - theta);
    double *down = slopes[l % 2];
    if (l) memset(down, 0, in * sizeof *down);
    for (size_t i = 0; i < out; i++) {
      for (size_t j = 0; j < in; j++) gradient[first + i * in + j] += above[i] * below[l][j];
      gradient[first + in * out + i] += above[i];
      for (size_t j = 0; l && j < in; j++) down[j] += above[i] * weight[i * in + j];
    }
    if (!l) break;
    for (size_t j = 0; j < in; j++) down[j] *= 1 - below[l][j] * below[l][j];
    above = down;
    weight -= (size[l - 1] + 1) * in;
  }
}
