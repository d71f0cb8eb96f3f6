/* sepcmaes.c -- covariance matrix adaptation with a diagonal covariance.
 *
 * As cmaes with C = diag(c), s = sqrt(c), so that a sample costs O(d):
 *   x_k = mean + sigma s z_k,  z_w = sum of w_k z_k over the positive weights
 *   mean  <- mean + sigma s z_w
 *   p_s   <- (1 - c_s) p_s + sqrt(c_s (2 - c_s) mu_eff) z_w
 *   h     = 1 if |p_s| / sqrt(1 - (1 - c_s)^(2 t)) < (1.4 + 2 / (d + 1)) chi, else 0
 *   p_c   <- (1 - c_c) p_c + h sqrt(c_c (2 - c_c) mu_eff) s z_w
 *   c     <- (1 - c_1 - c_mu sum w + (1 - h) c_1 c_c (2 - c_c) + c_mu sum_k w_k z_k^2) c
 *            + c_1 p_c^2                                      (coordinate by coordinate)
 *   sigma <- sigma exp(min(1, c_s / damps (|p_s| / chi - 1)))
 *
 * A negative w_k counts d / |z_k|^2 times. d deviations are learnt faster than d (d + 1) / 2
 * covariances: c_1 and c_mu are those of cmaes (cma.h) times (d + 2) / 3, with c_1 and c_1 + c_mu
 * at most 1. Ros and Hansen, A Simple Modification in CMA-ES Achieving Linear Time and Space
 * Complexity, PPSN X, 2008, with the constants and the active weights of Hansen,
 * arXiv:1604.00772v2, 2023.
 *
 * A population that is large is asked for in chunks, and its normals are drawn a second time: the
 * memory is a few times d whatever lambda is. Sums over samples go in the order of the samples, so
 * the chunks change no bit.
 *
 * Converged means that every sample of a generation rounds to the mean. Stalled means that there
 * is nothing to go by: all values are equal and the condition of C is beyond 1e14, or the mean is
 * no longer finite. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/differs.h"
#include "src/draws/population.h"
#include "src/numeric/level.h"
#include "src/numeric/rank.h"
#include "src/numeric/vec.h"
#include "src/search/gaussian/cma.h"

static const struct param params[] = {
    CMA_PARAMS(CMA_POSITIVE),
    PARAM_TABLE_END,
};

static const double condition_most = 1e14;

struct state {
  size_t dim, done, count;      /* samples answered in this generation; of the query */
  struct population population; /* the normals */
  struct cma_rates rates;
  bool flat;  /* the last values were all equal */
  bool still; /* no point of this generation differs from the mean */
  double sigma;
  double memory;             /* (1 - c_s)^(2 t) */
  double *mean, *c, *s;      /* dim each */
  double *path_step, *path;  /* p_s, p_c: dim each */
  double *move, *grow;       /* z_w, sum_k w_k z_k^2; for spread: the deviations */
  double *x;                 /* the points of a chunk */
  double *f, *rank_weight;   /* population each */
  double *weight;            /* by sample, population */
  uint32_t *order, *scratch; /* population each */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct cma_config *c = config;
  size_t dim = setup->dim;
  struct population population = population_of(setup, cma_population(c, dim), 1, true);
  population_share_out(&population, setup);
  size_t n = population.samples;
  size_t normals = population_values(&population), points = population.chunk * dim;
  size_t doubles = 7 * dim + normals + points + 3 * n;
  struct state *s = malloc(sizeof *s + doubles * sizeof *s->block + 2 * n * sizeof *s->order);
  if (!s) return NULL;
  *s = (struct state){.dim = dim, .population = population, .sigma = c->sigma, .memory = 1};
  memset(s->block, 0, 7 * dim * sizeof *s->block);
  s->mean = s->block;
  s->c = s->mean + dim;
  s->s = s->c + dim;
  s->path_step = s->s + dim;
  s->path = s->path_step + dim;
  s->move = s->path + dim;
  s->grow = s->move + dim;
  s->population.memory = s->grow + dim;
  s->x = s->population.memory + normals;
  s->f = s->x + points;
  s->rank_weight = s->f + n;
  s->weight = s->rank_weight + n;
  s->order = (uint32_t *)(s->weight + n);
  s->scratch = s->order + n;
  s->rates = cma_rates_of(c, n, dim, ((double)dim + 2) / 3, s->rank_weight);
  memcpy(s->mean, setup->start, dim * sizeof *s->mean);
  for (size_t i = 0; i < dim; i++) s->c[i] = s->s[i] = 1;
  return s;
}

