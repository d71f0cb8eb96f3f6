/* outputs.c -- see outputs.h. Vectors go along the rows, scores in the order of their number. */
#include "functions/learning/outputs.h"

#include <stdbool.h>

#include "src/numeric/elementary.h"
#include "src/numeric/lanes.h"
#include "src/numeric/vec.h"
#include "src/numeric/vectanh.h"

static void squared(const struct scores *s, double scale, double *d, double *each)
{
  for (size_t i = 0; i < s->rows; i++) {
    double rest = s->z[i] - s->want[i];
    each[i] = rest * rest / 2;
    if (d) d[i] = scale * rest;
  }
}

/* With y = 1 it is y = 0 of -z: nothing is taken from a rounded sum. */
static void logistic(const struct scores *s, double scale, double *d, double *each)
{
  for (size_t i = 0; i < s->rows; i++) {
    bool one = s->want[i] > 0;
    double z = one ? -s->z[i] : s->z[i];
    each[i] = repro_softplus(z);
    if (d) d[i] = (one ? -scale : scale) * repro_sigmoid(z);
  }
}

/* z less each row's largest, so that no exponential overflows. */
static void softmax(const struct scores *s, double scale, double *d, double *each)
{
  size_t width = s->width;
  double *most = each + width, *sum = most + width;
  for (size_t j = 0; j < width; j += LANE_WIDTH) {
    lane_part largest = lane_load(s->z + j), total = {0};
    for (size_t k = 1; k < s->count; k++) {
      lane_part z = lane_load(s->z + k * width + j);
      largest = lane_select((lane_bits)(z > largest), z, largest);
    }
    for (size_t k = 0; k < s->count; k++) {
      lane_part e = lane_exp_negative(lane_load(s->z + k * width + j) - largest);
      if (d) lane_store(d + k * width + j, e);
      total += e;
    }
    lane_store(most + j, largest);
    lane_store(sum + j, total);
    if (!d) continue;
    lane_part factor = scale / total;
    for (size_t k = 0; k < s->count; k++)
      lane_store(d + k * width + j, factor * lane_load(d + k * width + j));
  }
  for (size_t i = 0; i < s->rows; i++) {
    size_t own = (size_t)s->want[i] * width + i;
    each[i] = repro_log(sum[i]) + (most[i] - s->z[own]);
    if (d) d[own] -= scale;
  }
}

/* A margin that is not a number counts as one above 0, and so the loss is none, too. */
static void hinge(const struct scores *s, double scale, double *d, double *each)
{
  size_t width = s->width;
  bool square = s->output == NETWORK_SQUARED_HINGE;
  double *own = each + width;
  for (size_t i = 0; i < width; i++) own[i] = s->z[(size_t)s->want[i] * width + i];
  for (size_t j = 0; j < width; j += LANE_WIDTH) {
    const lane_part zero = {0};
    lane_part label = lane_load(s->want + j), mine = lane_load(own + j), total = zero, pull = zero;
    for (size_t k = 0; k < s->count; k++) {
      lane_part margin = lane_load(s->z + k * width + j) - mine + s->delta;
      lane_bits idle = (lane_bits)(margin <= 0.0) | (lane_bits)(label == (double)k);
      margin = lane_select(idle, zero, margin);
      total += square ? margin * margin : margin;
      if (!d) continue;
      lane_part slope = square ? 2 * scale * margin : lane_select(idle, zero, zero + scale);
      pull += slope;
      lane_store(d + k * width + j, slope);
    }
    lane_store(each + j, total);
    for (size_t k = 0; d && k < s->count; k++) {
      lane_part slope = lane_load(d + k * width + j);
      lane_store(d + k * width + j, lane_select((lane_bits)(label == (double)k), -pull, slope));
    }
  }
}

double outputs_loss(const struct scores *s, double scale, double *d, double *work)
{
  static void (*const losses[])(const struct scores *, double, double *, double *) = {
      [NETWORK_SQUARED] = squared, [NETWORK_LOGISTIC] = logistic,   [NETWORK_SOFTMAX] = softmax,
      [NETWORK_HINGE] = hinge,     [NETWORK_SQUARED_HINGE] = hinge,
  };
  losses[s->output](s, scale, d, work);
  for (size_t k = 0; d && k < s->count; k++)
    for (size_t i = s->rows; i < s->width; i++) d[k * s->width + i] = 0;
  return vec_sum(work, s->rows);
}

size_t outputs_said(const struct scores *s, size_t row)
{
  if (s->output == NETWORK_LOGISTIC) return s->z[row] > 0;
  size_t best = 0;
  for (size_t k = 1; k < s->count; k++)
    if (s->z[k * s->width + row] > s->z[best * s->width + row]) best = k;
  return best;
}
