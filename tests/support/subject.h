/* subject.h -- a gradient source driven by hand, with what it asks for on the way. */
#ifndef OPTBENCH_TESTS_SUPPORT_SUBJECT_H
#define OPTBENCH_TESTS_SUPPORT_SUBJECT_H

#include "tests/support/asking.h"

/* sum of (i mod 7 + 1) (x_i - 1/2)^2 */
double bowl(const double *x, size_t dim);

struct subject {
  struct method method;
  const struct source_type *source;
  void *state;
  double *theta, *gradient; /* size values each, owned */
  size_t dim, size;
  size_t points, queries, largest; /* of the last gradient: in all, and points of one query */
};

/* The source of RULE@SOURCE[:parameters] at its start; owns all but the start. */
struct subject subject_from(const struct library *library, const char *text,
                            const struct setup *setup);
/* At this test's vector level, from the stream of seed 1. */
struct subject subject(const char *text, const double *start, size_t dim);
void subject_free(struct subject *s);

/* One gradient at s->theta: s->gradient. It has to come with the last of the probes. */
const double *subject_gradient(struct subject *s, objective *f);

/* count zeros, owned by the caller. */
double *values(size_t count);
/* Largest |a_i - b_i|, relative where |b_i| is above 1. */
double worst_difference(const double *a, const double *b, size_t n);

#endif
