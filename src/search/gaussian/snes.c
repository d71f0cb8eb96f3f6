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
 * With tail = cauchy the coordinates of z are Cauchy's, of density 1 / (pi (1 + z^2)), and s is
 * their scale (Schaul, Glasmachers and Schmidhuber, High dimensions and heavy tails for natural
 * evolution strategies, GECCO 2011, has other distributions of the kind). The derivatives of
 * ln density with respect to mean / s and ln s are
 *   2 z / (1 + z^2)  and  (z^2 - 1) / (z^2 + 1)
 * which, at z = tan(v / 2), are sin v and -cos v with v uniform on the circle: each has the Fisher
 * information 1/2, and they are uncorrelated. The inverse of 1/2 makes the natural gradient,
 *   mean <- mean + rate_mean s sum_k u_k 4 z_k / (1 + z_k^2)
 *   s    <- s exp(rate_deviation sum_k u_k 2 (z_k^2 - 1) / (z_k^2 + 1))
 * where for the normal distribution 1 and 1/2 are the inverses of 1 and 2.
 *
 * Memory is O(d + lambda): of a large population the normals are drawn twice, see population.h.
 *
 * Converged means that every sample of a generation rounds to the mean. */
#include <stdlib.h>
#include <string.h>

#include "src/draws/differs.h"
#include "src/draws/noise.h"
#include "src/draws/population.h"
#include "src/numeric/rank.h"
#include "src/numeric/vec.h"
#include "src/numeric/vecexp.h"
#include "src/search/gaussian/nes.h"

enum tail { TAIL_NORMAL, TAIL_CAUCHY };
static const char *const tails[] = {"normal", "cauchy", NULL};

static const struct param params[] = {
    NES_PARAMS,
    PARAM(struct nes_config, rate_deviation, 0, 0, 10,
          "learning rate of the deviations; 0: (3 + ln d) / (5 sqrt d)"),
    PARAM_CHOICE(struct nes_config, tail, TAIL_NORMAL, tails, "distribution of a coordinate"),
    PARAM_TABLE_END,
};

struct state {
  size_t dim;
  enum tail tail;
  double rate_mean, rate, rate_least; /* rate: of the deviations, and where it began */
  double mean_inverse, log_inverse;   /* of the Fisher information of mean / s and of ln s */
  enum adaptation adaptation;
  double further;       /* total of what ln s would have moved further with a raised rate */
  struct stream stream; /* with Cauchy tails: */
  struct draw heavy;    /* draws from it */
  struct population population;
  size_t done, count;                   /* samples answered in this generation; of the query */
  double *mean, *deviation;             /* dim each */
  double *mean_gradient, *log_gradient; /* dim each */
  double *shrunk;                       /* dim: (s / raised s)^2; NULL unless it adapts */
  double *utility, *weight;             /* a value a sample each: by rank, by sample */
  double *f, *log_weight;               /* a value a sample each */
  double *x;                            /* the points of a chunk */
  uint32_t *order, *scratch;            /* a value a sample each */
  double block[];
};

static void cauchy_draws(void *context, uint64_t generation, uint32_t first, size_t samples,
                         size_t dim, double *out)
{
  const struct state *s = context;
  noise_draw(NOISE_CAUCHY, 1, s->stream, generation, first, samples, dim, out);
}

static void *alloc(const struct setup *setup, const void *config)
{
  const struct nes_config *c = config;
  size_t dim = setup->dim;
  struct population population = population_of(setup, nes_population(c, dim), 1, true);
  population_share_out(&population, setup);
  size_t samples = population.samples;
  size_t normals = population_values(&population), points = population.chunk * dim;
  size_t doubles = (c->adaptation ? 5 : 4) * dim + 4 * samples + normals + points;
  struct state *s =
      calloc(1, sizeof *s + doubles * sizeof *s->block + 2 * samples * sizeof *s->order);
  if (!s) return NULL;
  double rate = c->rate_deviation;
  if (!(rate > 0)) rate = (3 + repro_log((double)dim)) / (5 * sqrt((double)dim));
  s->dim = dim;
  s->tail = c->tail == TAIL_CAUCHY ? TAIL_CAUCHY : TAIL_NORMAL;
  s->rate_mean = c->rate_mean;
  s->rate = s->rate_least = rate;
  s->mean_inverse = s->tail == TAIL_CAUCHY ? 2 : 1;
  s->log_inverse = s->tail == TAIL_CAUCHY ? 2 : 0.5;
  s->adaptation = (enum adaptation)c->adaptation;
  s->stream = setup->stream;
  s->heavy = (struct draw){.normals = cauchy_draws, .context = s};
  s->population = population;
  if (s->tail == TAIL_CAUCHY && !population.draw) s->population.draw = &s->heavy;
  s->mean = s->block;
  s->deviation = s->mean + dim;
  s->mean_gradient = s->deviation + dim;
  s->log_gradient = s->mean_gradient + dim;
  s->utility = s->log_gradient + dim;
  s->weight = s->utility + samples;
  s->f = s->weight + samples;
  s->log_weight = s->f + samples;
  s->population.memory = s->log_weight + samples;
  s->x = s->population.memory + normals;
  s->shrunk = c->adaptation ? s->x + points : NULL;
  s->order = (uint32_t *)(s->x + points + (c->adaptation ? dim : 0));
  s->scratch = s->order + samples;
  memcpy(s->mean, setup->start, dim * sizeof *s->mean);
  for (size_t i = 0; i < dim; i++) s->deviation[i] = c->sigma;
  for (size_t i = 0; i < dim && s->adaptation; i++) s->shrunk[i] = 1;
  nes_utilities(samples, s->utility);
  return s;
}

