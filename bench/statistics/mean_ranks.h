/* mean_ranks.h -- contenders ranked over many cells: Friedman's test, which of them differ, points.
 *
 * Demsar, Journal of Machine Learning Research 7, 2006, says why: ranks within cells ask nothing of
 * scores of different cells, and one cell cannot decide for all. */
#ifndef OPTBENCH_BENCH_STATISTICS_MEAN_RANKS_H
#define OPTBENCH_BENCH_STATISTICS_MEAN_RANKS_H

#include <stddef.h>

#include "src/error.h"

struct mean_ranks {
  size_t cells, contenders;
  double *rank;   /* of each contender: mean over cells, 1 to contenders */
  double *points; /* Borda's: contenders that it leaves behind, a tie half, added up over cells */
  double *firsts; /* cells in which it is first; those who tie share the cell: the sum is cells */
  /* Friedman (Journal of the American Statistical Association 32, 1937), corrected for ties:
   * chi-square with contenders - 1 degrees of freedom, and its p. 0 and 1 where all tie. */
  double chi_square, p;
  /* Iman and Davenport (Communications in Statistics A9, 1980): F with contenders - 1 and
   * (contenders - 1) (cells - 1) degrees, less cautious. Infinite and 0 where all cells agree; NaN
   * of fewer than two cells. */
  double f, f_p;
};

/* score[cell * contenders + contender], the lower the better; equal ones tie, and NaN, one that is
 * missing, is worst, and ties with its like. At least one cell and two contenders. STATUS_OK or
 * STATUS_NOMEM; free with mean_ranks_free, also after an error. */
int mean_ranks_make(const double *score, size_t cells, size_t contenders, struct mean_ranks *ranks,
                    struct error *err);
void mean_ranks_free(struct mean_ranks *ranks);

/* The difference of two mean ranks from which on they differ at this level, whichever pair is
 * picked (Nemenyi 1963; Demsar 2006, section 3.2.2). 0 < level < 1. */
double critical_difference(const struct mean_ranks *ranks, double level);

/* The p of each pair into p[a * contenders + b], both ways, 1 on the diagonal: Nemenyi's, from the
 * studentized range with infinite degrees of freedom; or those of the normal distribution with
 * Holm's adjustment over all pairs, which is never the less powerful for all pairs together.
 * Neither corrects for ties. */
void nemenyi_pairs(const struct mean_ranks *ranks, double *p);
int holm_pairs(const struct mean_ranks *ranks, double *p, struct error *err);

/* Contenders `first` to `last` of the order that rank_groups gives. */
struct rank_group {
  size_t first, last;
};

/* The lines of a critical-difference diagram: the contenders by mean rank, best first, into
 * order[contenders], and the longest stretches of that order, two contenders or more, in which no
 * pair has a p of at most `level`, into group, which has room for as many as there are contenders.
 * No group lies within another.
 * Their number goes into *count. */
int rank_groups(const struct mean_ranks *ranks, const double *p, double level, size_t *order,
                struct rank_group *group, size_t *count, struct error *err);

#endif
