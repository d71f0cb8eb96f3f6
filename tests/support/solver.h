/* solver.h -- a search with gradients driven a query at a time, and landscapes for it to end on. */
#ifndef OPTBENCH_TESTS_SUPPORT_SOLVER_H
#define OPTBENCH_TESTS_SUPPORT_SOLVER_H

#include <stdbool.h>

#include "functions/problem.h"
#include "src/method.h"

enum { SOLVER_MOST = 40 }; /* dimensions */

/* Value and gradient (dim values) at x. */
typedef void landscape(const double *x, size_t dim, double *f, double *gradient);

struct solver {
  struct method method;
  void *state;
  size_t dim;
  const struct problem *problem; /* or: */
  landscape *landscape;
  double values, gradients, best;
  double f, gradient[SOLVER_MOST], x[SOLVER_MOST]; /* of the last query; gradient: as it was last
                                                      wanted */
  bool wanted;                                     /* the last query wanted a gradient */
  enum ask ended;                                  /* ASK_EVALUATE: not yet */
};

/* Problem or landscape are the caller's to set. Ended by solver_end. */
void solver_start(struct solver *s, const struct library *library, const char *text, size_t dim,
                  const double *start);
void solver_end(struct solver *s);
/* False: it has ended. */
bool solver_query(struct solver *s);
/* Until it has moved: where to. NULL: it has ended. */
const double *solver_step(struct solver *s);
/* Until it has ended, or 10^5 values. */
struct solver solver_solved(const struct library *library, const char *text, size_t dim,
                            const double *start, landscape *f);

/* sum of (1 + i) x_i^2 */
landscape landscape_bowl;
/* 1 everywhere */
landscape landscape_plateau;
/* The bowl with a gradient that leads uphill: no step lowers f. */
landscape landscape_liar;
/* sqrt |x_0 - 3|, concave between the walls: the slope only gets steeper, until it turns at once */
landscape landscape_wedge;
/* A bowl until x_0 has been near 0, which sets landscape_moved, and then another one. */
landscape landscape_moving;
extern double landscape_moved;

/* More and Thuente (ACM TOMS 20, 1994), test functions 1 to 3, by `number` from 0 on. */
double landscape_curve(int number, double a, double *slope);

#endif
