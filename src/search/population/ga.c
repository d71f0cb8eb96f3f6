/* ga.c -- a genetic algorithm for many coordinates: truncation selection, Gaussian mutation,
 * elites.
 *
 * Generation 0 is the start and mutations of it. Of each generation the best `parents` individuals
 * are kept as parents of the next, the best `elites` among them go on unchanged, and
 *   child = parent + sigma z,  z standard normal, its parent any with equal chance
 * (Such, Madhavan, Conti, Lehman, Stanley and Clune, Deep Neuroevolution, arXiv:1712.06567, 2017).
 * Of equal values those of children come first, in the order of their samples, so that the search
 * wanders over a plateau.
 *
 * Child k of generation g is sample k of generation g (in generation 0 sample 0 is the start). How
 * many children a parent has is counted from one uniform a child, coordinate 0 of sample k under
 * the stream's descendant "parents"; the best parent's come first. So children of one parent lie
 * side by side, which is no restriction: z does not know k.
 *
 * The point of an individual is the start plus the mutations of its ancestors and its own, in this
 * order, so it is made again, to the bit, from the chain of their names (generation, sample). Where
 * the parents' points are many values, it is these chains that are kept, as a tree: ancestors that
 * nobody living descends from are dropped, those that all descend from are added to one point; see
 * seeds.h. A tree that outgrows the points gives way to them.
 *
 * With select = novelty the parents are the most novel of a generation, see ga_novelty.h, and the
 * most novel of them the elites. It stands at the point with the lowest value so far, the first
 * among equals, which need be no parent.
 *
 * Processes in step make the children that they evaluate, when they evaluate them: which child is
 * whose, and its value, is all that the others know of it. With novelty all make all. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/draw.h"
#include "src/draws/population.h"
#include "src/numeric/level.h"
#include "src/numeric/rank.h"
#include "src/search/population/ga_novelty.h"
#include "src/search/population/seeds.h"
#include "src/search/population/votes.h"

enum store { STORE_AUTO, STORE_POINTS, STORE_SEEDS };
static const char *const stores[] = {"auto", "points", "seeds", NULL};
enum select { SELECT_VALUE, SELECT_NOVELTY };
static const char *const selects[] = {"value", "novelty", NULL};

enum {
  PICKS = 64 /* uniforms drawn at once */
};

