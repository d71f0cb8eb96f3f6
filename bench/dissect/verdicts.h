/* verdicts.h -- what the analyses say, in a sentence each with numbers, and by which rules. */
#ifndef OPTBENCH_BENCH_DISSECT_VERDICTS_H
#define OPTBENCH_BENCH_DISSECT_VERDICTS_H

#include "bench/dissect/dissect.h"

enum analysis { FIXED_POINTS, MOMENTUM, CLIPPING, SCHEDULE, ADAPTATION, ANALYSES };
extern const char *const analysis_names[ANALYSES]; /* and of their files */

enum finding { FOUND_NO, FOUND_YES, FOUND_NONE };
extern const char *const finding_names[]; /* "no", "yes", "not told" */

struct verdict {
  enum finding finding;
  char text[400]; /* one line, without the verdict itself */
};

/* The rules, which bench/README.md tells:
 * FIXED_POINTS  there is a stable fixed point;
 * MOMENTUM      the leading mode is real, its beta at least momentum_beta, and has at least
 *               momentum_share of d step / dg, against the gradient;
 * CLIPPING      at a size that at least clipping_share of the gradients exceed, at most
 *               clipping_rate of the rate at small ones is left;
 * SCHEDULE      the largest rate on the path without gradient is at least schedule_factor times the
 *               smallest, or that is not positive;
 * ADAPTATION    the same of the slopes under constant gradients that occur, those between the
 *               quantiles adaptation_rest and 1 - adaptation_rest in size, and adaptation_factor.
 */
extern const double momentum_beta, momentum_share, clipping_share, clipping_rate, schedule_factor,
    adaptation_rest, adaptation_factor;

struct verdict verdict_of(const struct dissection *d, enum analysis analysis);

/* The gradient's size at which clipping_rate of the rate at small ones is left; NaN: none. */
double clipping_size(const struct dissection *d);
/* The last constant gradient that the state settles under: [0] of the positive ones, [1] of the
 * negative ones; 0: none. */
double held_end(const struct dissection *d, int sign);

#endif
