/* team.h -- threads, and processes, that share the work of one run.
 *
 * The driver makes a team, an optimizer may use it inside ask and tell, and no result depends on
 * its size: a part writes to places of its own, and what is summed over parts is summed in an order
 * that the team does not change. */
#ifndef OPTBENCH_SRC_TEAM_H
#define OPTBENCH_SRC_TEAM_H

#include <stdbool.h>
#include <stddef.h>

/* Processes that go through the same run in step. All of them hold the same but for what is
 * gathered: the values of points that each of them evaluated, and parts of sums over samples where
 * these are cheaper told than made again. No result depends on their number. */
struct crew {
  size_t rank, size; /* this one of so many */
  /* values[begin[r]] ... values[begin[r + 1] - 1] are known to rank r, and are to all when it
   * returns; begin: size + 1 numbers, the first of them 0. All call it in the same order. */
  void (*gather)(const struct crew *crew, double *values, const size_t *begin);
  /* Rank r gets from[begin[r]] ... from[begin[r + 1] - 1] of every rank k that gives something: it
   * lands at to[place[k]], a number of its own for each rank; SIZE_MAX: rank k gives nothing, and
   * `from` is NULL there. */
  void (*scatter)(const struct crew *crew, const double *from, const size_t *begin, double *to,
                  const size_t *place);
  /* Are parts of a sum over `samples` perturbations told, rather than added up by each process from
   * perturbations that it makes again? */
  bool (*tells_sums)(const struct crew *crew, size_t dim, size_t samples);
};

struct team {
  size_t size;             /* parts that work at the same time, at least 1 */
  const struct crew *crew; /* NULL: this process alone */
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

/* The crew of a team, where it is more than one process; else NULL. */
static inline const struct crew *team_crew(const struct team *team)
{
  return team && team->crew && team->crew->size > 1 ? team->crew : NULL;
}

/* The first of `count` rows that process `rank` of a crew deals with, all in multiples of `piece`;
 * those of a process end where those of the next begin. crew: NULL stands for this process alone.
 */
static inline size_t crew_share(const struct crew *crew, size_t count, size_t piece, size_t rank)
{
  if (!crew) return rank ? count : 0;
  size_t pieces = count / piece + (count % piece > 0);
  size_t first = piece * team_share(pieces, rank, crew->size);
  return first < count ? first : count;
}

/* Tell each other `count` rows of `width` values, of which each process knows its share. begin:
 * room for crew->size + 1 numbers. */
static inline void crew_gather(const struct crew *crew, double *values, size_t *begin, size_t count,
                               size_t piece, size_t width)
{
  for (size_t r = 0; r <= crew->size; r++) begin[r] = width * crew_share(crew, count, piece, r);
  crew->gather(crew, values, begin);
}

#endif
