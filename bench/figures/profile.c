/* profile.c -- runtime profile: the share of (function, dimension, instance, repetition,
 * target) solved within a cost, which is counted in multiples of the dimension; overall and for
 * each function. (Hansen, Auger, Brockhoff and Tusar, Anytime performance assessment in blackbox
 * optimization benchmarking, IEEE Transactions on Evolutionary Computation 26, 2022) */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/profile_band.h"
#include "bench/judge/times.h"
#include "bench/statistics/quantiles.h"

/* Steps closer than 1/250 of a decade are one: less than a pixel's width. */
static const double pixel = 1.009252886076685;

enum { DATA = PROFILE_DATA, CURVES = PROFILE_CURVES, PANELS = PROFILE_PANELS };
static const struct style virtual_best = {.title = "virtual best", .colour = 0x222222, .dash = 2};

/* The axis of costs. */
struct span {
  double low, high;
  double merge; /* costs less than this factor apart are drawn as one */
};

int profile_case(struct costs *c, double cost, struct error *err)
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

/* costs[0 ...] are of all functions, then those of each function: one an optimizer, and that of the
 * virtual best. */
int profile_add(const struct plot *plot, struct costs *costs, size_t function, size_t optimizer,
                double cost, struct error *err)
{
  size_t curves = plot->campaign->optimizer_count + 1;
  int status = profile_case(&costs[optimizer], cost, err);
  return status ? status : profile_case(&costs[(function + 1) * curves + optimizer], cost, err);
}

void profile_cells(const struct plot *plot, const struct results_set *set, size_t first,
                   const struct cell_results **where)
{
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++) {
    struct cell cell = campaign_cell(plot->campaign, first + o);
    where[o] =
        results_find(set, cell.function->label, cell.dim, cell.instance, cell.optimizer->label);
  }
}

size_t profile_best(const struct cell_results *const *where, size_t count, size_t target)
{
  size_t best = count;
  double least = INFINITY;
  for (size_t o = 0; o < count; o++) {
    if (!where[o]) continue;
    double average = time_of_cell(where[o], target);
    if (average < least || best == count) {
      best = o;
      least = average;
    }
  }
  return best;
}

/* The cases of a cell to one target, as those of curve `of`. */
static int add_runs(const struct plot *plot, const struct cell_results *cell, size_t function,
                    size_t target, size_t of, struct costs *costs, struct error *err)
{
  int status = STATUS_OK;
  for (size_t r = 0; cell && r < cell->run_count && r < plot->campaign->runs && !status; r++)
    status =
        profile_add(plot, costs, function, of, cell->run[r].to[target] / (double)cell->dim, err);
  return status;
}

static int read_costs(const struct plot *plot, const struct results_set *set, struct costs *costs,
                      struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t optimizers = c->optimizer_count;
  const struct cell_results **where = malloc(optimizers * sizeof *where);
  int status = where ? STATUS_OK : error_memory(err, "the costs to the targets");
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i += optimizers) {
    const struct function_entry *function = campaign_cell(c, i).function;
    size_t targets = results_targets(set, function)->count, f = (size_t)(function - c->functions);
    profile_cells(plot, set, i, where);
    for (size_t k = 0; k < targets && !status; k++) {
      for (size_t o = 0; o < optimizers && !status; o++)
        status = add_runs(plot, where[o], f, k, o, costs, err);
      size_t best = optimizers > 1 ? profile_best(where, optimizers, k) : optimizers;
      if (best < optimizers && !status)
        status = add_runs(plot, where[best], f, k, optimizers, costs, err);
    }
  }
  free(where);
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

/* Curve o of a panel, whose band, if it has one, lies in rows `band` of its sheet. */
static int put_curve(const struct plot *plot, const char *function, size_t o, struct costs *c,
                     const struct span *span, const double band[2], struct sheets *s,
                     struct error *err)
{
  bool best = o == plot->campaign->optimizer_count;
  const char *label = best ? virtual_best.title : plot->campaign->optimizers[o].label;
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
  put_style(&s->file[CURVES], best ? &virtual_best : &plot->styles[o], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)(s->file[DATA].rows - 1), ',');
  put_number(&s->file[CURVES], share, ',');
  put_number(&s->file[CURVES], band[0], ',');
  put_number(&s->file[CURVES], band[1], '\n');
  return STATUS_OK;
}

