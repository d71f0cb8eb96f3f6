/* points.h -- what functions of one small dimension share: a state that is little more than the
 * minimiser, and points one by one. They are compiled once: there is nothing in them for vectors to
 * do. */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_PLAIN_POINTS_H
#define OPTBENCH_FUNCTIONS_CLASSIC_PLAIN_POINTS_H

#include <stdlib.h>
#include <string.h>

#include "functions/classic/minimum.h"
#include "functions/function.h"

enum { POINTS_MOST = 6 };

struct points;
/* The value at x; the gradient in g unless that is NULL. */
typedef double points_value(const struct points *s, const double *x, double *g);

struct points {
  size_t dim;
  int parameter;     /* what the function makes of it */
  const void *table; /* likewise; it outlives this */
  points_value *value;
  double minimum, minimiser[POINTS_MOST];
};

/* Of functions without parameters. */
static const struct param points_params[] = {PARAM_TABLE_END};

/* The minimum is the value at the minimiser. NULL: no memory. free() frees it. */
static inline struct points *points_new(struct points with)
{
  struct points *s = malloc(sizeof *s);
  if (!s) return NULL;
  *s = with;
  s->minimum = s->value(s, s->minimiser, NULL);
  return s;
}

static inline void points_evaluate(const void *state, const struct batch *batch)
{
  const struct points *s = state;
  for (size_t k = 0; k < batch->count; k++) {
    double *g = batch->gradient ? batch->gradient + k * s->dim : NULL;
    double f = s->value(s, batch->x + k * s->dim, g);
    batch->f[k] = minimum_or_above(f, s->minimum);
  }
}

static inline double points_minimum(const void *state)
{
  return ((const struct points *)state)->minimum;
}

static inline void points_minimiser(const void *state, double *x)
{
  const struct points *s = state;
  memcpy(x, s->minimiser, s->dim * sizeof *x);
}

/* `alloc` of a file without parameters that has a `value`, and its minimiser. */
#define POINTS_ALLOC(dim_, ...)                                                                    \
  static void *alloc(const struct function_setup *setup, const void *config)                       \
  {                                                                                                \
    (void)setup, (void)config;                                                                     \
    return points_new((struct points){.dim = (dim_), .value = value, .minimiser = {__VA_ARGS__}}); \
  }

/* Search and start regions that differ between the two coordinates of the plane. */
#define POINTS_REGION(x_low, x_high, y_low, y_high)                                                \
  static void region(const void *config, size_t i, struct extent *search, struct extent *start)    \
  {                                                                                                \
    (void)config;                                                                                  \
    *search = i ? (struct extent){y_low, y_high} : (struct extent){x_low, x_high};                 \
    *start = *search;                                                                              \
  }

/* And what all of them say of themselves. */
#define POINTS_FUNCTION(dim_)                                                                      \
  .dim_low = (dim_), .dim_high = (dim_), .alloc = alloc, .free = free,                             \
  .evaluate = points_evaluate, .minimum = points_minimum, .minimiser = points_minimiser

#endif