struct config {
  double sigma, archive_chance;
  int population, parents, elites, store, reevaluate, select, neighbours;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, sigma, 0.1, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "standard deviation of a mutation, in each coordinate"),
    PARAM_TUNED(struct config, population, 50, 1, 1e6, 8, 256, PARAM_LOG,
                "individuals of a generation"),
    PARAM_TUNED(struct config, parents, 10, 1, 1e6, 1, 64, PARAM_LOG,
                "individuals that have children; at most the population"),
    PARAM(struct config, elites, 1, 0, 1e6,
          "parents that go on unchanged; fewer than the population"),
    PARAM_CHOICE(
        struct config, store, STORE_AUTO, stores,
        "keep the parents' points, or seeds to make them again (the results are the same)"),
    PARAM_CHOICE(struct config, reevaluate, 0, param_no_yes,
                 "evaluate the elites again in each generation and believe their means"),
    PARAM_CHOICE(struct config, select, SELECT_VALUE, selects,
                 "parents are those with the best values, or those that do what is most novel"),
    PARAM(struct config, neighbours, 15, 1, 1000,
          "novelty: the mean distance to so many nearest behaviours"),
    PARAM(struct config, archive_chance, 0.01, 0, 1,
          "with which a child that is not novel enough is remembered all the same"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t dim, width, population, parents, elites, children, chunk; /* children: of one generation */
  struct stream picks;
  uint64_t generation;
  size_t done, count;         /* rows of this generation that were answered; rows of the query */
  size_t living;              /* parents there are: 1 in generation 0 */
  bool seeds;                 /* parents are alive[], else rows of points */
  struct ga_novelty *novelty; /* NULL: values select */
  double best_f;              /* with novelty: of the incumbent */
  bool moved;                 /* a child differs from its parent */
  struct seeds tree;
  size_t made;                     /* parent whose point `at` is */
  double *incumbent, *at, *x;      /* dim values each, and chunk * dim */
  double *points, *next;           /* parents * dim values each, if not only seeds */
  double *f;                       /* of the children, then of the elites */
  double *kept, *times, *spare;    /* of each elite: the mean of so many values */
  const struct crew *crew;         /* that makes points on demand; NULL: all make all */
  struct votes votes;              /* on `moved` */
  uint32_t *alive, *fresh, *brood; /* parents each: nodes; new nodes; children of each parent */
  uint32_t *parent_of;             /* a value a child */
  uint32_t *order, *scratch;       /* population each */
  double block[];
};

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, population = (size_t)c->population;
  size_t parents = least((size_t)c->parents, population);
  size_t elites = least(least((size_t)c->elites, parents), population - 1);
  size_t children = population - elites, chunk = chunk_rows(dim, population);
  bool seeds = c->store == STORE_SEEDS ||
               (c->store == STORE_AUTO && (double)parents * (double)dim > KEPT_VALUES);
  size_t fresh = least(parents, children);
  double ever = seeds_ever(setup->budget, population, parents, children, fresh);
  double worth = seeds_worth(parents, dim);
  size_t nodes = seeds ? (size_t)fmin(fmin(ever, worth), UINT32_MAX) : 0;
  /* Nearly all trees stay small, and memory that nobody writes to is not taken. */
  size_t rows = seeds && ever <= (double)nodes ? 0 : 2 * parents;
  const struct crew *crew = c->select == SELECT_VALUE ? team_crew(setup->team) : NULL;
  size_t ranks = crew ? crew->size : 0;
  size_t doubles = (4 + chunk + rows) * dim + population + 3 * parents + ranks;
  size_t numbers = 3 * parents + 3 * population;
  struct state *s = malloc(sizeof *s + doubles * sizeof *s->block + nodes * sizeof *s->tree.node +
                           (ranks + 1) * sizeof *s->votes.begin + numbers * sizeof *s->alive);
  if (!s) return NULL;
  *s = (struct state){.config = *c,
                      .dim = dim,
                      .width = setup->behaviours,
                      .population = population,
                      .parents = parents,
                      .elites = elites,
                      .children = children,
                      .chunk = chunk,
                      .picks = stream_named(setup->stream, "parents"),
                      .living = 1,
                      .seeds = seeds,
                      .tree = {.dim = dim,
                               .sigma = c->sigma,
                               .stream = setup->stream,
                               .draw = setup->draw,
                               .count = 1,
                               .most = nodes},
                      .made = parents,
                      .best_f = INFINITY,
                      .crew = crew,
                      .incumbent = s->block};
  s->tree.root = s->incumbent + dim;
  s->at = s->tree.root + dim;
  s->tree.z = s->at + dim;
  s->x = s->tree.z + dim;
  s->points = s->x + chunk * dim;
  s->next = s->points + (rows ? parents * dim : 0);
  s->f = s->points + rows * dim;
  s->kept = s->f + population;
  s->times = s->kept + parents;
  s->spare = s->times + parents;
  s->votes = (struct votes){.crew = crew, .told = s->spare + parents};
  s->tree.node = (struct seed *)(s->votes.told + ranks);
  s->votes.begin = (size_t *)(s->tree.node + nodes);
  s->alive = (uint32_t *)(s->votes.begin + ranks + 1);
  s->fresh = s->alive + parents;
  s->brood = s->fresh + parents;
  s->parent_of = s->brood + parents;
  s->order = s->parent_of + population;
  s->scratch = s->order + population;
  memcpy(s->incumbent, setup->start, dim * sizeof *s->incumbent);
  memcpy(s->tree.root, setup->start, dim * sizeof *s->tree.root);
  if (!seeds) memcpy(s->points, setup->start, dim * sizeof *s->points);
  if (seeds) s->tree.node[0] = (struct seed){0};
  s->alive[0] = 0;
  if (c->select == SELECT_VALUE) return s;
  s->novelty = ga_novelty_new(setup, population, elites, c->neighbours, c->archive_chance);
  if (s->novelty) return s;
  free(s);
  return NULL;
}

static void release(void *state)
{
  free(((struct state *)state)->novelty);
  free(state);
}

static const double *parent_point(struct state *s, size_t parent)
{
  if (!s->seeds) return s->points + parent * s->dim;
  if (s->made != parent) seeds_rebuild(&s->tree, s->alive[parent], s->at);
  s->made = parent;
  return s->at;
}

/* Share out the children of the generation among the parents. */
static void breed(struct state *s)
{
  double u[PICKS];
  memset(s->brood, 0, s->living * sizeof *s->brood);
  for (size_t k = 0; k < s->children; k += PICKS) {
    size_t count = least(PICKS, s->children - k);
    random_uniforms(s->picks, s->generation, (uint32_t)k, count, 1, u);
    for (size_t j = 0; j < count; j++)
      s->brood[least((size_t)(u[j] * (double)s->living), s->living - 1)]++;
  }
  for (size_t p = 0, k = 0; p < s->living; p++)
    for (uint32_t j = 0; j < s->brood[p]; j++) s->parent_of[k++] = (uint32_t)p;
}

