/* times.c -- see times.h. */
#include "bench/judge/times.h"

#include <math.h>
#include <stdlib.h>

#include "src/numeric/elementary.h"

/* From so many runs on the interval is that of the logarithm's normal distribution. */
enum { ROUNDS = 500, MANY = 200 };
static const double normal = 1.959963984540054;

void time_add_cell(struct running_time *time, const struct cell_results *cell, size_t target)
{
  for (size_t r = 0; cell && r < cell->run_count; r++)
    running_time_add(time, cell->run[r].to[target], cell->run[r].cost);
}

double time_of_cell(const struct cell_results *cell, size_t target)
{
  struct running_time time = {0};
  time_add_cell(&time, cell, target);
  return running_time_average(&time);
}

struct runs {
  const double *to, *spent;
};

static double average(void *context, const size_t *index, size_t count)
{
  const struct runs *r = context;
  struct running_time time = {0};
  for (size_t i = 0; i < count; i++) running_time_add(&time, r->to[index[i]], r->spent[index[i]]);
  return running_time_average(&time);
}

/* By the delta method: of cost c and success s of a run, whose totals are C and S, the logarithm of
 * the average has the share c / C - s / S. */
static struct interval interval_of_many(const struct runs *r, size_t count,
                                        const struct running_time *time)
{
  double squares = 0, average_time = running_time_average(time);
  for (size_t i = 0; i < count; i++) {
    bool success = isfinite(r->to[i]) != 0;
    double share = (success ? r->to[i] : r->spent[i]) / time->spent -
                   (success ? 1 / (double)time->successes : 0);
    squares += share * share;
  }
  double factor = repro_exp(normal * sqrt(squares));
  return (struct interval){average_time / factor, average_time * factor};
}

int time_point_make(const double *to, const double *spent, size_t count, struct time_point *p,
                    struct error *err)
{
  struct running_time time = {0};
  struct runs runs = {to, spent};
  for (size_t i = 0; i < count; i++) running_time_add(&time, to[i], spent[i]);
  *p = (struct time_point){NAN, {NAN, NAN}, count, time.successes};
  if (!time.successes) return STATUS_OK;
  p->average = running_time_average(&time);
  p->interval = (struct interval){p->average, p->average};
  if (count < 2) return STATUS_OK;
  if (count >= MANY) {
    p->interval = interval_of_many(&runs, count, &time);
    return STATUS_OK;
  }
  return bootstrap_interval(stream_named(stream_root(0), "average running times"), ROUNDS, count,
                            0.95, average, &runs, &p->interval, err);
}

int time_point_of_cell(const struct cell_results *cell, size_t target, struct time_point *p,
                       struct error *err)
{
  double *to = malloc((2 * cell->run_count + 1) * sizeof *to), *spent = to + cell->run_count;
  if (!to) return error_memory(err, "the runs to a target");
  cell_results_costs(cell, target, to, spent);
  int status = time_point_make(to, spent, cell->run_count, p, err);
  free(to);
  return status;
}

int time_point_of_instances(const struct results_set *set, const char *function, size_t dim,
                            const char *optimizer, size_t target, struct time_point *p,
                            struct error *err)
{
  const struct campaign *c = &set->campaign;
  double *to = NULL;
  size_t most = 0, count = 0;
  /* First how many they are. */
  for (int round = 0; round < 2; round++) {
    for (size_t i = 0; i < c->instance_count; i++) {
      const struct cell_results *cell =
          results_find(set, function, dim, c->instances[i], optimizer);
      if (!cell) continue;
      if (round) cell_results_costs(cell, target, to + count, to + most + count);
      count += cell->run_count;
    }
    if (round) break;
    most = count;
    count = 0;
    to = malloc((2 * most + 1) * sizeof *to);
    if (!to) return error_memory(err, "the runs to a target");
  }
  int status = time_point_make(to, to + most, count, p, err);
  free(to);
  return status;
}

double time_slope(const struct dimension_point *p, size_t count)
{
  size_t whole = 0;
  for (size_t i = 0; i < count; i++)
    whole += p[i].time.successes && p[i].time.successes == p[i].time.runs;
  if (whole < 3) return NAN;
  size_t left = whole < 6 ? 3 : (whole + 1) / 2;
  double n = (double)left, x = 0, y = 0, xx = 0, xy = 0;
  for (size_t i = count; i-- > 0 && left;) {
    if (!p[i].time.successes || p[i].time.successes < p[i].time.runs) continue;
    double u = repro_log(p[i].dim), v = repro_log(p[i].time.average);
    x += u;
    y += v;
    xx += u * u;
    xy += u * v;
    left--;
  }
  return (n * xy - x * y) / (n * xx - x * x);
}
