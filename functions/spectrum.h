/* spectrum.h -- how the curvatures of a quadratic are spread, as people write it:
 * 90%0..1+10%30..60. */
#ifndef OPTBENCH_FUNCTIONS_SPECTRUM_H
#define OPTBENCH_FUNCTIONS_SPECTRUM_H

#include <stddef.h>

#include "src/error.h"
#include "src/stream.h"

enum { SPECTRUM_PARTS = 16 };

/* A share of all curvatures, each uniform in [low, high]. */
struct spectrum {
  size_t count;
  struct {
    double share, low, high; /* a share of 100 */
  } part[SPECTRUM_PARTS];
};

/* SHARE%LOW..HIGH+..., shares of 100 in all; SHARE% may be left out of a part that is alone, and
 * ..HIGH where it is LOW. STATUS_OK or STATUS_USAGE. */
int spectrum_parse(const char *text, struct spectrum *spectrum, struct error *err);

/* dim curvatures, drawn from the stream: those of the first part first. Each part has its share of
 * dim, rounded down, and what is left over goes to the parts that lost most by that, one each. */
void spectrum_draw(const struct spectrum *spectrum, struct stream stream, size_t dim, double *out);

#endif
