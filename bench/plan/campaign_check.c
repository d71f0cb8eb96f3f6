/* campaign_check.c -- whether every cell of a campaign can be made. */
#include <stdio.h>
#include <string.h>

#include "bench/plan/box.h"
#include "bench/plan/problems.h"
#include "bench/plan/suite.h"

int campaign_check_dims(const struct campaign *c, struct error *err)
{
  for (size_t d = 0; d < c->dim_count && c->dims_named; d++) {
    bool taken = false;
    for (size_t i = 0; i < c->function_count; i++)
      for (size_t k = 0; k < campaign_dim_count(c, &c->functions[i]); k++)
        taken |= campaign_dim(c, &c->functions[i], k) == c->dims[d];
    if (taken) continue;
    const struct function_entry *f = &c->functions[0];
    size_t only = f->pairs ? f->pairs[0].dim : f->dim;
    if (f->pairs)
      return error_set(err, STATUS_USAGE,
                       "the suite %s has no function here in %zu dimensions, but %s in %zu; change "
                       "-d or leave it out",
                       c->suite->name, c->dims[d], f->label, only);
    return error_set(err, STATUS_USAGE,
                     "no function here has %zu dimensions: %s has %zu only; ask for -d %zu or "
                     "leave -d out",
                     c->dims[d], f->label, only, only);
  }
  return STATUS_OK;
}

static int check_successes(const struct campaign *c, size_t most, struct error *err)
{
  if (c->metric)
    return error_set(err, STATUS_USAGE,
                     "until-successes counts runs that reach the target, and with metric = %s none "
                     "ends there; drop one of them",
                     metric_names[c->metric]);
  if (c->target == TARGET_NONE)
    return error_set(err, STATUS_USAGE,
                     "until-successes counts runs that reach the target, and the target is none; "
                     "give one");
  if (c->start_mode == START_GRID)
    return error_set(err, STATUS_USAGE,
                     "until-successes adds runs, and a grid has one start for each of `runs`; use "
                     "start = random");
  if (most < c->runs)
    return error_set(err, STATUS_USAGE,
                     "runs-limit: %zu is less than the %zu runs that each cell gets; raise it",
                     most, c->runs);
  if (most < c->until_successes)
    return error_set(err, STATUS_USAGE,
                     "until-successes: %zu runs, the limit, cannot succeed %zu times; raise "
                     "runs-limit",
                     most, c->until_successes);
  return STATUS_OK;
}

static int refuse_gradient(const struct cell *cell, bool rule, struct error *err)
{
  const char *label = cell->optimizer->label;
  const struct function_spec *spec = &cell->function->spec;
  if (!(spec->type->traits & NO_GRADIENT) && param_find(spec->type->params, "deviation", 9))
    return error_set(err, STATUS_USAGE,
                     "%.80s asks for gradients, and %.80s has one only of a random policy; write "
                     "%s:deviation=0.3",
                     label, cell->function->label, spec->type->name);
  int name = (int)strcspn(label, "@:");
  if (!rule)
    return error_set(err, STATUS_USAGE,
                     "%.80s asks for gradients, and %.80s has none; take a method that works with "
                     "values",
                     label, cell->function->label);
  return error_set(
      err, STATUS_USAGE,
      "%.80s steps on the exact gradient, and %.80s has none; estimate it from values: "
      "%.*s@central, %.*s@es or %.*s@spsa",
      label, cell->function->label, name, label, name, label, name, label);
}

static int refuse_layers(const struct cell *cell, struct error *err)
{
  return error_set(err, STATUS_USAGE,
                   "%.80s steps matrices of weights, and %.80s has no layers; take a model that "
                   "has, such as mlp, or another rule",
                   cell->optimizer->label, cell->function->label);
}

