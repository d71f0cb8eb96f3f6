/* normals.c -- see normals.h. */
#include "tests/support/normals.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <string.h>

static void give(void *context, uint64_t generation, uint32_t first, size_t samples, size_t dim,
                 double *out)
{
  struct normals *n = context;
  assert_int_equal(dim + 2, n->table->columns);
  assert_true(first + samples <= n->samples);
  for (size_t s = 0; s < samples; s++) {
    size_t row = generation * n->samples + first + s;
    assert_true(row < n->table->rows);
    const double *values = reference_row(n->table, row);
    assert_true(values[0] == (double)generation);
    memcpy(out + s * dim, values + 2, dim * sizeof *out);
  }
}

struct draw normals_draw(struct normals *n) { return (struct draw){.normals = give, .context = n}; }
