/* figure.h -- what a figure is: the CSV that it is drawn from, written by C, and a gnuplot script
 * of the same name that reads nothing else.
 *
 * Figure NAME leaves NAME.csv in the figures' folder and some NAME-PART.csv beside it: usually
 * NAME-curves.csv with one row a curve (label, colour, dash type, its rows in NAME.csv) and
 * NAME-panels.csv with one row a panel. gnuplot cuts a text at a comma even inside quotes, so the
 * texts meant for it hold none. */
#ifndef OPTBENCH_BENCH_PLOT_FIGURE_H
#define OPTBENCH_BENCH_PLOT_FIGURE_H

#include "bench/io/file.h"
#include "bench/plan/campaign.h"

enum { TITLE_SIZE = 2 * LABEL_SIZE, WHY_SIZE = 200 };

/* How an optimizer looks in every figure. */
struct style {
  char title[TITLE_SIZE]; /* unlike any other in the campaign; no commas */
  unsigned colour;        /* 0xRRGGBB */
  unsigned dash;          /* gnuplot's dash type: 1 solid, 2 dashed, 3 dotted, ... */
};

/* What all figures of a campaign are made from. */
struct plot {
  const struct libraries *libraries;
  const struct campaign *campaign;
  const char *results;        /* the folder with traces/ and targets.csv */
  const char *out;            /* the folder for the figures */
  const struct style *styles; /* one an optimizer of the campaign */
  const bool *traced;         /* one a cell: is its trace there? */
  bool part; /* the campaign is a part of the results: rows of other functions are passed over */
};

struct figure {
  const char *name, *summary;
  /* Can it be drawn? If not, `why` says what it takes (continuing "this figure needs"). */
  bool (*possible)(const struct plot *plot, char why[WHY_SIZE]);
  /* Write its CSV into plot->out. */
  int (*write)(const struct plot *plot, struct error *err);
  bool listed_only; /* drawn only where the campaign or the command line names it */
  bool animated;    /* its script draws a GIF, too */
};

extern const struct figure figure_convergence, figure_profile, figure_trajectories,
    figure_smoothing, figure_deviation, figure_stepsize, figure_sensitivity, figure_restarts,
    figure_performance, figure_population, figure_spread, figure_plateau, figure_tunnelling,
    figure_dimension, figure_scan;
/* All of them, ended by NULL. */
extern const struct figure *const figures[];
enum { FIGURE_COUNT = 15 };

/* Mark the names of a comma-separated list, of figures or of `count` names; a name that is none of
 * them is a STATUS_USAGE, whose text points to the help of a command. */
int figures_mark(const char *list, bool marks[FIGURE_COUNT], struct error *err);
int names_mark(const char *list, const char *what, const char *command, const char *const *names,
               size_t count, bool *marks, struct error *err);

/* The styles of a campaign's optimizers, malloc'ed; see figure_style.c for the rules. */
int styles_new(const struct libraries *libraries, const struct campaign *campaign,
               struct style **styles, struct error *err);

/* A function's title with the parameters that were typed, without commas. */
void function_title(const struct function_entry *function, char title[TITLE_SIZE]);

/* What the campaign counts as cost, for an axis. */
void cost_title(const struct campaign *campaign, char title[TITLE_SIZE]);

/* A CSV file of a figure: FIGURE.csv or, with a part, FIGURE-PART.csv. Fields are put one after
 * the other, row by row; file_commit ends it. */
int sheet_create(struct file *file, const struct plot *plot, const char *figure, const char *part,
                 const char *header, struct error *err);
/* `end` is what follows the field: ',' or '\n'. */
void put_text(struct file *file, const char *text, char end);
void put_number(struct file *file, double value, char end);
/* The fields title,colour,dash of a row. */
void put_style(struct file *file, const struct style *style, char end);

#endif
