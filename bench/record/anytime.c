/* anytime.c -- see anytime.h. */
#include "bench/record/anytime.h"

#include <stdlib.h>

#include "bench/record/trace.h"

static int add_point(struct anytime *a, double cost, double error, struct error *err)
{
  if (a->points == a->room) {
    size_t room = a->room ? 2 * a->room : 1024;
    struct curve_point *longer = realloc(a->point, room * sizeof *longer);
    if (!longer) return error_memory(err, "the runs of a trace");
    a->point = longer;
    a->room = room;
  }
  a->point[a->points++] = (struct curve_point){cost, error};
  return STATUS_OK;
}

/* A trace has one run behind the other. */
static int read_cell(const struct traced *traced, const struct cell *cell, struct anytime *a,
                     struct error *err)
{
  struct trace trace;
  size_t most = a->runs + traced->campaign->runs;
  size_t *begin = realloc(a->begin, (most + 1) * sizeof *begin);
  if (!begin) return error_memory(err, "the runs of a trace");
  a->begin = begin;
  int status = trace_open(&trace, traced->results, traced->campaign, cell, false, NULL, err);
  if (status) return status;
  size_t last = SIZE_MAX;
  for (bool more = true; more && !status;) {
    status = trace_next(&trace, &more, err);
    if (status || !more) continue;
    if (trace.repetition != last && a->runs < most) a->begin[a->runs++] = a->points;
    last = trace.repetition;
    status = add_point(a, trace.cost, trace.error, err);
  }
  trace_close(&trace);
  a->begin[a->runs] = a->points;
  return status;
}

int anytime_read(const struct traced *traced, size_t first_cell, size_t cells, size_t optimizer,
                 struct anytime *a, struct error *err)
{
  int status = STATUS_OK;
  *a = (struct anytime){0};
  for (size_t i = first_cell; i < first_cell + cells && !status; i++) {
    struct cell cell = campaign_cell(traced->campaign, i);
    if ((size_t)(cell.optimizer - traced->campaign->optimizers) == optimizer && traced->cell[i])
      status = read_cell(traced, &cell, a, err);
  }
  return status;
}

void anytime_free(struct anytime *a)
{
  free(a->point);
  free(a->begin);
}

const struct curve_point *anytime_run(const struct anytime *a, size_t run, size_t *count)
{
  *count = a->begin[run + 1] - a->begin[run];
  return a->point + a->begin[run];
}
