/* learned.c -- a recurrent network, applied to every coordinate, that was trained to step.
 *
 * Each coordinate has its own state of the network of network.h, and all have the same weights.
 * What goes in, with g the gradient, t the steps so far, m_b and v_b the running means of g and g^2
 * that forget with b, freed of their bias, and r_b = 1 / (sqrt(v_b) + 1e-10):
 *   gradient  g
 *   log       ln|g| / 10, sign g  where |g| > e^-10, else -1, e^10 g
 *             (Andrychowicz et al., NIPS 2016, appendix A)
 *   adam      g r_.9, m_.5 r_.9, m_.9 r_.9, m_.99 r_.999, g r_.999, ln(v_.9 + 1e-20) / 10,
 *             ln(v_.999 + 1e-20) / 10, tanh(t / s - 1) for s = 10, 100, 30, ln(g^2 + 1e-20) / 10
 *   tensor    g, x, m_.5, m_.9, m_.99, each over its root mean square in the whole vector,
 *             m_.9 r_.999, ln(mean g^2 + 1e-20) / 10, tanh(t / s - 1) for six s from 1 to 300
 *             (after Metz et al., arXiv:2009.11243, 2020)
 *
 * What becomes of what comes out, o, with s the trained log scale:
 *   direct    theta <- theta + e^s o_1
 *   scaled    theta <- theta - e^s o_1 e^o_2
 *   adam      theta <- theta - e^s (m_.9 r_.999 + o_1) e^o_2
 *
 * (Maheswaranathan et al., NeurIPS 2021, where o_2 has a constant factor; here it is 1.)
 *
 * Coordinates are the lanes of registers, so a step takes whole blocks of LANES of them; the last
 * is filled with zeros. */
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/rules/cell.h"
#include "src/rules/inputs.h"

struct config {
  struct network_slot slot;
};

static const struct param params[] = {
    {.kind = PARAM_KIND_TEXT,
     .name = "weights",
     .offset = offsetof(struct config, slot) + offsetof(struct network_slot, weights),
     .text = "quadratic",
     .size = sizeof((struct config *)0)->slot.weights,
     .help = "a network's file, or the name of one that comes along: see below"},
    PARAM_TABLE_END,
};

struct state {
  struct network network;
  struct network_parts parts;
  double scale; /* e^s */
  size_t size, blocks;
  double time;           /* steps so far */
  double power[RUNNING]; /* beta^t */
  double *number;        /* of the network */
  double *hidden;        /* of each block its h, unit by unit */
  double *mean;          /* of each block its running means; NULL: they are not needed */
  _Alignas(64) double block[];
};

/* What goes through the network, for LANE_WIDTH coordinates. */
struct portion {
  const struct step_inputs *inputs;
  const double *gradient, *theta; /* LANE_WIDTH values each */
  double *hidden, *mean;          /* of the block */
  size_t part;                    /* of the block */
};

static bool needs_means(const struct network *n)
{
  return n->inputs == INPUTS_ADAM || n->inputs == INPUTS_TENSOR || n->output == OUTPUT_ADAM;
}

static struct network_slot *slot(void *config) { return &((struct config *)config)->slot; }

static void *alloc(const struct rule_setup *setup, const void *config)
{
  const struct network *n = ((const struct config *)config)->slot.network;
  if (!n) return NULL;
  struct network_parts parts = network_parts(n);
  size_t blocks = (setup->size + LANES - 1) / LANES, numbers = (parts.size + LANES - 1) / LANES;
  size_t each = n->hidden + (needs_means(n) ? RUNNING : 0);
  size_t bytes = sizeof(struct state) + (numbers + blocks * each) * LANES * sizeof(double);
  struct state *s = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (!s) return NULL;
  memset(s, 0, bytes);
  s->network = *n;
  s->parts = parts;
  s->size = setup->size;
  s->blocks = blocks;
  s->number = s->block;
  s->hidden = s->number + numbers * LANES;
  s->mean = needs_means(n) ? s->hidden + blocks * n->hidden * LANES : NULL;
  memcpy(s->number, n->number, parts.size * sizeof *s->number);
  s->network.number = s->number;
  s->scale = repro_exp(s->number[parts.log_scale]);
  for (int k = 0; k < RUNNING; k++) s->power[k] = 1;
  for (size_t b = 0; b < blocks; b++)
    for (size_t j = 0; j < n->hidden; j++)
      for (size_t i = 0; i < LANES; i++)
        s->hidden[(b * n->hidden + j) * LANES + i] = s->number[parts.begin + j];
  return s;
}

