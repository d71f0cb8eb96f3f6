/* profile.c -- runtime profile: the share of (function, dimension, instance, repetition,
 * target) solved within a cost, which is counted in multiples of the dimension; overall and for
 * each function. (Hansen, Auger, Brockhoff and Tusar, Anytime performance assessment in blackbox
 * optimization benchmarking, IEEE Transactions on Evolutionary Computation 26, 2022) */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/profile.h"
#include "bench/record/results_read.h"
#include "bench/statistics/quantiles.h"

/* Steps closer than 1/250 of a decade are one: less than a pixel's width. */
static const double pixel = 1.009252886076685;

enum { DATA, CURVES, PANELS };

/* The axis of costs. */
struct span {
  double low, high;
  double merge; /* costs less than this factor apart are drawn as one */
};

static int add_cost(struct costs *c, double cost, struct error *err)
{
  c->cases++;
  if (!isfinite(cost)) return STATUS_OK;
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
int profile_add(const struct plot *plot, struct costs *costs, size_t function, size_t optimizer,
                double cost, struct error *err)
{
  size_t optimizers = plot->campaign->optimizer_count;
  int status = add_cost(&costs[optimizer], cost, err);
  return status ? status : add_cost(&costs[(function + 1) * optimizers + optimizer], cost, err);
}

static int read_costs(const struct plot *plot, struct costs *costs, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    size_t function = (size_t)(cell.function - c->functions);
    size_t optimizer = (size_t)(cell.optimizer - c->optimizers);
    const struct cell_results *results =
        results_find(&set, cell.function->label, cell.dim, cell.instance, cell.optimizer->label);
    for (size_t r = 0; results && r < results->run_count && r < c->runs; r++)
      for (size_t k = 0; k < results->targets->count && !status; k++)
        status = profile_add(plot, costs, function, optimizer,
                             results->run[r].to[k] / (double)cell.dim, err);
  }
  results_set_free(&set);
  return status;
}

/* The least and the largest budget of a panel's cells, in multiples of their dimensions. */
struct budgets {
  double low, high;
  size_t low_dim, high_dim;
};

/* Of a function, or of all: NULL. */
static struct budgets find_budgets(const struct plot *plot, const struct function_entry *function)
{
  struct budgets b = {.low = INFINITY};
  for (size_t i = 0; i < campaign_cell_count(plot->campaign); i++) {
    struct cell cell = campaign_cell(plot->campaign, i);
    double budget = cell.budget / (double)cell.dim;
    if (function && cell.function != function) continue;
    if (budget < b.low) {
      b.low = budget;
      b.low_dim = cell.dim;
    }
    if (budget > b.high) {
      b.high = budget;
      b.high_dim = cell.dim;
    }
  }
  return b;
}

static void put_point(const char *function, const char *optimizer, struct sheets *s, double cost,
                      double share)
{
  put_text(&s->file[DATA], function, ',');
  put_text(&s->file[DATA], optimizer, ',');
  put_number(&s->file[DATA], cost, ',');
  put_number(&s->file[DATA], share, '\n');
}

static int put_curve(const struct plot *plot, const char *function, size_t optimizer,
                     struct costs *c, const struct span *span, struct sheets *s, struct error *err)
{
  const char *label = plot->campaign->optimizers[optimizer].label;
  struct profile_step *steps = malloc((c->count + 1) * sizeof *steps);
  if (!steps) return error_memory(err, "a runtime profile");
  sort_values(c->cost, c->count);
  size_t count = profile_steps(c->cost, c->count, c->cases, span->merge, steps);
  size_t first = s->file[DATA].rows;
  double share = 0;
  /* Both corners of each step, so that a line through the rows is the distribution function; it
   * begins with what is solved at the axis' first cost. */
  size_t begin = count && steps[0].cost <= span->low;
  if (begin) share = steps[0].share;
  put_point(function, label, s, span->low, share);
  for (size_t i = begin; i < count; i++) {
    put_point(function, label, s, steps[i].cost, share);
    share = steps[i].share;
    put_point(function, label, s, steps[i].cost, share);
  }
  put_point(function, label, s, span->high, share);
  free(steps);

  put_text(&s->file[CURVES], function, ',');
  put_text(&s->file[CURVES], label, ',');
  put_style(&s->file[CURVES], &plot->styles[optimizer], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)(s->file[DATA].rows - 1), ',');
  put_number(&s->file[CURVES], share, '\n');
  return STATUS_OK;
}

/* What the targets of a panel are: errors, levels of f, or both. */
static const char *targets_title(const struct plot *plot, const char *function)
{
  const struct campaign *c = plot->campaign;
  const char *all = NULL;
  for (size_t f = 0; f < c->function_count; f++) {
    if (strcmp(function, "all") != 0 && strcmp(function, c->functions[f].label) != 0) continue;
    const char *one = value_title(&c->functions[f]);
    if (all && strcmp(all, one) != 0) return "both";
    all = one;
  }
  return all;
}

