/* random_levels.h -- the copies of random.h that this machine can run. */
#ifndef OPTBENCH_TESTS_SUPPORT_RANDOM_LEVELS_H
#define OPTBENCH_TESTS_SUPPORT_RANDOM_LEVELS_H

#include <stddef.h>
#include <stdint.h>

#include "src/stream.h"

enum { RANDOM_LEVELS = 3 };

typedef void random_fill(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                         size_t dim, double *out);

struct random_level {
  const char *name;
  random_fill *uniforms, *normals;
};

/* Narrowest first; how many there are, at least 1. */
size_t random_levels(struct random_level levels[RANDOM_LEVELS]);

#endif
