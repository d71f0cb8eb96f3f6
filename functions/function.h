/* function.h -- the contract of a test function.
 *
 * A function answers batches of points. Its state is constant while it is
 * evaluated, so that threads share it, and it never knows who asks. Shift,
 * rotation and noise are not its business: see problem.h.
 *
 * What is random is drawn from the batch's stream. By `index` each point has
 * draws of its own; by `step` all points of a step share theirs, whichever way
 * the step is cut into queries and parts, so that they are compared on the same
 * data: what draws minibatches or episodes lets its parameter `share` choose. */
#ifndef OPTBENCH_FUNCTIONS_FUNCTION_H
#define OPTBENCH_FUNCTIONS_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>

#include "functions/dataset.h"
#include "functions/sketch.h"
#include "src/layer.h"
#include "src/param.h"
#include "src/stream.h"

struct wrap_config; /* problem.h */

enum function_traits {
  SMOOTH = 1, /* continuously differentiable */
  SEPARABLE = 2,
  MULTIMODAL = 4,
  STOCHASTIC = 8,       /* f and its gradient are random: see batch.truth */
  OWN_INSTANCES = 16,   /* alloc makes its own instances; no shift and rotation is put around it */
  PIECEWISE_FLAT = 32,  /* the gradient is zero wherever it exists */
  UNKNOWN_MINIMUM = 64, /* there is no f - f*: targets are levels of f */
  NO_GRADIENT = 128,    /* values only: batch.gradient is NULL */
  DEAR_TRUTH = 256,     /* what a point is truly worth takes far longer than an evaluation: it is
                           asked of `measure`, now and then, where the optimizer stands */
  HELD_OUT = 512,       /* and it is made of rows that nothing may be tuned or stopped by */
  GRADIENT_INCLUDED = 1024, /* a gradient comes with its value: nothing more is charged for it */
  RUGGED = 2048 /* waves or kinks so fine that differences of f do not tell its gradient */
};

enum { MEASURES_MOST = 8, LEVELS_MOST = 100 };

/* Of a parameter `share`: does each point draw for itself, or all points of a step the same? */
enum share { SHARE_NO, SHARE_YES };

struct batch {
  const double *x; /* count points of dim values, row-major */
  size_t count;
  double *f;        /* out: count values as the optimizer sees them */
  double *truth;    /* out, only from a STOCHASTIC function: count noiseless values, or NULL if they
                       are not wanted, as of a DEAR_TRUTH; else untouched */
  double *work;     /* out, only from a function that counts its work: what each of count points
                       took, or NULL if it is not wanted */
  double *gradient; /* out: count * dim values, or NULL if they are not wanted */
  double *residual; /* out, only from a sum of squares: count times its residuals, or NULL */
  double *jacobian; /* out, likewise: their first derivatives, count * residuals * dim values, a row
                       each, or NULL */
  double *behaviour; /* out, only from a function that has behaviours: count times so many values,
                        or NULL if they are not wanted */
  double *scratch;   /* problem->scratch(problem, count) doubles to use, one block a thread */
  struct stream stream; /* randomness of a stochastic function: point k draws from */
  uint64_t index;       /* generation index + k of this stream */
  uint64_t step;        /* of the optimizer, from 0: the same for all points that it compares */
};

/* Who is told of an episode, step by step: of the start, whose action and reward are NaN, and of
 * each state after it, values in the order of episode_columns, then the reward. */
struct episode_sink {
  void *context;
  void (*row)(void *context, const double *values, double reward);
};

struct extent {
  double low, high;
};

struct function_setup {
  size_t dim;
  unsigned instance;
  const struct dataset *data; /* what it asked for, read-only, to outlive it; NULL: nothing */
  struct stream stream;       /* the instance's own: named by function, dimension and instance */
  struct stream first;        /* that of instance 0 */
};

