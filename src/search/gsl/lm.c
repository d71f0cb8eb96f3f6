/* lm.c -- GSL's Levenberg-Marquardt method for sums of squares, f = sum r_j^2.
 *
 *   (J^T J + mu D^2) s = -J^T r,   x+ = x + s if f(x+) < f(x)
 *                                            (Levenberg, 1944; Marquardt, 1963; More, 1978)
 *   taken:  mu *= max(1/3, 1 - (2 rho - 1)^3),  nu = 2       (Nielsen, 1999, equation 2.4)
 *   not:    mu *= nu,  nu *= 2
 *
 * rho is what f fell by over what the linear model of r says; mu begins at 1e-3 times the largest
 * diagonal entry of D^-1 J^T J D^-1. */
#include "src/search/gsl/gsl_squares.h"

static const struct param params[] = {GSL_SQUARES_PARAMS, PARAM_TABLE_END};

static void *alloc(const struct setup *setup, const void *config)
{
  return gsl_squares_alloc(gsl_multifit_nlinear_trs_lm, setup, config);
}

extern const struct optimizer_type LEVELED(optimizer_lm);
const struct optimizer_type LEVELED(optimizer_lm) = {
    .name = "lm",
    .title = "Levenberg-Marquardt (GSL)",
    .summary = "Levenberg-Marquardt on the residuals of a sum of squares; GSL's multifit_nlinear",
    .formula =
        "s: (J^T J + mu D^2) s = -J^T r, x <- x + s if that lowers f\n"
        "taken: mu <- mu max(1/3, 1 - (2 rho - 1)^3), nu <- 2; else mu <- mu nu, nu <- 2 nu\n"
        "rho: what f fell by, over what the linear model of r says\n" GSL_SQUARES_FORMULA,
    .reference = "Levenberg, Quarterly of Applied Mathematics 2, 1944; "
                 "Marquardt, SIAM Journal on Applied Mathematics 11, 1963; "
                 "More, Lecture Notes in Mathematics 630, 1978; "
                 "Nielsen, Damping Parameter in Marquardt's Method, IMM-REP-1999-05, 1999; "
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
