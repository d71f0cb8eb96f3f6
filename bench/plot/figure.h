/* figure.h -- what a figure is: the CSV that it is drawn from, written by C, and a gnuplot script
 * of the same name that reads nothing else.
 *
 * Figure NAME leaves NAME.csv in the figures' folder and some NAME-PART.csv beside it: usually
 * NAME-curves.csv with one row a curve (label, colour, dash type, its rows in NAME.csv) and
 * NAME-panels.csv with one row a panel. gnuplot cuts a text at a comma even inside quotes, so the
 * texts meant for it hold none. */
#ifndef OPTBENCH_BENCH_PLOT_FIGURE_H
#define OPTBENCH_BENCH_PLOT_FIGURE_H

#include "bench/io/csv_write.h"
#include "bench/plot/style.h"

enum { WHY_SIZE = 200, SHEETS = 4 };

/* What `plot --slice` asks for: f around which point of a run, how far along random directions. */
enum slice_point { SLICE_START, SLICE_FINAL, SLICE_BEST };
struct slice {
  uint64_t seed;
  double span; /* 0: chosen by the function and the point */
  enum slice_point point;
  bool chosen; /* nobody asked for it: where there is none, the start is as good */
};
extern const char *const slice_points[];

/* What `plot --budgets` asks for, as 10d (times the dimension) or 10k. */
enum { BUDGETS_MOST = 12 };
struct budget_marks {
  struct budget_mark {
    double cost;
    bool by_dimension;
  } mark[BUDGETS_MOST];
  size_t count;
};

/* What all figures of a campaign are made from. */
struct plot {
  const struct libraries *libraries;
  const struct campaign *campaign;
  const char *results;                /* the folder with traces/ and targets.csv */
  const char *out;                    /* the folder for the figures */
  const struct style *styles;         /* one an optimizer of the campaign */
  const bool *traced;                 /* one a cell: is its trace there? */
  const struct slice *slice;          /* of the figure that it is, else NULL */
  const struct budget_marks *budgets; /* where errors are read off; NULL: the usual ones */
  bool bands;                         /* profiles have bands, however many curves they have */
  bool part; /* the campaign is a part of the results: rows of other functions are passed over */
};

/* A figure's files while they are written, in the order of its descriptor. */
struct sheets {
  struct csv_file file[SHEETS];
  char nothing[WHY_SIZE];    /* why there is nothing to draw; then no file appears */
  struct presence *presence; /* one an optimizer of the campaign */
  char skipped[WHY_SIZE];    /* panels that would be empty, by name, as many as fit */
  size_t skipped_more;       /* and how many do not */
};

/* Does a figure show an optimizer that has results? */
struct presence {
  bool shown;
  const char *why; /* it is not, or not in every panel; NULL: it has none */
};

struct figure {
  const char *name, *summary;
  const char *source; /* where the view comes from; NULL: from nowhere in particular */
  /* Its CSV files: NAME.csv, whose part is NULL, then NAME-PART.csv; with their header rows. */
  struct {
    const char *part, *header;
  } sheet[SHEETS]; /* those after the last one are zero */
  /* Can it be drawn? If not, `why` says what it takes (continuing "this figure needs"). */
  bool (*possible)(const struct plot *plot, char why[WHY_SIZE]);
  /* Write the rows. STATUS_OK, or an error, and then no file appears. That the results hold
   * nothing to draw is no error: sheets->nothing says why. */
  int (*write)(const struct plot *plot, struct sheets *sheets, struct error *err);
  bool listed_only; /* drawn only where the campaign or the command line names it */
  bool animated;    /* its script draws a GIF, too */
  bool of_costs;    /* made from the costs to the targets; else from traces */
  /* In a report: */
  enum { OF_EACH, OF_ALL, OF_BOTH } of; /* each function alone, all of them together, or both */
  bool usual;  /* there even where the campaign's list of figures leaves it out */
  bool shares; /* its curves end at the shares of targets that were reached */
  /* What it shows, in a line, and in full with how it is worked out, for figure_text: {title}
   * stands for the function; {error}, {value} and {cost} for "error", "error f − f*" and "cost
   * until f − f* ≤ TARGET", or what takes their place where the minimum is not known. NULL: the
   * summary. */
  const char *alt, *caption;
};

struct filling {
  const char *mark, *word;
};
/* A figure's text with its marks, ended by a NULL, filled in, as far as there is room. */
void figure_text(const char *text, const struct filling *fillings, char *out, size_t size);

#endif
