/* spsa.c -- simultaneous perturbation: two values for a gradient, whatever the dimension.
 *
 *   g_i = (f(x + c delta) - f(x - c delta)) / (2 c delta_i)
 *
 * with delta_i = +1 or -1, each as likely and all independent, averaged over one direction delta
 * or several (Spall, IEEE Transactions on Automatic Control 37, 1992). As delta_i delta_j has mean
 * 0 for i != j, the expectation is the gradient of a quadratic exactly, and differs by order c^2
 * from that of any smooth function. In step k = 0, 1, ... c = perturbation / (k + 1)^shrink for
 * which Spall recommends shrink = 0.101, and for the learning rate schedule = power (IEEE
 * Transactions on Aerospace and Electronic Systems 34, 1998).
 *
 * Direction n, counted through all steps, is sample n mod BLOCK of generation n / BLOCK: delta_i is
 * -1 where the uniform of coordinate i is below 1/2. */
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/draws/population.h"
#include "src/draws/random.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"

enum {
  BLOCK = 32,            /* directions drawn at once, at most */
  BLOCK_VALUES = 1 << 15 /* fewer where they would have more coordinates than this */
};

struct config {
  double perturbation, shrink;
  int directions;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, perturbation, 0.01, PARAM_ABOVE_ZERO, 1e6, 1e-6, 10, PARAM_LOG,
                "distance to the points in each coordinate, c"),
    PARAM_TUNED(struct config, directions, 1, 1, 1e6, 1, 64, PARAM_LOG,
                "pairs of points that a gradient is averaged over"),
    PARAM(struct config, shrink, 0, 0, 1,
          "c is divided by the step's number to this power; Spall: 0.101, with schedule=power"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t dim, chunk, block; /* directions in a query at most; drawn at once */
  struct stream stream;
  uint64_t step, direction; /* gradients so far; directions answered so far */
  size_t done, count;       /* directions of this step that were answered; of this query */
  const double *delta;      /* of this query, count * dim */
  double c;
  double *start, *gradient; /* dim each */
  double *drawn, *x;        /* block * dim, 2 * chunk * dim */
  double memory[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, block = BLOCK;
  while (block > 1 && block * dim > BLOCK_VALUES) block /= 2;
  size_t chunk = chunk_rows(2 * dim, (size_t)c->directions);
  struct state *s =
      malloc(sizeof *s + (2 * dim + block * dim + 2 * chunk * dim) * sizeof *s->memory);
  if (!s) return NULL;
  *s = (struct state){.config = *c,
                      .dim = dim,
                      .chunk = chunk,
                      .block = block,
                      .stream = setup->stream,
                      .start = s->memory};
  s->gradient = s->start + dim;
  s->drawn = s->gradient + dim;
  s->x = s->drawn + block * dim;
  memcpy(s->start, setup->start, dim * sizeof *s->start);
  return s;
}

static size_t size(const void *state) { return ((const struct state *)state)->dim; }

static size_t probes(const void *state)
{
  return 2 * (size_t)((const struct state *)state)->config.directions;
}

static void start(const void *state, double *theta)
{
  const struct state *s = state;
  memcpy(theta, s->start, s->dim * sizeof *theta);
}

static void draw(struct state *s)
{
  size_t values = s->block * s->dim;
  double *restrict delta = s->drawn;
  random_uniforms(s->stream, s->direction / BLOCK, (uint32_t)(s->direction % BLOCK), s->block,
                  s->dim, delta);
  for (size_t i = 0; i < values; i++) delta[i] = delta[i] < 0.5 ? -1 : 1;
}

static void probe(size_t dim, double c, const double *restrict theta, const double *restrict delta,
                  double *restrict x)
{
  double *restrict back = x + dim;
  for (size_t i = 0; i < dim; i++) {
    x[i] = theta[i] + c * delta[i];
    back[i] = theta[i] - c * delta[i];
  }
}

static void ask(void *state, const double *theta, struct query *query)
{
  struct state *s = state;
  size_t row = (size_t)(s->direction % s->block), left = (size_t)s->config.directions - s->done;
  if (!row) draw(s);
  if (!s->done) {
    s->c = s->config.perturbation;
    if (s->config.shrink > 0) s->c /= repro_pow((double)(s->step + 1), s->config.shrink);
  }
  s->count = left < s->chunk ? left : s->chunk;
  if (s->count > s->block - row) s->count = s->block - row;
  s->delta = s->drawn + row * s->dim;
  for (size_t k = 0; k < s->count; k++)
    probe(s->dim, s->c, theta, s->delta + k * s->dim, s->x + 2 * k * s->dim);
  *query = (struct query){.x = s->x, .count = 2 * s->count, .more = s->count < left};
}

static void add(size_t dim, double weight, const double *restrict delta, double *restrict gradient)
{
  for (size_t i = 0; i < dim; i++) gradient[i] += weight * delta[i];
}

static const double *tell(void *state, const double *theta, const struct answer *answer)
{
  (void)theta;
  struct state *s = state;
  const double *f = answer->f;
  /* delta_i is its own reciprocal. */
  double divisor = 2 * s->c * s->config.directions;
  if (!s->done) memset(s->gradient, 0, s->dim * sizeof *s->gradient);
  for (size_t k = 0; k < s->count; k++)
    add(s->dim, (f[2 * k] - f[2 * k + 1]) / divisor, s->delta + k * s->dim, s->gradient);
  s->done += s->count;
  s->direction += s->count;
  if (s->done < (size_t)s->config.directions) return NULL;
  s->done = 0;
  s->step++;
  return s->gradient;
}

static const double *point(const void *state, const double *theta)
{
  (void)state;
  return theta;
}

extern const struct source_type LEVELED(source_spsa);
const struct source_type LEVELED(source_spsa) = {
    .name = "spsa",
    .title = "SPSA",
    .summary = "simultaneous perturbation: two values a step, in a random direction of signs",
    .formula = "g_i = (f(x + c delta) - f(x - c delta)) / (2 c delta_i), averaged over directions\n"
               "delta_i = +1 or -1 at random,   c = perturbation / (k + 1)^shrink in step k",
    .reference = "Spall, Multivariate stochastic approximation using a simultaneous perturbation "
                 "gradient approximation, IEEE Transactions on Automatic Control 37, 1992",
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
