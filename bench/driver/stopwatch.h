/* stopwatch.h -- what a run's processor time went to: the optimizer, or the function.
 *
 * No evaluation is timed by itself. The thread's processor time of the whole run is taken once, by
 * two looks at its clock, and shared out by samples: the parts of one step in so many (a query, its
 * evaluation, its answer) are timed with the quick monotonic clock, about one step in every 16
 * microseconds of the run, at distances that are drawn, so that no rhythm of an optimizer hides
 * from them. A sample stands for the steps since the one before. What looking takes is measured in
 * each sample, and taken off. A sample that another program interrupts weighs too much, so that a
 * cell's time is the median of its runs. */
#ifndef OPTBENCH_BENCH_DRIVER_STOPWATCH_H
#define OPTBENCH_BENCH_DRIVER_STOPWATCH_H

#include <stdbool.h>
#include <stdint.h>

/* The moments of a step, in their order. */
enum lap {
  LAP_LOOK,  /* twice in a row: what a look takes */
  LAP_BEGIN, /* it is asked from here */
  LAP_ASKED,
  LAP_EVALUATE, /* the function works from here */
  LAP_EVALUATED,
  LAP_TELL, /* it is told from here */
  LAP_TOLD,
  LAP_END,
  LAPS
};

struct stopwatch {
  bool on;       /* the step under way is a sample */
  uint64_t left; /* steps until the next one; 0: it is under way, or there are none */
  uint64_t gap;  /* that it stands for */
  uint64_t random;
  double at[LAPS];
  /* Seconds, each sample's as often as it stands for steps, with what the looks took: */
  double steps, samples, look, method, function, whole;
  double began; /* by the thread's processor clock */
};

/* Zero-initialise: it stays still. Begun, it takes samples until it ends. */
void stopwatch_begin(struct stopwatch *watch);
/* Processor seconds from begin to end that went to the optimizer and to the function; what the
 * driver took is in neither. NaN where no step was sampled to its end. */
void stopwatch_end(struct stopwatch *watch, double *method, double *function);
/* The same from sums and the seconds of the whole run. */
void stopwatch_share(const struct stopwatch *watch, double seconds, double *method,
                     double *function);

double stopwatch_now(void);
void stopwatch_sample(struct stopwatch *watch);
void stopwatch_keep(struct stopwatch *watch);

/* A step begins. A sample that was not kept is taken anew. */
static inline void stopwatch_step(struct stopwatch *w)
{
  if (w->on || (w->left && --w->left == 0)) stopwatch_sample(w);
}

/* A moment within it. */
static inline void stopwatch_lap(struct stopwatch *w, enum lap lap)
{
  if (w->on) w->at[lap] = stopwatch_now();
}

/* It is over. One that ends the run, and so lacks parts, is not kept. */
static inline void stopwatch_over(struct stopwatch *w)
{
  if (w->on) stopwatch_keep(w);
}

#endif
