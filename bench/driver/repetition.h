/* repetition.h -- where repetitions start, and the streams that they draw from. */
#ifndef OPTBENCH_BENCH_DRIVER_REPETITION_H
#define OPTBENCH_BENCH_DRIVER_REPETITION_H

#include "bench/driver/run.h"

/* The stream of one purpose ("start", "search", "noise") of a repetition: named by the campaign's
 * seed, the function, dimension, instance, repetition and purpose, never by the optimizer, so that
 * comparisons are paired. */
struct stream repetition_stream(const struct campaign *campaign, const struct cell *cell,
                                size_t repetition, const char *purpose);

/* Start `number` of a stream: uniform in the problem's start region, or as the function draws it.
 */
void repetition_draw(const struct problem *problem, struct stream stream, uint64_t number,
                     double *x);

/* The start of a repetition: x holds problem->dim values. */
void repetition_start(const struct campaign *campaign, const struct problem *problem,
                      const struct cell *cell, size_t repetition, double *x);

/* All that makes up a repetition but for its `halt`: start point, streams, limits. `start` has room
 * for 3 * dim values and, like what is pointed to, must outlive the run. */
struct run_setup repetition_setup(const struct campaign *campaign, const struct problem *problem,
                                  const struct cell *cell, const struct method *method,
                                  size_t repetition, double *start);

#endif
