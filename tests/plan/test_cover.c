/* test_cover.c -- the cells of a cover hang on names alone: everything has some, and what is new
 * moves none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/figures/figures.h"
#include "bench/plan/cover.h"
#include "bench/plan/levels.h"

static struct libraries libraries = {.figures = figure_names};

static int set_up(void **state)
{
  (void)state;
  struct error err;
  return levels_pick(NULL, &libraries, &err);
}

static const char *const functions = "rosenbrock,quadratic:condition=100,cliffs,mlp,all";
static const char *const optimizers = "sgd,adam,cmaes:population=20,all";

static struct campaign campaign_of(const char *f, const char *o)
{
  struct campaign c = {0};
  struct error err;
  assert_int_equal(campaign_defaults(&libraries, &c, "trial", &err), STATUS_OK);
  assert_int_equal(campaign_set_functions(&libraries, &c, f, &err), STATUS_OK);
  assert_int_equal(campaign_set_optimizers(&libraries, &c, o, &err), STATUS_OK);
  assert_int_equal(campaign_set_dims(&c, "2,5,43", &err), STATUS_OK);
  assert_int_equal(campaign_set_instances(&c, "1", &err), STATUS_OK);
  c.cover = 2;
  return c;
}

struct cells {
  struct cell *cell;
  size_t count;
};

static struct cells cells_of(const struct campaign *c)
{
  struct cells cells;
  struct error err;
  assert_int_equal(cover_cells(c, &cells.cell, &cells.count, &err), STATUS_OK);
  return cells;
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
  return a->dim == b->dim && a->instance == b->instance &&
         !strcmp(a->function->label, b->function->label) &&
         !strcmp(a->optimizer->label, b->optimizer->label);
}

/* Has it all of these? Most often they stand in the same order, so that each is looked for from
 * behind the one before it. */
static bool has_all(const struct cells *cells, const struct cells *these)
{
  size_t at = 0;
  for (size_t i = 0; i < these->count; i++) {
    size_t tried = 0;
    while (tried < cells->count && !same_cell(&cells->cell[at], &these->cell[i])) {
      at = (at + 1) % cells->count;
      tried++;
    }
    if (tried == cells->count) return false;
  }
  return true;
}

/* How many cells an optimizer, or a function, has at a dimension; NULL and 0 match any. */
static size_t count(const struct cells *cells, const char *function, const char *optimizer,
                    size_t dim)
{
  size_t found = 0;
  for (size_t i = 0; i < cells->count; i++) {
    const struct cell *c = &cells->cell[i];
    found += (!function || !strcmp(c->function->label, function)) &&
             (!optimizer || !strcmp(c->optimizer->label, optimizer)) && (!dim || c->dim == dim);
  }
  return found;
}

/* Of the optimizers that are named: two, or as many as go with the function. */
static size_t least(const struct campaign *c, const struct function_entry *function)
{
  size_t suited = 0;
  for (size_t i = 0; i < c->optimizer_count; i++)
    suited += !c->optimizers[i].rest && campaign_suits(function, &c->optimizers[i]);
  assert_true(suited);
  return suited < 2 ? suited : 2;
}

/* Of functions without a dimension of their own. */
static bool takes(const struct function_entry *f, size_t dim)
{
  const struct function_type *type = f->spec.type;
  return !f->dim && dim >= type->dim_low && (!type->dim_high || dim <= type->dim_high);
}

/* Functions of a group that `all` adds have one partner at each of three dimensions, others two. */
static void test_everything(void **state)
{
  (void)state;
  struct campaign c = campaign_of(functions, optimizers);
  struct cells cells = cells_of(&c);
  assert_int_equal(count(&cells, "bbob-f3", NULL, 0), 3);
  for (size_t d = 0; d < c.dim_count; d++) {
    for (size_t i = 0; i < c.optimizer_count; i++)
      if (c.optimizers[i].traits & NEEDS_LAYERS)
        assert_int_equal(count(&cells, "mlp", c.optimizers[i].label, 0), c.instance_count);
      else
        assert_true(count(&cells, NULL, c.optimizers[i].label, c.dims[d]) >=
                    (c.optimizers[i].traits & USES_RESIDUALS ? 1 : 2));
    for (size_t i = 0; i < c.function_count; i++)
      if (takes(&c.functions[i], c.dims[d]))
        assert_true(count(&cells, c.functions[i].label, NULL, c.dims[d]) >=
                    (c.functions[i].spec.type->group ? 1 : least(&c, &c.functions[i])));
  }
  for (size_t i = 0; i < c.function_count; i++) {
    const char *label = c.functions[i].label;
    size_t own = c.functions[i].dim;
    if (!own) continue;
    assert_true(count(&cells, label, NULL, own) >= least(&c, &c.functions[i]));
    assert_int_equal(count(&cells, label, NULL, 0), count(&cells, label, NULL, own));
  }
  assert_true(count(&cells, "parabola", NULL, 1) >= 2);
  assert_true(count(&cells, "mlp", NULL, 82) >= 2); /* 2 x 16 + 16 + 16 x 2 + 2 */
  assert_int_equal(count(&cells, "parabola", NULL, 0), count(&cells, "parabola", NULL, 1));
  for (size_t i = 0; i < cells.count; i++)
    assert_false(cells.cell[i].function->rest && cells.cell[i].optimizer->rest);
  free(cells.cell);
  campaign_free(&c);
}