struct function_type {
  const char *name, *title, *summary, *formula, *reference;
  const char *alias;     /* a second name to type, NULL: none */
  const char *group;     /* of functions alike, by which lists take them together, NULL: none */
  unsigned instance_low; /* the lowest number of an instance: 0, or 1 where all are drawn */
  unsigned traits;
  unsigned (*config_traits)(const void *config); /* those that hang on the config; NULL: none */
  unsigned (*extra_traits)(const void *state);   /* and on the data, too; NULL: none */
  const struct wrap_config *wrap; /* noise that is part of it, NULL: none; then it is STOCHASTIC,
                                     and alloc makes what is inside that noise */
  size_t dim_low, dim_high;       /* legal dimensions; dim_high 0: any */
  /* What rows it is to be handed; false: none under this config. NULL: never any. */
  bool (*data)(const void *config, struct data_request *request);
  /* The one dimension that it has under config, with the data that it asked for; where they are
   * NULL and it hangs on them, 0. NULL: it takes any legal one. */
  size_t (*dimension)(const void *config, const struct dataset *data);
  double search_low, search_high; /* the search region, the same in every coordinate */
  double start_low, start_high;   /* the start region */
  /* Both where they hang on the config or differ from coordinate to coordinate i: they come as
   * those four have them. NULL: they do neither. */
  void (*region)(const void *config, size_t i, struct extent *search, struct extent *start);
  size_t config_size;
  const struct param *params;
  /* STATUS_OK, or STATUS_USAGE with err filled where config says what cannot be, whatever the
   * dimension and the data. NULL: it never does. */
  int (*check_config)(const void *config, struct error *err);
  /* The same where config does not suit a legal dimension, an instance or the data. */
  int (*check)(const void *config, const struct function_setup *setup, struct error *err);
  void *(*alloc)(const struct function_setup *setup, const void *config); /* NULL: no memory */
  void (*free)(void *state);
  /* Doubles of scratch that a batch of count points needs; grows with count; NULL: none. */
  size_t (*scratch)(const void *state, size_t count);
  void (*evaluate)(const void *state, const struct batch *batch);
  double (*minimum)(const void *state);            /* NULL: it is 0, or unknown */
  void (*minimiser)(const void *state, double *x); /* NULL: not known */
  void (*canonical)(const void *state, double *x); /* the literature's start; NULL: middle of
                                                      the start region */
  /* A start, drawn from a stream; NULL: uniform in the start region. And how it is drawn, in a few
   * words. */
  void (*start)(const void *state, struct stream stream, double *x);
  const char *starts;
  /* Of an UNKNOWN_MINIMUM: the levels of f that runs are watched for, in descending order, at most
   * LEVELS_MOST. Returns how many. */
  size_t (*levels)(const void *config, double *levels);
  /* One of them, or a level between: f from which on the task counts as solved; NaN: there is none.
   * NULL: it never has one. */
  double (*solved)(const void *config);
  double budget; /* what its runs may cost where nothing else is said; 0: it does not say */
  /* What else it can tell of a point, for the trace and the end of a run, at most MEASURES_MOST:
   * names ended by NULL. `measure` writes the values, NaN where there is none, and what the point
   * is truly worth. Scratch as for a batch of one point. Both NULL where there is nothing; needs
   * OWN_INSTANCES. */
  const char *const *measures;
  void (*measure)(const void *state, const double *x, double *scratch, double *truth,
                  double *values);
  const char *best_of; /* one of the measures, judged by which the best epoch of a run is told: the
                          one with the lowest; NULL: none */
  const char *work;    /* the name of what batch.work counts; NULL: nothing */
  /* Of a classifier, else NULL: how many classes there are, and how many test rows of each class
   * are told as which at x, added to table[label * classes + told]. Scratch as for measure. */
  size_t (*classes)(const void *state);
  void (*confuse)(const void *state, const double *x, double *scratch, size_t *table);
  /* Steps that see all data once; 0: there are no epochs. NULL: never. */
  size_t (*epoch)(const void *state);
  /* What x is made of, in ascending order without gaps: *count of them, the state's own. NULL: it
   * is not known, or no matrices. */
  const struct layer *(*layers)(const void *state, size_t *count);
  /* What a point does, apart from what it is worth: so many values of batch.behaviour, such as
   * where its episodes end. NULL: there is nothing but the point itself. */
  size_t (*behaviours)(const void *state);
  /* Of a task whose points live through episodes, else NULL: how many there are, one of them step
   * by step, names of what it tells (ended by NULL), and the picture of a row of it. Scratch as
   * for a batch of one point. */
  size_t (*episodes)(const void *state);
  const char *const *episode_columns;
  void (*episode)(const void *state, const double *x, size_t episode, double *scratch,
                  const struct episode_sink *sink);
  void (*draw)(const void *state, const double *row, struct sketch *sketch);
  /* Gaussian smoothing in closed form: value = E f(x + sigma z), z standard normal, its gradient
   * with respect to x (dim values) and its derivative with respect to log sigma; NULL: there is
   * none. sigma >= 0. */
  void (*smoothed)(const void *state, const double *x, double sigma, double *value,
                   double *gradient, double *log_sigma_derivative);
  /* Second derivatives at x, dim * dim values; NULL: there is no closed form. */
  void (*hessian)(const void *state, const double *x, double *hessian);
  /* Of a sum of squares, f(x) = sum_j r_j(x)^2: how many residuals r_j it has, no fewer than
   * dimensions; f is the sum to rounding. NULL: it is none. */
  size_t (*residuals)(const void *state);
};

#endif
