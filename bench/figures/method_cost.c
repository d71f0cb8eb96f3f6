/* method_cost.c -- what optimizers themselves take: processor seconds an evaluation apart from the
 * function's, against the dimension; and from which evaluation time on the ranking by time is that
 * by evaluations (see bench/statistics/break_even.h), for each function. Made from timings, so that
 * it is not the same twice. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/function_style.h"
#include "bench/judge/method_cost.h"

enum { DATA, CURVES, RANKING, FUNCTIONS };

/* Where a curve's last row with a value is. */
struct end {
  size_t first, rows;
  double dim, value; /* NaN: it has none */
};

static void put_end(struct csv_file *csv, const struct end *end)
{
  put_number(csv, (double)end->first, ',');
  put_number(csv, (double)(end->first + end->rows - 1), ',');
  put_number(csv, end->dim, ',');
  put_number(csv, end->value, '\n');
}

/* The dimensions of the cells, ascending; how many. */
static size_t find_dims(const struct method_costs *costs, size_t *dim)
{
  size_t count = 0;
  for (size_t i = 0; i < costs->count; i++) {
    size_t at = 0, d = costs->cell[i].dim;
    while (at < count && dim[at] < d) at++;
    if (at < count && dim[at] == d) continue;
    memmove(dim + at + 1, dim + at, (count - at) * sizeof *dim);
    dim[at] = d;
    count++;
  }
  return count;
}

static int put_curve(const struct plot *plot, const struct results_set *set, const size_t *dim,
                     size_t dims, size_t o, struct sheets *s, struct error *err)
{
  struct csv_file *out = &s->file[DATA];
  struct end end = {.first = out->rows, .dim = NAN, .value = NAN};
  for (size_t d = 0; d < dims; d++) {
    struct method_time time;
    int status = method_time_in(set, dim[d], plot->campaign->optimizers[o].label, &time, err);
    if (status) return status;
    if (!time.timed) continue;
    put_text(out, plot->campaign->optimizers[o].label, ',');
    put_number(out, (double)dim[d], ',');
    put_number(out, (double)time.timed, ',');
    put_number(out, time.method.low, ',');
    put_number(out, time.method.median, ',');
    put_number(out, time.method.high, '\n');
    end.rows++;
    end.dim = (double)dim[d];
    end.value = time.method.median;
  }
  sheets_show(s, o, end.rows > 0, "none of its runs was timed");
  if (!end.rows) return STATUS_OK;
  put_style(&s->file[CURVES], &plot->styles[o], ',');
  put_end(&s->file[CURVES], &end);
  return STATUS_OK;
}

static void put_pair(const struct plot *plot, const struct break_even *turn, struct csv_file *out)
{
  const struct optimizer_entry *optimizers = plot->campaign->optimizers;
  bool turns = turn->seconds > 0;
  put_number(out, turn->seconds, ',');
  put_text(out, turns ? optimizers[turn->few].label : "", ',');
  put_text(out, turns ? optimizers[turn->many].label : "", ',');
}

static void put_cell(const struct plot *plot, const struct method_cell *c, struct end *end,
                     struct csv_file *out)
{
  bool ranked = !isnan(c->all.seconds);
  put_text(out, c->function->label, ',');
  put_number(out, (double)c->dim, ',');
  put_pair(plot, &c->all, out);
  put_text(out, ranked ? plot->campaign->optimizers[c->leader].label : "", ',');
  put_number(out, c->first.seconds, ',');
  put_number(out, c->target, ',');
  put_number(out, c->function_seconds, '\n');
  end->rows++;
  if (!ranked) return;
  end->dim = (double)c->dim;
  end->value = c->all.seconds;
}

static void put_function(const struct plot *plot, const struct method_costs *costs, size_t f,
                         struct sheets *s)
{
  struct end end = {.first = s->file[RANKING].rows, .dim = NAN, .value = NAN};
  struct style style;
  for (size_t i = 0; i < costs->count; i++)
    if (costs->cell[i].function == &plot->campaign->functions[f])
      put_cell(plot, &costs->cell[i], &end, &s->file[RANKING]);
  if (!end.rows) return;
  function_style(plot->campaign, f, &style);
  put_style(&s->file[FUNCTIONS], &style, ',');
  put_end(&s->file[FUNCTIONS], &end);
}

