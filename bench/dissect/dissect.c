/* dissect.c -- see dissect.h. */
#include "bench/dissect/dissect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/dissect/adaptation.h"
#include "src/numeric/elementary.h"

/* Small beside the gradients that move a state far, large beside its drift. */
const double impulse_gradient = 0.01;
const double rate_gradient = 0.1;

const struct fixed_point *dissection_point(const struct dissection *d)
{
  return d->settled == SIZE_MAX ? NULL : &d->visits.point[d->settled];
}

static int find_path(struct dissection *d, struct error *err)
{
  const struct recurrence *r = &d->recurrence;
  d->path = malloc((d->path_steps + 1) * r->hidden * sizeof *d->path);
  d->free_rate = malloc((d->path_steps + 1) * sizeof *d->free_rate);
  if (!d->path || !d->free_rate) return error_memory(err, "a path without gradient");
  memcpy(d->path, r->network->number + r->parts.begin, r->hidden * sizeof *d->path);
  for (size_t k = 0; k <= d->path_steps; k++) {
    double *state = d->path + k * r->hidden;
    d->free_rate[k] = d->suits == SUITS_ALL ? recurrence_rate(r, rate_gradient, state) : NAN;
    if (k < d->path_steps) recurrence_step(r, 0, state, state + r->hidden);
  }
  return STATUS_OK;
}

/* Of the stable fixed points that which the path without gradient ends nearest to. */
static void choose_point(struct dissection *d)
{
  const struct recurrence *r = &d->recurrence;
  double state[HIDDEN_MOST], nearest = INFINITY;
  memcpy(state, d->path, r->hidden * sizeof *state);
  recurrence_steps(r, 0, FREE_STEPS, state);
  d->settled = SIZE_MAX;
  for (size_t i = 0; i < d->visits.points; i++) {
    const struct fixed_point *p = &d->visits.point[i];
    double far = 0;
    for (size_t j = 0; j < r->hidden; j++)
      far += (p->state[j] - state[j]) * (p->state[j] - state[j]);
    if (!fixed_stable(p) || !(far < nearest)) continue;
    nearest = far;
    d->settled = i;
  }
}

/* matrix (hidden x hidden) times vector, in place */
static void multiply(size_t hidden, const double *matrix, double *vector)
{
  double before[HIDDEN_MOST];
  memcpy(before, vector, hidden * sizeof *before);
  for (size_t j = 0; j < hidden; j++) {
    vector[j] = 0;
    for (size_t k = 0; k < hidden; k++) vector[j] += matrix[j * hidden + k] * before[k];
  }
}

/* Alphas of opposite signs may cancel where their betas are small: what counts is how far a mode
 * moves x in all, alpha (1 + beta + beta^2 + ...). */
static size_t leading_mode(const struct dissection *d)
{
  size_t lead = 0;
  double furthest = 0;
  for (size_t i = 0; i < d->recurrence.hidden; i++) {
    const struct mode *m = &d->mode[i];
    double moved = hypot(m->alpha_re, m->alpha_im) / hypot(1 - m->beta_re, m->beta_im);
    if (!(moved > furthest)) continue;
    furthest = moved;
    lead = i;
  }
  return lead;
}

/* The real part of alpha beta^k of the leading mode, and of its pair's other half where it has one.
 */
static double leading_part(const struct dissection *d, double *re, double *im)
{
  const struct mode *m = &d->mode[d->lead];
  double part = m->beta_im != 0 ? 2 * *re : *re, was = *re;
  *re = was * m->beta_re - *im * m->beta_im;
  *im = was * m->beta_im + *im * m->beta_re;
  return part;
}

/* alpha takes a derivative in the gradient. */
static void find_modes(struct dissection *d)
{
  d->has_modes = fixed_modes(&d->recurrence, 0, dissection_point(d)->state, d->mode);
  d->lead = 0;
  if (d->suits == SUITS_ALL) {
    d->lead = leading_mode(d);
    return;
  }
  d->has_modes = false;
  for (size_t i = 0; i < d->recurrence.hidden; i++) d->mode[i].alpha_re = d->mode[i].alpha_im = NAN;
}

