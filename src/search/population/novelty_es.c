/* novelty_es.c -- see novelty_es.h. */
#include "src/search/population/novelty_es.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/draws/population.h"
#include "src/search/population/archive.h"
#include "src/sources/utility.h"

extern const struct rule_type LEVELED(rule_adam);
static const struct rule_type *const adam = &LEVELED(rule_adam);

enum phase { START, SAMPLES, MOVED }; /* what is evaluated */

struct state {
  struct novelty_es_config config;
  size_t dim, width, members; /* width: values of a behaviour */
  const struct draw *draw;
  struct stream parents;
  struct population samples; /* a sample is a pair of points; generations from 1 on */
  struct archive archive;
  struct nearest nearest;
  struct ranking ranking;
  enum phase phase;
  size_t done, count; /* points of this phase that were answered; of the query */
  size_t parent, best_member;
  bool moved; /* a point of this generation is not where the parent was */
  int still;  /* generations in a row without any that is */
  bool adaptive;
  double weight, best_f; /* best_f: the lowest value of a member, ever */
  int waited;            /* generations since then, or since the weight changed */
  double mean_novelty;   /* of the last generation's samples */
  double *incumbent, *gradient;
  double *theta, *does;        /* a row a member: where it is, what it does */
  double *member_f, *apart;    /* the value of each member, and its novelty */
  double *x, *f, *novelty, *u; /* points of a chunk; a value a point of the generation each */
  void **rule;                 /* Adam's moments of each member */
  double block[];
};

static void *alloc_rule(size_t dim, double rate)
{
  void *config = malloc(adam->config_size);
  if (!config) return NULL;
  param_defaults(adam->params, config);
  const struct param *p = param_find(adam->params, "rate", strlen("rate"));
  memcpy((char *)config + p->offset, &rate, sizeof rate);
  void *rule = adam->alloc(&(struct rule_setup){.size = dim, .weights = dim}, config);
  free(config);
  return rule;
}

/* Where each member begins. */
static void place_members(struct state *s, const struct setup *setup)
{
  size_t dim = s->dim;
  memcpy(s->theta, setup->start, dim * sizeof *s->theta);
  for (size_t m = 1; m < s->members; m++) {
    double *restrict theta = s->theta + m * dim;
    draw_normals(s->draw, setup->stream, 0, (uint32_t)m, 1, dim, theta);
    for (size_t i = 0; i < dim; i++) theta[i] = s->theta[i] + s->config.spread * theta[i];
  }
}

static double *take(double **at, size_t count)
{
  double *taken = *at;
  *at += count;
  return taken;
}

void *novelty_es_alloc(const struct setup *setup, const void *config, double weight, bool adaptive)
{
  const struct novelty_es_config *c = config;
  size_t dim = setup->dim, width = setup->behaviours;
  size_t members = population_within(setup->budget, (size_t)c->members, 1, CHUNK_VALUES);
  struct population samples = population_of(setup, ((size_t)c->population + 1) / 2, 2, true);
  size_t n = 2 * samples.samples, normals = population_values(&samples);
  double generations = floor(setup->budget / (c->population + 1.0));
  size_t entries = archive_room((double)members + generations + 1, width);
  size_t archived = archive_doubles(entries, width), k = (size_t)c->neighbours;
  size_t ranks = ranking_values(UTILITY_CENTRED_RANK, n);
  size_t doubles = (2 + members) * dim + members * (width + 2) + normals + 2 * samples.chunk * dim +
                   3 * n + ranks + k + archived;
  struct state *s = malloc(sizeof *s + doubles * sizeof *s->block);
  if (!s) return NULL;
  double *at = s->block;
  *s = (struct state){.config = *c,
                      .dim = dim,
                      .width = width,
                      .members = members,
                      .draw = setup->draw,
                      .parents = stream_named(setup->stream, "parents"),
                      .samples = samples,
                      .weight = weight,
                      .adaptive = adaptive,
                      .best_f = INFINITY};
  s->incumbent = take(&at, dim);
  s->gradient = take(&at, dim);
  s->theta = take(&at, members * dim);
  s->does = take(&at, members * width);
  s->member_f = take(&at, members);
  s->apart = take(&at, members);
  s->samples.memory = take(&at, normals);
  s->samples.generation = 1;
  s->x = take(&at, 2 * samples.chunk * dim);
  s->f = take(&at, n);
  s->novelty = take(&at, n);
  s->u = take(&at, n);
  s->ranking = ranking_of(UTILITY_CENTRED_RANK, TIES_SHARED, n, false, take(&at, ranks));
  s->nearest = (struct nearest){.most = k, .square = take(&at, k)};
  s->archive = archive_of(entries, width, take(&at, archived));
  memcpy(s->incumbent, setup->start, dim * sizeof *s->incumbent);
  place_members(s, setup);
  s->rule = calloc(members, sizeof *s->rule);
  bool whole = s->rule != NULL;
  for (size_t m = 0; whole && m < members; m++)
    whole = (s->rule[m] = alloc_rule(dim, c->rate)) != NULL;
  if (whole) return s;
  novelty_es_free(s);
  return NULL;
}

