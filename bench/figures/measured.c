/* measured.c -- see measured.h. */
#include "bench/figures/measured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/trace.h"
#include "src/numeric/elementary.h"

/* Of an axis: places nearer to each other are drawn as one. */
enum { PLACES = 400 };

bool measured_has(const struct function_entry *function, const char *measure)
{
  const char *const *names = function->spec.type->measures;
  for (size_t i = 0; i < measure_count(names); i++)
    if (!strcmp(names[i], measure)) return true;
  return false;
}

bool measured_possible(const struct plot *plot, const char *measure, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  bool any = false;
  for (size_t f = 0; f < c->function_count; f++) any |= measured_has(&c->functions[f], measure);
  if (any && c->trace != TRACE_NONE) return true;
  snprintf(why, WHY_SIZE,
           any ? "traces: run with --trace log"
               : "a function that has the measure %s: run with -f mlp, for instance",
           measure);
  return false;
}

static int add_row(struct measured *m, const struct measured_row *row, struct error *err)
{
  if (m->count == m->room) {
    size_t room = m->room ? 2 * m->room : 256;
    struct measured_row *longer = realloc(m->row, room * sizeof *longer);
    if (!longer) return error_memory(err, "the measures of runs");
    m->row = longer;
    m->room = room;
  }
  m->row[m->count++] = *row;
  return STATUS_OK;
}

static int add_runs(struct measured *m, size_t runs, struct error *err)
{
  size_t *begin = realloc(m->begin, (m->runs + runs + 1) * sizeof *begin);
  if (!begin) return error_memory(err, "the measures of runs");
  m->begin = begin;
  for (size_t i = m->runs; i <= m->runs + runs; i++) begin[i] = m->count;
  m->runs += runs;
  return STATUS_OK;
}

struct columns {
  size_t at[ALONGS], value[MEASURED_MOST];
};

static void find_columns(const struct csv *csv, const char *const *names, struct columns *columns)
{
  static const char *const along[] = {"cost", "step", "epoch"};
  for (size_t i = 0; i < ALONGS; i++)
    if (!csv_find(csv, along[i], &columns->at[i])) columns->at[i] = SIZE_MAX;
  for (size_t i = 0; names[i]; i++)
    if (!csv_find(csv, names[i], &columns->value[i])) columns->value[i] = SIZE_MAX;
}

static int take_row(const struct trace *trace, const struct columns *columns, size_t values,
                    struct measured_row *row, bool *any, struct error *err)
{
  int status = STATUS_OK;
  *any = false;
  for (size_t i = 0; i < MEASURED_MOST; i++) row->value[i] = NAN;
  for (size_t i = 0; i < ALONGS && !status; i++) {
    row->at[i] = NAN;
    if (columns->at[i] != SIZE_MAX)
      status = csv_optional(&trace->csv, columns->at[i], &row->at[i], err);
  }
  for (size_t i = 0; i < values && !status; i++) {
    if (columns->value[i] != SIZE_MAX)
      status = csv_optional(&trace->csv, columns->value[i], &row->value[i], err);
    *any |= !isnan(row->value[i]);
  }
  return status;
}

/* The runs of one cell, behind those that are there. */
static int read_cell(const struct plot *plot, const struct cell *cell, const char *const *names,
                     struct measured *m, struct error *err)
{
  struct trace trace;
  struct columns columns;
  size_t base = m->runs, values = measure_count(names);
  int status = add_runs(m, plot->campaign->runs, err);
  if (!status) status = trace_open(&trace, plot->results, plot->campaign, cell, false, NULL, err);
  if (status) return status;
  find_columns(&trace.csv, names, &columns);
  for (bool more = true, any; more && !status;) {
    struct measured_row row;
    status = trace_next(&trace, &more, err);
    if (status || !more) continue;
    status = take_row(&trace, &columns, values, &row, &any, err);
    if (!status && any) status = add_row(m, &row, err);
    /* Rows are in the order of their repetitions. */
    for (size_t run = base + trace.repetition + 1; run <= m->runs; run++) m->begin[run] = m->count;
  }
  trace_close(&trace);
  return status;
}

static void free_group(struct measured_group *g)
{
  for (size_t o = 0; g->of && o < g->plot->campaign->optimizer_count; o++) {
    free(g->of[o].row);
    free(g->of[o].begin);
  }
  free(g->of);
}

/* The cells of a function and dimension stand side by side in the campaign. */
static int read_group(struct measured_group *g, size_t first, size_t end, const char *const *names,
                      struct error *err)
{
  const struct campaign *c = g->plot->campaign;
  int status = STATUS_OK;
  g->of = calloc(c->optimizer_count, sizeof *g->of);
  if (!g->of) return error_memory(err, "the measures of runs");
  for (size_t i = first; i < end && !status; i++) {
    if (!g->plot->traced[i]) continue;
    struct cell cell = campaign_cell(c, i);
    status = read_cell(g->plot, &cell, names, &g->of[cell.optimizer - c->optimizers], err);
  }
  return status;
}

int measured_groups(const struct plot *plot, const char *const *names,
                    int (*write)(const struct measured_group *, struct sheets *, bool *,
                                 struct error *),
                    struct sheets *sheets, struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t cells = campaign_cell_count(c), row = 0;
  int status = STATUS_OK;
  for (size_t i = 0, end; i < cells && !status; i = end) {
    struct cell cell = campaign_cell(c, i);
    for (end = i + 1; end < cells; end++) {
      struct cell next = campaign_cell(c, end);
      if (next.function != cell.function || next.dim != cell.dim) break;
    }
    if (!measured_has(cell.function, names[0])) continue;
    struct measured_group g = {
        .plot = plot, .function = cell.function, .dim = cell.dim, .row = row};
    bool drawn = false;
    status = read_group(&g, i, end, names, err);
    if (!status) status = write(&g, sheets, &drawn, err);
    for (size_t o = 0; o < c->optimizer_count && !status; o++)
      if (g.of[o].runs) sheets_show(sheets, o, g.of[o].count > 0, "no measures in its traces");
    row += drawn;
    free_group(&g);
  }
  if (!status && !row) strcpy(sheets->nothing, "no trace has a measure");
  return status;
}

