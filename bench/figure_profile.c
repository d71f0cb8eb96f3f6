/* figure_profile.c -- runtime profile: the share of (function, dimension, instance, repetition,
 * target) solved within a cost, which is counted in multiples of the dimension; overall and for
 * each function. (Hansen, Auger, Brockhoff and Tusar, Anytime performance assessment in blackbox
 * optimization benchmarking, IEEE Transactions on Evolutionary Computation 26, 2022) */
#include <math.h>
#include <stdlib.h>

#include "bench/figure.h"
#include "bench/statistics.h"
#include "bench/trace.h"

/* Steps closer than 1/250 of a decade are one: less than a pixel's width. */
static const double merge = 1.009252886076685;

/* The costs of one optimizer on one function, or on all. */
struct costs {
  double *cost;
  size_t count, room, cases; /* cases: solved or not */
};

struct sheets {
  struct file data, curves, panels;
  size_t row, curve;
};

static int add_cost(struct costs *c, double cost, struct error *err)
{
  c->cases++;
  if (isnan(cost)) return STATUS_OK;
  if (c->count == c->room) {
    size_t room = c->room ? 2 * c->room : 1024;
    double *longer = realloc(c->cost, room * sizeof *longer);
    if (!longer) return error_memory(err, "the costs to the targets");
    c->cost = longer;
    c->room = room;
  }
  c->cost[c->count++] = cost;
  return STATUS_OK;
}

/* costs[0 ...] are of all functions, then those of each function: one an optimizer. */
static int read_costs(const struct plot *plot, struct costs *costs, struct error *err)
{
  struct targets targets;
  struct target_row row;
  size_t optimizers = plot->campaign->optimizer_count;
  int status = targets_open(&targets, plot, err);
  if (status) return status;
  for (bool more = true; more && !status;) {
    status = targets_next(&targets, &row, &more, err);
    if (status || !more || row.repetition >= plot->campaign->runs) continue;
    double cost = row.cost / (double)row.dim;
    status = add_cost(&costs[row.optimizer], cost, err);
    if (!status)
      status = add_cost(&costs[(row.function + 1) * optimizers + row.optimizer], cost, err);
  }
  targets_close(&targets);
  return status;
}

static void put_point(const char *function, const char *optimizer, struct sheets *s, double cost,
                      double share)
{
  put_text(&s->data, function, ',');
  put_text(&s->data, optimizer, ',');
  put_number(&s->data, cost, ',');
  put_number(&s->data, share, '\n');
  s->row++;
}

static int put_curve(const struct plot *plot, const char *function, size_t optimizer,
                     struct costs *c, double low, double high, struct sheets *s, struct error *err)
{
  const char *label = plot->campaign->optimizers[optimizer].label;
  struct profile_step *steps = malloc((c->count + 1) * sizeof *steps);
  if (!steps) return error_memory(err, "a runtime profile");
  sort_values(c->cost, c->count);
  size_t count = profile_steps(c->cost, c->count, c->cases, merge, steps), first = s->row;
  double share = count ? steps[count - 1].share : 0;
  /* Both corners of each step, so that a line through the rows is the distribution function. */
  put_point(function, label, s, low, 0);
  for (size_t i = 0; i < count; i++) {
    put_point(function, label, s, steps[i].cost, i ? steps[i - 1].share : 0);
    put_point(function, label, s, steps[i].cost, steps[i].share);
  }
  put_point(function, label, s, high, share);
  free(steps);

  put_text(&s->curves, function, ',');
  put_text(&s->curves, label, ',');
  put_style(&s->curves, &plot->styles[optimizer], ',');
  put_number(&s->curves, (double)first, ',');
  put_number(&s->curves, (double)(s->row - 1), ',');
  put_number(&s->curves, share, '\n');
  s->curve++;
  return STATUS_OK;
}

