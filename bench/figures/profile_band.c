/* profile_band.c -- see profile_band.h. */
#include "bench/figures/profile_band.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/curves.h"

/* Bands of more curves than that hide each other. Without being asked for, none takes longer than a
 * figure does otherwise: so many costs, and so many looks at them. */
enum { CURVES_MOST = 5, ROUNDS_MOST = 500, ROUNDS_LEAST = 100, COSTS_MOST = 1000000 };
static const double looks = 4e7, confidence = 0.95;

bool band_wanted(const struct plot *plot, size_t curves)
{
  return plot->bands || curves <= CURVES_MOST;
}

/* How the cells of a campaign that differ in their optimizers only make a table. */
struct layout {
  size_t blocks; /* of such cells, on the function */
  size_t runs;
  bool pooled; /* instances are the runs */
};

static struct layout layout_of(const struct campaign *c, const struct function_entry *function)
{
  struct layout l = {.runs = c->runs, .pooled = c->runs == 1};
  for (size_t i = 0; i < campaign_cell_count(c); i += c->optimizer_count)
    l.blocks += !function || campaign_cell(c, i).function == function;
  if (l.pooled) l.runs = c->instance_count;
  return l;
}

/* Also the dimensions of the table's cells. */
static void fill(const struct plot *plot, const struct results_set *set,
                 const struct function_entry *function, const size_t *target,
                 const struct layout *l, struct cost_table *t, size_t *dim)
{
  const struct campaign *c = plot->campaign;
  size_t block = 0;
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    if (function && cell.function != function) continue;
    const struct cell_results *results =
        results_find(set, cell.function->label, cell.dim, cell.instance, cell.optimizer->label);
    size_t o = (size_t)(cell.optimizer - c->optimizers);
    size_t first = target ? target[cell.function - c->functions] : 0;
    size_t count = target ? first != NO_TARGET : results ? results->targets->count : 0;
    dim[l->pooled ? block / l->runs : block] = cell.dim;
    for (size_t r = 0; results && r < results->run_count && r < c->runs; r++) {
      size_t number = l->pooled ? block : block * c->runs + r;
      for (size_t k = 0; k < count; k++)
        t->cost[(o * t->cells * t->runs + number) * t->targets + k] = results->run[r].to[first + k];
    }
    block += o + 1 == c->optimizer_count;
  }
}

int band_table(const struct plot *plot, const struct results_set *set,
               const struct function_entry *function, const size_t *target, enum band_unit unit,
               struct cost_table *t, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct layout l = layout_of(c, function);
  *t = (struct cost_table){.contenders = c->optimizer_count,
                           .cells = l.pooled ? l.blocks / l.runs : l.blocks,
                           .runs = l.runs,
                           .targets = 1};
  for (size_t f = 0; f < c->function_count && !target; f++) {
    size_t count = results_targets(set, &c->functions[f])->count;
    if (count > t->targets) t->targets = count;
  }
  size_t size = t->contenders * t->cells * t->runs * t->targets;
  size_t *dim = calloc(t->cells + 1, sizeof *dim);
  t->cost = malloc((size + 1) * sizeof *t->cost);
  if (t->cost && dim) {
    for (size_t i = 0; i < size; i++) t->cost[i] = NAN;
    fill(plot, set, function, target, &l, t, dim);
    for (size_t i = 0; i < t->cells && unit == BAND_PER_DIMENSION; i++) dim[i]--;
    if (unit == BAND_RATIO)
      costs_over_best(t);
    else
      costs_over_size(t, dim);
  }
  free(dim);
  return t->cost && dim ? STATUS_OK : error_memory(err, "the band of a profile");
}

static void put_rows(const struct plot *plot, const char *label, const struct profile_request *q,
                     const double *low, const double *high, double *first, double *last,
                     struct sheets *s)
{
  struct csv_file *out = &s->file[PROFILE_BAND];
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++) {
    first[o] = last[o] = NAN;
    if (isnan(low[o * q->points])) continue;
    first[o] = (double)out->rows;
    for (size_t k = 0; k < q->points; k++) {
      put_text(out, label, ',');
      put_text(out, plot->campaign->optimizers[o].label, ',');
      put_number(out, q->at[k], ',');
      put_number(out, low[o * q->points + k], ',');
      put_number(out, high[o * q->points + k], '\n');
    }
    last[o] = (double)(out->rows - 1);
  }
}

static size_t place_points(const struct band_axis *axis, double at[CURVE_GRID + 1])
{
  size_t points = 0;
  curves_grid(at);
  while (points < CURVE_GRID && at[points] * axis->low < axis->high) at[points++] *= axis->low;
  at[points++] = axis->high;
  return points;
}

int band_put(const struct plot *plot, const char *label, const struct cost_table *t,
             const struct band_axis *axis, double *first, double *last, struct sheets *s,
             struct error *err)
{
  double at[CURVE_GRID + 1];
  size_t all = t->contenders * t->cells * t->runs * t->targets;
  for (size_t o = 0; o < t->contenders; o++) first[o] = last[o] = NAN;
  /* Other draws of a single run are that run. */
  if (t->runs < 2 || !all || (all > COSTS_MOST && !plot->bands)) return STATUS_OK;
  struct profile_request q = {
      .at = at,
      .points = place_points(axis, at),
      .rounds = (size_t)fmin(fmax(looks / (double)all, ROUNDS_LEAST), ROUNDS_MOST),
      .confidence = confidence,
      .stream = stream_named(stream_root(0), "bands of profiles")};
  size_t size = t->contenders * q.points;
  double *share = malloc(3 * size * sizeof *share);
  if (!share) return error_memory(err, "the band of a profile");
  int status = profile_bands(t, &q, share, share + size, share + 2 * size, err);
  if (!status) put_rows(plot, label, &q, share + size, share + 2 * size, first, last, s);
  free(share);
  return status;
}

static const char *title_of(const void *context, size_t optimizer)
{
  const struct plot *plot = context;
  return plot->styles[optimizer].title;
}

int band_portfolio(const struct plot *plot, const struct results_set *set,
                   char text[PORTFOLIO_SIZE], struct error *err)
{
  struct virtual_best best;
  int status = virtual_best_make(set, plot->campaign, NULL, 0, &best, err);
  text[0] = '\0';
  if (!status) virtual_best_text(&best, title_of, plot, text);
  virtual_best_free(&best);
  return status;
}