/* Rows of a generation: the elites if they are evaluated again, then the children. */
static size_t elders(const struct state *s)
{
  return s->generation && s->config.reevaluate ? s->elites : 0;
}

static size_t born(const struct state *s) { return s->generation ? s->children : s->population; }

/* x: rows row ... end - 1 of the generation. */
static void make(struct state *s, size_t row, size_t end)
{
  size_t dim = s->dim, old = elders(s);
  double *x = s->x;
  for (; row < old && row < end; row++, x += dim) memcpy(x, parent_point(s, row), dim * sizeof *x);
  if (row < end)
    draw_normals(s->tree.draw, s->tree.stream, s->generation, (uint32_t)(row - old), end - row, dim,
                 x);
  for (; row < end; row++, x += dim) {
    const double *parent = parent_point(s, s->parent_of[row - old]);
    if (!s->generation && row == 0)
      memcpy(x, parent, dim * sizeof *x);
    else
      seeds_mutate(dim, s->config.sigma, parent, x);
    for (size_t i = 0; i < dim && !s->moved; i++) s->moved = x[i] != parent[i];
  }
}

static const double *points(void *maker, size_t first, size_t count)
{
  struct state *s = maker;
  make(s, first, first + count);
  return s->x;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  size_t left = elders(s) + born(s) - s->done;
  if (!s->done) {
    if (s->generation > 1 && !s->moved) return ASK_CONVERGED;
    s->moved = false;
    if (s->generation)
      breed(s);
    else
      memset(s->parent_of, 0, s->population * sizeof *s->parent_of);
  }
  s->count = s->crew ? left : least(s->chunk, left);
  if (s->crew) {
    *query = (struct query){.count = left,
                            .points = points,
                            .maker = s,
                            .piece = chunk_share(left, s->chunk, s->crew->size),
                            .group = s->chunk};
    return ASK_EVALUATE;
  }
  make(s, s->done, s->done + s->count);
  *query = (struct query){
      .x = s->x, .count = s->count, .more = s->count < left, .want_behaviour = s->novelty != NULL};
  return ASK_EVALUATE;
}

/* From now on points. */
static void give_up_seeds(struct state *s)
{
  for (size_t p = 0; p < s->parents; p++)
    seeds_rebuild(&s->tree, s->alive[p], s->points + p * s->dim);
  s->seeds = false;
}

/* What was evaluated as f[index]. */
static bool is_elite(const struct state *s, size_t index)
{
  return s->generation && index >= s->children;
}

static void next_points(struct state *s, const uint32_t *order)
{
  size_t dim = s->dim, bytes = dim * sizeof *s->x;
  bool all = !s->crew && s->done == s->count; /* in one chunk, which is still there */
  for (size_t r = 0; r < s->parents; r++) {
    size_t index = order[r];
    double *x = s->next + r * dim;
    if (is_elite(s, index))
      memcpy(x, s->points + (index - s->children) * dim, bytes);
    else if (all)
      memcpy(x, s->x + (elders(s) + index) * dim, bytes);
    else if (!s->generation && !index)
      memcpy(x, s->points, bytes);
    else
      seeds_make(&s->tree, s->generation, index, s->points + s->parent_of[index] * dim, x);
  }
  double *left = s->points;
  s->points = s->next;
  s->next = left;
}

static void next_nodes(struct state *s, const uint32_t *order)
{
  for (size_t r = 0; r < s->parents; r++) {
    uint32_t index = order[r];
    if (is_elite(s, index)) {
      s->fresh[r] = s->alive[index - s->children];
    } else if (!s->generation && !index) {
      s->fresh[r] = 0;
    } else {
      s->fresh[r] = (uint32_t)s->tree.count;
      s->tree.node[s->tree.count++] = (struct seed){
          .generation = s->generation, .sample = index, .parent = s->alive[s->parent_of[index]]};
    }
  }
  uint32_t *left = s->alive;
  s->alive = s->fresh;
  s->fresh = left;
  seeds_prune(&s->tree, s->alive, s->parents);
  s->made = s->parents;
  if (s->tree.count + least(s->parents, s->children) > s->tree.most) give_up_seeds(s);
}

