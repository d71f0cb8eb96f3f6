/* targets.c -- see targets.h. */
#include "bench/plan/targets.h"

#include <math.h>

/* 10^(2 - k / 5), each the double nearest to it, so that no library's pow decides. */
const double usual_targets[USUAL_TARGETS] = {
    100,
    63.09573444801932,
    39.81071705534973,
    25.118864315095802,
    15.848931924611135,
    10.0,
    6.3095734448019325,
    3.9810717055349727,
    2.51188643150958,
    1.5848931924611134,
    1.0,
    0.6309573444801932,
    0.39810717055349726,
    0.251188643150958,
    0.15848931924611134,
    0.1,
    0.06309573444801933,
    0.03981071705534973,
    0.0251188643150958,
    0.015848931924611134,
    0.01,
    0.006309573444801933,
    0.0039810717055349725,
    0.0025118864315095803,
    0.0015848931924611134,
    0.001,
    0.0006309573444801932,
    0.00039810717055349724,
    0.000251188643150958,
    0.00015848931924611134,
    0.0001,
    6.309573444801932e-05,
    3.981071705534973e-05,
    2.51188643150958e-05,
    1.5848931924611134e-05,
    1e-05,
    6.309573444801932e-06,
    3.9810717055349725e-06,
    2.51188643150958e-06,
    1.5848931924611134e-06,
    1e-06,
    6.309573444801933e-07,
    3.9810717055349724e-07,
    2.51188643150958e-07,
    1.5848931924611136e-07,
    1e-07,
    6.309573444801932e-08,
    3.981071705534972e-08,
    2.51188643150958e-08,
    1.5848931924611136e-08,
    1e-08,
};

void targets_choose(const double *own, size_t own_count, bool levels, double aim,
                    struct target_list *list)
{
  const double *from = own_count ? own : usual_targets;
  size_t count = own_count ? own_count : USUAL_TARGETS;
  if (levels && aim <= 1e-8 && aim < from[count - 1] - fabs(from[count - 1]) * 1e-3) aim = -1;
  list->aim = aim < 0 ? -INFINITY : aim;
  /* An aim that is one of them, typed with fewer digits, takes its place. */
  double least = aim < 0 ? 0 : aim * 1.001;
  list->count = 0;
  for (size_t k = 0; k < count && list->count < TARGETS_MOST - 1; k++)
    if (from[k] > least) list->error[list->count++] = from[k];
  if (aim >= 0) list->error[list->count++] = aim;
}

size_t targets_find(const struct target_list *list, double error)
{
  for (size_t k = 0; k < list->count; k++)
    if (error >= list->error[k] * 0.999 && error <= list->error[k] * 1.001) return k;
  return NO_TARGET;
}
