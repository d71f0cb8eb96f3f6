/* pso.c -- particle swarm optimization with a constricted velocity.
 *
 * A particle remembers its best point p and knows the best, g, of those that it hears of, itself
 * among them: all (global), or its neighbours to both sides in a ring. With u, u' uniform on
 * (0, 1), one for each coordinate,
 *   v <- inertia v + cognitive u (p - x) + social u' (g - x),   |v_j| <= clamp width_j
 *   x <- x + v
 *   p <- x if f(x) < f(p)
 * (Kennedy and Eberhart, ICNN 1995). The defaults are those of Clerc and Kennedy (IEEE Transactions
 * on Evolutionary Computation 6, 2002): the constriction 0.7298 times 1 and 2.05.
 *
 * As in SPSO 2011 (Clerc, 2012) the particles begin uniform in the search region with velocities
 * that would take them to another point uniform in it, but the first begins at the start. All
 * particles of a generation move before any of it is evaluated. They may leave the region.
 *
 * Particle k of generation g has the uniforms of sample k of generation g: u and u' (generation 0:
 * the point, the end of its velocity) are coordinates 0 ... d - 1 and d ... 2 d - 1.
 *
 * Converged means that all particles and what they remember are one point and rest there. Stalled
 * means that no particle has moved in many generations: the clamp is too tight. */
#include "src/search/population/members.h"

enum topology { TOPOLOGY_GLOBAL, TOPOLOGY_RING };

static const char *const topologies[] = {"global", "ring", NULL};

struct config {
  double inertia, cognitive, social, clamp;
  int population, topology, reevaluate;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, population, 40, 1, 1e6, 4, 256, PARAM_LOG, "particles"),
    PARAM_TUNED(struct config, inertia, 0.7298, 0, 1, 0.3, 0.95, PARAM_LINEAR,
                "what is left of the velocity"),
    PARAM_TUNED(struct config, cognitive, 1.49618, 0, 10, 0.5, 2.5, PARAM_LINEAR,
                "pull of its own best point"),
    PARAM_TUNED(struct config, social, 1.49618, 0, 10, 0.5, 2.5, PARAM_LINEAR,
                "pull of the best point that it hears of"),
    PARAM(struct config, clamp, 0, 0, 1e6,
          "largest velocity in a coordinate, in widths of the search region; 0: any"),
    PARAM_CHOICE(struct config, topology, TOPOLOGY_GLOBAL, topologies,
                 "whom a particle hears of: all, or one to either side"),
    PARAM_CHOICE(struct config, reevaluate, 0, param_no_yes,
                 "evaluate the best points again in each generation and believe their means"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t dim, population, chunk;
  struct stream stream;
  uint64_t generation;
  bool moved;          /* a particle did, in this generation */
  int still;           /* generations in a row in which none did */
  bool again;          /* it is the remembered points that are evaluated, once more */
  size_t first, count; /* rows of the current query */
  size_t told;         /* particles that remember a point */
  size_t leader;       /* whose remembered point is the best */
  double best_f;
  const double *best;  /* a row of x or p, or the start */
  double *low, *width; /* dim each */
  double *x, *v, *p;   /* room * dim each */
  double *f, *p_f;     /* room each */
  double *times;       /* values that p_f is the mean of */
  double *u;           /* chunk * 2 dim */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, population = (size_t)c->population;
  size_t chunk = chunk_rows(dim, population);
  size_t room = population_within(setup->budget, population, 1, chunk);
  size_t doubles = 2 * dim + 3 * room * dim + 3 * room + chunk * 2 * dim;
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
  s->v = s->x + room * dim;
  s->p = s->v + room * dim;
  s->f = s->p + room * dim;
  s->p_f = s->f + room;
  s->times = s->p_f + room;
  s->u = s->times + room;
  for (size_t i = 0; i < dim; i++) {
    s->low[i] = setup->low[i];
    s->width[i] = setup->high[i] - setup->low[i];
  }
  memcpy(s->x, setup->start, dim * sizeof *s->x);
  s->best = s->x;
  return s;
}

static void clamp(size_t dim, double most, const double *restrict width, double *restrict v)
{
  for (size_t i = 0; i < dim; i++) {
    double limit = most * width[i];
    v[i] = v[i] > limit ? limit : v[i];
    v[i] = v[i] < -limit ? -limit : v[i];
  }
}

static void begin(struct state *s, size_t k, const double *u)
{
  size_t dim = s->dim;
  double *x = s->x + k * dim, *v = s->v + k * dim;
  if (k) members_scatter(dim, s->low, s->width, u, x);
  members_scatter(dim, s->low, s->width, u + dim, v);
  for (size_t i = 0; i < dim; i++) v[i] -= x[i];
  if (s->config.clamp > 0) clamp(dim, s->config.clamp, s->width, v);
}

static void accelerate(const struct config *c, size_t dim, const double *restrict u,
                       const double *restrict p, const double *restrict g, const double *restrict x,
                       double *restrict v)
{
  const double *restrict other = u + dim;
  double inertia = c->inertia, cognitive = c->cognitive, social = c->social;
  for (size_t i = 0; i < dim; i++)
    v[i] = inertia * v[i] + (cognitive * u[i] * (p[i] - x[i]) + social * other[i] * (g[i] - x[i]));
}

