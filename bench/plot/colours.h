/* colours.h -- which colour and dash type each optimizer of a campaign has, in all its figures. */
#ifndef OPTBENCH_BENCH_PLOT_COLOURS_H
#define OPTBENCH_BENCH_PLOT_COLOURS_H

#include "bench/plot/style.h"

enum {
  COLOURS = 10,               /* hues */
  DASHES = 5,                 /* dash types, of plots/style.gp */
  COLOURS_MOST = 2 * COLOURS, /* more curves than this cannot be told apart: the best ones are */
  COLOURS_BEST = 8,           /* so many of them */
  COLOUR_REST = 0x8a8a8a      /* of the others; plots/rest.gp knows them by it */
};

/* A hue, as 0xRRGGBB, and its lightness: CIE L* (0 black, 100 white), which is what is left of it
 * in greyscale. */
struct hue {
  unsigned colour;
  double lightness;
};
extern const struct hue colours[COLOURS];

/* Two hues of which a greyscale printer makes one: their lightness differs by less. */
extern const double colours_apart;

/* Colour and dash of `count` optimizers of the campaign, whose indices `member` has in ascending
 * order; styles[i] is of optimizer i. See colours.c for the rules. STATUS_OK or STATUS_NOMEM. */
int colours_choose(const struct library *library, const struct campaign *campaign,
                   const size_t *member, size_t count, struct style *styles, struct error *err);

#endif
