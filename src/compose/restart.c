/* restart.c -- a method that ends by stopping tests, and begins again from elsewhere with another
 * population.
 *
 *   ipop   start k = 1, 2, ... has a population of floor(l increase^k)
 *   bipop  the regime that has cost less so far goes next; the first start counts for neither, and
 *          between equals the large one goes:
 *          large  floor(l increase^k) at its k-th turn, L the last of them
 *          small  floor(l (L / (2 l))^(U^2)), and sigma 10^(-2 V), for at most half of what
 *                 the last large one cost
 *
 * Auger and Hansen, A Restart CMA Evolution Strategy With Increasing Population Size, CEC 2005;
 * Hansen, Benchmarking a BI-Population CMA-ES on the BBOB-2009 Function Testbed, GECCO 2009.
 *
 * The first search is the bare method, bit by bit, until a test fires. Each further one has a
 * stream of its own, named by its number, from which its start (uniform in the search region), U
 * and V come too. Where its first generation costs more than is left, it is not begun: so no
 * population, and no memory, grows beyond the budget. */
#include "src/compose/restart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/compose/cost.h"
#include "src/compose/reach.h"
#include "src/compose/stopping.h"
#include "src/numeric/elementary.h"

/* What is drawn for a search, by number; the coordinates of its start follow. */
enum { DRAW_POPULATION, DRAW_SIGMA, DRAW_START };

struct state {
  struct restart_setup config;
  struct setup setup;         /* of the search */
  struct stream root, choice; /* of the run; of what is drawn for the search */
  void *inner, *varied;       /* the method, and its parameters in later searches */
  struct stopping *stopping;
  struct query query;                 /* the last one */
  enum ask stop;                      /* what ended the search, or ASK_EVALUATE */
  bool over;                          /* and there is no other */
  double counts[ASK_KINDS], searches; /* that ended: by what, and all */
  double budget, spent;               /* of the run */
  double search_spent, search_most;   /* of the search: its cost, and what it may cost */
  double points, cost, first_cost;    /* of the generation so far; of the very first one */
  double base, population, largest;   /* l, now, L */
  double large_spent, small_spent;    /* of the regimes */
  double last_large;                  /* cost of the last large search */
  bool small;
  double *start, *low, *high; /* dim values each */
  double block[];
};

static void release(void *state)
{
  struct state *s = state;
  if (s->inner) s->config.inner->free(s->inner);
  free(s->stopping);
  free(s->varied);
  free(s);
}

/* The method with the parameters as they are, or as `varied` has them. */
static void *make(struct state *s, const void *varied)
{
  const struct restart_setup *c = &s->config;
  struct descent_setup descent = c->descent;
  if (!descent.rule) return c->inner->alloc(&s->setup, varied ? varied : c->config);
  if (varied) descent.source_config = varied;
  return c->inner->alloc(&s->setup, &descent);
}

static const void *varied_from(const struct restart_setup *c)
{
  return c->descent.rule ? c->descent.source_config : c->config;
}

/* The method is made: its search begins. */
static void begin(struct state *s)
{
  struct spread spread;
  bool known = s->config.inner->spread != NULL;
  if (known) s->config.inner->spread(s->inner, &spread);
  stopping_begin(s->stopping, known ? &spread : NULL);
  s->search_spent = s->points = s->cost = 0;
  s->stop = ASK_EVALUATE;
}

static void *alloc(const struct setup *setup, const void *config)
{
  size_t dim = setup->dim, bytes = dim * sizeof(double);
  struct state *s = calloc(1, sizeof *s + 3 * bytes);
  if (!s) return NULL;
  s->config = *(const struct restart_setup *)config;
  s->setup = *setup;
  s->root = setup->stream;
  s->budget = setup->budget;
  s->search_most = INFINITY;
  s->start = s->block;
  s->low = s->start + dim;
  s->high = s->low + dim;
  memcpy(s->start, setup->start, bytes);
  s->setup.start = s->start;
  if (s->config.wrap.restart != RESTART_STOP) {
    memcpy(s->low, setup->low, bytes);
    memcpy(s->high, setup->high, bytes);
    s->setup.low = s->low;
    s->setup.high = s->high;
    s->base = s->population = param_get(s->config.population, varied_from(&s->config));
  }
  s->varied = malloc(s->config.varied_size ? s->config.varied_size : 1);
  s->stopping = stopping_new(dim, setup->budget, &s->config.wrap);
  if (s->varied && s->stopping) s->inner = make(s, NULL);
  if (!s->inner) {
    release(s);
    return NULL;
  }
  begin(s);
  return s;
}

static double within(const struct param *p, double value)
{
  double low = value > p->low ? value : p->low;
  return low < p->high ? low : p->high;
}

static void put(const struct param *p, void *config, double value)
{
  char *field = (char *)config + p->offset;
  int whole = (int)value;
  if (p->kind == PARAM_KIND_REAL)
    memcpy(field, &value, sizeof value);
  else
    memcpy(field, &whole, sizeof whole);
}

static double draw(const struct state *s, uint64_t number)
{
  return stream_uniform(s->choice, number);
}

