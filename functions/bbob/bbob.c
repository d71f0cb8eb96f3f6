/* bbob.c -- see bbob.h. */
#include "functions/bbob/bbob.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "functions/bbob/draws.h"
#include "functions/bbob/rows.h"
#include "src/numeric/elementary.h"
#include "src/numeric/matrix.h"

double *bbob_hold(struct bbob *s, size_t count)
{
  if (s->failed) return NULL;
  double *values = s->held_count < BBOB_HELD_MOST ? calloc(count, sizeof *values) : NULL;
  if (values)
    s->held[s->held_count++] = values;
  else
    s->failed = true;
  return values;
}

double *bbob_powers(struct bbob *s, double base)
{
  double *values = bbob_hold(s, s->dim);
  for (size_t i = 0; values && i < s->dim; i++)
    values[i] = repro_pow(base, (double)i / ((double)s->dim - 1));
  return values;
}

double *bbob_spread(struct bbob *s, double low, double high)
{
  double *values = bbob_hold(s, s->dim);
  for (size_t i = 0; values && i < s->dim; i++)
    values[i] = low + (high - low) * (double)i / ((double)s->dim - 1);
  return values;
}

double *bbob_draw_rotation(struct bbob *s, long seed)
{
  double *matrix = bbob_hold(s, s->dim * s->dim);
  if (matrix) bbob_rotation(seed, s->dim, matrix);
  return matrix;
}

double *bbob_between(struct bbob *s, const double *left, const double *middle, const double *right)
{
  size_t dim = s->dim;
  double *matrix = bbob_hold(s, dim * dim);
  if (!matrix) return NULL;
  for (size_t i = 0; i < dim; i++)
    for (size_t k = 0; k < dim; k++) {
      double factor = left[i * dim + k] * middle[k];
      for (size_t j = 0; j < dim; j++) matrix[i * dim + j] += factor * right[k * dim + j];
    }
  return matrix;
}

double *bbob_scaled(struct bbob *s, const double *factor, const double *matrix)
{
  size_t dim = s->dim;
  double *scaled = bbob_hold(s, dim * dim);
  for (size_t i = 0; scaled && i < dim; i++)
    for (size_t j = 0; j < dim; j++) scaled[i * dim + j] = factor[i] * matrix[i * dim + j];
  return scaled;
}

double *bbob_constant(struct bbob *s, double value)
{
  double *values = bbob_hold(s, s->dim);
  for (size_t i = 0; values && i < s->dim; i++) values[i] = value;
  return values;
}

void bbob_turned_optimum(struct bbob *s, const double *rotation, double factor)
{
  for (size_t j = 0; !s->failed && j < s->dim; j++) {
    double sum = 0;
    for (size_t i = 0; i < s->dim; i++) sum += rotation[i * s->dim + j];
    s->x_opt[j] = sum / (2 * factor);
  }
}

void bbob_link(struct bbob *s, enum bbob_kind kind, double number, const double *values)
{
  if (s->failed) return;
  if (s->link_count < BBOB_LINKS_MOST)
    s->links[s->link_count++] = (struct bbob_link){kind, number, values, NULL};
  else
    s->failed = true;
}

void bbob_shift(struct bbob *s, const double *by) { bbob_link(s, BBOB_SHIFT, 0, by); }

void *bbob_new(const struct bbob_recipe *recipe, const struct function_setup *setup)
{
  struct bbob *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->recipe = recipe;
  s->dim = setup->dim;
  s->norm = 1;
  long seed = bbob_seed(recipe->seed ? recipe->seed : recipe->number, setup->instance);
  s->f_opt = bbob_minimum(seed);
  s->x_opt = bbob_hold(s, s->dim);
  if (!s->failed) bbob_optimum(seed, s->dim, s->x_opt);
  if (!s->failed) recipe->build(s, seed);
  double *scratch = s->failed ? NULL : calloc(bbob_scratch(s, 1), sizeof *scratch);
  if (!scratch) {
    bbob_free(s);
    return NULL;
  }
  struct batch best = {.x = s->x_opt, .count = 1, .f = &s->minimum, .scratch = scratch};
  bbob_evaluate(s, &best);
  free(scratch);
  return s;
}

void bbob_free(void *state)
{
  struct bbob *s = state;
  while (s && s->held_count) free(s->held[--s->held_count]);
  free(s);
}

double bbob_minimum_of(const void *state) { return ((const struct bbob *)state)->minimum; }

void bbob_minimiser(const void *state, double *x)
{
  const struct bbob *s = state;
  memcpy(x, s->x_opt, s->dim * sizeof *x);
}

/* Points that go together: as many as keep a few blocks in the nearest caches. */
static size_t block_of(size_t dim) { return dim <= 16 ? 64 : dim <= 64 ? 32 : 16; }

