/* network.h -- the recurrent network that a learned optimizer is, applied to every coordinate.
 *
 * A gated recurrent unit (Cho et al., EMNLP 2014) with `hidden` values of state h and `inputs`
 * numbers in, v:
 *   u = sigmoid(Wu v + Uu h + bu),  r = sigmoid(Wr v + Ur h + br)
 *   c = tanh(Wc v + Uc (r * h) + bc),  h <- u h + (1 - u) c
 *   o = Wo h + bo
 * begins at h0. What goes in and what comes out of it: src/rules/learned.c. */
#ifndef OPTBENCH_SRC_NETWORK_H
#define OPTBENCH_SRC_NETWORK_H

#include <stddef.h>

#include "src/param.h"

/* INPUTS_GRADIENT: the gradient alone; INPUTS_LOG: its logarithm and sign; INPUTS_ADAM: what Adam
 * is made of; INPUTS_TENSOR: means, each over its size in the whole vector. */
enum network_inputs { INPUTS_GRADIENT, INPUTS_LOG, INPUTS_ADAM, INPUTS_TENSOR };
/* OUTPUT_DIRECT: the step itself; OUTPUT_SCALED: a step and the logarithm of its size; OUTPUT_ADAM:
 * the same added to Adam's step. */
enum network_result { OUTPUT_DIRECT, OUTPUT_SCALED, OUTPUT_ADAM };
extern const char *const network_inputs[], *const network_outputs[]; /* names, ended by NULL */

enum { HIDDEN_MOST = 32, INPUTS_MOST = 13, HEADS_MOST = 2 };
enum {
  NETWORK_MOST = 3 * HIDDEN_MOST * (INPUTS_MOST + HIDDEN_MOST + 1) + HIDDEN_MOST +
                 HEADS_MOST * (HIDDEN_MOST + 1) + 1
};

/* Numbers in row-major order, one gate after the other (u, r, c), each W (hidden x inputs),
 * U (hidden x hidden), b (hidden); then h0 (hidden), Wo (heads x hidden), bo (heads), log_scale.
 * It may be copied; whoever made it owns `number`. */
struct network {
  size_t hidden; /* 1 to HIDDEN_MOST */
  enum network_inputs inputs;
  enum network_result output;
  const double *number; /* network_size of them, finite */
};

/* In the config of a rule that is a network: its weights by name, and the network itself, which
 * whoever reads files puts there before the rule's alloc. */
struct network_slot {
  char weights[PARAM_TEXT_MOST];
  const struct network *network; /* to outlive the config; NULL: not there yet */
};

/* How many numbers go in, and come out, a coordinate. */
size_t network_input_count(enum network_inputs inputs);
size_t network_heads(enum network_result output);

/* Where each part of the numbers begins. */
enum network_gate { GATE_UPDATE, GATE_RESET, GATE_CANDIDATE, GATES };
struct network_parts {
  size_t input[GATES], state[GATES], bias[GATES]; /* W, U, b */
  size_t begin, readout, readout_bias, log_scale; /* h0, Wo, bo, s */
  size_t size;
};
struct network_parts network_parts(const struct network *network);

#endif
