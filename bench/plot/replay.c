/* replay.c -- see replay.h. The driver's own loop runs it, with somebody who looks on. */
#include "bench/plot/replay.h"

#include "bench/plan/problems.h"

#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"

struct state {
  const struct replay *replay;
  const struct method *method;
  const struct problem *problem;
  size_t dim;
  struct generation now;
  bool under_way; /* has the generation points? */
  double cost;    /* so far */
  atomic_bool halt;
  int status;
  struct error *err;
};

int replay_possible(const struct plot *plot, const struct cell *cell, bool *possible,
                    struct error *err)
{
  struct method method;
  int status = cell_method(plot->libraries, plot->campaign, cell, &method, err);
  if (status) return status;
  *possible = (method.traits & USES_POPULATION) && method_has_covariance(&method);
  method_free(&method);
  return STATUS_OK;
}

static int make_room(struct state *s, size_t count, struct error *err)
{
  struct generation *g = &s->now;
  if (count <= g->room) return STATUS_OK;
  double *x = realloc(g->x, 2 * count * s->dim * sizeof *x);
  if (x) g->x = x;
  double *f = realloc(g->f, 2 * count * sizeof *f);
  if (f) g->f = f;
  if (!x || !f) return error_memory(err, "a population");
  g->room = 2 * count;
  return STATUS_OK;
}

static int take(struct state *s, const void *optimizer, const struct query *query,
                const struct batch *batch, double cost)
{
  struct generation *g = &s->now;
  size_t count = batch->count;
  if (s->replay->evaluated)
    return s->replay->evaluated(s->replay->context, s->problem, batch, cost, s->err);
  int status = make_room(s, g->count + count, s->err);
  if (status) return status;
  if (!s->under_way) {
    g->before = s->cost;
    memcpy(g->mean, s->method->type->incumbent(optimizer), s->dim * sizeof *g->mean);
    s->method->type->covariance(optimizer, g->covariance);
  }
  s->under_way = true;
  s->cost = g->cost = cost;
  memcpy(g->x + g->count * s->dim, query->x, count * s->dim * sizeof *g->x);
  memcpy(g->f + g->count, batch->f, count * sizeof *g->f);
  g->count += count;
  if (query->more) return STATUS_OK;
  status = s->replay->generation(s->replay->context, g, s->err);
  g->index++;
  g->count = 0;
  s->under_way = false;
  return status;
}

static void evaluated(void *context, const void *optimizer, const struct query *query,
                      const struct batch *batch, double cost)
{
  struct state *s = context;
  if (!s->status) s->status = take(s, optimizer, query, batch, cost);
  if (s->status) atomic_store(&s->halt, true);
}

static int run(struct state *s, double *start)
{
  const struct replay *r = s->replay;
  const struct run_watch watch = {evaluated, s};
  struct run_workspace workspace = {0};
  struct run_record record;
  struct text none = {0};
  struct run_setup setup =
      repetition_setup(r->plot->campaign, s->problem, r->cell, s->method, r->repetition, start);
  setup.trace = TRACE_NONE;
  setup.best_x = NULL;
  setup.confusion = false;
  setup.halt = &s->halt;
  setup.watch = &watch;
  int status = run_once(&setup, &workspace, &none, &record, s->err);
  run_workspace_free(&workspace);
  return status ? status : s->status;
}

int replay(const struct replay *r, struct error *err)
{
  size_t dim = r->cell->dim;
  struct problem *problem = NULL;
  struct method method;
  int status = cell_method(r->plot->libraries, r->plot->campaign, r->cell, &method, err);
  if (status) return status;
  struct state s = {.replay = r, .method = &method, .dim = dim, .err = err};
  /* Three points that repetition_setup asks for; the mean, and of generations the covariance. */
  double *block = malloc((4 * dim + (r->generation ? dim * dim : 0)) * sizeof *block);
  if (!block) status = error_memory(err, "a population");
  if (!status) status = cell_problem(r->plot->libraries, r->plot->campaign, r->cell, &problem, err);
  if (!status) {
    s.problem = problem;
    s.now.mean = block + 3 * dim;
    s.now.covariance = block + 4 * dim;
    status = run(&s, block);
  }
  if (problem) problem_free(problem);
  free(s.now.x);
  free(s.now.f);
  free(block);
  method_free(&method);
  return status;
}
