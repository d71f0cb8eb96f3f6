/* multiples.c -- a table of small curves, a row an optimizer, a column a function and dimension:
 * the median error (best f where the minimum is not known) against cost, over the field of all
 * optimizers' medians there. For campaigns of more optimizers than one panel can hold.
 *
 * Rows stand in the order of the mean rank over the columns. In a column those are first whose
 * median run reached the target, by the median cost, then all others by the median of their best
 * error; equal ones share the mean of their ranks. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/curves.h"
#include "bench/figures/profile.h"
#include "bench/record/results_read.h"

/* An optimizer in a column. */
struct entry {
  bool there, drawn;   /* has it runs, and a finite median? */
  size_t first, last;  /* rows of its curve */
  double reached, end; /* median cost to the target, or infinity; median error at the end */
  double rank;
};

struct column {
  const struct function_entry *function;
  size_t dim;
  bool drawn;
  size_t first, last; /* rows of the field */
  double cost_high, low, high, target;
  struct entry *by; /* one an optimizer */
};

/* Values over the costs of a column. */
struct series {
  double at[CURVE_GRID + 1];
};

/* An optimizer's medians there, infinite before the first finite one. */
struct medians {
  double cost[CURVE_GRID + 1];
  size_t count;
  struct series *by; /* one an optimizer */
  double *work;      /* room for a value an optimizer */
};

/* The medians of all at a cost: the best, the ends of the middle half, the worst. */
enum { BEST, LOW, HIGH, WORST, FIELD_LINES };

enum { DATA, CURVES, PANELS, FIELD };

static bool ahead(const struct entry *a, const struct entry *b)
{
  if (a->reached != b->reached) return a->reached < b->reached;
  return isinf(a->reached) && a->end < b->end;
}

static void rank(struct entry *by, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    size_t before = 0, equal = 0;
    for (size_t k = 0; k < count; k++) {
      if (!by[k].there) continue;
      before += ahead(&by[k], &by[i]);
      equal += !ahead(&by[k], &by[i]) && !ahead(&by[i], &by[k]);
    }
    by[i].rank = (double)before + ((double)equal + 1) / 2;
  }
}

/* The median cost to a target, over the runs that the curves show. */
static int median_cost(const struct plot *plot, const struct results_set *set,
                       const struct column *column, size_t optimizer, size_t target, double *cost,
                       struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t count = 0;
  double *to = malloc(c->runs * c->instance_count * sizeof *to);
  if (!to) return error_memory(err, "the costs to a target");
  for (size_t i = 0; i < c->instance_count; i++) {
    const struct cell_results *cell = results_find(set, column->function->label, column->dim,
                                                   c->instances[i], c->optimizers[optimizer].label);
    for (size_t r = 0; cell && r < cell->run_count && r < c->runs; r++)
      to[count++] = cell->run[r].to[target];
  }
  *cost = count ? quartiles_of(to, count).median : INFINITY;
  free(to);
  return STATUS_OK;
}

static void take_medians(const struct curves *curves, const double grid[CURVE_GRID],
                         struct column *column, struct medians *m)
{
  column->cost_high = fmax(curves->cost_high, grid[0]);
  for (m->count = 0; m->count < CURVE_GRID && grid[m->count] < column->cost_high; m->count++)
    m->cost[m->count] = grid[m->count];
  m->cost[m->count] = column->cost_high;
  for (size_t o = 0; o < curves->count; o++) {
    const struct curve *curve = &curves->by[o];
    column->by[o].there = curve->runs > 0;
    if (!curve->runs) continue;
    for (size_t k = 0; k < m->count; k++) m->by[o].at[k] = curve_at(curve, k, curves->work).median;
    m->by[o].at[m->count] = column->by[o].end = curve_end(curve, curves->work).median;
  }
  m->count++;
}

/* A line needs no point between two costs at which nothing changes. */
static bool bends(const struct series *s, size_t k, size_t first, size_t count)
{
  return k == first || k + 1 == count || s->at[k] != s->at[k - 1] || s->at[k] != s->at[k + 1];
}

static void put_place(const struct column *column, struct csv_file *csv)
{
  put_text(csv, column->function->label, ',');
  put_number(csv, (double)column->dim, ',');
}

static void put_curve(struct column *column, const struct medians *m, size_t optimizer,
                      const char *label, struct csv_file *csv)
{
  struct entry *entry = &column->by[optimizer];
  const struct series *s = &m->by[optimizer];
  size_t begin = 0;
  while (begin < m->count && isinf(s->at[begin])) begin++;
  if (!entry->there || begin == m->count) return;
  entry->drawn = column->drawn = true;
  entry->first = csv->rows;
  for (size_t k = begin; k < m->count; k++) {
    if (!bends(s, k, begin, m->count)) continue;
    put_place(column, csv);
    put_text(csv, label, ',');
    put_number(csv, m->cost[k], ',');
    put_number(csv, s->at[k], '\n');
    column->low = fmin(column->low, s->at[k]);
    column->high = fmax(column->high, s->at[k]);
  }
  entry->last = csv->rows - 1;
}

