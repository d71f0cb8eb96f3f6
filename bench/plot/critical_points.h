/* critical_points.h -- where the gradient of a function of one or two variables is zero, and what
 * the eigenvalues of the Hessian say of each such point. */
#ifndef OPTBENCH_BENCH_PLOT_CRITICAL_POINTS_H
#define OPTBENCH_BENCH_PLOT_CRITICAL_POINTS_H

#include "functions/problem.h"
#include "src/error.h"

enum { CRITICAL_DIM = 2 }; /* variables at most */

/* By the signs of the eigenvalues: all above 0, all below, of both signs; else one is 0 to
 * rounding, and second derivatives do not decide. */
enum critical_kind { CRITICAL_MINIMUM, CRITICAL_MAXIMUM, CRITICAL_SADDLE, CRITICAL_UNDECIDED };
extern const char *const critical_kinds[]; /* their names, ended by NULL */

struct critical_point {
  double x[CRITICAL_DIM], f, slope; /* slope: the largest component of the gradient that is left */
  double eigenvalue[CRITICAL_DIM];  /* ascending; those beyond dim are NaN, as of x */
  enum critical_kind kind;
};
struct critical_points {
  struct critical_point *at; /* by kind, then by x */
  size_t count, room;
};

/* The problem without the noise around it, if there is any. */
const struct problem *critical_truth(const struct problem *problem);
/* Has it at most CRITICAL_DIM variables, gradients, and second derivatives in closed form, but for
 * noise? */
bool critical_possible(const struct problem *problem);

/* The critical points within the search region that Newton's method comes to from a grid of starts
 * there, each once, those of the function without noise. Free points->at. STATUS_OK or
 * STATUS_NOMEM. */
int critical_points_find(const struct problem *problem, struct critical_points *points,
                         struct error *err);

#endif
