/* problems.h -- problems by name, and their answers without the bother of batches. */
#ifndef OPTBENCH_TESTS_SUPPORT_PROBLEMS_H
#define OPTBENCH_TESTS_SUPPORT_PROBLEMS_H

#include "functions/problem.h"

/* Never NULL: an error fails the test. dim 0: the function's own dimension. Owned by the caller. */
struct problem *problem_named(const struct function_library *library, const char *text, size_t dim,
                              unsigned instance);

/* Evaluate count points at index, index + 1, ... of the stream, in step 0; truth and gradient may
 * be NULL. Of a DEAR_TRUTH, truth is what `measure` says of each point. The scratch is exactly what
 * the problem asked for: writing beyond it fails the test. */
void problem_answers(const struct problem *problem, const double *x, size_t count,
                     struct stream stream, uint64_t index, double *f, double *truth,
                     double *gradient);

/* The same in any step; truth is left as it is. work: NULL, or what each point took. */
void problem_step(const struct problem *problem, const double *x, size_t count,
                  struct stream stream, uint64_t index, uint64_t step, double *f, double *gradient,
                  double *work);

/* What points are worth and do, in step 0 of an arbitrary stream: count values, and count times
 * problem_behaviours(problem). Where a problem says nothing of that, the points. */
void problem_deeds(const struct problem *problem, const double *x, size_t count, double *f,
                   double *behaviour);
size_t problem_behaviours(const struct problem *problem);

/* What `measure` says of one point: what it is truly worth, which is returned, and values. */
double problem_measure(const struct problem *problem, const double *x, double *values);

/* One point at index 0 of an arbitrary stream. */
double problem_value(const struct problem *problem, const double *x);
void problem_gradient(const struct problem *problem, const double *x, double *gradient);
/* Second derivatives, dim * dim values, of a problem that has them. */
void problem_hessian(const struct problem *problem, const double *x, double *hessian);
/* Of a sum of squares: its value, residuals and Jacobian (residuals * dim values) at a point. */
double problem_split(const struct problem *problem, const double *x, double *residual,
                     double *jacobian);
/* How far the value may be off by rounding there: every residual by a few ulp of what it is made of
 * in the region; 0 where there are no residuals. Likewise the gradient, unless that is NULL. */
double problem_rounding(const struct problem *problem, const double *x, double *gradient);
/* Value, gradient (dim values) and derivative with respect to log sigma of the smoothed problem. */
double problem_smooth(const struct problem *problem, const double *x, double sigma,
                      double *gradient, double *log_sigma_derivative);

/* count points spread over the search region widened by `widen` of itself on each side. */
void problem_points(const struct problem *problem, size_t count, double widen, uint64_t seed,
                    double *x);

/* count doubles, zero; never NULL. */
double *doubles(size_t count);

#endif
