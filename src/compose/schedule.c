/* schedule.c -- see schedule.h. */
#include "src/compose/schedule.h"

#include <math.h>

#include "src/numeric/elementary.h"

static const double pi = 3.141592653589793;

/* In units; below 1: a share of `whole`. */
static double duration(double value, double whole) { return value < 1 ? value * whole : value; }

void schedule_plan(struct schedule_plan *p, const struct descent_config *c, double affordable,
                   double epoch)
{
  *p = (struct schedule_plan){.config = *c};
  p->unit = c->unit == UNIT_EPOCH && epoch > 0 ? epoch : 1;
  p->horizon = c->horizon > 0 ? c->horizon : affordable / p->unit;
  if (!(p->horizon >= 1)) p->horizon = 1;
  p->warmup = duration(c->warmup, p->horizon);
  p->length = p->horizon - p->warmup;
  if (!(p->length >= 1)) p->length = 1;
  p->milestone_count = descent_milestones(c, p->milestones);
}

double schedule_span(const struct schedule_plan *p, double value)
{
  return duration(value, p->horizon) * p->unit;
}

/* From 1 at share 0 to `end` at share 1. */
static double cosine(double end, double share)
{
  return end + (1 - end) * (1 + repro_cos(pi * share)) / 2;
}

static double stepped(const struct schedule_plan *p, double t)
{
  const struct descent_config *c = &p->config;
  double drops = floor(t * (c->drops + 1) / p->length);
  return repro_pow(c->decay, drops < c->drops ? drops : c->drops);
}

static double multistepped(const struct schedule_plan *p, double t)
{
  int passed = 0;
  for (size_t i = 0; i < p->milestone_count; i++)
    passed += t >= duration(p->milestones[i], p->length);
  return repro_pow(p->config.decay, passed);
}

static double first_period(const struct schedule_plan *p)
{
  double period = duration(p->config.period, p->length);
  return period >= 1 ? period : 1;
}

static double restarted(const struct schedule_plan *p, double t)
{
  const struct descent_config *c = &p->config;
  double period = first_period(p);
  if (c->period_factor == 1) return cosine(c->decay, fmod(t, period) / period);
  for (; t >= period; period *= c->period_factor) t -= period;
  return cosine(c->decay, t / period);
}

static double cyclic(const struct schedule_plan *p, double t)
{
  const struct descent_config *c = &p->config;
  double along = t / first_period(p), cycle = floor(along), x = along - cycle;
  double height = x <= 0.5 ? 2 * x : 2 - 2 * x;
  return c->decay + (1 - c->decay) * height * repro_pow(c->height, cycle);
}

static double annealed(const struct descent_config *c, double from, double to, double share)
{
  if (c->anneal == ANNEAL_LINEAR) return from + (to - from) * share;
  return to + (from - to) / 2 * (repro_cos(pi * share) + 1);
}

static struct pace onecycle(const struct schedule_plan *p, double t)
{
  const struct descent_config *c = &p->config;
  double low = 1 / c->divide, last = low / c->final_divide, end = p->length - 1;
  double top = c->peak * p->length - 1, back = c->phases == 3 ? 2 * top : end;
  struct pace pace;
  if (t <= top) {
    double share = top > 0 ? t / top : 1;
    pace.rate = annealed(c, low, 1, share);
    pace.momentum = annealed(c, c->momentum_high, c->momentum_low, share);
  } else if (t <= back || c->phases == 2) {
    double share = back > top ? (t - top) / (back - top) : 1;
    if (share > 1) share = 1;
    pace.rate = annealed(c, 1, c->phases == 3 ? low : last, share);
    pace.momentum = annealed(c, c->momentum_low, c->momentum_high, share);
  } else {
    double share = end > back ? (t - back) / (end - back) : 1;
    pace.rate = annealed(c, low, last, share < 1 ? share : 1);
    pace.momentum = c->momentum_high;
  }
  if (!c->cycle_momentum) pace.momentum = NAN;
  return pace;
}

/* At t units after the warm-up. */
static struct pace pace_after(const struct schedule_plan *p, double t)
{
  const struct descent_config *c = &p->config;
  double at = t < p->length ? t : p->length, share = at / p->length;
  struct pace pace = {1, NAN};
  switch ((enum schedule)c->schedule) {
  case SCHEDULE_CONSTANT:
    break;
  case SCHEDULE_STEP:
    pace.rate = stepped(p, at);
    break;
  case SCHEDULE_MULTISTEP:
    pace.rate = multistepped(p, t);
    break;
  case SCHEDULE_EXPONENTIAL:
    pace.rate = repro_pow(c->decay, share);
    break;
  case SCHEDULE_POLYNOMIAL:
    pace.rate = repro_pow(1 - share, c->degree);
    break;
  case SCHEDULE_COSINE:
    pace.rate = cosine(c->decay, share);
    break;
  case SCHEDULE_COSINE_RESTARTS:
    pace.rate = restarted(p, t);
    break;
  case SCHEDULE_CYCLIC:
    pace.rate = cyclic(p, t);
    break;
  case SCHEDULE_POWER:
    pace.rate = repro_pow(c->offset * p->length + at + 1, -c->power);
    break;
  case SCHEDULE_ONECYCLE:
    return onecycle(p, at);
  }
  return pace;
}

struct pace schedule_pace(const struct schedule_plan *p, double step)
{
  double t = step / p->unit, whole = p->unit == 1 ? t : floor(t), from = p->config.warmup_from;
  if (t >= p->warmup) return pace_after(p, whole > p->warmup ? whole - p->warmup : 0);
  struct pace pace = pace_after(p, 0);
  pace.rate *= from + (1 - from) * (t / p->warmup);
  return pace;
}
