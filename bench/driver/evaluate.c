/* evaluate.c -- evaluates what an optimizer asks for, alone or with a team; see loop.h. */
#include <math.h>
#include <stdlib.h>

#include "bench/driver/loop.h"

enum {
  /* Coordinates in a batch that a team is called for: they take a function 4 to 170 us, the call 1
   * to 20. */
  WORTH_SHARING = 1 << 14,
  SCRATCH_GAP = 16 /* doubles between threads, who would slow each other in one line */
};

static size_t problem_scratch(const struct loop *l, size_t count)
{
  return l->problem->scratch ? l->problem->scratch(l->problem, count) : 0;
}

static const struct crew *crew_of(const struct loop *l) { return team_crew(l->setup->team); }

int loop_room(struct loop *l, size_t count, size_t at_once, unsigned extras)
{
  bool gradients = extras & ROOM_GRADIENTS, hessians = extras & ROOM_HESSIANS;
  size_t dim = l->problem->dim, parts = team_size(l->setup->team);
  size_t scratch = problem_scratch(l, at_once);
  l->part_scratch = problem_scratch(l, (at_once + parts - 1) / parts);
  if (l->part_scratch) l->part_scratch += SCRATCH_GAP;
  if (scratch < parts * l->part_scratch) scratch = parts * l->part_scratch;
  if (hessians && l->problem->hessian_scratch > scratch) scratch = l->problem->hessian_scratch;
  bool apart = l->stochastic && !l->dear;
  size_t values = (size_t)(1 + apart + l->counts_work) * count;
  double slopes = gradients ? (double)count * (double)dim : 0;
  double curvatures = hessians ? (double)count * (double)dim * (double)dim : 0;
  double does = extras & ROOM_BEHAVIOURS ? (double)count * (double)l->problem->behaviours : 0;
  double residuals = (double)count * (double)l->problem->residuals;
  double errors = extras & ROOM_RESIDUALS ? residuals : 0;
  double rows = extras & ROOM_JACOBIANS ? residuals * (double)dim : 0;
  size_t begin = crew_of(l) ? (crew_of(l)->size + 1) * sizeof *l->begin : 0;
  begin = (begin + sizeof(double) - 1) / sizeof(double);
  double all =
      (double)values + slopes + curvatures + does + errors + rows + (double)scratch + (double)begin;
  if (all > (double)(SIZE_MAX / sizeof(double))) return error_memory(l->err, "a batch");
  struct run_workspace *w = l->workspace;
  size_t need = (size_t)all;
  if (need > w->doubles) {
    double *block = realloc(w->block, need * sizeof *block);
    if (!block) return error_memory(l->err, "a batch of evaluations");
    w->block = block;
    w->doubles = need;
  }
  l->capacity = count;
  l->at_once = at_once;
  l->extras = extras;
  l->f = w->block;
  l->truth = apart ? l->f + count : l->f;
  l->work = l->counts_work ? l->f + values - count : NULL;
  l->gradient = gradients ? l->f + values : NULL;
  l->hessian = hessians ? l->f + values + (size_t)slopes : NULL;
  double *behind = l->f + values + (size_t)slopes + (size_t)curvatures;
  l->behaviour = does > 0 ? behind : NULL;
  behind += (size_t)does;
  l->residual = extras & ROOM_RESIDUALS ? behind : NULL;
  behind += (size_t)errors;
  l->jacobian = extras & ROOM_JACOBIANS ? behind : NULL;
  behind += (size_t)rows;
  l->begin = begin ? (size_t *)behind : NULL;
  l->scratch = behind + begin;
  return STATUS_OK;
}

/* Points first ... first + count - 1 of a batch, but for their coordinates. */
static struct batch rows_of(const struct problem *p, const struct batch *w, size_t first,
                            size_t count)
{
  struct batch batch = *w;
  batch.count = count;
  batch.f = w->f + first;
  if (w->truth) batch.truth = w->truth + first;
  if (w->work) batch.work = w->work + first;
  if (w->gradient) batch.gradient = w->gradient + first * p->dim;
  if (w->behaviour) batch.behaviour = w->behaviour + first * p->behaviours;
  if (w->residual) batch.residual = w->residual + first * p->residuals;
  if (w->jacobian) batch.jacobian = w->jacobian + first * p->residuals * p->dim;
  batch.index = w->index + first;
  return batch;
}

/* A batch that the team shares: ranges of its points. */
struct shared_batch {
  const struct problem *problem;
  const struct batch *whole;
  size_t parts, part_scratch;
};

