/* draw.h -- the figures of a campaign's results: which of a table can be drawn, their CSV and their
 * images. */
#ifndef OPTBENCH_BENCH_PLOT_DRAW_H
#define OPTBENCH_BENCH_PLOT_DRAW_H

#include "bench/io/spawn.h"
#include "bench/plot/figure.h"
#include "bench/plot/form.h"

enum draw_format {
  DRAW_PNG,
  DRAW_SVG,
  DRAW_GIF,
  DRAW_PDF,
  DRAW_EPS,
  DRAW_TIKZ,
  DRAW_CAIROLATEX,
  DRAW_FORMATS
};
extern const char *const draw_formats[DRAW_FORMATS]; /* their names; image_end has the endings */
enum { DRAW_JOBS = 2, DRAW_JOBS_MOST = SPAWN_LIMIT };

struct drawing {
  const struct libraries *libraries;
  const struct figure *const *figures; /* the table, ended by NULL */
  const struct slice *slice;           /* for the one figure of a slice, else NULL */
  const struct campaign *campaign;     /* where there are no results; NULL: that of the results */
  const char *results;                 /* the folder of the results */
  const char *out;      /* the folder for the figures; NULL: RESULTS/figures[/FUNCTION] */
  const char *function; /* label of the one that is drawn alone; NULL: all */
  const bool *only;     /* one a figure: is it wanted? NULL: those of the campaign's list or, if it
                           has none, all that the results allow and that need not be listed */
  bool format[DRAW_FORMATS];          /* GIF of what moves only */
  const struct budget_marks *budgets; /* where errors are read off; NULL: the usual ones */
  bool bands;                         /* profiles have bands, however many curves they have */
  bool formats_named; /* somebody asked for these: where nothing moves, a note says so */
  size_t jobs;        /* images drawn at the same time, 1 to DRAW_JOBS_MOST */
  struct form form;   /* of all of them */
  const char *file; /* where the image of the one figure goes, in one format; NULL: into the folder
                       for the figures, where its CSV is in any case */
};

/* Draw, and print the names of the images. A figure that these results do not allow, that they
 * hold nothing for, or that has none of the formats, stops none of the others: it is an error only
 * if `only` names it, or if no other is drawn, else a note on standard error. STATUS_OK,
 * STATUS_USAGE (results that do not allow it; `file` and several figures), STATUS_IO or
 * STATUS_NOMEM. */
int draw(const struct drawing *drawing, struct error *err);

#endif
