/* utility.h -- what stands in the place of f where samples are weighed.
 *
 *   raw           f
 *   z-score       (f - mean) / deviation over the N values, 0 where all are equal
 *   centred-rank  rank / (N - 1) - 1/2, the lowest f having rank 0  (Salimans et al., 2017)
 *   nes           minus those of draws/utilities.h, which favour the lowest f
 *   clipped       f less the mean, or of a pair the difference of the two, over the root mean
 * square of these, cut at 2 and -2
 *
 * All but the first and the last add up to 0, so that a baseline would make no difference. Ranks
 * are unchanged by any increasing transform of f. The larger, the worse: a gradient of them is
 * stepped against.
 */
#ifndef OPTBENCH_SRC_SOURCES_UTILITY_H
#define OPTBENCH_SRC_SOURCES_UTILITY_H

#include <math.h>

#include "src/draws/utilities.h"
#include "src/numeric/rank.h"
#include "src/numeric/vec.h"

enum utility { UTILITY_RAW, UTILITY_Z_SCORE, UTILITY_CENTRED_RANK, UTILITY_NES, UTILITY_CLIPPED };
static const char *const utilities[] = {"raw", "z-score", "centred-rank", "nes", "clipped", NULL};

/* The two published implementations of antithetic centred ranks rank equal values in different
 * orders: the starter kit of Salimans et al. sorts -f over (+, -, +, -, ...), evosax sorts f over
 * (+, ..., +, -, ..., -). Without pairs the order is that of the samples. */
enum ties { TIES_HALVES, TIES_PAIRS, TIES_SHARED };

/* How n values become utilities. */
struct ranking {
  enum utility utility;
  enum ties ties;
  size_t n;
  bool pairs; /* values 2 k and 2 k + 1 are f(x + s z_k) and f(x - s z_k) */
  double *key, *worth;
  uint32_t *order, *scratch;
};

static inline bool utility_ranks(enum utility utility)
{
  return utility == UTILITY_CENTRED_RANK || utility == UTILITY_NES;
}

/* For alloc: the doubles that ranking_of needs for itself, to outlive it. */
static inline size_t ranking_values(enum utility utility, size_t n)
{
  return utility_ranks(utility) ? 3 * n : 0;
}

static inline struct ranking ranking_of(enum utility utility, enum ties ties, size_t n, bool pairs,
                                        double *memory)
{
  struct ranking k = {.utility = utility, .ties = ties, .n = n, .pairs = pairs};
  if (!utility_ranks(utility)) return k;
  k.key = memory;
  k.worth = memory + n;
  k.order = (uint32_t *)(memory + 2 * n);
  k.scratch = k.order + n;
  if (utility == UTILITY_NES) nes_utilities(n, k.worth);
  for (size_t r = 0; r < n; r++) k.worth[r] = -k.worth[r];
  return k;
}

/* The value that stands at place v of the order between equal ones. */
static inline size_t ranking_place(const struct ranking *k, size_t v)
{
  size_t half = k->n / 2;
  if (!k->pairs || k->ties == TIES_PAIRS) return v;
  return v < half ? 2 * v : 2 * (v - half) + 1;
}

/* What the ranks from ... to - 1 in ascending order of the keys are worth on average. */
static inline double ranking_worth(const struct ranking *k, size_t from, size_t to)
{
  bool negated = k->ties == TIES_PAIRS;
  if (k->utility == UTILITY_CENTRED_RANK) {
    double utility = (double)(from + to - 1) / 2 / (double)(k->n - 1) - 0.5;
    return negated ? -utility : utility;
  }
  double total = 0;
  for (size_t r = from; r < to; r++) total += k->worth[negated ? k->n - 1 - r : r];
  return total / (double)(to - from);
}

static inline void ranking_apply(const struct ranking *k, double *f)
{
  size_t n = k->n;
  for (size_t v = 0; v < n; v++) {
    double value = f[ranking_place(k, v)];
    k->key[v] = k->ties == TIES_PAIRS ? -value : value;
  }
  const uint32_t *order = rank_order(k->key, n, k->order, k->scratch);
  for (size_t from = 0, to; from < n; from = to) {
    to = from + 1;
    if (k->ties == TIES_SHARED)
      while (to < n && k->key[order[to]] == k->key[order[from]]) to++;
    double worth = ranking_worth(k, from, to);
    for (size_t r = from; r < to; r++) f[ranking_place(k, order[r])] = worth;
  }
}

static inline void utility_subtract_mean(double *f, size_t n)
{
  double mean = vec_sum(f, n) / (double)n;
  for (size_t k = 0; k < n; k++) f[k] -= mean;
}

static inline double largest_size(const double *f, size_t n)
{
  double far = 0;
  for (size_t k = 0; k < n; k++) far = fabs(f[k]) > far ? fabs(f[k]) : far;
  return far;
}

/* Of what weighs n samples: over its root mean square, and cut. */
static inline void utility_clip(double *weight, size_t n)
{
  const double most = 2;
  double far = largest_size(weight, n);
  if (far == 0) return;
  /* In units of the largest, so that no square over- or underflows. */
  for (size_t k = 0; k < n; k++) weight[k] /= far;
  double root = sqrt(vec_dot(weight, weight, n) / (double)n);
  for (size_t k = 0; k < n; k++) {
    double w = weight[k] / root;
    weight[k] = w > most ? most : w < -most ? -most : w;
  }
}

/* Equal values are found before the mean of them is rounded, lest the rounding be blown up. */
static inline void utility_z_score(double *f, size_t n)
{
  double low = f[0], high = f[0];
  for (size_t k = 1; k < n; k++) {
    low = f[k] < low ? f[k] : low;
    high = f[k] > high ? f[k] : high;
  }
  if (low == high) {
    for (size_t k = 0; k < n; k++) f[k] = 0;
    return;
  }
  utility_subtract_mean(f, n);
  double far = largest_size(f, n);
  for (size_t k = 0; k < n; k++) f[k] /= far; /* as in utility_clip */
  double deviation = sqrt(vec_dot(f, f, n) / (double)n);
  for (size_t k = 0; k < n; k++) f[k] /= deviation;
}

#endif