/* What the targets of a panel are: errors, levels of f, or both. */
static const char *targets_title(const struct plot *plot, const struct function_entry *function)
{
  const struct campaign *c = plot->campaign;
  const char *all = NULL;
  for (size_t f = 0; f < c->function_count; f++) {
    if (function && function != &c->functions[f]) continue;
    const char *one = value_title(&c->functions[f]);
    if (all && strcmp(all, one) != 0) return "both";
    all = one;
  }
  return all;
}

/* "2; 10; 40", or from the least to the largest where they are more than a few. */
static void name_dims(const struct plot *plot, const struct function_entry *function,
                      char text[TITLE_SIZE])
{
  enum { FEW = 4 };
  const struct campaign *c = plot->campaign;
  size_t dims[FEW + 1], count = 0, least = SIZE_MAX, most = 0, used = 0;
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    size_t at = 0;
    if (function && cell.function != function) continue;
    if (cell.dim < least) least = cell.dim;
    if (cell.dim > most) most = cell.dim;
    while (at < count && dims[at] < cell.dim) at++;
    if (count > FEW || (at < count && dims[at] == cell.dim)) continue;
    memmove(dims + at + 1, dims + at, (count++ - at) * sizeof *dims);
    dims[at] = cell.dim;
  }
  if (count > FEW) snprintf(text, TITLE_SIZE, "%zu to %zu", least, most);
  for (size_t i = 0; i < count && count <= FEW; i++)
    used += (size_t)snprintf(text + used, TITLE_SIZE - used, "%s%zu", i ? "; " : "", dims[i]);
}

static int put_curves(const struct plot *plot, struct profile_panel *p, const struct span *span,
                      size_t *cases, struct sheets *s, struct error *err)
{
  size_t optimizers = plot->campaign->optimizer_count, curves = 0;
  double *first = malloc(2 * (optimizers + 1) * sizeof *first), *last = first + optimizers + 1;
  if (!first) return error_memory(err, "a panel's curves");
  for (size_t o = 0; o <= optimizers; o++) first[o] = last[o] = NAN;
  for (size_t o = 0; o < optimizers; o++) curves += p->costs[o].cases > 0;
  int status = STATUS_OK;
  if (p->table.cost && curves && band_wanted(plot, curves))
    status = band_put(plot, p->label, &p->table, &(struct band_axis){span->low, span->high}, first,
                      last, s, err);
  for (size_t o = 0; o <= optimizers && !status; o++) {
    if (!p->costs[o].cases || (o == optimizers && curves < 2)) continue;
    if (p->costs[o].cases > *cases) *cases = p->costs[o].cases;
    status =
        put_curve(plot, p->label, o, &p->costs[o], span, (double[]){first[o], last[o]}, s, err);
  }
  free(first);
  return status;
}

static int put_panel(const struct plot *plot, struct profile_panel *p, const struct span *span,
                     struct sheets *s, struct error *err)
{
  size_t first = s->file[CURVES].rows, cases = 0;
  char axis[TITLE_SIZE], dims[TITLE_SIZE] = "";
  struct budgets budgets = find_budgets(plot, p->function);
  int status = put_curves(plot, p, span, &cases, s, err);
  if (!cases)
    return status; /* of a campaign that is not finished, no cell of the function is whole */
  cost_title(plot->campaign, axis);
  put_title(&s->file[PANELS], p->title, ',');
  put_text(&s->file[PANELS], axis, ',');
  put_number(&s->file[PANELS], (double)cases, ',');
  put_number(&s->file[PANELS], span->low, ',');
  put_number(&s->file[PANELS], span->high, ',');
  put_number(&s->file[PANELS], (double)first, ',');
  put_number(&s->file[PANELS], (double)(s->file[CURVES].rows - first), ',');
  put_number(&s->file[PANELS], budgets.low, ',');
  put_number(&s->file[PANELS], budgets.high, ',');
  put_number(&s->file[PANELS], (double)budgets.low_dim, ',');
  put_number(&s->file[PANELS], (double)budgets.high_dim, ',');
  put_text(&s->file[PANELS], targets_title(plot, p->function), ',');
  name_dims(plot, p->function, dims);
  put_text(&s->file[PANELS], dims, ',');
  put_text(&s->file[PANELS], *p->portfolio ? p->portfolio : "none", '\n');
  return status;
}

