/* team.h -- threads that share the work of one run.
 *
 * The driver makes a team, an optimizer may use it inside ask and tell, and no result depends on
 * its size: a part writes to places of its own, and what is summed over parts is summed in an order
 * that the team does not change. */
#ifndef OPTBENCH_SRC_TEAM_H
#define OPTBENCH_SRC_TEAM_H

#include <stddef.h>

struct team {
  size_t size; /* parts that work at the same time, at least 1 */
  /* Do work(context, 0 ... size - 1), each on one of the threads; returns when all are done. */
  void (*run)(const struct team *team, void (*work)(void *context, size_t part), void *context);
};

/* team: NULL stands for the calling thread alone. */
static inline size_t team_size(const struct team *team) { return team ? team->size : 1; }

static inline void team_run(const struct team *team, void (*work)(void *context, size_t part),
                            void *context)
{
  if (team)
    team->run(team, work, context);
  else
    work(context, 0);
}

/* The first of `count` items that part number `part` of `parts` deals with; those of a part end
 * where those of the next begin. */
static inline size_t team_share(size_t count, size_t part, size_t parts)
{
  return count / parts * part + (count % parts < part ? count % parts : part);
}

#endif