/* Of those that have a finite value. False if none has. */
static bool field_at(const struct column *column, const struct medians *m, size_t optimizers,
                     size_t k, struct series field[FIELD_LINES])
{
  size_t count = 0;
  for (size_t o = 0; o < optimizers; o++)
    if (column->by[o].there && isfinite(m->by[o].at[k])) m->work[count++] = m->by[o].at[k];
  if (!count) return false;
  struct quartiles q = quartiles_of(m->work, count);
  field[BEST].at[k] = m->work[0];
  field[LOW].at[k] = q.low;
  field[HIGH].at[k] = q.high;
  field[WORST].at[k] = m->work[count - 1];
  return true;
}

static void put_field(struct column *column, const struct medians *m, size_t optimizers,
                      struct csv_file *csv)
{
  struct series field[FIELD_LINES];
  size_t begin = 0;
  for (size_t k = 0; k < m->count; k++) begin += !field_at(column, m, optimizers, k, field);
  column->first = csv->rows;
  for (size_t k = begin; k < m->count; k++) {
    bool bend = false;
    for (size_t i = 0; i < FIELD_LINES; i++) bend |= bends(&field[i], k, begin, m->count);
    if (!bend) continue;
    put_place(column, csv);
    put_number(csv, m->cost[k], ',');
    for (size_t i = 0; i < FIELD_LINES; i++)
      put_number(csv, field[i].at[k], i + 1 < FIELD_LINES ? ',' : '\n');
  }
  column->last = csv->rows - 1;
}

static void put_column(const struct plot *plot, struct column *column, const struct medians *m,
                       const struct curves *curves, struct sheets *s)
{
  const struct campaign *c = plot->campaign;
  for (size_t o = 0; o < c->optimizer_count; o++) {
    put_curve(column, m, o, c->optimizers[o].label, &s->file[DATA]);
    if (column->by[o].there) sheets_show(s, o, column->by[o].drawn, "no finite value");
  }
  if (column->drawn) {
    put_field(column, m, c->optimizer_count, &s->file[FIELD]);
  } else if (curves->traced) {
    char part[32];
    snprintf(part, sizeof part, "d = %zu", column->dim);
    sheets_skip_panel(s, column->function, part);
  }
}

/* What the reading of a column takes. */
struct reading {
  const struct results_set *set;
  double grid[CURVE_GRID];
  struct medians medians;
  struct tally tally;
};

static int read_column(const struct plot *plot, size_t first_cell, size_t cells,
                       struct reading *reading, struct column *column, struct sheets *s,
                       struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct curves curves;
  struct cell cell = campaign_cell(c, first_cell);
  size_t target = results_aim(reading->set, cell.function);
  column->function = cell.function;
  column->dim = cell.dim;
  column->target = results_targets(reading->set, cell.function)->error[target];
  column->low = INFINITY;
  column->high = -INFINITY;
  int status = curves_read(plot, first_cell, cells, reading->grid, &curves, &reading->tally, err);
  if (!status) take_medians(&curves, reading->grid, column, &reading->medians);
  for (size_t o = 0; o < c->optimizer_count && !status; o++)
    if (column->by[o].there)
      status = median_cost(plot, reading->set, column, o, target, &column->by[o].reached, err);
  if (!status) {
    rank(column->by, c->optimizer_count);
    put_column(plot, column, &reading->medians, &curves, s);
  }
  curves_free(&curves);
  return status;
}

/* An optimizer's place in the table. */
struct line {
  size_t optimizer, columns; /* columns: how many have it */
  double rank;               /* the mean over these */
};

/* The optimizers that some column has, the best first. Returns how many there are. */
static size_t order(const struct column *columns, size_t count, size_t optimizers,
                    struct line *lines)
{
  size_t used = 0;
  for (size_t o = 0; o < optimizers; o++) {
    struct line line = {.optimizer = o};
    for (size_t i = 0; i < count; i++) {
      if (!columns[i].drawn || !columns[i].by[o].there) continue;
      line.columns++;
      line.rank += columns[i].by[o].rank;
    }
    if (!line.columns) continue;
    line.rank /= (double)line.columns;
    size_t at = used++;
    for (; at && lines[at - 1].rank > line.rank; at--) lines[at] = lines[at - 1];
    lines[at] = line;
  }
  return used;
}

