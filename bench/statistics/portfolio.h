/* portfolio.h -- what contenders are worth together, and how few of them do. */
#ifndef OPTBENCH_BENCH_STATISTICS_PORTFOLIO_H
#define OPTBENCH_BENCH_STATISTICS_PORTFOLIO_H

#include <stdbool.h>
#include <stddef.h>

#include "src/error.h"

/* What a set of contenders is worth: each problem is given to the member that is best there, and
 * counts with the least cost of all contenders over its; 0 if no member solves it. The mean over
 * the problems that any contender solves; cost[contender * problems + problem], above 0, infinite
 * if not solved, may be the aRT of cells. The virtual best, which is all contenders, is worth 1;
 * NaN where nothing is solved. */
int set_worth(const double *cost, size_t contenders, size_t problems, const size_t *member,
              size_t count, double *worth, struct error *err);

/* A smallest set that is worth `share` (0.95, say) of the virtual best or more, and of the smallest
 * the one that is worth most (of equals, that of the first contenders), ascending, into
 * member[contenders]. First the contender is taken that adds most, again and again; then all sets
 * of that size and below are tried, as long as that takes a million looks at a cost or fewer. An
 * empty set where nothing is solved. */
struct portfolio {
  size_t count;
  double worth;
  bool exact; /* all such sets were tried: no other is smaller, or worth more */
};
int portfolio_make(const double *cost, size_t contenders, size_t problems, double share,
                   size_t *member, struct portfolio *portfolio, struct error *err);

#endif
