/* bfgs2.c -- GSL's quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno.
 *
 *   x+ = x + alpha p,  dx = x+ - x,  dg = g+ - g
 *   p+ = -(g+ - A dx - B dg),  B = dx g+ / dx dg,  A = dg g+ / dx dg - (1 + dg dg / dx dg) B
 *
 * which is -H g+ with the BFGS update of H = 1: two vectors are remembered, no matrix. alpha comes
 * from a line search by cubic interpolation that ends where (Fletcher, 1987, algorithms 2.6.2 and
 * 2.6.4; rho = 0.01)
 *   f(x + alpha p) <= f(x) + rho alpha p g  and  |p g(x + alpha p)| <= -tol p g. */
#include "src/search/gsl/gsl_gradient.h"

static const struct param params[] = {GSL_GRADIENT_PARAMS(0.1), PARAM_TABLE_END};

static void *alloc(const struct setup *setup, const void *config)
{
  return gsl_gradient_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, setup, config);
}

extern const struct optimizer_type LEVELED(optimizer_bfgs2);
const struct optimizer_type LEVELED(optimizer_bfgs2) = {
    .name = "bfgs2",
    .title = "BFGS (GSL)",
    .summary = "quasi-Newton with a line search by cubic interpolation; GSL's vector_bfgs2",
    .formula = "x <- x + alpha p, p = -H g, H the BFGS update of the identity by the last step\n"
               "alpha: f <= f0 + 0.01 alpha p g0 and |p g| <= -tol p g0\n"
               "no progress: once more along the gradient, then stalled\n"
               "GSL's variant: H is made anew from 1 at each step, so no step but the last is\n"
               "remembered; the textbook's, with numbers, is bfgs",
    .reference = "Fletcher, Practical Methods of Optimization, 2nd edition, 1987; "
                 "Galassi et al., GNU Scientific Library Reference Manual, 3rd edition, 2009",
    .traits = USES_GRADIENT,
    .config_size = sizeof(struct gsl_gradient_config),
    .params = params,
    .alloc = alloc,
    .ask = gsl_gradient_ask,
    .tell = gsl_gradient_tell,
    .incumbent = gsl_gradient_incumbent,
    .diagnostics = gsl_gradient_diagnostics,
    .diagnose = gsl_gradient_diagnose,
    .free = gsl_gradient_free,
    .kin = "adam",
};
