/* instances.c -- see instances.h. */
#include "bench/judge/instances.h"

#include <stdlib.h>
#include <string.h>

#include "bench/plan/tasks.h"

bool instances_are_few(const struct campaign *c, size_t repetitions_least)
{
  return c->instance_count > 1 && c->runs < repetitions_least;
}

static bool same_instances(const struct campaign *a, const struct campaign *b)
{
  bool same = a->instance_count == b->instance_count;
  for (size_t i = 0; i < a->instance_count && same; i++) {
    same = false;
    for (size_t k = 0; k < b->instance_count && !same; k++)
      same = a->instances[i] == b->instances[k];
  }
  return same;
}

bool instances_go_together(const struct results_set *set, size_t count, size_t repetitions_least)
{
  bool together = true;
  for (size_t i = 0; i < count && together; i++)
    together = instances_are_few(&set[i].campaign, repetitions_least) &&
               same_instances(&set[0].campaign, &set[i].campaign);
  return together;
}

static bool belong_together(const struct cell_results *a, const struct cell_results *b)
{
  return a->dim == b->dim && !strcmp(a->function, b->function) &&
         !strcmp(a->optimizer, b->optimizer);
}

/* The cells of a set in the order of their problems, then instances. */
static int by_problem(const void *a, const void *b)
{
  const struct cell_results *x = *(const struct cell_results *const *)a;
  const struct cell_results *y = *(const struct cell_results *const *)b;
  int order = strcmp(x->function, y->function);
  if (!order) order = (x->dim > y->dim) - (x->dim < y->dim);
  if (!order) order = strcmp(x->optimizer, y->optimizer);
  if (!order) order = (x->instance > y->instance) - (x->instance < y->instance);
  return order ? order : (x > y) - (x < y);
}

/* Cells of one problem: `count` from `cell` on in that order, `first` being what comes first in the
 * set. */
struct pool {
  const struct cell_results *const *cell, *first;
  size_t count;
};

static int by_place(const void *a, const void *b)
{
  const struct pool *x = a, *y = b;
  return (x->first > y->first) - (x->first < y->first);
}

/* The pools of `count` cells, in the order of the set; how many. */
static size_t find_pools(const struct cell_results *const *cell, size_t count, struct pool *pool)
{
  size_t pools = 0;
  for (size_t i = 0; i < count; i++) {
    if (!i || !belong_together(cell[i - 1], cell[i]))
      pool[pools++] = (struct pool){&cell[i], cell[i], 0};
    struct pool *p = &pool[pools - 1];
    if (cell[i] < p->first) p->first = cell[i];
    p->count++;
  }
  qsort(pool, pools, sizeof *pool, by_place);
  return pools;
}

/* What the pooled cell was: a digest of what its cells were. */
static void join_digest(char digest[17], const char *more)
{
  char both[40];
  snprintf(both, sizeof both, "%.16s %.16s", digest, more);
  tasks_digest(both, digest);
}

static int pool_cell(const struct pool *from, struct results_set *pooled, struct error *err)
{
  struct cell_results *p = &pooled->cell[pooled->cell_count];
  size_t runs = 0;
  for (size_t i = 0; i < from->count; i++) runs += from->cell[i]->run_count;
  *p = *from->first;
  p->run_count = p->instances = 0;
  p->run = malloc((runs + 1) * sizeof *p->run);
  p->ends = calloc(from->count, sizeof *p->ends);
  pooled->cell_count++;
  if (!p->run || !p->ends) return error_memory(err, "the runs of all instances");
  for (size_t i = 0; i < from->count; i++) {
    const struct cell_results *c = from->cell[i];
    memcpy(p->run + p->run_count, c->run, c->run_count * sizeof *c->run);
    p->run_count += c->run_count;
    if (p->instances) {
      join_digest(p->problem, c->problem);
      join_digest(p->definition, c->definition);
    } else {
      memcpy(p->problem, c->problem, sizeof p->problem);
      memcpy(p->definition, c->definition, sizeof p->definition);
    }
    p->ends[p->instances++] = p->run_count;
  }
  p->instance = 0;
  return STATUS_OK;
}