static void evaluate_part(void *context, size_t part)
{
  const struct shared_batch *s = context;
  const struct batch *w = s->whole;
  size_t first = team_share(w->count, part, s->parts);
  struct batch batch =
      rows_of(s->problem, w, first, team_share(w->count, part + 1, s->parts) - first);
  if (!batch.count) return;
  batch.x = w->x + first * s->problem->dim;
  batch.scratch = w->scratch + part * s->part_scratch;
  s->problem->evaluate(s->problem, &batch);
}

/* With the threads of this process. */
static void evaluate(const struct loop *l, const struct batch *batch)
{
  struct shared_batch shared = {.problem = l->problem,
                                .whole = batch,
                                .parts = team_size(l->setup->team),
                                .part_scratch = l->part_scratch};
  if (shared.parts > 1 && batch->count > 1 && batch->count * l->problem->dim >= WORTH_SHARING)
    team_run(l->setup->team, evaluate_part, &shared);
  else
    l->problem->evaluate(l->problem, batch);
}

/* The query's points are told apart in multiples of this among processes. */
static size_t unit_of(const struct query *query)
{
  return query->x ? 1 : query->unit ? query->unit : query->piece;
}

size_t loop_at_once(const struct loop *l, const struct query *query, size_t count)
{
  const struct crew *crew = crew_of(l);
  if (!query->x) return count < query->piece ? count : query->piece;
  return crew && count > 1 ? (count + crew->size - 1) / crew->size : count;
}

const double *loop_point(const struct loop *l, const struct query *query, size_t k)
{
  if (query->x) return query->x + k * l->problem->dim;
  size_t within = k % query->piece;
  return query->points(query->maker, k - within, within + 1) + within * l->problem->dim;
}

/* This process' points of a query, a piece at a time, then what the others know of theirs. */
static void evaluate_share(const struct loop *l, const struct query *query,
                           const struct batch *whole)
{
  const struct crew *crew = crew_of(l);
  const struct problem *p = l->problem;
  size_t count = whole->count, unit = unit_of(query), most = loop_at_once(l, query, count), n;
  bool alone = count == 1;
  size_t first = alone ? 0 : crew_share(crew, count, unit, crew->rank);
  size_t end = alone ? 1 : crew_share(crew, count, unit, crew->rank + 1);
  for (; first < end; first += n) {
    n = end - first < most ? end - first : most;
    struct batch batch = rows_of(p, whole, first, n);
    batch.x = query->x ? query->x + first * p->dim : query->points(query->maker, first, n);
    evaluate(l, &batch);
    if (!query->x && query->told) query->told(query->maker, first, n, batch.f);
  }
  if (alone) return;
  const struct {
    double *values;
    size_t width;
  } told[] = {{whole->f, 1},
              {whole->truth == whole->f ? NULL : whole->truth, 1},
              {whole->work, 1},
              {whole->gradient, p->dim},
              {whole->behaviour, p->behaviours},
              {whole->residual, p->residuals},
              {whole->jacobian, p->residuals * p->dim}};
  for (size_t i = 0; i < sizeof told / sizeof *told; i++)
    if (told[i].values) crew_gather(crew, told[i].values, l->begin, count, unit, told[i].width);
}

struct batch loop_evaluate(struct loop *l, const struct query *query, size_t count)
{
  /* Where points are evaluated again, their noise follows that of the first time, which was drawn
   * for all points of the query, even if the budget pays for fewer now. */
  double before = query->again ? (double)query->count : 0;
  struct batch batch = {
      .x = query->x,
      .count = count,
      .f = l->f,
      .truth = l->dear ? NULL : l->truth,
      .work = l->work,
      .gradient = query->want_gradient ? l->gradient : NULL,
      .behaviour = query->want_behaviour ? l->behaviour : NULL,
      .residual = query->want_residual ? l->residual : NULL,
      .jacobian = query->want_jacobian ? l->jacobian : NULL,
      .scratch = l->scratch,
      .stream = l->setup->noise,
      .index = (uint64_t)(l->record->counts.values - before),
      .step = l->step,
  };
  if (crew_of(l))
    evaluate_share(l, query, &batch);
  else
    evaluate(l, &batch);
  size_t dim = l->problem->dim;
  for (size_t k = 0; query->want_hessian && k < count; k++)
    l->problem->hessian(l->problem, query->x + k * dim, l->scratch, l->hessian + k * dim * dim);
  return batch;
}
