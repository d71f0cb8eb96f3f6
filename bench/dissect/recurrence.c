/* recurrence.c -- see recurrence.h. */
#include "bench/dissect/recurrence.h"

#include <math.h>
#include <string.h>

#include "src/numeric/elementary.h"
#include "src/numeric/plain_network.h"

enum recurrence_suits recurrence_suits(const struct network *n)
{
  if (n->output != OUTPUT_DIRECT) return SUITS_NOTHING;
  if (n->inputs == INPUTS_GRADIENT) return SUITS_ALL;
  return n->inputs == INPUTS_LOG ? SUITS_STATE : SUITS_NOTHING;
}

struct recurrence recurrence_of(const struct network *n)
{
  struct recurrence r = {.network = n, .parts = network_parts(n), .hidden = n->hidden};
  r.scale = repro_exp(n->number[r.parts.log_scale]);
  return r;
}

/* What goes into the network at gradient g, and its derivative. */
struct entry {
  double value[2], slope[2];
};

/* (ln|g| / 10, sign g), and (-1, e^10 g) where g is small (Andrychowicz and others, NIPS 2016). */
static struct entry entry_log(double g)
{
  static const double power = 10;
  double size = fabs(g), edge = repro_exp(-power);
  if (size > edge)
    return (struct entry){{repro_log(size) / power, g < 0 ? -1 : 1}, {1 / (power * g), 0}};
  return (struct entry){{-1, g / edge}, {0, 1 / edge}};
}

static struct entry entry_of(const struct recurrence *r, double g)
{
  return r->network->inputs == INPUTS_LOG ? entry_log(g) : (struct entry){{g}, {1}};
}

double recurrence_step(const struct recurrence *r, double g, const double *state, double *next)
{
  double kept[HIDDEN_MOST], out[HEADS_MOST];
  struct entry in = entry_of(r, g);
  network_step(r->network, in.value, state, next ? next : kept, out);
  return r->scale * out[0];
}

void recurrence_steps(const struct recurrence *r, double g, size_t count, double *state)
{
  for (size_t k = 0; k < count; k++) recurrence_step(r, g, state, state);
}

double recurrence_rate(const struct recurrence *r, double g, const double *state)
{
  return (recurrence_step(r, -g, state, NULL) - recurrence_step(r, g, state, NULL)) / (2 * g);
}

/* W v + U x + b of unit j in a gate. */
static double sum_of(const struct recurrence *r, int gate, size_t j, const struct entry *in,
                     const double *x)
{
  size_t inputs = network_input_count(r->network->inputs);
  const double *w = r->network->number + r->parts.input[gate] + j * inputs;
  const double *u = r->network->number + r->parts.state[gate] + j * r->hidden;
  double sum = r->network->number[r->parts.bias[gate] + j];
  for (size_t i = 0; i < inputs; i++) sum += w[i] * in->value[i];
  for (size_t k = 0; k < r->hidden; k++) sum += u[k] * x[k];
  return sum;
}

/* d (W v) / dg of unit j in a gate. */
static double sum_slope(const struct recurrence *r, int gate, size_t j, const struct entry *in)
{
  size_t inputs = network_input_count(r->network->inputs);
  const double *w = r->network->number + r->parts.input[gate] + j * inputs;
  double sum = 0;
  for (size_t i = 0; i < inputs; i++) sum += w[i] * in->slope[i];
  return sum;
}

static const double *weights_of(const struct recurrence *r, int gate, size_t j)
{
  return r->network->number + r->parts.state[gate] + j * r->hidden;
}

/* The gates at one place: update and reset with their derivatives in their sums, the candidate. */
struct gates {
  double update[HIDDEN_MOST], update_slope[HIDDEN_MOST];
  double reset[HIDDEN_MOST], reset_slope[HIDDEN_MOST];
  double candidate[HIDDEN_MOST];
};

static void find_gates(const struct recurrence *r, const struct entry *in, const double *h,
                       struct gates *g)
{
  double kept[HIDDEN_MOST];
  for (size_t j = 0; j < r->hidden; j++) {
    g->update[j] = repro_sigmoid(sum_of(r, GATE_UPDATE, j, in, h));
    g->reset[j] = repro_sigmoid(sum_of(r, GATE_RESET, j, in, h));
    g->update_slope[j] = g->update[j] * (1 - g->update[j]);
    g->reset_slope[j] = g->reset[j] * (1 - g->reset[j]);
    kept[j] = g->reset[j] * h[j];
  }
  for (size_t j = 0; j < r->hidden; j++)
    g->candidate[j] = repro_tanh(sum_of(r, GATE_CANDIDATE, j, in, kept));
}

/* next_j = u h + (1 - u) c: by the product rule, and c by the chain rule through r * h. */
static void find_row(const struct recurrence *r, const struct entry *in, const double *h,
                     const struct gates *g, size_t j, struct slopes *s)
{
  const double *uu = weights_of(r, GATE_UPDATE, j), *uc = weights_of(r, GATE_CANDIDATE, j);
  double by_update = g->update_slope[j] * (h[j] - g->candidate[j]);
  double by_sum = (1 - g->update[j]) * (1 - g->candidate[j] * g->candidate[j]);
  double *row = s->state + j * r->hidden;
  double through = sum_slope(r, GATE_CANDIDATE, j, in);
  for (size_t k = 0; k < r->hidden; k++) row[k] = uc[k] * g->reset[k];
  for (size_t m = 0; m < r->hidden; m++) {
    const double *ur = weights_of(r, GATE_RESET, m);
    double by_reset = uc[m] * h[m] * g->reset_slope[m];
    for (size_t k = 0; k < r->hidden; k++) row[k] += by_reset * ur[k];
    through += by_reset * sum_slope(r, GATE_RESET, m, in);
  }
  for (size_t k = 0; k < r->hidden; k++)
    row[k] = by_update * uu[k] + by_sum * row[k] + (k == j ? g->update[j] : 0);
  s->gradient[j] = by_update * sum_slope(r, GATE_UPDATE, j, in) + by_sum * through;
}

void recurrence_slopes(const struct recurrence *r, double gradient, const double *h,
                       struct slopes *s)
{
  struct gates gates;
  struct entry in = entry_of(r, gradient);
  find_gates(r, &in, h, &gates);
  s->step = 0;
  for (size_t j = 0; j < r->hidden; j++) {
    find_row(r, &in, h, &gates, j, s);
    s->readout[j] = r->scale * r->network->number[r->parts.readout + j];
    s->step += s->readout[j] * s->gradient[j];
  }
}
