/* perf_random.c -- uniforms and normals at every vector level, in the batches that optimizers ask
 * for. */
#include "tests/perf/perf.h"

#include <stdio.h>

#include "tests/support/random_levels.h"

enum { MOST = 64 * 1000 };

struct batch {
  random_fill *fill;
  uint64_t generation;
  size_t samples, dim;
  double *out;
};

static void fill(void *context)
{
  struct batch *b = context;
  b->fill((struct stream){20240229}, b->generation++, 0, b->samples, b->dim, b->out);
}

void perf_random(struct yardstick *y)
{
  static const struct {
    size_t samples, dim;
  } batches[] = {{6, 2},     {10, 10},  {64, 10}, {15, 40}, {64, 40},
                 {12, 1000}, {1, 1000}, {10, 5},  {1, 1}};
  static double out[MOST];
  struct random_level levels[RANDOM_LEVELS];
  size_t count = random_levels(levels);
  for (int normal = 0; normal < 2; normal++)
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++)
      for (size_t l = 0; l < count; l++) {
        struct batch b = {.fill = normal ? levels[l].normals : levels[l].uniforms,
                          .samples = batches[i].samples,
                          .dim = batches[i].dim,
                          .out = out};
        char what[64];
        snprintf(what, sizeof what, "%s, d = %zu, batches of %zu", normal ? "normal" : "uniform",
                 b.dim, b.samples);
        perf_line(what, levels[l].name,
                  yardstick_measure(y, fill, &b, (double)(b.samples * b.dim)));
      }
}
