/* data_profile.c -- the profiles of derivative-free optimization: the share of problems, each a
 * cell and a start, that an optimizer solves. In a data profile within so many simplex gradients,
 * which take dimension + 1 evaluations each (More and Wild, Benchmarking derivative-free
 * optimization algorithms, SIAM Journal on Optimization 20, 2009); in a performance profile within
 * a factor of the least cost of any optimizer from that start (Dolan and More, Benchmarking
 * optimization software with performance profiles, Mathematical Programming 91, 2002).
 *
 * Solved is a problem whose run comes to the target of the panel: the large one's is that of the
 * campaign, the others' are looser. Where the minimum is known, that asks for the same accuracy
 * from every start; the authors' own test, which is relative to f at the start, does not. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/profile_band.h"
#include "src/number.h"

enum { LEVELS = 4 };
static const double levels[LEVELS] = {0, 1e-5, 1e-3, 1e-1}; /* 0: the campaign's */

/* Which target of each function a level is; false if a function has it not, or none looser than its
 * own. */
static bool find_targets(const struct plot *plot, const struct results_set *set, double level,
                         size_t *target)
{
  const struct campaign *c = plot->campaign;
  for (size_t f = 0; f < c->function_count; f++) {
    const struct target_list *list = results_targets(set, &c->functions[f]);
    target[f] = results_aim(set, &c->functions[f]);
    if (level <= 0) continue;
    size_t aim = target[f];
    target[f] = minimum_known(&c->functions[f]) ? targets_find(list, level) : NO_TARGET;
    if (target[f] == NO_TARGET || target[f] >= aim) return false;
  }
  return true;
}

/* "f - f* <= 1e-08", where that is the same for all functions. */
static void name_panel(const struct plot *plot, const struct results_set *set, const size_t *target,
                       struct profile_panel *p, char label[NUMBER_TEXT])
{
  const struct campaign *c = plot->campaign;
  double error = NAN;
  for (size_t f = 0; f < c->function_count; f++) {
    double one = results_targets(set, &c->functions[f])->error[target[f]];
    if (f &&
        (one != error || strcmp(value_title(&c->functions[f]), value_title(c->functions)) != 0))
      error = INFINITY;
    else
      error = one;
  }
  if (isinf(error)) {
    strcpy(label, "last");
    strcpy(p->title, "The last target of each function");
  } else {
    number_format(error, label);
    snprintf(p->title, sizeof p->title, "%s ≤ %s", value_title(c->functions), label);
  }
  p->label = label;
}

static int add_cases(const struct cost_table *t, struct costs *costs, struct error *err)
{
  size_t problems = t->cells * t->runs;
  int status = STATUS_OK;
  for (size_t i = 0; i < t->contenders * problems && !status; i++)
    if (!isnan(t->cost[i])) status = profile_case(&costs[i / problems], t->cost[i], err);
  return status;
}

static int write_panels(const struct plot *plot, const struct results_set *set, bool ratio,
                        struct costs *costs, size_t *target, struct sheets *s, struct error *err)
{
  struct profile_panel panel[LEVELS];
  char label[LEVELS][NUMBER_TEXT];
  size_t count = 0;
  int status = STATUS_OK;
  for (size_t k = 0; k < LEVELS && !status; k++) {
    if (!find_targets(plot, set, levels[k], target)) continue;
    struct profile_panel *p = &panel[count];
    *p = (struct profile_panel){.costs = costs + count * (plot->campaign->optimizer_count + 1)};
    name_panel(plot, set, target, p, label[count++]);
    status =
        band_table(plot, set, NULL, target, ratio ? BAND_RATIO : BAND_PER_SIMPLEX, &p->table, err);
    if (!status) status = add_cases(&p->table, p->costs, err);
  }
  if (!status) status = profile_put(plot, panel, count, ratio ? 0 : 1, s, err);
  for (size_t i = 0; i < count; i++) free(panel[i].table.cost);
  return status;
}

static int write_profile(const struct plot *plot, bool ratio, struct sheets *s, struct error *err)
{
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  size_t count = LEVELS * (plot->campaign->optimizer_count + 1);
  struct costs *costs = calloc(count, sizeof *costs);
  size_t *target = calloc(plot->campaign->function_count, sizeof *target);
  if (costs && target)
    status = write_panels(plot, &set, ratio, costs, target, s, err);
  else
    status = error_memory(err, "the costs to the targets");
  for (size_t i = 0; costs && i < count; i++) free(costs[i].cost);
  free(costs);
  free(target);
  results_set_free(&set);
  return status;
}

static int write_data(const struct plot *plot, struct sheets *s, struct error *err)
{
  return write_profile(plot, false, s, err);
}

static int write_performance(const struct plot *plot, struct sheets *s, struct error *err)
{
  return write_profile(plot, true, s, err);
}

const struct figure figure_data_profile = {
    .name = "data-profile",
    .summary = "share of problems solved within so many simplex gradients (More and Wild 2009)",
    .source = "More and Wild, SIAM Journal on Optimization 20, 2009",
    .sheet = PROFILE_SHEETS("target", "simplex_gradients"),
    .possible = profile_possible,
    .write = write_data,
    .listed_only = true,
    .of_costs = true,
    .of = OF_ALL,
    .alt = "Data profile of {title}.",
    .caption =
        "Data profile, {title} (More and Wild 2009): the share of problems, each a cell and a "
        "start, that are solved within so many simplex gradients, which take dimension + 1 "
        "evaluations each. Solved is what comes to the target above the panel. Bands, where "
        "there are at most five curves: 95 %, from a bootstrap over the runs within cells.",
};

const struct figure figure_performance_profile = {
    .name = "performance-profile",
    .summary = "share of problems solved within a factor of the best (Dolan and More 2002)",
    .source = "Dolan and More, Mathematical Programming 91, 2002",
    .sheet = PROFILE_SHEETS("target", "ratio"),
    .possible = profile_two_possible,
    .write = write_performance,
    .listed_only = true,
    .of_costs = true,
    .of = OF_ALL,
    .alt = "Performance profile of {title}, run by run.",
    .caption = "Performance profile, {title} (Dolan and More 2002): the share of problems, each a "
               "cell and a start, that are solved at a cost within a factor of the least of any "
               "optimizer from that start. Solved is what comes to the target above the panel; "
               "problems that none solves count as well. Bands, where there are at most five "
               "curves: 95 %, from a bootstrap over the runs within cells.",
};
