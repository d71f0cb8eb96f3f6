/* hartmann6.c -- Hartmann's function of 6 dimensions, see hartmann.h. */
#include "functions/classic/plain/hartmann.h"

static const struct hartmann hartmann = {
    .dim = 6,
    .steep = {{10, 3, 17, 3.5, 1.7, 8},
              {0.05, 10, 17, 0.1, 8, 14},
              {3, 3.5, 1.7, 10, 17, 8},
              {17, 8, 0.05, 10, 0.1, 14}},
    .centre = {{0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
               {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
               {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
               {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}},
    .minimiser = {0.20168951100670542, 0.15001069182345797, 0.47687397422189699,
                  0.27533243049405607, 0.31165161660011324, 0.65730053406562031},
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

extern const struct function_type function_hartmann6;
const struct function_type function_hartmann6 = {
    .name = "hartmann6",
    .title = "Hartmann 6",
    .summary = "four bells in the unit cube of 6 dimensions, upside down",
    .formula = "f(x) = -sum_{j=1..4} c_j exp(-sum_i A_ji (x_i - P_ji)^2)",
    .reference = "Hartman, Report NPS-55HH72051A, Naval Postgraduate School, 1972; A, c, P: Dixon\n"
                 "and Szegoe, Towards Global Optimisation 2, North-Holland, 1978",
    .traits = SMOOTH | MULTIMODAL,
    .dim_low = 6,
    .dim_high = 6,
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
