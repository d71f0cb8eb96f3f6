/* campaign.c -- the campaign as a value: its cells and what goes for each of them. */
#include "bench/data/store.h"
#include "bench/plan/problems.h"
#include "bench/plan/setting.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/names.h"

static size_t dims_of(const struct campaign *c, const struct function_entry *function)
{
  return function->dim ? 1 : c->dim_count;
}

static size_t dim_of(const struct campaign *c, const struct function_entry *function, size_t which)
{
  return function->dim ? function->dim : c->dims[which];
}

size_t campaign_runs_most(const struct campaign *c)
{
  if (!c->until_successes) return c->runs;
  return c->runs_limit ? c->runs_limit : 4 * c->runs;
}

double campaign_budget(const struct campaign *c, const struct function_entry *function, size_t dim)
{
  const struct budget *b = &c->budget;
  if (b->own && function && function->spec.type->budget > 0) return function->spec.type->budget;
  return b->amount * (b->per_dimension ? (double)dim : 1);
}

/* The error or level that a run of the function ends at; below 0: none. */
static double aim_of(const struct campaign *c, const struct function_entry *function)
{
  if (c->target != TARGET_AUTO) return c->target;
  double solved = function_solved(&function->spec);
  return isnan(solved) ? 1e-8 : solved;
}

void campaign_targets(const struct campaign *c, const struct function_entry *function,
                      struct target_list *list)
{
  double levels[LEVELS_MOST];
  size_t count = function_levels(&function->spec, levels);
  bool own = c->target_count > 0;
  targets_choose(own ? c->targets : levels, own ? c->target_count : count, count > 0,
                 aim_of(c, function), list);
  if (c->metric) list->aim = -INFINITY;
}

bool campaign_runs_enough(const struct campaign *c, size_t runs, size_t successes)
{
  if (runs < c->runs) return false;
  return successes >= c->until_successes || runs >= campaign_runs_most(c);
}

size_t campaign_cell_count(const struct campaign *c)
{
  size_t count = 0;
  for (size_t f = 0; f < c->function_count; f++)
    count += dims_of(c, &c->functions[f]) * c->instance_count * c->optimizer_count;
  return count;
}

struct cell campaign_cell(const struct campaign *c, size_t index)
{
  size_t f = 0;
  for (;; f++) {
    size_t here = dims_of(c, &c->functions[f]) * c->instance_count * c->optimizer_count;
    if (index < here) break;
    index -= here;
  }
  const struct function_entry *function = &c->functions[f];
  struct cell cell = {
      .function = function,
      .optimizer = &c->optimizers[index % c->optimizer_count],
      .instance = c->instances[index / c->optimizer_count % c->instance_count],
      .dim = dim_of(c, function, index / c->optimizer_count / c->instance_count),
  };
  cell.budget = campaign_budget(c, function, cell.dim);
  return cell;
}

/* What a file name cannot hold, or a shell would stumble over, becomes '_'. */
void label_file_name(const char *label, char *out)
{
  for (; *label; label++)
    *out++ = isalnum((unsigned char)*label) || strchr("._=+@-", *label) ? *label : '_';
  *out = '\0';
}

void cell_name(const struct cell *cell, char name[CELL_NAME_SIZE])
{
  char function[LABEL_SIZE], optimizer[LABEL_SIZE];
  label_file_name(cell->function->label, function);
  label_file_name(cell->optimizer->label, optimizer);
  snprintf(name, CELL_NAME_SIZE, "%s-d%zu-i%u-%s", function, cell->dim, cell->instance, optimizer);
}

/* NAME, or all that is asked for. */
static bool function_answers(const char *label, const char *name)
{
  size_t head = strcspn(label, ":");
  return !strcmp(name, label) || (strlen(name) == head && !strncmp(name, label, head));
}

static bool optimizer_answers(const char *label, const char *name)
{
  char head[LABEL_SIZE];
  method_head(label, head, sizeof head);
  return !strcmp(name, label) || !strcmp(name, head);
}

