/* smoothing.c -- a function of one variable and what evolution strategies see of it, the
 * function smoothed by a Gaussian of their deviation; below, where each run of each optimizer
 * started and ended. */
#include <math.h>
#include <stdlib.h>

#include "bench/plot/figure.h"
#include "bench/plot/iterates.h"

enum { GRID = 1601 };

struct sheets {
  struct file data, ends, curves;
  size_t row, end;
};

static void put_line(const struct landscape *l, double sigma, struct sheets *s)
{
  struct axis axis = {l->problem->low[0], l->problem->high[0], GRID};
  for (size_t i = 0; i < GRID; i++) {
    double x = axis_at(&axis, i);
    put_number(&s->data, sigma, ',');
    put_number(&s->data, x, ',');
    put_number(&s->data, sigma > 0 ? landscape_smoothed(l, x, sigma) : landscape_value(l, &x, NULL),
               '\n');
  }
  s->row += GRID;
}

static void put_ends(const char *label, const struct stops *stops, struct sheets *s)
{
  for (size_t i = 0; i < stops->count; i++) {
    const struct stop *start = &stops->stop[i], *end = start;
    if (i + 1 < stops->count && stops->stop[i + 1].repetition == start->repetition)
      end = &stops->stop[++i];
    put_text(&s->ends, label, ',');
    put_number(&s->ends, (double)start->repetition, ',');
    put_number(&s->ends, start->x, ',');
    put_number(&s->ends, end->x, ',');
    put_number(&s->ends, end->f, '\n');
    s->end++;
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
  put_text(&s->curves, label, ',');
  put_style(&s->curves, style, ',');
  put_number(&s->curves, sigma, ',');
  put_number(&s->curves, (double)first, ',');
  put_number(&s->curves, (double)s->row - 1, ',');
  put_number(&s->curves, (double)first_end, ',');
  put_number(&s->curves, (double)s->end - 1, ',');
  put_text(&s->curves, title, ',');
  put_number(&s->curves, minimiser ? minimiser[0] : NAN, '\n');
}

static int write_optimizer(const struct plot *plot, const struct cell *cell,
                           const struct landscape *l, struct sheets *s, struct error *err)
{
  bool smooths = false;
  double sigma = NAN;
  size_t first = s->row, first_end = s->end;
  struct stops stops;
  int status = cell_parameter(plot, cell, "es", "sigma", &smooths, &sigma, err);
  if (!status) status = stops_read(plot, cell, true, false, &stops, err);
  if (status) return status;
  if (smooths) put_line(l, sigma, s);
  put_ends(cell->optimizer->label, &stops, s);
  put_curve(plot, l, cell->optimizer->label,
            &plot->styles[cell->optimizer - plot->campaign->optimizers], sigma, first, first_end,
            s);
  free(stops.stop);
  return STATUS_OK;
}

static int write_sheets(const struct plot *plot, const struct landscape *l, struct sheets *s,
                        struct error *err)
{
  int status = sheet_create(&s->data, plot, "smoothing", NULL, "sigma,x,value", err);
  if (!status)
    status =
        sheet_create(&s->ends, plot, "smoothing", "ends", "optimizer,repetition,start,end,f", err);
  if (!status)
    status = sheet_create(
        &s->curves, plot, "smoothing", "curves",
        "optimizer,title,colour,dash,sigma,first,last,first_end,last_end,function,minimiser", err);
  if (status) return status;
  put_line(l, 0, s);
  put_curve(plot, l, "f", &(struct style){.title = "f", .colour = 0x222222, .dash = 1}, 0, 0, 0, s);
  size_t first = line_cell(plot, true);
  for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
    if (!plot->traced[first + i]) continue;
    struct cell cell = campaign_cell(plot->campaign, first + i);
    status = write_optimizer(plot, &cell, l, s, err);
  }
  if (!status) status = file_commit(&s->data, err);
  if (!status) status = file_commit(&s->ends, err);
  return status ? status : file_commit(&s->curves, err);
}

static int write(const struct plot *plot, struct error *err)
{
  struct sheets sheets = {0};
  struct landscape landscape = {0};
  struct cell cell = campaign_cell(plot->campaign, line_cell(plot, true));
  int status = landscape_open(&landscape, plot, &cell, err);
  if (!status) status = write_sheets(plot, &landscape, &sheets, err);
  file_abandon(&sheets.data);
  file_abandon(&sheets.ends);
  file_abandon(&sheets.curves);
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
    .possible = possible,
    .write = write,
};
