/* test_cell_index.c -- cells are found by their keys, and none that is not there, as the table
 * grows and the cells move; sets that it is not of are searched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/results_read.h"

enum { FUNCTIONS = 5, DIMS = 4, INSTANCES = 15, OPTIMIZERS = 7 };
enum { CELLS = FUNCTIONS * DIMS * INSTANCES * OPTIMIZERS };
static char functions[FUNCTIONS][8], optimizers[OPTIMIZERS][8];

static struct cell_results cell_of(size_t i)
{
  return (struct cell_results){.function = functions[i % FUNCTIONS],
                               .dim = 2 + i / FUNCTIONS % DIMS,
                               .instance = (unsigned)(i / FUNCTIONS / DIMS % INSTANCES),
                               .optimizer = optimizers[i / FUNCTIONS / DIMS / INSTANCES]};
}

static void test_found(void **state)
{
  (void)state;
  struct results_set set = {0};
  struct error err = {0};
  for (size_t i = 0; i < FUNCTIONS; i++) snprintf(functions[i], sizeof functions[i], "f%zu", i);
  for (size_t i = 0; i < OPTIMIZERS; i++) snprintf(optimizers[i], sizeof optimizers[i], "o%zu", i);
  for (size_t i = 0; i < CELLS; i++) {
    struct cell_results c = cell_of(i), *moved = malloc((i + 1) * sizeof *moved);
    assert_non_null(moved);
    if (i) memcpy(moved, set.cell, i * sizeof *moved);
    if (i) assert_null(results_find(&set, c.function, c.dim, c.instance, c.optimizer));
    free(set.cell);
    set.cell = moved;
    set.cell[set.cell_count++] = c;
    assert_int_equal(cell_index_extend(&set.index, set.cell, set.cell_count, &err), STATUS_OK);
  }
  assert_true(cell_index_is_of(&set.index, set.cell, CELLS));
  for (size_t i = 0; i < CELLS; i++) {
    struct cell_results c = cell_of(i);
    assert_ptr_equal(results_find(&set, c.function, c.dim, c.instance, c.optimizer), &set.cell[i]);
  }
  assert_null(results_find(&set, "f0", 2, INSTANCES, "o0"));
  assert_null(results_find(&set, "f0", 2 + DIMS, 0, "o0"));
  assert_null(results_find(&set, "o0", 2, 0, "f0"));
  /* A copy with some of the cells, in another order. */
  struct results_set part = set;
  struct cell_results some[] = {set.cell[9], set.cell[3]};
  part.cell = some;
  part.cell_count = 2;
  assert_ptr_equal(
      results_find(&part, some[1].function, some[1].dim, some[1].instance, some[1].optimizer),
      &some[1]);
  assert_null(results_find(&part, set.cell[0].function, 2, 0, "o0"));
  free(set.cell);
  cell_index_free(&set.index);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_found)};
  return cmocka_run_group_tests_name("cell index", tests, NULL, NULL);
}
