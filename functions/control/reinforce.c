/* reinforce.c -- see reinforce.h. */
#include "functions/control/reinforce.h"

#include <math.h>
#include <string.h>

static size_t lived(const struct rollout *r, size_t episode)
{
  double skip = r->config->skip;
  return (size_t)ceil(r->steps[episode] / skip);
}

/* Rewards of an episode wait until they are paid: at every multiple of `delay` steps, and at the
 * end. */
static void pay_late(const struct rollout *r, size_t episode)
{
  double *reward = r->recording->reward + episode * r->decisions, owed = 0;
  size_t count = lived(r, episode), delay = (size_t)r->config->delay;
  size_t skip = (size_t)r->config->skip;
  for (size_t t = 0; t < count; t++) {
    owed += reward[t];
    bool paid = t + 1 == count || (t + 1) * skip / delay > t * skip / delay;
    reward[t] = paid ? owed : 0;
    if (paid) owed = 0;
  }
}

/* Rewards to go, 0 from the end on; `total` gets their sum over the episodes. */
static void add_up(const struct rollout *r, double *total)
{
  memset(total, 0, r->decisions * sizeof *total);
  for (size_t e = 0; e < r->episodes; e++) {
    double *reward = r->recording->reward + e * r->decisions;
    size_t count = lived(r, e);
    if (r->config->delay > 1) pay_late(r, e);
    for (size_t t = count - 1; t-- > 0;) reward[t] += reward[t + 1];
    for (size_t t = 0; t < count; t++) total[t] += reward[t];
  }
}

/* The derivative of log pi with respect to the outputs. */
static void score(const struct rollout *r, const double *output, const double *noise,
                  double advantage, double *slope)
{
  const struct environment *env = r->environment;
  lane_part said[OUTPUTS_MOST] = {{0}}, of[OUTPUTS_MOST];
  double deviation = r->config->deviation;
  for (size_t i = 0; i < env->outputs; i++) said[i][0] = output[i];
  env->slope(said, of);
  for (size_t i = 0; i < env->outputs; i++)
    slope[i] = advantage * (noise[i] / deviation) / deviation * of[i][0];
}

void reinforce_gradient(const struct rollout *r, double *memory, double *gradient)
{
  size_t inputs = r->shape->size[0], outputs = r->environment->outputs;
  size_t others = r->episodes - 1;
  double *total = memory + 3 * policy_memory(r->shape);
  add_up(r, total);
  memset(gradient, 0, r->dim * sizeof *gradient);
  for (size_t e = 0; e < r->episodes; e++)
    for (size_t t = 0; t < lived(r, e); t++) {
      size_t at = e * r->decisions + t;
      double slope[OUTPUTS_MOST], to_go = r->recording->reward[at];
      double baseline = others ? (total[t] - to_go) / (double)others : 0;
      score(r, r->recording->output + at * outputs, r->noise + at * outputs, to_go - baseline,
            slope);
      policy_gradient(r->shape, r->x, r->recording->input + at * inputs, slope, memory, gradient);
    }
  for (size_t i = 0; i < r->dim; i++) gradient[i] /= -(double)r->episodes;
}
