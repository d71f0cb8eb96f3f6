/* asking.h -- an optimizer driven by hand, ask by ask, and some objectives for it. */
#ifndef OPTBENCH_TESTS_SUPPORT_ASKING_H
#define OPTBENCH_TESTS_SUPPORT_ASKING_H

#include "src/method.h"

enum { ASKING_MOST = 128 }; /* points a query */

typedef double objective(const double *x, size_t dim);

double objective_sphere(const double *x, size_t dim);
double objective_rosenbrock(const double *x, size_t dim);
double objective_plateau(const double *x, size_t dim); /* 1 everywhere */

struct asking {
  struct method method;
  void *state;
  size_t dim;
  struct query query;
  double f[ASKING_MOST]; /* the last values */
};

/* draw: NULL for the stream. What needs layers has one matrix of one column. Ended by asking_end;
 * must not be moved. */
void asking_start(struct asking *a, const struct library *library, const char *text, size_t dim,
                  const double *start, struct stream stream, const struct draw *draw);
/* Fails the test unless there are points to evaluate, without gradients. */
void asking_ask(struct asking *a);
void asking_tell(struct asking *a, objective *f);
const double *asking_mean(const struct asking *a);
void asking_end(struct asking *a);

/* |value - expected| <= tolerance * scale, or the test fails. */
void assert_near(double value, double expected, double scale, double tolerance, const char *what,
                 size_t generation);
/* The largest |x_i|. */
double largest(const double *x, size_t n);

#endif
