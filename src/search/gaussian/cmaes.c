/* cmaes.c -- covariance matrix adaptation evolution strategy.
 *
 * Samples k = 1 .. lambda of a normal distribution, from the symmetric root of C:
 *   x_k = mean + sigma y_k,  y_k = C^(1/2) z_k,  w_k the weight of the rank of f(x_k)
 *   y_w = sum of w_k y_k and z_w = sum of w_k z_k over the positive weights
 *   mean  <- mean + sigma y_w
 *   p_s   <- (1 - c_s) p_s + sqrt(c_s (2 - c_s) mu_eff) z_w
 *   h     = 1 if |p_s| / sqrt(1 - (1 - c_s)^(2 t)) < (1.4 + 2 / (d + 1)) chi, else 0
 *   p_c   <- (1 - c_c) p_c + h sqrt(c_c (2 - c_c) mu_eff) y_w
 *   C     <- (1 - c_1 - c_mu sum w + (1 - h) c_1 c_c (2 - c_c)) C + c_1 p_c p_c^T
 *            + c_mu sum_k w_k y_k y_k^T,   a negative w_k times d / |z_k|^2
 *   sigma <- sigma exp(min(1, c_s / damps (|p_s| / chi - 1)))
 * in generation t = 1, 2, ... Hansen and Ostermeier, Evolutionary Computation 9, 2001; Hansen, The
 * CMA Evolution Strategy: A Tutorial, arXiv:1604.00772v2, 2023; constants: cma.h. Equal values are
 * ranked in the order of their samples. With the root C^(1/2) that sampled, z_w is C^(-1/2) y_w
 * and |z_k| is |C^(-1/2) y_k|, so no inverse is ever needed.
 *
 * C^(1/2) is brought up to date only when more than `lazy` evaluations were made since it was:
 * C changes little meanwhile, and a decomposition costs O(d^3). By default that is every
 * max(1, floor(1 / (10 d (c_1 + c_mu)))) generations, as in the tutorial (B.2); pycma 4.4 waits
 * five times as long, lazy = lambda / (2 d (c_1 + c_mu)).
 *
 * A C that lost definiteness to rounding (condition beyond 1e14) gets a multiple of the identity
 * added. Converged means that every sample of a generation rounds to the mean. Stalled means that
 * there is nothing to go by: all values are equal and C is out of hand, or C or the mean is no
 * longer finite. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/population.h"
#include "src/numeric/eigen.h"
#include "src/numeric/matrix.h"
#include "src/numeric/rank.h"
#include "src/numeric/vec.h"
#include "src/search/gaussian/cma.h"
#include "src/search/gaussian/nes.h"

enum { LAZY_DEFAULT = -1 };

static const struct param params[] = {
    CMA_PARAMS(CMA_ACTIVE),
    PARAM(struct cma_config, lazy, LAZY_DEFAULT, LAZY_DEFAULT, 1e9,
          "evaluations between decompositions of C; 0: every generation; -1: "
          "lambda (max(1, floor(1 / (10 d (c_1 + c_mu)))) - 1)"),
    PARAM_TABLE_END,
};

static const double condition_most = 1e14;

struct state {
  size_t dim, population;
  size_t width;   /* of a padded row of dim values */
  size_t members; /* samples with a weight, first by rank, and the path p_c */
  struct cma_rates rates;
  double lazy, since; /* evaluations between decompositions, and since the last */
  struct stream stream;
  const struct draw *draw;
  uint64_t generation;
  bool flat;    /* the last values were all equal */
  bool clipped; /* the last decomposition found C without definiteness */
  bool lost;    /* C is not finite */
  double sigma;
  double memory;             /* (1 - c_s)^(2 t) */
  double shortest, longest;  /* eigenvalues of C at the last decomposition */
  double *mean;              /* dim */
  double *covariance, *root; /* C, its lower half, and its root, whole: dim x width */
  double *values, *vectors;  /* eigenvalues of C, eigenvectors in rows */
  double *path_step, *path;  /* p_s, p_c: width each */
  double *z, *x;             /* population * dim each, not padded */
  double *y;                 /* the C^(1/2) z_k, population x width */
  double *weight;            /* by rank */
  double *plain, *scaled;    /* members x width: rows, and weighted rows */
  double *step;              /* y_w, width */
  double *work, *sum;        /* of the decomposition; dim x width */
  double *deviation, *axis;  /* for spread: dim each */
  uint32_t *order, *scratch; /* population each */
};

/* Cut `count` doubles off the block, in whole cache lines. */
static double *cut(double *block, size_t *used, size_t count)
{
  double *part = block ? block + *used : NULL;
  *used += matrix_padded(count);
  return part;
}