/* The axis: from the decade that the first target falls in to so many of the largest budget; that
 * of ratios from 1 to the largest, a decade at least. */
static struct span find_span(const struct plot *plot, const struct profile_panel *panel,
                             size_t count, double reach)
{
  const struct campaign *c = plot->campaign;
  double least = 1;
  struct span span = {.low = 1, .high = reach > 0 ? 0 : 10, .merge = reach > 0 ? pixel : 1};
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    span.high = fmax(span.high, reach * cell.budget / (double)cell.dim);
  }
  for (size_t p = 0; p < count; p++)
    for (size_t o = 0; o < c->optimizer_count; o++)
      for (size_t i = 0; i < panel[p].costs[o].count; i++) {
        least = fmin(least, panel[p].costs[o].cost[i]);
        span.high = fmax(span.high, panel[p].costs[o].cost[i]);
      }
  while (span.low > least) span.low /= 10;
  return span;
}

int profile_put(const struct plot *plot, struct profile_panel *panel, size_t count, double reach,
                struct sheets *s, struct error *err)
{
  struct span span = find_span(plot, panel, count, reach);
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++) status = put_panel(plot, &panel[i], &span, s, err);
  if (!status && !s->file[CURVES].rows) strcpy(s->nothing, "targets.csv holds no run");
  return status;
}

static int write_panels(const struct plot *plot, const struct profile *profile,
                        const struct results_set *set, struct costs *costs,
                        struct profile_panel *panel, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t count = 0;
  int status = profile->read(plot, set, costs, err);
  if (status) return status;
  if (c->function_count > 1)
    panel[count++] =
        (struct profile_panel){.label = "all", .title = "All functions", .costs = costs};
  for (size_t f = 0; f < c->function_count; f++) {
    struct profile_panel *p = &panel[count++];
    *p = (struct profile_panel){.label = c->functions[f].label,
                                .function = &c->functions[f],
                                .costs = costs + (f + 1) * (c->optimizer_count + 1)};
    function_title(p->function, p->title);
  }
  bool banded = profile->banded && band_wanted(plot, c->optimizer_count);
  for (size_t i = 0; i < count && banded && !status; i++)
    status =
        band_table(plot, set, panel[i].function, NULL, BAND_PER_DIMENSION, &panel[i].table, err);
  if (!status && profile->banded && c->optimizer_count > 1)
    status = band_portfolio(plot, set, panel[0].portfolio, err);
  if (!status) status = profile_put(plot, panel, count, profile->reach, s, err);
  for (size_t i = 0; i < count; i++) free(panel[i].table.cost);
  return status;
}

int profile_write(const struct plot *plot, const struct profile *profile, struct sheets *s,
                  struct error *err)
{
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  size_t panels = plot->campaign->function_count + 1;
  size_t count = panels * (plot->campaign->optimizer_count + 1);
  struct costs *costs = calloc(count, sizeof *costs);
  struct profile_panel *panel = calloc(panels, sizeof *panel);
  if (costs && panel)
    status = write_panels(plot, profile, &set, costs, panel, s, err);
  else
    status = error_memory(err, "the costs to the targets");
  for (size_t i = 0; costs && i < count; i++) free(costs[i].cost);
  free(costs);
  free(panel);
  results_set_free(&set);
  return status;
}

bool profile_possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (results_have_costs(plot->results)) return true;
  snprintf(why, WHY_SIZE, "targets.csv, which comes with the campaign's last run: let it finish");
  return false;
}

bool profile_two_possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (plot->campaign->optimizer_count > 1) return profile_possible(plot, why);
  snprintf(why, WHY_SIZE, "a second optimizer to compare with");
  return false;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  static const struct profile profile = {.reach = 1, .banded = true, .read = read_costs};
  return profile_write(plot, &profile, s, err);
}

const struct figure figure_profile = {
    .name = "profile",
    .summary = "share of all targets reached within a cost",
    .source =
        "Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff, Optimization Methods and Software 36, "
        "2021 (runtime profiles)",
    .sheet = PROFILE_SHEETS("function", "cost_per_dimension"),
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
        "left is better. Nothing is simulated here: a run that ended counts as it is. Dashed: the "
        "virtual best, which has, for each cell and target, the runs of the optimizer with the "
        "lowest average running time. Bands, where there are at most five curves: 95 %, from a "
        "bootstrap over the runs within cells.",
};