static bool finite(const double *x, size_t n)
{
  double spoiled = 0;
  for (size_t i = 0; i < n; i++) spoiled += x[i] - x[i];
  return spoiled == 0;
}

/* The shortest and the longest deviation, without sigma. */
static void extent(const struct state *s, double *low, double *high)
{
  double least = INFINITY, most = 0;
  for (size_t i = 0; i < s->dim; i++) {
    least = s->s[i] < least ? s->s[i] : least;
    most = s->s[i] > most ? s->s[i] : most;
  }
  *low = least;
  *high = most;
}

static double condition(const struct state *s)
{
  double low, high;
  extent(s, &low, &high);
  return high / low * (high / low);
}

static bool equal(const double *x, size_t count, const double *mean, size_t dim)
{
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < dim; i++)
      if (x[k * dim + i] != mean[i]) return false;
  return true;
}

/* The points that `count` rows of z stand for. */
static void form(struct state *s, const double *restrict z, size_t count)
{
  size_t d = s->dim;
  double sigma = s->sigma;
  const double *restrict mean = s->mean, *restrict deviation = s->s;
  double *restrict x = s->x;
  for (size_t k = 0; k < count; k++, z += d, x += d)
    for (size_t i = 0; i < d; i++) x[i] = mean[i] + sigma * (deviation[i] * z[i]);
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
    if (s->mean[i] + s->sigma * (s->s[i] * z[i - from]) != s->mean[i]) return true;
  return false;
}

/* The whole generation, for a crew; where no point differs from the mean, all but the last chunk,
 * which a process alone does not ask for either. */
static enum ask ask_crew(struct state *s, struct query *query)
{
  const struct population *p = &s->population;
  struct differs d = {.noise = NOISE_GAUSS,
                      .stream = p->stream,
                      .generation = p->generation,
                      .samples = p->samples,
                      .dim = s->dim};
  s->still = !differs_any(&d, moves, s);
  size_t count = s->still ? (p->samples - 1) / p->chunk * p->chunk : p->samples;
  if (count == s->done) return ASK_CONVERGED;
  s->count = count;
  *query = population_query(p, count, points, s);
  query->more = s->still;
  return ASK_EVALUATE;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  struct population *p = &s->population;
  size_t d = s->dim;
  if (!s->done) {
    if (!finite(s->mean, d) || (s->flat && !(condition(s) <= condition_most))) return ASK_STALLED;
    s->still = true;
  }
  if (p->crew) return ask_crew(s, query);
  population_turn(p, s->done);
  form(s, p->z, p->count);
  bool last = p->first + p->count == p->samples;
  s->still = s->still && equal(s->x, p->count, s->mean, d);
  if (s->still && last) return ASK_CONVERGED;
  s->count = p->count;
  *query = (struct query){.x = s->x, .count = p->count, .more = !last};
  return ASK_EVALUATE;
}

/* Add the samples of the current chunk to move and grow. weight: of its first sample on. */
static void add_chunk(struct state *s, const double *weight)
{
  const struct population *p = &s->population;
  size_t d = s->dim;
  double *restrict move = s->move, *restrict grow = s->grow;
  for (size_t k = 0; k < p->count; k++) {
    const double *restrict z = p->z + k * d;
    double w = weight[k];
    if (w > 0) {
      for (size_t i = 0; i < d; i++) {
        move[i] += w * z[i];
        grow[i] += w * (z[i] * z[i]);
      }
    } else if (w < 0) {
      double square = vec_dot(z, z, d), share = square > 0 ? w * (double)d / square : 0;
      for (size_t i = 0; i < d; i++) grow[i] += share * (z[i] * z[i]);
    }
  }
}

