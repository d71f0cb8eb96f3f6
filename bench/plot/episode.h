/* episode.h -- one episode of a policy that a run kept: a CSV of its steps, and its pictures. */
#ifndef OPTBENCH_BENCH_PLOT_EPISODE_H
#define OPTBENCH_BENCH_PLOT_EPISODE_H

#include "bench/plot/draw.h"

enum { EPISODE_FRAMES = 200 }; /* that an episode is thinned to, at most */

struct watched {
  const struct libraries *libraries;
  const struct campaign *campaign;
  const struct style *style; /* of the optimizer */
  const struct cell *cell;
  const char *results, *out; /* folders: where the points are, and where the pictures go */
  const char *point;         /* "best" or "final" */
  size_t repetition, episode;
  bool format[DRAW_FORMATS];
};

/* Write episode.csv (step, the function's episode_columns, reward), what the pictures are drawn
 * from (episode-shapes.csv, -frames, -panels) and episode.FORMAT into `out`; print the names. All
 * of them, or on an error none of the CSV. STATUS_OK, STATUS_USAGE (a function without episodes, no
 * such run or episode), STATUS_IO (no such point, or one that is not finite) or STATUS_NOMEM. */
int episode_draw(const struct watched *watched, struct error *err);

#endif
