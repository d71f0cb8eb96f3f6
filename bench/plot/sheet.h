/* sheet.h -- the CSV files that a figure is drawn from. */
#ifndef OPTBENCH_BENCH_PLOT_SHEET_H
#define OPTBENCH_BENCH_PLOT_SHEET_H

#include "bench/plot/figure.h"

/* Write all of the figure's files into plot->out, or none. STATUS_OK or what failed. `nothing` says
 * why there is nothing to draw, and then there is no file; it is empty where there is. Optimizers
 * that a figure does not show are named on standard error and in FIGURE-notes.csv, which is there
 * only where there are such. */
int figure_write(const struct figure *figure, const struct plot *plot, char nothing[WHY_SIZE],
                 struct error *err);
/* What is kept in there, as sentences that follow others: " It leaves out Adam: no finite value.";
 * "" if there is none. Cut at size. */
int figure_notes(const struct figure *figure, const char *folder, char *text, size_t size,
                 struct error *err);

/* A line on standard error about a figure that is drawn. */
void figure_note(const struct figure *figure, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* An optimizer of the campaign is shown in a panel, or it is not, and why: a text that lasts. */
void sheets_show(struct sheets *sheets, size_t optimizer, bool shown, const char *why);
/* A panel of this function is left out, as no optimizer has anything in it; `part` is what else it
 * is of, as "d = 2". */
void sheets_skip_panel(struct sheets *sheets, const struct function_entry *function,
                       const char *part);

/* A function's title as gnuplot can read it: with semicolons for the commas, which text.gp's
 * `phrase` turns back. */
void put_title(struct csv_file *csv, const char *title, char end);

/* The fields title,colour,dash of a row; `end` is what follows them. */
void put_style(struct csv_file *csv, const struct style *style, char end);

#endif
