/* gif.h -- writes pictures that follow each other as a GIF that begins again at its end
 * (CompuServe, GIF89a, 1990; Welch 1984, IEEE Computer 17(6); the loop is Netscape's extension). */
#ifndef OPTBENCH_BENCH_PLOT_GIF_H
#define OPTBENCH_BENCH_PLOT_GIF_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/plot/palette.h"

struct gif {
  FILE *stream; /* borrowed */
  size_t width, height;
  const struct palette *palette; /* borrowed */
  unsigned char *shown, *now;    /* the picture before as places in the table, and this one */
  struct gif_strings *strings;
  bool begun;
};

/* Write the head. STATUS_OK or STATUS_NOMEM; whether all could be written tells ferror(stream).
 * gif_close ends the file and gives back the rest, also after an error. */
int gif_open(struct gif *gif, FILE *stream, size_t width, size_t height,
             const struct palette *palette, struct error *err);
/* A picture of that size, shown for so many hundredths of a second. Only what has changed is
 * written. */
void gif_add(struct gif *gif, const struct raster *raster, unsigned hundredths);
void gif_close(struct gif *gif);

#endif
