/* stopping.c -- see stopping.h.
 *
 * d dimensions, l points a generation, m the mean, sigma_0 the longest deviation at first:
 *   equalfunvalues  the best values of the last 10 + ceil(30 d / l) generations are equal
 *   tolfun          those and all values of the last generation lie in less than tolfun
 *   tolx            every deviation along a coordinate < tolx sigma_0
 *   tolxup          the longest deviation > 1e4 sigma_0
 *   conditioncov    (longest / shortest axis)^2 > 1e14
 *   noeffectaxis    m + 0.1 axis = m, for one axis, another in each generation
 *   noeffectcoord   m_i + 0.2 deviation_i = m_i, for any i
 *   stagnation      of the last W generations, W = max(120 + 30 d / l, a fifth of all) up to 20000,
 *                   the newest 30 % have a median not below that of the oldest 30 %, of the best as
 *                   well as of the median values
 *   maxiter         maxiter (100 + 50 (d + 3)^2 / sqrt(l)) generations
 * Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772, 2016, appendix B.3; maxiter:
 * Hansen, Benchmarking a BI-Population CMA-ES, GECCO 2009.
 *
 * There tolx asks as well for a short evolution path, which only CMA-ES has. A median of n values
 * is the one of rank floor(n / 2), from 0; that of a generation is the median of its first 65536
 * values. As medians of a window cost about as much as the window is long, stagnation is looked for
 * in every (1 + W / 100)-th generation. */
#include "src/compose/stopping.h"

#include <math.h>
#include <stdlib.h>

enum { HISTORY_MOST = 20000, VALUES_MOST = 1 << 16, STAGNATION_LEAST = 120 };
static const double growth_most = 1e4, condition_most = 1e14;

struct stopping {
  size_t dim;
  struct restart_config config;
  /* The search: */
  size_t generations, points; /* that are over, and points of the first of them */
  size_t equal;               /* of the last generations, so many have the same best value */
  double first;               /* sigma_0 */
  bool distribution;          /* its spread is known */
  /* Its generation under way: */
  size_t asked, kept; /* values, and those that were kept */
  double best, worst;
  bool whole; /* `deviation` is that of all its points */
  size_t history, room;
  double *best_f, *median_f; /* rings of the last `history` generations */
  double *value;             /* room values of the generation, and room to sort in */
  double *mean, *deviation;  /* of the points along each coordinate */
  double block[];
};

static size_t at_most(double count, size_t most)
{
  return count < (double)most ? (size_t)count : most;
}

struct stopping *stopping_new(size_t dim, double budget, const struct restart_config *config)
{
  size_t history = 1 + at_most(budget, HISTORY_MOST), room = 1 + at_most(budget, VALUES_MOST);
  if (room < history) room = history;
  struct stopping *s = malloc(sizeof *s + (2 * history + room + 2 * dim) * sizeof *s->block);
  if (!s) return NULL;
  *s = (struct stopping){.dim = dim, .config = *config, .history = history, .room = room};
  s->best_f = s->block;
  s->median_f = s->best_f + history;
  s->value = s->median_f + history;
  s->mean = s->value + room;
  s->deviation = s->mean + dim;
  return s;
}

static void next_generation(struct stopping *s)
{
  s->asked = s->kept = 0;
  s->best = INFINITY;
  s->worst = -INFINITY;
  s->whole = false;
}

void stopping_begin(struct stopping *s, const struct spread *spread)
{
  s->generations = s->points = s->equal = 0;
  s->first = spread ? spread->longest : 0;
  s->distribution = spread != NULL;
  next_generation(s);
}

/* The deviations of the query's points along each coordinate. */
static void measure(struct stopping *s, const struct query *query)
{
  size_t dim = s->dim, count = query->count, piece = query->x ? count : query->piece, n;
  double *restrict mean = s->mean, *restrict deviation = s->deviation;
  for (size_t i = 0; i < dim; i++) mean[i] = deviation[i] = 0;
  for (size_t first = 0; first < count; first += n) {
    n = count - first < piece ? count - first : piece;
    const double *restrict x = query->x ? query->x : query->points(query->maker, first, n);
    for (size_t k = 0; k < n; k++, x += dim)
      for (size_t i = 0; i < dim; i++) mean[i] += x[i];
  }
  for (size_t i = 0; i < dim; i++) mean[i] /= (double)count;
  for (size_t first = 0; first < count; first += n) {
    n = count - first < piece ? count - first : piece;
    const double *restrict x = query->x ? query->x : query->points(query->maker, first, n);
    for (size_t k = 0; k < n; k++, x += dim)
      for (size_t i = 0; i < dim; i++) deviation[i] += (x[i] - mean[i]) * (x[i] - mean[i]);
  }
  for (size_t i = 0; i < dim; i++) deviation[i] = sqrt(deviation[i] / (double)count);
}

void stopping_asked(struct stopping *s, const struct query *query)
{
  if (query->again) return;
  size_t count = query->count;
  bool alone = !query->group || count <= query->group; /* for a process with one thread, too */
  s->whole = !s->distribution && !s->asked && !query->more && count > 1 && alone;
  s->asked += count;
  if (s->whole) measure(s, query);
}

void stopping_told(struct stopping *s, const struct query *query, const double *f)
{
  if (query->again) return;
  double best = s->best, worst = s->worst;
  for (size_t k = 0; k < query->count; k++) {
    best = f[k] < best ? f[k] : best;
    worst = f[k] > worst ? f[k] : worst;
  }
  s->best = best;
  s->worst = worst;
  for (size_t k = 0; k < query->count && s->kept < s->room; k++) s->value[s->kept++] = f[k];
}

