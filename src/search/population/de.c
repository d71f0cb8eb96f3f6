/* de.c -- differential evolution, rand/1/bin.
 *
 * Generation 0 is the start and points uniform in the search region. From then on each member x_i
 * has a trial made of three other members, all different, chosen at random:
 *   v = x_a + weight (x_b - x_c)
 *   y_j = v_j if u_j < crossover or j = j_rand, else (x_i)_j
 *   x_i <- y if f(y) <= f(x_i)
 * (Storn and Price, Journal of Global Optimization 11, 1997). All trials of a generation are made
 * of the members as it found them. Trials may leave the region.
 *
 * Member i of generation g has the uniforms of sample i of generation g: in generation 0 its
 * coordinates; later a, b, c from coordinates 0 ... 2, counted among the members that are left,
 * j_rand from 3, and u_j from 4 + j.
 *
 * Converged means that all members are the same point. */
#include "src/search/population/members.h"

enum { LEAST = 4, PICKS = 4 };

struct config {
  double weight, crossover;
  int population, reevaluate;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, population, 0, 0, 1e6, 8, 256, PARAM_LOG,
                "members; 0: 10 d; never fewer than 4"),
    PARAM_TUNED(struct config, weight, 0.5, 0, 2, 0.2, 1, PARAM_LINEAR,
                "what the difference of two members is multiplied by"),
    PARAM_TUNED(struct config, crossover, 0.9, 0, 1, 0, 1, PARAM_LINEAR,
                "share of coordinates that a trial has from the mutant"),
    PARAM_CHOICE(struct config, reevaluate, 0, param_no_yes,
                 "evaluate the members again in each generation and believe their means"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t dim, population, chunk;
  struct stream stream;
  uint64_t generation;
  bool again;          /* it is the members that are evaluated, once more */
  size_t first, count; /* rows of the current query */
  size_t told;         /* members whose values are known */
  double best_f;
  const double *best;          /* a row of x or y, or the start */
  double *low, *width, *x, *y; /* dim each; room * dim each: members, trials */
  double *f, *trial_f;         /* room each */
  double *times;               /* values that f is the mean of; only if they are evaluated again */
  double *u;                   /* chunk * (PICKS + dim) */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim;
  size_t population = c->population > 0 ? (size_t)c->population : 10 * dim;
  if (population < LEAST) population = LEAST;
  size_t chunk = chunk_rows(dim, population);
  size_t room = population_within(setup->budget, population, 1, chunk);
  size_t doubles = 2 * dim + 2 * room * dim + 3 * room + chunk * (PICKS + dim);
  struct state *s = malloc(sizeof *s + doubles * sizeof *s->block);
  if (!s) return NULL;
  *s = (struct state){.config = *c,
                      .dim = dim,
                      .population = population,
                      .chunk = chunk,
                      .stream = setup->stream,
                      .best_f = INFINITY,
                      .low = s->block};
  s->width = s->low + dim;
  s->x = s->width + dim;
  s->y = s->x + room * dim;
  s->f = s->y + room * dim;
  s->trial_f = s->f + room;
  s->times = s->trial_f + room;
  s->u = s->times + room;
  for (size_t i = 0; i < dim; i++) {
    s->low[i] = setup->low[i];
    s->width[i] = setup->high[i] - setup->low[i];
  }
  memcpy(s->x, setup->start, dim * sizeof *s->x);
  s->best = s->x;
  return s;
}

static void scatter(struct state *s)
{
  size_t dim = s->dim, from = s->first ? 0 : 1;
  random_uniforms(s->stream, 0, (uint32_t)s->first, s->count, dim, s->u);
  for (size_t k = from; k < s->count; k++)
    members_scatter(dim, s->low, s->width, s->u + k * dim, s->x + (s->first + k) * dim);
}

static void cross(size_t dim, double weight, double crossover, const double *restrict u,
                  const double *restrict x, const double *restrict a, const double *restrict b,
                  const double *restrict c, double *restrict y)
{
  for (size_t i = 0; i < dim; i++) {
    double v = a[i] + weight * (b[i] - c[i]);
    y[i] = u[i] < crossover ? v : x[i];
  }
}

