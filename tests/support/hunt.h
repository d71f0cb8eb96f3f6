/* hunt.h -- a search in a region, driven by hand a generation at a time. */
#ifndef OPTBENCH_TESTS_SUPPORT_HUNT_H
#define OPTBENCH_TESTS_SUPPORT_HUNT_H

#include "functions/problem.h"
#include "src/method.h"
#include "tests/support/asking.h"

struct hunt {
  struct method method;
  void *state;
  struct setup setup;
  struct query query;
  double *x, *f;       /* points and values of the last generation, owned */
  size_t count, parts; /* how many they are, in how many queries */
  size_t room;
  double values; /* evaluations so far */
};

/* The setup is borrowed but for its fields. Ended by hunt_end. */
void hunt_start(struct hunt *h, const struct library *library, const char *text,
                const struct setup *setup);
/* The next query into h->query. */
enum ask hunt_ask(struct hunt *h);
/* Where behaviours are wanted, the points. */
void hunt_tell(struct hunt *h, const double *f);
/* All queries of a step, to the last that has no more: what was asked and answered is in x and f.
 * Anything but ASK_EVALUATE ends it. */
enum ask hunt_step(struct hunt *h, objective *f);
const double *hunt_at(const struct hunt *h);
void hunt_end(struct hunt *h);

/* Run on a problem until the budget of the setup is spent; the true value where it stands then. */
double hunt_problem(const struct library *library, const char *text, const struct problem *problem,
                    const struct setup *setup, struct stream noise);

#endif
