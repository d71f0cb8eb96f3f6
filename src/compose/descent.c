/* descent.c -- composes a rule, a source, clipping and a schedule into an optimizer. */
#include "src/compose/descent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/elementary.h"
#include "src/numeric/vec.h"

/* A source without randomness, or one whose points are all the one where it stands, is stalled when
 * STALL_PATIENCE steps in a row gave the same value and the next as many steps a zero gradient that
 * left theta where it was: the flat of a step function, or perturbations too short to show. With a
 * live gradient even a theta that stands still may only be waiting for the rule's mean square to
 * forget what it saw long ago. */

struct state {
  const struct rule_type *rule;
  const struct source_type *source;
  void *rule_state, *source_state;
  struct descent_config wrap;
  size_t size, dim; /* of theta; of a point */
  double step, horizon;
  bool random; /* the source perturbs at random ... */
  bool apart;  /* ... and a point of this step is not the one where it stands */
  double last_f;
  int same; /* steps in a row with the value last_f */
  bool stalled;
  double *theta, *clipped, *mark; /* size values each: iterate, scaled gradient, theta remembered */
  double block[];
};

static void release(void *state)
{
  struct state *s = state;
  if (s->rule_state) s->rule->free(s->rule_state);
  if (s->source_state) s->source->free(s->source_state);
  free(s);
}

static void *alloc(const struct setup *setup, const void *config)
{
  const struct descent_setup *c = config;
  void *source_state = c->source->alloc(setup, c->source_config);
  if (!source_state) return NULL;
  size_t size = c->source->size(source_state);
  struct state *s = calloc(1, sizeof *s + 3 * size * sizeof *s->block);
  if (!s) {
    c->source->free(source_state);
    return NULL;
  }
  s->rule = c->rule;
  s->source = c->source;
  s->source_state = source_state;
  s->wrap = c->wrap;
  s->size = size;
  s->dim = setup->dim;
  s->theta = s->block;
  s->clipped = s->theta + size;
  s->mark = s->clipped + size;
  s->random = c->source->traits & USES_RANDOM;
  s->rule_state = c->rule->alloc(size, c->rule_config);
  if (!s->rule_state) {
    release(s);
    return NULL;
  }
  s->source->start(source_state, s->theta);
  double price = (double)s->source->probes(source_state) *
                 (c->source->traits & USES_GRADIENT ? 1 + setup->gradient_cost : 1);
  s->horizon = c->wrap.horizon > 0 ? c->wrap.horizon : setup->budget / price;
  if (!(s->horizon >= 1)) s->horizon = 1;
  return s;
}

/* Whether a point of the query is not the one where the source stands: nearly always the first. */
static bool reaches_out(const struct state *s, const struct query *query)
{
  const double *here = s->source->point(s->source_state, s->theta), *x = query->x;
  for (size_t k = 0; k < query->count; k++, x += s->dim)
    for (size_t i = 0; i < s->dim; i++)
      if (x[i] != here[i]) return true;
  return false;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  if (s->stalled) return ASK_STALLED;
  s->source->ask(s->source_state, s->theta, query);
  if (s->random && !s->apart) s->apart = reaches_out(s, query);
  return ASK_EVALUATE;
}

static double schedule_factor(const struct state *s)
{
  const struct descent_config *w = &s->wrap;
  double step = s->step < s->horizon ? s->step : s->horizon, t = step / s->horizon;
  switch ((enum schedule)w->schedule) {
  case SCHEDULE_CONSTANT:
    return 1;
  case SCHEDULE_STEP: {
    double drops = floor(step * (w->drops + 1) / s->horizon);
    return repro_pow(w->decay, drops < w->drops ? drops : w->drops);
  }
  case SCHEDULE_EXPONENTIAL:
    return repro_pow(w->decay, t);
  case SCHEDULE_COSINE:
    return w->decay + (1 - w->decay) * (1 + repro_cos(3.141592653589793 * t)) / 2;
  case SCHEDULE_POWER:
    return repro_pow(w->offset * s->horizon + step + 1, -w->power);
  }
  return 1;
}

/* The gradient, no longer than wrap.clip. */
static const double *clip(struct state *s, const double *gradient)
{
  double norm = sqrt(vec_dot(gradient, gradient, s->size)), scale = s->wrap.clip / norm;
  if (!(norm > s->wrap.clip)) return gradient;
  if (norm <= DBL_MAX) {
    for (size_t i = 0; i < s->size; i++) s->clipped[i] = scale * gradient[i];
    return s->clipped;
  }
  /* The squares overflow: exactly the gradient that clipping is there for. */
  double largest = 0;
  for (size_t i = 0; i < s->size; i++)
    largest = fabs(gradient[i]) > largest ? fabs(gradient[i]) : largest;
  for (size_t i = 0; i < s->size; i++) s->clipped[i] = gradient[i] / largest;
  scale = s->wrap.clip / sqrt(vec_dot(s->clipped, s->clipped, s->size));
  for (size_t i = 0; i < s->size; i++) s->clipped[i] *= scale;
  return s->clipped;
}

/* theta and gradient are looked at only while the value, which is at hand, stands still. */
static void look_closer(struct state *s, const double *gradient)
{
  size_t bytes = s->size * sizeof *s->theta;
  bool flat = s->same == STALL_PATIENCE || memcmp(s->mark, s->theta, bytes) == 0;
  for (size_t i = 0; i < s->size && flat; i++) flat = gradient[i] == 0;
  if (!flat)
    s->same = 0;
  else if (s->same == STALL_PATIENCE)
    memcpy(s->mark, s->theta, bytes);
  else
    s->stalled = s->same == 2 * STALL_PATIENCE;
}

static void watch(struct state *s, double f, const double *gradient)
{
  if (f != s->last_f) {
    s->last_f = f;
    s->same = 0;
  } else if (++s->same >= STALL_PATIENCE) {
    look_closer(s, gradient);
  }
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  const double *gradient = s->source->tell(s->source_state, s->theta, answer);
  if (!gradient) return;
  if (s->apart)
    s->same = 0;
  else
    watch(s, answer->f[0], gradient);
  s->apart = false;
  if (s->wrap.clip > 0) gradient = clip(s, gradient);
  double factor = s->wrap.schedule == SCHEDULE_CONSTANT ? 1 : schedule_factor(s);
  s->step++;
  s->rule->step(s->rule_state, factor, gradient, s->theta);
  if (s->source->settle) s->source->settle(s->source_state, s->theta);
}

static const double *incumbent(const void *state)
{
  const struct state *s = state;
  return s->source->point(s->source_state, s->theta);
}

static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  if (s->source->diagnose) s->source->diagnose(s->source_state, s->theta, values);
}

static void covariance(const void *state, double *out)
{
  const struct state *s = state;
  s->source->covariance(s->source_state, s->theta, out);
}

const struct optimizer_type LEVELED(optimizer_descent) = {
    .name = "descent",
    .title = "descent",
    .summary = "a rule stepping on a gradient source",
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnose = diagnose,
    .covariance = covariance,
    .free = release,
};
