/* curves.c -- see curves.h. */
#include "bench/figures/curves.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/record/trace.h"

static const double fractions[CURVE_PER_DECADE] = {
    1,
    1.1220184543019633,
    1.2589254117941673,
    1.4125375446227544,
    1.5848931924611134,
    1.7782794100389228,
    1.9952623149688795,
    2.2387211385683394,
    2.51188643150958,
    2.8183829312644537,
    3.1622776601683795,
    3.5481338923357546,
    3.9810717055349727,
    4.466835921509631,
    5.011872336272723,
    5.623413251903491,
    6.3095734448019325,
    7.0794578438413795,
    7.943282347242815,
    8.912509381337456,
};

void curves_grid(double grid[CURVE_GRID])
{
  double decade = 1;
  for (size_t k = 0; k < CURVE_GRID; k++) {
    grid[k] = decade * fractions[k % CURVE_PER_DECADE];
    if (k % CURVE_PER_DECADE == CURVE_PER_DECADE - 1) decade *= 10;
  }
}

/* The first grid point at or after a cost. */
static size_t grid_after(const double grid[CURVE_GRID], double cost)
{
  size_t low = 0, high = CURVE_GRID - 1;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (grid[middle] < cost)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int add_runs(struct curve *c, size_t more, struct error *err)
{
  size_t runs = c->runs + more;
  double *error = realloc(c->error, runs * CURVE_GRID * sizeof *error);
  if (error) c->error = error;
  double *last = realloc(c->last, runs * sizeof *last);
  if (last) c->last = last;
  double *handed = realloc(c->handed, runs * CURVE_HANDED * sizeof *handed);
  if (handed) c->handed = handed;
  if (!error || !last || !handed) return error_memory(err, "the runs of a curve");
  for (size_t i = c->runs * CURVE_GRID; i < runs * CURVE_GRID; i++) error[i] = NAN;
  for (size_t i = c->runs; i < runs; i++) last[i] = INFINITY;
  for (size_t i = c->runs * CURVE_HANDED; i < runs * CURVE_HANDED; i++) handed[i] = INFINITY;
  c->runs = runs;
  return STATUS_OK;
}

/* A row tells at what cost the turn of its method began. */
static void note_turn(double *handed, double began)
{
  size_t k = 0;
  while (k < CURVE_HANDED && !isinf(handed[k]) && handed[k] != began) k++;
  if (began > 0 && k < CURVE_HANDED) handed[k] = began;
}

static void count_run(struct tally *t, double cost, double error)
{
  t->runs++;
  t->evaluated += cost > 0;
  t->finite += isfinite(error) != 0;
}

/* Adds the runs of one cell. */
static int read_cell(const struct plot *plot, const struct cell *cell,
                     const double grid[CURVE_GRID], struct curve *c, struct tally *tally,
                     struct error *err)
{
  struct trace trace;
  size_t base = c->runs, last = SIZE_MAX;
  double cost = 0;
  size_t first;
  const char *turns = method_next(cell->optimizer->label, &first) ? "stage_began" : NULL;
  int status = add_runs(c, plot->campaign->runs, err);
  if (!status) status = trace_open(&trace, plot->results, plot->campaign, cell, false, turns, err);
  if (status) return status;
  for (bool more = true; more && !status;) {
    status = trace_next(&trace, &more, err);
    if (status || !more || isnan(trace.error)) continue;
    size_t run = base + trace.repetition;
    if (run != last && last != SIZE_MAX) count_run(tally, cost, c->last[last]);
    last = run;
    cost = trace.cost;
    c->error[run * CURVE_GRID + grid_after(grid, trace.cost)] = trace.error;
    c->last[run] = trace.error;
    if (turns) note_turn(c->handed + run * CURVE_HANDED, trace.diagnostic);
    if (trace.cost > c->end) c->end = trace.cost;
  }
  trace_close(&trace);
  if (last != SIZE_MAX) count_run(tally, cost, c->last[last]);
  for (size_t run = base; run < c->runs; run++) {
    double *error = c->error + run * CURVE_GRID;
    if (isnan(error[0])) error[0] = INFINITY;
    for (size_t k = 1; k < CURVE_GRID; k++)
      if (isnan(error[k])) error[k] = error[k - 1];
  }
  return status;
}

int curves_read(const struct plot *plot, size_t first_cell, size_t cells,
                const double grid[CURVE_GRID], struct curves *curves, struct tally *tally,
                struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t most = 1;
  *curves = (struct curves){.by = calloc(c->optimizer_count, sizeof *curves->by),
                            .count = c->optimizer_count};
  int status = curves->by ? STATUS_OK : error_memory(err, "a panel's curves");
  for (size_t i = first_cell; i < first_cell + cells && !status; i++) {
    if (!plot->traced[i]) continue;
    curves->traced = true;
    struct cell cell = campaign_cell(c, i);
    struct curve *curve = &curves->by[cell.optimizer - c->optimizers];
    status = read_cell(plot, &cell, grid, curve, tally, err);
    if (curve->end > curves->cost_high) curves->cost_high = curve->end;
    if (curve->runs > most) most = curve->runs;
  }
  if (status) return status;
  curves->work = malloc(most * sizeof *curves->work);
  return curves->work ? STATUS_OK : error_memory(err, "a panel's curves");
}

void curves_free(struct curves *curves)
{
  for (size_t o = 0; curves->by && o < curves->count; o++) {
    free(curves->by[o].error);
    free(curves->by[o].last);
    free(curves->by[o].handed);
  }
  free(curves->by);
  free(curves->work);
}

struct quartiles curve_at(const struct curve *curve, size_t k, double *work)
{
  for (size_t i = 0; i < curve->runs; i++) work[i] = curve->error[i * CURVE_GRID + k];
  return quartiles_of(work, curve->runs);
}

struct quartiles curve_end(const struct curve *curve, double *work)
{
  for (size_t i = 0; i < curve->runs; i++) work[i] = curve->last[i];
  return quartiles_of(work, curve->runs);
}

bool curve_handed(const struct curve *c, double from, double to, double *work)
{
  for (size_t k = 0; k < CURVE_HANDED; k++) {
    for (size_t i = 0; i < c->runs; i++) work[i] = c->handed[i * CURVE_HANDED + k];
    double median = quartiles_of(work, c->runs).median;
    if (median >= from && median < to) return true;
  }
  return false;
}

void curves_explain(const struct tally *t, char nothing[WHY_SIZE])
{
  if (!t->evaluated)
    snprintf(nothing, WHY_SIZE, "no run evaluated anything, as its budget pays for no step");
  else if (!t->finite)
    snprintf(nothing, WHY_SIZE, "no run has a finite value");
  else
    snprintf(nothing, WHY_SIZE,
             "%zu of %zu runs have a finite value, too few for the median of any optimizer",
             t->finite, t->runs);
}

bool curves_possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (plot->campaign->trace != TRACE_NONE) return true;
  snprintf(why, WHY_SIZE, "traces: run with --trace log");
  return false;
}
