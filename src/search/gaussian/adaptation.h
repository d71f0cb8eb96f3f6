/* adaptation.h -- adaptation sampling: a learning rate that is raised while samples speak for it.
 *
 * The samples of this generation were drawn from a distribution that the rate eta led to. With 3/2
 * eta it would be another one, under which sample k is w_k times as likely. If that one were the
 * better, the weighted samples would rank before the plain ones, which is what the test of Mann and
 * Whitney (1947) tells, here with n' = sum_k w_k in the place of a number of samples:
 *   U = sum_k w_k (n - rank_k + 1/2),   t = (U - n n' / 2) / sqrt(n n' (n + n' + 1) / 12)
 * Raised, the rate is min((1 + c) eta, 1); lowered, (1 - c) eta + c eta_0; c = 1/10. The sources
 * write "p < rho" with rho = 1/2 - 1 / (3 (d + 1)) and leave open of which tail p is, and so what
 * happens in doubt:
 *   yes:   raised where 1 - Phi(t) < rho, else lowered: the raised rate must show that it is better
 *   eager: lowered where Phi(t) < rho, else raised: it must show that it is worse
 * Schaul, Benchmarking natural evolution strategies with adaptation sampling, GECCO 2012 workshops;
 * Wierstra et al., Natural Evolution Strategies, JMLR 15, 2014. */
#ifndef OPTBENCH_SRC_SEARCH_GAUSSIAN_ADAPTATION_H
#define OPTBENCH_SRC_SEARCH_GAUSSIAN_ADAPTATION_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/numeric/elementary.h"

/* How far the log of what eta scales would have moved further, as a part of how far it did. */
#define ADAPTATION_FURTHER 0.5

enum adaptation { ADAPTATION_NO, ADAPTATION_YES, ADAPTATION_EAGER };

/* The next rate. mode: not ADAPTATION_NO. order: the n samples from best to worst; log_weight: ln
 * w_k of each. least: eta_0, which may lie above 1 and is then the rate for good. */
static inline double adaptation_rate(enum adaptation mode, double rate, double least, size_t dim,
                                     const uint32_t *order, const double *log_weight, size_t n)
{
  const double c = 0.1, rho = 0.5 - 1 / (3 * ((double)dim + 1)), size = (double)n;
  double total = 0, u = 0;
  for (size_t r = 0; r < n; r++) {
    double weight = repro_exp(log_weight[order[r]]);
    total += weight;
    u += weight * (size - (double)r - 0.5);
  }
  double t = (u - size * total / 2) / sqrt(size * total * (size + total + 1) / 12);
  bool eager = mode == ADAPTATION_EAGER;
  double tail = repro_erfc((eager ? -t : t) * 0.7071067811865476) / 2;
  /* No weight at all, or one beyond all bounds, makes it not a number, which says nothing good. */
  if (!(eager ? tail >= rho : tail < rho)) return (1 - c) * rate + c * least;
  double raised = (1 + c) * rate, most = least > 1 ? least : 1;
  return raised < most ? raised : most;
}

#endif
