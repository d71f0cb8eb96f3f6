/* noise_models.h -- what noise makes of a value, given its draws.
 *
 * The last three are those of Hansen, Finck, Ros, Auger: Real-parameter black-box optimization
 * benchmarking 2009: noisy functions definitions, INRIA RR-6869, section 3, as COCO's code has them
 * (without the report's exception of values below 1e-8): of above = f - f*, to which f* is added
 * again afterwards. */
#ifndef OPTBENCH_FUNCTIONS_WRAP_NOISE_MODELS_H
#define OPTBENCH_FUNCTIONS_WRAP_NOISE_MODELS_H

#include <math.h>

#include "src/numeric/elementary.h"

/* What each of the three adds, so that an optimum cannot be told from its neighbours. */
static const double noise_offset = 1.01e-8;

/* above exp(beta z), z standard normal */
static inline double noise_gaussian(double beta, double above, double z)
{
  return above * repro_exp(beta * z) + noise_offset;
}

/* above u^beta max(1, (10^9 / (above + 10^-99))^(alpha v)), alpha = beta (0.49 + 1 / dim), u and v
 * uniform in (0, 1) */
static inline double noise_uniform(double beta, double dim, double above, double u, double v)
{
  double alpha = beta * (0.49 + 1 / dim);
  double grown = repro_pow(1e9 / (above + 1e-99), alpha * v);
  return above * (repro_pow(u, beta) * (grown > 1 ? grown : 1)) + noise_offset;
}

/* above + alpha max(0, 1000 + c), c = z / |w| in the share `frequency` of values for which u is
 * below it, else 0: z / |w| of two normals is Cauchy distributed, without mean and variance. */
static inline double noise_cauchy(double alpha, double frequency, double above, double u, double z,
                                  double w)
{
  double much = alpha * (u < frequency ? 1e3 + z / fabs(w + 1e-199) : 1e3);
  return above + (much > 0 ? much : 0) + noise_offset;
}

#endif
