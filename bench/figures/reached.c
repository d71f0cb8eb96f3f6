/* reached.c -- the share of runs that reached what counts as solved, or the target where a function
 * does not say, against the parameter that a campaign varies: of its optimizers, `es:sigma=0.1,
 * es:sigma=1, ...`, a panel a function, dimension and parameter, a curve a method, those without it
 * level; or where no optimizer varies, of its functions, `acrobot:skip=1, acrobot:skip=2, ...`, a
 * curve an optimizer. With Wilson's 95% intervals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/varied.h"
#include "bench/record/results_read.h"
#include "bench/statistics/inference.h"
#include "src/number.h"

enum { LOG_RATIO = 8 };
enum { DATA, CURVES, PANELS };

/* All that the rows are made of. */
struct scene {
  const struct plot *plot;
  const struct results_set *set;
  struct varied *optimizers, *functions;
  struct style *styles; /* of the methods as they are without the parameter */
  const struct varied **work;
  struct sheets *sheets;
};

struct panel {
  size_t first, curves, runs;
  double low, high; /* of the values */
  size_t words;     /* values that are no numbers, or 0 */
  char goal[WHY_SIZE];
};

/* What is to be reached: "f ≤ 0.5". */
static void name_goal(const struct scene *c, const struct function_entry *function,
                      char goal[WHY_SIZE])
{
  char number[NUMBER_TEXT];
  double level = function_solved(&function->spec);
  if (isnan(level)) level = results_targets(c->set, function)->error[results_aim(c->set, function)];
  number_format(level, number);
  snprintf(goal, WHY_SIZE, "%s ≤ %s", value_title(function), number);
}

static bool run_reached(const struct scene *c, const struct function_entry *function,
                        const struct run_result *run)
{
  double level = function_solved(&function->spec);
  if (!isnan(level)) return run->best_f <= level;
  return isfinite(run->to[results_aim(c->set, function)]);
}

/* Runs of all instances, and those that reached it. */
static void count_runs(const struct scene *c, const struct function_entry *function, size_t dim,
                       size_t optimizer, size_t *runs, size_t *reached)
{
  const struct campaign *campaign = c->plot->campaign;
  *runs = *reached = 0;
  for (size_t i = 0; i < campaign->instance_count; i++) {
    const struct cell_results *cell =
        results_find(c->set, function->label, dim, campaign->instances[i],
                     campaign->optimizers[optimizer].label);
    for (size_t k = 0; cell && k < cell->run_count; k++)
      *reached += run_reached(c, function, &cell->run[k]);
    *runs += cell ? cell->run_count : 0;
  }
}

/* One value of a curve, at `at` on the axis, if there are runs; NaN: it has none. */
static void put_point(struct scene *c, const struct function_entry *function, size_t dim,
                      size_t optimizer, const char *method, const char *key, const char *value,
                      double at, struct panel *p)
{
  struct csv_file *csv = &c->sheets->file[DATA];
  size_t runs, reached;
  count_runs(c, function, dim, optimizer, &runs, &reached);
  if (!runs) return;
  struct interval interval = share_interval(reached, runs);
  put_text(csv, function->label, ',');
  put_number(csv, (double)dim, ',');
  put_text(csv, method, ',');
  put_text(csv, key, ',');
  put_text(csv, value, ',');
  put_number(csv, at, ',');
  put_number(csv, (double)reached, ',');
  put_number(csv, (double)runs, ',');
  put_number(csv, (double)reached / (double)runs, ',');
  put_number(csv, interval.low, ',');
  put_number(csv, interval.high, '\n');
  if (runs > p->runs) p->runs = runs;
  if (isnan(at)) return;
  if (!(at >= p->low)) p->low = at;
  if (!(at <= p->high)) p->high = at;
}

static void put_curve(struct scene *c, const struct style *style, size_t first, bool level,
                      struct panel *p)
{
  struct csv_file *csv = &c->sheets->file[CURVES];
  size_t rows = c->sheets->file[DATA].rows;
  if (rows == first) return;
  put_style(csv, style, ',');
  put_number(csv, (double)first, ',');
  put_number(csv, (double)rows - 1, ',');
  put_number(csv, level, '\n');
  p->curves++;
}

