/* squares.h -- sums of squares, f(x) = sum_j r_j(x)^2: what the functions that stem from nonlinear
 * least squares have in common.
 *
 * A kind of them says what its residuals and their derivatives are. Values and gradients,
 * 2 J^T r, follow. Where x is not finite f is not a number, whatever the residuals would be.
 *
 * With start = far the start is ten times that of the literature (More and Wild, SIAM Journal on
 * Optimization 20, 2009). */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_SQUARES_SQUARES_H
#define OPTBENCH_FUNCTIONS_CLASSIC_SQUARES_SQUARES_H

#include <stdlib.h>

#include "functions/function.h"

struct squares_kind {
  size_t residuals;                                 /* how many there are, or 0 and */
  size_t (*residuals_of)(size_t dim, size_t asked); /* asked: the parameter m, 0 by default */
  /* Into r, `count` values, and, unless it is NULL, into jacobian, count * dim values that are zero
   * before. */
  void (*split)(size_t dim, size_t count, const double *x, double *r, double *jacobian);
  const double *start; /* of the literature, dim values, or NULL and */
  void (*start_of)(size_t dim, double *x);
  const double *minimiser; /* dim values, or NULL and */
  double minimum;
  /* writes both; false: no memory. */
  bool (*solve)(size_t dim, size_t count, double *x, double *minimum);
};

struct squares_config {
  int start, m;
};
extern const char *const squares_starts[3];
/* With `start` alone, and with m, which is 0 for five a dimension. */
extern const struct param squares_params[], squares_params_m[];

/* clang-format off */
#define SQUARES_START                                                                              \
  PARAM_CHOICE(struct squares_config, start, 0, squares_starts,                                    \
               "that of the literature, or ten times that")
/* clang-format on */

void *squares_alloc(const struct squares_kind *kind, const struct function_setup *setup,
                    const void *config);
/* See function_type. m is not less than the dimension. */
int squares_check(const void *config, const struct function_setup *setup, struct error *err);
size_t squares_scratch(const void *state, size_t count);
void squares_evaluate(const void *state, const struct batch *batch);
double squares_minimum(const void *state);
void squares_minimiser(const void *state, double *x);
void squares_canonical(const void *state, double *x);
size_t squares_residuals(const void *state);

/* Of kinds: as many residuals as coordinates, or as m asks for; starts; a root at (1, ..., 1). */
size_t squares_as_many(size_t dim, size_t asked);
size_t squares_as_asked(size_t dim, size_t asked);
void squares_halves(size_t dim, double *x);
void squares_ones(size_t dim, double *x);
bool squares_root_at_ones(size_t dim, size_t count, double *x, double *minimum);

/* What all kinds have of function_type; SQUARES_ALLOC(id, kind) defines alloc_id. */
#define SQUARES_HOOKS(id)                                                                          \
  .config_size = sizeof(struct squares_config), .alloc = alloc_##id, .free = free,                 \
  .scratch = squares_scratch, .evaluate = squares_evaluate, .minimum = squares_minimum,            \
  .minimiser = squares_minimiser, .canonical = squares_canonical, .residuals = squares_residuals
#define SQUARES_ALLOC(id, kind)                                                                    \
  static void *alloc_##id(const struct function_setup *setup, const void *config)                  \
  {                                                                                                \
    return squares_alloc(&(kind), setup, config);                                                  \
  }

#endif