/* In each dimension the function that takes the most. */
static void put_all_functions(const struct plot *plot, const struct method_costs *costs,
                              const size_t *dim, size_t dims, struct sheets *s)
{
  struct csv_file *out = &s->file[RANKING];
  struct style style = {.title = "all functions", .colour = 0x000000, .dash = 2};
  struct end end = {.first = out->rows, .dim = NAN, .value = NAN};
  for (size_t d = 0; d < dims; d++) {
    const struct method_cell *last = NULL;
    for (size_t i = 0; i < costs->count; i++) {
      const struct method_cell *c = &costs->cell[i];
      if (c->dim == dim[d] && !isnan(c->all.seconds) &&
          !(last && c->all.seconds <= last->all.seconds))
        last = c;
    }
    if (!last) continue;
    put_text(out, "", ',');
    put_number(out, (double)dim[d], ',');
    put_pair(plot, &last->all, out);
    put_text(out, "", ',');
    put_number(out, NAN, ',');
    put_number(out, NAN, ',');
    put_number(out, NAN, '\n');
    end.rows++;
    end.dim = (double)dim[d];
    end.value = last->all.seconds;
  }
  if (!end.rows) return;
  put_style(&s->file[FUNCTIONS], &style, ',');
  put_end(&s->file[FUNCTIONS], &end);
}

static int put_all(const struct plot *plot, const struct results_set *set,
                   const struct method_costs *costs, struct sheets *s, struct error *err)
{
  size_t *dim = malloc((costs->count + 1) * sizeof *dim);
  if (!dim) return error_memory(err, "the dimensions");
  size_t dims = find_dims(costs, dim);
  int status = STATUS_OK;
  for (size_t o = 0; o < plot->campaign->optimizer_count && !status; o++)
    status = put_curve(plot, set, dim, dims, o, s, err);
  for (size_t f = 0; f < plot->campaign->function_count && !status; f++)
    put_function(plot, costs, f, s);
  if (!status && plot->campaign->function_count > 1) put_all_functions(plot, costs, dim, dims, s);
  free(dim);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct results_set set;
  struct method_costs costs;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  status = method_costs_make(&set, plot->campaign, &costs, err);
  if (!status && costs.timed) status = put_all(plot, &set, &costs, s, err);
  if (!status && !costs.timed)
    strcpy(s->nothing, "no run was timed; `optbench run` with `--timings --force` makes them again "
                       "and keeps times");
  method_costs_free(&costs);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  (void)plot, (void)why;
  return true;
}

const struct figure figure_method_cost = {
    .name = "method-cost",
    .summary = "what optimizers themselves take an evaluation, and where that decides",
    .sheet = {[DATA] = {NULL, "optimizer,dimension,runs,low,median,high"},
              [CURVES] = {"curves", "title,colour,dash,first,last,end_dimension,end_median"},
              [RANKING] = {"ranking", "function,dimension,from,before,behind,leader,first_from,"
                                      "target,evaluation"},
              [FUNCTIONS] = {"functions", "title,colour,dash,first,last,end_dimension,end_from"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .of_costs = true,
    .of = OF_ALL,
    .alt = "Processor time of the optimizers themselves, and from which evaluation time on the "
           "ranking by time is that by evaluations.",
    .caption =
        "Above: processor time that an optimizer itself takes for an evaluation, to say where and "
        "to take the answer, without the function's: median and quartiles over all runs in a "
        "dimension. Below, for each function: from which evaluation time on the optimizers rank by "
        "time as they do by evaluations. One with an average running time of A evaluations (to the "
        "hardest target that two optimizers reach in half of their runs) and m seconds of its own "
        "for each takes A (s + m) where an evaluation takes s; of a pair the one with fewer "
        "evaluations is the faster beyond s = (A1 m1 - A2 m2) / (A2 - A1), and the curve is at the "
        "largest s of all pairs that a test tells apart. Crosses: what an evaluation of the "
        "function "
        "took here. Timings differ between machines, and from run to run.",
};
