/* forward.c -- forward differences: d + 1 values a gradient, error of order h.
 *
 *   g_i = (f(x + h_i e_i) - f(x)) / h_i,   h_i = step max(1, |x_i|)
 *
 * with step = eps^(1/2), where truncation and rounding balance (Dennis and
 * Schnabel, Numerical Methods for Unconstrained Optimization, 1983, section 5.6;
 * Nocedal and Wright, Numerical Optimization, 2006, section 8.1). */
#include "src/sources/difference.h"

struct config {
  double step;
};

static const struct param params[] = {
    PARAM(struct config, step, 0x1p-26, DIFFERENCE_STEP_LOW, 1,
          "difference step relative to max(1, |x_i|)"),
    PARAM_TABLE_END,
};

static void *alloc(const struct setup *setup, const void *config)
{
  return difference_alloc(setup, setup->dim + 1, ((const struct config *)config)->step);
}

/* Row 0 is x, row i + 1 is x + h_i e_i. */
static void ask(void *state, const double *theta, struct query *query)
{
  struct difference *s = state;
  difference_begin(s, theta);
  size_t k = 0;
  if (!s->done) difference_set(s, k++, 0, theta[0]);
  for (; k < s->count; k++) {
    size_t i = s->done + k - 1;
    difference_set(s, k, i, theta[i] + difference_step(s, theta[i]));
  }
  *query = (struct query){.x = s->x, .count = s->count, .more = s->done + s->count < s->probes};
}

static const double *tell(void *state, const double *theta, const struct answer *answer)
{
  struct difference *s = state;
  size_t k = 0;
  if (!s->done) s->base = answer->f[k++];
  for (; k < s->count; k++) {
    size_t i = s->done + k - 1;
    /* The step as the point was rounded to it. */
    double h = (theta[i] + difference_step(s, theta[i])) - theta[i];
    s->gradient[i] = (answer->f[k] - s->base) / h;
  }
  return difference_end(s);
}

extern const struct source_type LEVELED(source_forward);
const struct source_type LEVELED(source_forward) = {
    .name = "forward",
    .title = "forward differences",
    .summary = "forward finite differences, d + 1 values a step",
    .formula = "g_i = (f(x + h_i e_i) - f(x)) / h_i,   h_i = step max(1, |x_i|)",
    .reference = "Nocedal and Wright, Numerical Optimization, 2006, section 8.1",
    .traits = USES_POPULATION,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .size = difference_size,
    .probes = difference_probes,
    .start = difference_start,
    .ask = ask,
    .tell = tell,
    .point = difference_point,
    .free = free,
};
