/* sheet.h -- the CSV files that a figure is drawn from. */
#ifndef OPTBENCH_BENCH_PLOT_SHEET_H
#define OPTBENCH_BENCH_PLOT_SHEET_H

#include "bench/plot/figure.h"

/* Write all of the figure's files into plot->out, or none. STATUS_OK or what failed. */
int figure_write(const struct figure *figure, const struct plot *plot, struct error *err);

/* The fields title,colour,dash of a row; `end` is what follows them. */
void put_style(struct csv_file *csv, const struct style *style, char end);

#endif
