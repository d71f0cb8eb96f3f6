/* chain.c -- see chain.h, and src/chain.c for when a method hands over.
 *
 * The first method is the bare one, bit by bit, until its turn ends. Each further one has a stream
 * of its own, named by its place. */
#include "src/compose/chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/compose/cost.h"
#include "src/compose/reach.h"

struct state {
  struct chain_setup config;
  struct setup setup; /* of the method whose turn it is */
  struct stream root;
  const struct optimizer_type *type; /* of that method, */
  void *inner;                       /* and its state */
  struct restart_setup changed;      /* its config, with another deviation */
  void *varied;                      /* the part of it that has sigma */
  size_t stage;
  struct query query;           /* the last one */
  bool under_way;               /* its step goes on */
  enum ask over;                /* ASK_EVALUATE: there is more */
  double budget, spent;         /* of the run */
  double turn_spent, turn_most; /* of the method's turn */
  double best, best_spent;      /* the best value that it was told, and what was spent by then */
  double counts[ASK_KINDS];     /* of the turns that are over */
  double *start, *low, *high;   /* dim values each */
  double block[];
};

static void release(void *state)
{
  struct state *s = state;
  if (s->inner) s->type->free(s->inner);
  free(s->varied);
  free(s);
}

static const struct optimizer_type *type_of(const struct state *s, size_t stage)
{
  const struct restart_setup *m = s->config.stage[stage].method;
  return m->wrap.restart == RESTART_OFF ? m->inner : s->config.restart;
}

static void *make(const struct state *s, const struct restart_setup *method)
{
  const void *config = method;
  if (method->wrap.restart == RESTART_OFF)
    config = method->descent.rule ? (const void *)&method->descent : method->config;
  return type_of(s, s->stage)->alloc(&s->setup, config);
}

/* The method's turn begins. */
static void begin(struct state *s)
{
  s->type = type_of(s, s->stage);
  s->turn_spent = s->best_spent = 0;
  s->best = INFINITY;
}

/* What the method of s->stage may spend. */
static double allowance(const struct state *s)
{
  double share = s->config.stage[s->stage].handover.share, left = s->budget - s->spent;
  size_t stages = s->config.count - s->stage;
  double most = share > 0 ? share * s->budget : left / (double)stages;
  most = stages > 1 && most < left ? most : left;
  return most > 0 ? most : 0;
}

static void *alloc(const struct setup *setup, const void *config)
{
  size_t dim = setup->dim, bytes = dim * sizeof(double);
  struct state *s = calloc(1, sizeof *s + 3 * bytes);
  if (!s) return NULL;
  s->config = *(const struct chain_setup *)config;
  s->setup = *setup;
  s->root = setup->stream;
  s->budget = setup->budget;
  s->start = s->block;
  s->low = s->start + dim;
  s->high = s->low + dim;
  memcpy(s->start, setup->start, bytes);
  memcpy(s->low, setup->low, bytes);
  memcpy(s->high, setup->high, bytes);
  s->setup.start = s->start;
  s->setup.low = s->low;
  s->setup.high = s->high;
  size_t varied = 1;
  for (size_t i = 0; i < s->config.count; i++) {
    size_t size = s->config.stage[i].method->varied_size;
    varied = size > varied ? size : varied;
  }
  s->varied = malloc(varied);
  s->setup.budget = s->turn_most = allowance(s);
  if (s->varied) {
    begin(s);
    s->inner = make(s, s->config.stage[0].method);
  }
  if (s->inner) return s;
  release(s);
  return NULL;
}

/* The config of the next method: with this deviation, where that can be. */
static const struct restart_setup *inheriting(struct state *s, double deviation)
{
  const struct chain_stage *stage = &s->config.stage[s->stage];
  const struct restart_setup *m = stage->method;
  const struct param *sigma = m->sigma;
  if (!stage->handover.inherit || !sigma || sigma->kind != PARAM_KIND_REAL) return m;
  if (!(deviation >= sigma->low && deviation <= sigma->high)) return m;
  const void *owner = m->descent.rule ? m->descent.source_config : m->config;
  memcpy(s->varied, owner, m->varied_size);
  memcpy((char *)s->varied + sigma->offset, &deviation, sizeof deviation);
  s->changed = *m;
  if (m->descent.rule)
    s->changed.descent.source_config = s->varied;
  else
    s->changed.config = s->varied;
  return &s->changed;
}

static void count_stops(const struct state *s, double *counts)
{
  double own[ASK_KINDS];
  if (!s->type->stops) return;
  s->type->stops(s->inner, own);
  for (size_t i = 0; i < ASK_KINDS; i++) counts[i] += own[i];
}

/* The next method's turn. ASK_EVALUATE or ASK_NO_MEMORY. */
static enum ask hand_over(struct state *s)
{
  double deviation = reach_of(s->type, s->inner, s->setup.dim);
  memcpy(s->start, s->type->incumbent(s->inner), s->setup.dim * sizeof *s->start);
  count_stops(s, s->counts);
  s->type->free(s->inner);
  s->inner = NULL;
  s->stage++;
  s->setup.stream = stream_numbered(stream_named(s->root, "stage"), s->stage);
  s->setup.budget = s->turn_most = allowance(s);
  begin(s);
  s->inner = make(s, inheriting(s, deviation));
  return s->inner ? ASK_EVALUATE : ASK_NO_MEMORY;
}

static bool turn_over(const struct state *s)
{
  double patience = s->config.stage[s->stage].handover.patience;
  if (s->under_way || s->stage + 1 == s->config.count || !(s->turn_spent > 0)) return false;
  if (s->turn_spent >= s->turn_most) return true;
  return patience > 0 && s->turn_spent - s->best_spent >= patience * s->budget;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  while (!s->over) {
    enum ask ended;
    bool last = s->stage + 1 == s->config.count;
    bool over = turn_over(s);
    /* A step may turn out to go on only when it is asked for more. */
    ended = s->type->ask(s->inner, query);
    if (ended == ASK_EVALUATE && (!over || query->joined)) {
      s->query = *query;
      return ASK_EVALUATE;
    }
    if (ended != ASK_EVALUATE && !s->type->stops) s->counts[ended]++;
    s->over = ended == ASK_NO_MEMORY || last ? ended : hand_over(s);
  }
  return s->over;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  double cost = query_cost(&s->query, &s->setup);
  s->spent += cost;
  s->turn_spent += cost;
  s->under_way = s->query.more;
  for (size_t k = 0; k < s->query.count; k++)
    if (answer->f[k] < s->best) {
      s->best = answer->f[k];
      s->best_spent = s->turn_spent;
    }
  s->type->tell(s->inner, answer);
}

static const double *incumbent(const void *state)
{
  const struct state *s = state;
  /* Where there was no memory for the next one, it stands where that one was to begin. */
  return s->inner ? s->type->incumbent(s->inner) : s->start;
}

static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  values[0] = (double)s->stage + 1;
  values[1] = s->spent - s->turn_spent;
}

static void stops(const void *state, double *counts)
{
  const struct state *s = state;
  memcpy(counts, s->counts, sizeof s->counts);
  if (s->inner) count_stops(s, counts);
}

static const struct param none[] = {PARAM_TABLE_END};
static const char *const diagnostics[] = {"stage", "stage_began", NULL};

const struct optimizer_type LEVELED(optimizer_chain) = {
    .name = "chain",
    .title = "chain",
    .summary = "one method after another on the same run",
    .params = none,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .stops = stops,
    .free = release,
};
