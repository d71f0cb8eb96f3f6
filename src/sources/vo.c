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
 * Ranks or other utilities may stand in the place of f, see utility.h; equal values share theirs.
 *
 * Rules differ in what they do with the scale of a gradient (Adam ignores it), so
 * the ratio of the two rates is applied to what the rule did to rho. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/numeric/vecexp.h"
#include "src/sources/crewed.h"
#include "src/sources/samples.h"
#include "src/sources/utility.h"

enum deviation { DEVIATION_SHARED, DEVIATION_EACH };
enum { ARRAYS = 13 }; /* in a state's block */
enum baseline { BASELINE_NONE, BASELINE_MEAN };

static const char *const deviations[] = {"shared", "each", NULL};
static const char *const baselines[] = {"none", "mean", NULL};

struct config {
  double sigma, floor, deviation_rate;
  int population, deviation, baseline, utility;
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
    PARAM_CHOICE(struct config, baseline, BASELINE_MEAN, baselines,
                 "what is subtracted from raw f"),
    PARAM_CHOICE(struct config, utility, UTILITY_RAW, utilities,
                 "what weighs a sample: f, (f - mean)/deviation, its rank in [-1/2, 1/2], the "
                 "utilities of natural evolution strategies, or f - mean over its root mean "
                 "square, cut at 2"),
    PARAM_TABLE_END,
};

static const char *const diagnostics[] = {"deviation", NULL};

struct state {
  struct config config;
  struct samples samples;
  struct lots lots; /* of `along` and `across` */
  struct ranking ranking;
  size_t dim, deviations; /* deviations: 1 or dim */
  size_t done;            /* samples answered in this step */
  bool at_once;           /* f is its own weight */
  double rho_low;
  const double *mu;                       /* of this query */
  double *start, *sigma, *along, *across; /* dim values each; sums of w z and of w (z^2 - 1) */
  double *gradient;                       /* dim + deviations values */
  double *rho;                            /* log-deviations before the rule's step */
  double *x, *f;                          /* points of a group, or a piece; a value a sample */
  _Alignas(SAMPLES_LINE) double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim;
  size_t count = c->deviation == DEVIATION_SHARED ? 1 : dim;
  bool at_once = c->utility == UTILITY_RAW && c->baseline == BASELINE_NONE;
  struct samples own = samples_of(setup, (size_t)c->population, 1, !at_once, NOISE_GAUSS, 0);
  size_t n = own.total, normals = samples_values(&own), points = samples_at_once(&own) * dim;
  size_t ranks = ranking_values((enum utility)c->utility, n), bytes;
  struct state *s = samples_alloc(
      sizeof *s, ARRAYS,
      5 * dim + 2 * count + normals + points + n + ranks + samples_slots(&own, 2), &bytes);
  if (!s) return NULL;
  memset(s, 0, bytes);
  s->config = *c;
  s->samples = own;
  s->dim = dim;
  s->deviations = count;
  s->at_once = at_once;
  s->rho_low = repro_log(c->floor);
  double *at = s->block;
  s->start = samples_take(&at, dim);
  s->sigma = samples_take(&at, dim);
  s->along = samples_take(&at, dim);
  s->across = samples_take(&at, dim);
  s->gradient = samples_take(&at, dim + count);
  s->rho = samples_take(&at, count);
  s->samples.memory = samples_take(&at, normals);
  s->x = samples_take(&at, points);
  s->f = samples_take(&at, n);
  s->lots = samples_lots(&own, 2, (double *const[]){s->along, s->across},
                         samples_take(&at, samples_slots(&own, 2)));
  s->ranking =
      ranking_of((enum utility)c->utility, TIES_SHARED, n, false, samples_take(&at, ranks));
  memcpy(s->start, setup->start, dim * sizeof *s->start);
  return s;
}

static size_t size(const void *state)
{
  const struct state *s = state;
  return s->dim + s->deviations;
}

static size_t probes(const void *state) { return ((const struct state *)state)->samples.total; }

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

/* The points that rows of z stand for, the first of them number `at` of x. */
static void form(void *context, struct rows r, size_t at)
{
  struct state *s = context;
  size_t n = s->dim;
  const double *restrict mu = s->mu, *restrict sigma = s->sigma, *restrict z = r.z;
  double *restrict x = s->x + at * n;
  for (size_t k = 0; k < r.count; k++, z += n, x += n)
    for (size_t i = 0; i < n; i++) x[i] = mu[i] + sigma[i] * z[i];
}

/* The points of a part's chunks. */
static void make(void *context, size_t part)
{
  struct state *s = context;
  const struct samples *p = &s->samples;
  for (size_t c = samples_share(p, part), end = samples_share(p, part + 1); c < end; c++) {
    struct rows r = samples_chunk(p, c);
    samples_draw(p, r);
    form(s, r, r.first - p->first);
  }
}

static const double *points(void *maker, size_t first, size_t count)
{
  struct state *s = maker;
  crewed_make(&s->samples, first, count, form, s);
  return s->x;
}

static void add_rows(void *context, struct rows r, size_t from, size_t to);

static void told(void *maker, size_t first, size_t count, const double *f)
{
  struct state *s = maker;
  memcpy(s->f + first, f, count * sizeof *f);
  crewed_add(&s->samples, &s->lots, first, count, add_rows, s);
}

static bool moves(void *context, const double *z, size_t from, size_t to)
{
  const struct state *s = context;
  for (size_t i = from; i < to; i++)
    if (s->mu[i] + s->sigma[i] * z[i - from] != s->mu[i]) return true;
  return false;
}

