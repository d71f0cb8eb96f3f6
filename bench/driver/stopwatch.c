/* stopwatch.c -- see stopwatch.h. */
#include "bench/driver/stopwatch.h"

#include <math.h>
#include <time.h>

/* Seconds of a run between its first samples, of which each takes about 1e-6. Later ones are
 * further apart, by as much again for every SOME that there are. */
#define BETWEEN 100e-6
#define SOME    32
/* By so much the clocks may differ in a sample that was not interrupted. */
#define SLACK 2e-6
/* From so many seconds on a sample that was interrupted counts: programs take turns of about 1 ms.
 */
#define LONG 500e-6

enum { GAP_MOST = 1 << 20 };
static const double gap_least = 2.5; /* 2 or 3: a step for each moment, and no rhythm */

static double seconds_of(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double stopwatch_now(void) { return seconds_of(CLOCK_MONOTONIC); }

static double processor(void) { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }

void stopwatch_begin(struct stopwatch *w)
{
  *w = (struct stopwatch){.left = 2, .gap = 2};
  double first = processor();
  w->began = processor();
  w->asking = w->began - first;
}

void stopwatch_turn(struct stopwatch *w)
{
  if (w->on) { /* the sample before was not kept */
    w->on = false;
    w->left = 1;
  }
  if (w->left) {
    w->before.processor = processor();
    w->before.wall = stopwatch_now();
  } else {
    w->on = true;
    w->at[LAP_LOOK] = stopwatch_now();
    w->at[LAP_BEGIN] = stopwatch_now();
  }
}

/* How many steps until the next sample: on the mean those of BETWEEN, as far as is known. Knuth's
 * generator (The Art of Computer Programming 2, section 3.3.4) is good enough to break a rhythm. */
static uint64_t draw_gap(struct stopwatch *w)
{
  double step = w->steps > 0 ? (w->whole - (LAPS - 2) * w->look) / w->steps : BETWEEN;
  double between = BETWEEN * (1 + w->samples / SOME);
  double mean = step > 0 ? fmin(between / step, GAP_MOST) : GAP_MOST;
  if (mean < gap_least) mean = gap_least;
  w->random = w->random * 6364136223846793005u + 1442695040888963407u;
  double uniform = (double)(w->random >> 11) * 0x1p-53;
  return 2 + (uint64_t)(uniform * (2 * mean - 3));
}

void stopwatch_add(struct stopwatch *w, struct moment after)
{
  const double *at = w->at;
  double wall = after.wall - w->before.wall, own = after.processor - w->before.processor;
  double weight = (double)w->gap;
  w->samples++;
  if (wall - own > SLACK + 0.01 * wall) {
    if (own < LONG) return;
    weight *= own / wall;
  }
  w->steps += (double)w->gap;
  w->look += weight * (at[LAP_BEGIN] - at[LAP_LOOK]);
  w->method += weight * (at[LAP_ASKED] - at[LAP_BEGIN] + at[LAP_TOLD] - at[LAP_TELL]);
  w->function += weight * (at[LAP_EVALUATED] - at[LAP_EVALUATE]);
  w->whole += weight * (at[LAP_END] - at[LAP_BEGIN]);
}

void stopwatch_keep(struct stopwatch *w)
{
  w->at[LAP_END] = stopwatch_now();
  struct moment after = {.wall = stopwatch_now()};
  after.processor = processor();
  stopwatch_add(w, after);
  w->on = false;
  w->left = w->gap = draw_gap(w);
}

void stopwatch_share(const struct stopwatch *w, double seconds, double *method, double *function)
{
  *method = *function = NAN;
  if (!(w->steps > 0 && seconds > 0)) return;
  /* A time ends with the look that reads it, and so holds one. */
  double own = fmax(w->method - 2 * w->look, 0), other = fmax(w->function - w->look, 0);
  double whole = fmax(w->whole - (LAPS - 2) * w->look, own + other);
  double asked = w->samples * (2 * w->asking + (LAPS + 2) * w->look / w->steps);
  seconds = fmax(seconds - asked, 0);
  *method = whole > 0 ? seconds * own / whole : 0;
  *function = whole > 0 ? seconds * other / whole : 0;
}

void stopwatch_end(struct stopwatch *w, double *method, double *function)
{
  stopwatch_share(w, processor() - w->began, method, function);
  *w = (struct stopwatch){0};
}
