/* waves.c -- the kernels of BBOB with waves in them; see kernels.h. */
#include <string.h>

#include "functions/bbob/kernels.h"
#include "functions/bbob/rows.h"
#include "src/numeric/elementary.h"
#include "src/numeric/lanequick.h"

static const double two_pi = 6.283185307179586;

/* 10 (dim - sum_i cos(2 pi z_i)), its slopes to by_z. */
static lane_part ripples(const struct bbob *s, const struct bbob_block *b, size_t k)
{
  lane_part sum = {0};
  for (size_t i = 0; i < s->dim; i++) {
    lane_part angle = two_pi * row_load(b->z, b, i, k);
    sum += lane_quick_cos(angle);
    if (b->by_z) row_store(b->by_z, b, i, k, 10 * two_pi * lane_quick_sin(angle));
  }
  return 10 * ((double)s->dim - sum);
}

void bbob_rastrigin(const struct bbob *s, const struct bbob_block *b)
{
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part square = {0}, waves = ripples(s, b, k);
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k);
      square += z * z;
      if (b->by_z) row_store(b->by_z, b, i, k, row_load(b->by_z, b, i, k) + 2 * z);
    }
    lane_store(b->f + k, waves + square);
  }
}

enum { WAVES = 12 };

/* Heights of the waves, their frequencies, and f_0. */
void bbob_weierstrass_build(struct bbob *s)
{
  double *weights = bbob_hold(s, 2 * WAVES + 1);
  if (!weights) return;
  double *height = weights, *frequency = weights + WAVES, *f_0 = weights + 2 * WAVES;
  for (size_t j = 0; j < WAVES; j++) {
    height[j] = j ? height[j - 1] / 2 : 1;
    frequency[j] = j ? 3 * frequency[j - 1] : 1;
    *f_0 += height[j] * repro_cos(two_pi * frequency[j] * 0.5);
  }
  s->weights = weights;
}

void bbob_weierstrass(const struct bbob *s, const struct bbob_block *b)
{
  const double dim = (double)s->dim, f_0 = s->weights[2 * WAVES];
  const double *height = s->weights, *frequency = s->weights + WAVES;
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = {0};
    for (size_t i = 0; i < s->dim; i++) {
      lane_part slope = {0}, angle = two_pi * (row_load(b->z, b, i, k) + 0.5);
      for (size_t j = 0; j < WAVES; j++) sum += lane_quick_cos(angle * frequency[j]) * height[j];
      if (!b->by_z) continue;
      for (size_t j = 0; j < WAVES; j++)
        slope -= frequency[j] * height[j] * lane_quick_sin(angle * frequency[j]);
      row_store(b->by_z, b, i, k, two_pi * slope);
    }
    lane_part mean = sum / dim - f_0;
    lane_store(b->f + k, 10 * (mean * mean * mean));
    for (size_t i = 0; b->by_z && i < s->dim; i++)
      row_store(b->by_z, b, i, k, 30 * mean * mean / dim * row_load(b->by_z, b, i, k));
  }
}

void bbob_schaffers(const struct bbob *s, const struct bbob_block *b)
{
  const lane_part zero = {0};
  const double terms = (double)s->dim - 1;
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = zero, from_last = zero, here = row_load(b->z, b, 0, k);
    for (size_t i = 0; i + 1 < s->dim; i++) {
      lane_part next = row_load(b->z, b, i + 1, k), square = here * here + next * next;
      lane_part root = lane_root(lane_root(square)), power = lane_exp(0.1 * lane_ln(square));
      lane_part wave = lane_quick_sin(50 * power);
      sum += root * (1 + wave * wave);
      if (b->by_z) {
        lane_part by = root / square *
                       (0.25 * (1 + wave * wave) + 10 * wave * lane_quick_cos(50 * power) * power);
        by = 2 * lane_select((lane_bits)(square > 0), by, zero);
        row_store(b->by_z, b, i, k, from_last + by * here);
        from_last = by * next;
      }
      here = next;
    }
    lane_part mean = sum / terms;
    lane_store(b->f + k, mean * mean);
    if (!b->by_z) continue;
    row_store(b->by_z, b, s->dim - 1, k, from_last);
    for (size_t i = 0; i < s->dim; i++)
      row_store(b->by_z, b, i, k, 2 * mean / terms * row_load(b->by_z, b, i, k));
  }
}

