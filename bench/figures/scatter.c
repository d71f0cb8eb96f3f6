/* scatter.c -- one optimizer against each other: the average running time of the one over that of
 * the other, a point a function, dimension and target (as the scatter plots of Hansen, Auger,
 * Ros, Mersmann, Tusar and Brockhoff, COCO, Optimization Methods and Software 36, 2021). Runs of
 * all instances of a function and dimension count together.
 *
 * The one is the optimizer with the most wins: those of pairs of function, dimension and target in
 * which it has the lowest average of all. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/function_style.h"
#include "bench/figures/profile.h"
#include "bench/judge/times.h"

enum { DATA, PANELS, FUNCTIONS, PANELS_MOST = 12 };

/* Average running times, in multiples of the dimension, of a problem: a function, dimension and
 * target. */
struct problem_times {
  size_t function, dim;
  double target;
  double *of; /* one an optimizer: infinite without a success, NaN where it did not run */
};

struct scatter {
  struct problem_times *problem;
  size_t count;
  double *times;
};

/* Runs of all instances. NaN if there are none. */
static double time_of(const struct plot *plot, const struct results_set *set,
                      const struct function_entry *function, size_t dim, size_t o, size_t target)
{
  const struct campaign *c = plot->campaign;
  struct running_time time = {0};
  bool any = false;
  for (size_t i = 0; i < c->instance_count; i++) {
    const struct cell_results *cell =
        results_find(set, function->label, dim, c->instances[i], c->optimizers[o].label);
    time_add_cell(&time, cell, target);
    any |= cell != NULL;
  }
  return any ? running_time_average(&time) / (double)dim : (double)NAN;
}

/* The dimensions of a function are those of its cells. */
static void fill(const struct plot *plot, const struct results_set *set, struct scatter *s)
{
  const struct campaign *c = plot->campaign;
  const struct function_entry *function = NULL;
  size_t dim = 0, cells = campaign_cell_count(c);
  for (size_t i = 0; i < cells; i += c->optimizer_count) {
    struct cell cell = campaign_cell(c, i);
    if (cell.function == function && cell.dim == dim) continue;
    function = cell.function;
    dim = cell.dim;
    const struct target_list *list = results_targets(set, function);
    for (size_t k = 0; k < list->count; k++) {
      struct problem_times *p = &s->problem[s->count];
      *p = (struct problem_times){(size_t)(function - c->functions), dim, list->error[k],
                                  s->times + s->count * c->optimizer_count};
      bool any = false;
      for (size_t o = 0; o < c->optimizer_count; o++) {
        p->of[o] = time_of(plot, set, function, dim, o, k);
        any |= isfinite(p->of[o]) != 0;
      }
      s->count += any; /* what nobody reaches says nothing */
    }
  }
}

/* The optimizer that has the lowest time most often; of equals the first. */
static size_t find_reference(const struct plot *plot, const struct scatter *s)
{
  size_t best = 0, most = 0;
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++) {
    size_t wins = 0;
    for (size_t i = 0; i < s->count; i++) {
      bool first = isfinite(s->problem[i].of[o]);
      for (size_t k = 0; k < plot->campaign->optimizer_count; k++)
        first &= !(s->problem[i].of[k] < s->problem[i].of[o]);
      wins += first;
    }
    if (wins > most) {
      most = wins;
      best = o;
    }
  }
  return best;
}

/* The rows of the reference a against b. Where one has no success it is infinite, and where neither
 * has there is no row. */
static void put_panel(const struct plot *plot, const struct scatter *s, size_t a, size_t b,
                      const double ends[2], struct sheets *out)
{
  const struct campaign *c = plot->campaign;
  size_t first = out->file[DATA].rows, lower = 0, higher = 0;
  char axis[TITLE_SIZE];
  for (size_t i = 0; i < s->count; i++) {
    const struct problem_times *p = &s->problem[i];
    if (isnan(p->of[a]) || isnan(p->of[b]) || (isinf(p->of[a]) && isinf(p->of[b]))) continue;
    put_text(&out->file[DATA], c->optimizers[b].label, ',');
    put_text(&out->file[DATA], c->functions[p->function].label, ',');
    put_number(&out->file[DATA], (double)p->function, ',');
    put_number(&out->file[DATA], (double)p->dim, ',');
    put_number(&out->file[DATA], p->target, ',');
    put_number(&out->file[DATA], p->of[a], ',');
    put_number(&out->file[DATA], p->of[b], '\n');
    lower += p->of[a] < p->of[b];
    higher += p->of[a] > p->of[b];
  }
  bool drawn = out->file[DATA].rows > first;
  sheets_show(out, b, drawn, "no target that it or the other reached");
  if (!drawn) return;
  sheets_show(out, a, true, NULL);
  put_style(&out->file[PANELS], &plot->styles[a], ',');
  put_style(&out->file[PANELS], &plot->styles[b], ',');
  put_number(&out->file[PANELS], (double)first, ',');
  put_number(&out->file[PANELS], (double)(out->file[DATA].rows - 1), ',');
  put_number(&out->file[PANELS], (double)lower, ',');
  put_number(&out->file[PANELS], (double)higher, ',');
  put_number(&out->file[PANELS], ends[0], ',');
  put_number(&out->file[PANELS], ends[1], ',');
  cost_title(c, axis);
  put_text(&out->file[PANELS], axis, '\n');
}