/* Says which functions have residuals. */
static int refuse_residuals(const struct libraries *libraries, const struct cell *cell,
                            struct error *err)
{
  const char *label = cell->optimizer->label;
  if (cell->function->spec.type->residuals)
    return error_set(err, STATUS_USAGE,
                     "%.80s works with the residuals of a sum of squares, and under noise %.80s "
                     "tells none; drop the noise",
                     label, cell->function->label);
  char names[512] = "";
  for (size_t i = 0, at = 0; libraries->functions->functions[i]; i++) {
    const struct function_type *type = libraries->functions->functions[i];
    if (!type->residuals || at >= sizeof names) continue;
    at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", at ? ", " : "", type->name);
  }
  return error_set(err, STATUS_USAGE,
                   "%.80s works with the residuals of a sum of squares, and %.80s is none; those "
                   "that are: %s",
                   label, cell->function->label, names);
}

/* Of a cell that does not suit. */
static int refuse(const struct libraries *libraries, const struct cell *cell, bool rule,
                  struct error *err)
{
  unsigned traits = cell->optimizer->traits;
  if (traits & NEEDS_LAYERS && !cell->function->spec.type->layers) return refuse_layers(cell, err);
  if (traits & USES_RESIDUALS && !function_has_residuals(&cell->function->spec))
    return refuse_residuals(libraries, cell, err);
  return refuse_gradient(cell, rule, err);
}

bool campaign_suits(const struct function_entry *f, const struct optimizer_entry *o)
{
  if (o->traits & NEEDS_LAYERS && !f->spec.type->layers) return false;
  if (o->traits & USES_RESIDUALS && !function_has_residuals(&f->spec)) return false;
  return !(o->traits & USES_GRADIENT && function_traits(&f->spec) & NO_GRADIENT);
}

static int check_budget(const struct campaign *c, const struct function_entry *f, size_t dim,
                        struct error *err)
{
  if (!(campaign_budget(c, f, dim) > 0))
    return error_set(
        err, STATUS_USAGE,
        "budget: it says nothing of %zu dimensions, in which %.80s is run; add %zu: N, "
        "or N for all others",
        dim, f->label, dim);
  if (c->metric && !(c->budget.amount > 0) && campaign_steps(c, dim) > 0)
    return error_set(err, STATUS_USAGE,
                     "metric = %s weighs by cost, and the budget is of steps alone; add a cost, "
                     "such as 10k, 100 steps",
                     metric_names[c->metric]);
  return STATUS_OK;
}

/* The first instance of the campaign, or of those it is tuned on, that the function has not;
 * *found: there is one. */
static unsigned missing_instance(const struct campaign *c, const struct function_entry *f,
                                 bool *found)
{
  unsigned low = f->spec.type->instance_low;
  *found = true;
  for (size_t i = 0; i < c->instance_count; i++)
    if (c->instances[i] < low) return c->instances[i];
  for (size_t i = 0; i < c->tune_instance_count; i++)
    if (c->tune_instances[i] < low) return c->tune_instances[i];
  *found = false;
  return 0;
}

static int check_instances(const struct campaign *c, const struct function_entry *f,
                           struct error *err)
{
  bool found;
  unsigned instance = missing_instance(c, f, &found), low = f->spec.type->instance_low;
  if (!found || c->cover) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%.80s has no instance %u: its first is %u; ask for -i %u, or more", f->label,
                   instance, low, low);
}

/* Is there a dimension of the campaign in which the function, which takes several, is not? */
static bool misses_dimension(const struct campaign *c, const struct function_entry *f)
{
  const struct function_type *type = f->spec.type;
  if (type->dimension || type->dim_low == type->dim_high) return false;
  bool misses = false;
  for (size_t d = 0; d < c->dim_count; d++)
    misses |= c->dims[d] < type->dim_low || (type->dim_high && c->dims[d] > type->dim_high);
  return misses;
}

/* Of what `all` added, what does not suit the others is left out: first functions without a
 * dimension or instance that is asked for, or that do not suit an optimizer that was named, then
 * optimizers that do not suit a function. And of a suite, functions in none of the dimensions that
 * were named. */
