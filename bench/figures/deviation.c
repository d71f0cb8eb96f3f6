/* deviation.c -- what variational optimization descends on: J(mean, deviation) = E f(mean +
 * deviation z) of a function of one variable, with the paths of its runs; above, the function,
 * which is J where the deviation is 0. */
#include <math.h>
#include <stdlib.h>

#include "bench/plot/iterates.h"
#include "bench/plot/sheet.h"
#include "bench/plot/thin.h"
#include "src/numeric/elementary.h"

enum { COLUMNS = 241, ROWS = 161, GRID = 1601 };

enum { DATA, FUNCTION, CURVES };

/* Both axes of the field; the second is log10 of the deviation. */
struct frame {
  struct axis mean, deviation;
};

static double field(void *context, double mean, double log_deviation)
{
  return landscape_smoothed(context, mean, repro_pow(10, log_deviation));
}

static void put_iterate(const char *label, const struct iterate *at, struct sheets *s)
{
  put_text(&s->file[DATA], label, ',');
  put_number(&s->file[DATA], (double)at->repetition, ',');
  put_number(&s->file[DATA], (double)at->step, ',');
  put_number(&s->file[DATA], at->x, ',');
  put_number(&s->file[DATA], at->deviation, ',');
  put_number(&s->file[DATA], at->f, '\n');
}

/* The rows of iterates[from ... to - 1], one repetition, that can be told apart. */
static int put_path(const char *label, const struct iterate *iterates, size_t from, size_t to,
                    const struct frame *frame, struct sheets *s, struct error *err)
{
  double low[] = {frame->mean.low, frame->deviation.low};
  double high[] = {frame->mean.high, frame->deviation.high};
  double drawn[2] = {iterates[from].x, repro_log10(iterates[from].deviation)},
         before[2] = {drawn[0], drawn[1]};
  struct thin thin;
  int status = STATUS_OK;
  thin_start(&thin, low, high);
  put_iterate(label, &iterates[from], s);
  for (size_t i = from + 1; i < to && !status; i++) {
    double here[] = {iterates[i].x, repro_log10(iterates[i].deviation)};
    enum thin_action action;
    status = thin_step(&thin, drawn, before, here, &action, err);
    before[0] = here[0];
    before[1] = here[1];
    if (status || action == THIN_SKIP) continue;
    if (action == THIN_RESUME) {
      put_iterate(label,
                  &(struct iterate){iterates[i].repetition, iterates[i].step, NAN, NAN, NAN, NAN},
                  s);
      put_iterate(label, &iterates[i - 1], s);
    }
    put_iterate(label, &iterates[i], s);
    drawn[0] = here[0];
    drawn[1] = here[1];
  }
  thin_free(&thin);
  return status;
}

static int write_optimizer(const struct plot *plot, const struct cell *cell,
                           const struct landscape *l, const struct frame *frame, struct sheets *s,
                           struct error *err)
{
  struct iterates iterates;
  char title[TITLE_SIZE];
  int status = iterates_read(plot, cell, false, true, &iterates, err);
  if (status) return status;
  function_title(cell->function, title);
  /* Methods without a deviation have no place in this figure. */
  sheets_show(s, (size_t)(cell->optimizer - plot->campaign->optimizers),
              !isnan(iterates.at[0].deviation), "no deviation");
  for (size_t i = 0, from = 0; i < iterates.count && !isnan(iterates.at[0].deviation); from = i) {
    size_t first = s->file[DATA].rows;
    while (i < iterates.count && iterates.at[i].repetition == iterates.at[from].repetition) i++;
    status = put_path(cell->optimizer->label, iterates.at, from, i, frame, s, err);
    if (status) break;
    put_text(&s->file[CURVES], cell->optimizer->label, ',');
    put_style(&s->file[CURVES], &plot->styles[cell->optimizer - plot->campaign->optimizers], ',');
    put_number(&s->file[CURVES], (double)iterates.at[i - 1].repetition, ',');
    put_number(&s->file[CURVES], (double)first, ',');
    put_number(&s->file[CURVES], (double)s->file[DATA].rows - 1, ',');
    put_number(&s->file[CURVES], iterates.at[i - 1].x, ',');
    put_number(&s->file[CURVES], iterates.at[i - 1].f, ',');
    put_title(&s->file[CURVES], title, ',');
    put_number(&s->file[CURVES], l->problem->minimiser ? l->problem->minimiser[0] : NAN, '\n');
  }
  free(iterates.at);
  return status;
}

static void put_function(const struct landscape *l, const struct frame *frame, struct sheets *s)
{
  struct axis axis = frame->mean;
  axis.count = GRID;
  for (size_t i = 0; i < GRID; i++) {
    double x = axis_at(&axis, i);
    put_number(&s->file[FUNCTION], x, ',');
    put_number(&s->file[FUNCTION], landscape_value(l, &x, NULL), '\n');
  }
}

static int write_sheets(const struct plot *plot, struct landscape *l, struct sheets *s,
                        struct error *err)
{
  double low = l->problem->low[0], high = l->problem->high[0];
  struct frame frame = {{low, high, COLUMNS}, {-2, repro_log10((high - low) / 2), ROWS}};
  int status = STATUS_OK;
  size_t first = line_cell(plot, true);
  for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
    if (!plot->traced[first + i]) continue;
    struct cell cell = campaign_cell(plot->campaign, first + i);
    status = write_optimizer(plot, &cell, l, &frame, s, err);
  }
  if (status) return status;
  put_function(l, &frame, s);
  return write_field(plot, "deviation", "field", &frame.mean, &frame.deviation, field, l, err);
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct landscape landscape = {0};
  struct cell cell = campaign_cell(plot->campaign, line_cell(plot, true));
  int status = landscape_open(&landscape, plot, &cell, err);
  if (!status) status = write_sheets(plot, &landscape, s, err);
  landscape_close(&landscape);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (line_shows(plot, "vo")) return true;
  snprintf(why, WHY_SIZE,
           "variational optimization's iterates on a function of one variable that has a closed "
           "form of its smoothing: run with -f cliffs -o vo --trace every --trace-x");
  return false;
}

const struct figure figure_deviation = {
    .name = "deviation",
    .summary = "variational optimization's paths over mean and deviation",
    .sheet =
        {[DATA] = {NULL, "optimizer,repetition,step,mean,deviation,f"},
         [FUNCTION] = {"function", "x,f"},
         [CURVES] = {"curves",
                     "optimizer,title,colour,dash,repetition,first,last,end,f,function,minimiser"}},
    .possible = possible,
    .write = write,
    .caption = "Variational optimization of {title}, a function of one variable: paths over mean "
               "and deviation of the search distribution, on J(mean, deviation) = E f(mean + "
               "deviation z), which they descend on; above, the function, which is J where the "
               "deviation is 0.",
};
