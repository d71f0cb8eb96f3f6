/* novelty_es.h -- evolution strategies that look for novelty: what ns-es, nsr-es and nsra-es share
 * (Conti, Madhavan, Petroski Such, Lehman, Stanley and Clune, NeurIPS 2018, arXiv:1712.06560).
 *
 * M members theta_m, and an archive A of behaviours b, of what points do. At first each member is
 * evaluated and its b enters A. A generation:
 *   1. N_m = N(b_m, A), the novelty of archive.h. A member's own entry is in A.
 *   2. The parent is member m with probability N_m / sum N: the first at which
 *      u sum - N_0 - N_1 - ... goes below 0, u uniform, else the last.
 *   3. n / 2 normals z; samples parent + sigma z and parent - sigma z, each with its return
 *      F = -f and N(b, A), A as it is.
 *   4. Centred ranks of F and of N in [-1/2, 1/2], equal values sharing the mean of their ranks;
 *      utility = w rank(F) + (1 - w) rank(N).
 *   5. g = -1/(n sigma) sum utility (+-z) + weight_decay parent; a step of Adam with the parent's
 *      own moments.
 *   6. The moved parent is evaluated, and its b enters A.
 *   7. An adaptive w: if this F is better than those of all evaluations of members before,
 *      w <- min(1, w + delta_w); if none was in patience_w generations, w <- max(0, w - delta_w).
 * A generation costs n + 1 values, the first M more. It is one step.
 *
 * Member 0 begins at the start, the others at the start + spread z. z is sample m of generation 0;
 * the samples are those of the generations from 1 on, and u is that of the same generation under
 * the stream's descendant "parents".
 *
 * It stands at the member whose last value is the lowest. */
#ifndef OPTBENCH_SRC_SEARCH_POPULATION_NOVELTY_ES_H
#define OPTBENCH_SRC_SEARCH_POPULATION_NOVELTY_ES_H

#include "src/numeric/level.h"
#include "src/optimizer.h"

#define novelty_es_alloc       LEVELED(novelty_es_alloc)
#define novelty_es_ask         LEVELED(novelty_es_ask)
#define novelty_es_tell        LEVELED(novelty_es_tell)
#define novelty_es_incumbent   LEVELED(novelty_es_incumbent)
#define novelty_es_diagnose    LEVELED(novelty_es_diagnose)
#define novelty_es_deviation   LEVELED(novelty_es_deviation)
#define novelty_es_free        LEVELED(novelty_es_free)
#define novelty_es_diagnostics LEVELED(novelty_es_diagnostics)

struct novelty_es_config {
  double sigma, rate, weight_decay, spread, delta_w;
  int population, members, neighbours, patience_w;
};

/* The parameters that all have. M, k and the weight decay are the paper's; so much noise and so
 * long steps, since policies of some dozen weights do much the same within the paper's sigma of
 * 0.02, which is for networks of 10^5. */
#define NOVELTY_ES_PARAMS                                                                          \
  PARAM_TUNED(struct novelty_es_config, sigma, 0.6, PARAM_ABOVE_ZERO, 1e6, 1e-2, 10, PARAM_LOG,    \
              "standard deviation of the noise"),                                                  \
      PARAM_TUNED(struct novelty_es_config, rate, 0.2, 0, 1e6, 1e-4, 10, PARAM_LOG,                \
                  "Adam's learning rate"),                                                         \
      PARAM_TUNED(struct novelty_es_config, population, 40, 2, 1e6, 4, 256, PARAM_LOG,             \
                  "samples of a generation; an odd number is rounded up"),                         \
      PARAM(struct novelty_es_config, members, 3, 1, 100,                                          \
            "points that move by turns, the more novel the more often"),                           \
      PARAM(struct novelty_es_config, neighbours, 10, 1, 1000,                                     \
            "k: novelty is the mean distance to so many nearest behaviours"),                      \
      PARAM(struct novelty_es_config, weight_decay, 0.005, 0, 1e6,                                 \
            "so many times the parent is added to the gradient"),                                  \
      PARAM(struct novelty_es_config, spread, 0.5, 0, 1e6,                                         \
            "standard deviation of the other members' starts around the first's")

/* What the three say of themselves in the same words. */
#define NOVELTY_ES_FORMULA                                                                         \
  "N(b) = mean distance of behaviour b to its k nearest in the archive\n"                          \
  "parent: member m with probability N(b_m) / sum; x = parent +- sigma z, F = -f\n"                \
  "u = w rank(F) + (1 - w) rank(N), centred, equal values alike\n"                                 \
  "g = -1/(n sigma) sum u (+-z) + weight_decay parent;   a step of Adam, its own moments\n"        \
  "the moved parent is evaluated and enters the archive: n + 1 values a generation\n"              \
  "start: x_0 and members - 1 points x_0 + spread z; it stands at the member whose last\n"         \
  "value is the lowest. Of more than 100000 behaviours, or 2^25 values, the oldest go.\n"
#define NOVELTY_ES_REFERENCE                                                                       \
  "Conti, Madhavan, Petroski Such, Lehman, Stanley and Clune, Improving Exploration in "           \
  "Evolution Strategies for Deep Reinforcement Learning via a Population of Novelty-Seeking "      \
  "Agents, NeurIPS 2018, arXiv:1712.06560"

/* config: a struct novelty_es_config. weight: w, of an adaptive one the first. */
void *novelty_es_alloc(const struct setup *setup, const void *config, double weight, bool adaptive);

/* As in struct optimizer_type. */
enum ask novelty_es_ask(void *state, struct query *query);
void novelty_es_tell(void *state, const struct answer *answer);
const double *novelty_es_incumbent(const void *state);
extern const char *const novelty_es_diagnostics[];
void novelty_es_diagnose(const void *state, double *values);
double novelty_es_deviation(const void *state);
void novelty_es_free(void *state);

#endif
