/* curve.c -- the metric of a run under way; see loop.h. */
#include <math.h>

#include "bench/driver/loop.h"

/* f - f*, or f where f* is not known. */
static double height(const struct loop *l, double f)
{
  return isnan(l->problem->minimum) ? f : f - l->problem->minimum;
}

void curve_charge(struct loop *l, double cost)
{
  struct curve *c = &l->curve;
  if (!c->within) {
    double v = height(l, loop_answer(l, l->type->incumbent(l->optimizer)));
    if (!c->begun) c->first = v;
    c->begun = true;
    c->worth = metric_worth(l->setup->metric, v, c->first);
  }
  c->within = true;
  c->total += cost * c->worth;
}

double curve_metric(const struct loop *l)
{
  const struct curve *c = &l->curve;
  enum metric metric = l->setup->metric;
  double rest = l->setup->budget - l->cost, last = height(l, l->record->final_f);
  if (l->record->outcome == OUTCOME_DIVERGED) last = INFINITY;
  double worth = metric_worth(metric, last, c->begun ? c->first : last);
  return (c->total + (rest > 0 ? rest * worth : 0)) / l->setup->budget;
}