void novelty_es_free(void *state)
{
  struct state *s = state;
  for (size_t m = 0; s->rule && m < s->members; m++)
    if (s->rule[m]) adam->free(s->rule[m]);
  free(s->rule);
  free(s);
}

static double novelty_of(struct state *s, const double *behaviour)
{
  s->nearest.count = 0;
  archive_near(&s->archive, behaviour, &s->nearest);
  return nearest_mean(&s->nearest, 0);
}

static void choose_parent(struct state *s)
{
  double u, total = 0;
  for (size_t m = 0; m < s->members; m++) {
    s->apart[m] = novelty_of(s, s->does + m * s->width);
    total += s->apart[m];
  }
  draw_uniforms(s->draw, s->parents, s->samples.generation, 0, 1, 1, &u);
  double left = u * total;
  for (s->parent = 0; s->parent + 1 < s->members; s->parent++)
    if ((left -= s->apart[s->parent]) < 0) break;
}

static double *parent_of(const struct state *s) { return s->theta + s->parent * s->dim; }

static void ask_samples(struct state *s, struct query *query)
{
  size_t dim = s->dim;
  double sigma = s->config.sigma;
  const double *restrict theta = parent_of(s);
  double *restrict x = s->x;
  population_turn(&s->samples, s->done / 2);
  const double *restrict z = s->samples.z;
  for (size_t p = 0; p < s->samples.count; p++, z += dim, x += 2 * dim) {
    for (size_t i = 0; i < dim; i++) {
      double step = sigma * z[i];
      x[i] = theta[i] + step;
      x[dim + i] = theta[i] - step;
    }
    for (size_t i = 0; i < dim && !s->moved; i++)
      s->moved = x[i] != theta[i] || x[dim + i] != theta[i];
  }
  *query = (struct query){.x = s->x, .count = 2 * s->samples.count, .more = true};
}

static void ask_start(const struct state *s, struct query *query)
{
  size_t most = chunk_rows(s->dim, s->members), left = s->members - s->done;
  *query = (struct query){
      .x = s->theta + s->done * s->dim, .count = left < most ? left : most, .more = true};
}

enum ask novelty_es_ask(void *state, struct query *query)
{
  struct state *s = state;
  if (s->phase == SAMPLES && !s->done) {
    if (s->still == STALL_PATIENCE) return ASK_STALLED;
    s->moved = false;
    choose_parent(s);
  }
  if (s->phase == START)
    ask_start(s, query);
  else if (s->phase == SAMPLES)
    ask_samples(s, query);
  else
    *query = (struct query){.x = parent_of(s), .count = 1};
  query->want_behaviour = true;
  s->count = query->count;
  return ASK_EVALUATE;
}

/* A member is worth f and does this. */
static void settle(struct state *s, size_t m, double f, const double *behaviour)
{
  s->member_f[m] = f;
  memcpy(s->does + m * s->width, behaviour, s->width * sizeof *behaviour);
  archive_add(&s->archive, behaviour);
}