void bbob_griewank(const struct bbob *s, const struct bbob_block *b)
{
  const double factor = s->weights[0], terms = (double)s->dim - 1;
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = {0}, from_last = {0}, here = row_load(b->z, b, 0, k);
    for (size_t i = 0; i + 1 < s->dim; i++) {
      lane_part next = row_load(b->z, b, i + 1, k), off = here * here - next, left = 1 - here;
      lane_part term = 100 * off * off + left * left;
      sum += term / 4000 - lane_quick_cos(term);
      if (b->by_z) {
        lane_part by = factor / terms * (1.0 / 4000 + lane_quick_sin(term));
        row_store(b->by_z, b, i, k, from_last + by * (400 * off * here - 2 * left));
        from_last = -200 * by * off;
      }
      here = next;
    }
    if (b->by_z) row_store(b->by_z, b, s->dim - 1, k, from_last);
    lane_store(b->f + k, factor + factor * sum / terms);
  }
}

void bbob_schwefel(const struct bbob *s, const struct bbob_block *b)
{
  const lane_part zero = {0};
  const double dim = (double)s->dim;
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = zero, penalty = zero;
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k), size = lane_absolute(z), beyond = size - 500;
      lane_part root = lane_root(size), wave = lane_quick_sin(root);
      beyond = lane_select((lane_bits)(beyond > 0), beyond, zero);
      penalty += beyond * beyond;
      sum += z * wave;
      if (!b->by_z) continue;
      lane_part out = lane_select((lane_bits)(z > 0), beyond, -beyond);
      row_store(b->by_z, b, i, k,
                0.01 * (2 * out - (wave + 0.5 * root * lane_quick_cos(root)) / dim));
    }
    lane_store(b->f + k, 0.01 * (penalty + 418.9828872724339 - sum / dim));
  }
}

void bbob_katsuura_build(struct bbob *s)
{
  s->weights = bbob_constant(s, 10 / repro_pow((double)s->dim, 1.2));
}

void bbob_katsuura(const struct bbob *s, const struct bbob_block *b)
{
  enum { DIGITS = 32 };
  const lane_part zero = {0};
  const double dim = (double)s->dim, power = s->weights[0];
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part product = zero + 1;
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k), sum = zero, slope = zero;
      double scale = 2;
      for (size_t j = 1; j <= DIGITS; j++, scale *= 2) {
        lane_part much = scale * z, off = much - lane_round(much);
        sum += lane_absolute(off) * (1 / scale);
        if (b->by_z)
          slope += lane_select((lane_bits)(off > 0), zero + 1,
                               lane_select((lane_bits)(off < 0), zero - 1, zero));
      }
      double count = (double)i + 1;
      lane_part base = 1 + count * sum;
      product *= lane_exp(power * lane_ln(base));
      if (b->by_z) row_store(b->by_z, b, i, k, power * count * slope / base);
    }
    lane_store(b->f + k, 10 / dim / dim * (-1 + product));
    for (size_t i = 0; b->by_z && i < s->dim; i++)
      row_store(b->by_z, b, i, k, 10 / dim / dim * product * row_load(b->by_z, b, i, k));
  }
}

/* The two funnels are told by x, the waves by z. */
void bbob_lunacek(const struct bbob *s, const struct bbob_block *b)
{
  const double dim = (double)s->dim, m_0 = 2.5, t = 1 - 0.5 / (sqrt(dim + 20) - 4.1);
  const double m_1 = -sqrt((m_0 * m_0 - 1) / t);
  const lane_part zero = {0};
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part near = zero, far = zero;
    for (size_t i = 0; i < s->dim; i++) {
      lane_part y = s->weights[i] * row_load(b->x, b, i, k);
      near += (y - m_0) * (y - m_0);
      far += (y - m_1) * (y - m_1);
    }
    lane_part other = dim + t * far;
    lane_bits nearer = (lane_bits)(near < other);
    lane_store(b->f + k, lane_select(nearer, near, other) + ripples(s, b, k));
    for (size_t i = 0; b->by_z && i < s->dim; i++) {
      lane_part y = s->weights[i] * row_load(b->x, b, i, k);
      lane_part by = lane_select(nearer, 2 * (y - m_0), 2 * t * (y - m_1));
      row_store(b->by_x, b, i, k, row_load(b->by_x, b, i, k) + s->weights[i] * by);
    }
  }
}
