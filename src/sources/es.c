/* es.c -- the gradient of the smoothed objective, from values alone.
 *
 *   J(x) = E f(x + sigma z),   z_i independent with density p, see noise.h
 *   grad J(x) = E (f(x + sigma z) - b) psi(z) / sigma,   psi = -p'/p,
 * for any b that does not depend on z. It is the score psi(z) that is weighed, not z: for normal z
 * they are the same. Estimated over a population of N points,
 *   plain        1/(N sigma) sum_k f(x + sigma z_k) psi(z_k)
 *   mean         1/(N sigma) sum_k (f(x + sigma z_k) - b) psi(z_k),  b the mean of the f; its
 *                expectation is (1 - 1/N) grad J, since b holds each sample's own value
 *   antithetic   1/(N sigma) sum_{k <= N/2} (f(x + sigma z_k) - f(x - sigma z_k)) psi(z_k)
 * (Rechenberg, Evolutionsstrategie, 1973; Nesterov and Spokoiny, Foundations of
 * Computational Mathematics 17, 2017; Salimans et al., arXiv:1703.03864, 2017).
 *
 * On the way it estimates the second derivative, see second.h. */
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/sources/crewed.h"
#include "src/sources/samples.h"
#include "src/sources/second.h"
#include "src/sources/utility.h"

enum { ARRAYS = 14 }; /* in a state's block */
enum baseline { BASELINE_NONE, BASELINE_MEAN };
enum scaling { SCALING_NONE, SCALING_SIGMA };

static const char *const baselines[] = {"none", "mean", NULL};
static const char *const tie_orders[] = {"halves", "pairs", "shared", NULL};
static const char *const scalings[] = {"none", "sigma", NULL};

struct config {
  double sigma, shrink, freedom, weight_decay, drift;
  int population, antithetic, noise, baseline, utility, ties, scaling, jump;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, sigma, 0.1, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "scale of the noise; of normal noise the standard deviation"),
    PARAM(struct config, shrink, 1, PARAM_ABOVE_ZERO, 1, "factor of sigma after each step"),
    PARAM_TUNED(struct config, population, 32, 2, 1e6, 4, 256, PARAM_LOG,
                "values a step; with antithetic pairs an odd number is rounded up"),
    PARAM_CHOICE(struct config, antithetic, 1, param_no_yes, "sample in pairs x + s z, x - s z"),
    PARAM_CHOICE(struct config, noise, NOISE_GAUSS, noise_names,
                 "density of z: normal, exp(-|z|)/2, Student's t, or Cauchy's"),
    PARAM(struct config, freedom, 3, NOISE_FREEDOM_LOW, NOISE_FREEDOM_HIGH,
          "degrees of freedom of Student's t"),
    PARAM_CHOICE(struct config, baseline, BASELINE_MEAN, baselines,
                 "what is subtracted from raw f (no matter with pairs)"),
    PARAM_CHOICE(
        struct config, utility, UTILITY_RAW, utilities,
        "what weighs a sample: f, (f - mean)/deviation, its rank in [-1/2, 1/2], the "
        "utilities of natural evolution strategies, or f - mean, of a pair the difference, "
        "over its root mean square, cut at 2"),
    PARAM_CHOICE(
        struct config, ties, TIES_HALVES, tie_orders,
        "how equal values rank: in the order of f over +..+-..-, of -f over +-+-, or alike"),
    PARAM_CHOICE(struct config, scaling, SCALING_SIGMA, scalings,
                 "divide the estimate by sigma, as Wierstra et al. and evosax do, or not, as the "
                 "starter kit of Salimans et al."),
    PARAM(struct config, weight_decay, 0, 0, 1e6,
          "so many times the iterate is added to the gradient"),
    PARAM(struct config, drift, 0, 0, 10,
          "samples are centred at mu_t + drift (mu_t - mu_{t-1}): the gradient is the one there"),
    PARAM(struct config, jump, 0, 0, PARAM_MANY,
          "every so many steps the iterate goes to the best sample of the step; 0: never"),
    PARAM_TABLE_END,
};

static const char *const diagnostics[] = {"second", "second_variance", NULL};

