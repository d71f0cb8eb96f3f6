/* redraw.h -- draws a figure from the CSV that lie beside it, which somebody may have changed. */
#ifndef OPTBENCH_BENCH_PLOT_REDRAW_H
#define OPTBENCH_BENCH_PLOT_REDRAW_H

#include "bench/plot/draw.h"

/* Is this the name of a CSV file, and no folder? */
bool redraw_takes(const char *path);

/* Draw the figure that `csv`, FOLDER/FIGURE.csv or FOLDER/FIGURE-PART.csv, is of, from it and the
 * others of its in that folder, and print the names of the images. Only what says where to and in
 * which form is taken from `drawing`. The files are read as spreadsheets leave them: with a byte
 * order mark, ends of lines of any kind, fields in quotes, semicolons or tabs between them, decimal
 * commas where these are, empty fields and rows at the end. They stay as they are. STATUS_OK,
 * STATUS_USAGE (no figure has such a file), STATUS_IO or STATUS_NOMEM. */
int redraw(const struct drawing *drawing, const char *csv, struct error *err);

#endif
