/* problem.h -- a function at one dimension and instance, inside its wrappers.
 *
 * Instance 0 is the canonical function. Instance k > 0 shifts the minimiser and
 * rotates the axes, see transform.c; functions with OWN_INSTANCES make theirs
 * themselves. A factor goes around that, see multiply.c, and noise outermost, see
 * noise.c. A wrapper owns the problem inside it and carries region, minimiser and
 * smoothing along.
 *
 * An instance is named by (function, dimension, instance) alone: it is the same
 * in every campaign, whatever its seed. */
#ifndef OPTBENCH_FUNCTIONS_PROBLEM_H
#define OPTBENCH_FUNCTIONS_PROBLEM_H

#include "functions/function.h"
#include "src/wrapper.h"

enum { FUNCTION_TEXT = 2048 }; /* bytes that any formatted function fits in */

/* From NOISE_MODEL_GAUSSIAN on: the models of BBOB, of f - f*, without gradients; see
 * noise_models.h. */
enum noise_kind {
  NOISE_ADDITIVE,
  NOISE_MULTIPLICATIVE,
  NOISE_MODEL_GAUSSIAN,
  NOISE_MODEL_UNIFORM,
  NOISE_MODEL_CAUCHY
};

/* What any function can be wrapped in, by the same keys as its own parameters. */
struct wrap_config {
  double multiply;        /* f times this; 1: as it is */
  double noise;           /* standard deviation, or how severe it is; 0: none */
  int noise_kind;         /* enum noise_kind */
  double noise_frequency; /* the share of values that NOISE_MODEL_CAUCHY scatters */
  double penalty; /* added to noisy values, times the squared distance from the search region; no
                     part of what they truly are; 0: none. No parameter. */
};
extern const struct param wrap_params[];

/* What goes around every function, in spec.c; ended by a NULL name. */
extern const struct wrapper function_wrappers[];

/* A function with its parameters, as it was asked for on the command line:
 * NAME[:key=value,...]. Owned by the caller of function_parse. */
struct function_spec {
  const struct function_type *type;
  void *config; /* type->config_size bytes, owned */
  struct wrap_config wrap;
};

struct problem;
struct function_library {
  const char *level;
  const struct function_type *const *functions; /* ends with NULL */
  /* STATUS_OK and a new problem owned by the caller, which keeps nothing of spec but its type;
   * STATUS_USAGE if the dimension is not legal or does not go with the parameters; STATUS_NOMEM.
   * data: what function_data asks for, to outlive the problem, else NULL. */
  int (*problem_new)(const struct function_spec *spec, size_t dim, unsigned instance,
                     const struct dataset *data, struct problem **problem, struct error *err);
};

/* Are the first `length` characters of word the function's name, or its alias? */
bool function_named(const struct function_type *type, const char *word, size_t length);

/* In spec.c, compiled once. STATUS_OK, STATUS_USAGE or STATUS_NOMEM; on an error nothing is owned.
 */
int function_parse(const struct function_library *library, const char *text,
                   struct function_spec *spec, struct error *err);
/* The complete canonical text: NAME:every=parameter,..., `multiply` only if it is not 1, those of
 * the noise only if there is any. */
void function_format(const struct function_spec *spec, char *text, size_t size);
void function_spec_free(struct function_spec *spec);

/* What rows the function asks for; false: none. */
bool function_data(const struct function_spec *spec, struct data_request *request);
/* The one dimension that it has, or 0: it takes several, or that hangs on data that are NULL. */
size_t function_dimension(const struct function_spec *spec, const struct dataset *data);
/* Does its dimension follow from its parameters and data? */
bool function_has_own_dimension(const struct function_spec *spec);
/* How many names there are before the NULL; 0 of a NULL. */
size_t measure_count(const char *const *measures);
/* Its traits as far as they do not hang on data, instance or dimension. */
unsigned function_traits(const struct function_spec *spec);
/* Is it a sum of squares that tells its residuals, which it does not under noise? */
bool function_has_residuals(const struct function_spec *spec);
/* f from which on it counts as solved, see function_type; NaN: nothing is said. */
double function_solved(const struct function_spec *spec);
/* See function_type.levels; 0 where the minimum is known. */
size_t function_levels(const struct function_spec *spec, double levels[LEVELS_MOST]);

/* Constant once made: threads share it. The arrays lie in the problem's own block. */
struct problem {
  size_t dim;
  unsigned traits;
  const char *name;   /* of the function */
  double *low, *high; /* search region, dim values each */
  double *start_low, *start_high;
  double *canonical;          /* start of the literature, dim values */
  double *minimiser;          /* dim values, or NULL */
  double minimum;             /* NaN: not known */
  size_t epoch;               /* steps, 0: there are none */
  const struct layer *layers; /* see function_type; of the state */
  size_t layer_count;         /* 0: they are not known */
  /* See function_type; NULL: none. Wrappers leave them as they are. */
  const char *const *measures;
  const char *best_of, *work;
  bool epochs;                 /* it may have epochs */
  size_t behaviours, episodes; /* see function_type; 0: none */
  size_t residuals;            /* of a sum of squares without noise, see function_type; 0: none */
  const char *const *episode_columns;
  size_t classes; /* see confuse */
  void (*evaluate)(const struct problem *problem, const struct batch *batch);
  /* See function_type; NULL: none. */
  void (*start)(const struct problem *problem, struct stream stream, double *x);
  void (*measure)(const struct problem *problem, const double *x, double *scratch, double *truth,
                  double *values);
  void (*episode)(const struct problem *problem, const double *x, size_t episode, double *scratch,
                  const struct episode_sink *sink);
  void (*draw)(const struct problem *problem, const double *row, struct sketch *sketch);
  void (*confuse)(const struct problem *problem, const double *x, double *scratch, size_t *table);
  size_t (*scratch)(const struct problem *problem, size_t count);
  /* See function_type; NULL: no closed form. scratch as for a batch of one point. */
  void (*smoothed)(const struct problem *problem, const double *x, double sigma, double *scratch,
                   double *value, double *gradient, double *log_sigma_derivative);
  /* Second derivatives at x, dim * dim values; scratch: hessian_scratch doubles. NULL: there is no
   * closed form, or the function is stochastic. */
  void (*hessian)(const struct problem *problem, const double *x, double *scratch, double *hessian);
  size_t hessian_scratch;
  void (*release)(struct problem *problem); /* frees what `state` holds, not the problem */
  void *state;
  struct problem *inner; /* of a wrapper, owned; else NULL */
};

/* A problem with its arrays in place (low, high, start_low, start_high, canonical, minimiser: dim
 * values each) and `extra` bytes for its state, all zero, or NULL if there is no memory.
 * problem_free frees it. */
struct problem *problem_blank(size_t dim, size_t extra);

/* Make p own `inner` and take over its name, traits, region, starts, minimiser and minimum. */
void problem_inherit(struct problem *p, struct problem *inner);

void problem_free(struct problem *problem);

#endif