int instances_pool(const struct results_set *set, struct results_set *pooled, struct error *err)
{
  size_t count = set->cell_count, pools = 0;
  const struct cell_results **cell = malloc((count + 1) * sizeof *cell);
  struct pool *pool = malloc((count + 1) * sizeof *pool);
  *pooled = *set;
  pooled->index = (struct cell_index){0};
  pooled->cell_count = 0;
  pooled->cell = calloc(count + 1, sizeof *pooled->cell);
  int status =
      cell && pool && pooled->cell ? STATUS_OK : error_memory(err, "the runs of all instances");
  for (size_t i = 0; i < count && !status; i++) cell[i] = &set->cell[i];
  if (!status) {
    qsort(cell, count, sizeof *cell, by_problem);
    pools = find_pools(cell, count, pool);
  }
  for (size_t i = 0; i < pools && !status; i++) status = pool_cell(&pool[i], pooled, err);
  if (!status) status = cell_index_extend(&pooled->index, pooled->cell, pooled->cell_count, err);
  free(cell);
  free(pool);
  if (status) instances_free(pooled);
  return status;
}

void instances_free(struct results_set *pooled)
{
  for (size_t i = 0; pooled->cell && i < pooled->cell_count; i++) {
    free(pooled->cell[i].run);
    free(pooled->cell[i].ends);
  }
  free(pooled->cell);
  cell_index_free(&pooled->index);
  *pooled = (struct results_set){0};
}

/* Where the runs of a cell's instance begin, and how many it has. */
static size_t begin_of(const struct cell_results *c, size_t instance)
{
  return instance ? c->ends[instance - 1] : 0;
}
static size_t runs_of(const struct cell_results *c, size_t instance)
{
  return c->ends ? c->ends[instance] - begin_of(c, instance) : c->run_count;
}

size_t instances_partner(const struct cell_results *a, size_t r, const struct cell_results *b)
{
  size_t k = 0;
  if (!a->ends || !b->ends) return r < b->run_count ? r : b->run_count;
  /* Cells of one problem have the same instances. */
  while (r >= a->ends[k]) k++;
  r -= begin_of(a, k);
  return r < runs_of(b, k) ? begin_of(b, k) + r : b->run_count;
}

size_t instances_pairs(const struct cell_results *a, const struct cell_results *b)
{
  size_t pairs = 0;
  for (size_t k = 0; k == 0 || k < a->instances; k++) {
    size_t of_a = runs_of(a, k), of_b = runs_of(b, k);
    pairs += of_a < of_b ? of_a : of_b;
  }
  return pairs;
}

/* The runs of `cell` that are a pair with one of `other`, and then the rest, into `run`. */
static void order_runs(const struct cell_results *cell, const struct cell_results *other,
                       struct run_result *run)
{
  for (int paired = 1; paired >= 0; paired--)
    for (size_t r = 0; r < cell->run_count; r++)
      if ((instances_partner(cell, r, other) < other->run_count) == (paired != 0))
        *run++ = cell->run[r];
}

int instances_align(struct results_set *a, struct results_set *b, struct error *err)
{
  for (size_t i = 0; i < a->cell_count; i++) {
    struct cell_results *x = &a->cell[i], *y;
    const struct cell_results *found =
        results_find(b, x->function, x->dim, x->instance, x->optimizer);
    if (!found) continue;
    y = &b->cell[found - b->cell];
    if (strcmp(x->problem, y->problem) != 0) continue;
    struct run_result *run = malloc((x->run_count + y->run_count + 1) * sizeof *run);
    if (!run) return error_memory(err, "the runs of all instances");
    order_runs(x, y, run);
    order_runs(y, x, run + x->run_count);
    memcpy(x->run, run, x->run_count * sizeof *run);
    memcpy(y->run, run + x->run_count, y->run_count * sizeof *run);
    free(run);
  }
  return STATUS_OK;
}
