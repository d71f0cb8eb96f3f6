/* instances.c -- see instances.h. */
#include "bench/judge/instances.h"

#include <stdlib.h>
#include <string.h>

#include "bench/plan/tasks.h"

bool instances_are_few(const struct campaign *c, size_t repetitions_least)
{
  return c->instance_count > 1 && c->runs < repetitions_least;
}

static bool belong_together(const struct cell_results *a, const struct cell_results *b)
{
  return a->dim == b->dim && !strcmp(a->function, b->function) &&
         !strcmp(a->optimizer, b->optimizer);
}

/* The cell of the lowest instance above `above` that belongs to `key`; NULL if there is none. */
static const struct cell_results *next_instance(const struct results_set *set,
                                                const struct cell_results *key, long above)
{
  const struct cell_results *next = NULL;
  for (size_t i = 0; i < set->cell_count; i++) {
    const struct cell_results *c = &set->cell[i];
    if (belong_together(c, key) && (long)c->instance > above &&
        (!next || c->instance < next->instance))
      next = c;
  }
  return next;
}

/* What the pooled cell was: a digest of what its cells were. */
static void join_digest(char digest[17], const char *more)
{
  char both[40];
  snprintf(both, sizeof both, "%.16s %.16s", digest, more);
  tasks_digest(both, digest);
}

static int pool_cell(const struct results_set *set, const struct cell_results *key,
                     struct results_set *pooled, struct error *err)
{
  struct cell_results *p = &pooled->cell[pooled->cell_count];
  *p = *key;
  p->run = NULL;
  p->run_count = p->instances = 0;
  long above = -1;
  for (const struct cell_results *c; (c = next_instance(set, key, above)); above = c->instance) {
    struct run_result *longer = realloc(p->run, (p->run_count + c->run_count) * sizeof *longer);
    if (!longer) {
      free(p->run);
      return error_memory(err, "the runs of all instances");
    }
    p->run = longer;
    memcpy(p->run + p->run_count, c->run, c->run_count * sizeof *c->run);
    p->run_count += c->run_count;
    if (p->instances) {
      join_digest(p->problem, c->problem);
      join_digest(p->definition, c->definition);
    } else {
      memcpy(p->problem, c->problem, sizeof p->problem);
      memcpy(p->definition, c->definition, sizeof p->definition);
    }
    p->instances++;
  }
  p->instance = 0;
  pooled->cell_count++;
  return STATUS_OK;
}

int instances_pool(const struct results_set *set, struct results_set *pooled, struct error *err)
{
  *pooled = *set;
  pooled->cell_count = 0;
  pooled->cell = calloc(set->cell_count + 1, sizeof *pooled->cell);
  int status = pooled->cell ? STATUS_OK : error_memory(err, "the runs of all instances");
  for (size_t i = 0; i < set->cell_count && !status; i++) {
    bool done = false;
    for (size_t k = 0; k < pooled->cell_count && !done; k++)
      done = belong_together(&pooled->cell[k], &set->cell[i]);
    if (!done) status = pool_cell(set, &set->cell[i], pooled, err);
  }
  if (status) instances_free(pooled);
  return status;
}

void instances_free(struct results_set *pooled)
{
  for (size_t i = 0; pooled->cell && i < pooled->cell_count; i++) free(pooled->cell[i].run);
  free(pooled->cell);
  *pooled = (struct results_set){0};
}