static void gather(struct state *s)
{
  struct population *p = &s->population;
  population_complete(p);
  memset(s->move, 0, s->dim * sizeof *s->move);
  memset(s->grow, 0, s->dim * sizeof *s->grow);
  for (size_t first = 0; first < p->samples; first += p->chunk) {
    size_t end = p->samples - first < p->chunk ? p->samples : first + p->chunk;
    bool needed = false;
    for (size_t k = first; k < end; k++) needed = needed || s->weight[k] != 0;
    if (!needed) continue;
    population_turn(p, first);
    add_chunk(s, s->weight + first);
  }
  population_next_generation(p);
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  struct population *p = &s->population;
  const struct cma_rates *r = &s->rates;
  size_t d = s->dim, n = p->samples;
  memcpy(s->f + s->done, answer->f, s->count * sizeof *s->f);
  s->done += s->count;
  if (s->done < n) return;
  s->done = 0;
  const uint32_t *order = rank_order(s->f, n, s->order, s->scratch);
  s->flat = s->f[order[0]] == s->f[order[n - 1]];
  for (size_t k = 0; k < n; k++) s->weight[order[k]] = s->rank_weight[k];
  gather(s);

  const double *restrict move = s->move, *restrict grow = s->grow;
  double *restrict mean = s->mean, *restrict c = s->c, *restrict deviation = s->s;
  double *restrict path_step = s->path_step, *restrict path = s->path;
  double sigma = s->sigma, forget = 1 - r->step;
  double push = sqrt(r->step * (2 - r->step) * r->effective);
  for (size_t i = 0; i < d; i++) path_step[i] = forget * path_step[i] + push * move[i];
  double length = sqrt(vec_dot(path_step, path_step, d)), size = (double)d;
  s->memory *= forget * forget;
  if (s->memory < 1e-100) s->memory = 0; /* no denormals: they are slow */
  bool steady = length / sqrt(1 - s->memory) < (1.4 + 2 / (size + 1)) * r->length;
  double fade = 1 - r->mean, one = r->one, many = r->many;
  double path_push = steady ? sqrt(r->mean * (2 - r->mean) * r->effective) : 0;
  double keep = 1 - one - many * r->weight_total + (steady ? 0 : one * r->mean * (2 - r->mean));
  for (size_t i = 0; i < d; i++) {
    double step = deviation[i] * move[i];
    mean[i] += sigma * step;
    path[i] = fade * path[i] + path_push * step;
    c[i] = (keep + many * grow[i]) * c[i] + one * (path[i] * path[i]);
    deviation[i] = sqrt(c[i]);
  }
  s->sigma *= repro_exp(fmin(1, r->step / r->damping * (length / r->length - 1)));
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->mean; }

static const char *const diagnostics[] = {"deviation", "condition", "sigma", NULL};

/* sigma and C share one scale, and each may run away while the other makes up for it: the deviation
 * is the geometric mean over the coordinates. */
static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  double total = 0;
  for (size_t i = 0; i < s->dim; i++) total += repro_log(s->s[i]);
  values[0] = s->sigma * repro_exp(total / (double)s->dim);
  values[1] = condition(s);
  values[2] = s->sigma;
}

static void spread(const void *state, struct spread *spread)
{
  const struct state *s = state;
  double low, high, *restrict deviation = s->grow;
  extent(s, &low, &high);
  for (size_t i = 0; i < s->dim; i++) deviation[i] = s->sigma * s->s[i];
  *spread = (struct spread){
      .shortest = s->sigma * low, .longest = s->sigma * high, .deviation = deviation};
}

static void covariance(const void *state, double *out)
{
  const struct state *s = state;
  size_t d = s->dim;
  for (size_t i = 0; i < d * d; i++) out[i] = 0;
  for (size_t i = 0; i < d; i++) out[i * d + i] = s->sigma * s->sigma * s->c[i];
}

extern const struct optimizer_type LEVELED(optimizer_sepcmaes);
const struct optimizer_type LEVELED(optimizer_sepcmaes) = {
    .name = "sep-cmaes",
    .title = "sep-CMA-ES",
    .summary = "covariance matrix adaptation with one deviation a coordinate, for high dimensions",
    .formula = "x_k = mean + sigma s z_k, k = 1 .. lambda, z_k standard normal, s = sqrt(c)\n"
               "w_i ~ ln((lambda + 1) / 2) - ln i by rank; z_w: weighted sum over the better half\n"
               "mean <- mean + sigma s z_w\n"
               "p_s <- (1 - c_s) p_s + sqrt(c_s (2 - c_s) mu_eff) z_w\n"
               "p_c <- (1 - c_c) p_c + h sqrt(c_c (2 - c_c) mu_eff) s z_w\n"
               "c <- (1 - c_1 - c_mu sum w + c_mu sum_k w_k z_k^2) c + c_1 p_c^2\n"
               "sigma <- sigma exp(c_s / damps (|p_s| / E |N(0, I)| - 1))\n"
               "c_1, c_mu: those of cmaes times (d + 2) / 3",
    .reference = "Ros and Hansen, A Simple Modification in CMA-ES Achieving Linear Time and Space "
                 "Complexity, PPSN X, 2008; "
                 "Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772v2, 2023",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct cma_config),
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
    .kin = "cmaes",
};
