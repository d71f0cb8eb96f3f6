/* writer.h -- the rank that writes: it hands runs out as others become free, and takes what they
 * made, while its own threads make runs as well. */
#ifndef OPTBENCH_BENCH_DRIVER_WRITER_H
#define OPTBENCH_BENCH_DRIVER_WRITER_H

#include "bench/driver/pool.h"
#include "bench/driver/ranks.h"
#include "bench/driver/watch.h"

struct writer; /* opaque */

/* The duty of the main thread while the pool runs. `threads`: of each rank. `folder`: where long
 * texts may overflow to. NULL without memory. */
struct writer *writer_new(struct ranks *ranks, struct pool *pool, atomic_bool *halt, size_t threads,
                          const char *folder);
const struct duty *writer_duty(struct writer *writer);
/* Did a signal end another rank? */
bool writer_interrupted(const struct writer *writer);
void writer_free(struct writer *writer);

#endif
