/* classics.h -- the functions of reference trajectories, with their gradients, as the heads of
 * those files have them, and PyTorch's clipping. */
#ifndef OPTBENCH_TESTS_SUPPORT_CLASSICS_H
#define OPTBENCH_TESTS_SUPPORT_CLASSICS_H

#include <stddef.h>

/* The value at x; the gradient in g, n values each. */
double classic_rosenbrock(size_t n, const double *x, double *g);
/* sum of 10^(decades i / (n - 1)) x_i^2, i = 0 ... n - 1 */
double classic_ellipsoid(double decades, size_t n, const double *x, double *g);
/* clip_grad_norm_; 0: none. */
void classic_clip(double clip, size_t n, double *g);

#endif
