/* canonical.c -- search gradients, and their natural kin with an estimated Fisher matrix.
 *
 * A normal distribution mean + A z, A lower triangular or diagonal, follows the gradient of the
 * expected utility of its samples, k = 1 .. lambda, with respect to theta = (mean, A):
 *   s_k = d ln density(x_k) / d theta,     g = sum_k u_k s_k
 *   plain    theta <- theta + rate g
 *   natural  theta <- theta + rate (F + ridge R)^-1 g,    F = 1/lambda sum_k s_k s_k^T
 * Wierstra, Schaul, Peters and Schmidhuber, Natural evolution strategies, CEC 2008; Wierstra,
 * Schaul, Glasmachers, Sun, Peters and Schmidhuber, Natural Evolution Strategies, JMLR 15, 2014,
 * sections 2 and 3.
 *
 * The derivative grows as one over the deviation, where a step should shrink with it: the plain
 * gradient cannot settle on a minimum, whatever its rate. The natural gradient does not know of the
 * scale, nor of the coordinates. R is the identity in the distribution's own coordinates, see
 * fisher.h, so that this stays so with a ridge.
 *
 * Utilities are those of snes, or with utility = raw (mean f - f(x_k)) / lambda. Equal values are
 * ranked in the order of their samples. An entry on A's diagonal may change its sign: a deviation
 * is its absolute value.
 *
 * Converged means that every sample of a generation rounds to the mean. */
#include <stdlib.h>
#include <string.h>

#include "src/draws/population.h"
#include "src/numeric/matrix.h"
#include "src/numeric/rank.h"
#include "src/numeric/vec.h"
#include "src/search/gaussian/axes.h"
#include "src/search/gaussian/fisher.h"
#include "src/search/gaussian/nes.h"

enum covariance { COVARIANCE_DIAGONAL, COVARIANCE_FULL };
enum gradient { GRADIENT_PLAIN, GRADIENT_NATURAL };
enum utility { UTILITY_RANK, UTILITY_RAW };
static const char *const covariances[] = {"diagonal", "full", NULL};
static const char *const gradients[] = {"plain", "natural", NULL};
static const char *const utilities[] = {"rank", "raw", NULL};

struct config {
  double sigma, rate, ridge;
  int population, covariance, gradient, utility;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, sigma, 0.5, PARAM_ABOVE_ZERO, 1e9, 1e-3, 10, PARAM_LOG,
                "initial standard deviation, in units of x"),
    PARAM_TUNED(struct config, population, 0, 0, 1e6, 4, 256, PARAM_LOG,
                "points a generation; 0: 10 d"),
    PARAM_TUNED(struct config, rate, 0.5, 0, 1e6, 1e-4, 2, PARAM_LOG, "learning rate"),
    PARAM_CHOICE(struct config, gradient, GRADIENT_NATURAL, gradients,
                 "which gradient is followed"),
    PARAM_CHOICE(struct config, covariance, COVARIANCE_FULL, covariances,
                 "shape of A: diagonal, or lower triangular"),
    PARAM(struct config, ridge, 0.1, PARAM_ABOVE_ZERO, 1e6,
          "what is added to the Fisher matrix, whose own eigenvalues are near 1"),
    PARAM_CHOICE(struct config, utility, UTILITY_RANK, utilities,
                 "what weighs a sample: its rank, or f less its mean"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t dim, population, parameters;
  size_t width; /* of a padded row of dim values */
  bool full;
  struct stream stream;
  const struct draw *draw;
  uint64_t generation;
  double *mean;              /* dim */
  double *shape;             /* A^T, dim x width; diagonal: its diagonal, dim */
  double *z, *x;             /* population * dim each */
  double *y;                 /* A z_k, population x width; only full */
  double *utility, *weight;  /* population each: by rank, by sample */
  double *step;              /* of (m, M): parameters values */
  double *work;              /* of fisher_natural */
  double *moved, *change;    /* dim x width each: M, what A^T moves by; only full */
  double *deviation;         /* dim; only diagonal */
  struct axes axes;          /* only full */
  uint32_t *order, *scratch; /* population each */
};

static double *cut(double *block, double *used, double count)
{
  double *part = block ? block + (size_t)*used : NULL;
  *used += count;
  return part;
}