/* The search that ended is put to the account of its regime. */
static void charge_regime(struct state *s)
{
  if (s->searches > 1) *(s->small ? &s->small_spent : &s->large_spent) += s->search_spent;
  if (!s->small) s->last_large = s->search_spent;
}

/* The parameters of search number s->searches. */
static void choose(struct state *s)
{
  const struct restart_setup *c = &s->config;
  memcpy(s->varied, varied_from(c), c->varied_size);
  s->small = c->wrap.restart == RESTART_BIPOP && s->small_spent < s->large_spent;
  s->search_most = s->small ? s->last_large / 2 : INFINITY;
  if (s->small) {
    double u = draw(s, DRAW_POPULATION), ratio = s->largest / (2 * s->base);
    s->population = floor(s->base * repro_pow(ratio > 1 ? ratio : 1, u * u));
    if (c->sigma) {
      double sigma = param_get(c->sigma, s->varied) * repro_pow(10, -2 * draw(s, DRAW_SIGMA));
      put(c->sigma, s->varied, within(c->sigma, sigma));
    }
  } else {
    s->largest *= c->wrap.increase;
    s->population = floor(s->largest);
  }
  s->population = within(c->population, s->population);
  put(c->population, s->varied, s->population);
}

/* ASK_EVALUATE, or why there is no other search. */
static enum ask begin_again(struct state *s)
{
  size_t dim = s->setup.dim;
  /* Not for ever without an evaluation. */
  if (!(s->search_spent > 0 && s->first_cost > 0)) return s->stop;
  charge_regime(s);
  s->setup.stream = stream_numbered(stream_named(s->root, "again"), (uint64_t)s->searches);
  s->choice = stream_named(s->setup.stream, "choice");
  s->setup.budget = s->budget - s->spent;
  choose(s);
  if (s->first_cost / s->base * s->population > s->setup.budget) return ASK_BUDGET;
  for (size_t i = 0; i < dim; i++)
    s->start[i] = s->low[i] + draw(s, DRAW_START + i) * (s->high[i] - s->low[i]);
  void *next = make(s, s->varied);
  if (!next) return ASK_NO_MEMORY;
  s->config.inner->free(s->inner);
  s->inner = next;
  begin(s);
  return ASK_EVALUATE;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  while (!s->over) {
    if (!s->stop) {
      s->stop = s->config.inner->ask(s->inner, query);
      if (!s->stop) {
        s->query = *query;
        if (!query->again) s->points += (double)query->count;
        stopping_asked(s->stopping, query);
        return ASK_EVALUATE;
      }
    }
    s->counts[s->stop]++;
    s->searches++;
    enum ask last = s->stop;
    if (s->config.wrap.restart != RESTART_STOP) last = begin_again(s);
    s->over = last != ASK_EVALUATE;
    s->stop = last;
  }
  return s->stop;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  const struct optimizer_type *inner = s->config.inner;
  double cost = query_cost(&s->query, &s->setup);
  s->cost += cost;
  s->spent += cost;
  s->search_spent += cost;
  stopping_told(s->stopping, &s->query, answer->f);
  inner->tell(s->inner, answer);
  if (s->query.more) return;
  if (!(s->first_cost > 0)) {
    s->first_cost = s->cost;
    if (!(s->base > 0)) s->base = s->population = s->points;
    s->largest = s->base;
  }
  struct spread spread;
  if (inner->spread) inner->spread(s->inner, &spread);
  s->stop = stopping_test(s->stopping, inner->spread ? &spread : NULL, inner->incumbent(s->inner));
  if (!s->stop && s->search_spent + s->cost > s->search_most) s->stop = ASK_MAXITER;
  s->points = s->cost = 0;
}

static const double *incumbent(const void *state)
{
  const struct state *s = state;
  return s->config.inner->incumbent(s->inner);
}

static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  const struct restart_setup *c = &s->config;
  const char *const *names =
      c->descent.rule ? c->descent.source->diagnostics : c->inner->diagnostics;
  size_t count = 0;
  if (c->inner->diagnose) c->inner->diagnose(s->inner, values);
  if (c->wrap.restart == RESTART_STOP) return;
  while (names && names[count] && count < DIAGNOSTICS_MAX - 2) count++;
  values[count] = s->searches - s->over;
  values[count + 1] = s->population > 0 ? s->population : s->points;
}

static double deviation(const void *state)
{
  const struct state *s = state;
  return reach_of(s->config.inner, s->inner, s->setup.dim);
}

static void covariance(const void *state, double *out)
{
  const struct state *s = state;
  s->config.inner->covariance(s->inner, out);
}

static void stops(const void *state, double *counts)
{
  memcpy(counts, ((const struct state *)state)->counts, sizeof(double) * ASK_KINDS);
}

static const struct param none[] = {PARAM_TABLE_END};

const struct optimizer_type LEVELED(optimizer_restart) = {
    .name = "restart",
    .title = "restart",
    .summary = "stopping tests and restarts around a method with a population",
    .params = none,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnose = diagnose,
    .deviation = deviation,
    .covariance = covariance,
    .stops = stops,
    .free = release,
};
