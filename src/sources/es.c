/* es.c -- the gradient of the Gaussian-smoothed objective, from values alone.
 *
 *   J(x) = E f(x + sigma z),  z ~ N(0, I)
 *   grad J(x) = E (f(x + sigma z) - b) z / sigma          for any b that does not depend on z
 *
 * estimated over a population of N points,
 *   plain        1/(N sigma) sum_k f(x + sigma z_k) z_k
 *   mean         1/(N sigma) sum_k (f(x + sigma z_k) - b) z_k,  b the mean of the f; its
 *                expectation is (1 - 1/N) grad J, since b holds each sample's own value
 *   antithetic   1/(N sigma) sum_{k <= N/2} (f(x + sigma z_k) - f(x - sigma z_k)) z_k
 * (Rechenberg, Evolutionsstrategie, 1973; Nesterov and Spokoiny, Foundations of
 * Computational Mathematics 17, 2017; Salimans et al., arXiv:1703.03864, 2017).
 *
 * Centred ranks put rank / (N - 1) - 1/2 in the place of f, so that the estimate
 * is unchanged by any increasing transform of f. */
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/level.h"
#include "src/rank.h"
#include "src/sources/population.h"
#include "src/vec.h"

enum baseline { BASELINE_NONE, BASELINE_MEAN };
enum utility { UTILITY_RAW, UTILITY_CENTRED_RANK };
/* The two published implementations of antithetic centred ranks rank equal values in different
 * orders: the starter kit of Salimans et al. sorts -f over (+, -, +, -, ...), evosax sorts f over
 * (+, ..., +, -, ..., -). Without pairs the order is that of the samples. */
enum ties { TIES_HALVES, TIES_PAIRS, TIES_SHARED };
enum scaling { SCALING_NONE, SCALING_SIGMA };

static const char *const baselines[] = {"none", "mean", NULL};
static const char *const utilities[] = {"raw", "centred-rank", NULL};
static const char *const tie_orders[] = {"halves", "pairs", "shared", NULL};
static const char *const scalings[] = {"none", "sigma", NULL};

struct config {
  double sigma;
  int population, antithetic, baseline, utility, ties, scaling;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, sigma, 0.1, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "standard deviation of the samples"),
    PARAM_TUNED(struct config, population, 32, 2, 1e6, 4, 256, PARAM_LOG,
                "values a step; with antithetic pairs an odd number is rounded up"),
    PARAM_CHOICE(struct config, antithetic, 1, param_no_yes, "sample in pairs x + s z, x - s z"),
    PARAM_CHOICE(struct config, baseline, BASELINE_MEAN, baselines,
                 "what is subtracted from f (no matter with pairs or ranks)"),
    PARAM_CHOICE(struct config, utility, UTILITY_RAW, utilities,
                 "what weighs a sample: f, or its rank in [-1/2, 1/2]"),
    PARAM_CHOICE(
        struct config, ties, TIES_HALVES, tie_orders,
        "how equal values rank: in the order of f over +..+-..-, of -f over +-+-, or alike"),
    PARAM_CHOICE(struct config, scaling, SCALING_SIGMA, scalings,
                 "divide the estimate by sigma, or not"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  struct population population; /* a sample is a perturbation: a point, or a pair of points */
  size_t dim, copies;           /* points a sample: 1, or 2 with antithetic pairs */
  size_t done;                  /* samples answered in this step */
  bool at_once;                 /* a sample's weight follows from its own values */
  double divisor;
  double *start, *gradient; /* dim values each */
  double *x;                /* the points of a chunk */
  double *f, *key;          /* a value a point each */
  double *weight;           /* a value a sample of a chunk */
  uint32_t *order, *scratch;
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, copies = c->antithetic ? 2 : 1;
  size_t samples = ((size_t)c->population + copies - 1) / copies, n = samples * copies;
  bool at_once = c->utility == UTILITY_RAW && (c->antithetic || c->baseline == BASELINE_NONE);
  struct population population = population_of(setup, samples, copies, !at_once);
  size_t normals = population_values(&population), points = copies * population.chunk * dim;
  size_t doubles = 2 * dim + normals + points + 2 * n + population.chunk;
  struct state *s = calloc(1, sizeof *s + doubles * sizeof *s->block + 2 * n * sizeof *s->order);
  if (!s) return NULL;
  s->config = *c;
  s->population = population;
  s->dim = dim;
  s->copies = copies;
  s->at_once = at_once;
  s->divisor = (double)n * (c->scaling == SCALING_SIGMA ? c->sigma : 1);
  s->start = s->block;
  s->gradient = s->start + dim;
  s->population.memory = s->gradient + dim;
  s->x = s->population.memory + normals;
  s->f = s->x + points;
  s->key = s->f + n;
  s->weight = s->key + n;
  s->order = (uint32_t *)(s->weight + population.chunk);
  s->scratch = s->order + n;
  memcpy(s->start, setup->start, dim * sizeof *s->start);
  return s;
}

