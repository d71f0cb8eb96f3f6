/* stopwatch.c -- see stopwatch.h. */
#include "bench/driver/stopwatch.h"

#include <math.h>
#include <time.h>

/* Seconds of a run between samples, of which one takes LAPS looks of 16 to 40 ns. */
#define BETWEEN 16e-6

enum { GAP_MOST = 1 << 20 };

static double seconds_of(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double stopwatch_now(void) { return seconds_of(CLOCK_MONOTONIC); }

void stopwatch_begin(struct stopwatch *w)
{
  *w = (struct stopwatch){.left = 1, .gap = 1};
  w->began = seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

void stopwatch_sample(struct stopwatch *w)
{
  w->on = true;
  w->at[LAP_LOOK] = stopwatch_now();
  w->at[LAP_BEGIN] = stopwatch_now();
}

/* How many steps until the next sample: on the mean those of BETWEEN, as far as is known. Knuth's
 * generator (The Art of Computer Programming 2, section 3.3.4) is good enough to break a rhythm. */
static uint64_t draw_gap(struct stopwatch *w)
{
  double step = (w->whole - (LAPS - 2) * w->look) / w->steps;
  double mean = step > 0 ? fmin(BETWEEN / step, GAP_MOST) : GAP_MOST;
  if (mean < 1) return 1;
  w->random = w->random * 6364136223846793005u + 1442695040888963407u;
  double uniform = (double)(w->random >> 11) * 0x1p-53;
  return 1 + (uint64_t)(uniform * (2 * mean - 1));
}

void stopwatch_keep(struct stopwatch *w)
{
  w->at[LAP_END] = stopwatch_now();
  const double *at = w->at;
  double weight = (double)w->gap;
  w->steps += weight;
  w->samples++;
  w->look += weight * (at[LAP_BEGIN] - at[LAP_LOOK]);
  w->method += weight * (at[LAP_ASKED] - at[LAP_BEGIN] + at[LAP_TOLD] - at[LAP_TELL]);
  w->function += weight * (at[LAP_EVALUATED] - at[LAP_EVALUATE]);
  w->whole += weight * (at[LAP_END] - at[LAP_BEGIN]);
  w->on = false;
  w->left = w->gap = draw_gap(w);
}

void stopwatch_share(const struct stopwatch *w, double seconds, double *method, double *function)
{
  /* A time ends with the look that reads it, and so holds one. */
  double own = fmax(w->method - 2 * w->look, 0), other = fmax(w->function - w->look, 0);
  double whole = w->whole - (LAPS - 2) * w->look;
  *method = *function = NAN;
  if (!(w->samples > 0 && w->steps > 0 && seconds > 0)) return;
  /* The run's own time is without the looks. */
  seconds = fmax(seconds - w->samples * LAPS * w->look / w->steps, 0);
  whole = fmax(whole, own + other);
  *method = whole > 0 ? seconds * own / whole : 0;
  *function = whole > 0 ? seconds * other / whole : 0;
}

void stopwatch_end(struct stopwatch *w, double *method, double *function)
{
  stopwatch_share(w, seconds_of(CLOCK_THREAD_CPUTIME_ID) - w->began, method, function);
  *w = (struct stopwatch){0};
}
