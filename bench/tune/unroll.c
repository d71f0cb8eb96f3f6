/* unroll.c -- see unroll.h. */
#include "bench/tune/unroll.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* One unroll under way. */
struct work {
  const struct unroll *unroll;
  const struct unroll_task *task;
  size_t count, dim;
  void **rule; /* states: one, or of a network that looks at whole vectors one a task */
  size_t rules;
  double *theta, *gradient; /* count * dim values */
  double *scratch;
  double *first, *total; /* of each task: v_0, and what its values come to */
  bool *lost;            /* a value was not finite */
};

static void evaluate(struct work *w, size_t t, size_t step)
{
  const struct problem *p = w->task[t].problem;
  double f, truth, *x = w->theta + t * w->dim, *g = w->gradient + t * w->dim;
  struct batch batch = {.x = x,
                        .count = 1,
                        .f = &f,
                        .truth = p->traits & DEAR_TRUTH ? NULL : &truth,
                        .gradient = g,
                        .scratch = w->scratch,
                        .stream = w->task[t].noise,
                        .index = step,
                        .step = step};
  if (!w->lost[t]) {
    p->evaluate(p, &batch);
    bool finite = isfinite(f);
    for (size_t i = 0; i < w->dim && finite; i++) finite = isfinite(g[i]);
    w->lost[t] = !finite;
  }
  if (w->lost[t]) {
    /* It stays where it costs no others their speed. */
    memset(x, 0, w->dim * sizeof *x);
    memset(g, 0, w->dim * sizeof *g);
    w->total[t] += metric_worst(w->unroll->metric);
    return;
  }
  if (p->traits & STOCHASTIC && !(p->traits & DEAR_TRUTH)) f = truth;
  double value = isnan(p->minimum) ? f : f - p->minimum;
  if (!step) w->first[t] = value;
  w->total[t] += metric_worth(w->unroll->metric, value, w->first[t]);
}

static void step_all(struct work *w)
{
  const struct pace pace = {1, NAN};
  size_t each = w->count * w->dim / w->rules;
  for (size_t k = 0; k < w->rules; k++)
    w->unroll->rule->step(w->rule[k], &pace, w->gradient + k * each, w->theta + k * each);
}

static int open_work(struct work *w, struct error *err)
{
  const struct unroll *u = w->unroll;
  size_t scratch = 1, n = w->count * w->dim;
  for (size_t t = 0; t < w->count; t++) {
    const struct problem *p = w->task[t].problem;
    size_t need = p->scratch ? p->scratch(p, 1) : 0;
    scratch = need > scratch ? need : scratch;
  }
  w->rules = u->network->inputs == INPUTS_TENSOR ? w->count : 1;
  w->theta = calloc(2 * n + 2 * w->count + scratch, sizeof *w->theta);
  w->lost = calloc(w->count, sizeof *w->lost);
  w->rule = calloc(w->rules, sizeof *w->rule);
  void *config = calloc(1, u->rule->config_size);
  bool made = w->theta && w->lost && w->rule && config;
  if (made) {
    w->gradient = w->theta + n;
    w->first = w->gradient + n;
    w->total = w->first + w->count;
    w->scratch = w->total + w->count;
    u->rule->slot(config)->network = u->network;
    const struct rule_setup setup = {.size = n / w->rules, .weights = n / w->rules};
    for (size_t k = 0; k < w->rules && made; k++)
      made = (w->rule[k] = u->rule->alloc(&setup, config)) != NULL;
  }
  free(config);
  return made ? STATUS_OK : error_memory(err, "an unroll");
}

static void close_work(struct work *w)
{
  for (size_t k = 0; w->rule && k < w->rules; k++)
    if (w->rule[k]) w->unroll->rule->free(w->rule[k]);
  free(w->rule);
  free(w->theta);
  free(w->lost);
}

int unroll_score(const struct unroll *u, const struct unroll_task *task, size_t count,
                 double *score, struct error *err)
{
  struct work w = {.unroll = u, .task = task, .count = count, .dim = task[0].problem->dim};
  int status = open_work(&w, err);
  if (!status) {
    for (size_t t = 0; t < count; t++)
      memcpy(w.theta + t * w.dim, task[t].start, w.dim * sizeof *w.theta);
    for (size_t k = 0; k <= u->steps; k++) {
      for (size_t t = 0; t < count; t++) evaluate(&w, t, k);
      if (k < u->steps) step_all(&w);
    }
    double sum = 0;
    for (size_t t = 0; t < count; t++) sum += w.total[t];
    *score = sum / ((double)count * (double)(u->steps + 1));
  }
  close_work(&w);
  return status;
}