static int put_panel(const struct plot *plot, const char *function, const char *title,
                     struct costs *costs, double low, double high, struct sheets *s,
                     struct error *err)
{
  size_t first = s->curve, cases = 0;
  char axis[TITLE_SIZE];
  int status = STATUS_OK;
  for (size_t o = 0; o < plot->campaign->optimizer_count && !status; o++) {
    if (!costs[o].cases) continue;
    if (costs[o].cases > cases) cases = costs[o].cases;
    status = put_curve(plot, function, o, &costs[o], low, high, s, err);
  }
  cost_title(plot->campaign, axis);
  put_text(&s->panels, title, ',');
  put_text(&s->panels, axis, ',');
  put_number(&s->panels, (double)cases, ',');
  put_number(&s->panels, low, ',');
  put_number(&s->panels, high, ',');
  put_number(&s->panels, (double)first, ',');
  put_number(&s->panels, (double)(s->curve - first), '\n');
  return status;
}

/* The axis: from the decade that the first target falls in to the largest budget. */
static void find_range(const struct plot *plot, const struct costs *costs, double *low,
                       double *high)
{
  const struct campaign *c = plot->campaign;
  double least = 1;
  *high = 0;
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    *high = fmax(*high, cell.budget / (double)cell.dim);
  }
  for (size_t o = 0; o < c->optimizer_count; o++)
    for (size_t i = 0; i < costs[o].count; i++) {
      least = fmin(least, costs[o].cost[i]);
      *high = fmax(*high, costs[o].cost[i]);
    }
  *low = 1;
  while (*low > least) *low /= 10;
}

static int write_sheets(const struct plot *plot, struct costs *costs, struct sheets *s,
                        struct error *err)
{
  const struct campaign *c = plot->campaign;
  int status = sheet_create(&s->data, plot, "profile", NULL,
                            "function,optimizer,cost_per_dimension,share", err);
  if (!status)
    status = sheet_create(&s->curves, plot, "profile", "curves",
                          "function,optimizer,title,colour,dash,first,last,share", err);
  if (!status)
    status = sheet_create(&s->panels, plot, "profile", "panels",
                          "title,axis,cases,cost_low,cost_high,first,curves", err);
  if (!status) status = read_costs(plot, costs, err);
  if (status) return status;
  double low, high;
  find_range(plot, costs, &low, &high);
  if (c->function_count > 1)
    status = put_panel(plot, "all", "All functions", costs, low, high, s, err);
  for (size_t f = 0; f < c->function_count && !status; f++) {
    char title[TITLE_SIZE];
    function_title(&c->functions[f], title);
    status = put_panel(plot, c->functions[f].label, title, costs + (f + 1) * c->optimizer_count,
                       low, high, s, err);
  }
  if (!status && !s->curve)
    status = error_set(err, STATUS_IO, "%.300s/targets.csv holds no run; run the campaign again",
                       plot->results);
  if (!status) status = file_commit(&s->data, err);
  if (!status) status = file_commit(&s->curves, err);
  return status ? status : file_commit(&s->panels, err);
}

static int write(const struct plot *plot, struct error *err)
{
  struct sheets sheets = {0};
  size_t count = (plot->campaign->function_count + 1) * plot->campaign->optimizer_count;
  struct costs *costs = calloc(count, sizeof *costs);
  if (!costs) return error_memory(err, "the costs to the targets");
  int status = write_sheets(plot, costs, &sheets, err);
  file_abandon(&sheets.data);
  file_abandon(&sheets.curves);
  file_abandon(&sheets.panels);
  for (size_t i = 0; i < count; i++) free(costs[i].cost);
  free(costs);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (targets_exist(plot->results)) return true;
  snprintf(why, WHY_SIZE, "targets.csv, which comes with the campaign's last run: let it finish");
  return false;
}

const struct figure figure_profile = {
    .name = "profile",
    .summary = "share of all targets reached within a cost",
    .possible = possible,
    .write = write,
};