/* Member i's trial, by its uniforms. */
static void try_out(const struct state *s, size_t i, const double *u)
{
  size_t n = s->population, dim = s->dim;
  size_t a = members_pick(u[0], n - 1), b = members_pick(u[1], n - 2);
  size_t c = members_pick(u[2], n - 3), j = members_pick(u[3], dim);
  /* a, b and c are places among the members that are still left; step over those that are taken,
   * the lowest first, to get their numbers. */
  a += a >= i;
  size_t low = a < i ? a : i, high = a < i ? i : a;
  b += b >= low;
  b += b >= high;
  size_t least = b < low ? b : low, most = b > high ? b : high;
  c += c >= least;
  c += c >= low + high + b - least - most;
  c += c >= most;
  const double *xa = s->x + a * dim, *xb = s->x + b * dim, *xc = s->x + c * dim;
  double weight = s->config.weight, *y = s->y + i * dim;
  cross(dim, weight, s->config.crossover, u + PICKS, s->x + i * dim, xa, xb, xc, y);
  y[j] = xa[j] + weight * (xb[j] - xc[j]);
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  size_t left = s->population - s->first, dim = s->dim;
  s->count = left < s->chunk ? left : s->chunk;
  bool old = !s->generation || s->again;
  if (!s->generation) {
    scatter(s);
  } else if (!s->again) {
    if (!s->first && members_at(s->x, s->population, s->x, dim)) return ASK_CONVERGED;
    random_uniforms(s->stream, s->generation, (uint32_t)s->first, s->count, PICKS + dim, s->u);
    for (size_t k = 0; k < s->count; k++) try_out(s, s->first + k, s->u + k * (PICKS + dim));
  }
  *query = (struct query){.x = (old ? s->x : s->y) + s->first * dim,
                          .count = s->count,
                          .more = s->again || s->count < left};
  return ASK_EVALUATE;
}

/* Stand at the lowest of the members; where one value may be luck, of those that have two. */
static void find_best(struct state *s, size_t count)
{
  size_t best = members_lowest(s->f, s->times, s->config.reevaluate ? 2 : 1, count);
  s->best = s->x + best * s->dim;
  s->best_f = s->f[best];
}

static void select(struct state *s)
{
  size_t dim = s->dim;
  for (size_t i = 0; i < s->population; i++)
    if (s->trial_f[i] <= s->f[i]) {
      memcpy(s->x + i * dim, s->y + i * dim, dim * sizeof *s->x);
      s->f[i] = s->trial_f[i];
      s->times[i] = 1;
    }
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  bool last = s->first + s->count == s->population;
  size_t first = s->first, count = s->count;
  s->first = last ? 0 : first + count;
  if (s->generation && s->again) {
    for (size_t k = 0; k < count; k++)
      members_average(answer->f[k], s->times + first + k, s->f + first + k);
    if (last) find_best(s, s->population);
    s->again = !last;
    return;
  }
  if (!s->generation) {
    memcpy(s->f + first, answer->f, count * sizeof *s->f);
    for (size_t k = 0; k < count; k++) s->times[first + k] = 1;
    s->told = first + count;
    find_best(s, s->told);
  } else {
    memcpy(s->trial_f + first, answer->f, count * sizeof *s->f);
    for (size_t k = first; k < first + count; k++)
      if (s->trial_f[k] <= s->f[k] && s->trial_f[k] <= s->best_f && !s->config.reevaluate) {
        s->best_f = s->trial_f[k];
        s->best = s->y + k * s->dim;
      }
  }
  if (!last) return;
  if (s->generation) {
    select(s);
    find_best(s, s->population);
  }
  s->generation++;
  s->again = s->config.reevaluate;
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->best; }

static const char *const diagnostics[] = {"deviation", NULL};

/* Of the members. */
static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  values[0] = s->told ? members_deviation(s->x, s->told, s->dim) : 0;
}

extern const struct optimizer_type LEVELED(optimizer_de);
const struct optimizer_type LEVELED(optimizer_de) = {
    .name = "de",
    .title = "DE",
    .summary = "differential evolution, rand/1/bin",
    .formula =
        "start: x_0, and points uniform in the search region\n"
        "v = x_a + weight (x_b - x_c), a, b, c, i all different\n"
        "y_j = v_j if u_j < crossover or j = j_rand, else x_ij\n"
        "x_i <- y if f(y) <= f(x_i), all i of a generation at once\n"
        "reevaluate: f(x_i) is the mean of its values, one more in each generation. Median f\n"
        "after 20000 evaluations of Rosenbrock with noise 1, d = 5, without / with it:\n"
        "1.1 / 0.45; of the quadratic (1e2): 0.25 / 0.26",
    .reference = "Storn and Price, Differential Evolution - A Simple and Efficient Heuristic for "
                 "Global Optimization over Continuous Spaces, Journal of Global Optimization 11, "
                 "1997",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .free = free,
    .kin = "momentum",
};