/* Where the longest run of an optimizer ends. */
static double end_of(const struct measured *m, enum along along)
{
  double end = 0;
  for (size_t i = 0; i < m->count; i++)
    if (m->row[i].at[along] > end) end = m->row[i].at[along];
  return end;
}

struct measured_axis measured_axis(const struct measured_group *g, enum along along, bool log)
{
  static const double far = 4;
  struct measured_axis axis = {.low = INFINITY, .log = log};
  double nearest = INFINITY;
  for (size_t o = 0; o < g->plot->campaign->optimizer_count; o++) {
    const struct measured *m = &g->of[o];
    double end = end_of(m, along);
    if (end > 0) nearest = fmin(nearest, end);
    axis.high = fmax(axis.high, end);
    for (size_t i = 0; i < m->count; i++)
      if (m->row[i].at[along] > 0) axis.low = fmin(axis.low, m->row[i].at[along]);
  }
  if (axis.high > far * nearest) axis.log = true;
  if (!axis.log || isinf(axis.low)) axis.low = 0;
  return axis;
}

/* The place of x on the axis, from 0 to PLACES. */
static double place_of(const struct measured_axis *axis, double x)
{
  if (!(axis->high > axis->low)) return 0;
  if (!axis->log) return PLACES * (x - axis->low) / (axis->high - axis->low);
  return x > axis->low ? PLACES * repro_log(x / axis->low) / repro_log(axis->high / axis->low) : 0;
}

/* The places where any run has the value, in ascending order, those that are near as one: the last
 * of them. */
static size_t find_places(const struct measured *m, enum along along, size_t value,
                          const struct measured_axis *axis, double *x)
{
  size_t all = 0, count = 0;
  for (size_t i = 0; i < m->count; i++)
    if (!isnan(m->row[i].value[value]) && !isnan(m->row[i].at[along]))
      x[all++] = fmax(m->row[i].at[along], axis->low);
  sort_values(x, all);
  for (size_t i = 0; i < all; i++) {
    bool near =
        count && i + 1 < all && floor(place_of(axis, x[i])) == floor(place_of(axis, x[count - 1]));
    if (count && (x[i] == x[count - 1] || (near && count > 1)))
      x[count - 1] = x[i];
    else
      x[count++] = x[i];
  }
  return count;
}

int measured_curve(const struct measured *m, enum along along, size_t value,
                   const struct measured_axis *axis, struct measured_point **points, size_t *count,
                   struct error *err)
{
  double *x = malloc((m->count + 1) * sizeof *x), *work = malloc((m->runs + 1) * sizeof *work);
  size_t *next = malloc((m->runs + 1) * sizeof *next);
  double *held = malloc((m->runs + 1) * sizeof *held);
  *points = calloc(m->count + 1, sizeof **points);
  *count = 0;
  int status =
      x && work && next && held && *points ? STATUS_OK : error_memory(err, "a curve of measures");
  size_t places = status ? 0 : find_places(m, along, value, axis, x);
  for (size_t r = 0; r < m->runs && !status; r++) {
    next[r] = m->begin[r];
    held[r] = NAN;
  }
  for (size_t k = 0; k < places; k++) {
    size_t have = 0;
    for (size_t r = 0; r < m->runs; r++) {
      for (; next[r] < m->begin[r + 1] && !(m->row[next[r]].at[along] > x[k]); next[r]++)
        if (!isnan(m->row[next[r]].value[value])) held[r] = m->row[next[r]].value[value];
      if (!isnan(held[r])) work[have++] = held[r];
    }
    if (have) (*points)[(*count)++] = (struct measured_point){x[k], quartiles_of(work, have)};
  }
  free(x);
  free(work);
  free(next);
  free(held);
  if (status) {
    free(*points);
    *points = NULL;
  }
  return status;
}

double measured_reach(const struct measured *m, size_t run, size_t value, double level)
{
  for (size_t i = m->begin[run]; i < m->begin[run + 1]; i++)
    if (m->row[i].value[value] >= level) return m->row[i].at[ALONG_COST];
  return INFINITY;
}

double measured_price(const struct measured *m, enum along along)
{
  double longest = 0, price = NAN;
  for (size_t i = 0; i < m->count; i++) {
    const double *at = m->row[i].at;
    if (!(at[along] > longest)) continue;
    longest = at[along];
    price = at[ALONG_COST] / longest;
  }
  return price;
}

void measured_put_panel(const struct measured_group *group, size_t column,
                        const struct measured_axis *axis, double low, double high, size_t first,
                        size_t curves, struct csv_file *panels)
{
  const struct campaign *c = group->plot->campaign;
  char title[TITLE_SIZE];
  put_number(panels, (double)group->row, ',');
  put_number(panels, (double)column, ',');
  function_title(group->function, title);
  put_title(panels, title, ',');
  put_number(panels, (double)group->dim, ',');
  put_number(panels, (double)(c->runs * c->instance_count), ',');
  put_number(panels, axis->low, ',');
  put_number(panels, axis->high, ',');
  put_number(panels, axis->log, ',');
  put_number(panels, low, ',');
  put_number(panels, high, ',');
  put_number(panels, (double)first, ',');
  put_number(panels, (double)curves, ',');
  cost_title(c, title);
  put_text(panels, title, '\n');
}