/* The methods of a label with several, one after the other; *at is NULL before the first. */
static bool next_stage(const char *label, const char **at, char stage[LABEL_SIZE])
{
  size_t length;
  const char *next = method_next(label, &length);
  if (!next) return false;
  if (*at) {
    method_next(*at, &length);
    if (!(*at)[length]) return false;
    *at += length + 1;
  } else {
    *at = label;
  }
  method_next(*at, &length);
  snprintf(stage, LABEL_SIZE, "%.*s", (int)length, *at);
  return true;
}

static bool has_dim(const struct campaign *c, const struct function_entry *function, size_t dim)
{
  if (function->dim) return function->dim == dim;
  for (size_t d = 0; d < c->dim_count; d++)
    if (c->dims[d] == dim) return true;
  return false;
}

int campaign_unlike(const struct campaign *a, const struct campaign *b, const char **key,
                    struct error *err)
{
  *key = NULL;
  for (const struct setting *s = settings; s->key && !*key; s++) {
    if (!s->compared) continue;
    char *one = setting_text(s, a), *other = setting_text(s, b);
    int status = one && other ? STATUS_OK : error_memory(err, "a campaign's settings");
    if (!status && strcmp(one, other) != 0) *key = s->key;
    free(one);
    free(other);
    if (status) return status;
  }
  return STATUS_OK;
}

/* By all that the label asks for, or by one of several methods. */
static bool label_answered(const char *label, const char *name)
{
  char stage[LABEL_SIZE];
  if (optimizer_answers(label, name)) return true;
  for (const char *at = NULL; next_stage(label, &at, stage);)
    if (optimizer_answers(stage, name)) return true;
  return false;
}

enum section_answer override_answer(const struct campaign *c, const struct override *o)
{
  bool optimizer = false, function = false;
  for (size_t k = 0; k < c->optimizer_count; k++)
    optimizer |= label_answered(c->optimizers[k].label, o->optimizer);
  if (!optimizer) return NO_SUCH_OPTIMIZER;
  for (size_t k = 0; k < c->function_count; k++) {
    if (o->function[0] && !function_answers(c->functions[k].label, o->function)) continue;
    function = true;
    if (!o->dim || has_dim(c, &c->functions[k], o->dim)) return ANSWERED;
  }
  return function ? NO_SUCH_DIMENSION : NO_SUCH_FUNCTION;
}

/* Of one method. */
static bool sets(const char *label, const char *key)
{
  const char *at = label + strcspn(label, ":");
  while (*at) {
    at++;
    if (param_keys_clash(at, strcspn(at, "=,"), key, strlen(key))) return true;
    at += names_span(at, ",");
  }
  return false;
}

bool label_sets(const char *label, const char *key)
{
  char stage[LABEL_SIZE];
  size_t place = 0;
  /* Of several, NUMBER.KEY is the KEY of one. */
  size_t only = isdigit((unsigned char)key[0]) && key[1] == '.' ? (size_t)(key[0] - '0') : 0;
  if (only) key += 2;
  for (const char *at = NULL; next_stage(label, &at, stage);)
    if ((++place == only || !only) && sets(stage, key)) return true;
  return !place && sets(label, key);
}

static bool on_function(const struct override *o, const struct cell *cell)
{
  if (o->function[0] && !function_answers(cell->function->label, o->function)) return false;
  return !o->dim || o->dim == cell->dim;
}

const char tuned_key[] = "tuned";

bool override_applies(const struct override *o, const struct cell *cell)
{
  const char *label = cell->optimizer->label;
  if (!optimizer_answers(label, o->optimizer) || !on_function(o, cell)) return false;
  return !strcmp(label, o->optimizer) || !label_sets(label, o->key);
}

/* Does a section speak of one of several methods? Of which from `first` on: its place behind that
 * of the first, or SIZE_MAX. */
static size_t stage_applies(const struct override *o, const struct cell *cell, size_t first)
{
  char stage[LABEL_SIZE];
  size_t place = 0;
  if (!on_function(o, cell)) return SIZE_MAX;
  for (const char *at = NULL; next_stage(cell->optimizer->label, &at, stage); place++) {
    if (place < first || !optimizer_answers(stage, o->optimizer)) continue;
    if (!strcmp(stage, o->optimizer) || !sets(stage, o->key)) return place;
  }
  return SIZE_MAX;
}

