/* mend.h -- what a file that gnuplot has drawn lacks: the same bytes whenever it is drawn, texts
 * that LaTeX can set, fonts that other machines have. */
#ifndef OPTBENCH_BENCH_PLOT_MEND_H
#define OPTBENCH_BENCH_PLOT_MEND_H

#include <stdbool.h>

/* Mend the file `path`, which is of the kind that files of the ending `end` are ("svg", "pdf",
 * "eps", "tikz", "tex"; others are left alone). `family`: the font it was drawn with, "" the usual
 * one; `size`: for "svg", width and height in pixels to show it at, zeros for its own; `part`: for
 * "tex", the file that it is to include. False, with errno set, if it cannot be read or written. */
bool mend(const char *path, const char *end, const char *family, const unsigned size[2],
          const char *part);

#endif
