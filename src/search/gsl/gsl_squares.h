/* gsl_squares.h -- what GSL's trust-region methods for nonlinear least squares have in common. */
#ifndef OPTBENCH_SRC_SEARCH_GSL_GSL_SQUARES_H
#define OPTBENCH_SRC_SEARCH_GSL_GSL_SQUARES_H

#include <gsl/gsl_multifit_nlinear.h>

#include "src/numeric/level.h"
#include "src/optimizer.h"

#define gsl_squares_alloc       LEVELED(gsl_squares_alloc)
#define gsl_squares_ask         LEVELED(gsl_squares_ask)
#define gsl_squares_tell        LEVELED(gsl_squares_tell)
#define gsl_squares_incumbent   LEVELED(gsl_squares_incumbent)
#define gsl_squares_diagnostics LEVELED(gsl_squares_diagnostics)
#define gsl_squares_diagnose    LEVELED(gsl_squares_diagnose)
#define gsl_squares_free        LEVELED(gsl_squares_free)
#define gsl_squares_scales      LEVELED(gsl_squares_scales)
#define gsl_squares_solvers     LEVELED(gsl_squares_solvers)

struct gsl_squares_config {
  int scale, solver;
  double xtol, gtol;
  double factor_up, factor_down; /* of the radius; 0: the method has none */
};
extern const char *const gsl_squares_scales[4], *const gsl_squares_solvers[4];

/* clang-format off */
#define GSL_SQUARES_PARAMS                                                                         \
  PARAM_CHOICE(struct gsl_squares_config, scale, 0, gsl_squares_scales, "what D is"),              \
  PARAM_CHOICE(struct gsl_squares_config, solver, 0, gsl_squares_solvers,                          \
               "how a step is solved for: cholesky is fastest, svd bears the most"),               \
  PARAM(struct gsl_squares_config, xtol, 1e-12, 0, 1, "converged where steps are shorter"),        \
  PARAM(struct gsl_squares_config, gtol, 1e-12, 0, 1, "converged where the gradient is shorter")
/* clang-format on */

/* What the formulas of the methods end with. */
#define GSL_SQUARES_FORMULA                                                                        \
  "D: norms of the columns of J: the largest so far (more), now (marquardt); 1 (levenberg)\n"      \
  "converged: |s_i| < xtol (|x_i| + xtol) for all i, or |g_i| max(x_i, 1) <= gtol max(f/2, 1)\n"   \
  "for all i, g = J^T r; stalled: sixteen steps from the start lower nothing\n"                    \
  "a value, with its residuals, costs 1, and a Jacobian what a gradient costs"

/* As in optimizer_type, of a method of this kind; on a function that has residuals. */
void *gsl_squares_alloc(const gsl_multifit_nlinear_trs *method, const struct setup *setup,
                        const struct gsl_squares_config *config);
enum ask gsl_squares_ask(void *state, struct query *query);
void gsl_squares_tell(void *state, const struct answer *answer);
const double *gsl_squares_incumbent(const void *state);
extern const char *const gsl_squares_diagnostics[];
void gsl_squares_diagnose(const void *state, double *values);
void gsl_squares_free(void *state);

#endif