/* The points that `count` rows of z stand for. */
static void form(struct state *s, const double *restrict z, size_t count)
{
  size_t dim = s->dim;
  const double *restrict mean = s->mean, *restrict deviation = s->deviation;
  double *restrict x = s->x;
  for (size_t k = 0; k < count; k++, z += dim, x += dim)
    for (size_t i = 0; i < dim; i++) x[i] = mean[i] + deviation[i] * z[i];
}

/* The points of the chunk that begins at sample `first`. */
static void perturb(struct state *s, size_t first)
{
  population_turn(&s->population, first);
  form(s, s->population.z, s->population.count);
}

static const double *points(void *maker, size_t first, size_t count)
{
  struct state *s = maker;
  form(s, population_make(&s->population, first, count), count);
  return s->x;
}

static bool moves(void *context, const double *z, size_t from, size_t to)
{
  const struct state *s = context;
  for (size_t i = from; i < to; i++)
    if (s->mean[i] + s->deviation[i] * z[i - from] != s->mean[i]) return true;
  return false;
}

/* The whole generation, for a crew. */
static enum ask ask_crew(struct state *s, struct query *query)
{
  const struct population *p = &s->population;
  struct differs d = {.noise = s->tail == TAIL_CAUCHY ? NOISE_CAUCHY : NOISE_GAUSS,
                      .freedom = 1,
                      .stream = s->stream,
                      .generation = p->generation,
                      .samples = p->samples,
                      .dim = s->dim};
  if (!differs_any(&d, moves, s)) return ASK_CONVERGED;
  s->count = p->samples;
  *query = population_query(p, s->count, points, s);
  return ASK_EVALUATE;
}

/* Whether no point of the generation differs from the mean, the first chunk being at hand. It is at
 * hand again where the answer is no. */
static bool converged(struct state *s)
{
  struct population *p = &s->population;
  if (!nes_converged(s->x, p->count, s->mean, s->dim)) return false;
  for (size_t first = p->chunk; first < p->samples; first += p->chunk) {
    perturb(s, first);
    if (nes_converged(s->x, p->count, s->mean, s->dim)) continue;
    perturb(s, 0);
    return false;
  }
  return true;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  const struct population *p = &s->population;
  if (p->crew) return ask_crew(s, query);
  perturb(s, s->done);
  if (!s->done && converged(s)) return ASK_CONVERGED;
  s->count = p->count;
  *query = (struct query){.x = s->x, .count = p->count, .more = p->first + p->count < p->samples};
  return ASK_EVALUATE;
}

static void add_normal(const struct state *s, double u, const double *restrict z)
{
  double *restrict mean_gradient = s->mean_gradient, *restrict log_gradient = s->log_gradient;
  for (size_t i = 0; i < s->dim; i++) {
    mean_gradient[i] += u * z[i];
    log_gradient[i] += u * (z[i] * z[i] - 1);
  }
}

static void add_cauchy(const struct state *s, double u, const double *restrict z)
{
  double *restrict mean_gradient = s->mean_gradient, *restrict log_gradient = s->log_gradient;
  for (size_t i = 0; i < s->dim; i++) {
    double square = z[i] * z[i], weight = u / (square + 1);
    mean_gradient[i] += weight * (2 * z[i]);
    log_gradient[i] += weight * (square - 1);
  }
}

/* ln of how much likelier z was with the raised deviations. */
static double log_weight(const struct state *s, const double *z)
{
  const double *shrunk = s->shrunk;
  double lane[LANES] = {0};
  size_t n = s->dim;
  for (size_t i = 0; i < n; i += LANES)
    for (size_t j = 0; j < LANES && i + j < n; j++) {
      double square = z[i + j] * z[i + j], q = shrunk[i + j];
      if (s->tail == TAIL_CAUCHY)
        lane[j] -= repro_log((1 + square * q) / (1 + square));
      else
        lane[j] -= square * (q - 1) / 2;
    }
  return lanes_total(lane) - s->further;
}

