/* snes.c -- separable natural evolution strategy.
 *
 * A normal distribution with a deviation of its own in every coordinate follows the
 * natural gradient of the expected utility of its samples, k = 1 .. lambda:
 *   x_k = mean + s z_k,  u_k the utility of the rank of f(x_k)
 *   mean <- mean + rate_mean s sum_k u_k z_k
 *   s    <- s exp(rate_deviation / 2 sum_k u_k (z_k^2 - 1))      (per coordinate)
 * Wierstra, Schaul, Glasmachers, Sun, Peters and Schmidhuber, Natural Evolution
 * Strategies, JMLR 15, 2014. Equal values are ranked in the order of their samples.
 *
 * Converged means that every sample of a generation rounds to the mean. */
#include <stdlib.h>
#include <string.h>

#include "src/draw.h"
#include "src/rank.h"
#include "src/search/nes.h"
#include "src/vecexp.h"

static const struct param params[] = {
    NES_PARAMS,
    PARAM(struct nes_config, rate_deviation, 0, 0, 10,
          "learning rate of the deviations; 0: (3 + ln d) / (5 sqrt d)"),
    PARAM_TABLE_END,
};

struct state {
  size_t dim, population;
  double rate_mean, half_rate;
  struct stream stream;
  const struct draw *draw;
  uint64_t generation;
  double *mean, *deviation;             /* dim each */
  double *mean_gradient, *log_gradient; /* dim each */
  double *utility, *weight;             /* population each: by rank, by sample */
  double *z, *x;                        /* population * dim each */
  uint32_t *order, *scratch;            /* population each */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct nes_config *c = config;
  size_t dim = setup->dim, population = nes_population(c, dim);
  size_t doubles = 4 * dim + 2 * population + 2 * population * dim;
  struct state *s =
      calloc(1, sizeof *s + doubles * sizeof *s->block + 2 * population * sizeof *s->order);
  if (!s) return NULL;
  double rate = c->rate_deviation;
  if (!(rate > 0)) rate = (3 + repro_log((double)dim)) / (5 * sqrt((double)dim));
  s->dim = dim;
  s->population = population;
  s->rate_mean = c->rate_mean;
  s->half_rate = rate / 2;
  s->stream = setup->stream;
  s->draw = setup->draw;
  s->mean = s->block;
  s->deviation = s->mean + dim;
  s->mean_gradient = s->deviation + dim;
  s->log_gradient = s->mean_gradient + dim;
  s->utility = s->log_gradient + dim;
  s->weight = s->utility + population;
  s->z = s->weight + population;
  s->x = s->z + population * dim;
  s->order = (uint32_t *)(s->x + population * dim);
  s->scratch = s->order + population;
  memcpy(s->mean, setup->start, dim * sizeof *s->mean);
  for (size_t i = 0; i < dim; i++) s->deviation[i] = c->sigma;
  nes_utilities(population, s->utility);
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  size_t dim = s->dim;
  const double *restrict mean = s->mean, *restrict deviation = s->deviation;
  draw_normals(s->draw, s->stream, s->generation, 0, s->population, dim, s->z);
  for (size_t k = 0; k < s->population; k++) {
    const double *restrict z = s->z + k * dim;
    double *restrict x = s->x + k * dim;
    for (size_t i = 0; i < dim; i++) x[i] = mean[i] + deviation[i] * z[i];
  }
  if (nes_converged(s->x, s->population, mean, dim)) return ASK_CONVERGED;
  *query = (struct query){.x = s->x, .count = s->population};
  return ASK_EVALUATE;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  size_t dim = s->dim;
  double *restrict mean_gradient = s->mean_gradient, *restrict log_gradient = s->log_gradient;
  double *restrict mean = s->mean;
  const uint32_t *order = rank_order(answer->f, s->population, s->order, s->scratch);
  for (size_t r = 0; r < s->population; r++) s->weight[order[r]] = s->utility[r];

  for (size_t i = 0; i < dim; i++) mean_gradient[i] = log_gradient[i] = 0;
  for (size_t k = 0; k < s->population; k++) {
    const double *restrict z = s->z + k * dim;
    double u = s->weight[k];
    for (size_t i = 0; i < dim; i++) {
      mean_gradient[i] += u * z[i];
      log_gradient[i] += u * (z[i] * z[i] - 1);
    }
  }
  for (size_t i = 0; i < dim; i++) {
    mean[i] += s->rate_mean * s->deviation[i] * mean_gradient[i];
    log_gradient[i] *= s->half_rate;
  }
  /* A normal is at most 8.6 long, the utilities add up to at most 1 on either side and half the
   * rate is at most 5: the exponent stays below 5 (8.6^2 + 1) < 400. */
  vecexp_scale(log_gradient, s->deviation, dim);
  s->generation++;
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->mean; }

static const char *const diagnostics[] = {"deviation", NULL};

/* The geometric mean of the deviations. */
static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  double total = 0;
  for (size_t i = 0; i < s->dim; i++) total += repro_log(s->deviation[i]);
  values[0] = repro_exp(total / (double)s->dim);
}

const struct optimizer_type LEVELED(optimizer_snes) = {
    .name = "snes",
    .title = "SNES",
    .summary = "natural evolution strategy with one deviation a coordinate",
    .formula = "x_k = mean + s z_k, k = 1 .. lambda = 4 + floor(3 ln d), z_k standard normal\n"
               "u_k = max(0, ln(lambda/2 + 1) - ln rank_k) / (sum of these) - 1/lambda\n"
               "mean <- mean + rate_mean s sum_k u_k z_k\n"
               "s <- s exp(rate_deviation / 2 sum_k u_k (z_k^2 - 1)), each coordinate alone",
    .reference = "Wierstra et al., Natural Evolution Strategies, JMLR 15, 2014",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct nes_config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .free = free,
};
