/* png.h -- reads the PNG that gnuplot's cairo terminal writes: 8 bits a channel, red, green, blue
 * and perhaps alpha, not interlaced (ISO/IEC 15948). */
#ifndef OPTBENCH_BENCH_PLOT_PNG_H
#define OPTBENCH_BENCH_PLOT_PNG_H

#include <stddef.h>

#include "src/error.h"

struct raster {
  size_t width, height;
  unsigned char *pixel; /* rows of red, green, blue; owned */
};

/* STATUS_OK; STATUS_IO (not there, another kind of PNG, cut or damaged) or STATUS_NOMEM. Where
 * there is alpha it is left out: the pictures are opaque. Free raster->pixel. */
int png_read(const char *path, struct raster *raster, struct error *err);

#endif
