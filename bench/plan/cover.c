/* cover.c -- see cover.h. */
#include "bench/plan/cover.h"

#include <math.h>
#include <stdlib.h>

static bool takes(const struct function_entry *f, size_t dim)
{
  const struct function_type *type = f->spec.type;
  if (f->dim) return dim == f->dim;
  return dim >= type->dim_low && (!type->dim_high || dim <= type->dim_high);
}

/* The dimensions that the function is run in: room for the campaign's, and one. */
static size_t list_dims(const struct campaign *c, const struct function_entry *f, size_t *dims)
{
  size_t count = 0;
  for (size_t d = 0; d < c->dim_count; d++)
    if (takes(f, c->dims[d])) dims[count++] = c->dims[d];
  if (!count) {
    dims[0] = f->dim ? f->dim : f->spec.type->dim_low;
    count = 1;
  }
  return count;
}

static bool has_dim(const struct campaign *c, const struct function_entry *f, size_t dim)
{
  bool listed = false;
  for (size_t d = 0; d < c->dim_count; d++) listed |= c->dims[d] == dim;
  return takes(f, dim) && (listed || dim == f->dim || dim == f->spec.type->dim_low);
}

/* Cells with the lowest are chosen. */
static uint64_t rank_of(const struct cell *cell)
{
  char name[CELL_NAME_SIZE];
  cell_name(cell, name);
  return stream_named(stream_named(stream_root(0), "cover"), name).key;
}

/* How many partners a function has at a dimension. Those that `all` adds of a group are many and
 * alike: one is enough for each. */
static size_t share(const struct campaign *c, const struct function_entry *function)
{
  return function->rest && function->spec.type->group ? 1 : c->cover;
}

/* Is the cell's function among those chosen for its optimizer? */
static bool function_chosen(const struct campaign *c, const struct cell *cell)
{
  if (cell->function->rest) return false;
  uint64_t own = rank_of(cell);
  size_t before = 0;
  for (size_t i = 0; i < c->function_count; i++) {
    struct cell other = *cell;
    other.function = &c->functions[i];
    if (!other.function->rest && campaign_suits(other.function, cell->optimizer) &&
        has_dim(c, other.function, cell->dim))
      before += rank_of(&other) < own;
  }
  return before < c->cover;
}

/* And its optimizer among those chosen for its function? */
static bool optimizer_chosen(const struct campaign *c, const struct cell *cell,
                             const uint64_t *ranks)
{
  size_t own = (size_t)(cell->optimizer - c->optimizers), before = 0;
  if (cell->optimizer->rest) return false;
  for (size_t i = 0; i < c->optimizer_count; i++)
    before += !c->optimizers[i].rest && campaign_suits(cell->function, &c->optimizers[i]) &&
              ranks[i] < ranks[own];
  return before < share(c, cell->function);
}

/* The chosen ones of the function's cells at a dimension and instance. */
static size_t choose(const struct campaign *c, struct cell problem, uint64_t *ranks,
                     struct cell *out)
{
  size_t count = 0;
  for (size_t i = 0; i < c->optimizer_count; i++) {
    problem.optimizer = &c->optimizers[i];
    ranks[i] = rank_of(&problem);
  }
  for (size_t i = 0; i < c->optimizer_count; i++) {
    problem.optimizer = &c->optimizers[i];
    if (!campaign_suits(problem.function, problem.optimizer)) continue;
    if (optimizer_chosen(c, &problem, ranks) || function_chosen(c, &problem))
      out[count++] = problem;
  }
  return count;
}

enum { EPISODES = 10 }; /* so much dearer is a value that takes episodes */

int cover_cells(const struct campaign *c, struct cell **cells, size_t *count, struct error *err)
{
  size_t most = c->function_count * (c->dim_count + 1) * c->instance_count * c->optimizer_count;
  uint64_t *ranks = malloc(c->optimizer_count * sizeof *ranks);
  size_t *dims = malloc((c->dim_count + 1) * sizeof *dims);
  struct cell *out = malloc(most * sizeof *out);
  *count = 0;
  for (size_t f = 0; ranks && dims && out && f < c->function_count; f++) {
    size_t dim_count = list_dims(c, &c->functions[f], dims);
    for (size_t d = 0; d < dim_count; d++)
      for (size_t i = 0; i < c->instance_count; i++) {
        struct cell problem = {
            .function = &c->functions[f], .dim = dims[d], .instance = c->instances[i]};
        if (problem.instance < problem.function->spec.type->instance_low) continue;
        campaign_give_budget(c, &problem);
        if (problem.function->spec.type->episodes) problem.budget = ceil(problem.budget / EPISODES);
        *count += choose(c, problem, ranks, out + *count);
      }
  }
  bool good = ranks && dims && out;
  free(ranks);
  free(dims);
  if (!good) free(out);
  *cells = good ? out : NULL;
  return good ? STATUS_OK : error_memory(err, "the cover's cells");
}
