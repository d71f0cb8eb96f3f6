/* team.h -- makes the threads of src/team.h. */
#ifndef OPTBENCH_BENCH_DRIVER_TEAM_H
#define OPTBENCH_BENCH_DRIVER_TEAM_H

#include "src/error.h"
#include "src/team.h"

/* size - 1 helper threads, which take no signal, besides whichever thread calls `run`; of these
 * there may be only one at a time, and none inside of `work`. A part waits for no other: whoever is
 * free takes the next one. STATUS_OK and a team that team_free ends, or STATUS_NOMEM. */
int team_new(size_t size, struct team **team, struct error *err);

/* End the helpers; none of them may be at work. NULL is no team. */
void team_free(struct team *team);

#endif
