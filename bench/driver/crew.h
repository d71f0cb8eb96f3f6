/* crew.h -- ranks that go through each run in step and share its population: the crew of
 * src/team.h over ranks.h, and what a pool of such runs needs.
 *
 * Every rank makes the whole run: the same draws, the same steps. What is told is the values of the
 * points, 8 bytes each and, where that is less work than making the others' perturbations again,
 * parts of sums over them. Whether it is less is a matter of what a message takes, which is
 * measured once; no result depends on it. */
#ifndef OPTBENCH_BENCH_DRIVER_CREW_H
#define OPTBENCH_BENCH_DRIVER_CREW_H

#include <stdatomic.h>

#include "bench/driver/pool.h"
#include "bench/driver/ranks.h"
#include "src/team.h"

/* What is told besides values. */
enum exchange { EXCHANGE_AUTO, EXCHANGE_VALUES, EXCHANGE_SUMS };
extern const char *const exchange_names[4]; /* ended by NULL */

/* What messages take between these ranks, in seconds. */
struct message_cost {
  double latency, per_byte; /* of a gather; a byte received */
};
/* All ranks call it. */
struct message_cost crew_measure(struct ranks *ranks);

struct step_crew {
  struct crew crew; /* the first, so that a pointer to it is one to the whole */
  struct ranks *ranks;
  enum exchange exchange;
  struct message_cost cost;
  const atomic_bool *halt; /* this rank's wish to end */
  atomic_bool agreed;      /* theirs, known to all at the same moment */
  double told, heard; /* bytes that this rank sent to others, all of them together, and received */
  bool sums;          /* parts of sums are told in the run under way */
};

/* STATUS_OK always; the crew is to outlive the pool. All ranks call it. */
void crew_begin(struct step_crew *crew, struct ranks *ranks, enum exchange exchange,
                const atomic_bool *halt);
/* Have the pool make its runs in step: it needs one thread, and `next` and `deliver` on the rank
 * that writes alone. */
void crew_join(struct step_crew *crew, struct pool_setup *setup);

/* Of a rank that does not write: make all runs in step with the others, until there are no more.
 * STATUS_OK, or EXIT_INTERRUPTED. */
int crew_follow(struct ranks *ranks, enum exchange exchange, const struct pool_setup *setup);

#endif
