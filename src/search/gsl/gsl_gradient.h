/* gsl_gradient.h -- what the minimisers of GSL that use gradients have in common. */
#ifndef OPTBENCH_SRC_SEARCH_GSL_GSL_GRADIENT_H
#define OPTBENCH_SRC_SEARCH_GSL_GSL_GRADIENT_H

#include <gsl/gsl_multimin.h>

#include "src/numeric/level.h"
#include "src/optimizer.h"

#define gsl_gradient_alloc       LEVELED(gsl_gradient_alloc)
#define gsl_gradient_ask         LEVELED(gsl_gradient_ask)
#define gsl_gradient_tell        LEVELED(gsl_gradient_tell)
#define gsl_gradient_incumbent   LEVELED(gsl_gradient_incumbent)
#define gsl_gradient_diagnostics LEVELED(gsl_gradient_diagnostics)
#define gsl_gradient_diagnose    LEVELED(gsl_gradient_diagnose)
#define gsl_gradient_free        LEVELED(gsl_gradient_free)

struct gsl_gradient_config {
  double step, tol, tolerance;
};

/* clang-format off */
#define GSL_GRADIENT_PARAMS(tol_default)                                                           \
  PARAM_TUNED(struct gsl_gradient_config, step, 0.1, PARAM_ABOVE_ZERO, 1e6, 1e-4, 10, PARAM_LOG,   \
              "length of the first step tried"),                                                   \
  PARAM(struct gsl_gradient_config, tol, tol_default, PARAM_ABOVE_ZERO, PARAM_BELOW_ONE,           \
        "accuracy of a line search: smaller is more exact"),                                       \
  PARAM(struct gsl_gradient_config, tolerance, 1e-10, 0, 1e9,                                      \
        "converged where the gradient is shorter")
/* clang-format on */

/* As in optimizer_type, of a minimiser of this kind. */
void *gsl_gradient_alloc(const gsl_multimin_fdfminimizer_type *type, const struct setup *setup,
                         const struct gsl_gradient_config *config);
enum ask gsl_gradient_ask(void *state, struct query *query);
void gsl_gradient_tell(void *state, const struct answer *answer);
const double *gsl_gradient_incumbent(const void *state);
extern const char *const gsl_gradient_diagnostics[];
void gsl_gradient_diagnose(const void *state, double *values);
void gsl_gradient_free(void *state);

#endif
