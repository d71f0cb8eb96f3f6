/* plain_bbob.h -- BBOB's functions once more, written plainly after RR-6829 in numbers of 113 bits:
 * what values and slopes of functions/bbob are held against. */
#ifndef OPTBENCH_TESTS_SUPPORT_PLAIN_BBOB_H
#define OPTBENCH_TESTS_SUPPORT_PLAIN_BBOB_H

#include <stddef.h>

#include "tests/support/quad.h"

enum { PLAIN_BBOB_FUNCTIONS = 24, PLAIN_BBOB_DIM = 40 };

/* An instance. The numbers that define it (draws.h) are doubles, all that comes of them is not. */
struct plain_bbob {
  unsigned number; /* 1 to 24 */
  size_t dim;      /* 2 to PLAIN_BBOB_DIM */
  double f_opt;
  double *x_opt; /* dim values */
  double *q, *r; /* rotations: dim * dim values, row-major; of the report's two, R is r */
  size_t peaks;  /* of f21 and f22, at R y_i */
  quad *heights, *places, *stretches; /* peaks of them, and twice peaks * dim values */
  /* Each product with a rotation is moved by up to `shake` times the sum of its terms' sizes, one
   * way or the other, as shake_seed says: what rounding can do in it. 0 at first. */
  double shake;
  unsigned shake_seed;
};

/* Never NULL; owned by the caller. */
struct plain_bbob *plain_bbob_new(unsigned number, size_t dim, unsigned instance);
void plain_bbob_free(struct plain_bbob *p);

/* f(x) - f_opt */
quad plain_bbob_value(const struct plain_bbob *p, const quad *x);

/* f23: how far entries of z are from their nearest kinks, the multiples of 2^-33, relative to the
 * sums of sizes of the terms of the products that z is made of: the least of that. */
double plain_bbob_clearance(const struct plain_bbob *p, const quad *x);

/* i / (dim - 1): the report's (i - 1) / (D - 1). */
quad plain_bbob_share(const struct plain_bbob *p, size_t i);
/* max(1, sqrt(D) / 8) */
quad plain_bbob_widening(const struct plain_bbob *p);

#endif
