/* recurrence.h -- the state of a learned optimizer as a dynamical system: one coordinate, whose
 * gradient is given, and its derivatives.
 *
 * Only networks whose output is the step itself and whose input has no memory of its own are one:
 * see recurrence_suits. A step is the change of x, so a positive gradient gives a negative one. */
#ifndef OPTBENCH_BENCH_DISSECT_RECURRENCE_H
#define OPTBENCH_BENCH_DISSECT_RECURRENCE_H

#include <stdbool.h>

#include "src/network.h"

struct recurrence {
  const struct network *network; /* borrowed */
  struct network_parts parts;
  size_t hidden;
  double scale; /* e^log_scale */
};

/* What of the analyses a network allows: inputs `gradient` all of them; `log`, whose slope at g = 0
 * is 2e4 and gone at |g| = 5e-5, those without a derivative in g; others nothing. */
enum recurrence_suits { SUITS_NOTHING, SUITS_STATE, SUITS_ALL };
enum recurrence_suits recurrence_suits(const struct network *network);

/* A network that suits. */
struct recurrence recurrence_of(const struct network *network);

/* One step from `state` (hidden values) under gradient g: the state after it, which may be `state`
 * itself, or NULL where it is not wanted. Returns the change of x. */
double recurrence_step(const struct recurrence *r, double g, const double *state, double *next);
/* Where so many steps lead. */
void recurrence_steps(const struct recurrence *r, double g, size_t count, double *state);

/* Derivatives of a step at (g, state), in closed form. */
struct slopes {
  double state[HIDDEN_MOST * HIDDEN_MOST]; /* d next_j / d state_k, hidden x hidden, row-major */
  double gradient[HIDDEN_MOST];            /* d next_j / dg */
  double readout[HIDDEN_MOST];             /* d step / d next_j */
  double step;                             /* d step / dg */
};
void recurrence_slopes(const struct recurrence *r, double g, const double *state,
                       struct slopes *slopes);

/* Half the difference of the steps at +g and -g, over g, against the gradient: the rate of a
 * gradient step that would do the same. g > 0. */
double recurrence_rate(const struct recurrence *r, double g, const double *state);

#endif
