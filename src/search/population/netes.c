/* netes.c -- evolution strategies of agents on a graph, each of which hears its neighbours only.
 *
 * n agents, each with a theta_j of its own, on a graph A (graph.h), a_jj = 1. A generation:
 *   x_i = theta_i + sigma z_i                       (antithetic: and theta_i - sigma z_i)
 *   u_i = centred ranks in [-1/2, 1/2] of the values, of the lowest f 1/2, equal values sharing
 *         the mean of their ranks: over all samples, or over those that j hears
 *   with probability `broadcast` all agents become
 *         theta_b before its step, b whose sample had the lowest f, or that sample;
 *   else  theta_j += rate / (m sigma^2) sum_i a_ji u_i (x_i - theta_j) - rate weight_decay theta_j,
 *         m the number of all samples, or of those that j hears.
 * (Adjodah, Calacci, Dubey, Goyal, Krafft, Moro and Pentland, arXiv:1902.06740, 2019, equation 3
 * and algorithm 1.) With all hearing all, equal starts and no broadcast it is equation 1, the plain
 * evolution strategy: sgd@es:antithetic=no,utility=centred-rank.
 *
 * The ranks, the pairs and the weight decay are of its section 5. The authors' program ranks among
 * those that j hears, divides by their number, joins parts by drawing again until there is one, and
 * steps by Adam, which is not here; it moves theta_b before it is broadcast. Ranks over all do not
 * add up to 0 over neighbours, so that the agents of a thin graph drive each other away from 0 or
 * towards it. Among neighbours they add up to 0.
 *
 * Agent 0 begins at the start, the others at the start + spread z, z being sample j of generation
 * 0; samples are those of the generations from 1 on. The uniform of a generation's broadcast is
 * under the stream's descendant "broadcast", the graph under "graph".
 *
 * It stands at the theta of agent b of the last generation, after the step: the authors evaluate
 * there too. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/population.h"
#include "src/numeric/level.h"
#include "src/numeric/rank.h"
#include "src/numeric/vec.h"
#include "src/search/population/graph.h"
#include "src/search/population/members.h"

enum over { OVER_ALL, OVER_NEIGHBOURS };
enum sent { SENT_AGENT, SENT_SAMPLE };

static const char *const graphs[] = {"full", "erdos-renyi", "small-world",
                                     "ring", "scale-free",  NULL};
static const char *const overs[] = {"all", "neighbours", NULL};
static const char *const sents[] = {"agent", "sample", NULL};

struct config {
  double sigma, rate, density, rewiring, broadcast, weight_decay, spread;
  int population, graph, connected, sent, ranks, divisor, antithetic;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, sigma, 0.1, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "standard deviation of the noise"),
    PARAM_TUNED(struct config, rate, 0.01, 0, 1e6, 1e-6, 10, PARAM_LOG,
                "learning rate; sigma^2 is a step of about a sigma at most"),
    PARAM_TUNED(struct config, population, 40, 2, 1e6, 4, 256, PARAM_LOG, "agents"),
    PARAM_CHOICE(struct config, graph, GRAPH_ERDOS_RENYI, graphs, "who hears whom"),
    PARAM(struct config, density, 0.5, 0, 1,
          "share of all pairs that hear each other; not of full and ring"),
    PARAM(struct config, rewiring, 0.1, 0, 1,
          "of small-world: probability that an edge gets another end"),
    PARAM_CHOICE(struct config, connected, 1, param_no_yes,
                 "draw a graph of several parts again, and at last join them"),
    PARAM(struct config, broadcast, 0.8, 0, 1,
          "probability that a generation ends with all agents at one point"),
    PARAM_CHOICE(struct config, sent, SENT_AGENT, sents,
                 "that point: the agent whose sample was best, or the sample itself"),
    PARAM_CHOICE(struct config, ranks, OVER_NEIGHBOURS, overs,
                 "samples are ranked among all, or among those that an agent hears"),
    PARAM_CHOICE(struct config, divisor, OVER_ALL, overs,
                 "what the sum is divided by: the number of all samples, or of those heard"),
    PARAM_CHOICE(struct config, antithetic, 0, param_no_yes,
                 "two samples an agent, theta + s z and theta - s z"),
    PARAM(struct config, weight_decay, 0, 0, 1e6, "so many times theta is added to the gradient"),
    PARAM(struct config, spread, 0.1, 0, 1e6,
          "standard deviation of the other agents' starts around the first's"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t dim, agents, copies; /* copies: samples an agent */
  const struct draw *draw;
  struct stream broadcasts;
  struct population samples; /* a sample is an agent's; generations from 1 on */
  struct graph graph;
  double density;
  size_t done, count;   /* agents of this generation that were answered; of the query */
  bool moved;           /* something of this generation is not where an agent was */
  int still;            /* generations in a row without any that is */
  double sent;          /* broadcasts */
  const double *stand;  /* a row of theta, or the start */
  double *theta, *next; /* a row an agent */
  double *x;            /* points of a chunk */
  double *f, *u;        /* a value a sample each */
  uint32_t *order, *scratch;
  double block[];
};

