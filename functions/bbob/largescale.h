/* largescale.h -- rotations that are cheap at any dimension: blocks, with their rows and columns
 * swapped nearby (Ait Elhara, Auger, Hansen, GECCO 2016; arXiv:1903.06396). */
#ifndef OPTBENCH_FUNCTIONS_BBOB_LARGESCALE_H
#define OPTBENCH_FUNCTIONS_BBOB_LARGESCALE_H

#include "functions/bbob/bbob.h"

#define bbob_large_turn LEVELED(bbob_large_turn)
#define bbob_large_find LEVELED(bbob_large_find)

/* P_last B P_first: permutations and blocks, each held by the function once. */
struct bbob_turn {
  const size_t *first, *last; /* dim each, NULL: as they are */
  const double *blocks;       /* as of BBOB_BLOCKS */
};

/* Blocks drawn from `seed` on, permutations from their own; those of up to BBOB_BLOCK dimensions
 * change nothing. Draws nothing once something failed. */
struct bbob_turn bbob_large_find(struct bbob *s, long seed, long first, long last);
/* Adds its links. */
void bbob_large_turn(struct bbob *s, const struct bbob_turn *turn);

#endif
