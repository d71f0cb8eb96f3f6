/* descent.c -- composes a rule, a source, and what wraps every rule into an optimizer. */
#include "src/compose/descent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/compose/average.h"
#include "src/compose/schedule.h"
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
  struct schedule_plan plan;
  struct average average;
  size_t size, dim; /* of theta; of a point */
  double step;
  bool random; /* the source perturbs at random ... */
  bool apart;  /* ... and a point of this step is not the one where it stands */
  double last_f;
  int same; /* steps in a row with the value last_f */
  bool stalled;
  double *theta, *scaled, *mark; /* size values each: iterate, gradient as the rule is to see it,
                                    theta remembered */
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
  size_t arrays = c->wrap.average ? 4 : 3;
  struct state *s = calloc(1, sizeof *s + arrays * size * sizeof *s->block);
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
  s->scaled = s->theta + size;
  s->mark = s->scaled + size;
  s->random = c->source->traits & USES_RANDOM;
  struct rule_setup vector = {.size = size,
                              .weights = setup->dim,
                              .layers = setup->layers,
                              .layer_count = setup->layer_count};
  s->rule_state = c->rule->alloc(&vector, c->rule_config);
  if (!s->rule_state) {
    release(s);
    return NULL;
  }
  s->source->start(source_state, s->theta);
  double price = (double)s->source->probes(source_state) *
                 (c->source->traits & USES_GRADIENT ? 1 + setup->gradient_cost : 1);
  double steps = setup->budget / price;
  if (setup->steps > 0 && setup->steps < steps) steps = setup->steps;
  schedule_plan(&s->plan, &s->wrap, steps, (double)setup->epoch);
  s->average = (struct average){.config = &s->wrap,
                                .start = floor(schedule_span(&s->plan, c->wrap.average_start)),
                                .size = size,
                                .mean = s->mark + size};
  return s;
}

/* Whether a point of the query is not the one where the source stands: nearly always the first. */
static bool reaches_out(const struct state *s, const struct query *query)
{
  const double *here = s->source->point(s->source_state, s->theta), *x = query->x;
  if (!x) return query->apart;
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

/* The gradient, no longer than wrap.clip. */
static const double *clip(struct state *s, const double *gradient)
{
  double norm = sqrt(vec_dot(gradient, gradient, s->size)), scale = s->wrap.clip / norm;
  if (!(norm > s->wrap.clip)) return gradient;
  if (norm <= DBL_MAX) {
    for (size_t i = 0; i < s->size; i++) s->scaled[i] = scale * gradient[i];
    return s->scaled;
  }
  /* The squares overflow: exactly the gradient that clipping is there for. */
  double largest = 0;
  for (size_t i = 0; i < s->size; i++)
    largest = fabs(gradient[i]) > largest ? fabs(gradient[i]) : largest;
  for (size_t i = 0; i < s->size; i++) s->scaled[i] = gradient[i] / largest;
  scale = s->wrap.clip / sqrt(vec_dot(s->scaled, s->scaled, s->size));
  for (size_t i = 0; i < s->size; i++) s->scaled[i] *= scale;
  return s->scaled;
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

/* The gradient, which may be the scaled one already, with that of l2 / 2 |x|^2. */
static const double *decay(struct state *s, const double *gradient)
{
  for (size_t i = 0; i < s->dim; i++) s->scaled[i] = gradient[i] + s->wrap.l2 * s->theta[i];
  for (size_t i = s->dim; i < s->size; i++) s->scaled[i] = gradient[i];
  return s->scaled;
}

/* After a step. */
static const double *rules_answer(const struct state *s)
{
  return s->rule->answer ? s->rule->answer(s->rule_state) : s->theta;
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
  if (s->wrap.l2 > 0) gradient = decay(s, gradient);
  struct pace pace = {1, NAN};
  if (s->wrap.schedule != SCHEDULE_CONSTANT || s->plan.warmup > 0)
    pace = schedule_pace(&s->plan, s->step);
  s->step++;
  s->rule->step(s->rule_state, &pace, gradient, s->theta);
  if (s->source->settle) s->source->settle(s->source_state, s->theta);
  if (s->wrap.average) average_add(&s->average, s->step, rules_answer(s));
}

static const double *incumbent(const void *state)
{
  const struct state *s = state;
  const double *answer = s->theta;
  if (s->step > 0) answer = s->wrap.average ? s->average.mean : rules_answer(s);
  return s->source->point(s->source_state, answer);
}

static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  if (s->source->diagnose) s->source->diagnose(s->source_state, s->theta, values);
}

static double deviation(const void *state)
{
  const struct state *s = state;
  return s->source->deviation ? s->source->deviation(s->source_state, s->theta) : 0;
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
    .deviation = deviation,
    .covariance = covariance,
    .free = release,
};
