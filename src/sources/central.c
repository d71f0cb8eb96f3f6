/* central.c -- central differences: 2 d values a gradient, error of order h^2.
 *
 *   g_i = (f(x + h_i e_i) - f(x - h_i e_i)) / (2 h_i),   h_i = step max(1, |x_i|)
 *
 * with step = eps^(1/3), where truncation and rounding balance (Dennis and
 * Schnabel, Numerical Methods for Unconstrained Optimization, 1983, section 5.6;
 * Nocedal and Wright, Numerical Optimization, 2006, section 8.1). */
#include "src/sources/difference.h"

struct config {
  double step;
};

static const struct param params[] = {
    PARAM(struct config, step, 6.055454452393343e-06, DIFFERENCE_STEP_LOW, 1,
          "difference step relative to max(1, |x_i|)"),
    PARAM_TABLE_END,
};

static void *alloc(const struct setup *setup, const void *config)
{
  return difference_alloc(setup, 2 * setup->dim, ((const struct config *)config)->step);
}

/* Row 2 i is x + h_i e_i, row 2 i + 1 is x - h_i e_i. */
static void ask(void *state, const double *theta, struct query *query)
{
  struct difference *s = state;
  difference_begin(s, theta);
  for (size_t k = 0; k < s->count; k++) {
    size_t row = s->done + k, i = row / 2;
    double h = difference_step(s, theta[i]);
    difference_set(s, k, i, row % 2 ? theta[i] - h : theta[i] + h);
  }
  *query = (struct query){.x = s->x, .count = s->count, .more = s->done + s->count < s->probes};
}

static const double *tell(void *state, const double *theta, const struct answer *answer)
{
  struct difference *s = state;
  for (size_t k = 0; k < s->count; k++) {
    size_t row = s->done + k, i = row / 2;
    double h = difference_step(s, theta[i]);
    /* The distance between the points as they were rounded, not 2 h. A pair may be split between
     * two queries: its first value waits in the gradient. */
    if (row % 2)
      s->gradient[i] = (s->gradient[i] - answer->f[k]) / ((theta[i] + h) - (theta[i] - h));
    else
      s->gradient[i] = answer->f[k];
  }
  return difference_end(s);
}

extern const struct source_type LEVELED(source_central);
const struct source_type LEVELED(source_central) = {
    .name = "central",
    .title = "central differences",
    .summary = "central finite differences, 2 d values a step",
    .formula = "g_i = (f(x + h_i e_i) - f(x - h_i e_i)) / (2 h_i),   h_i = step max(1, |x_i|)",
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
