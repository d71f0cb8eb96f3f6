/* policy.h -- policies by their parameters, LANE_WIDTH of them at a time.
 *
 * Layers: parameters are, layer by layer, weights (a row an output), then biases; hidden units are
 * tanh, the outputs are what the last layer says. Recurrent (Igel, CEC 2003), h + 1 units without
 * biases: s_i(t) = f(sum_j V_ij u_j + sum_j W_ij s_j(t - 1)), f(z) = z / (1 + |z|), s(0) = 0; row i
 * of the parameters is V_i, W_i, and the last unit is the output. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_POLICY_H
#define OPTBENCH_FUNCTIONS_CONTROL_POLICY_H

#include "functions/control/environment.h"

#define policy_parameters LEVELED(policy_parameters)
#define policy_memory     LEVELED(policy_memory)
#define policy_act        LEVELED(policy_act)
#define policy_gradient   LEVELED(policy_gradient)

enum { POLICY_SIZES_MOST = 8 };

struct policy_shape {
  enum policy_kind kind;
  size_t layers;                  /* of weights; recurrent: 1 */
  size_t size[POLICY_SIZES_MOST]; /* inputs, hidden layers, outputs; recurrent: inputs, units */
};

size_t policy_parameters(const struct policy_shape *shape);

/* Doubles that a lane needs, for units; of a recurrent policy they are to be 0 when an episode
 * begins. */
size_t policy_memory(const struct policy_shape *shape);

/* The outputs for these inputs. weights: value i of lane l at [i * LANE_WIDTH + l]; memory: as many
 * lanes of policy_memory values. */
void policy_act(const struct policy_shape *shape, const double *weights, double *memory,
                const lane_part *input, lane_part *output);

/* Of a policy of layers at theta that saw `input`: add to gradient (as long as theta) the
 * derivative of sum_k slope_k output_k. memory: 3 * policy_memory values. One policy, no lanes; its
 * units have the bits of those of policy_act. */
void policy_gradient(const struct policy_shape *shape, const double *theta, const double *input,
                     const double *slope, double *memory, double *gradient);

#endif
