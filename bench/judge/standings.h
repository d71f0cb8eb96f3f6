/* standings.h -- contenders by their mean ranks over cells, and which of them cannot be told apart.
 */
#ifndef OPTBENCH_BENCH_JUDGE_STANDINGS_H
#define OPTBENCH_BENCH_JUDGE_STANDINGS_H

#include "bench/statistics/mean_ranks.h"

struct standings {
  struct mean_ranks ranks; /* no cells: there is nothing to rank */
  size_t *order;           /* contenders, the best first */
  double *p;               /* of each pair: Nemenyi's */
  struct rank_group *group;
  size_t group_count;
  double critical; /* difference of mean ranks: Nemenyi's */
};

/* Scores as in mean_ranks_make; without a cell or with one contender alone all stays empty, but
 * for the order, which is that of the contenders. Free with standings_free, also after an error. */
int standings_make(const double *score, size_t cells, size_t contenders, double level,
                   struct standings *standings, struct error *err);
void standings_free(struct standings *standings);

/* The groups of place `place` of the order as letters, "a", "ab"; one that is in none has a letter
 * of its own. Beyond 26 letters "+" stands for any. */
enum { STANDINGS_LETTERS = 32 };
void standings_letters(const struct standings *standings, size_t place,
                       char text[STANDINGS_LETTERS]);

#endif
