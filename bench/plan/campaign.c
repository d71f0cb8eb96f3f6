/* campaign.c -- the campaign as a value: its cells and what goes for each of them. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/setting.h"
#include "bench/plan/suite.h"

/* Does the campaign name the dimension? */
static bool is_named(const struct campaign *c, size_t dim)
{
  for (size_t d = 0; d < c->dim_count; d++)
    if (c->dims[d] == dim) return true;
  return !c->dims_named;
}

size_t campaign_dim_count(const struct campaign *c, const struct function_entry *function)
{
  size_t count = 0;
  if (function->dim) return 1;
  if (!function->pairs) return c->dim_count;
  for (size_t i = 0; i < function->pair_count; i++) count += is_named(c, function->pairs[i].dim);
  return count;
}

size_t campaign_dim(const struct campaign *c, const struct function_entry *function, size_t which)
{
  if (function->dim) return function->dim;
  if (!function->pairs) return c->dims[which];
  size_t i = 0;
  while (!is_named(c, function->pairs[i].dim) || which--) i++;
  return function->pairs[i].dim;
}

size_t campaign_runs_most(const struct campaign *c)
{
  if (!c->until_successes) return c->runs;
  return c->runs_limit ? c->runs_limit : 4 * c->runs;
}

/* What is said of the dimension alone; NULL: nothing. */
static const struct budget_share *share_of(const struct budget *b, size_t dim)
{
  for (size_t i = 0; i < b->share_count; i++)
    if (b->shares[i].dim == dim) return &b->shares[i];
  return NULL;
}

double campaign_steps(const struct campaign *c, size_t dim)
{
  const struct budget_share *share = share_of(&c->budget, dim);
  return share && share->steps > 0 ? share->steps : c->budget.steps;
}

double campaign_budget(const struct campaign *c, const struct function_entry *function, size_t dim)
{
  const struct budget *b = &c->budget;
  const struct budget_share *share = share_of(b, dim);
  double times = (double)dim;
  if (share && share->amount > 0) return share->amount * (share->per_dimension ? times : 1);
  if (b->own && function && function->spec.type->budget > 0) return function->spec.type->budget;
  if (b->amount > 0) return b->amount * (b->per_dimension ? times : 1);
  /* A step of central differences costs 2 d, and few populations have over 10000. */
  return campaign_steps(c, dim) * (10000 + 10 * times) * fmax(1, c->gradient_cost);
}

void campaign_give_budget(const struct campaign *c, struct cell *cell)
{
  cell->budget = campaign_budget(c, cell->function, cell->dim);
  cell->steps = campaign_steps(c, cell->dim);
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
    count += campaign_dim_count(c, &c->functions[f]) * c->instance_count * c->optimizer_count;
  return count;
}

struct cell campaign_cell(const struct campaign *c, size_t index)
{
  size_t f = 0;
  for (;; f++) {
    size_t here = campaign_dim_count(c, &c->functions[f]) * c->instance_count * c->optimizer_count;
    if (index < here) break;
    index -= here;
  }
  const struct function_entry *function = &c->functions[f];
  struct cell cell = {
      .function = function,
      .optimizer = &c->optimizers[index % c->optimizer_count],
      .instance = c->instances[index / c->optimizer_count % c->instance_count],
      .dim = campaign_dim(c, function, index / c->optimizer_count / c->instance_count),
  };
  campaign_give_budget(c, &cell);
  return cell;
}

size_t campaign_block(const struct campaign *campaign, size_t first_cell)
{
  struct cell first = campaign_cell(campaign, first_cell);
  size_t end = first_cell + 1, cells = campaign_cell_count(campaign);
  for (; end < cells; end++) {
    struct cell cell = campaign_cell(campaign, end);
    if (cell.function != first.function || cell.dim != first.dim) break;
  }
  return end - first_cell;
}

bool minimum_known(const struct function_entry *function)
{
  return !(function->spec.type->traits & UNKNOWN_MINIMUM);
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
