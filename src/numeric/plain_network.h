/* plain_network.h -- the network of network.h for one coordinate, as its formula has it; the lanes
 * of src/rules/cell.h are held against it. */
#ifndef OPTBENCH_SRC_NUMERIC_PLAIN_NETWORK_H
#define OPTBENCH_SRC_NUMERIC_PLAIN_NETWORK_H

#include <string.h>

#include "src/network.h"
#include "src/numeric/elementary.h"

/* W v + U h + b of unit j */
static inline double unit_sum(const struct network *n, const struct network_parts *p, int gate,
                              size_t j, const double *in, const double *state)
{
  size_t inputs = network_input_count(n->inputs);
  const double *w = n->number + p->input[gate] + j * inputs;
  const double *u = n->number + p->state[gate] + j * n->hidden;
  double sum = n->number[p->bias[gate] + j];
  for (size_t i = 0; i < inputs; i++) sum += w[i] * in[i];
  for (size_t k = 0; k < n->hidden; k++) sum += u[k] * state[k];
  return sum;
}

/* One step of the state of one coordinate, and what comes out then: in has network_input_count
 * values, state hidden, out network_heads. The formula itself, in doubles; `state` may be next. */
static inline void network_step(const struct network *n, const double *in, const double *state,
                                double *next, double *out)
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

#endif
