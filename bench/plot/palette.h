/* palette.h -- a table of few colours for the pictures of a film: boxes of the colour cube are cut
 * at their means until there are enough (after Heckbert 1982, SIGGRAPH 16(3); the next to be cut is
 * the one of the largest squared error, after Wan, Wong and Prusinkiewicz 1988, IPL 26(5)). */
#ifndef OPTBENCH_BENCH_PLOT_PALETTE_H
#define OPTBENCH_BENCH_PLOT_PALETTE_H

#include "bench/plot/png.h"

enum { PALETTE_MOST = 255 };

struct palette {
  unsigned char colour[PALETTE_MOST][3];
  size_t count;
  struct palette_bin *bin; /* of colours whose upper six bits agree; owned */
};

/* STATUS_OK or STATUS_NOMEM; palette_free gives it back, also after an error. */
int palette_open(struct palette *palette, struct error *err);
void palette_free(struct palette *palette);

/* Count the colours of a picture; after all of them choose the table. STATUS_OK or STATUS_NOMEM. */
void palette_count(struct palette *palette, const struct raster *raster);
int palette_choose(struct palette *palette, struct error *err);

/* The place in the table of a colour that was counted. */
unsigned char palette_find(const struct palette *palette, const unsigned char rgb[3]);

#endif
