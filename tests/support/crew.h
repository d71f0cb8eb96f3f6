/* crew.h -- processes in step, played by threads of this one. */
#ifndef OPTBENCH_TESTS_SUPPORT_CREW_H
#define OPTBENCH_TESTS_SUPPORT_CREW_H

#include "src/team.h"

struct played_crew; /* opaque */

/* So many ranks, of so many threads each; tells: what tells_sums answers. Never NULL. */
struct played_crew *crew_new(size_t ranks, size_t threads, bool tells);
/* work(context, rank, team) for every rank at the same time; returns when all are done. */
void crew_play(struct played_crew *crew,
               void (*work)(void *context, size_t rank, const struct team *team), void *context);
/* Doubles that were gathered from all ranks since the last call, each counted once; and calls. */
size_t crew_told(struct played_crew *crew, size_t *calls);
void crew_free(struct played_crew *crew);

#endif
