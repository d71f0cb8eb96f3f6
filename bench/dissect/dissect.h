/* dissect.h -- a learned optimizer opened up: five analyses of its network (after Maheswaranathan
 * and others, Reverse engineering learned optimizers reveals known and novel mechanisms, NeurIPS
 * 2021). */
#ifndef OPTBENCH_BENCH_DISSECT_DISSECT_H
#define OPTBENCH_BENCH_DISSECT_DISSECT_H

#include "bench/dissect/project.h"

/* The response to one gradient: step after step, of the linearised dynamics. */
enum { IMPULSE_STEPS = 100 };
/* Sizes of gradients that the update is looked at: so many a decade, from 10^low to 10^high. */
enum { UPDATE_LOW = -6, UPDATE_HIGH = 3, UPDATE_DECADE = 20 };
enum { UPDATE_COUNT = UPDATE_DECADE * (UPDATE_HIGH - UPDATE_LOW) + 1 };
/* And those that are held, of either sign, as far as the state settles. */
enum { HELD_LOW = -5, HELD_HIGH = 2, HELD_DECADE = 10 };
enum { HELD_COUNT = HELD_DECADE * (HELD_HIGH - HELD_LOW) + 1 };
/* Steps without gradient, after which the path from h0 tells which fixed point is the network's. */
enum { PATH_MOST = 2000, FREE_STEPS = 10000 };

struct impulse {
  double all;     /* of the linearised dynamics: minus the step of x, over the gradient; NaN where
                     the input has no slope at 0 */
  double leading; /* of the leading mode alone; NaN where there are no modes */
  double given;   /* the network's own, to IMPULSE_GRADIENT and then none, less the drift */
};
struct update {
  double gradient, up, down; /* its size; the steps at +gradient and at -gradient */
  double rate;
};

/* Momentum as it was tuned for the task, of a campaign. */
struct heavy_ball {
  bool known;
  double rate, momentum;
};

/* Owned by the caller of dissect. Where a network does not suit, or has no fixed point, what hangs
 * on it is not there. */
struct dissection {
  const char *title;             /* how the file was named; borrowed */
  const struct weights *weights; /* borrowed */
  enum recurrence_suits suits;
  struct recurrence recurrence;
  struct visits visits;
  struct plane plane;
  double *path;      /* states without gradient from h0 on: (path_steps + 1) x hidden */
  double *free_rate; /* recurrence_rate at each of them, at rate_gradient; SUITS_ALL only */
  size_t path_steps; /* of an unroll in training, PATH_MOST at most */
  size_t settled;    /* the fixed point that the path leads to, of visits.point; SIZE_MAX: none */
  bool has_modes;
  size_t lead; /* the mode that moves x the furthest in the end: |alpha / (1 - beta)| is largest */
  struct mode mode[HIDDEN_MOST]; /* there; betas also where has_modes is false, or NaN */
  struct impulse impulse[IMPULSE_STEPS];
  struct update update[UPDATE_COUNT];     /* there */
  struct fixed_point held[2][HELD_COUNT]; /* [0] under positive gradients, [1] negative ones */
  double gradient[2][HELD_COUNT];
  size_t held_count[2]; /* how many it has settled under */
  struct heavy_ball ball;
};

extern const double impulse_gradient, rate_gradient;

/* All analyses. STATUS_OK, STATUS_USAGE for a network that none suits, and what else visits_make
 * says, the file named in front; on an error nothing is owned. */
int dissect(const struct libraries *libraries, const char *title, const struct weights *weights,
            size_t threads, struct dissection *d, struct error *err);
void dissection_free(struct dissection *d);

/* Its fixed point, or NULL. */
const struct fixed_point *dissection_point(const struct dissection *d);

/* Momentum's parameters in the campaign that compares on this task; unknown where there is none. */
struct heavy_ball heavy_ball_find(const struct libraries *libraries, const struct weights *weights);

#endif
