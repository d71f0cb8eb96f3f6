/* fixed.h -- fixed points of the state under a constant gradient, and how it moves beside them. */
#ifndef OPTBENCH_BENCH_DISSECT_FIXED_H
#define OPTBENCH_BENCH_DISSECT_FIXED_H

#include "bench/dissect/recurrence.h"

struct fixed_point {
  double state[HIDDEN_MOST];
  double residual; /* the largest component of the state's change there */
  double step;     /* of x there */
  double slope;    /* d step / dg there, the state held */
  double radius;   /* spectral radius of d next / d state: stable below 1; NaN: not found */
  size_t starts;   /* that Newton's method came from */
};

/* Newton's method from a state. False: it does not converge, or to a saturated state, one with a
 * component at +-1 or beyond: there the gates are shut, and it stands still whatever it is. */
bool fixed_find(const struct recurrence *r, double g, const double *from, struct fixed_point *p);

/* Are they the same, but for rounding? */
bool fixed_same(const struct recurrence *r, const struct fixed_point *a,
                const struct fixed_point *b);
bool fixed_stable(const struct fixed_point *p);

/* One way in which a disturbance goes away: its k-th step after the gradient is alpha beta^k dg.
 * Complex ones come in pairs. */
struct mode {
  double beta_re, beta_im;   /* an eigenvalue of d next / d state */
  double alpha_re, alpha_im; /* d step / dg through its eigenvector */
};
/* The modes there, the largest |alpha| first: hidden of them. False where the eigenvectors do not
 * span the state, or are not found: then alphas are NaN, and so are betas that were not found. */
bool fixed_modes(const struct recurrence *r, double g, const double *state,
                 struct mode mode[HIDDEN_MOST]);

#endif
