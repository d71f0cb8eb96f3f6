/* yardstick.c -- see yardstick.h. */
#include "tests/perf/yardstick.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

/* A turn of some 0.2 ms fits between two interrupts of the scheduler more often than not. */
enum { TURNS = 120, FEW_TURNS = 3, NORMALS = 20000 };
static const double turn_ns = 2e5, enough_ns = 2e9; /* after so long, few turns will do */

struct yardstick {
  gsl_rng *rng;
  double best;          /* ns */
  volatile double sink; /* keeps the normals from being optimised away */
};

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static double z_turn(struct yardstick *y)
{
  double sum = 0, start = now();
  for (int i = 0; i < NORMALS; i++) sum += gsl_ran_gaussian_ziggurat(y->rng, 1);
  double ns = (now() - start) / NORMALS;
  y->sink = sum;
  return ns;
}

struct yardstick *yardstick_new(void)
{
  struct yardstick *y = malloc(sizeof *y);
  if (!y) return NULL;
  y->rng = gsl_rng_alloc(gsl_rng_mt19937);
  y->best = INFINITY;
  return y;
}

void yardstick_free(struct yardstick *y)
{
  gsl_rng_free(y->rng);
  free(y);
}

double yardstick_z(const struct yardstick *y) { return y->best; }

static double work_turn(void work(void *context), void *context, long calls)
{
  double start = now();
  for (long i = 0; i < calls; i++) work(context);
  return (now() - start) / (double)calls;
}

struct cost yardstick_measure(struct yardstick *y, void work(void *context), void *context,
                              double units)
{
  long calls = 1;
  while (work_turn(work, context, calls) * (double)calls < turn_ns) calls *= 2;
  double z = INFINITY, ns = INFINITY, begin = now();
  for (int i = 0; i < TURNS && (i < FEW_TURNS || now() - begin < enough_ns); i++) {
    z = fmin(z, z_turn(y));
    ns = fmin(ns, work_turn(work, context, calls));
  }
  y->best = fmin(y->best, z);
  return (struct cost){ns / units, ns / units / z};
}