static int put_panel(const struct plot *plot, const char *function, const char *title,
                     struct costs *costs, const struct span *span, const struct budgets *budgets,
                     struct sheets *s, struct error *err)
{
  size_t first = s->file[CURVES].rows, cases = 0;
  char axis[TITLE_SIZE];
  int status = STATUS_OK;
  for (size_t o = 0; o < plot->campaign->optimizer_count && !status; o++) {
    if (!costs[o].cases) continue;
    if (costs[o].cases > cases) cases = costs[o].cases;
    status = put_curve(plot, function, o, &costs[o], span, s, err);
  }
  if (!cases)
    return status; /* of a campaign that is not finished, no cell of the function is whole */
  cost_title(plot->campaign, axis);
  put_title(&s->file[PANELS], title, ',');
  put_text(&s->file[PANELS], axis, ',');
  put_number(&s->file[PANELS], (double)cases, ',');
  put_number(&s->file[PANELS], span->low, ',');
  put_number(&s->file[PANELS], span->high, ',');
  put_number(&s->file[PANELS], (double)first, ',');
  put_number(&s->file[PANELS], (double)(s->file[CURVES].rows - first), ',');
  put_number(&s->file[PANELS], budgets->low, ',');
  put_number(&s->file[PANELS], budgets->high, ',');
  put_number(&s->file[PANELS], (double)budgets->low_dim, ',');
  put_number(&s->file[PANELS], (double)budgets->high_dim, ',');
  put_text(&s->file[PANELS], targets_title(plot, function), '\n');
  return status;
}

/* The axis: from the decade that the first target falls in to so many of the largest budget; that
 * of ratios from 1 to the largest, a decade at least. */
static struct span find_span(const struct plot *plot, const struct costs *costs, double reach)
{
  const struct campaign *c = plot->campaign;
  double least = 1;
  struct span span = {.low = 1, .high = reach > 0 ? 0 : 10, .merge = reach > 0 ? pixel : 1};
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    span.high = fmax(span.high, reach * cell.budget / (double)cell.dim);
  }
  for (size_t o = 0; o < c->optimizer_count; o++)
    for (size_t i = 0; i < costs[o].count; i++) {
      least = fmin(least, costs[o].cost[i]);
      span.high = fmax(span.high, costs[o].cost[i]);
    }
  while (span.low > least) span.low /= 10;
  return span;
}

static int write_sheets(const struct plot *plot, const struct profile *profile, struct costs *costs,
                        struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  int status = profile->read(plot, costs, err);
  if (status) return status;
  struct span span = find_span(plot, costs, profile->reach);
  struct budgets budgets = find_budgets(plot, NULL);
  if (c->function_count > 1)
    status = put_panel(plot, "all", "All functions", costs, &span, &budgets, s, err);
  for (size_t f = 0; f < c->function_count && !status; f++) {
    char title[TITLE_SIZE];
    function_title(&c->functions[f], title);
    budgets = find_budgets(plot, &c->functions[f]);
    status = put_panel(plot, c->functions[f].label, title, costs + (f + 1) * c->optimizer_count,
                       &span, &budgets, s, err);
  }
  if (!status && !s->file[CURVES].rows) strcpy(s->nothing, "targets.csv holds no run");
  return status;
}

int profile_write(const struct plot *plot, const struct profile *profile, struct sheets *s,
                  struct error *err)
{
  size_t count = (plot->campaign->function_count + 1) * plot->campaign->optimizer_count;
  struct costs *costs = calloc(count, sizeof *costs);
  if (!costs) return error_memory(err, "the costs to the targets");
  int status = write_sheets(plot, profile, costs, s, err);
  for (size_t i = 0; i < count; i++) free(costs[i].cost);
  free(costs);
  return status;
}

bool profile_possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (results_have_costs(plot->results)) return true;
  snprintf(why, WHY_SIZE, "targets.csv, which comes with the campaign's last run: let it finish");
  return false;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  static const struct profile profile = {.reach = 1, .read = read_costs};
  return profile_write(plot, &profile, s, err);
}

const struct figure figure_profile = {
    .name = "profile",
    .summary = "share of all targets reached within a cost",
    .sheet = PROFILE_SHEETS("cost_per_dimension"),
    .possible = profile_possible,
    .write = write,
    .of_costs = true,
    .of = OF_BOTH,
    .usual = true,
    .shares = true,
    .alt = "Runtime profile of {title}.",
    .caption =
        "Runtime profile, {title}: the share of all pairs of run and target that are reached "
        "within a cost, which is counted in multiples of the dimension. Higher and further "
        "left is better. Nothing is simulated here: a run that ended counts as it is.",
};
