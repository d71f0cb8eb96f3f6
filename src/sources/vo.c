/* vo.c -- variational optimization: the gradient of an upper bound on the minimum.
 *
 *   min f <= U(mu, rho) = E f(x),   x = mu + exp(rho) z,  z ~ N(0, I)
 *
 * with theta = (mu, rho), rho one value a coordinate or one for all. By the score
 * function, over a population of N points and with b = 0 or the mean of the f,
 *   g_mu  = 1/N sum_k (f_k - b) z_k / sigma
 *   g_rho = 1/N sum_k (f_k - b) (z_k^2 - 1)        (summed over coordinates if shared)
 * (Staines and Barber, Variational Optimization, arXiv:1212.4507, 2012). As b
 * holds each sample's own value, the mean baseline has expectation (1 - 1/N) grad U.
 *
 * Rules differ in what they do with the scale of a gradient (Adam ignores it), so
 * the ratio of the two rates is applied to what the rule did to rho. */
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/elementary.h"
#include "src/level.h"
#include "src/sources/population.h"
#include "src/vec.h"
#include "src/vecexp.h"

enum deviation { DEVIATION_SHARED, DEVIATION_EACH };
enum baseline { BASELINE_NONE, BASELINE_MEAN };

static const char *const deviations[] = {"shared", "each", NULL};
static const char *const baselines[] = {"none", "mean", NULL};

struct config {
  double sigma, floor, deviation_rate;
  int population, deviation, baseline;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, sigma, 1, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "standard deviation at the start"),
    PARAM(struct config, floor, 1e-8, 1e-100, 1e6, "smallest standard deviation"),
    PARAM(struct config, deviation_rate, 1, 0, 1e6,
          "rate of the log-deviation relative to that of the mean"),
    PARAM_TUNED(struct config, population, 32, 2, 1e6, 4, 256, PARAM_LOG, "values a step"),
    PARAM_CHOICE(struct config, deviation, DEVIATION_EACH, deviations,
                 "one standard deviation for all coordinates, or one each"),
    PARAM_CHOICE(struct config, baseline, BASELINE_MEAN, baselines, "what is subtracted from f"),
    PARAM_TABLE_END,
};

static const char *const diagnostics[] = {"deviation", NULL};

struct state {
  struct config config;
  struct population population;
  size_t dim, deviations; /* deviations: 1 or dim */
  size_t done;            /* samples answered in this step */
  double rho_low;
  double *start, *sigma, *along, *across; /* dim values each; sums of w z and of w (z^2 - 1) */
  double *gradient;                       /* dim + deviations values */
  double *rho;                            /* log-deviations before the rule's step */
  double *x, *f;                          /* points of a chunk; a value a sample */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, n = (size_t)c->population;
  size_t count = c->deviation == DEVIATION_SHARED ? 1 : dim;
  struct population population = population_of(setup, n, 1, c->baseline != BASELINE_NONE);
  size_t normals = population_values(&population), points = population.chunk * dim;
  size_t doubles = 5 * dim + 2 * count + normals + points + n;
  struct state *s = calloc(1, sizeof *s + doubles * sizeof *s->block);
  if (!s) return NULL;
  s->config = *c;
  s->population = population;
  s->dim = dim;
  s->deviations = count;
  s->rho_low = repro_log(c->floor);
  s->start = s->block;
  s->sigma = s->start + dim;
  s->along = s->sigma + dim;
  s->across = s->along + dim;
  s->gradient = s->across + dim;
  s->rho = s->gradient + dim + count;
  s->population.memory = s->rho + count;
  s->x = s->population.memory + normals;
  s->f = s->x + points;
  memcpy(s->start, setup->start, dim * sizeof *s->start);
  return s;
}

static size_t size(const void *state)
{
  const struct state *s = state;
  return s->dim + s->deviations;
}

static size_t probes(const void *state)
{
  return ((const struct state *)state)->population.samples;
}

static void keep_above(double low, double *restrict rho, size_t n)
{
  for (size_t i = 0; i < n; i++) rho[i] = rho[i] < low ? low : rho[i];
}

static void start(const void *state, double *theta)
{
  const struct state *s = state;
  memcpy(theta, s->start, s->dim * sizeof *theta);
  for (size_t i = 0; i < s->deviations; i++) theta[s->dim + i] = repro_log(s->config.sigma);
  keep_above(s->rho_low, theta + s->dim, s->deviations);
}

static void deviate(struct state *s, const double *restrict rho)
{
  double *restrict sigma = s->sigma;
  /* The difference is 0, and keeps what is not a number from becoming one. */
  for (size_t i = 0; i < s->deviations; i++) sigma[i] = vecexp_one(rho[i]) + (rho[i] - rho[i]);
  for (size_t i = s->deviations; i < s->dim; i++) sigma[i] = sigma[0];
}

