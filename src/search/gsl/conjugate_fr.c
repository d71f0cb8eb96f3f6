/* conjugate_fr.c -- GSL's conjugate gradients of Fletcher and Reeves.
 *
 *   x+ = x - alpha p,  p+ = g+ + beta p,  beta = |g+|^2 / |g|^2;  every d-th direction is p+ = g+
 *                                                     (Fletcher and Reeves, 1964)
 *
 * A trial step that lowers f is taken as it is and the next one doubled, along the same p; one
 * that does not brackets a minimum, which is narrowed until |p g| < tol |p| |g|. */
#include "src/search/gsl/gsl_gradient.h"

static const struct param params[] = {GSL_GRADIENT_PARAMS(1e-4), PARAM_TABLE_END};

static void *alloc(const struct setup *setup, const void *config)
{
  return gsl_gradient_alloc(gsl_multimin_fdfminimizer_conjugate_fr, setup, config);
}

extern const struct optimizer_type LEVELED(optimizer_conjugate_fr);
const struct optimizer_type LEVELED(optimizer_conjugate_fr) = {
    .name = "conjugate_fr",
    .title = "conjugate gradients (GSL)",
    .summary = "conjugate gradients of Fletcher and Reeves; GSL's conjugate_fr",
    .formula = "x <- x - alpha p, p <- g + |g|^2 / |g_before|^2 p, every d-th time p <- g\n"
               "alpha: doubled while f falls, then narrowed until |p g| < tol |p| |g|\n"
               "no progress: once more along the gradient, then stalled",
    .reference = "Fletcher and Reeves, The Computer Journal 7, 1964; "
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
