/* iterates.c -- see iterates.h. */
#include "bench/plot/iterates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/trace.h"

static int add(struct iterates *s, struct iterate iterate, struct error *err)
{
  if (s->count == s->room) {
    size_t room = s->room ? 2 * s->room : 256;
    struct iterate *longer = realloc(s->at, room * sizeof *longer);
    if (!longer) return error_memory(err, "the iterates of a run");
    s->at = longer;
    s->room = room;
  }
  s->at[s->count++] = iterate;
  return STATUS_OK;
}

/* Does the method write this column into its trace? */
static int has_diagnostic(const struct plot *plot, const struct cell *cell, const char *name,
                          bool *has, struct error *err)
{
  struct method method;
  int status = cell_method(plot->libraries, plot->campaign, cell, &method, err);
  if (status) return status;
  *has = false;
  for (size_t i = 0; method.diagnostics && method.diagnostics[i]; i++)
    *has |= !strcmp(method.diagnostics[i], name);
  method_free(&method);
  return STATUS_OK;
}

int iterates_read(const struct plot *plot, const struct cell *cell, bool ends_only, bool deviation,
                  struct iterates *iterates, struct error *err)
{
  struct trace trace;
  bool diagnosed = false;
  size_t step = 0;
  *iterates = (struct iterates){0};
  int status = deviation ? has_diagnostic(plot, cell, "deviation", &diagnosed, err) : STATUS_OK;
  if (!status)
    status = trace_open(&trace, plot->results, plot->campaign, cell, true,
                        diagnosed ? "deviation" : NULL, err);
  if (status) return status;
  for (bool more = true; more && !status;) {
    status = trace_next(&trace, &more, err);
    if (status || !more) continue;
    struct iterate *last = iterates->count ? &iterates->at[iterates->count - 1] : NULL;
    bool fresh = !last || last->repetition != trace.repetition;
    step = fresh ? 0 : step + 1;
    struct iterate iterate = {.repetition = trace.repetition,
                              .step = step,
                              .cost = trace.cost,
                              .x = trace.x[0],
                              .f = trace.f,
                              .deviation = diagnosed ? trace.diagnostic : NAN};
    if (ends_only && step > 1)
      *last = iterate;
    else
      status = add(iterates, iterate, err);
  }
  trace_close(&trace);
  if (!status && !iterates->count)
    status = error_set(err, STATUS_IO, "%.300s: a trace without rows; run again with --force",
                       plot->results);
  if (status) free(iterates->at);
  return status;
}

size_t line_cell(const struct plot *plot, bool smoothed)
{
  const struct campaign *c = plot->campaign;
  size_t cells = campaign_cell_count(c);
  for (size_t i = 0; i < cells; i += c->optimizer_count) {
    struct cell cell = campaign_cell(c, i);
    if (cell.dim != 1 || (smoothed && !cell.function->spec.type->smoothed)) continue;
    for (size_t o = 0; o < c->optimizer_count; o++)
      if (plot->traced[i + o]) return i;
  }
  return cells;
}

int cell_parameter(const struct plot *plot, const struct cell *cell, const char *source,
                   const char *key, bool *found, double *value, struct error *err)
{
  struct method method;
  int status = cell_method(plot->libraries, plot->campaign, cell, &method, err);
  if (status) return status;
  const struct param *p = NULL;
  *found = false;
  if (source && method.source && !strcmp(method.source->name, source))
    p = param_find(method.source->params, key, strlen(key));
  else if (!source && method.rule)
    p = param_find(method.rule->params, key, strlen(key));
  if (p) {
    *found = true;
    *value = param_get(p, method.parts[source ? 1 : 0]);
  }
  method_free(&method);
  return STATUS_OK;
}

bool line_shows(const struct plot *plot, const char *source)
{
  const struct campaign *c = plot->campaign;
  size_t first = line_cell(plot, true);
  if (!c->trace_x || c->trace == TRACE_NONE || first == campaign_cell_count(c)) return false;
  for (size_t i = 0; i < c->optimizer_count; i++) {
    struct cell cell = campaign_cell(c, first + i);
    struct error err;
    bool found;
    double sigma;
    if (!cell_parameter(plot, &cell, source, "sigma", &found, &sigma, &err) && found) return true;
  }
  return false;
}
