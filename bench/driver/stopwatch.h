/* stopwatch.h -- what a run's processor time went to: the optimizer, or the function.
 *
 * No evaluation is timed by itself. The thread's processor time of the whole run is taken once, by
 * two looks at its clock, and shared out by samples: of one step in so many the parts (a query, its
 * evaluation, its answer) are timed with the quick monotonic clock, one step in every 100
 * microseconds of the run at first, later fewer, at distances that are drawn, so that no rhythm of
 * an optimizer hides from them. A sample stands for the steps since the one before. What looking
 * takes is measured in each sample, and taken off.
 *
 * The monotonic clock goes on while the processor does other things. So the thread's own clock is
 * asked one step before a sample, and after it: a short sample that was interrupted does not count,
 * and a long one, as nearly all of its length are on a busy machine, counts as much less as it was
 * interrupted. A step of 3 ns is told to about 1 ns. */
#ifndef OPTBENCH_BENCH_DRIVER_STOPWATCH_H
#define OPTBENCH_BENCH_DRIVER_STOPWATCH_H

#include <stdbool.h>
#include <stdint.h>

/* The moments of a step, in their order. */
enum lap {
  LAP_LOOK,  /* from here to the next is what a look takes */
  LAP_BEGIN, /* the optimizer is asked from here */
  LAP_ASKED,
  LAP_EVALUATE, /* the function works from here */
  LAP_EVALUATED,
  LAP_TELL, /* the optimizer is told from here */
  LAP_TOLD,
  LAP_END,
  LAPS
};

/* Seconds by the two clocks. */
struct moment {
  double wall, processor;
};

struct stopwatch {
  bool on;       /* the step under way is a sample */
  uint64_t left; /* steps until the next one; 0: it is under way, or there are none */
  uint64_t gap;  /* that it stands for */
  uint64_t random;
  double at[LAPS];
  struct moment before; /* a step before it */
  /* Sums over the samples, each as often as it stands for steps, with what the looks took: */
  double steps, look, method, function, whole;
  double samples;       /* also those that do not count */
  double began, asking; /* by the thread's clock; what asking that takes */
};

/* Zero-initialise: it stays still. Begun, it takes samples until it ends. */
void stopwatch_begin(struct stopwatch *watch);
/* Processor seconds from begin to end that went to the optimizer and to the function; what the
 * driver took is in neither. NaN where no sample counts. */
void stopwatch_end(struct stopwatch *watch, double *method, double *function);

/* The parts of that, for a test: a sample, whose laps are there, between two moments; its share in
 * the seconds of the whole run. */
void stopwatch_add(struct stopwatch *watch, struct moment after);
void stopwatch_share(const struct stopwatch *watch, double seconds, double *method,
                     double *function);

double stopwatch_now(void);
void stopwatch_turn(struct stopwatch *watch);
void stopwatch_keep(struct stopwatch *watch);

/* A step begins. */
static inline void stopwatch_step(struct stopwatch *w)
{
  if (w->on || (w->left && --w->left < 2)) stopwatch_turn(w);
}

/* A moment within it. */
static inline void stopwatch_lap(struct stopwatch *w, enum lap lap)
{
  if (w->on) w->at[lap] = stopwatch_now();
}

/* It is over. One that ends the run, or a search in it, lacks parts and is not kept. */
static inline void stopwatch_over(struct stopwatch *w)
{
  if (w->on) stopwatch_keep(w);
}

#endif