static double *take(double **at, size_t count)
{
  double *taken = *at;
  *at += count;
  return taken;
}

static void place(struct state *s, const struct setup *setup)
{
  size_t dim = s->dim;
  memcpy(s->theta, setup->start, dim * sizeof *s->theta);
  for (size_t j = 1; j < s->agents; j++) {
    double *restrict theta = s->theta + j * dim;
    draw_normals(s->draw, setup->stream, 0, (uint32_t)j, 1, dim, theta);
    for (size_t i = 0; i < dim; i++) theta[i] = s->theta[i] + s->config.spread * theta[i];
  }
}

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, copies = c->antithetic ? 2 : 1;
  struct population samples = population_of(setup, (size_t)c->population, copies, true);
  size_t n = samples.samples, normals = population_values(&samples), points = copies * n;
  size_t scratch = graph_scratch(n);
  size_t doubles = 2 * n * dim + normals + copies * samples.chunk * dim + 3 * points +
                   graph_doubles(n) + scratch;
  struct state *s = malloc(sizeof *s + doubles * sizeof *s->block);
  if (!s) return NULL;
  double *at = s->block;
  *s = (struct state){.config = *c,
                      .dim = dim,
                      .agents = n,
                      .copies = copies,
                      .draw = setup->draw,
                      .broadcasts = stream_named(setup->stream, "broadcast"),
                      .samples = samples};
  s->theta = take(&at, n * dim);
  s->next = take(&at, n * dim);
  s->samples.memory = take(&at, normals);
  s->samples.generation = 1;
  s->x = take(&at, copies * samples.chunk * dim);
  s->f = take(&at, points);
  s->u = take(&at, points);
  s->order = (uint32_t *)take(&at, points);
  s->scratch = s->order + points;
  s->graph = graph_of(n, take(&at, graph_doubles(n)));
  graph_draw(&s->graph,
             &(struct graph_setup){.kind = (enum graph_kind)c->graph,
                                   .density = c->density,
                                   .rewiring = c->rewiring,
                                   .connected = c->connected,
                                   .stream = stream_named(setup->stream, "graph"),
                                   .draw = setup->draw},
             take(&at, scratch));
  s->density = graph_density(&s->graph);
  place(s, setup);
  s->stand = s->theta;
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  size_t dim = s->dim;
  double sigma = s->config.sigma;
  if (!s->done) {
    if (s->still == STALL_PATIENCE) return ASK_STALLED;
    s->moved = false;
  }
  population_turn(&s->samples, s->done);
  const struct population *p = &s->samples;
  double *restrict x = s->x;
  for (size_t k = 0; k < p->count; k++)
    for (size_t c = 0; c < s->copies; c++, x += dim) {
      const double *restrict theta = s->theta + (p->first + k) * dim, *restrict z = p->z + k * dim;
      double reach = c ? -sigma : sigma;
      for (size_t i = 0; i < dim; i++) x[i] = theta[i] + reach * z[i];
      for (size_t i = 0; i < dim && !s->moved; i++) s->moved = x[i] != theta[i];
    }
  s->count = p->count;
  *query = (struct query){
      .x = s->x, .count = s->copies * p->count, .more = p->first + p->count < p->samples};
  return ASK_EVALUATE;
}

static bool hears(const struct state *s, size_t j, size_t point)
{
  return graph_has(&s->graph, j, s->copies == 2 ? point / 2 : point);
}

/* u of the samples that j hears, ranked among them or among all; what it does not hear has 0. How
 * many it hears. order: of all samples, ascending. */
static size_t weigh(struct state *s, size_t j, const uint32_t *order)
{
  size_t points = s->copies * s->agents, heard = 0, ranked = 0;
  bool all = s->config.ranks == OVER_ALL;
  for (size_t k = 0; k < points; k++) heard += hears(s, j, k);
  double last = (double)((all ? points : heard) - 1);
  for (size_t from = 0, to; from < points; from = to) {
    size_t equal = 0;
    for (to = from; to < points && s->f[order[to]] == s->f[order[from]]; to++)
      equal += all || hears(s, j, order[to]);
    double rank = (double)ranked + ((double)equal - 1) / 2;
    for (size_t r = from; r < to; r++)
      s->u[order[r]] = hears(s, j, order[r]) && last > 0 ? 0.5 - rank / last : 0;
    ranked += equal;
  }
  return heard;
}

/* next_j += sum over the agents i of the current chunk u_i (x_i - theta_j). */
static void hear(struct state *s, size_t j)
{
  const struct population *p = &s->samples;
  size_t dim = s->dim;
  double sigma = s->config.sigma;
  const double *restrict own = s->theta + j * dim;
  double *restrict next = s->next + j * dim;
  for (size_t k = 0; k < p->count; k++) {
    size_t i = p->first + k;
    if (!graph_has(&s->graph, j, i)) continue;
    const double *u = s->u + s->copies * i;
    double each = s->copies == 2 ? u[0] + u[1] : u[0];
    double up = sigma * (s->copies == 2 ? u[0] - u[1] : u[0]);
    const double *restrict other = s->theta + i * dim, *restrict z = p->z + k * dim;
    for (size_t c = 0; c < dim; c++) next[c] += each * (other[c] - own[c]) + up * z[c];
  }
}

