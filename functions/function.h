/* function.h -- the contract of a test function.
 *
 * A function answers batches of points. Its state is constant while it is
 * evaluated, so that threads share it, and it never knows who asks. Shift,
 * rotation and noise are not its business: see problem.h. */
#ifndef OPTBENCH_FUNCTIONS_FUNCTION_H
#define OPTBENCH_FUNCTIONS_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>

#include "src/param.h"
#include "src/stream.h"

enum function_traits {
  SMOOTH = 1, /* continuously differentiable */
  SEPARABLE = 2,
  MULTIMODAL = 4,
  STOCHASTIC = 8,     /* f and its gradient are random: see batch.truth */
  OWN_INSTANCES = 16, /* alloc makes its own instances; no shift and rotation is put around it */
  PIECEWISE_FLAT = 32 /* the gradient is zero wherever it exists */
};

struct batch {
  const double *x; /* count points of dim values, row-major */
  size_t count;
  double *f;        /* out: count values as the optimizer sees them */
  double *truth;    /* out, only from a STOCHASTIC function: count noiseless values, or NULL if they
                       are not wanted; else untouched */
  double *gradient; /* out: count * dim values, or NULL if they are not wanted */
  double *scratch;  /* problem->scratch(problem, count) doubles to use, one block a thread */
  struct stream stream; /* randomness of a stochastic function: point k draws from */
  uint64_t index;       /* generation index + k of this stream */
};

struct function_setup {
  size_t dim;
  unsigned instance;
  struct stream stream; /* the instance's own: named by function, dimension and instance */
};

struct function_type {
  const char *name, *title, *summary, *formula, *reference;
  unsigned traits;
  unsigned (*extra_traits)(const void *state); /* those that hang on the config; NULL: none */
  size_t dim_low, dim_high;                    /* legal dimensions; dim_high 0: any */
  double search_low, search_high;              /* the search region, the same in every coordinate */
  double start_low, start_high;                /* the start region */
  size_t config_size;
  const struct param *params;
  /* STATUS_OK, or STATUS_USAGE with err filled where config does not suit a legal dimension; NULL:
   * it always does. */
  int (*check)(const void *config, size_t dim, struct error *err);
  void *(*alloc)(const struct function_setup *setup, const void *config); /* NULL: no memory */
  void (*free)(void *state);
  /* Doubles of scratch that a batch of count points needs; grows with count; NULL: none. */
  size_t (*scratch)(const void *state, size_t count);
  void (*evaluate)(const void *state, const struct batch *batch);
  double (*minimum)(const void *state);            /* NULL: it is 0 */
  void (*minimiser)(const void *state, double *x); /* NULL: not known */
  void (*canonical)(const void *state, double *x); /* the literature's start; NULL: middle of
                                                      the start region */
  /* Gaussian smoothing in closed form: value = E f(x + sigma z), z standard normal, its gradient
   * with respect to x (dim values) and its derivative with respect to log sigma; NULL: there is
   * none. sigma >= 0. */
  void (*smoothed)(const void *state, const double *x, double sigma, double *value,
                   double *gradient, double *log_sigma_derivative);
  /* Second derivatives at x, dim * dim values; NULL: there is no closed form. */
  void (*hessian)(const void *state, const double *x, double *hessian);
};

#endif
