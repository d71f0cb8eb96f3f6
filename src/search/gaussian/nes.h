/* nes.h -- what snes, xnes and nes have in common: parameters, utilities, when to stop. */
#ifndef OPTBENCH_SRC_SEARCH_GAUSSIAN_NES_H
#define OPTBENCH_SRC_SEARCH_GAUSSIAN_NES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "src/draws/utilities.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"
#include "src/optimizer.h"
#include "src/search/gaussian/adaptation.h"

struct nes_config {
  double sigma, rate_mean, rate_deviation, rate_shape;
  int population, adaptation, tail;
};

static const char *const nes_adaptation_names[] = {
    [ADAPTATION_NO] = "no", [ADAPTATION_YES] = "yes", [ADAPTATION_EAGER] = "eager", NULL};

/* clang-format off */
#define NES_PARAMS                                                                                 \
  PARAM_TUNED(struct nes_config, sigma, 0.5, PARAM_ABOVE_ZERO, 1e9, 1e-3, 10, PARAM_LOG,           \
              "initial standard deviation, in units of x"),                                        \
  PARAM_TUNED(struct nes_config, population, 0, 0, 1e6, 4, 256, PARAM_LOG,                         \
              "points a generation; 0: 4 + floor(3 ln d)"),                                        \
  PARAM(struct nes_config, rate_mean, 1, 0, 10, "learning rate of the mean"),                       \
  PARAM_CHOICE(struct nes_config, adaptation, ADAPTATION_NO, nes_adaptation_names,                   \
               "adaptation sampling: raise rate_deviation while samples speak for it, or (eager) "   \
               "unless they speak against it")
/* clang-format on */

/* Of each of the three, the last one constant without adaptation. */
#define NES_DIAGNOSTICS                                                                            \
  {                                                                                                \
    "deviation", "condition", "rate_deviation", NULL                                               \
  }

extern const struct optimizer_type LEVELED(optimizer_snes);
extern const struct optimizer_type LEVELED(optimizer_xnes);

static inline size_t nes_population(const struct nes_config *config, size_t dim)
{
  if (config->population > 0) return (size_t)config->population;
  return 4 + (size_t)floor(3 * repro_log((double)dim));
}

/* Whether no point differs from the mean any more. The first point nearly always answers. */
static inline bool nes_converged(const double *x, size_t population, const double *mean, size_t dim)
{
  for (size_t k = 0; k < population; k++)
    for (size_t i = 0; i < dim; i++)
      if (x[k * dim + i] != mean[i]) return false;
  return true;
}

#endif
