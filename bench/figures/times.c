/* times.c -- see times.h. */
#include "bench/figures/times.h"

#include <math.h>

enum { ROUNDS = 500 };

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
  return bootstrap_interval(stream_named(stream_root(0), "average running times"), ROUNDS, count,
                            0.95, average, &runs, &p->interval, err);
}
