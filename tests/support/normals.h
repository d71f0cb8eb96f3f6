/* normals.h -- feeds an optimizer with the standard normals of a table instead of its stream, and
 * with uniforms of another. */
#ifndef OPTBENCH_TESTS_SUPPORT_NORMALS_H
#define OPTBENCH_TESTS_SUPPORT_NORMALS_H

#include "src/draws/draw.h"
#include "tests/support/reference.h"

struct normals {
  struct reference *table; /* rows gen, k, z0, z1, ... in this order; borrowed */
  size_t samples;          /* rows of a generation */
  /* One of a generation each, rows gen, k, u, from any generation on; borrowed. NULL: they come
   * from the stream. */
  struct reference *uniforms;
};

/* For setup.draw; n lives as long. Asking for another dimension or beyond the table fails the
 * test. */
struct draw normals_draw(struct normals *n);

#endif
