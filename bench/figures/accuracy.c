/* accuracy.c -- accuracy over test rows against cost and against steps, a row of panels a function;
 * median and quartiles of all runs; and what the median run paid for some accuracies. */
#include <math.h>
#include <stdlib.h>

#include "bench/figures/measured.h"

enum { DATA, CURVES, PANELS, LEVELS };
enum { LEVELS_SHOWN = 5 };

static const char *const names[] = {"test_accuracy", NULL};

struct panel {
  const struct measured_group *group;
  struct measured_axis axis;
  enum along along;
  size_t first, curves;
  double low, high;
};

static const char *const along_names[] = {"cost", "steps", "epochs"};

static int put_curve(struct panel *p, size_t optimizer, struct sheets *s, struct error *err)
{
  const struct plot *plot = p->group->plot;
  const char *label = plot->campaign->optimizers[optimizer].label;
  struct measured_point *points;
  size_t count, first = s->file[DATA].rows;
  int status =
      measured_curve(&p->group->of[optimizer], p->along, 0, &p->axis, &points, &count, err);
  if (status || !count) {
    free(points);
    return status;
  }
  for (size_t i = 0; i < count; i++) {
    put_text(&s->file[DATA], p->group->function->label, ',');
    put_number(&s->file[DATA], (double)p->group->dim, ',');
    put_text(&s->file[DATA], label, ',');
    put_text(&s->file[DATA], along_names[p->along], ',');
    put_number(&s->file[DATA], points[i].x, ',');
    put_number(&s->file[DATA], points[i].q.low, ',');
    put_number(&s->file[DATA], points[i].q.median, ',');
    put_number(&s->file[DATA], points[i].q.high, '\n');
    p->low = fmin(p->low, points[i].q.low);
    p->high = fmax(p->high, points[i].q.high);
  }
  put_text(&s->file[CURVES], label, ',');
  put_style(&s->file[CURVES], &plot->styles[optimizer], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[CURVES], points[count - 1].x, ',');
  put_number(&s->file[CURVES], points[count - 1].q.median, ',');
  put_number(&s->file[CURVES], measured_price(&p->group->of[optimizer], ALONG_STEPS), '\n');
  free(points);
  p->curves++;
  return STATUS_OK;
}

static int write_panel(const struct measured_group *g, enum along along, struct sheets *s,
                       bool *drawn, struct error *err)
{
  struct panel p = {.group = g,
                    .axis = measured_axis(g, along, true),
                    .along = along,
                    .first = s->file[CURVES].rows,
                    .low = INFINITY,
                    .high = -INFINITY};
  int status = STATUS_OK;
  for (size_t o = 0; o < g->plot->campaign->optimizer_count && !status; o++)
    status = put_curve(&p, o, s, err);
  if (!status && p.curves)
    measured_put_panel(g, p.along == ALONG_STEPS, &p.axis, p.low, p.high, p.first, p.curves,
                       &s->file[PANELS]);
  *drawn |= p.curves > 0;
  return status;
}

/* Round accuracies that may be asked for; further apart where they are low. */
static const double round_levels[] = {0.1,  0.2,  0.3,  0.4, 0.5,  0.6,  0.7,  0.75, 0.78, 0.8,
                                      0.82, 0.85, 0.87, 0.9, 0.92, 0.95, 0.97, 0.98, 0.99};
enum { ROUND_LEVELS = sizeof round_levels / sizeof *round_levels };

/* What the median run of an optimizer paid for the accuracy; infinite where it never came to it. */
static double median_cost(const struct measured *m, double level, double *work)
{
  for (size_t r = 0; r < m->runs; r++) work[r] = measured_reach(m, r, 0, level);
  return quartiles_of(work, m->runs).median;
}

/* The accuracy that the median run of some optimizer starts with: it costs nothing. */
static double start_accuracy(const struct measured_group *g, double *work)
{
  double most = 0;
  for (size_t o = 0; o < g->plot->campaign->optimizer_count; o++) {
    const struct measured *m = &g->of[o];
    size_t have = 0;
    for (size_t r = 0; r < m->runs; r++)
      if (m->begin[r] < m->begin[r + 1] && !isnan(m->row[m->begin[r]].value[0]))
        work[have++] = m->row[m->begin[r]].value[0];
    if (have) most = fmax(most, quartiles_of(work, have).median);
  }
  return most;
}

/* cost[o * ROUND_LEVELS + l]; reached[l]: by how many optimizers. */
static void find_costs(const struct measured_group *g, double *cost, size_t reached[ROUND_LEVELS],
                       double *work)
{
  for (size_t o = 0; o < g->plot->campaign->optimizer_count; o++)
    for (size_t l = 0; l < ROUND_LEVELS && g->of[o].count; l++) {
      cost[o * ROUND_LEVELS + l] = median_cost(&g->of[o], round_levels[l], work);
      reached[l] += isfinite(cost[o * ROUND_LEVELS + l]) != 0;
    }
}