struct state {
  struct config config;
  struct samples samples; /* a sample is a perturbation: a point, or a pair of points */
  struct lots lots;       /* of the gradient */
  struct ranking ranking;
  size_t dim, copies;       /* points a sample: 1, or 2 with antithetic pairs */
  size_t done;              /* samples answered in this step */
  bool at_once;             /* a sample's weight follows from its own values */
  double sigma, last_sigma; /* of this step and the one before */
  double *start, *gradient; /* dim values each */
  double *x;                /* the points of a group, or a piece */
  double *f[2], *second[2]; /* a value a point, a sample: of this step and the last, by turns */
  double *worth;            /* what stands in the place of f, if it is not its own weight at once */
  double *weight, *scratch; /* a value a sample; scratch: of diagnose */
  const double *mu;         /* the centre of the samples of this query */
  double *centre;           /* dim values if there is drift: during a step where it samples, between
                               steps the last iterate */
  bool drifted;             /* it is during a step */
  double *best, best_f;     /* the best point of a step that ends with a jump, dim values */
  _Alignas(SAMPLES_LINE) double block[];
};

static bool jumps(const struct state *s)
{
  return s->config.jump && (s->samples.generation + 1) % (uint64_t)s->config.jump == 0;
}

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, copies = c->antithetic ? 2 : 1;
  bool at_once = c->utility == UTILITY_RAW && (c->antithetic || c->baseline == BASELINE_NONE);
  struct samples own = samples_of(setup, ((size_t)c->population + copies - 1) / copies, copies,
                                  !at_once, (enum noise)c->noise, c->freedom);
  size_t samples = own.total, n = samples * copies;
  size_t normals = samples_values(&own), points = copies * samples_at_once(&own) * dim;
  size_t drift = c->drift > 0 ? dim : 0, jump = c->jump ? dim : 0, worths = at_once ? 0 : n;
  size_t slots = samples_slots(&own, 1);
  size_t doubles = 2 * dim + drift + jump + normals + points + 2 * n + worths + 4 * samples + slots;
  size_t ranks = ranking_values((enum utility)c->utility, n), bytes;
  struct state *s = samples_alloc(sizeof *s, ARRAYS, doubles + ranks, &bytes);
  if (!s) return NULL;
  memset(s, 0, bytes);
  s->config = *c;
  s->samples = own;
  s->dim = dim;
  s->copies = copies;
  s->at_once = at_once;
  s->sigma = s->last_sigma = c->sigma;
  double *at = s->block;
  s->start = samples_take(&at, dim);
  s->gradient = samples_take(&at, dim);
  s->centre = samples_take(&at, drift);
  s->best = samples_take(&at, jump);
  s->samples.memory = samples_take(&at, normals);
  s->x = samples_take(&at, points);
  for (int k = 0; k < 2; k++) {
    s->f[k] = samples_take(&at, n);
    s->second[k] = samples_take(&at, samples);
  }
  s->worth = samples_take(&at, worths);
  s->weight = samples_take(&at, samples);
  s->scratch = samples_take(&at, samples);
  s->lots = samples_lots(&own, 1, &s->gradient, samples_take(&at, slots));
  s->ranking = ranking_of((enum utility)c->utility, (enum ties)c->ties, n, c->antithetic,
                          samples_take(&at, ranks));
  memcpy(s->start, setup->start, dim * sizeof *s->start);
  if (drift) memcpy(s->centre, setup->start, dim * sizeof *s->centre);
  return s;
}

static size_t size(const void *state) { return ((const struct state *)state)->dim; }

static size_t probes(const void *state)
{
  const struct state *s = state;
  return s->copies * s->samples.total;
}

static void start(const void *state, double *theta)
{
  const struct state *s = state;
  memcpy(theta, s->start, s->dim * sizeof *theta);
}

/* The points that rows of z stand for, the first of them sample number `at` of x. */
static void form(void *context, struct rows r, size_t at)
{
  const struct state *s = context;
  size_t n = s->dim;
  double sigma = s->sigma;
  const double *restrict mu = s->mu, *restrict z = r.z;
  double *restrict x = s->x + at * s->copies * n;
  if (s->copies == 1)
    for (size_t k = 0; k < r.count; k++, z += n, x += n)
      for (size_t i = 0; i < n; i++) x[i] = mu[i] + sigma * z[i];
  else
    for (size_t k = 0; k < r.count; k++, z += n, x += 2 * n)
      for (size_t i = 0; i < n; i++) {
        double step = sigma * z[i];
        x[i] = mu[i] + step;
        x[n + i] = mu[i] - step;
      }
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
    samples_second(p, r, s->second[p->generation % 2] + r.first);
    samples_score(p, r);
  }
}

