/* normals.h -- feeds an optimizer with the standard normals of a table instead of its stream. */
#ifndef OPTBENCH_TESTS_SUPPORT_NORMALS_H
#define OPTBENCH_TESTS_SUPPORT_NORMALS_H

#include "src/draws/draw.h"
#include "tests/support/reference.h"

struct normals {
  struct reference *table; /* rows gen, k, z0, z1, ... in this order; borrowed */
  size_t samples;          /* rows of a generation */
};

/* For setup.draw; n lives as long. Asking for another dimension or beyond the table fails the
 * test. */
struct draw normals_draw(struct normals *n);

#endif
