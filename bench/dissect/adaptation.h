/* adaptation.h -- where the state settles under a gradient that stays the same. */
#ifndef OPTBENCH_BENCH_DISSECT_ADAPTATION_H
#define OPTBENCH_BENCH_DISSECT_ADAPTATION_H

#include "bench/dissect/fixed.h"

/* The fixed point that the state comes to by its own steps from `from` under the constant gradient
 * g. False: after SETTLE_MOST steps it has come to none that is stable. */
enum { SETTLE_MOST = 50000 };
bool settle(const struct recurrence *r, double g, const double *from, struct fixed_point *p);

/* The same at one gradient after the other, each from where the one before has settled: `count` of
 * them, of one sign, in order of their size. Returns at how many it has settled before it did not.
 */
size_t settle_along(const struct recurrence *r, const double *gradient, size_t count,
                    const double *from, struct fixed_point *p);

#endif