/* Deal a block out to the state's arrays; the doubles that they take. */
static double deal(struct state *s, double *block)
{
  double d = (double)s->dim, n = (double)s->population, w = (double)s->width, used = 0;
  double p = d + (s->full ? d * (d + 1) / 2 : d), side = p < n ? p : n;
  bool natural = s->config.gradient == GRADIENT_NATURAL;
  s->mean = cut(block, &used, d);
  s->shape = cut(block, &used, s->full ? d * w : d);
  s->z = cut(block, &used, n * d);
  s->x = cut(block, &used, n * d);
  s->y = cut(block, &used, s->full ? n * w : 0);
  s->utility = cut(block, &used, n);
  s->weight = cut(block, &used, n);
  s->step = cut(block, &used, p);
  s->work = cut(block, &used, natural ? side * side + side + p : p);
  s->moved = cut(block, &used, s->full ? d * w : w);
  s->change = cut(block, &used, s->full ? d * w : 0);
  s->deviation = cut(block, &used, s->full ? 0 : d);
  double *axes = cut(block, &used, s->full ? (double)axes_values(s->dim) : 0);
  if (block && s->full) s->axes = axes_in(axes, s->dim);
  s->order = (uint32_t *)cut(block, &used, n); /* twice n of half the size */
  s->scratch = block ? s->order + s->population : NULL;
  return used;
}

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, population = c->population > 0 ? (size_t)c->population : 10 * dim;
  struct state plan = {
      .config = *c,
      .dim = dim,
      .population = population_whole(setup, population),
      .width = matrix_padded(dim),
      .full = c->covariance == COVARIANCE_FULL,
      .stream = setup->stream,
      .draw = setup->draw,
  };
  plan.parameters = fisher_parameters(dim, plan.full);
  double doubles = deal(&plan, NULL);
  if (doubles > (double)(SIZE_MAX / 16)) return NULL;
  struct state *s = calloc(1, sizeof *s + (size_t)doubles * sizeof(double));
  if (!s) return NULL;
  *s = plan;
  deal(s, (double *)(s + 1));
  memcpy(s->mean, setup->start, dim * sizeof *s->mean);
  for (size_t i = 0; i < dim; i++) s->shape[s->full ? i * s->width + i : i] = c->sigma;
  nes_utilities(s->population, s->utility);
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  size_t d = s->dim, n = s->population, w = s->width;
  const double *restrict mean = s->mean, *restrict shape = s->shape;
  draw_normals(s->draw, s->stream, s->generation, 0, n, d, s->z);
  if (s->full) matrix_product(n, d, w, s->z, d, 1, s->shape, s->y);
  for (size_t k = 0; k < n; k++) {
    const double *restrict z = s->z + k * d, *restrict y = s->full ? s->y + k * w : NULL;
    double *restrict x = s->x + k * d;
    if (s->full)
      for (size_t i = 0; i < d; i++) x[i] = mean[i] + y[i];
    else
      for (size_t i = 0; i < d; i++) x[i] = mean[i] + shape[i] * z[i];
  }
  if (nes_converged(s->x, n, mean, d)) return ASK_CONVERGED;
  *query = (struct query){.x = s->x, .count = n};
  return ASK_EVALUATE;
}

static void weigh(struct state *s, const double *f)
{
  size_t n = s->population;
  if (s->config.utility == UTILITY_RAW) {
    double average = vec_sum(f, n) / (double)n;
    for (size_t k = 0; k < n; k++) s->weight[k] = (average - f[k]) / (double)n;
    return;
  }
  const uint32_t *order = rank_order(f, n, s->order, s->scratch);
  for (size_t r = 0; r < n; r++) s->weight[order[r]] = s->utility[r];
}

/* M of the step, its lower triangle, into the rows of moved. */
static void unfold(struct state *s)
{
  const double *from = s->step + s->dim;
  for (size_t i = 0; i < s->dim; i++)
    for (size_t j = 0; j <= i; j++) s->moved[i * s->width + j] = *from++;
}

/* The tangent (m, M) is (A m, A M) in theta. */
static void step_natural(struct state *s)
{
  size_t d = s->dim, w = s->width;
  double rate = s->config.rate;
  if (!s->full) {
    for (size_t i = 0; i < d; i++) {
      s->mean[i] += rate * s->shape[i] * s->step[i];
      s->shape[i] += rate * s->shape[i] * s->step[d + i];
    }
    return;
  }
  matrix_product(1, d, w, s->step, d, 1, s->shape, s->change);
  vec_axpy(rate, s->change, s->mean, d);
  unfold(s);
  matrix_product(d, d, w, s->moved, 1, w, s->shape, s->change); /* M^T A^T */
  vec_axpy(rate, s->change, s->shape, d * w);
}

