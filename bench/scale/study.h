/* study.h -- the model over ranks, dimensions, schemes and networks: its CSV files, which the
 * figure is drawn from, and a table of where speed-up stops being linear. The same bytes for the
 * same costs and points. */
#ifndef OPTBENCH_BENCH_SCALE_STUDY_H
#define OPTBENCH_BENCH_SCALE_STUDY_H

#include "bench/scale/points.h"

#define STUDY_FUNCTION "rosenbrock" /* the cheap one, whose costs are measured */

struct study {
  struct costs costs; /* with one network at least */
  struct points points;
  double population, ranks, kept; /* points a generation; the most ranks; see struct scale_case */
  double evaluation;              /* seconds, of the dear function */
};

/* Into the folder: speedup.csv, a row a case; knee.csv, how far efficiency stays above 0.9 and 0.5;
 * compared.csv, measured beside predicted, of points that have one of one rank beside them; and
 * scale-curves.csv and scale-panels.csv for the figure. STATUS_OK or STATUS_IO. */
int study_write(const struct study *study, const char *folder, struct error *err);

/* The table for people: the first network, every other decade of dimensions. */
void study_tell(const struct study *study, FILE *out);

#endif