/* The step of these coordinates, to be added to theta. */
static inline __attribute__((always_inline)) lane_part
portion_step(const struct state *s, const struct portion *p, size_t hidden,
             enum network_inputs inputs, enum network_result output)
{
  const size_t heads = output == OUTPUT_DIRECT ? 1 : HEADS_MOST;
  lane_part v[INPUTS_MOST], now[RUNNING], out[HEADS_MOST], g = lane_load(p->gradient);
  if (inputs == INPUTS_ADAM || inputs == INPUTS_TENSOR || output == OUTPUT_ADAM)
    running_now(p->inputs, p->mean, p->part, now);
  size_t count = 1;
  if (inputs == INPUTS_GRADIENT) v[0] = lane_flushed(g);
  if (inputs == INPUTS_LOG) {
    count = 2;
    inputs_log(g, v);
  }
  if (inputs == INPUTS_ADAM) {
    count = 11;
    inputs_adam(p->inputs, now, g, v);
  }
  if (inputs == INPUTS_TENSOR) {
    count = 13;
    inputs_tensor(p->inputs, now, g, lane_load(p->theta), v);
  }
  cell_step(s->number, &s->parts, count, hidden, heads, v, p->hidden + p->part * LANE_WIDTH, LANES,
            out);
  if (output == OUTPUT_DIRECT) return s->scale * out[0];
  lane_part o = out[0];
  if (output == OUTPUT_ADAM) o += now[M9] * inverse_root(now[V999]);
  return -(s->scale * o * lane_exp(out[1], 700));
}

/* The kinds that training makes get loops of known lengths. */
enum { HIDDEN_USUAL = 8 };

static lane_part portion_any(const struct state *s, const struct portion *p)
{
  const struct network *n = &s->network;
  if (n->hidden == HIDDEN_USUAL) switch ((int)n->inputs * 3 + (int)n->output) {
    case INPUTS_GRADIENT * 3 + OUTPUT_DIRECT:
      return portion_step(s, p, HIDDEN_USUAL, INPUTS_GRADIENT, OUTPUT_DIRECT);
    case INPUTS_LOG * 3 + OUTPUT_DIRECT:
      return portion_step(s, p, HIDDEN_USUAL, INPUTS_LOG, OUTPUT_DIRECT);
    case INPUTS_ADAM * 3 + OUTPUT_ADAM:
      return portion_step(s, p, HIDDEN_USUAL, INPUTS_ADAM, OUTPUT_ADAM);
    default:
      break;
    }
  return portion_step(s, p, n->hidden, n->inputs, n->output);
}

/* 1 / (root mean square + 1e-10) from a sum of squares. */
static double over_root(const struct state *s, double sum)
{
  return 1 / (sqrt(sum / (double)s->size) + 1e-10);
}

/* The root mean squares of the whole vector. */
static void whole_vector(const struct state *s, const double *gradient, const double *theta,
                         struct step_inputs *in)
{
  double sum[M99 + 1] = {0}, squares = vec_dot(gradient, gradient, s->size);
  for (int k = 0; k <= M99; k++) {
    double lane[LANES] = {0};
    for (size_t b = 0; b < s->blocks; b++)
      for (size_t i = 0; i < LANES; i++) {
        double m = s->mean[(b * RUNNING + (size_t)k) * LANES + i] * in->unbias[k];
        lane[i] += m * m;
      }
    sum[k] = lanes_total(lane);
  }
  in->g = over_root(s, squares);
  in->x = over_root(s, vec_dot(theta, theta, s->size));
  in->m5 = over_root(s, sum[M5]);
  in->m9 = over_root(s, sum[M9]);
  in->m99 = over_root(s, sum[M99]);
  in->square = repro_log(squares / (double)s->size + 1e-20) * 0.1;
}