static void put_functions(const struct plot *plot, struct sheets *s)
{
  for (size_t f = 0; f < plot->campaign->function_count; f++) {
    struct style style;
    function_style(plot->campaign, f, &style);
    put_style(&s->file[FUNCTIONS], &style, '\n');
  }
}

/* Where b takes no longer than the reference. */
static size_t ahead_of(const struct scatter *s, size_t a, size_t b)
{
  size_t ahead = 0;
  for (size_t i = 0; i < s->count; i++)
    ahead += isfinite(s->problem[i].of[b]) && s->problem[i].of[b] <= s->problem[i].of[a];
  return ahead;
}

/* Is b among those that come before the reference most often? */
static bool has_panel(const struct plot *plot, const struct scatter *s, size_t a, size_t b)
{
  size_t own = ahead_of(s, a, b), before = 0;
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++) {
    size_t other = o == a ? 0 : ahead_of(s, a, o);
    before += o != a && (other > own || (other == own && o < b));
  }
  return before < PANELS_MOST;
}

static void put_all(const struct plot *plot, const struct scatter *s, struct sheets *out)
{
  size_t a = find_reference(plot, s);
  double ends[2] = {INFINITY, 0};
  for (size_t i = 0; i < s->count; i++)
    for (size_t o = 0; o < plot->campaign->optimizer_count; o++) {
      double time = s->problem[i].of[o];
      if (!isfinite(time)) continue;
      ends[0] = fmin(ends[0], time);
      ends[1] = fmax(ends[1], time);
    }
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++) {
    if (o == a) continue;
    if (has_panel(plot, s, a, o))
      put_panel(plot, s, a, o, ends, out);
    else
      sheets_show(out, o, false, "there are panels for the twelve that are ahead most often");
  }
  put_functions(plot, out);
  if (!out->file[DATA].rows) strcpy(out->nothing, "no run reached a target");
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  size_t most = campaign_cell_count(c) / c->optimizer_count * TARGETS_MOST;
  struct scatter scatter = {.problem = malloc(most * sizeof *scatter.problem),
                            .times = malloc(most * c->optimizer_count * sizeof *scatter.times)};
  if (scatter.problem && scatter.times) {
    fill(plot, &set, &scatter);
    put_all(plot, &scatter, s);
  } else {
    status = error_memory(err, "the average running times");
  }
  free(scatter.problem);
  free(scatter.times);
  results_set_free(&set);
  return status;
}

const struct figure figure_scatter = {
    .name = "scatter",
    .summary = "average running times of one optimizer against each other's, a point a target",
    .source =
        "Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff, Optimization Methods and Software 36, "
        "2021 (scatter plots of average running times)",
    .sheet = {[DATA] = {NULL, "against,function,number,dimension,target,time,other"},
              [PANELS] = {"panels", "title,colour,dash,other_title,other_colour,other_dash,first,"
                                    "last,lower,higher,low,high,axis"},
              [FUNCTIONS] = {"functions", "title,colour,dash"}},
    .possible = profile_two_possible,
    .write = write,
    .listed_only = true,
    .of_costs = true,
    .of = OF_ALL,
    .alt = "Average running times of one optimizer against each other's.",
    .caption = "Average running times in multiples of the dimension: the optimizer that is the "
               "lowest most often, across, against each other, upwards; a point a function, "
               "dimension and target. Above the diagonal the former is the cheaper. On the upper "
               "edge stands what only it reaches, on the right edge what only the other does. "
               "Larger points are of larger dimensions.",
};
