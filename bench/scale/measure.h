/* measure.h -- the costs of costs.h on this machine: pieces of a generation of `adam@es`, on one
 * thread, timed one by one. */
#ifndef OPTBENCH_BENCH_SCALE_MEASURE_H
#define OPTBENCH_BENCH_SCALE_MEASURE_H

#include "bench/driver/ranks.h"
#include "bench/plan/campaign.h"
#include "bench/scale/costs.h"

/* Fill all curves, for the given function (a label such as "rosenbrock", of any dimension), at
 * sizes in and out of the caches; `networks` stay as they are. Takes a second or two: the best of
 * many short repetitions each, in the time of the thread. STATUS_OK, STATUS_USAGE or STATUS_NOMEM.
 */
int measure_costs(const struct libraries *libraries, const char *function, struct costs *costs,
                  struct error *err);

/* What messages between several ranks take, as the first measured; all call it. */
struct messages measure_messages(struct ranks *ranks);

/* Seconds of a clock that only goes on. */
double measure_now(void);

#endif