/* x; what each link makes of it; two blocks of slopes, and those by x; three rows. */
enum { SLOPES = 3, ROWS = 3 };

size_t bbob_scratch(const void *state, size_t count)
{
  const struct bbob *s = state;
  size_t most = block_of(s->dim), width = matrix_padded(count < most ? count : most);
  return ((1 + s->link_count + SLOPES) * s->dim + ROWS) * width;
}

/* f += penalty sum_i max(0, |x_i| - 5)^2, and its slopes. */
static void penalise(const struct bbob *s, const struct bbob_block *b)
{
  const lane_part zero = {0};
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_part sum = zero;
    for (size_t i = 0; i < s->dim; i++) {
      lane_part x = lane_load(b->x + i * b->width + k), beyond = lane_absolute(x) - 5;
      beyond = lane_select((lane_bits)(beyond > 0), beyond, zero);
      sum += beyond * beyond;
      if (!b->by_x) continue;
      double *slope = b->by_x + i * b->width + k;
      lane_part by = 2 * s->penalty * beyond;
      lane_store(slope, lane_load(slope) + lane_select((lane_bits)(x > 0), by, -by));
    }
    lane_store(b->f + k, lane_load(b->f + k) + s->penalty * sum);
  }
}

/* The objective's side of it; by_z and by_x become those of f. */
static void finish(const struct bbob *s, const struct bbob_block *b, double *slope)
{
  size_t width = b->width;
  for (size_t k = 0; k < width; k++) slope[k] = s->norm;
  for (size_t k = 0; k < width && s->norm != 1; k++) b->f[k] *= s->norm;
  if (s->recipe->around) s->recipe->around(width, b->f, slope);
  if (b->by_z && (s->norm != 1 || s->recipe->around))
    for (size_t i = 0; i < s->dim; i++)
      for (size_t k = 0; k < width; k++) {
        b->by_z[i * width + k] *= slope[k];
        b->by_x[i * width + k] *= slope[k];
      }
  if (s->penalty_first && s->penalty > 0) penalise(s, b);
  for (size_t k = 0; k < width; k++) b->f[k] += s->f_opt;
  if (!s->penalty_first && s->penalty > 0) penalise(s, b);
}

/* Points with a coordinate that is not finite have no value, whatever a kernel makes of it. */
static void refuse(const struct bbob *s, const struct bbob_block *b)
{
  for (size_t k = 0; k < b->width; k += LANE_WIDTH) {
    lane_bits all = (lane_bits)((lane_part){0} == 0);
    for (size_t i = 0; i < s->dim; i++) {
      lane_part x = lane_load(b->x + i * b->width + k);
      all &= (lane_bits)(x - x == 0);
    }
    lane_store(b->f + k, lane_select(all, lane_load(b->f + k), (lane_part){0} + (double)NAN));
  }
}

/* One block; gradient: count * dim values or NULL. */
static void evaluate_block(const struct bbob *s, const double *x, size_t count, double *f,
                           double *gradient, double *scratch)
{
  size_t dim = s->dim, width = matrix_padded(count), size = dim * width;
  double *values = scratch, *out = scratch + size;
  double *by = scratch + (1 + s->link_count) * size, *other = by + size, *by_x = other + size;
  double *row = by_x + size;
  matrix_transpose(count, dim, x, dim, width, values);
  /* Values alone take turns between two blocks, which stay near. */
  const double *in = values;
  for (size_t l = 0; l < s->link_count; l++) {
    out = gradient ? scratch + (1 + l) * size : l % 2 ? other : by;
    bbob_forward(s, s->links + l, width, in, out);
    in = out;
  }
  struct bbob_block block = {.width = width,
                             .x = values,
                             .z = in,
                             .f = row,
                             .by_z = gradient ? by : NULL,
                             .by_x = gradient ? by_x : NULL};
  if (gradient) memset(by_x, 0, size * sizeof *by_x);
  s->recipe->kernel(s, &block);
  finish(s, &block, row + width);
  refuse(s, &block);
  memcpy(f, row, count * sizeof *f);
  if (!gradient) return;
  for (size_t l = s->link_count; l-- > 0;) {
    bbob_backward(s, s->links + l, width, scratch + l * size, scratch + (1 + l) * size, by, other);
    double *swap = by;
    by = other;
    other = swap;
  }
  for (size_t i = 0; i < size; i++) by[i] += by_x[i];
  matrix_transpose(dim, count, by, width, dim, gradient);
}

void bbob_evaluate(const void *state, const struct batch *batch)
{
  const struct bbob *s = state;
  size_t dim = s->dim, most = block_of(dim);
  for (size_t first = 0; first < batch->count; first += most) {
    size_t count = batch->count - first < most ? batch->count - first : most;
    evaluate_block(s, batch->x + first * dim, count, batch->f + first,
                   batch->gradient ? batch->gradient + first * dim : NULL, batch->scratch);
  }
}
