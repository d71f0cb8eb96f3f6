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

static void give_uniforms(void *context, uint64_t generation, uint32_t first, size_t samples,
                          size_t dim, double *out)
{
  const struct reference *table = ((const struct normals *)context)->uniforms;
  assert_true(!first && samples == 1 && dim == 1 && table->columns == 3);
  uint64_t row = generation - (uint64_t)table->value[0];
  assert_true(row < table->rows);
  const double *values = reference_row(table, row);
  assert_true(values[0] == (double)generation);
  *out = values[2];
}

struct draw normals_draw(struct normals *n)
{
  return (struct draw){
      .normals = give, .uniforms = n->uniforms ? give_uniforms : NULL, .context = n};
}