/* Deal a block out to the state's arrays; the doubles that they take. */
static size_t deal(struct state *s, double *block)
{
  size_t d = s->dim, n = s->population, w = s->width, used = 0;
  s->mean = cut(block, &used, d);
  s->covariance = cut(block, &used, d * w);
  s->root = cut(block, &used, d * w);
  s->values = cut(block, &used, w);
  s->vectors = cut(block, &used, d * w);
  s->path_step = cut(block, &used, w);
  s->path = cut(block, &used, w);
  s->z = cut(block, &used, n * d);
  s->x = cut(block, &used, n * d);
  s->y = cut(block, &used, n * w);
  s->weight = cut(block, &used, n);
  s->plain = cut(block, &used, (n + 1) * w);
  s->scaled = cut(block, &used, (n + 1) * w);
  s->step = cut(block, &used, w);
  s->work = cut(block, &used, eigen_work(d));
  s->sum = cut(block, &used, d * w);
  s->deviation = cut(block, &used, w);
  s->axis = cut(block, &used, w);
  s->order = (uint32_t *)cut(block, &used, n); /* twice n of half the size */
  s->scratch = block ? s->order + n : NULL;
  return used;
}

/* Decompositions are so far apart that they cost about as much as sampling does. */
static double generations_between(const struct state *s)
{
  double size = (double)s->dim, between = floor(1 / (10 * size * (s->rates.one + s->rates.many)));
  return between > 1 ? between : 1;
}

static void *alloc(const struct setup *setup, const void *config)
{
  const struct cma_config *c = config;
  size_t dim = setup->dim;
  struct state plan = {
      .dim = dim,
      .population = population_whole(setup, cma_population(c, dim)),
      .width = matrix_padded(dim),
      .stream = setup->stream,
      .draw = setup->draw,
      .sigma = c->sigma,
      .memory = 1,
      .shortest = 1,
      .longest = 1,
  };
  size_t head = matrix_padded((sizeof plan + sizeof(double) - 1) / sizeof(double));
  size_t bytes = (head + deal(&plan, NULL)) * sizeof(double);
  double *block = aligned_alloc(MATRIX_PAD * sizeof(double), bytes);
  if (!block) return NULL;
  memset(block, 0, bytes);
  deal(&plan, block + head);
  plan.rates = cma_rates_of(c, plan.population, dim, 1, plan.weight);
  plan.members = (c->weights == CMA_ACTIVE ? plan.population : plan.rates.parents) + 1;
  plan.lazy = c->lazy;
  if (c->lazy == LAZY_DEFAULT)
    plan.lazy = (double)plan.population * (generations_between(&plan) - 1);
  memcpy(plan.mean, setup->start, dim * sizeof *plan.mean);
  for (size_t i = 0; i < dim; i++) {
    plan.values[i] = 1;
    plan.covariance[i * plan.width + i] = 1;
    plan.root[i * plan.width + i] = 1;
    plan.vectors[i * plan.width + i] = 1;
  }
  memcpy(block, &plan, sizeof plan);
  return block;
}

static bool finite(const double *x, size_t n)
{
  double spoiled = 0;
  for (size_t i = 0; i < n; i++) spoiled += x[i] - x[i];
  return spoiled == 0;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  size_t d = s->dim, n = s->population, w = s->width;
  double sigma = s->sigma;
  const double *restrict mean = s->mean;
  if (s->lost || (s->flat && s->clipped) || !finite(mean, d)) return ASK_STALLED;
  draw_normals(s->draw, s->stream, s->generation, 0, n, d, s->z);
  matrix_product(n, d, w, s->z, d, 1, s->root, s->y);
  for (size_t k = 0; k < n; k++) {
    const double *restrict y = s->y + k * w;
    double *restrict x = s->x + k * d;
    for (size_t i = 0; i < d; i++) x[i] = mean[i] + sigma * y[i];
  }
  if (nes_converged(s->x, n, mean, d)) return ASK_CONVERGED;
  *query = (struct query){.x = s->x, .count = n};
  return ASK_EVALUATE;
}