static struct step_inputs begin_step(struct state *s)
{
  static const double adam[CLOCKS] = {10, 100, 30, 1, 1, 1},
                      tensor[CLOCKS] = {1, 3, 10, 30, 100, 300};
  const double *scale = s->network.inputs == INPUTS_ADAM ? adam : tensor;
  struct step_inputs in = {0};
  for (int k = 0; k < RUNNING; k++) {
    s->power[k] = next_power(s->power[k], running_rate[k]);
    in.unbias[k] = 1 / (1 - s->power[k]);
  }
  if (s->network.inputs == INPUTS_ADAM || s->network.inputs == INPUTS_TENSOR)
    for (int k = 0; k < CLOCKS; k++) in.clock[k] = repro_tanh(s->time / scale[k] - 1);
  s->time++;
  return in;
}

/* The coordinates of block b, or as many as there are, from or to a whole block. */
static size_t coordinates(const struct state *s, size_t b)
{
  size_t left = s->size - b * LANES;
  return left < LANES ? left : LANES;
}

static void running_all(struct state *s, const double *gradient)
{
  for (size_t b = 0; b < s->blocks; b++) {
    double g[LANES] = {0};
    memcpy(g, gradient + b * LANES, coordinates(s, b) * sizeof *g);
    for (size_t part = 0; part < LANE_PARTS; part++)
      running_step(s->mean + b * RUNNING * LANES, part, lane_load(g + part * LANE_WIDTH));
  }
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  struct step_inputs in = begin_step(s);
  if (s->mean) running_all(s, gradient);
  if (s->network.inputs == INPUTS_TENSOR) whole_vector(s, gradient, theta, &in);
  for (size_t b = 0; b < s->blocks; b++) {
    double g[LANES] = {0}, x[LANES] = {0};
    size_t count = coordinates(s, b);
    memcpy(g, gradient + b * LANES, count * sizeof *g);
    memcpy(x, theta + b * LANES, count * sizeof *x);
    for (size_t part = 0; part < LANE_PARTS && part * LANE_WIDTH < count; part++) {
      double *at = x + part * LANE_WIDTH;
      struct portion p = {.inputs = &in,
                          .gradient = g + part * LANE_WIDTH,
                          .theta = at,
                          .hidden = s->hidden + b * s->network.hidden * LANES,
                          .mean = s->mean ? s->mean + b * RUNNING * LANES : NULL,
                          .part = part};
      lane_store(at, lane_load(at) + pace->rate * portion_any(s, &p));
    }
    memcpy(theta + b * LANES, x, count * sizeof *x);
  }
}

extern const struct rule_type LEVELED(rule_learned);
const struct rule_type LEVELED(rule_learned) = {
    .name = "learned",
    .title = "learned",
    .summary = "a recurrent network, applied to every coordinate, that was trained to step",
    .formula = "u = sigmoid(Wu v + Uu h + bu),  r = sigmoid(Wr v + Ur h + br)\n"
               "c = tanh(Wc v + Uc (r * h) + bc),  h <- u h + (1 - u) c,  o = Wo h + bo\n"
               "inputs v: gradient, log (ln|g| / 10, sign g), adam (11 that Adam is made of),\n"
               "tensor (13, with root mean squares over the vector); see src/rules/learned.c\n"
               "output direct: theta <- theta + e^s o_1;  scaled: theta - e^s o_1 e^o_2\n"
               "adam: theta - e^s (m_.9 / (sqrt(v_.999) + 1e-10) + o_1) e^o_2",
    .reference = "Andrychowicz et al., NIPS 2016; Maheswaranathan et al., Reverse engineering "
                 "learned optimizers reveals known and novel mechanisms, NeurIPS 2021",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .slot = slot,
    .free = free,
};
