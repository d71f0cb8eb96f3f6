/* smoothing.c -- a function of one variable and what evolution strategies see of it, the
 * function smoothed by a Gaussian of their deviation; below, where each run of each optimizer
 * started and ended. */
#include <math.h>
#include <stdlib.h>

#include "bench/plot/iterates.h"
#include "bench/plot/sheet.h"

enum { GRID = 1601 };

enum { DATA, ENDS, CURVES };

static void put_line(const struct landscape *l, double sigma, struct sheets *s)
{
  struct axis axis = {l->problem->low[0], l->problem->high[0], GRID};
  for (size_t i = 0; i < GRID; i++) {
    double x = axis_at(&axis, i);
    put_number(&s->file[DATA], sigma, ',');
    put_number(&s->file[DATA], x, ',');
    put_number(&s->file[DATA],
               sigma > 0 ? landscape_smoothed(l, x, sigma) : landscape_value(l, &x, NULL), '\n');
  }
}

static void put_ends(const char *label, const struct iterates *iterates, struct sheets *s)
{
  for (size_t i = 0; i < iterates->count; i++) {
    const struct iterate *start = &iterates->at[i], *end = start;
    if (i + 1 < iterates->count && iterates->at[i + 1].repetition == start->repetition)
      end = &iterates->at[++i];
    put_text(&s->file[ENDS], label, ',');
    put_number(&s->file[ENDS], (double)start->repetition, ',');
    put_number(&s->file[ENDS], start->x, ',');
    put_number(&s->file[ENDS], end->x, ',');
    put_number(&s->file[ENDS], end->f, '\n');
  }
}

static void put_curve(const struct plot *plot, const struct landscape *l, const char *label,
                      const struct style *style, double sigma, size_t first, size_t first_end,
                      struct sheets *s)
{
  char title[TITLE_SIZE];
  const double *minimiser = l->problem->minimiser;
  struct cell cell = campaign_cell(plot->campaign, line_cell(plot, true));
  function_title(cell.function, title);
  put_text(&s->file[CURVES], label, ',');
  put_style(&s->file[CURVES], style, ',');
  put_number(&s->file[CURVES], sigma, ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[CURVES], (double)first_end, ',');
  put_number(&s->file[CURVES], (double)s->file[ENDS].rows - 1, ',');
  put_title(&s->file[CURVES], title, ',');
  put_number(&s->file[CURVES], minimiser ? minimiser[0] : NAN, '\n');
}

static int write_optimizer(const struct plot *plot, const struct cell *cell,
                           const struct landscape *l, struct sheets *s, struct error *err)
{
  bool smooths = false;
  double sigma = NAN;
  size_t first = s->file[DATA].rows, first_end = s->file[ENDS].rows;
  struct iterates iterates;
  int status = cell_parameter(plot, cell, "es", "sigma", &smooths, &sigma, err);
  if (!status) status = iterates_read(plot, cell, true, false, &iterates, err);
  if (status) return status;
  if (smooths) put_line(l, sigma, s);
  put_ends(cell->optimizer->label, &iterates, s);
  put_curve(plot, l, cell->optimizer->label,
            &plot->styles[cell->optimizer - plot->campaign->optimizers], sigma, first, first_end,
            s);
  free(iterates.at);
  return STATUS_OK;
}

static int write_sheets(const struct plot *plot, const struct landscape *l, struct sheets *s,
                        struct error *err)
{
  int status = STATUS_OK;
  put_line(l, 0, s);
  put_curve(plot, l, "f", &(struct style){.title = "f", .colour = 0x222222, .dash = 1}, 0, 0, 0, s);
  size_t first = line_cell(plot, true);
  for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
    if (!plot->traced[first + i]) continue;
    struct cell cell = campaign_cell(plot->campaign, first + i);
    status = write_optimizer(plot, &cell, l, s, err);
  }
  return status;
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
  if (line_shows(plot, "es")) return true;
  snprintf(why, WHY_SIZE,
           "an evolution strategy's iterates on a function of one variable that has a closed form "
           "of its smoothing: run with -f cliffs -o es --trace-x");
  return false;
}

const struct figure figure_smoothing = {
    .name = "smoothing",
    .summary = "a function, its Gaussian smoothings, and where evolution strategies end",
    .sheet = {[DATA] = {NULL, "sigma,x,value"},
              [ENDS] = {"ends", "optimizer,repetition,start,end,f"},
              [CURVES] = {"curves", "optimizer,title,colour,dash,sigma,first,last,first_end,last_"
                                    "end,function,minimiser"}},
    .possible = possible,
    .write = write,
    .caption = "A function of one variable, and what evolution strategies see of it: the function "
               "smoothed by a Gaussian of their deviation; below, where each run of each optimizer "
               "started and ended.",
};