/* The value of rank floor(n / 2), by selection (Hoare, 1961); v comes out in another order. */
static double median(double *v, size_t n)
{
  ptrdiff_t wanted = (ptrdiff_t)(n / 2), low = 0, high = (ptrdiff_t)n - 1;
  while (low < high) {
    double pivot = v[wanted];
    ptrdiff_t i = low, j = high;
    while (i <= j) {
      while (v[i] < pivot) i++;
      while (v[j] > pivot) j--;
      if (i > j) break;
      double swap = v[i];
      v[i++] = v[j];
      v[j--] = swap;
    }
    if (j < wanted) low = i;
    if (i > wanted) high = j;
  }
  return v[wanted];
}

/* The generation is over: its best and median value go into the rings. */
static void remember(struct stopping *s)
{
  size_t at = s->generations % s->history;
  size_t before = (s->generations + s->history - 1) % s->history;
  bool same = s->generations && s->best_f[before] == s->best;
  s->equal = same ? s->equal + 1 : 1;
  s->best_f[at] = s->best;
  s->median_f[at] = median(s->value, s->kept);
  if (!s->generations++) s->points = s->asked;
}

static enum ask test_values(const struct stopping *s)
{
  double window = 10 + ceil(30 * (double)s->dim / (double)s->points);
  size_t generations = at_most(window, s->history);
  if (s->equal >= generations) return ASK_EQUALFUNVALUES;
  if (!(s->worst - s->best < s->config.tolfun) || s->generations < generations) return ASK_EVALUATE;
  double best = s->best, worst = s->worst;
  for (size_t k = 1; k <= generations; k++) {
    double f = s->best_f[(s->generations - k) % s->history];
    best = f < best ? f : best;
    worst = f > worst ? f : worst;
  }
  return worst - best < s->config.tolfun ? ASK_TOLFUN : ASK_EVALUATE;
}

static bool all_below(const double *x, size_t dim, double limit)
{
  for (size_t i = 0; i < dim; i++)
    if (!(x[i] < limit)) return false;
  return true;
}

static bool no_effect_axis(const struct stopping *s, const struct spread *spread,
                           const double *mean)
{
  if (!spread->axis) {
    size_t i = s->generations % s->dim;
    return mean[i] + 0.1 * spread->deviation[i] == mean[i];
  }
  for (size_t i = 0; i < s->dim; i++)
    if (mean[i] + 0.1 * spread->axis[i] != mean[i]) return false;
  return true;
}

static bool no_effect_coordinate(const struct stopping *s, const struct spread *spread,
                                 const double *mean)
{
  for (size_t i = 0; i < s->dim; i++)
    if (mean[i] + 0.2 * spread->deviation[i] == mean[i]) return true;
  return false;
}

/* The search distribution has come to nothing, or got out of hand. */
static enum ask test_distribution(const struct stopping *s, const struct spread *spread,
                                  const double *mean)
{
  double ratio = spread->longest / spread->shortest;
  if (all_below(spread->deviation, s->dim, s->config.tolx * s->first)) return ASK_TOLX;
  if (spread->longest > growth_most * s->first) return ASK_TOLXUP;
  if (!mean) return ASK_EVALUATE;
  if (ratio * ratio > condition_most) return ASK_CONDITIONCOV;
  if (no_effect_axis(s, spread, mean)) return ASK_NOEFFECTAXIS;
  return no_effect_coordinate(s, spread, mean) ? ASK_NOEFFECTCOORD : ASK_EVALUATE;
}

/* The same of the points of the last generation: their least deviation is too much a matter of
 * chance for the tests that look at each axis. */
static enum ask test_population(struct stopping *s)
{
  double longest = 0;
  for (size_t i = 0; i < s->dim; i++)
    longest = s->deviation[i] > longest ? s->deviation[i] : longest;
  if (s->generations == 1) s->first = longest;
  struct spread spread = {.shortest = longest, .longest = longest, .deviation = s->deviation};
  return test_distribution(s, &spread, NULL);
}

/* The median of `count` values of a ring, from generation `from` on. */
static double ring_median(const struct stopping *s, const double *ring, size_t from, size_t count)
{
  for (size_t k = 0; k < count; k++) s->value[k] = ring[(from + k) % s->history];
  return median(s->value, count);
}

static bool stagnates(const struct stopping *s)
{
  double least = STAGNATION_LEAST + 30 * (double)s->dim / (double)s->points;
  double share = (double)s->generations / 5;
  size_t window = at_most(ceil(least > share ? least : share), HISTORY_MOST);
  if (s->generations < window || window > s->history) return false;
  if (s->generations % (1 + window / 100)) return false;
  size_t count = window * 3 / 10, oldest = s->generations - window;
  size_t newest = s->generations - count;
  return ring_median(s, s->best_f, newest, count) >= ring_median(s, s->best_f, oldest, count) &&
         ring_median(s, s->median_f, newest, count) >= ring_median(s, s->median_f, oldest, count);
}

enum ask stopping_test(struct stopping *s, const struct spread *spread, const double *mean)
{
  double width = (double)s->dim + 3;
  if (!s->asked) return ASK_EVALUATE;
  remember(s);
  enum ask answer = test_values(s);
  if (!answer && spread) answer = test_distribution(s, spread, mean);
  if (!answer && s->whole) answer = test_population(s);
  if (!answer && stagnates(s)) answer = ASK_STAGNATION;
  double most = s->config.maxiter * (100 + 50 * width * width / sqrt((double)s->points));
  if (!answer && s->config.maxiter > 0 && (double)s->generations >= most) answer = ASK_MAXITER;
  next_generation(s);
  return answer;
}