static void step(struct state *s, size_t j, size_t heard)
{
  const struct config *c = &s->config;
  size_t dim = s->dim, points = s->copies * s->agents;
  double number = (double)(c->divisor == OVER_ALL ? points : heard);
  double scale = c->rate / number / c->sigma / c->sigma, decay = c->rate * c->weight_decay;
  const double *restrict theta = s->theta + j * dim;
  double *restrict next = s->next + j * dim;
  for (size_t i = 0; i < dim; i++) next[i] = theta[i] + scale * next[i] - decay * theta[i];
  for (size_t i = 0; i < dim && !s->moved; i++) s->moved = next[i] != theta[i];
}

static void learn(struct state *s, const uint32_t *order)
{
  struct population *p = &s->samples;
  size_t n = s->agents;
  memset(s->next, 0, n * s->dim * sizeof *s->next);
  for (size_t first = 0; first < n; first += p->chunk) {
    population_turn(p, first);
    for (size_t j = 0; j < n; j++) {
      size_t heard = weigh(s, j, order);
      hear(s, j);
      if (first + p->count == n) step(s, j, heard);
    }
  }
  double *swap = s->theta;
  s->theta = s->next;
  s->next = swap;
}

/* All agents become agent `best`, or its sample. */
static void broadcast(struct state *s, size_t point)
{
  struct population *p = &s->samples;
  size_t dim = s->dim, best = point / s->copies;
  double *restrict theta = s->next, reach = 0;
  if (s->config.sent == SENT_SAMPLE) reach = point % s->copies ? -s->config.sigma : s->config.sigma;
  population_turn(p, best / p->chunk * p->chunk);
  const double *restrict z = p->z + (best - p->first) * dim, *restrict was = s->theta + best * dim;
  for (size_t i = 0; i < dim; i++) theta[i] = was[i] + reach * z[i];
  for (size_t j = 0; j < s->agents; j++) {
    double *restrict at = s->theta + j * dim;
    for (size_t i = 0; i < dim && !s->moved; i++) s->moved = at[i] != theta[i];
    memcpy(at, theta, dim * sizeof *at);
  }
  s->sent++;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  size_t points = s->copies * s->agents;
  memcpy(s->f + s->copies * s->done, answer->f, s->copies * s->count * sizeof *s->f);
  s->done += s->count;
  if (s->done < s->agents) return;
  const uint32_t *order = rank_order(s->f, points, s->order, s->scratch);
  size_t best = order[0];
  double u;
  draw_uniforms(s->draw, s->broadcasts, s->samples.generation, 0, 1, 1, &u);
  if (u < s->config.broadcast)
    broadcast(s, best);
  else
    learn(s, order);
  s->stand = s->theta + best / s->copies * s->dim;
  s->still = s->moved ? 0 : s->still + 1;
  s->done = 0;
  population_next_generation(&s->samples);
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->stand; }

static const char *const diagnostics[] = {"deviation", "density", "broadcasts", NULL};

static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  values[0] = members_deviation(s->theta, s->agents, s->dim);
  values[1] = s->density;
  values[2] = s->sent;
}

static double deviation(const void *state) { return ((const struct state *)state)->config.sigma; }

extern const struct optimizer_type LEVELED(optimizer_netes);
const struct optimizer_type LEVELED(optimizer_netes) = {
    .name = "netes",
    .title = "NetES",
    .summary = "evolution strategies of agents on a graph, who hear their neighbours only",
    .formula =
        "x_i = theta_i + sigma z_i,   u_i: centred ranks, 1/2 of the lowest f, equal values alike\n"
        "theta_j <- theta_j + rate/(m sigma^2) sum_i a_ji u_i (x_i - theta_j), a_jj = 1, m: "
        "divisor\n"
        "or, with the probability `broadcast`, all become theta_b, b whose sample was the best\n"
        "small-world: a ring, edges rewired; scale-free: a density of 1/2 at most\n"
        "All hearing all, equal starts and no broadcast: sgd@es with centred ranks. ranks=all is\n"
        "the equation as it stands: over neighbours they do not add up to 0, and agents drift.\n"
        "start: x_0 and x_0 + spread z; it stands at theta_b after the step. Trace: how far the\n"
        "agents are apart, the density of the graph, and how many broadcasts there were",
    .reference = "Adjodah, Calacci, Dubey, Goyal, Krafft, Moro and Pentland, Leveraging "
                 "Communication Topologies Between Learning Agents in Deep Reinforcement Learning, "
                 "AAMAS 2020, arXiv:1902.06740, equation 3 and algorithm 1",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .deviation = deviation,
    .free = free,
    .kin = "es",
};
