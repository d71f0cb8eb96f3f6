/* dusk.h -- the colours of a figure on a dark page: those that `plot --theme dark` has. */
#ifndef OPTBENCH_BENCH_REPORT_DUSK_H
#define OPTBENCH_BENCH_REPORT_DUSK_H

#include "src/error.h"

enum { DUSK_GROUND = 0x15171a }; /* of the page */

/* What takes the place of a colour, as 0xRRGGBB: a hue's counterpart in plots/theme.gp, also of
 * texts that are a darkened hue; ground, ink, soft and rule of plots/style.gp; of others as much
 * lighter a one as takes its contrast to 3. */
unsigned dusk_colour(unsigned colour);

/* A style element that has the colours of an SVG changed where a reader wants dark pages, for the
 * place behind its first tag; malloc'ed. NULL with STATUS_OK, if the picture has pixels or too many
 * colours to be changed one by one: then the page turns it round as a whole. STATUS_OK or
 * STATUS_NOMEM. */
int dusk_style(const char *svg, char **style, struct error *err);

#endif
