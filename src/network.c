/* network.c -- see network.h. */
#include "src/network.h"

const char *const network_inputs[] = {"gradient", "log", "adam", "tensor", NULL};
const char *const network_outputs[] = {"direct", "scaled", "adam", NULL};

size_t network_input_count(enum network_inputs inputs)
{
  static const size_t counts[] = {
      [INPUTS_GRADIENT] = 1, [INPUTS_LOG] = 2, [INPUTS_ADAM] = 11, [INPUTS_TENSOR] = 13};
  return counts[inputs];
}

size_t network_heads(enum network_result output) { return output == OUTPUT_DIRECT ? 1 : 2; }

struct network_parts network_parts(const struct network *n)
{
  size_t hidden = n->hidden, inputs = network_input_count(n->inputs), at = 0;
  struct network_parts p;
  for (int g = 0; g < GATES; g++) {
    p.input[g] = at;
    p.state[g] = p.input[g] + hidden * inputs;
    p.bias[g] = p.state[g] + hidden * hidden;
    at = p.bias[g] + hidden;
  }
  p.begin = at;
  p.readout = p.begin + hidden;
  p.readout_bias = p.readout + network_heads(n->output) * hidden;
  p.log_scale = p.readout_bias + network_heads(n->output);
  p.size = p.log_scale + 1;
  return p;
}
