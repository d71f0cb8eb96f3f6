/* varied.h -- the parameter in which labels of a campaign differ: `es:sigma=0.01, es:sigma=0.1`. */
#ifndef OPTBENCH_BENCH_FIGURES_VARIED_H
#define OPTBENCH_BENCH_FIGURES_VARIED_H

#include "bench/plot/sheet.h"

/* A label without the parameter, the parameter, its value. */
struct varied {
  char rest[LABEL_SIZE], key[NAME_SIZE], text[LABEL_SIZE];
  double value;  /* NaN: the text is no number */
  size_t number; /* of the label in its list */
  bool varies;   /* another label has the same rest and key; else `rest` is the whole label */
};

/* Of all optimizers, which vary in numbers only, or of all functions of a campaign, in their order;
 * malloc'ed, NULL: no memory. Where a label differs from others in several parameters it is the
 * last of them. */
struct varied *varied_optimizers(const struct campaign *campaign);
struct varied *varied_functions(const struct campaign *campaign);

/* Do both vary in the same parameter of the same thing? */
bool varied_alike(const struct varied *a, const struct varied *b);

/* Is this the first of those that are alike, or that have its key? */
bool varied_opens(const struct varied *varied, size_t i);
bool varied_opens_key(const struct varied *varied, size_t i);

/* Looks of optimizers as they are without the parameter: (*styles)[i] of varied[i], malloc'ed.
 * Those that are alike have the look of the first of them in the campaign's other figures, unless
 * it has more optimizers than have a look each. */
int varied_styles(const struct plot *plot, const struct varied *varied, struct style **styles,
                  struct error *err);

#endif
