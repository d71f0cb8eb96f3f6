/* image.h -- has gnuplot draw figures, several at a time. An image is drawn aside and renamed, so
 * that a script that fails leaves none. */
#ifndef OPTBENCH_BENCH_PLOT_IMAGE_H
#define OPTBENCH_BENCH_PLOT_IMAGE_H

#include <stdbool.h>

#include "bench/io/paths.h"

struct image {
  char script[PATH_SIZE], path[PATH_SIZE], aside[PATH_SIZE];
  bool drawn;
};

/* That gnuplot is there. STATUS_OK or STATUS_IO. */
int images_check(struct error *err);

/* The image FOLDER/FIGURE.FORMAT that the script plots/FIGURE.gp draws. */
int image_make(const char *figure, const char *format, const char *folder, struct image *image,
               struct error *err);

/* Draw all of them from the CSV in the folder `data`, `jobs` at a time (at most SPAWN_LIMIT), and
 * print the names of those that were drawn, in order. The first error is reported; the others are
 * drawn still. */
int images_draw(struct image *images, size_t count, size_t jobs, const char *data,
                struct error *err);

#endif
