/* metric.c -- see metric.h. */
#include "bench/plan/metric.h"

#include <math.h>
#include <stddef.h>

#include "src/numeric/elementary.h"

const char *const metric_names[] = {"none", "ratio", "log", NULL};

static const double ratio_most = 1e3, log_low = 1e-12, log_high = 1e6;

double metric_worst(enum metric metric)
{
  return metric == METRIC_LOG ? repro_log10(log_high) : ratio_most;
}

double metric_worth(enum metric metric, double value, double first)
{
  if (!isfinite(value) || !isfinite(first)) return metric_worst(metric);
  if (metric == METRIC_LOG)
    return repro_log10(value < log_low ? log_low : value > log_high ? log_high : value);
  if (!(first > 0)) return value > 0 ? ratio_most : 0;
  double ratio = value / first;
  return ratio > ratio_most ? ratio_most : ratio;
}

const char *metric_title(enum metric metric)
{
  return metric == METRIC_LOG ? "mean log10 f" : "mean f/f0";
}