/* b <- A^-T b, from the last entry to entry `first`, which those before it have no part in. */
static void solve_transposed(const struct state *s, size_t first, double *b)
{
  for (size_t i = s->dim; i-- > first;) {
    const double *row = s->shape + i * s->width;
    b[i] = (b[i] - vec_dot(row + i + 1, b + i + 1, s->dim - i - 1)) / row[i];
  }
}

/* The gradient (m, M) is (A^-T m, the lower triangle of A^-T M) in theta. */
static void step_plain(struct state *s)
{
  size_t d = s->dim, w = s->width;
  double rate = s->config.rate;
  if (!s->full) {
    for (size_t i = 0; i < d; i++) {
      double inverse = 1 / s->shape[i];
      s->mean[i] += rate * inverse * s->step[i];
      s->shape[i] += rate * inverse * s->step[d + i];
    }
    return;
  }
  unfold(s);
  solve_transposed(s, 0, s->step);
  vec_axpy(rate, s->step, s->mean, d);
  for (size_t j = 0; j < d; j++) { /* column j of M, which goes to row j of A^T */
    double *column = s->change + j * w;
    for (size_t i = j; i < d; i++) column[i] = s->moved[i * w + j];
    solve_transposed(s, j, column);
  }
  for (size_t j = 0; j < d; j++) vec_axpy(rate, s->change + j * w + j, s->shape + j * w + j, d - j);
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  weigh(s, answer->f);
  if (s->config.gradient == GRADIENT_NATURAL) {
    fisher_natural(s->z, s->population, s->dim, s->full, s->weight, s->config.ridge, s->work,
                   s->step);
    step_natural(s);
  } else {
    fisher_combine(s->z, s->population, s->dim, s->full, s->weight, s->work, s->step);
    step_plain(s);
  }
  s->generation++;
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->mean; }

static void spread(const void *state, struct spread *out)
{
  const struct state *s = state;
  if (s->full) {
    axes_spread(&s->axes, s->shape, 1, s->generation, out);
    return;
  }
  double shortest = INFINITY, longest = 0;
  for (size_t i = 0; i < s->dim; i++) {
    double length = s->deviation[i] = fabs(s->shape[i]);
    shortest = length < shortest ? length : shortest;
    longest = length > longest ? length : longest;
  }
  *out = (struct spread){.shortest = shortest, .longest = longest, .deviation = s->deviation};
}

static void covariance(const void *state, double *out)
{
  const struct state *s = state;
  size_t d = s->dim;
  if (s->full) {
    axes_covariance(&s->axes, s->shape, 1, out);
    return;
  }
  for (size_t i = 0; i < d * d; i++) out[i] = 0;
  for (size_t i = 0; i < d; i++) out[i * d + i] = s->shape[i] * s->shape[i];
}

static const char *const diagnostics[] = {"deviation", "condition", NULL};

/* The geometric mean of the deviations along the axes, which is |det A|^(1/d), and their squared
 * ratio. */
static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  struct spread reach;
  double total = 0;
  for (size_t i = 0; i < s->dim; i++)
    total += repro_log(fabs(s->shape[s->full ? i * s->width + i : i]));
  spread(state, &reach);
  double ratio = reach.longest / reach.shortest;
  values[0] = repro_exp(total / (double)s->dim);
  values[1] = ratio * ratio;
}

extern const struct optimizer_type LEVELED(optimizer_canonical);
const struct optimizer_type LEVELED(optimizer_canonical) = {
    .name = "canonical-nes",
    .title = "canonical NES",
    .summary = "search gradients, plain or made natural by an estimated Fisher matrix",
    .formula = "x_k = mean + A z_k, k = 1 .. lambda, z_k standard normal; theta = (mean, A)\n"
               "s_k = d ln density(x_k) / d theta, g = sum_k u_k s_k, u_k as in snes\n"
               "plain:   theta <- theta + rate g\n"
               "natural: theta <- theta + rate (F + ridge R)^-1 g, F = 1/lambda sum_k s_k s_k^T\n"
               "R: the identity where mean and A are measured in units of A",
    .reference =
        "Wierstra, Schaul, Peters and Schmidhuber, Natural Evolution Strategies, CEC 2008; "
        "Wierstra et al., Natural Evolution Strategies, JMLR 15, 2014",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct config),
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
    .kin = "nes",
};
