/* coordinates.h -- what functions of any dimension share: a state that is little more than the
 * minimiser, points one by one, and sums over the coordinates in the lanes of vec.h. */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_COORDINATES_H
#define OPTBENCH_FUNCTIONS_CLASSIC_COORDINATES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "functions/classic/minimum.h"
#include "functions/function.h"
#include "src/numeric/lanes.h"

static const double pi = 3.141592653589793;

/* Of a scalable function. Both arrays have dim values, and zeros behind them up to full lanes. */
struct coordinates {
  size_t dim;
  double parameter; /* what the function makes of it */
  double minimum;
  double *minimiser, *weight;
  double block[];
};

static inline size_t full_lanes(size_t dim) { return (dim + LANES - 1) / LANES * LANES; }

/* The minimiser is `each` in every coordinate, weights are 0; NULL: no memory. free() frees it. */
static inline struct coordinates *coordinates_new(size_t dim, double each)
{
  if (dim > SIZE_MAX / (4 * sizeof(double))) return NULL;
  struct coordinates *s = calloc(1, sizeof *s + 2 * full_lanes(dim) * sizeof *s->block);
  if (!s) return NULL;
  s->dim = dim;
  s->minimiser = s->block;
  s->weight = s->block + full_lanes(dim);
  for (size_t i = 0; i < dim; i++) s->minimiser[i] = each;
  return s;
}

typedef double coordinates_value(const struct coordinates *s, const double *x);
/* work: the batch's scratch */
typedef void coordinates_gradient(const struct coordinates *s, const double *x, double *work,
                                  double *g);

/* s, with the value at its minimiser as its minimum; NULL stays NULL. */
static inline struct coordinates *coordinates_settle(struct coordinates *s,
                                                     coordinates_value *value)
{
  if (s) s->minimum = value(s, s->minimiser);
  return s;
}

static inline double coordinates_minimum(const void *state)
{
  return ((const struct coordinates *)state)->minimum;
}

static inline void coordinates_minimiser(const void *state, double *x)
{
  const struct coordinates *s = state;
  memcpy(x, s->minimiser, s->dim * sizeof *x);
}

static inline void coordinates_fill(const void *state, double each, double *x)
{
  for (size_t i = 0; i < ((const struct coordinates *)state)->dim; i++) x[i] = each;
}

static inline void coordinates_evaluate(const struct coordinates *s, const struct batch *batch,
                                        coordinates_value *value, coordinates_gradient *gradient)
{
  size_t dim = s->dim;
  for (size_t k = 0; k < batch->count; k++) {
    double f = value(s, batch->x + k * dim);
    batch->f[k] = minimum_or_above(f, s->minimum);
  }
  if (!batch->gradient) return;
  for (size_t k = 0; k < batch->count; k++)
    gradient(s, batch->x + k * dim, batch->scratch, batch->gradient + k * dim);
}

/* What the coordinates i, i + 1, ... make of their values x. It is asked of zeros behind the last,
 * too, and what it says of them is not used. */
typedef lane_part coordinates_term(const struct coordinates *s, lane_part x, size_t i);

/* Terms of a group of LANES coordinates from i on. Returns how many of them there are. */
static inline size_t coordinates_group(const struct coordinates *s, const double *x, size_t dim,
                                       size_t i, coordinates_term *term, double out[LANES])
{
  double padded[LANES] = {0};
  size_t width = dim - i < LANES ? dim - i : LANES;
  const double *in = x + i;
  if (width < LANES) in = memcpy(padded, in, width * sizeof *in);
  for (size_t p = 0; p < LANES; p += LANE_WIDTH)
    lane_store(out + p, term(s, lane_load(in + p), i + p));
  return width;
}

/* The total of the first dim terms. */
static inline double coordinates_sum(const struct coordinates *s, const double *x, size_t dim,
                                     coordinates_term *term)
{
  double lane[LANES] = {0}, out[LANES];
  for (size_t i = 0; i < dim; i += LANES) {
    size_t width = coordinates_group(s, x, dim, i, term, out);
    for (size_t j = 0; j < width; j++) lane[j] += out[j];
  }
  return lanes_total(lane);
}

/* The terms themselves. */
static inline void coordinates_map(const struct coordinates *s, const double *x,
                                   coordinates_term *term, double *terms)
{
  double out[LANES];
  for (size_t i = 0; i < s->dim; i += LANES) {
    size_t width = coordinates_group(s, x, s->dim, i, term, out);
    memcpy(terms + i, out, width * sizeof *terms);
  }
}

/* Second derivatives of a sum over the coordinates, `bend` of each. */
static inline void coordinates_diagonal(const void *state, const double *x, double (*bend)(double),
                                        double *hessian)
{
  size_t dim = ((const struct coordinates *)state)->dim;
  memset(hessian, 0, dim * dim * sizeof *hessian);
  for (size_t i = 0; i < dim; i++) hessian[i * dim + i] = bend(x[i]);
}

/* `value` and `gradient` of a file that has the terms of a sum, `term`, and their slopes, `slope`.
 */
#define COORDINATES_SUM                                                                            \
  static double value(const struct coordinates *s, const double *x)                                \
  {                                                                                                \
    return coordinates_sum(s, x, s->dim, term);                                                    \
  }                                                                                                \
  static void gradient(const struct coordinates *s, const double *x, double *work, double *g)      \
  {                                                                                                \
    (void)work;                                                                                    \
    coordinates_map(s, x, slope, g);                                                               \
  }

/* What every file has, of its `value` and `gradient`. */
#define COORDINATES_EVALUATE                                                                       \
  static void evaluate(const void *state, const struct batch *batch)                               \
  {                                                                                                \
    coordinates_evaluate(state, batch, value, gradient);                                           \
  }

/* `alloc` of a file without parameters and weights that has a `value`; of the minimiser, the value
 * of every coordinate. */
#define COORDINATES_ALLOC(each)                                                                    \
  static void *alloc(const struct function_setup *setup, const void *config)                       \
  {                                                                                                \
    (void)config;                                                                                  \
    return coordinates_settle(coordinates_new(setup->dim, each), value);                           \
  }

/* And what all of them say of themselves; both regions are [low_, high_]. */
#define COORDINATES_FUNCTION(low_, high_)                                                          \
  .dim_low = 1, .search_low = (low_), .search_high = (high_), .start_low = (low_),                 \
  .start_high = (high_), .params = params, .alloc = alloc, .free = free, .evaluate = evaluate,     \
  .minimum = coordinates_minimum, .minimiser = coordinates_minimiser

#endif