/* Points first ... first + count - 1: with pairs, first is even. */
static const double *points(void *maker, size_t first, size_t count)
{
  struct state *s = maker;
  size_t copies = s->copies;
  crewed_make(&s->samples, first / copies, (count + copies - 1) / copies, form, s);
  return s->x;
}

static void weigh(struct state *s, const double *restrict of, size_t first, size_t count);
static void add_rows(void *context, struct rows r, size_t from, size_t to);

/* f: of points first ... first + count - 1. A sample that the budget cuts is never needed. */
static void told(void *maker, size_t first, size_t count, const double *f)
{
  struct state *s = maker;
  size_t sample = first / s->copies, samples = count / s->copies;
  weigh(s, f, sample, samples);
  crewed_add(&s->samples, &s->lots, sample, samples, add_rows, s);
}

struct place {
  const struct state *state;
  const double *theta;
};

static bool moves(void *context, const double *z, size_t from, size_t to)
{
  const struct place *at = context;
  const struct state *s = at->state;
  for (size_t i = from; i < to; i++) {
    double step = s->sigma * z[i - from];
    if (s->mu[i] + step != at->theta[i]) return true;
    if (s->copies == 2 && s->mu[i] - step != at->theta[i]) return true;
  }
  return false;
}

static void ask(void *state, const double *theta, struct query *query)
{
  struct state *s = state;
  struct samples *p = &s->samples;
  double *restrict centre = s->centre, drift = s->config.drift;
  if (drift > 0 && !s->drifted)
    for (size_t i = 0; i < s->dim; i++) centre[i] = theta[i] + drift * (theta[i] - centre[i]);
  s->drifted = true;
  s->mu = drift > 0 ? centre : theta;
  if (!s->done) memset(s->gradient, 0, s->dim * sizeof *s->gradient);
  samples_turn(p, s->done);
  *query = (struct query){.x = s->x,
                          .count = s->copies * p->count,
                          .more = p->first + p->count < p->total,
                          .group = s->copies * p->lone};
  if (p->crew) {
    struct place at = {s, theta};
    query->x = NULL;
    query->points = points;
    query->maker = s;
    query->piece = s->copies * p->piece;
    query->unit = s->copies * p->unit;
    query->told = p->parted && s->at_once ? told : NULL;
    query->apart = crewed_differs(p, moves, &at);
    return;
  }
  samples_run(p, make, s);
  p->held = p->first;
}

static void remember_best(struct state *s, const double *f)
{
  size_t count = s->copies * s->samples.count, best = count;
  double low = s->done ? s->best_f : INFINITY;
  for (size_t k = 0; k < count; k++)
    if (f[k] < low) {
      low = f[k];
      best = k;
    }
  s->best_f = low;
  if (best == count) return;
  const double *x = s->x + best * s->dim;
  if (s->samples.crew)
    x = points(s, best - best % s->copies, s->copies) + best % s->copies * s->dim;
  memcpy(s->best, x, s->dim * sizeof *s->best);
}

/* The weights of samples first ... first + count - 1; of: a value a point of these. */
static void weigh(struct state *s, const double *restrict of, size_t first, size_t count)
{
  double *restrict weight = s->weight + first;
  if (s->copies == 2)
    for (size_t k = 0; k < count; k++) weight[k] = of[2 * k] - of[2 * k + 1];
  else
    memcpy(weight, of, count * sizeof *of);
}

static void add_rows(void *context, struct rows r, size_t from, size_t to)
{
  struct state *s = context;
  samples_add(r, s->weight + r.first, s->gradient, from, to);
}

/* Add the chunks of the current group to a part's range of the gradient. */
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

/* What stands in the place of f. */
static void apply_utility(struct state *s, const double *f)
{
  size_t n = s->copies * s->samples.total;
  memcpy(s->worth, f, n * sizeof *f);
  if (utility_ranks(s->ranking.utility))
    ranking_apply(&s->ranking, s->worth);
  else if (s->config.utility == UTILITY_Z_SCORE ||
           (s->config.utility == UTILITY_CLIPPED && s->copies == 1))
    utility_z_score(s->worth, n);
  else if (s->config.utility != UTILITY_CLIPPED)
    utility_subtract_mean(s->worth, n);
}

