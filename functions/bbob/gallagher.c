/* gallagher.c -- BBOB's f21 and f22, and their kin: peaks of Gaussian shape, see kernels.h. */
#include "functions/bbob/draws.h"
#include "functions/bbob/kernels.h"
#include "functions/bbob/rows.h"
#include "src/numeric/elementary.h"
#include "src/numeric/lanequick.h"

struct peaks {
  size_t count;
  /* count values each; count * dim: curvatures along the turned axes, and the turned places */
  const double *height, *log_height, *curvature, *place;
};

/* Conditions are a permutation of 1000^(i / (count - 2)), of the highest peak a given one; the
 * exponents along the axes are permuted by a draw a peak. */
static void draw_curvatures(long seed, size_t count, size_t dim, struct bbob_ranked *ranked,
                            double *curvature)
{
  bbob_rank(seed, count - 1, ranked);
  for (size_t i = 1; i < count; i++)
    curvature[i * dim] = repro_pow(1000, (double)ranked[i - 1].index / (double)(count - 2));
  curvature[0] = count == 101 ? sqrt(1000.0) : 1000.0;
  for (size_t i = 0; i < count; i++) {
    double condition = curvature[i * dim];
    bbob_rank(seed + 1000 * (long)i, dim, ranked);
    for (size_t j = 0; j < dim; j++)
      curvature[i * dim + j] =
          repro_pow(condition, (double)ranked[j].index / (double)(dim - 1) - 0.5);
  }
}

/* Where the peaks are: the first in [-4, 4]^dim or so, the others up to the region's borders. */
static void draw_places(struct bbob *s, long seed, size_t count, const double *rotation,
                        double *uniforms, double *place)
{
  size_t dim = s->dim;
  double width = count == 101 ? 10 : 9.8, half = count == 101 ? 5 : 4.9;
  bbob_uniforms(seed, dim * count, uniforms);
  for (size_t i = 0; i < dim; i++) s->x_opt[i] = 0.8 * (width * uniforms[i] - half);
  for (size_t j = 0; j < count; j++)
    for (size_t i = 0; i < dim; i++) {
      double sum = 0;
      for (size_t k = 0; k < dim; k++)
        sum += rotation[i * dim + k] * (width * uniforms[j * dim + k] - half);
      place[j * dim + i] = j == 0 ? 0.8 * sum : sum;
    }
}

void bbob_gallagher_build(struct bbob *s, long seed, size_t count, const double *rotation)
{
  size_t most = s->dim > count ? s->dim : count;
  double *height = bbob_hold(s, 2 * count), *curvature = bbob_hold(s, count * s->dim);
  double *place = bbob_hold(s, count * s->dim), *uniforms = bbob_hold(s, count * s->dim);
  void *memory = bbob_hold(s, (sizeof(struct peaks) + most * sizeof(struct bbob_ranked)) / 8);
  if (!memory) return;
  struct peaks *peaks = memory;
  struct bbob_ranked *ranked = (struct bbob_ranked *)(peaks + 1);
  draw_curvatures(seed, count, s->dim, ranked, curvature);
  draw_places(s, seed, count, rotation, uniforms, place);
  for (size_t i = 0; i < count; i++)
    height[i] = i ? (double)(i - 1) / (double)(count - 2) * (9.1 - 1.1) + 1.1 : 10;
  for (size_t i = 0; i < count; i++) height[count + i] = repro_log(height[i]);
  *peaks = (struct peaks){count, height, height + count, curvature, place};
  s->own = peaks;
}

/* The exponent of peak p over points k. */
static lane_part exponent(const struct bbob *s, const struct bbob_block *b, size_t p, size_t k)
{
  const struct peaks *peaks = s->own;
  const double *place = peaks->place + p * s->dim, *curvature = peaks->curvature + p * s->dim;
  lane_part sum = {0};
  for (size_t i = 0; i < s->dim; i++) {
    lane_part off = row_load(b->z, b, i, k) - place[i];
    sum += curvature[i] * off * off;
  }
  return -0.5 / (double)s->dim * sum;
}

/* The slopes of 10 - the level of each point's highest peak. */
static void slopes(const struct bbob *s, const struct bbob_block *b, size_t k, lane_part most,
                   const size_t highest[LANE_WIDTH])
{
  const struct peaks *peaks = s->own;
  for (size_t i = 0; i < s->dim; i++) {
    lane_part place, curvature;
    for (size_t l = 0; l < LANE_WIDTH; l++) {
      place[l] = peaks->place[highest[l] * s->dim + i];
      curvature[l] = peaks->curvature[highest[l] * s->dim + i];
    }
    lane_part off = row_load(b->z, b, i, k) - place;
    row_store(b->by_z, b, i, k, most / (double)s->dim * curvature * off);
  }
}

void bbob_gallagher(const struct bbob *s, const struct bbob_block *b)
{
  const struct peaks *peaks = s->own;
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    const lane_part zero = {0};
    lane_part most = zero - INFINITY, power = most, height = zero, which = zero;
    for (size_t p = 0; p < peaks->count; p++) {
      lane_part here = exponent(s, b, p, k), log = peaks->log_height[p] + here;
      lane_bits higher = (lane_bits)(log > most);
      most = lane_select(higher, log, most);
      power = lane_select(higher, here, power);
      height = lane_select(higher, zero + peaks->height[p], height);
      which = lane_select(higher, zero + (double)p, which);
    }
    most = height * lane_exp(power);
    lane_store(b->f + k, 10 - most);
    if (!b->by_z) continue;
    size_t highest[LANE_WIDTH];
    for (size_t l = 0; l < LANE_WIDTH; l++) highest[l] = (size_t)which[l];
    slopes(s, b, k, most, highest);
  }
}

void bbob_gallagher_around(size_t width, double *f, double *slope)
{
  bbob_oscillate_row(width, f, slope);
  for (size_t k = 0; k < width; k++) {
    slope[k] *= 2 * f[k];
    f[k] *= f[k];
  }
}