/* What the whole generation says: both gradients, and whether to raise the rate. */
static void gather(struct state *s, const uint32_t *order)
{
  struct population *p = &s->population;
  size_t dim = s->dim;
  population_complete(p);
  for (size_t i = 0; i < dim; i++) s->mean_gradient[i] = s->log_gradient[i] = 0;
  for (size_t first = 0; first < p->samples; first += p->chunk) {
    population_turn(p, first);
    for (size_t k = 0; k < p->count; k++) {
      const double *z = p->z + k * dim;
      if (s->tail == TAIL_CAUCHY)
        add_cauchy(s, s->weight[first + k], z);
      else
        add_normal(s, s->weight[first + k], z);
      if (s->adaptation) s->log_weight[first + k] = log_weight(s, z);
    }
  }
  if (s->adaptation && p->generation)
    s->rate = adaptation_rate(s->adaptation, s->rate, s->rate_least, dim, order, s->log_weight,
                              p->samples);
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  struct population *p = &s->population;
  size_t dim = s->dim;
  double *restrict mean_gradient = s->mean_gradient, *restrict log_gradient = s->log_gradient;
  double *restrict mean = s->mean;
  memcpy(s->f + s->done, answer->f, s->count * sizeof *s->f);
  s->done += s->count;
  if (s->done < p->samples) return;
  s->done = 0;
  const uint32_t *order = rank_order(s->f, p->samples, s->order, s->scratch);
  for (size_t r = 0; r < p->samples; r++) s->weight[order[r]] = s->utility[r];
  gather(s, order);
  double rate_mean = s->rate_mean * s->mean_inverse, rate = s->rate * s->log_inverse;
  for (size_t i = 0; i < dim; i++) {
    mean[i] += rate_mean * s->deviation[i] * mean_gradient[i];
    log_gradient[i] *= rate;
  }
  /* A normal is at most 8.6 long, the utilities add up to at most 1 on either side and half the
   * rate is at most 5: the exponent stays below 5 (8.6^2 + 1) < 400. */
  vecexp_scale(log_gradient, s->deviation, dim);
  if (s->adaptation) {
    s->further = ADAPTATION_FURTHER * vec_sum(log_gradient, dim);
    for (size_t i = 0; i < dim; i++)
      s->shrunk[i] = vecexp_one(-2 * ADAPTATION_FURTHER * log_gradient[i]);
  }
  population_next_generation(p);
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->mean; }

static void spread(const void *state, struct spread *out)
{
  const struct state *s = state;
  double shortest = s->deviation[0], longest = shortest;
  for (size_t i = 1; i < s->dim; i++) {
    shortest = s->deviation[i] < shortest ? s->deviation[i] : shortest;
    longest = s->deviation[i] > longest ? s->deviation[i] : longest;
  }
  *out = (struct spread){.shortest = shortest, .longest = longest, .deviation = s->deviation};
}

/* With Cauchy tails there is none: the squared scales in its place. */
static void covariance(const void *state, double *out)
{
  const struct state *s = state;
  for (size_t i = 0; i < s->dim * s->dim; i++) out[i] = 0;
  for (size_t i = 0; i < s->dim; i++) out[i * s->dim + i] = s->deviation[i] * s->deviation[i];
}

static const char *const diagnostics[] = NES_DIAGNOSTICS;

/* The geometric mean of the deviations, and their squared ratio. */
static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  struct spread reach;
  double total = 0;
  for (size_t i = 0; i < s->dim; i++) total += repro_log(s->deviation[i]);
  spread(state, &reach);
  double ratio = reach.longest / reach.shortest;
  values[0] = repro_exp(total / (double)s->dim);
  values[1] = ratio * ratio;
  values[2] = s->rate;
}

const struct optimizer_type LEVELED(optimizer_snes) = {
    .name = "snes",
    .title = "SNES",
    .summary = "natural evolution strategy with one deviation a coordinate",
    .formula =
        "x_k = mean + s z_k, k = 1 .. lambda = 4 + floor(3 ln d), z_k standard normal\n"
        "u_k = max(0, ln(lambda/2 + 1) - ln rank_k) / (sum of these) - 1/lambda\n"
        "mean <- mean + rate_mean s sum_k u_k z_k\n"
        "s <- s exp(rate_deviation / 2 sum_k u_k (z_k^2 - 1)), each coordinate alone\n"
        "tail = cauchy: z_k standard Cauchy, 4 z_k / (1 + z_k^2) for z_k and\n"
        "4 (z_k^2 - 1) / (z_k^2 + 1) for z_k^2 - 1\n"
        "adaptation = yes raises the rate of s where samples say so (p < rho for the better\n"
        "tail), eager in doubt too (p < rho lowers it); both papers test p < rho, and leave the "
        "tail open.\n"
        "Median evaluations to 1e-8 of 25 runs at d = 10, no / yes / eager: sphere\n"
        "1899 / 1103 / 1082, ellipsoid along the axes (1e6) 2758 / 1623 / 1653",
    .reference = "Wierstra et al., Natural Evolution Strategies, JMLR 15, 2014; "
                 "Schaul, Glasmachers and Schmidhuber, High dimensions and heavy tails for natural "
                 "evolution strategies, GECCO 2011; adaptation: Schaul, GECCO 2012 workshops",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct nes_config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .spread = spread,
    .covariance = covariance,
    .free = free,
    .kin = "rmsprop",
};
