/* results_set.c -- what is asked of results in memory; see results_read.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/record/journal.h"
#include "bench/record/results_read.h"

bool cell_results_is(const struct cell_results *c, const char *function, size_t dim,
                     unsigned instance, const char *optimizer)
{
  return c->dim == dim && c->instance == instance && !strcmp(c->optimizer, optimizer) &&
         !strcmp(c->function, function);
}

const struct cell_results *results_find(const struct results_set *set, const char *function,
                                        size_t dim, unsigned instance, const char *optimizer)
{
  size_t i = 0;
  if (cell_index_is_of(&set->index, set->cell, set->cell_count))
    i = cell_index_find(&set->index, function, dim, instance, optimizer);
  else
    while (i < set->cell_count &&
           !cell_results_is(&set->cell[i], function, dim, instance, optimizer))
      i++;
  return i < set->cell_count ? &set->cell[i] : NULL;
}

bool results_have_costs(const char *folder)
{
  const char *const names[] = {"targets.csv", journal_name};
  char path[PATH_SIZE];
  struct error err;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (!paths_join(path, folder, names[i], &err) && !access(path, F_OK)) return true;
  return false;
}

void results_set_note(const struct results_set *set)
{
  if (set->unfinished)
    fprintf(stderr,
            "optbench: note: %.300s is not finished: %zu of its %zu cells are whole, and only they "
            "are read\n",
            set->folder, set->cell_count, campaign_cell_count(&set->campaign));
}

void cell_results_title(const struct cell_results *c, char title[CELL_TITLE])
{
  int used = snprintf(title, CELL_TITLE, "%s on %s d%zu", c->optimizer, c->function, c->dim);
  if (c->instances && used > 0 && used < CELL_TITLE)
    snprintf(title + used, (size_t)(CELL_TITLE - used), ", %zu instances", c->instances);
  if (c->instance && used > 0 && used < CELL_TITLE)
    snprintf(title + used, (size_t)(CELL_TITLE - used), " i%u", c->instance);
}

const struct target_list *results_targets(const struct results_set *set,
                                          const struct function_entry *function)
{
  for (size_t f = 0; f < set->campaign.function_count; f++)
    if (!strcmp(set->campaign.functions[f].label, function->label)) return &set->targets[f];
  return &set->targets[0];
}

size_t results_aim(const struct results_set *set, const struct function_entry *function)
{
  const struct target_list *list = results_targets(set, function);
  if (!(function->spec.type->traits & UNKNOWN_MINIMUM) || isfinite(list->aim))
    return list->count - 1;
  size_t hardest = 0;
  for (size_t i = 0; i < set->cell_count; i++) {
    const struct cell_results *c = &set->cell[i];
    for (size_t r = 0; r < c->run_count && c->targets == list; r++)
      while (hardest + 1 < list->count && isfinite(c->run[r].to[hardest + 1])) hardest++;
  }
  return hardest;
}

void cell_results_costs(const struct cell_results *cell, size_t target, double *to, double *spent)
{
  for (size_t i = 0; i < cell->run_count; i++) {
    to[i] = cell->run[i].to[target];
    spent[i] = cell->run[i].cost;
  }
}

double cell_results_budget(const struct results_set *set, const struct cell_results *cell)
{
  const struct campaign *c = &set->campaign;
  for (size_t f = 0; f < c->function_count; f++)
    if (!strcmp(c->functions[f].label, cell->function))
      return campaign_budget(c, &c->functions[f], cell->dim);
  return campaign_budget(c, NULL, cell->dim);
}