/* The sum of the weighed scores becomes the gradient. */
static void finish(struct state *s, const double *restrict theta)
{
  double *restrict gradient = s->gradient, decay = s->config.weight_decay;
  double points = (double)(s->copies * s->samples.total);
  double divisor = points * (s->config.scaling == SCALING_SIGMA ? s->sigma : 1);
  for (size_t i = 0; i < s->dim; i++) gradient[i] /= divisor;
  if (decay > 0)
    for (size_t i = 0; i < s->dim; i++) gradient[i] += decay * theta[i];
}

static const double *tell(void *state, const double *theta, const struct answer *answer)
{
  struct state *s = state;
  struct samples *p = &s->samples;
  size_t n = s->dim;
  double *f = s->f[p->generation % 2];
  memcpy(f + s->copies * p->first, answer->f, s->copies * p->count * sizeof *f);
  if (jumps(s)) remember_best(s, answer->f);
  s->done += p->count;
  if (s->at_once) {
    weigh(s, f + s->copies * p->first, p->first, p->count);
    if (!p->crew) samples_run(p, add, s);
  }
  if (s->done < p->total) return NULL;
  if (!s->at_once) {
    apply_utility(s, f);
    weigh(s, s->worth, 0, p->total);
    if (s->config.utility == UTILITY_CLIPPED) utility_clip(s->weight, p->total);
    if (!p->crew) samples_backwards(p, add, s);
  }
  if (p->crew) crewed_sum(p, &s->lots, add_rows, s);
  finish(s, theta);
  if (s->config.drift > 0) memcpy(s->centre, theta, n * sizeof *s->centre);
  s->drifted = false;
  s->done = 0;
  s->last_sigma = s->sigma;
  if (s->sigma * s->config.shrink >= DBL_MIN) s->sigma *= s->config.shrink;
  p->generation++;
  return s->gradient;
}

/* The rule has stepped; where a jump is due, its step gives way to the best sample. */
static void settle(void *state, double *theta)
{
  const struct state *s = state;
  if (s->config.jump && s->samples.generation % (uint64_t)s->config.jump == 0)
    memcpy(theta, s->best, s->dim * sizeof *theta);
}

static const double *point(const void *state, const double *theta)
{
  (void)state;
  return theta;
}

/* Of the last whole step; all its values are 0 before the first. */
static void diagnose(const void *state, const double *theta, double *values)
{
  (void)theta;
  const struct state *s = state;
  uint64_t generation = s->samples.generation;
  size_t last = (generation + 1) % 2;
  if (s->samples.crew && generation) crewed_second(&s->samples, generation - 1, s->second[last]);
  struct second second =
      second_estimate(s->f[last], s->copies, s->samples.total, s->second[last],
                      s->last_sigma * s->last_sigma * (double)s->dim, s->scratch);
  values[0] = second.value;
  values[1] = second.variance;
}

static double deviation(const void *state, const double *theta)
{
  (void)theta;
  return ((const struct state *)state)->sigma;
}

/* Of noise without a covariance the square of its scale. */
static void covariance(const void *state, const double *theta, double *out)
{
  (void)theta;
  const struct state *s = state;
  const struct config *c = &s->config;
  double variance = s->sigma * s->sigma * noise_variance((enum noise)c->noise, c->freedom);
  for (size_t i = 0; i < s->dim; i++)
    for (size_t j = 0; j < s->dim; j++) out[i * s->dim + j] = i == j ? variance : 0;
}

extern const struct source_type LEVELED(source_es);
const struct source_type LEVELED(source_es) = {
    .name = "es",
    .title = "evolution strategy",
    .summary = "the smoothed gradient estimated from a random population",
    .formula = "g = 1/(N sigma) sum_k u(f(x + sigma z_k)) psi(z_k) + weight_decay mu_t\n"
               "x = mu_t + drift (mu_t - mu_{t-1}),   z_ki ~ p,   psi = -p'/p: z of gauss,\n"
               "sign z of laplace, (v + 1) z / (v + z^2) of t, 2 z / (1 + z^2) of cauchy\n"
               "u: f, f less its mean, z-scores, ranks or utilities; over pairs z, -z if "
               "antithetic\n"
               "trace: second = 1/((K - 1) sigma^2 d) sum_k (f_k - mean) sum_i (p''/p)(z_ki)\n"
               "over the K draws z_k, f_k of a pair being its mean: estimates 1/d times the trace\n"
               "of the Hessian of E f(x + sigma z); second_variance: the variance of that;\n"
               "both are 0 for laplace, which has no p''",
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
    .settle = settle,
    .point = point,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .deviation = deviation,
    .covariance = covariance,
    .free = free,
};
