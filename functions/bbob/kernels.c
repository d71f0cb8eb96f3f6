/* kernels.c -- the kernels of BBOB without waves; see kernels.h. */
#include "functions/bbob/kernels.h"

#include "functions/bbob/rows.h"
#include "src/numeric/lanequick.h"

void bbob_sphere(const struct bbob *s, const struct bbob_block *b)
{
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = {0};
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k);
      sum += z * z;
      if (b->by_z) row_store(b->by_z, b, i, k, 2 * z);
    }
    lane_store(b->f + k, sum);
  }
}

void bbob_ellipsoid(const struct bbob *s, const struct bbob_block *b)
{
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = {0};
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k);
      sum += s->weights[i] * z * z;
      if (b->by_z) row_store(b->by_z, b, i, k, 2 * s->weights[i] * z);
    }
    lane_store(b->f + k, sum);
  }
}

void bbob_slope(const struct bbob *s, const struct bbob_block *b)
{
  const lane_part zero = {0};
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = zero;
    for (size_t i = 0; i < s->dim; i++) {
      double weight = s->weights[i], best = s->x_opt[i];
      lane_part z = row_load(b->z, b, i, k);
      lane_bits within = (lane_bits)(z * best < 25.0);
      sum += 5 * fabs(weight) - weight * lane_select(within, z, zero + best);
      if (b->by_z) row_store(b->by_z, b, i, k, lane_select(within, zero - weight, zero));
    }
    lane_store(b->f + k, sum);
  }
}

void bbob_sector(const struct bbob *s, const struct bbob_block *b)
{
  const lane_part one = (lane_part){0} + 1;
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = {0};
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k);
      lane_part steep = lane_select((lane_bits)(s->x_opt[i] * z > 0), 1e4 * one, one);
      sum += steep * z * z;
      if (b->by_z) row_store(b->by_z, b, i, k, 2 * steep * z);
    }
    lane_store(b->f + k, sum);
  }
}

/* y = T_osz(f)^0.9, whose slope is 0.9 y / T_osz(f) T'; at 0 the kernel's own is 0. */
void bbob_sector_around(size_t width, double *f, double *slope)
{
  const lane_part zero = {0};
  bbob_oscillate_row(width, f, slope);
  for (size_t k = 0; k < width; k += LANE_WIDTH) {
    lane_part inner = lane_load(f + k), y = lane_exp(0.9 * lane_ln(inner));
    lane_part by = lane_select((lane_bits)(inner > 0), 0.9 * y / inner, zero);
    lane_store(f + k, y);
    lane_store(slope + k, by * lane_load(slope + k));
  }
}

void bbob_step_ellipsoid(const struct bbob *s, const struct bbob_block *b)
{
  const lane_part zero = {0};
  const double *first = s->own;
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = zero, along = zero;
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k);
      sum += s->weights[i] * z * z;
      along += first[i] * (row_load(b->x, b, i, k) - s->x_opt[i]);
    }
    lane_part least = lane_absolute(along) * 1e-4;
    lane_store(b->f + k, 0.1 * lane_larger(least, sum));
    if (!b->by_z) continue;
    lane_part by = lane_select((lane_bits)(along > 0), zero + 1e-5, zero - 1e-5);
    by = lane_select((lane_bits)(least > sum), by, zero);
    for (size_t i = 0; i < s->dim; i++) {
      row_store(b->by_z, b, i, k, zero);
      row_store(b->by_x, b, i, k, row_load(b->by_x, b, i, k) + by * first[i]);
    }
  }
}

void bbob_rosenbrock(const struct bbob *s, const struct bbob_block *b)
{
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part valley = {0}, floor = {0}, from_last = {0}, here = row_load(b->z, b, 0, k);
    for (size_t i = 0; i + 1 < s->dim; i++) {
      lane_part next = row_load(b->z, b, i + 1, k), off = here * here - next, left = here - 1;
      valley += off * off;
      floor += left * left;
      if (b->by_z) row_store(b->by_z, b, i, k, from_last + 400 * off * here + 2 * left);
      from_last = -200 * off;
      here = next;
    }
    if (b->by_z) row_store(b->by_z, b, s->dim - 1, k, from_last);
    lane_store(b->f + k, 100 * valley + floor);
  }
}

void bbob_ridge(const struct bbob *s, const struct bbob_block *b)
{
  const lane_part zero = {0};
  const size_t linear = (size_t)s->weights[0];
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part along = zero, across = zero;
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k);
      if (i < linear)
        along += z * z;
      else
        across += z * z;
    }
    lane_part off = lane_root(across);
    lane_store(b->f + k, 100 * off + along);
    for (size_t i = 0; b->by_z && i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k);
      lane_part by = lane_select((lane_bits)(off > 0), 100 * z / off, zero);
      row_store(b->by_z, b, i, k, i < linear ? 2 * z : by);
    }
  }
}

void bbob_powers_sum(const struct bbob *s, const struct bbob_block *b)
{
  const lane_part zero = {0};
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = zero;
    for (size_t i = 0; i < s->dim; i++) {
      lane_part z = row_load(b->z, b, i, k);
      lane_part term = lane_exp(s->weights[i] * lane_ln(lane_absolute(z)));
      sum += term;
      if (b->by_z)
        row_store(b->by_z, b, i, k,
                  lane_select((lane_bits)(z == 0), zero, s->weights[i] * term / z));
    }
    lane_part f = lane_root(sum);
    lane_store(b->f + k, f);
    for (size_t i = 0; b->by_z && i < s->dim; i++) {
      lane_part by = row_load(b->by_z, b, i, k) / (2 * f);
      row_store(b->by_z, b, i, k, lane_select((lane_bits)(f > 0), by, zero));
    }
  }
}