/* Marks the levels that are shown: of those that the most optimizers reached, spread to the highest
 * from well above the start on: the first of them are had for next to nothing. */
static void choose_levels(const size_t reached[ROUND_LEVELS], double start,
                          bool chosen[ROUND_LEVELS])
{
  static const double share = 0.4;
  size_t fit[ROUND_LEVELS], count = 0, most = 0;
  for (size_t l = 0; l < ROUND_LEVELS; l++)
    if (round_levels[l] > start && reached[l] > most) most = reached[l];
  double top = start;
  for (size_t l = 0; l < ROUND_LEVELS; l++)
    if (most && reached[l] == most) top = fmax(top, round_levels[l]);
  for (size_t l = 0; l < ROUND_LEVELS; l++)
    if (most && reached[l] == most && round_levels[l] > start + share * (top - start))
      fit[count++] = l;
  size_t shown = count < LEVELS_SHOWN ? count : LEVELS_SHOWN;
  for (size_t i = 0; i < shown; i++)
    chosen[fit[shown > 1 ? i * (count - 1) / (shown - 1) : count - 1]] = true;
}

static void put_levels(const struct measured_group *g, const double *cost,
                       const bool chosen[ROUND_LEVELS], struct sheets *s)
{
  const struct plot *plot = g->plot;
  size_t column = 0;
  for (size_t l = 0; l < ROUND_LEVELS; l++) {
    double least = INFINITY;
    if (!chosen[l]) continue;
    for (size_t o = 0; o < plot->campaign->optimizer_count; o++)
      if (g->of[o].count) least = fmin(least, cost[o * ROUND_LEVELS + l]);
    for (size_t o = 0, line = 0; o < plot->campaign->optimizer_count; o++) {
      double value = cost[o * ROUND_LEVELS + l];
      if (!g->of[o].count) continue;
      put_text(&s->file[LEVELS], g->function->label, ',');
      put_number(&s->file[LEVELS], (double)g->dim, ',');
      put_text(&s->file[LEVELS], plot->campaign->optimizers[o].label, ',');
      put_style(&s->file[LEVELS], &plot->styles[o], ',');
      put_number(&s->file[LEVELS], (double)g->row, ',');
      put_number(&s->file[LEVELS], (double)line++, ',');
      put_number(&s->file[LEVELS], (double)column, ',');
      put_number(&s->file[LEVELS], round_levels[l], ',');
      put_number(&s->file[LEVELS], value, ',');
      put_number(&s->file[LEVELS], isfinite(value) ? value / least : INFINITY, '\n');
    }
    column++;
  }
}

static int write_levels(const struct measured_group *g, struct sheets *s, struct error *err)
{
  size_t count = g->plot->campaign->optimizer_count, most = 1, reached[ROUND_LEVELS] = {0};
  bool chosen[ROUND_LEVELS] = {false};
  for (size_t o = 0; o < count; o++)
    if (g->of[o].runs > most) most = g->of[o].runs;
  double *cost = calloc(count * ROUND_LEVELS, sizeof *cost), *work = malloc(most * sizeof *work);
  int status = cost && work ? STATUS_OK : error_memory(err, "the costs of accuracies");
  if (!status) {
    find_costs(g, cost, reached, work);
    choose_levels(reached, start_accuracy(g, work), chosen);
    put_levels(g, cost, chosen, s);
  }
  free(cost);
  free(work);
  return status;
}

static int write_group(const struct measured_group *g, struct sheets *s, bool *drawn,
                       struct error *err)
{
  int status = write_panel(g, ALONG_COST, s, drawn, err);
  if (!status) status = write_panel(g, ALONG_STEPS, s, drawn, err);
  return status || !*drawn ? status : write_levels(g, s, err);
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  return measured_groups(plot, names, write_group, s, err);
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  return measured_possible(plot, names[0], why);
}

const struct figure figure_accuracy = {
    .name = "accuracy",
    .summary = "accuracy of models over test rows against cost and steps",
    .sheet =
        {[DATA] = {NULL, "function,dimension,optimizer,along,at,low,median,high"},
         [CURVES] = {"curves", "optimizer,title,colour,dash,first,last,end_at,end,step_cost"},
         [PANELS] = {"panels",
                     "row,column,title,dimension,runs,at_low,at_high,log,low,high,first,curves,"
                     "axis"},
         [LEVELS] = {"levels", "function,dimension,optimizer,title,colour,dash,row,line,column,"
                               "accuracy,cost,ratio"}},
    .possible = possible,
    .write = write,
    .usual = true,
    .alt = "Accuracy over test rows on {title}, against cost and against steps.",
    .caption =
        "Accuracy over test rows on {title}, against cost and against steps. Lines are medians, "
        "bands reach from the lower to the upper quartile of the runs. The table says what the "
        "median run paid for an accuracy: the least cost, and how many times as much the others.",
};