/* Who remembers the best of the points that particle k hears of. */
static size_t informant(const struct state *s, size_t k)
{
  if (s->config.topology == TOPOLOGY_GLOBAL) return s->leader;
  size_t n = s->population, left = k ? k - 1 : n - 1, right = k + 1 < n ? k + 1 : 0, best = k;
  if (s->p_f[left] < s->p_f[best]) best = left;
  if (s->p_f[right] < s->p_f[best]) best = right;
  return best;
}

static void move(struct state *s, size_t k, const double *u)
{
  size_t dim = s->dim;
  double *restrict x = s->x + k * dim, *restrict v = s->v + k * dim;
  accelerate(&s->config, dim, u, s->p + k * dim, s->p + informant(s, k) * dim, x, v);
  if (s->config.clamp > 0) clamp(dim, s->config.clamp, s->width, v);
  for (size_t i = 0; i < dim && !s->moved; i++) s->moved = x[i] + v[i] != x[i];
  for (size_t i = 0; i < dim; i++) x[i] += v[i];
}

/* With everything in one place, a velocity that does not show never will: it only shrinks. */
static bool at_rest(const struct state *s)
{
  size_t dim = s->dim, n = s->population;
  if (!members_at(s->x, n, s->p, dim) || !members_at(s->p, n, s->p, dim)) return false;
  for (size_t i = 0; i < n * dim; i++)
    if (s->x[i] + s->v[i] != s->x[i]) return false;
  return true;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  size_t left = s->population - s->first, dim = s->dim;
  s->count = left < s->chunk ? left : s->chunk;
  if (!s->again) {
    if (s->generation && !s->first) {
      if (at_rest(s)) return ASK_CONVERGED;
      if (s->still == STALL_PATIENCE) return ASK_STALLED;
      s->moved = false;
    }
    random_uniforms(s->stream, s->generation, (uint32_t)s->first, s->count, 2 * dim, s->u);
    for (size_t k = 0; k < s->count; k++)
      if (s->generation)
        move(s, s->first + k, s->u + k * 2 * dim);
      else
        begin(s, s->first + k, s->u + k * 2 * dim);
  }
  *query = (struct query){.x = (s->again ? s->p : s->x) + s->first * dim,
                          .count = s->count,
                          .more = s->again || s->count < left};
  return ASK_EVALUATE;
}

/* Follow the best of the remembered points; where one value may be luck, of those that have two. */
static void find_leader(struct state *s, size_t count)
{
  s->leader = members_lowest(s->p_f, s->times, s->config.reevaluate ? 2 : 1, count);
  s->best = s->p + s->leader * s->dim;
  s->best_f = s->p_f[s->leader];
}

static void remember(struct state *s, size_t k)
{
  memcpy(s->p + k * s->dim, s->x + k * s->dim, s->dim * sizeof *s->p);
  s->p_f[k] = s->f[k];
  s->times[k] = 1;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  bool last = s->first + s->count == s->population;
  size_t first = s->first, end = first + s->count;
  s->first = last ? 0 : end;
  if (s->again) {
    for (size_t k = first; k < end; k++)
      members_average(answer->f[k - first], s->times + k, s->p_f + k);
    if (last) find_leader(s, s->population);
    s->again = !last;
    return;
  }
  memcpy(s->f + first, answer->f, s->count * sizeof *s->f);
  if (!s->generation) {
    for (size_t k = first; k < end; k++) remember(s, k);
    s->told = end;
    find_leader(s, end);
  } else {
    for (size_t k = first; k < end; k++)
      if (s->f[k] < s->best_f && !s->config.reevaluate) {
        s->best_f = s->f[k];
        s->best = s->x + k * s->dim;
      }
  }
  if (!last) return;
  if (s->generation) {
    /* Not before all have moved. */
    for (size_t k = 0; k < s->population; k++)
      if (s->f[k] < s->p_f[k]) remember(s, k);
    find_leader(s, s->population);
    s->still = s->moved ? 0 : s->still + 1;
  }
  s->generation++;
  s->again = s->config.reevaluate;
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->best; }

static const char *const diagnostics[] = {"deviation", NULL};

/* Of the points that the particles remember. */
static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  values[0] = s->told ? members_deviation(s->p, s->told, s->dim) : 0;
}

extern const struct optimizer_type LEVELED(optimizer_pso);
const struct optimizer_type LEVELED(optimizer_pso) = {
    .name = "pso",
    .title = "PSO",
    .summary = "particle swarm, each drawn to its own best point and its neighbours'",
    .formula = "start: x_0, and points uniform in the search region, as are the ends of x + v\n"
               "v <- inertia v + cognitive u (p - x) + social u' (g - x)\n"
               "x <- x + v,   p <- x if f(x) < f(p),   g the best p of all or of its neighbours\n"
               "reevaluate: f(p) is the mean of its values, one more in each generation. Median f\n"
               "after 20000 evaluations of Rosenbrock with noise 1, d = 5, without / with it:\n"
               "global 2.9 / 1.4, ring 1.4 / 1.2; of the quadratic (1e2): 0.28 / 0.27, 0.28 / 0.21",
    .reference = "Kennedy and Eberhart, Particle Swarm Optimization, ICNN 1995; Clerc and Kennedy, "
                 "IEEE Transactions on Evolutionary Computation 6, 2002",
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
    .kin = "sgd",
};
