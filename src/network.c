/* network.c -- see network.h. */
#include "src/network.h"

#include <string.h>

#include "src/numeric/elementary.h"

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

/* W v + U h + b of unit j */
static double unit_sum(const struct network *n, const struct network_parts *p, int gate, size_t j,
                       const double *in, const double *state)
{
  size_t inputs = network_input_count(n->inputs);
  const double *w = n->number + p->input[gate] + j * inputs;
  const double *u = n->number + p->state[gate] + j * n->hidden;
  double sum = n->number[p->bias[gate] + j];
  for (size_t i = 0; i < inputs; i++) sum += w[i] * in[i];
  for (size_t k = 0; k < n->hidden; k++) sum += u[k] * state[k];
  return sum;
}

void network_step(const struct network *n, const double *in, const double *state, double *next,
                  double *out)
{
  struct network_parts p = network_parts(n);
  double update[HIDDEN_MOST], kept[HIDDEN_MOST], before[HIDDEN_MOST];
  memcpy(before, state, n->hidden * sizeof *before);
  for (size_t j = 0; j < n->hidden; j++) {
    update[j] = repro_sigmoid(unit_sum(n, &p, GATE_UPDATE, j, in, before));
    kept[j] = repro_sigmoid(unit_sum(n, &p, GATE_RESET, j, in, before)) * before[j];
  }
  for (size_t j = 0; j < n->hidden; j++) {
    double c = repro_tanh(unit_sum(n, &p, GATE_CANDIDATE, j, in, kept));
    next[j] = update[j] * before[j] + (1 - update[j]) * c;
  }
  for (size_t k = 0; k < network_heads(n->output); k++) {
    out[k] = n->number[p.readout_bias + k];
    for (size_t j = 0; j < n->hidden; j++)
      out[k] += n->number[p.readout + k * n->hidden + j] * next[j];
  }
}
