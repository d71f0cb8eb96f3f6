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

int loop_room(struct loop *l, size_t count, unsigned extras)
{
  bool gradients = extras & ROOM_GRADIENTS, hessians = extras & ROOM_HESSIANS;
  size_t dim = l->problem->dim, parts = team_size(l->setup->team);
  size_t scratch = problem_scratch(l, count);
  l->part_scratch = problem_scratch(l, (count + parts - 1) / parts);
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
  double all = (double)values + slopes + curvatures + does + errors + rows + (double)scratch;
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
  l->scratch = behind + (size_t)rows;
  return STATUS_OK;
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
  size_t dim = s->problem->dim, first = team_share(w->count, part, s->parts);
  struct batch batch = *w;
  batch.count = team_share(w->count, part + 1, s->parts) - first;
  if (!batch.count) return;
  batch.x = w->x + first * dim;
  batch.f = w->f + first;
  if (w->truth) batch.truth = w->truth + first;
  if (w->work) batch.work = w->work + first;
  if (w->gradient) batch.gradient = w->gradient + first * dim;
  if (w->behaviour) batch.behaviour = w->behaviour + first * s->problem->behaviours;
  size_t residuals = s->problem->residuals;
  if (w->residual) batch.residual = w->residual + first * residuals;
  if (w->jacobian) batch.jacobian = w->jacobian + first * residuals * dim;
  batch.scratch = w->scratch + part * s->part_scratch;
  batch.index = w->index + first;
  s->problem->evaluate(s->problem, &batch);
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
  struct shared_batch shared = {.problem = l->problem,
                                .whole = &batch,
                                .parts = team_size(l->setup->team),
                                .part_scratch = l->part_scratch};
  if (shared.parts > 1 && count > 1 && count * l->problem->dim >= WORTH_SHARING)
    team_run(l->setup->team, evaluate_part, &shared);
  else
    l->problem->evaluate(l->problem, &batch);
  size_t dim = l->problem->dim;
  for (size_t k = 0; query->want_hessian && k < count; k++)
    l->problem->hessian(l->problem, query->x + k * dim, l->scratch, l->hessian + k * dim * dim);
  return batch;
}