/* C^(1/2) of C as it is now. */
static void decompose(struct state *s)
{
  size_t d = s->dim, w = s->width;
  memcpy(s->sum, s->covariance, d * w * sizeof *s->sum);
  matrix_mirror(d, w, s->sum);
  s->lost = !eigen_symmetric(d, s->sum, s->values, s->vectors, s->work);
  if (s->lost) return;
  double low = INFINITY, high = 0;
  for (size_t i = 0; i < d; i++) {
    low = s->values[i] < low ? s->values[i] : low;
    high = s->values[i] > high ? s->values[i] : high;
  }
  double least = high / condition_most;
  s->clipped = low < least;
  s->lost = !(high > 0);
  if (s->lost) return;
  if (s->clipped) {
    for (size_t i = 0; i < d; i++) {
      s->covariance[i * w + i] += least - low;
      s->values[i] += least - low;
    }
    high += least - low;
    low = least;
  }
  s->shortest = low;
  s->longest = high;
  for (size_t i = 0; i < d; i++) {
    double length = sqrt(s->values[i]);
    for (size_t j = 0; j < w; j++) s->sum[i * w + j] = length * s->vectors[i * w + j];
  }
  matrix_symmetric(d, d, w, 0, s->sum, s->vectors, s->root);
  matrix_mirror(d, w, s->root);
  s->since = 0;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  const struct cma_rates *r = &s->rates;
  size_t d = s->dim, n = s->population, w = s->width, members = s->members;
  const uint32_t *order = rank_order(answer->f, n, s->order, s->scratch);
  s->flat = answer->f[order[0]] == answer->f[order[n - 1]];

  double *step = s->step, *path_step = s->path_step, *path = s->path;
  memset(step, 0, w * sizeof *step);
  double push = sqrt(r->step * (2 - r->step) * r->effective);
  for (size_t i = 0; i < d; i++) path_step[i] *= 1 - r->step;
  for (size_t k = 0; k < r->parents; k++) {
    vec_axpy(s->weight[k], s->y + order[k] * w, step, d);
    vec_axpy(push * s->weight[k], s->z + order[k] * d, path_step, d);
  }
  vec_axpy(s->sigma, step, s->mean, d);

  double length = sqrt(vec_dot(path_step, path_step, d)), size = (double)d;
  s->memory *= (1 - r->step) * (1 - r->step);
  if (s->memory < 1e-100) s->memory = 0;
  bool steady = length / sqrt(1 - s->memory) < (1.4 + 2 / (size + 1)) * r->length;
  double path_push = steady ? sqrt(r->mean * (2 - r->mean) * r->effective) : 0;
  for (size_t i = 0; i < d; i++) path[i] = (1 - r->mean) * path[i] + path_push * step[i];

  double keep = 1 - r->one - r->many * r->weight_total;
  if (!steady) keep += r->one * r->mean * (2 - r->mean);
  for (size_t k = 0; k < members; k++) {
    const double *restrict row = k + 1 < members ? s->y + order[k] * w : path;
    double *restrict plain = s->plain + k * w, *restrict scaled = s->scaled + k * w;
    double weight = k + 1 < members ? r->many * s->weight[k] : r->one;
    if (weight < 0) {
      const double *z = s->z + order[k] * d;
      double square = vec_dot(z, z, d);
      weight = square > 0 ? weight * size / square : 0;
    }
    for (size_t i = 0; i < w; i++) {
      plain[i] = row[i];
      scaled[i] = weight * row[i];
    }
  }
  matrix_symmetric(d, members, w, keep, s->scaled, s->plain, s->covariance);
  s->sigma *= repro_exp(fmin(1, r->step / r->damping * (length / r->length - 1)));
  s->generation++;
  s->since += (double)n;
  if (s->since > s->lazy) decompose(s);
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->mean; }

static const char *const diagnostics[] = {"deviation", "condition", "sigma", NULL};

/* sigma and C share one scale, and each may run away while the other makes up for it: the deviation
 * is the geometric mean along the axes, as of the last decomposition. */
static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  double total = 0;
  for (size_t i = 0; i < s->dim; i++) total += repro_log(s->values[i]);
  values[0] = s->sigma * repro_exp(total / (2 * (double)s->dim));
  values[1] = s->longest / s->shortest;
  values[2] = s->sigma;
}

static void spread(const void *state, struct spread *spread)
{
  const struct state *s = state;
  size_t axis = s->generation % s->dim;
  double length = s->sigma * sqrt(s->values[axis]);
  for (size_t i = 0; i < s->dim; i++) {
    s->deviation[i] = s->sigma * sqrt(s->covariance[i * s->width + i]);
    s->axis[i] = length * s->vectors[axis * s->width + i];
  }
  *spread = (struct spread){.shortest = s->sigma * sqrt(s->shortest),
                            .longest = s->sigma * sqrt(s->longest),
                            .deviation = s->deviation,
                            .axis = s->axis};
}

static void covariance(const void *state, double *out)
{
  const struct state *s = state;
  size_t d = s->dim;
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j <= i; j++)
      out[i * d + j] = out[j * d + i] = s->sigma * s->sigma * s->covariance[i * s->width + j];
}

extern const struct optimizer_type LEVELED(optimizer_cmaes);
const struct optimizer_type LEVELED(optimizer_cmaes) = {
    .name = "cmaes",
    .title = "CMA-ES",
    .summary = "covariance matrix adaptation: a normal distribution learns the shape of f",
    .formula =
        "x_k = mean + sigma y_k, y_k = C^(1/2) z_k, k = 1 .. lambda, z_k standard normal\n"
        "w_i ~ ln((lambda + 1) / 2) - ln i by rank; y_w, z_w: weighted sums over the better half\n"
        "mean <- mean + sigma y_w\n"
        "p_s <- (1 - c_s) p_s + sqrt(c_s (2 - c_s) mu_eff) z_w\n"
        "p_c <- (1 - c_c) p_c + h sqrt(c_c (2 - c_c) mu_eff) y_w\n"
        "C <- (1 - c_1 - c_mu sum w) C + c_1 p_c p_c^T + c_mu sum_k w_k y_k y_k^T\n"
        "sigma <- sigma exp(c_s / damps (|p_s| / E |N(0, I)| - 1))",
    .reference = "Hansen and Ostermeier, Evolutionary Computation 9, 2001; "
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
};
