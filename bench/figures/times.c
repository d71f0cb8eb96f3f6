/* times.c -- see times.h. */
#include "bench/figures/times.h"

#include <math.h>

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