static size_t size(const void *state) { return ((const struct state *)state)->dim; }

static size_t probes(const void *state)
{
  const struct state *s = state;
  return s->copies * s->population.samples;
}

static void start(const void *state, double *theta)
{
  const struct state *s = state;
  memcpy(theta, s->start, s->dim * sizeof *theta);
}

static void ask(void *state, const double *theta, struct query *query)
{
  struct state *s = state;
  struct population *p = &s->population;
  population_turn(p, s->done);
  size_t n = s->dim;
  double sigma = s->config.sigma;
  const double *restrict mu = theta, *restrict z = p->z;
  double *restrict x = s->x;
  if (s->copies == 1)
    for (size_t k = 0; k < p->count; k++, z += n, x += n)
      for (size_t i = 0; i < n; i++) x[i] = mu[i] + sigma * z[i];
  else
    for (size_t k = 0; k < p->count; k++, z += n, x += 2 * n)
      for (size_t i = 0; i < n; i++) {
        double step = sigma * z[i];
        x[i] = mu[i] + step;
        x[n + i] = mu[i] - step;
      }
  *query = (struct query){
      .x = s->x, .count = s->copies * p->count, .more = p->first + p->count < p->samples};
}

/* The point, as they were asked for, that stands at place v of the order between equal values. */
static size_t point_at(const struct state *s, size_t v)
{
  size_t half = s->population.samples;
  if (s->copies == 1 || s->config.ties == TIES_PAIRS) return v;
  return v < half ? 2 * v : 2 * (v - half) + 1;
}

/* f becomes its centred ranks. */
static void rank_values(struct state *s)
{
  size_t n = s->copies * s->population.samples;
  double sign = s->config.ties == TIES_PAIRS ? -1 : 1, last = (double)(n - 1);
  for (size_t v = 0; v < n; v++) s->key[v] = sign * s->f[point_at(s, v)];
  const uint32_t *order = rank_order(s->key, n, s->order, s->scratch);
  for (size_t from = 0, to; from < n; from = to) {
    double rank = (double)from;
    to = from + 1;
    if (s->config.ties == TIES_SHARED) {
      while (to < n && s->key[order[to]] == s->key[order[from]]) to++;
      rank = (double)(from + to - 1) / 2;
    }
    double utility = sign * (rank / last - 0.5);
    for (size_t r = from; r < to; r++) s->f[point_at(s, order[r])] = utility;
  }
}

static void subtract_mean(struct state *s)
{
  size_t n = s->population.samples;
  double mean = vec_sum(s->f, n) / (double)n;
  for (size_t k = 0; k < n; k++) s->f[k] -= mean;
}

/* Add the current chunk to the gradient. */
static void add_chunk(struct state *s)
{
  const struct population *p = &s->population;
  const double *weight = s->f + p->first;
  if (s->copies == 2) {
    const double *f = s->f + 2 * p->first;
    for (size_t k = 0; k < p->count; k++) s->weight[k] = f[2 * k] - f[2 * k + 1];
    weight = s->weight;
  }
  population_add(p, weight, s->gradient);
}

static const double *tell(void *state, const double *theta, const struct answer *answer)
{
  (void)theta;
  struct state *s = state;
  struct population *p = &s->population;
  size_t n = s->dim;
  memcpy(s->f + s->copies * p->first, answer->f, s->copies * p->count * sizeof *s->f);
  if (!s->done) memset(s->gradient, 0, n * sizeof *s->gradient);
  s->done += p->count;
  if (s->at_once) add_chunk(s);
  if (s->done < p->samples) return NULL;
  if (!s->at_once) {
    if (s->config.utility == UTILITY_CENTRED_RANK)
      rank_values(s);
    else
      subtract_mean(s);
    /* From the last chunk, whose normals are still in memory, to the first. */
    for (size_t first = p->first;; first -= p->chunk) {
      population_turn(p, first);
      add_chunk(s);
      if (!first) break;
    }
  }
  for (size_t i = 0; i < n; i++) s->gradient[i] /= s->divisor;
  s->done = 0;
  population_next_generation(p);
  return s->gradient;
}

static const double *point(const void *state, const double *theta)
{
  (void)state;
  return theta;
}

extern const struct source_type LEVELED(source_es);
const struct source_type LEVELED(source_es) = {
    .name = "es",
    .title = "evolution strategy",
    .summary = "the smoothed gradient estimated from a Gaussian population",
    .formula = "g = 1/(N sigma) sum_k u(f(x + sigma z_k)) z_k,   z_k ~ N(0, I)\n"
               "u: f, f less its mean, or centred ranks; over pairs z, -z if antithetic",
    .reference = "Rechenberg, Evolutionsstrategie, 1973; Salimans et al., arXiv:1703.03864, 2017",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .size = size,
    .probes = probes,
    .start = start,
    .ask = ask,
    .tell = tell,
    .point = point,
    .free = free,
};
