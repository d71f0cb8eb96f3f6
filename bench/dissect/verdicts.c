/* verdicts.c -- see verdicts.h. */
#include "bench/dissect/verdicts.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "bench/dissect/adaptation.h"
#include "src/numeric/elementary.h"

const double momentum_beta = 0.5, momentum_share = 0.5;
const double clipping_share = 0.001, clipping_rate = 0.5;
const double schedule_factor = 2;
const double adaptation_rest = 0.01, adaptation_factor = 2;

const char *const analysis_names[ANALYSES] = {[FIXED_POINTS] = "fixed-points",
                                              [MOMENTUM] = "momentum",
                                              [CLIPPING] = "clipping",
                                              [SCHEDULE] = "schedule",
                                              [ADAPTATION] = "adaptation"};
const char *const finding_names[] = {
    [FOUND_NO] = "no", [FOUND_YES] = "yes", [FOUND_NONE] = "not told"};

static struct verdict say(enum finding finding, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static struct verdict say(enum finding finding, const char *format, ...)
{
  struct verdict v = {.finding = finding};
  va_list args;
  va_start(args, format);
  vsnprintf(v.text, sizeof v.text, format, args);
  va_end(args);
  return v;
}

static enum finding yes_if(bool yes) { return yes ? FOUND_YES : FOUND_NO; }

static struct verdict no_point(void)
{
  return say(FOUND_NONE, "there is no stable fixed point to look at it from");
}

static struct verdict needs_raw(void) { return say(FOUND_NONE, "needs the raw gradient as input"); }

static struct verdict of_points(const struct dissection *d)
{
  const struct visits *v = &d->visits;
  const struct fixed_point *p = dissection_point(d);
  size_t starts = v->missed, stable = 0;
  char lost[80] = "";
  for (size_t i = 0; i < v->points; i++) {
    starts += v->point[i].starts;
    stable += fixed_stable(&v->point[i]);
  }
  if (v->diverged)
    snprintf(lost, sizeof lost, "; %zu of %d runs diverged", v->diverged, VISIT_RUNS);
  if (!v->points)
    return say(FOUND_NO, "no fixed point: none of %zu states leads to one%s", starts, lost);
  if (!p)
    return say(FOUND_NO,
               "no stable fixed point: of %zu states %zu lead to one of %zu that are not%s", starts,
               starts - v->missed, v->points, lost);
  char which[80] = "one stable fixed point, to which";
  if (v->points > 1)
    snprintf(which, sizeof which, "%zu fixed points, %zu of them stable; to that of h0", v->points,
             stable);
  return say(FOUND_YES,
             "%s %zu of %zu states lead (spectral radius %.3f); x drifts by %.3g a step there%s",
             which, p->starts, starts, p->radius, p->step, lost);
}

/* Where the response to one gradient is down to a tenth, or SIZE_MAX. */
static size_t died_out(const struct dissection *d)
{
  size_t last = SIZE_MAX;
  for (size_t k = IMPULSE_STEPS; k-- > 0;) {
    if (fabs(d->impulse[k].given) > 0.1 * fabs(d->impulse[0].given)) break;
    last = k;
  }
  return last;
}

static struct verdict of_log_momentum(const struct dissection *d)
{
  size_t last = died_out(d);
  if (last == SIZE_MAX)
    return say(FOUND_NONE,
               "the response to a gradient of %g is not down to a tenth after %d "
               "steps; more needs the raw gradient as input",
               impulse_gradient, IMPULSE_STEPS);
  return say(FOUND_NONE,
             "the response to a gradient of %g is down to a tenth after %zu steps; "
             "more needs the raw gradient as input",
             impulse_gradient, last);
}

static struct verdict of_momentum(const struct dissection *d)
{
  if (!dissection_point(d)) return no_point();
  if (d->suits != SUITS_ALL) return of_log_momentum(d);
  const struct mode *m = &d->mode[d->lead];
  double sum = 0 - d->impulse[0].all;
  if (!d->has_modes)
    return say(FOUND_NONE, "the eigenvectors do not span the state; d step / dg is %.3g", sum);
  if (m->alpha_re == 0 && m->alpha_im == 0) return say(FOUND_NO, "a gradient makes no step");
  bool real = m->beta_im == 0, down = m->alpha_re < 0 && sum < 0;
  bool yes = real && down && m->beta_re >= momentum_beta && m->alpha_re <= momentum_share * sum;
  char ball[80] = "";
  if (d->ball.known)
    snprintf(ball, sizeof ball, "; tuned momentum has beta %.3f", d->ball.momentum);
  if (real)
    return say(yes_if(yes), "the leading mode, beta %.3f, carries %.3g of %.3g%s", m->beta_re,
               m->alpha_re, sum, ball);
  return say(FOUND_NO,
             "the leading modes are a pair, beta %.3f +- %.3fi, that carries %.3g of %.3g%s",
             m->beta_re, fabs(m->beta_im), 2 * m->alpha_re, sum, ball);
}

double clipping_size(const struct dissection *d)
{
  for (size_t i = 1; i < UPDATE_COUNT; i++) {
    const struct update *a = &d->update[i - 1], *b = &d->update[i];
    double limit = clipping_rate * d->update[0].rate;
    if (!(d->update[0].rate > 0) || b->rate > limit) continue;
    /* Between the two, as straight as the logarithm of the size. */
    double part = (a->rate - limit) / (a->rate - b->rate);
    return a->gradient * repro_pow(b->gradient / a->gradient, part);
  }
  return NAN;
}

static struct verdict of_clipping(const struct dissection *d)
{
  if (d->suits != SUITS_ALL) return needs_raw();
  if (!dissection_point(d)) return no_point();
  double small = d->update[0].rate, size = clipping_size(d);
  if (!(small > 0))
    return say(FOUND_NO, "the rate is %.3g at small gradients: there is nothing to clip", small);
  if (isnan(size))
    return say(FOUND_NO,
               "the rate is %.3g at small gradients, and nowhere down to %g of that up to %g",
               small, clipping_rate, d->update[UPDATE_COUNT - 1].gradient);
  double above = visits_above(&d->visits, size);
  return say(
      yes_if(above >= clipping_share),
      "the rate is %.3g at small gradients, and %g of that at %.3g, which %.3g%% of gradients "
      "exceed",
      small, clipping_rate, size, 100 * above);
}

static bool varies(double low, double high, double factor)
{
  return high > 0 && (low <= 0 || high >= factor * low);
}

static struct verdict of_schedule(const struct dissection *d)
{
  if (d->suits != SUITS_ALL) return needs_raw();
  size_t low = 0, high = 0;
  const double *rate = d->free_rate;
  for (size_t k = 0; k <= d->path_steps; k++) {
    if (rate[k] < rate[low]) low = k;
    if (rate[k] > rate[high]) high = k;
  }
  return say(yes_if(varies(rate[low], rate[high], schedule_factor)),
             "without gradient the rate is %.3g at first, %.3g at its largest at step %zu, %.3g at "
             "step %zu",
             rate[0], rate[high], high, rate[d->path_steps], d->path_steps);
}

/* The least and the largest slope under constant gradients that occur. */
struct slope_range {
  double low, high, at_low, at_high;
};

static struct slope_range slopes_of(const struct dissection *d)
{
  double least = visits_quantile(&d->visits, adaptation_rest);
  double most = visits_quantile(&d->visits, 1 - adaptation_rest);
  struct slope_range range = {INFINITY, -INFINITY, 0, 0};
  for (int s = 0; s < 2; s++)
    for (size_t i = 0; i < d->held_count[s]; i++) {
      double g = d->gradient[s][i], slope = 0 - d->held[s][i].slope;
      if (fabs(g) < least || fabs(g) > most) continue;
      if (slope < range.low) {
        range.low = slope;
        range.at_low = g;
      }
      if (slope > range.high) {
        range.high = slope;
        range.at_high = g;
      }
    }
  return range;
}

double held_end(const struct dissection *d, int sign)
{
  size_t count = d->held_count[sign];
  return count ? d->gradient[sign][count - 1] : 0;
}

static struct verdict of_adaptation(const struct dissection *d)
{
  if (d->suits != SUITS_ALL) return needs_raw();
  if (!dissection_point(d)) return no_point();
  struct slope_range r = slopes_of(d);
  if (!(r.low <= r.high))
    return say(FOUND_NO, "the state settles under no constant gradient of a size that occurs");
  char reach[80] = "";
  if (d->held_count[0] < HELD_COUNT || d->held_count[1] < HELD_COUNT)
    snprintf(reach, sizeof reach, "; the state settles between %.3g and %.3g only", held_end(d, 1),
             held_end(d, 0));
  if (r.low == r.high)
    return say(FOUND_NO, "under constant gradients the slope is %.3g at all%s", r.low, reach);
  return say(yes_if(varies(r.low, r.high, adaptation_factor)),
             "under constant gradients the slope goes from %.3g at %.3g to %.3g at %.3g%s", r.low,
             r.at_low, r.high, r.at_high, reach);
}

struct verdict verdict_of(const struct dissection *d, enum analysis analysis)
{
  static struct verdict (*const rules[ANALYSES])(const struct dissection *) = {
      [FIXED_POINTS] = of_points,
      [MOMENTUM] = of_momentum,
      [CLIPPING] = of_clipping,
      [SCHEDULE] = of_schedule,
      [ADAPTATION] = of_adaptation};
  return rules[analysis](d);
}