static void stand(struct state *s, size_t members)
{
  size_t best = 0;
  for (size_t m = 1; m < members; m++)
    if (s->member_f[m] < s->member_f[best]) best = m;
  memcpy(s->incumbent, s->theta + best * s->dim, s->dim * sizeof *s->incumbent);
}

static void tell_start(struct state *s, const struct answer *answer)
{
  for (size_t k = 0; k < s->count; k++) {
    settle(s, s->done + k, answer->f[k], answer->behaviour + k * s->width);
    if (answer->f[k] < s->best_f) s->best_f = answer->f[k];
  }
  s->done += s->count;
  stand(s, s->done);
  if (s->done < s->members) return;
  s->done = 0;
  s->phase = SAMPLES;
}

/* u of each sample. */
static void weigh(struct state *s)
{
  size_t n = 2 * s->samples.samples;
  double w = s->weight;
  memcpy(s->u, s->novelty, n * sizeof *s->u);
  ranking_apply(&s->ranking, s->f);
  ranking_apply(&s->ranking, s->u);
  /* The lowest f is the highest return. */
  for (size_t k = 0; k < n; k++) s->u[k] = w * -s->f[k] + (1 - w) * s->u[k];
}

static void move_parent(struct state *s)
{
  struct population *p = &s->samples;
  size_t dim = s->dim;
  double *restrict g = s->gradient, *restrict theta = parent_of(s);
  double points = 2 * (double)p->samples, decay = s->config.weight_decay;
  memset(g, 0, dim * sizeof *g);
  for (size_t first = 0; first < p->samples; first += p->chunk) {
    population_turn(p, first);
    for (size_t k = 0; k < p->count; k++) {
      const double *u = s->u + 2 * (first + k);
      vec_axpy(u[1] - u[0], p->z + k * dim, g, dim);
    }
  }
  for (size_t i = 0; i < dim; i++) g[i] = g[i] / (points * s->config.sigma) + decay * theta[i];
  double *before = s->x;
  memcpy(before, theta, dim * sizeof *before);
  adam->step(s->rule[s->parent], &(struct pace){.rate = 1, .momentum = NAN}, g, theta);
  for (size_t i = 0; i < dim && !s->moved; i++) s->moved = theta[i] != before[i];
  s->still = s->moved ? 0 : s->still + 1;
}

static void tell_samples(struct state *s, const struct answer *answer)
{
  size_t n = 2 * s->samples.samples;
  memcpy(s->f + s->done, answer->f, s->count * sizeof *s->f);
  for (size_t k = 0; k < s->count; k++)
    s->novelty[s->done + k] = novelty_of(s, answer->behaviour + k * s->width);
  s->done += s->count;
  if (s->done < n) return;
  s->mean_novelty = vec_sum(s->novelty, n) / (double)n;
  weigh(s);
  move_parent(s);
  population_next_generation(&s->samples);
  s->done = 0;
  s->phase = MOVED;
}

static void adapt(struct state *s, double f)
{
  double delta = s->config.delta_w;
  if (f < s->best_f) {
    s->best_f = f;
    s->weight = fmin(1, s->weight + delta);
    s->waited = 0;
  } else if (++s->waited >= s->config.patience_w) {
    s->weight = fmax(0, s->weight - delta);
    s->waited = 0;
  }
}

void novelty_es_tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  if (s->phase == START) {
    tell_start(s, answer);
  } else if (s->phase == SAMPLES) {
    tell_samples(s, answer);
  } else {
    settle(s, s->parent, answer->f[0], answer->behaviour);
    stand(s, s->members);
    if (s->adaptive) adapt(s, answer->f[0]);
    s->phase = SAMPLES;
  }
}

const double *novelty_es_incumbent(const void *state)
{
  return ((const struct state *)state)->incumbent;
}

const char *const novelty_es_diagnostics[] = {"novelty", "weight", "archive", NULL};

void novelty_es_diagnose(const void *state, double *values)
{
  const struct state *s = state;
  values[0] = s->mean_novelty;
  values[1] = s->weight;
  values[2] = (double)s->archive.count;
}

double novelty_es_deviation(const void *state)
{
  return ((const struct state *)state)->config.sigma;
}