static void ask(void *state, const double *theta, struct query *query)
{
  struct state *s = state;
  struct samples *p = &s->samples;
  s->mu = theta;
  if (!s->done) {
    deviate(s, theta + s->dim);
    memset(s->along, 0, s->dim * sizeof *s->along);
    memset(s->across, 0, s->dim * sizeof *s->across);
  }
  samples_turn(p, s->done);
  *query = (struct query){
      .x = s->x, .count = p->count, .more = p->first + p->count < p->total, .group = p->lone};
  if (p->crew) {
    query->x = NULL;
    query->points = points;
    query->maker = s;
    query->piece = p->piece;
    query->unit = p->unit;
    query->told = p->parted && s->at_once ? told : NULL;
    query->apart = crewed_differs(p, moves, s);
    return;
  }
  samples_run(p, make, s);
  p->held = p->first;
}

/* Add rows to a range of both sums. */
static void add_rows(void *context, struct rows r, size_t from, size_t to)
{
  struct state *s = context;
  const double *restrict w = s->f + r.first, *restrict z = r.z + (from - r.column);
  double *restrict along = s->along + from, *restrict across = s->across + from;
  size_t n = r.stride, k = 0;
  to -= from;
  for (; k + 4 <= r.count; k += 4, z += 4 * n) {
    double a = w[k], b = w[k + 1], c = w[k + 2], d = w[k + 3];
    for (size_t i = 0; i < to; i++) {
      double q = z[i], t = z[n + i], u = z[2 * n + i], v = z[3 * n + i];
      along[i] += (a * q + b * t) + (c * u + d * v);
      across[i] += (a * (q * q - 1) + b * (t * t - 1)) + (c * (u * u - 1) + d * (v * v - 1));
    }
  }
  for (; k < r.count; k++, z += n)
    for (size_t i = 0; i < to; i++) {
      along[i] += w[k] * z[i];
      across[i] += w[k] * (z[i] * z[i] - 1);
    }
}

/* Add the chunks of the current group to a part's range of both sums. */
static void add(void *context, size_t part)
{
  struct state *s = context;
  const struct samples *p = &s->samples;
  size_t chunks = samples_chunks(p);
  size_t from = samples_range(p, part), to = samples_range(p, part + 1);
  for (size_t c = 0; c < chunks && from < to; c++)
    samples_add_lots(p, &s->lots, samples_chunk(p, s->at_once ? c : chunks - 1 - c), from, to,
                     add_rows, s);
}

/* f becomes what weighs the samples. */
static void apply_utility(struct state *s)
{
  if (utility_ranks(s->ranking.utility))
    ranking_apply(&s->ranking, s->f);
  else if (s->config.utility == UTILITY_Z_SCORE || s->config.utility == UTILITY_CLIPPED)
    utility_z_score(s->f, s->samples.total);
  else
    utility_subtract_mean(s->f, s->samples.total);
  if (s->config.utility == UTILITY_CLIPPED) utility_clip(s->f, s->samples.total);
}

static void finish(struct state *s)
{
  size_t n = s->dim;
  double total = (double)s->samples.total;
  for (size_t i = 0; i < n; i++) s->gradient[i] = s->along[i] / (total * s->sigma[i]);
  if (s->deviations == n)
    for (size_t i = 0; i < n; i++) s->gradient[n + i] = s->across[i] / total;
  else
    s->gradient[n] = vec_sum(s->across, n) / total;
}

static const double *tell(void *state, const double *theta, const struct answer *answer)
{
  struct state *s = state;
  struct samples *p = &s->samples;
  size_t n = s->dim;
  memcpy(s->f + p->first, answer->f, p->count * sizeof *s->f);
  s->done += p->count;
  if (s->at_once && !p->crew) samples_run(p, add, s);
  if (s->done < p->total) return NULL;
  if (!s->at_once) {
    apply_utility(s);
    if (!p->crew) samples_backwards(p, add, s);
  }
  if (p->crew) crewed_sum(p, &s->lots, add_rows, s);
  finish(s);
  memcpy(s->rho, theta + n, s->deviations * sizeof *s->rho);
  s->done = 0;
  p->generation++;
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

static double deviation(const void *state, const double *theta)
{
  const struct state *s = state;
  double sum = 0;
  for (size_t i = 0; i < s->deviations; i++) sum += repro_exp(2 * theta[s->dim + i]);
  return sqrt(sum / (double)s->deviations);
}

static void covariance(const void *state, const double *theta, double *out)
{
  const struct state *s = state;
  const double *rho = theta + s->dim;
  for (size_t i = 0; i < s->dim; i++)
    for (size_t j = 0; j < s->dim; j++)
      out[i * s->dim + j] = i == j ? repro_exp(2 * rho[s->deviations > 1 ? i : 0]) : 0;
}

extern const struct source_type LEVELED(source_vo);
const struct source_type LEVELED(source_vo) = {
    .name = "vo",
    .title = "variational optimization",
    .summary = "score-function gradient of E f(x) with respect to mean and log-deviation",
    .formula = "x_k = mu + exp(rho) z_k,   z_k ~ N(0, I),   b: 0 or the mean of the f\n"
               "g_mu = 1/N sum_k (f_k - b) z_k / exp(rho)\n"
               "g_rho = 1/N sum_k (f_k - b) (z_k^2 - 1)\n"
               "in the place of f_k - b: z-scores, ranks or utilities",
    .reference = "Staines and Barber, Variational Optimization, arXiv:1212.4507, 2012",
    .traits = USES_RANDOM | USES_POPULATION | STEPS_MORE,
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
    .deviation = deviation,
    .covariance = covariance,
    .free = free,
};
