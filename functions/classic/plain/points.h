/* points.h -- what functions of one small dimension share: points one by one. They are compiled
 * once: there is nothing in them for vectors to do. */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_PLAIN_POINTS_H
#define OPTBENCH_FUNCTIONS_CLASSIC_PLAIN_POINTS_H

#include <stdlib.h>
#include <string.h>

#include "functions/function.h"

/* Of functions without parameters. */
static const struct param points_params[] = {PARAM_TABLE_END};

/* The state of a function that has none; not NULL, which says that there is no memory. */
static inline void *points_alloc(const struct function_setup *setup, const void *config)
{
  (void)setup, (void)config;
  return calloc(1, 1);
}

/* The value at x; the gradient in g unless that is NULL. */
typedef double points_value(const void *state, const double *x, double *g);

static inline void points_evaluate(const void *state, const struct batch *batch, size_t dim,
                                   points_value *value)
{
  for (size_t k = 0; k < batch->count; k++)
    batch->f[k] =
        value(state, batch->x + k * dim, batch->gradient ? batch->gradient + k * dim : NULL);
}

#endif
