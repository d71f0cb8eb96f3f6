/* local.c -- random local search: a Gaussian step is kept unless it is worse.
 *
 *   y = x + sigma z,  x <- y if f(y) <= f(x)                               (Matyas, 1965)
 *
 * An equal value is taken too, so that the search wanders over a plateau instead of looking
 * around from one place for ever. With `adapt` this is the (1+1)-ES under the one-fifth rule:
 *
 *   sigma <- 2 sigma if y was taken, else 2^(-1/4) sigma
 *
 * which holds still at one step taken in five (Rechenberg, 1973; in this form Auger, 2009). Step
 * n draws sample n mod BLOCK of generation n / BLOCK.
 *
 * Stalled: sigma is fixed and so short that y is x, step after step. */
#include <stdlib.h>
#include <string.h>

#include "src/draws/draw.h"
#include "src/numeric/level.h"

enum {
  BLOCK = 32,            /* steps whose normals are drawn at once, at most */
  BLOCK_VALUES = 1 << 15 /* fewer where they would have more coordinates than this */
};

struct config {
  double sigma;
  int adapt, reevaluate;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, sigma, 0.1, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "standard deviation of a step, in each coordinate"),
    PARAM_CHOICE(struct config, adapt, 0, param_no_yes, "adapt sigma by the one-fifth rule"),
    PARAM_CHOICE(struct config, reevaluate, 0, param_no_yes,
                 "evaluate x again in each step and believe the mean"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t dim, block;
  struct stream stream;
  const struct draw *draw;
  uint64_t steps;  /* steps asked for so far */
  int still;       /* of them in a row that led nowhere */
  bool started;    /* the start was evaluated */
  double f, times; /* what f(x) is believed to be: the mean of so many values */
  double sigma, sigma_most;
  double *pair, *x, *y; /* 2 dim values, both dim of them */
  double *normals;      /* block * dim values */
  double *deviation;    /* dim values, for whoever asks */
  double memory[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  size_t dim = setup->dim, block = BLOCK;
  while (block > 1 && block * dim > BLOCK_VALUES) block /= 2;
  struct state *s = malloc(sizeof *s + (3 + block) * dim * sizeof *s->memory);
  if (!s) return NULL;
  *s = (struct state){.config = *(const struct config *)config,
                      .dim = dim,
                      .block = block,
                      .stream = setup->stream,
                      .draw = setup->draw,
                      .pair = s->memory};
  s->x = s->pair;
  s->y = s->x + dim;
  s->normals = s->y + dim;
  s->deviation = s->normals + block * dim;
  s->sigma = s->sigma_most = s->config.sigma;
  /* On a plateau every step is taken; the region bounds how far sigma grows there. */
  for (size_t i = 0; i < dim; i++) {
    double width = setup->high[i] - setup->low[i];
    if (width > s->sigma_most) s->sigma_most = width;
  }
  memcpy(s->x, setup->start, dim * sizeof *s->x);
  return s;
}

static void perturb(size_t dim, double sigma, const double *restrict x, const double *restrict z,
                    double *restrict y)
{
  for (size_t i = 0; i < dim; i++) y[i] = x[i] + sigma * z[i];
}

/* With `adapt` a step that leads nowhere makes the next one longer. */
static bool stalled(struct state *s)
{
  bool still = s->x[0] == s->y[0] && !memcmp(s->x, s->y, s->dim * sizeof *s->x);
  s->still = still && !s->config.adapt ? s->still + 1 : 0;
  return s->still > STALL_PATIENCE;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  *query = (struct query){.x = s->x, .count = 1};
  if (!s->started) return ASK_EVALUATE;
  size_t row = (size_t)(s->steps % s->block);
  if (row == 0)
    draw_normals(s->draw, s->stream, s->steps / BLOCK, (uint32_t)(s->steps % BLOCK), s->block,
                 s->dim, s->normals);
  perturb(s->dim, s->sigma, s->x, s->normals + row * s->dim, s->y);
  s->steps++;
  if (stalled(s)) return ASK_STALLED;
  query->x = s->y;
  if (s->config.reevaluate) *query = (struct query){.x = s->pair, .count = 2};
  return ASK_EVALUATE;
}

static void adapt(struct state *s, bool taken)
{
  static const double shrink = 0.8408964152537145; /* 2^(-1/4) */
  double sigma = s->sigma * (taken ? 2 : shrink);
  if (sigma > s->sigma_most) sigma = s->sigma_most;
  if (sigma < DBL_MIN) sigma = DBL_MIN;
  s->sigma = sigma;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  double f = answer->f[0];
  if (!s->started) {
    s->started = true;
    s->f = f;
    s->times = 1;
    return;
  }
  if (s->config.reevaluate) {
    double fresh = answer->f[s->x != s->pair];
    f = answer->f[s->y != s->pair];
    s->times++;
    s->f += (fresh - s->f) / s->times;
  }
  bool taken = f <= s->f;
  if (taken) {
    double *left = s->x;
    s->x = s->y;
    s->y = left;
    s->f = f;
    s->times = 1;
  }
  if (s->config.adapt) adapt(s, taken);
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->x; }

static const char *const diagnostics[] = {"deviation", NULL};

static void diagnose(const void *state, double *values)
{
  values[0] = ((const struct state *)state)->sigma;
}

static void spread(const void *state, struct spread *spread)
{
  const struct state *s = state;
  for (size_t i = 0; i < s->dim; i++) s->deviation[i] = s->sigma;
  *spread = (struct spread){.shortest = s->sigma, .longest = s->sigma, .deviation = s->deviation};
}

static void covariance(const void *state, double *out)
{
  const struct state *s = state;
  memset(out, 0, s->dim * s->dim * sizeof *out);
  for (size_t i = 0; i < s->dim; i++) out[i * s->dim + i] = s->sigma * s->sigma;
}

extern const struct optimizer_type LEVELED(optimizer_local);
const struct optimizer_type LEVELED(optimizer_local) = {
    .name = "local",
    .title = "random local search",
    .summary = "a Gaussian step from where it stands, kept unless it is worse",
    .formula = "x <- x + sigma z if f(x + sigma z) <= f(x), z standard normal\n"
               "adapt: sigma <- 2 sigma if it was kept, else 2^(-1/4) sigma\n"
               "reevaluate: f(x) is the mean of its values, one more in each step. Median f after\n"
               "20000 evaluations of Rosenbrock with noise 1, d = 5, without / with it:\n"
               "adapt 5.2 / 1.6, else 3.8 / 1.4; of the quadratic (1e2): 10 / 1.2, 1.1 / 1.1",
    .reference = "Matyas, Random optimization, Automation and Remote Control 26, 1965; "
                 "Rechenberg, Evolutionsstrategie, 1973",
    .traits = USES_RANDOM,
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
    .kin = "random",
};