static void put_entry(const struct plot *plot, const struct column *column, size_t number,
                      const struct line *line, size_t row, struct csv_file *csv)
{
  const struct entry *entry = &column->by[line->optimizer];
  put_place(column, csv);
  put_text(csv, plot->campaign->optimizers[line->optimizer].label, ',');
  put_style(csv, &plot->styles[line->optimizer], ',');
  put_number(csv, (double)row, ',');
  put_number(csv, (double)number, ',');
  put_number(csv, (double)entry->first, ',');
  put_number(csv, (double)entry->last, ',');
  put_number(csv, entry->reached, ',');
  put_number(csv, entry->end, ',');
  put_number(csv, entry->rank, ',');
  put_number(csv, line->rank, '\n');
}

static void put_panel(const struct plot *plot, const struct column *column, size_t number,
                      struct csv_file *csv)
{
  const struct campaign *c = plot->campaign;
  char title[TITLE_SIZE];
  put_number(csv, (double)number, ',');
  function_title(column->function, title);
  put_title(csv, title, ',');
  put_number(csv, (double)column->dim, ',');
  put_number(csv, (double)c->runs * (double)c->instance_count, ',');
  cost_title(c, title);
  put_text(csv, title, ',');
  put_text(csv, value_title(column->function), ',');
  put_number(csv, column->target, ',');
  put_number(csv, column->cost_high, ',');
  put_number(csv, column->low, ',');
  put_number(csv, column->high, ',');
  put_number(csv, (double)column->first, ',');
  put_number(csv, (double)column->last, '\n');
}

static void put_table(const struct plot *plot, const struct column *columns, size_t count,
                      struct line *lines, struct sheets *s)
{
  size_t rows = order(columns, count, plot->campaign->optimizer_count, lines), number = 0;
  for (size_t i = 0; i < count; i++) {
    const struct column *column = &columns[i];
    if (!column->drawn) continue;
    put_panel(plot, column, number, &s->file[PANELS]);
    for (size_t row = 0; row < rows; row++)
      if (column->by[lines[row].optimizer].there)
        put_entry(plot, column, number, &lines[row], row, &s->file[CURVES]);
    number++;
  }
}

static int write_sheets(const struct plot *plot, struct reading *reading, struct column *columns,
                        struct entry *entries, struct line *lines, struct sheets *s,
                        struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t count = 0, cells = campaign_cell_count(c);
  int status = STATUS_OK;
  curves_grid(reading->grid);
  for (size_t i = 0, next; i < cells && !status; i = next) {
    size_t many = campaign_block(c, i);
    next = i + many;
    columns[count].by = entries + count * c->optimizer_count;
    status = read_column(plot, i, many, reading, &columns[count++], s, err);
  }
  if (status) return status;
  put_table(plot, columns, count, lines, s);
  if (!s->file[CURVES].rows) curves_explain(&reading->tally, s->nothing);
  return STATUS_OK;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t optimizers = c->optimizer_count, cells = campaign_cell_count(c);
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  struct column *columns = calloc(cells, sizeof *columns);
  struct entry *entries = calloc(cells * optimizers, sizeof *entries);
  struct line *lines = calloc(optimizers, sizeof *lines);
  struct reading *reading = calloc(1, sizeof *reading);
  struct series *medians = malloc(optimizers * sizeof *medians);
  double *work = malloc(optimizers * sizeof *work);
  if (columns && entries && lines && reading && medians && work) {
    reading->set = &set;
    reading->medians.by = medians;
    reading->medians.work = work;
    status = write_sheets(plot, reading, columns, entries, lines, s, err);
  } else {
    status = error_memory(err, "the rows of a figure");
  }
  free(columns);
  free(entries);
  free(lines);
  free(reading);
  free(medians);
  free(work);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  return curves_possible(plot, why) && profile_possible(plot, why);
}

const struct figure figure_multiples = {
    .name = "multiples",
    .summary = "a table of small curves of the error against cost, a row an optimizer",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,cost,median"},
              [CURVES] = {"curves",
                          "function,dimension,optimizer,title,colour,dash,row,column,first,last,"
                          "reached,end,rank,mean_rank"},
              [PANELS] = {"panels",
                          "column,title,dimension,runs,axis,value,target,cost_high,error_low,"
                          "error_high,first,last"},
              [FIELD] = {"field", "function,dimension,cost,best,low,high,worst"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .of = OF_ALL,
    .alt = "Small curves of {title}: the error against cost, a row an optimizer, the best mean "
           "rank first, a column a function and dimension.",
    .caption =
        "A row an optimizer, the best mean rank first, a column a function and dimension; {title}. "
        "Lines are medians of the lowest error (of f itself where its minimum is not known) so "
        "far, against cost. Behind them, the same in each row of a column, is the field: from the "
        "best to the worst optimizer's median at that cost, and, darker, the middle half of the "
        "optimizers. The number is the median cost to the target, or, grey, the median error at "
        "the end where the median run missed it.",
};
