/* compare_cells.c -- see compare_cells.h. */
#include "bench/judge/compare_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/instances.h"

static bool takes_part(const struct contender *c, const struct cell_results *cell)
{
  return !c->optimizer || !strcmp(c->optimizer, cell->optimizer);
}

/* The contender's cell that asks what `key` does; folders are compared under the same optimizer. */
static const struct cell_results *cell_of(const struct contender *c, const struct cell_results *key)
{
  return results_find(c->set, key->function, key->dim, key->instance,
                      c->optimizer ? c->optimizer : key->optimizer);
}

int comparison_find_cells(struct comparison *out, struct error *err)
{
  size_t most = 0, n = out->contender_count;
  for (size_t k = 0; k < n; k++) most += out->contender[k].set->cell_count;
  out->cell = calloc(most + 1, sizeof *out->cell);
  out->entries = calloc(most * n + 1, sizeof *out->entries);
  if (!out->cell || !out->entries) return error_memory(err, "a comparison");
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < out->contender[k].set->cell_count; i++) {
      const struct cell_results *cell = &out->contender[k].set->cell[i];
      bool known = !takes_part(&out->contender[k], cell);
      for (size_t j = 0; j < k && !known; j++) known = cell_of(&out->contender[j], cell);
      if (known) continue;
      struct meeting *m = &out->cell[out->cell_count];
      *m = (struct meeting){.key = cell, .entry = out->entries + out->cell_count * n};
      for (size_t j = 0; j < n; j++) m->entry[j].cell = cell_of(&out->contender[j], cell);
      out->cell_count++;
    }
  return STATUS_OK;
}

double comparison_first_cost(const struct comparison *c)
{
  return 1 + c->contender[0].set->campaign.gradient_cost;
}

/* The hardest target that one of them reaches in half of its runs, unless all do at the start. */
static size_t hardest_of_one(const struct comparison *c, const struct meeting *m)
{
  size_t target = NO_TARGET;
  bool at_start = true;
  for (size_t j = 0; j < c->contender_count; j++) {
    size_t half = m->entry[j].half;
    if (half != NO_TARGET && (target == NO_TARGET || half > target)) target = half;
  }
  for (size_t j = 0; j < c->contender_count && target != NO_TARGET; j++)
    if (m->entry[j].cell)
      at_start &=
          met_at_start(m->entry[j].cell, m->entry[j].least, target, comparison_first_cost(c));
  return at_start ? NO_TARGET : target;
}

/* Did all of them run there, on the same function? */
static bool is_whole(const struct comparison *c, const struct meeting *m)
{
  for (size_t j = 0; j < c->contender_count; j++) {
    if (!m->entry[j].cell) return false;
    if (strcmp(m->entry[j].cell->problem, m->key->problem) != 0) return false;
  }
  return true;
}

/* Of folders of one seed: the cell of the fewest runs among those that are paired with contender
 * j's. */
static const struct cell_results *least_of(const struct comparison *c, const struct meeting *m,
                                           size_t j)
{
  const struct cell_results *least = m->entry[j].cell;
  if (c->contender[j].optimizer || !least) return NULL;
  for (size_t k = 0; k < c->contender_count; k++) {
    const struct cell_results *other = m->entry[k].cell;
    if (other && comparison_paired(c, j, k) && !strcmp(other->problem, least->problem) &&
        other->run_count < least->run_count)
      least = other;
  }
  return least == m->entry[j].cell ? NULL : least;
}

int comparison_fill(struct comparison *c, double target, struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < c->cell_count; i++) {
    struct meeting *m = &c->cell[i];
    m->whole = is_whole(c, m);
    for (size_t j = 0; j < c->contender_count; j++) {
      struct entry *e = &m->entry[j];
      e->least = least_of(c, m, j);
      e->half = e->cell ? hardest_of_half(e->cell, e->least) : NO_TARGET;
    }
    m->target = isnan(target) ? hardest_of_one(c, m) : targets_find(m->key->targets, target);
    for (size_t j = 0; j < c->contender_count && !status; j++) {
      struct entry *e = &m->entry[j];
      e->art = INFINITY;
      e->score = e->error = NAN;
      if (!e->cell) continue;
      for (size_t r = 0; r < e->cell->run_count; r++) {
        if (e->least && instances_partner(e->cell, r, e->least) == e->least->run_count) continue;
        e->runs++;
        e->solved += e->cell->run[r].outcome == OUTCOME_TARGET;
      }
      struct running_time time = running_time_of(e->cell, e->least, m->target);
      e->successes = time.successes;
      e->art = running_time_average(&time);
      status = cell_median_error(e->cell, e->least, &e->error, err);
      e->score = trial_key(e->art, e->successes > 0, e->error);
    }
  }
  return status;
}
