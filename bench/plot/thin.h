/* thin.h -- which parts of a path a picture can show: a run of a million steps in a corner of the
 * landscape must not become a million lines.
 *
 * The picture is cut into cells a line's width wide. A step inside a cell, or from one cell to
 * another between which a line was drawn before, is left out. */
#ifndef OPTBENCH_BENCH_PLOT_THIN_H
#define OPTBENCH_BENCH_PLOT_THIN_H

#include <stdbool.h>
#include <stdint.h>

#include "src/error.h"

struct thin {
  double low[2], width[2];
  uint64_t *drawn; /* hash table of the joined pairs of cells, 0: free */
  size_t room, used;
};

/* What a point of the path asks for. */
enum thin_action {
  THIN_SKIP,
  THIN_DRAW,  /* a line from the last point that was drawn */
  THIN_RESUME /* a new line, from the point before this one to this one */
};

/* The picture's ends along both axes. thin_free gives it back. */
void thin_start(struct thin *thin, const double low[2], const double high[2]);
void thin_free(struct thin *thin);

/* The step from `before` to `here`; `drawn` is the last point that was drawn. STATUS_OK or
 * STATUS_NOMEM. */
int thin_step(struct thin *thin, const double drawn[2], const double before[2],
              const double here[2], enum thin_action *action, struct error *err);

#endif