static void ask(void *state, const double *theta, struct query *query)
{
  struct state *s = state;
  struct population *p = &s->population;
  size_t n = s->dim;
  population_turn(p, s->done);
  if (!s->done) deviate(s, theta + n);
  const double *restrict mu = theta, *restrict z = p->z, *restrict sigma = s->sigma;
  double *restrict x = s->x;
  for (size_t k = 0; k < p->count; k++, z += n, x += n)
    for (size_t i = 0; i < n; i++) x[i] = mu[i] + sigma[i] * z[i];
  *query = (struct query){.x = s->x, .count = p->count, .more = p->first + p->count < p->samples};
}

/* Add the current chunk to both sums. */
static void add_chunk(struct state *s)
{
  const struct population *p = &s->population;
  const double *restrict w = s->f + p->first, *restrict z = p->z;
  double *restrict along = s->along, *restrict across = s->across;
  size_t n = s->dim, k = 0;
  for (; k + 4 <= p->count; k += 4, z += 4 * n) {
    double a = w[k], b = w[k + 1], c = w[k + 2], d = w[k + 3];
    for (size_t i = 0; i < n; i++) {
      double q = z[i], r = z[n + i], t = z[2 * n + i], u = z[3 * n + i];
      along[i] += (a * q + b * r) + (c * t + d * u);
      across[i] += (a * (q * q - 1) + b * (r * r - 1)) + (c * (t * t - 1) + d * (u * u - 1));
    }
  }
  for (; k < p->count; k++, z += n)
    for (size_t i = 0; i < n; i++) {
      along[i] += w[k] * z[i];
      across[i] += w[k] * (z[i] * z[i] - 1);
    }
}

static void finish(struct state *s)
{
  size_t n = s->dim;
  double total = (double)s->population.samples;
  for (size_t i = 0; i < n; i++) s->gradient[i] = s->along[i] / (total * s->sigma[i]);
  if (s->deviations == n)
    for (size_t i = 0; i < n; i++) s->gradient[n + i] = s->across[i] / total;
  else
    s->gradient[n] = vec_sum(s->across, n) / total;
}

static const double *tell(void *state, const double *theta, const struct answer *answer)
{
  struct state *s = state;
  struct population *p = &s->population;
  size_t n = s->dim;
  memcpy(s->f + p->first, answer->f, p->count * sizeof *s->f);
  if (!s->done) memset(s->along, 0, 2 * n * sizeof *s->along);
  s->done += p->count;
  if (s->config.baseline == BASELINE_NONE) add_chunk(s);
  if (s->done < p->samples) return NULL;
  if (s->config.baseline == BASELINE_MEAN) {
    double mean = vec_sum(s->f, p->samples) / (double)p->samples;
    for (size_t k = 0; k < p->samples; k++) s->f[k] -= mean;
    /* From the last chunk, whose normals are still in memory, to the first. */
    for (size_t first = p->first;; first -= p->chunk) {
      population_turn(p, first);
      add_chunk(s);
      if (!first) break;
    }
  }
  finish(s);
  memcpy(s->rho, theta + n, s->deviations * sizeof *s->rho);
  s->done = 0;
  population_next_generation(p);
  return s->gradient;
}

/* Scale the step that the rule took in rho, then keep the deviations above their floor. */
static void settle(void *state, double *theta)
{
  struct state *s = state;
  const double *restrict before = s->rho;
  double *restrict rho = theta + s->dim;
  double rate = s->config.deviation_rate;
  if (rate != 1)
    for (size_t i = 0; i < s->deviations; i++) rho[i] = before[i] + rate * (rho[i] - before[i]);
  keep_above(s->rho_low, rho, s->deviations);
}

/* The mean. */
static const double *point(const void *state, const double *theta)
{
  (void)state;
  return theta;
}

/* The geometric mean of the deviations. */
static void diagnose(const void *state, const double *theta, double *values)
{
  const struct state *s = state;
  values[0] = repro_exp(vec_sum(theta + s->dim, s->deviations) / (double)s->deviations);
}

extern const struct source_type LEVELED(source_vo);
const struct source_type LEVELED(source_vo) = {
    .name = "vo",
    .title = "variational optimization",
    .summary = "score-function gradient of E f(x) with respect to mean and log-deviation",
    .formula = "x_k = mu + exp(rho) z_k,   z_k ~ N(0, I),   b: 0 or the mean of the f\n"
               "g_mu = 1/N sum_k (f_k - b) z_k / exp(rho)\n"
               "g_rho = 1/N sum_k (f_k - b) (z_k^2 - 1)",
    .reference = "Staines and Barber, Variational Optimization, arXiv:1212.4507, 2012",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .size = size,
    .probes = probes,
    .start = start,
    .ask = ask,
    .tell = tell,
    .settle = settle,
    .point = point,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .free = free,
};
