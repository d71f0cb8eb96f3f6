/* adaptive.h -- what the rules have in common that divide a running mean by the root of another. */
#ifndef OPTBENCH_SRC_RULES_ADAPTIVE_H
#define OPTBENCH_SRC_RULES_ADAPTIVE_H

#include "src/rules/moments.h"
#include "src/rules/quotients.h"

/* One step's constants; unbias: of the root, 1 / sqrt(1 - beta2^t). */
struct factors {
  double beta1, rest1, beta2, rest2, unbias, epsilon;
};

static inline struct factors factors_of(double beta1, double beta2, double power2, double epsilon)
{
  return (struct factors){.beta1 = beta1,
                          .rest1 = 1 - beta1,
                          .beta2 = beta2,
                          .rest2 = 1 - beta2,
                          .unbias = 1 / sqrt(1 - power2),
                          .epsilon = epsilon};
}

/* Updates both means of coordinate i; what the first is divided by. */
typedef double denominator_of(const struct factors *f, size_t i, const double *restrict gradient,
                              double *restrict mean, double *restrict square);

/* theta -= rate mean / denominator, after the means have taken the gradient; `size` values each. */
static inline void adaptive_descend(const struct factors *f, denominator_of *denominator,
                                    double rate, size_t size, const double *restrict gradient,
                                    double *restrict mean, double *restrict square,
                                    double *restrict theta)
{
  size_t i = 0;
  for (; i + BLOCK <= size; i += BLOCK) {
    double below[BLOCK];
    for (size_t j = 0; j < BLOCK; j++) below[j] = denominator(f, i + j, gradient, mean, square);
    quotients_descend(rate, mean + i, below, theta + i);
  }
  for (; i < size; i++) {
    double below = denominator(f, i, gradient, mean, square);
    theta[i] -= rate * mean[i] / below;
  }
}

#endif