static void select(struct state *s)
{
  if (s->generation) memcpy(s->f + s->children, s->kept, s->elites * sizeof *s->f);
  const double *key = s->novelty ? ga_novelty_rank(s->novelty, born(s)) : s->f;
  const uint32_t *order = rank_order(key, s->population, s->order, s->scratch);
  for (size_t r = 0; r < s->elites; r++) {
    s->kept[r] = s->f[order[r]];
    s->spare[r] = is_elite(s, order[r]) ? s->times[order[r] - s->children] : 1;
  }
  double *left = s->times;
  s->times = s->spare;
  s->spare = left;
  if (s->novelty) ga_novelty_settle(s->novelty, s->generation, born(s), order);
  if (s->seeds)
    next_nodes(s, order);
  else
    next_points(s, order);
}

static void stand_at(struct state *s, size_t parent)
{
  memcpy(s->incumbent, parent_point(s, parent), s->dim * sizeof *s->incumbent);
}

/* Stand at the elite with the lowest mean, if they were evaluated again. */
static bool stand_firm(struct state *s)
{
  size_t best = 0, count = elders(s);
  for (size_t r = 1; r < count; r++)
    if (s->kept[r] < s->kept[best]) best = r;
  if (count) stand_at(s, best);
  return count > 0;
}

/* What novelty has to know of the rows of the query: what they do, and which is the best yet. */
static void observe(struct state *s, const struct answer *answer, size_t old)
{
  for (size_t k = 0; k < s->count; k++) {
    size_t row = s->done + k;
    const double *behaviour = answer->behaviour + k * s->width;
    if (row < old)
      ga_novelty_elite(s->novelty, row, behaviour);
    else
      ga_novelty_child(s->novelty, row - old, behaviour);
    if (answer->f[k] >= s->best_f) continue;
    s->best_f = answer->f[k];
    memcpy(s->incumbent, s->x + k * s->dim, s->dim * sizeof *s->incumbent);
  }
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  size_t old = elders(s), row = s->done, k = 0;
  if (s->novelty) observe(s, answer, old);
  for (; k < s->count && row < old; k++, row++) {
    s->times[row]++;
    s->kept[row] += (answer->f[k] - s->kept[row]) / s->times[row];
  }
  if (k < s->count) memcpy(s->f + (row - old), answer->f + k, (s->count - k) * sizeof *s->f);
  s->done += s->count;
  if (s->done < old + born(s)) return;
  s->moved = votes_any(&s->votes, s->moved);
  bool firm = s->novelty || stand_firm(s);
  select(s);
  s->generation++;
  s->living = s->parents;
  s->done = 0;
  if (!firm) stand_at(s, 0);
}

static const double *incumbent(const void *state)
{
  return ((const struct state *)state)->incumbent;
}

extern const struct optimizer_type LEVELED(optimizer_ga);
const struct optimizer_type LEVELED(optimizer_ga) = {
    .name = "ga",
    .title = "GA",
    .summary = "genetic algorithm: truncation selection, Gaussian mutation, elites",
    .formula =
        "start: x_0 and x_0 + sigma z_k\n"
        "parents: the best of a generation; the best of them, the elites, go on unchanged\n"
        "child = parent + sigma z, any parent with equal chance, z standard normal\n"
        "A point is the start plus the mutations of its ancestors: a chain of seeds\n"
        "reevaluate: the value of an elite is the mean of one more in each generation. Median\n"
        "f after 20000 evaluations of Rosenbrock with noise 1, d = 5, without / with it:\n"
        "5 elites 1.6 / 0.52, 1 elite 1.5 / 1.9; of the quadratic (1e2): 0.41 / 0.38,\n"
        "0.40 / 0.55\n"
        "select = novelty: parents are the most novel, by the mean distance of what they do to\n"
        "the k nearest of population and archive. A child enters the archive with a small\n"
        "chance, or above a threshold: at first the mean, up by 1/5 after a generation with more\n"
        "than 4, down by 1/20 after 10 with none. It stands at the best value so far. Of more\n"
        "than 100000 behaviours, or 2^25 values, the oldest go",
    .reference = "Such, Madhavan, Conti, Lehman, Stanley and Clune, Deep Neuroevolution: Genetic "
                 "Algorithms Are a Competitive Alternative for Training Deep Neural Networks for "
                 "Reinforcement Learning, arXiv:1712.06567, 2017; novelty: Lehman and Stanley, "
                 "Abandoning objectives, Evolutionary Computation 19, 2011",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .free = release,
    .kin = "random",
};