bool cell_has_section(const struct campaign *c, const struct cell *cell)
{
  for (size_t i = 0; i < c->override_count; i++)
    if (override_applies(&c->overrides[i], cell) ||
        stage_applies(&c->overrides[i], cell, 0) != SIZE_MAX)
      return true;
  return false;
}

/* What a section says of single ones of several methods. */
static int set_stages(const struct override *o, const struct cell *cell, struct method *method,
                      struct error *err)
{
  size_t place = stage_applies(o, cell, 0);
  int status = STATUS_OK;
  for (; place != SIZE_MAX && !status; place = stage_applies(o, cell, place + 1))
    status = method_set_stage(method, place, o->key, o->value, err);
  return status;
}

/* The networks of a method's rules, from the store. */
static int open_networks(const struct libraries *libraries, struct method *method,
                         struct error *err)
{
  struct network_slot *slots[CHAIN_MOST];
  size_t count = method_networks(method, slots);
  const struct weights *weights;
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++) {
    status = data_store_weights(libraries->data, slots[i]->weights, &weights, err);
    if (!status) slots[i]->network = &weights->network;
  }
  return status;
}

int cell_method(const struct libraries *libraries, const struct campaign *campaign,
                const struct cell *cell, struct method *method, struct error *err)
{
  int status = method_parse(libraries->optimizers, cell->optimizer->label, method, err);
  if (status) return status;
  /* From the general to the particular, so that the particular has the last word; what is said of
   * a method alone is more general than what is said of several. */
  enum { RANKS = 4 };
  for (int rank = 0; rank < 2 * RANKS && !status; rank++)
    for (size_t i = 0; i < campaign->override_count && !status; i++) {
      const struct override *o = &campaign->overrides[i];
      if ((o->function[0] ? 2 : 0) + (o->dim ? 1 : 0) != rank % RANKS) continue;
      if (!strcmp(o->key, tuned_key)) continue;
      if (rank < RANKS)
        status = set_stages(o, cell, method, err);
      else if (override_applies(o, cell))
        status = method_set(method, o->key, o->value, err);
    }
  if (!status) status = open_networks(libraries, method, err);
  if (status) method_free(method);
  return status;
}

int campaign_check_dims(const struct campaign *c, struct error *err)
{
  for (size_t d = 0; d < c->dim_count && c->dims_named; d++) {
    bool taken = false;
    for (size_t i = 0; i < c->function_count; i++)
      taken |= !c->functions[i].dim || c->functions[i].dim == c->dims[d];
    if (taken) continue;
    const struct function_entry *f = &c->functions[0];
    size_t only = f->dim;
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

bool campaign_suits(const struct function_entry *f, const struct optimizer_entry *o)
{
  if (o->traits & NEEDS_LAYERS && !f->spec.type->layers) return false;
  return !(o->traits & USES_GRADIENT && function_traits(&f->spec) & NO_GRADIENT);
}

/* Of what `all` added, what does not suit the others is left out: first functions that do not suit
 * an optimizer that was named, then optimizers that do not suit a function. */
static void leave_out(struct campaign *c)
{
  size_t kept = 0;
  for (size_t f = 0; f < c->function_count; f++) {
    struct function_entry *entry = &c->functions[f];
    bool suits = true;
    for (size_t i = 0; i < c->optimizer_count; i++)
      suits &= c->optimizers[i].rest || campaign_suits(entry, &c->optimizers[i]);
    if (suits || !entry->rest)
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
  if (!c->cover) leave_out(c);
  int found = campaign_find_dims(libraries, c, err);
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
    if (!dims_of(c, &c->functions[f]))
      return error_set(err, STATUS_USAGE,
                       "dimensions = auto, but %s takes several; name some with -d",
                       c->functions[f].label);
    for (size_t d = 0; d < dims_of(c, &c->functions[f]); d++) {
      size_t dim = dim_of(c, &c->functions[f], d);
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
      return cell.optimizer->traits & NEEDS_LAYERS && !cell.function->spec.type->layers
                 ? refuse_layers(&cell, err)
                 : refuse_gradient(&cell, rule, err);
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
