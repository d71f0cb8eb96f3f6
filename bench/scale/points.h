/* points.h -- generations that were timed whole, to hold beside what the model predicts. */
#ifndef OPTBENCH_BENCH_SCALE_POINTS_H
#define OPTBENCH_BENCH_SCALE_POINTS_H

#include "bench/plan/campaign.h"
#include "bench/scale/model.h"

enum { POINTS_MOST = 200, POINT_METHOD = 64 };

struct point {
  double ranks, dim, population;
  char method[POINT_METHOD];
  enum scheme scheme;
  double seconds; /* a generation */
};

struct points {
  struct point at[POINTS_MOST];
  size_t count;
};

extern const char points_name[]; /* "measured.csv" */

/* Time generations of `adam@es` on the function, in some ten seconds. One process by itself times
 * one thread, and two that share the population, SCHEME_THREADS; of several, which all call it, all
 * share it, SCHEME_VALUES and SCHEME_SUMS. Points that are there stay, but for those of the same
 * ranks and scheme. STATUS_OK, STATUS_USAGE, STATUS_IO (too many points), STATUS_NOMEM; the same on
 * all ranks. */
int points_measure(const struct libraries *libraries, const char *function, struct points *points,
                   struct error *err);

/* Rows ranks,dimension,population,method,scheme,seconds_a_generation; `scheme` is one of
 * scheme_names, on one rank any of them. STATUS_OK, STATUS_IO or STATUS_NOMEM. */
int points_write(const struct points *points, const char *folder, struct error *err);
int points_read(struct points *points, const char *path, struct error *err);

/* That on one rank with the same dimension, population and method; NULL: there is none. */
const struct point *points_on_one(const struct points *points, const struct point *point);

#endif