static void put_panel(struct scene *c, const struct function_entry *function, size_t dim,
                      const char *key, const struct panel *p)
{
  struct csv_file *csv = &c->sheets->file[PANELS];
  char title[TITLE_SIZE];
  function_title(function, title);
  put_title(csv, title, ',');
  put_number(csv, (double)dim, ',');
  put_text(csv, key, ',');
  put_number(csv, !p->words && p->low > 0 && p->high / p->low >= LOG_RATIO, ',');
  put_number(csv, (double)p->words, ',');
  put_number(csv, p->low, ',');
  put_number(csv, p->high, ',');
  put_number(csv, (double)p->runs, ',');
  put_number(csv, (double)p->first, ',');
  put_number(csv, (double)p->curves, ',');
  put_text(csv, p->goal, '\n');
}

static int by_value(const void *a, const void *b)
{
  const struct varied *const *x = a, *const *y = b;
  int order = ((*x)->value > (*y)->value) - ((*x)->value < (*y)->value);
  return order ? order : ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

/* Those that are alike, ascending. */
static size_t collect(const struct scene *c, const struct varied *varied, size_t count, size_t of)
{
  size_t found = 0;
  for (size_t i = of; i < count; i++)
    if (varied_alike(&varied[i], &varied[of])) c->work[found++] = &varied[i];
  qsort(c->work, found, sizeof *c->work, by_value);
  return found;
}

/* The method that optimizer `of` opens, over its values; or level, as it has no such parameter. */
static void write_method(struct scene *c, const struct cell *cell, const char *key, size_t of,
                         struct panel *p)
{
  const struct varied *v = &c->optimizers[of];
  size_t first = c->sheets->file[DATA].rows;
  if (!v->varies) put_point(c, cell->function, cell->dim, of, v->rest, key, "", NAN, p);
  size_t count = v->varies ? collect(c, c->optimizers, c->plot->campaign->optimizer_count, of) : 0;
  for (size_t i = 0; i < count; i++)
    put_point(c, cell->function, cell->dim, c->work[i]->number, v->rest, key, c->work[i]->text,
              c->work[i]->value, p);
  bool shown = c->sheets->file[DATA].rows > first;
  for (size_t i = 0; i < count; i++) sheets_show(c->sheets, c->work[i]->number, shown, "no runs");
  if (!count) sheets_show(c->sheets, of, shown, "no runs");
  put_curve(c, &c->styles[of], first, !v->varies, p);
}

/* The panels of a function and dimension, one a parameter of the optimizers. */
static void write_optimizers(struct scene *c, const struct cell *cell)
{
  size_t count = c->plot->campaign->optimizer_count;
  for (size_t i = 0; i < count; i++) {
    if (!varied_opens_key(c->optimizers, i)) continue;
    const char *key = c->optimizers[i].key;
    struct panel panel = {.first = c->sheets->file[CURVES].rows, .low = NAN, .high = NAN};
    for (size_t o = 0; o < count; o++) {
      const struct varied *v = &c->optimizers[o];
      if (!v->varies || (!strcmp(v->key, key) && varied_opens(c->optimizers, o)))
        write_method(c, cell, key, o, &panel);
    }
    name_goal(c, cell->function, panel.goal);
    if (panel.curves) put_panel(c, cell->function, cell->dim, key, &panel);
  }
}

/* One optimizer over the functions in c->work. */
static void write_optimizer(struct scene *c, size_t count, size_t dim, size_t optimizer,
                            struct panel *p)
{
  const struct campaign *campaign = c->plot->campaign;
  size_t first = c->sheets->file[DATA].rows;
  for (size_t i = 0; i < count; i++) {
    const struct function_entry *function = &campaign->functions[c->work[i]->number];
    put_point(c, function, function->dim ? function->dim : dim, optimizer,
              campaign->optimizers[optimizer].label, c->work[i]->key, c->work[i]->text,
              p->words ? (double)i : c->work[i]->value, p);
  }
  bool shown = c->sheets->file[DATA].rows > first;
  sheets_show(c->sheets, optimizer, shown, "no runs");
  put_curve(c, &c->plot->styles[optimizer], first, false, p);
}

/* The panel of the functions that are like number `of`, in a dimension of the campaign's list. */
static void write_functions(struct scene *c, size_t of, size_t dim)
{
  const struct campaign *campaign = c->plot->campaign;
  const struct function_entry *function = &campaign->functions[of];
  size_t count = collect(c, c->functions, campaign->function_count, of);
  struct panel panel = {.first = c->sheets->file[CURVES].rows, .low = NAN, .high = NAN};
  for (size_t i = 0; i < count; i++)
    if (isnan(c->work[i]->value)) panel.words = count;
  /* Zero has no place on a logarithmic axis: then values stand side by side, as words do. */
  if (count > 2 && c->work[0]->value == 0 &&
      c->work[count - 1]->value / c->work[1]->value >= LOG_RATIO)
    panel.words = count;
  name_goal(c, function, panel.goal);
  for (size_t i = 0; i < count; i++) {
    char goal[WHY_SIZE];
    name_goal(c, &campaign->functions[c->work[i]->number], goal);
    if (strcmp(goal, panel.goal) != 0) strcpy(panel.goal, "solved");
  }
  for (size_t o = 0; o < campaign->optimizer_count; o++) write_optimizer(c, count, dim, o, &panel);
  size_t shown = function->dim ? function->dim : dim;
  for (size_t i = 0; i < count; i++)
    if (campaign->functions[c->work[i]->number].dim != function->dim) shown = 0;
  struct function_entry bare = *function;
  strcpy(bare.label, c->functions[of].rest);
  if (panel.curves) put_panel(c, &bare, shown, c->functions[of].key, &panel);
}

static bool any_varies(const struct varied *varied, size_t count)
{
  bool any = false;
  for (size_t i = 0; varied && i < count; i++) any |= varied[i].varies;
  return any;
}

static void write_rows(struct scene *c)
{
  const struct campaign *campaign = c->plot->campaign;
  if (any_varies(c->optimizers, campaign->optimizer_count)) {
    struct cell last = {0};
    for (size_t i = 0; i < campaign_cell_count(campaign); i++) {
      struct cell cell = campaign_cell(campaign, i);
      if (cell.function == last.function && cell.dim == last.dim) continue;
      last = cell;
      write_optimizers(c, &cell);
    }
    return;
  }
  for (size_t f = 0; f < campaign->function_count; f++) {
    if (!c->functions[f].varies || !varied_opens(c->functions, f)) continue;
    const struct function_entry *function = &campaign->functions[f];
    for (size_t d = 0; d < campaign_dim_count(campaign, function); d++)
      write_functions(c, f, campaign_dim(campaign, function, d));
  }
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct campaign *campaign = plot->campaign;
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  struct scene scene = {
      .plot = plot,
      .set = &set,
      .optimizers = varied_optimizers(campaign),
      .functions = varied_functions(campaign),
      .work = calloc(campaign->optimizer_count + campaign->function_count, sizeof *scene.work),
      .sheets = s};
  if (!scene.optimizers || !scene.functions || !scene.work)
    status = error_memory(err, "the values of a parameter");
  if (!status) status = varied_styles(plot, scene.optimizers, &scene.styles, err);
  if (!status) {
    write_rows(&scene);
    free(scene.styles);
  }
  if (!status && !s->file[DATA].rows) strcpy(s->nothing, "no cell has its runs yet");
  free(scene.optimizers);
  free(scene.functions);
  free(scene.work);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  struct varied *optimizers = varied_optimizers(plot->campaign);
  struct varied *functions = varied_functions(plot->campaign);
  bool any = any_varies(optimizers, plot->campaign->optimizer_count) ||
             any_varies(functions, plot->campaign->function_count);
  free(optimizers);
  free(functions);
  if (any) return true;
  snprintf(why, WHY_SIZE,
           "a parameter at several values, of optimizers or functions: run with -o "
           "es:sigma=0.1,es:sigma=1");
  return false;
}

const struct figure figure_reached = {
    .name = "reached",
    .summary = "share of runs that reached the solved level against a parameter that is varied",
    .source = "Wilson, Journal of the American Statistical Association 22, 1927 (intervals)",
    .sheet = {[DATA] = {NULL, "function,dimension,method,parameter,value,at,reached,runs,share,low,"
                              "high"},
              [CURVES] = {"curves", "title,colour,dash,first,last,level"},
              [PANELS] = {"panels",
                          "function,dimension,parameter,log,words,low,high,runs,first,curves,"
                          "goal"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .of_costs = true,
    .of = OF_ALL,
    .alt = "Share of runs that reached the solved level against a parameter.",
    .caption = "The share of runs that reached the level of f that counts as solved, or the last "
               "target where none does, against a parameter, with Wilson's 95% intervals. Curves "
               "stand a little beside each other. A method without the parameter is level.",
};
