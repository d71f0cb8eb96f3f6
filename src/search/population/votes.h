/* votes.h -- whether something is true of any process of a crew, one number each, for ga.c. */
#ifndef OPTBENCH_SRC_SEARCH_POPULATION_VOTES_H
#define OPTBENCH_SRC_SEARCH_POPULATION_VOTES_H

#include <stdbool.h>

#include "src/team.h"

struct votes {
  const struct crew *crew; /* NULL: this process alone */
  size_t *begin;           /* the caller's: crew->size + 1 numbers, for crew_gather */
  double *told;            /* and crew->size values */
};

/* The same for all of them, who call it in step. */
static inline bool votes_any(const struct votes *v, bool own)
{
  bool any = own;
  if (!v->crew) return own;
  v->told[v->crew->rank] = own;
  crew_gather(v->crew, v->told, v->begin, v->crew->size, 1, 1);
  for (size_t r = 0; r < v->crew->size; r++) any = any || v->told[r] != 0;
  return any;
}

#endif
