/* cma.h -- what cmaes and sep-cmaes have in common: parameters, weights, learning rates.
 *
 * Weights by rank, from w'_i = ln((lambda + 1) / 2) - ln i, i = 1 ... lambda: the positive
 * ones are scaled to add up to 1, and mu_eff = (sum w)^2 / sum w^2 of them; `active` also
 * keeps the negative ones, scaled so that C stays positive definite.
 *   c_c   = (4 + mu_eff / d) / (d + 4 + 2 mu_eff / d)
 *   c_1   = 2 / ((d + 1.3)^2 + mu_eff)
 *   c_mu  = min(1 - c_1, 2 (1/4 + mu_eff - 2 + 1 / mu_eff) / ((d + 2)^2 + mu_eff))
 *   c_s   = (mu_eff + 2) / (d + mu_eff + 5)
 *   damps = 1 + 2 max(0, sqrt((mu_eff - 1) / (d + 1)) - 1) + c_s
 *   chi   = sqrt(d) (1 - 1 / (4 d) + 1 / (21 d^2)), about E |N(0, I)|
 * Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772v2, 2023, whose first version
 * (2016) has no 1/4 in c_mu. */
#ifndef OPTBENCH_SRC_SEARCH_GAUSSIAN_CMA_H
#define OPTBENCH_SRC_SEARCH_GAUSSIAN_CMA_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "src/numeric/elementary.h"
#include "src/optimizer.h"

enum cma_weights { CMA_POSITIVE, CMA_ACTIVE };
static const char *const cma_weight_names[] = {"positive", "active", NULL};

struct cma_config {
  double sigma;
  int population, weights, lazy;
};

/* clang-format off */
#define CMA_PARAMS(weights_)                                                                       \
  PARAM_TUNED(struct cma_config, sigma, 0.5, PARAM_ABOVE_ZERO, 1e9, 1e-3, 10, PARAM_LOG,           \
              "initial standard deviation, in units of x"),                                        \
  PARAM_TUNED(struct cma_config, population, 0, 0, 1e6, 4, 256, PARAM_LOG,                         \
              "points a generation, at least 2; 0: 4 + floor(3 ln d)"),                            \
  PARAM_CHOICE(struct cma_config, weights, weights_, cma_weight_names,                             \
               "of the better half of the ranks alone, or negative ones for the worse half too")
/* clang-format on */

struct cma_rates {
  size_t population, parents; /* parents: ranks with a positive weight */
  double mean, one, many;     /* c_c, c_1 and c_mu: of the path and of the covariance */
  double step, damping;       /* c_s and damps: of sigma */
  double effective, length;   /* mu_eff, chi */
  double weight_total;
};

static inline size_t cma_population(const struct cma_config *config, size_t dim)
{
  if (config->population == 1) return 2;
  if (config->population > 0) return (size_t)config->population;
  return 4 + (size_t)floor(3 * repro_log((double)dim));
}

/* The rates with c_1 and c_mu `faster` times as large, and the weights of n samples by rank (from
 * 0). */
static inline struct cma_rates cma_rates_of(const struct cma_config *config, size_t n, size_t dim,
                                            double faster, double *weight)
{
  bool active = config->weights == CMA_ACTIVE;
  double d = (double)dim, total = 0, squares = 0, below = 0, below_squares = 0;
  struct cma_rates r = {.population = n};
  for (size_t i = 0; i < n; i++) {
    double w = repro_log(((double)n + 1) / 2) - repro_log((double)(i + 1));
    weight[i] = w;
    if (w > 0) {
      total += w;
      squares += w * w;
      r.parents++;
    } else {
      below -= w;
      below_squares += w * w;
    }
  }
  double effective = total * total / squares, against = below * below / below_squares;
  r.effective = effective;
  r.mean = (4 + effective / d) / (d + 4 + 2 * effective / d);
  r.one = fmin(1, faster * 2 / ((d + 1.3) * (d + 1.3) + effective));
  r.many = faster * 2 * (0.25 + effective - 2 + 1 / effective) / ((d + 2) * (d + 2) + effective);
  r.many = fmax(0, fmin(1 - r.one, r.many));
  r.step = (effective + 2) / (d + effective + 5);
  r.damping = 1 + 2 * fmax(0, sqrt((effective - 1) / (d + 1)) - 1) + r.step;
  r.length = sqrt(d) * (1 - 1 / (4 * d) + 1 / (21 * d * d));
  double negative = 0;
  if (active && r.many > 0)
    negative = fmin(fmin(1 + r.one / r.many, 1 + 2 * against / (effective + 2)),
                    (1 - r.one - r.many) / (d * r.many));
  for (size_t i = 0; i < n; i++) {
    weight[i] = weight[i] > 0 ? weight[i] / total : weight[i] * (negative / below);
    r.weight_total += weight[i];
  }
  return r;
}

#endif