/* What has no instance 0 has no cells there. */
static void test_instances(void **state)
{
  (void)state;
  struct error err;
  struct campaign c = campaign_of(functions, optimizers);
  struct cells one = cells_of(&c);
  assert_int_equal(campaign_set_instances(&c, "0, 1", &err), STATUS_OK);
  struct cells both = cells_of(&c);
  for (size_t i = 0; i < c.function_count; i++) {
    size_t before = count(&one, c.functions[i].label, NULL, 0);
    size_t after = count(&both, c.functions[i].label, NULL, 0);
    assert_true(c.functions[i].spec.type->instance_low ? after == before : after > before);
  }
  free(one.cell);
  free(both.cell);
  campaign_free(&c);
}

static void test_all(void **state)
{
  (void)state;
  struct campaign c = campaign_of(functions, optimizers);
  size_t rules = 0;
  for (size_t i = 0; libraries.functions->functions[i]; i++) {
    size_t found = 0;
    for (size_t k = 0; k < c.function_count; k++)
      found += !strcmp(c.functions[k].label, libraries.functions->functions[i]->name);
    assert_int_equal(found, 1);
  }
  for (size_t k = 0; k < c.optimizer_count; k++) {
    rules += !strncmp(c.optimizers[k].label, "sgd@", 4);
    assert_int_equal(c.optimizers[k].rest, k >= 3);
  }
  size_t sources = 0;
  while (libraries.optimizers->sources[sources]) sources++;
  assert_int_equal(rules, sources - 1); /* sgd itself is the first of them */
  campaign_free(&c);
}

/* As if one of the rest had not been there: no other cell is another. */
static void test_new_rows(void **state)
{
  (void)state;
  struct campaign c = campaign_of(functions, optimizers);
  struct cells cells = cells_of(&c);
  for (size_t gone = 3; gone < c.optimizer_count; gone++) {
    struct campaign fewer = campaign_of(functions, optimizers);
    struct optimizer_entry *entry = fewer.optimizers + gone;
    memmove(entry, entry + 1, (--fewer.optimizer_count - gone) * sizeof *entry);
    struct cells left = cells_of(&fewer);
    assert_int_equal(left.count + count(&cells, NULL, c.optimizers[gone].label, 0), cells.count);
    assert_true(has_all(&cells, &left));
    free(left.cell);
    campaign_free(&fewer);
  }
  for (size_t gone = 4; gone < c.function_count; gone++) {
    struct campaign fewer = campaign_of(functions, optimizers);
    function_spec_free(&fewer.functions[gone].spec);
    struct function_entry *entry = fewer.functions + gone;
    memmove(entry, entry + 1, (--fewer.function_count - gone) * sizeof *entry);
    struct cells left = cells_of(&fewer);
    assert_int_equal(left.count + count(&cells, c.functions[gone].label, NULL, 0), cells.count);
    assert_true(has_all(&cells, &left));
    free(left.cell);
    campaign_free(&fewer);
  }
  free(cells.cell);
  campaign_free(&c);
}

static void test_order(void **state)
{
  (void)state;
  struct campaign a = campaign_of(functions, optimizers);
  struct campaign b = campaign_of("all,mlp,cliffs,quadratic:condition=100,rosenbrock",
                                  "cmaes:population=20,all,adam,sgd");
  struct cells x = cells_of(&a), y = cells_of(&b);
  assert_int_equal(x.count, y.count);
  assert_true(has_all(&y, &x));
  free(x.cell);
  free(y.cell);
  campaign_free(&a);
  campaign_free(&b);
}

static void test_refused(void **state)
{
  (void)state;
  struct campaign c = campaign_of(functions, optimizers);
  struct error err;
  assert_int_equal(campaign_set_optimizers(&libraries, &c, "all,sgd,all", &err), STATUS_USAGE);
  assert_string_equal(err.text, "optimizers: 'all' stands twice; drop one");
  assert_int_equal(campaign_set_functions(&libraries, &c, "step,step,all", &err), STATUS_USAGE);
  assert_true(c.function_count > 3); /* as they were */
  campaign_free(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_everything), cmocka_unit_test(test_all),
      cmocka_unit_test(test_new_rows),   cmocka_unit_test(test_order),
      cmocka_unit_test(test_refused),    cmocka_unit_test(test_instances),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
