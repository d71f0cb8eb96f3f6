/* hartmann3.c -- Hartmann's function of 3 dimensions, see hartmann.h.
 *
 * The last centre is at 0.03815 as in Dixon and Szegoe; 0.0381, as tables have it, makes the
 * minimum -3.8627798. */
#include "functions/classic/plain/hartmann.h"

static const struct hartmann hartmann = {
    .dim = 3,
    .steep = {{3, 10, 30}, {0.1, 10, 35}, {3, 10, 30}, {0.1, 10, 35}},
    .centre = {{0.3689, 0.1170, 0.2673},
               {0.4699, 0.4387, 0.7470},
               {0.1091, 0.8732, 0.5547},
               {0.03815, 0.5743, 0.8828}},
    .minimiser = {0.11461433858967198, 0.55564884997185693, 0.85254695352086579},
};

static double value(const void *state, const double *x, double *g)
{
  (void)state;
  return hartmann_value(&hartmann, x, 0, g, NULL);
}

static void evaluate(const void *state, const struct batch *batch)
{
  points_evaluate(state, batch, hartmann.dim, value);
}

static void minimiser(const void *state, double *x)
{
  (void)state;
  memcpy(x, hartmann.minimiser, hartmann.dim * sizeof *x);
}

static double minimum(const void *state) { return value(state, hartmann.minimiser, NULL); }

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient, double *log_sigma_derivative)
{
  (void)state;
  *value_out = hartmann_value(&hartmann, x, sigma, gradient, log_sigma_derivative);
}

static void hessian(const void *state, const double *x, double *out)
{
  (void)state;
  hartmann_hessian(&hartmann, x, out);
}

extern const struct function_type function_hartmann3;
const struct function_type function_hartmann3 = {
    .name = "hartmann3",
    .title = "Hartmann 3",
    .summary = "four bells in the unit cube of 3 dimensions, upside down",
    .formula = "f(x) = -sum_{j=1..4} c_j exp(-sum_i A_ji (x_i - P_ji)^2)",
    .reference = "Hartman, Report NPS-55HH72051A, Naval Postgraduate School, 1972; A, c, P: Dixon\n"
                 "and Szegoe, Towards Global Optimisation 2, North-Holland, 1978",
    .traits = SMOOTH | MULTIMODAL,
    .dim_low = 3,
    .dim_high = 3,
    .search_low = 0,
    .search_high = 1,
    .start_low = 0,
    .start_high = 1,
    .params = points_params,
    .alloc = points_alloc,
    .free = free,
    .evaluate = evaluate,
    .minimum = minimum,
    .minimiser = minimiser,
    .smoothed = smoothed,
    .hessian = hessian,
};
