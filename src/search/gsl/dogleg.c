/* dogleg.c -- GSL's dogleg method for sums of squares, f = sum r_j^2.
 *
 * The step s stays in the trust region |D s| <= delta. With the Gauss-Newton step n, J n = -r, and
 * the minimum of the model downhill c = -(|D^-1 g|^2 / |J D^-2 g|^2) D^-2 g, g = J^T r, it is
 *   n if that lies inside,   c cut to length delta if that does not,
 *   else the point on the line from c to n with |D s| = delta           (Powell, 1970)
 *   x+ = x + s if f(x+) < f(x)
 *   rho > 3/4: delta *= factor_up,   rho < 1/4: delta /= factor_down
 *
 * rho is what f fell by over what the linear model of r says; delta begins at
 * 0.3 max(1, |D x|). */
#include "src/search/gsl/gsl_squares.h"

/* clang-format off */
static const struct param params[] = {
    GSL_SQUARES_PARAMS,
    PARAM_TUNED(struct gsl_squares_config, factor_up, 3, 1, 1e6, 1.1, 10, PARAM_LOG,
                "what the radius grows by"),
    PARAM_TUNED(struct gsl_squares_config, factor_down, 2, 1, 1e6, 1.1, 10, PARAM_LOG,
                "what it shrinks by"),
    PARAM_TABLE_END,
};
/* clang-format on */

static void *alloc(const struct setup *setup, const void *config)
{
  return gsl_squares_alloc(gsl_multifit_nlinear_trs_dogleg, setup, config);
}

extern const struct optimizer_type LEVELED(optimizer_dogleg);
const struct optimizer_type LEVELED(optimizer_dogleg) = {
    .name = "dogleg",
    .title = "dogleg (GSL)",
    .summary = "Gauss-Newton and steepest descent in a trust region; GSL's multifit_nlinear",
    .formula = "n: J n = -r; c: the minimum of |r + J s| along -D^-2 g; |D s| <= delta\n"
               "s: n inside, else c cut to delta, or where the line from c to n leaves the region\n"
               "x <- x + s if that lowers f; rho: what f fell by, over what the model says\n"
               "rho > 3/4: delta <- delta factor_up, rho < 1/4: delta <- delta / "
               "factor_down\n" GSL_SQUARES_FORMULA,
    .reference = "Powell, A Hybrid Method for Nonlinear Equations, in Rabinowitz (editor), "
                 "Numerical Methods for Nonlinear Algebraic Equations, 1970; "
                 "Galassi et al., GNU Scientific Library Reference Manual, 3rd edition, 2009",
    .traits = USES_RESIDUALS,
    .config_size = sizeof(struct gsl_squares_config),
    .params = params,
    .alloc = alloc,
    .ask = gsl_squares_ask,
    .tell = gsl_squares_tell,
    .incumbent = gsl_squares_incumbent,
    .diagnostics = gsl_squares_diagnostics,
    .diagnose = gsl_squares_diagnose,
    .free = gsl_squares_free,
    .kin = "adam",
};
