/* figures.c -- builds the table of figures from figures.def. */
#include "bench/figures/figures.h"

#define FIGURE(id, name) extern const struct figure figure_##id;
#include "bench/figures/figures.def"
#undef FIGURE

#define FIGURE(id, name) &figure_##id,
const struct figure *const figures[] = {
#include "bench/figures/figures.def"
    NULL};
#undef FIGURE

#define FIGURE(id, name) name,
const char *const figure_names[] = {
#include "bench/figures/figures.def"
    NULL};
#undef FIGURE
