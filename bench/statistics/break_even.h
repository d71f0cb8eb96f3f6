/* break_even.h -- from which evaluation time on contenders rank by time as they do by evaluations.
 *
 * A contender that takes `cost` evaluations, and `own` seconds of its own for each, takes
 * cost (s + own) seconds where an evaluation takes s. Where evaluations are cheap that ranks
 * contenders by what they do themselves, where they are dear by their evaluations alone. Of two
 * contenders a and b, of which a takes fewer evaluations, a is the faster beyond
 *
 *   s = (cost_a own_a - cost_b own_b) / (cost_b - cost_a),
 *
 * which is below 0 where a is the faster at any s. */
#ifndef OPTBENCH_BENCH_STATISTICS_BREAK_EVEN_H
#define OPTBENCH_BENCH_STATISTICS_BREAK_EVEN_H

#include <stdbool.h>
#include <stddef.h>

struct break_even {
  double seconds;   /* of an evaluation, 0 or more: beyond them no pair is the other way round */
  size_t few, many; /* the pair that turns last, that with fewer evaluations first */
};

/* The last pair to turn of all `count` contenders, or of those with `one` alone, unless that is
 * `count`. Costs are above 0. Pairs of equal costs have no order, and one with an infinite cost is
 * behind whatever an evaluation takes. Left out are those with a NaN, and those that are `tied`:
 * of a, which takes the fewer evaluations, and b at a * count + b. Seconds are NaN, and the pair is
 * not set, where no pair is left. */
struct break_even break_even(const double *cost, const double *own, const bool *tied, size_t count,
                             size_t one);

#endif