static void leave_out(struct campaign *c)
{
  size_t kept = 0;
  for (size_t f = 0; f < c->function_count; f++) {
    struct function_entry *entry = &c->functions[f];
    bool missing, suits;
    missing_instance(c, entry, &missing);
    suits = !missing && !misses_dimension(c, entry);
    for (size_t i = 0; i < c->optimizer_count; i++)
      suits &= c->optimizers[i].rest || campaign_suits(entry, &c->optimizers[i]);
    if (entry->pairs ? campaign_dim_count(c, entry) : suits || !entry->rest)
      c->functions[kept++] = *entry;
    else
      function_spec_free(&entry->spec);
  }
  c->function_count = kept;
  kept = 0;
  for (size_t i = 0; i < c->optimizer_count; i++) {
    bool suits = true;
    for (size_t f = 0; f < c->function_count; f++)
      suits &= campaign_suits(&c->functions[f], &c->optimizers[i]);
    if (suits || !c->optimizers[i].rest) c->optimizers[kept++] = c->optimizers[i];
  }
  c->optimizer_count = kept;
}

int campaign_validate(const struct libraries *libraries, struct campaign *c, struct error *err)
{
  int found = campaign_settle_instances(c, err);
  if (found) return found;
  if (c->year && !c->suite)
    return error_set(err, STATUS_USAGE,
                     "year chooses among the instances of a suite, and there is none; name one "
                     "with --suite");
  if (!c->cover) leave_out(c);
  found = campaign_find_dims(libraries, c, err);
  if (found) return found;
  if (!c->function_count) return error_set(err, STATUS_USAGE, "no functions; name some with -f");
  if (!c->optimizer_count) return error_set(err, STATUS_USAGE, "no optimizers; name some with -o");
  size_t count = campaign_cell_count(c), most = campaign_runs_most(c);
  if ((double)count * (double)most > 1e9)
    return error_set(err, STATUS_USAGE,
                     "%zu cells of %zu runs are more than 1e9 runs; ask for less", count, most);
  if (c->until_successes) {
    int status = check_successes(c, most, err);
    if (status) return status;
  }
  for (size_t f = 0; f < c->function_count; f++) {
    const struct function_type *type = c->functions[f].spec.type;
    int status = check_instances(c, &c->functions[f], err);
    if (status) return status;
    if (!campaign_dim_count(c, &c->functions[f]))
      return error_set(err, STATUS_USAGE,
                       "dimensions = auto, but %s takes several; name some with -d",
                       c->functions[f].label);
    for (size_t d = 0; d < campaign_dim_count(c, &c->functions[f]); d++) {
      size_t dim = campaign_dim(c, &c->functions[f], d);
      if (dim < type->dim_low || (type->dim_high && dim > type->dim_high))
        return error_set(err, STATUS_USAGE,
                         "%s needs at %s %zu dimensions, not %zu; change the dimensions (-d)",
                         c->functions[f].label, dim < type->dim_low ? "least" : "most",
                         dim < type->dim_low ? type->dim_low : type->dim_high, dim);
      if (c->start_mode == START_POINT && c->start_count != dim)
        return error_set(
            err, STATUS_USAGE,
            "the start has %zu coordinates, but %s is run in %zu; give %zu with --start",
            c->start_count, c->functions[f].label, dim, dim);
      status = check_budget(c, &c->functions[f], dim, err);
      if (status) return status;
      status = box_check(&c->region, "region", c->functions[f].label, dim, err);
      if (!status && c->start_mode == START_BOX)
        status = box_check(&c->start_box, "start", c->functions[f].label, dim, err);
      if (status) return status;
    }
  }
  for (size_t i = 0; i < count; i++) {
    struct cell cell = campaign_cell(c, i);
    struct method method;
    char name[CELL_NAME_SIZE];
    int status = cell_method(libraries, c, &cell, &method, err);
    if (status) return status;
    bool rule = method.rule != NULL;
    method_free(&method);
    if (!c->cover && !campaign_suits(cell.function, cell.optimizer))
      return refuse(libraries, &cell, rule, err);
    cell_name(&cell, name);
    if (strlen(name) > 200)
      return error_set(
          err, STATUS_USAGE,
          "the file name of %s on %s is too long; use fewer parameters in the label and "
          "set them in a section of the campaign's file",
          cell.optimizer->label, cell.function->label);
  }
  return STATUS_OK;
}
