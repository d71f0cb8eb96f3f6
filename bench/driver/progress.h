/* progress.h -- a bar, a rate and the time left, on standard error and only on a terminal. */
#ifndef OPTBENCH_BENCH_DRIVER_PROGRESS_H
#define OPTBENCH_BENCH_DRIVER_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* What is done so far: threads add to it while the progress is drawn from it. */
struct tally {
  atomic_size_t runs_done;
  _Atomic double evaluations; /* values + gradients of these runs */
};

struct progress {
  bool shown, colour;
  double began; /* seconds of the monotonic clock */
};

struct tally_now {
  size_t done, total; /* runs */
  double evaluations, seconds;
};

/* What is drawn, `columns` wide at most: a bar, the runs, their rate and the time left. Where that
 * is too wide, the rate goes first, then the time, then the bar. */
enum { PROGRESS_TEXT = 256 };
void progress_text(const struct tally_now *now, size_t columns, bool colour,
                   char text[PROGRESS_TEXT]);

void progress_begin(struct progress *progress);
/* Draw again: `done` of `total` runs, and so many evaluations. */
void progress_draw(const struct progress *progress, size_t done, size_t total, double evaluations);
/* Wipe the line. */
void progress_end(const struct progress *progress);
double progress_seconds(const struct progress *progress);

#endif