static void find_impulse(struct dissection *d)
{
  const struct recurrence *r = &d->recurrence;
  const struct fixed_point *p = dissection_point(d);
  struct slopes slopes;
  double state[HIDDEN_MOST], re = d->mode[d->lead].alpha_re, im = d->mode[d->lead].alpha_im;
  recurrence_slopes(r, 0, p->state, &slopes);
  memcpy(state, p->state, r->hidden * sizeof *state);
  for (size_t k = 0; k < IMPULSE_STEPS; k++) {
    struct impulse *out = &d->impulse[k];
    double step = recurrence_step(r, k ? 0 : impulse_gradient, state, state);
    *out = (struct impulse){NAN, NAN, -(step - p->step) / impulse_gradient};
    if (d->suits != SUITS_ALL) continue;
    out->all = 0;
    for (size_t j = 0; j < r->hidden; j++) out->all -= slopes.readout[j] * slopes.gradient[j];
    multiply(r->hidden, slopes.state, slopes.gradient);
    if (d->has_modes) out->leading = 0 - leading_part(d, &re, &im);
  }
}

static void find_update(struct dissection *d)
{
  const struct recurrence *r = &d->recurrence;
  const double *state = dissection_point(d)->state;
  for (size_t i = 0; i < UPDATE_COUNT; i++) {
    double g = repro_pow(10, UPDATE_LOW + (double)i / UPDATE_DECADE);
    d->update[i] = (struct update){.gradient = g,
                                   .up = recurrence_step(r, g, state, NULL),
                                   .down = recurrence_step(r, -g, state, NULL),
                                   .rate = recurrence_rate(r, g, state)};
  }
}

static void find_held(struct dissection *d)
{
  for (int sign = 0; sign < 2; sign++) {
    for (size_t i = 0; i < HELD_COUNT; i++) {
      double g = repro_pow(10, HELD_LOW + (double)i / HELD_DECADE);
      d->gradient[sign][i] = sign ? -g : g;
    }
    d->held_count[sign] = settle_along(&d->recurrence, d->gradient[sign], HELD_COUNT,
                                       dissection_point(d)->state, d->held[sign]);
  }
}

/* A network whose state cannot be looked at by itself. */
static int refuse(const char *title, const struct network *n, struct error *err)
{
  if (n->output != OUTPUT_DIRECT)
    return error_set(err, STATUS_USAGE,
                     "%.200s: these analyses need a network whose output is the step; this one's "
                     "is `%s`: train one with --inputs gradient --output direct",
                     title, network_outputs[n->output]);
  return error_set(err, STATUS_USAGE,
                   "%.200s: these analyses need the raw gradient as input; that of `%s` has a "
                   "memory of its own: train one with --inputs gradient --output direct",
                   title, network_inputs[n->inputs]);
}

int dissect(const struct libraries *libraries, const char *title, const struct weights *w,
            size_t threads, struct dissection *d, struct error *err)
{
  struct error why = {0};
  *d = (struct dissection){.title = title,
                           .weights = w,
                           .path_steps = w->steps < PATH_MOST ? w->steps : PATH_MOST,
                           .settled = SIZE_MAX};
  d->suits = recurrence_suits(&w->network);
  if (d->suits == SUITS_NOTHING) return refuse(title, &w->network, err);
  d->recurrence = recurrence_of(&w->network);
  d->ball = heavy_ball_find(libraries, w);
  int status = visits_make(libraries, w, threads, &d->visits, &why);
  if (!status) status = plane_find(&d->visits, d->recurrence.hidden, &d->plane, &why);
  if (!status) status = find_path(d, &why);
  if (status) {
    dissection_free(d);
    return error_set(err, status, "%.150s: %.300s", title, why.text);
  }
  choose_point(d);
  if (!dissection_point(d)) return STATUS_OK;
  find_modes(d);
  find_impulse(d);
  if (d->suits != SUITS_ALL) return STATUS_OK;
  find_update(d);
  find_held(d);
  return STATUS_OK;
}

void dissection_free(struct dissection *d)
{
  visits_free(&d->visits);
  free(d->path);
  free(d->free_rate);
  d->path = d->free_rate = NULL;
}
