/* virtual_best.h -- of how few optimizers the virtual best could be made. */
#ifndef OPTBENCH_BENCH_JUDGE_VIRTUAL_BEST_H
#define OPTBENCH_BENCH_JUDGE_VIRTUAL_BEST_H

#include "bench/record/results_read.h"
#include "bench/statistics/portfolio.h"

/* The virtual best of some optimizers has, for each cell and target, the runs of the one with the
 * lowest average running time. What they are worth is told in portfolio.h: a problem is a cell and
 * a target, a cost the average running time. */
struct virtual_best {
  size_t optimizers;
  size_t problems, solved; /* cells and targets; those that any of them reaches */
  double *alone;           /* one an optimizer */
  size_t *member;          /* the smallest portfolio that is worth 95% of it or more: places in */
  struct portfolio portfolio; /* the list of optimizers, ascending */
};
extern const double virtual_best_share; /* 0.95 */

/* Of the cells of `campaign`, which may be a part of the set's, and `count` of its optimizers, by
 * their indices; NULL: all. STATUS_OK or STATUS_NOMEM; free with virtual_best_free, also after an
 * error. */
int virtual_best_make(const struct results_set *set, const struct campaign *campaign,
                      const size_t *optimizer, size_t count, struct virtual_best *best,
                      struct error *err);
void virtual_best_free(struct virtual_best *best);

/* "CMA-ES + Adam (97 %)"; name(context, place) is that of an optimizer of the list. Not more than
 * fit: then " and 3 more". "" where nothing is solved. */
enum { PORTFOLIO_SIZE = 400 };
void virtual_best_text(const struct virtual_best *best,
                       const char *(*name)(const void *context, size_t place), const void *context,
                       char text[PORTFOLIO_SIZE]);

#endif
