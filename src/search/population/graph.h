/* graph.h -- who hears whom: undirected graphs of agents, for netes.c.
 *
 * A graph is drawn from a stream by name, so that the same run has the same one. Everybody hears
 * himself. There are
 *   full         all with all;
 *   erdos-renyi  each pair with the probability `density` (Erdos and Renyi, Publicationes
 *                Mathematicae 6, 1959; Gilbert 1959): i < j if u_ij < density;
 *   small-world  a ring on which each hears the k nearest, k the even number nearest to
 *                density (n - 1) and at least 2; then each of the n k / 2 edges, the nearest first
 *                and round the ring, is given another end with the probability `rewiring`
 *                (Watts and Strogatz, Nature 393, 1998);
 *   ring         the two nearest;
 *   scale-free   one after the other joins m of those before, each with a probability in
 *                proportion to how many hear him (Barabasi and Albert, Science 286, 1999), m such
 *                that the m (n - m) edges are nearest to density n (n - 1) / 2, of which they can
 *                be half at most. */
#ifndef OPTBENCH_SRC_SEARCH_POPULATION_GRAPH_H
#define OPTBENCH_SRC_SEARCH_POPULATION_GRAPH_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "src/draws/draw.h"
#include "src/search/population/members.h"

enum graph_kind { GRAPH_FULL, GRAPH_ERDOS_RENYI, GRAPH_SMALL_WORLD, GRAPH_RING, GRAPH_SCALE_FREE };

/* A graph of two parts is drawn again so many times at most; then its parts are joined. */
enum { GRAPH_ATTEMPTS = 16 };

struct graph {
  size_t n, words; /* words of 64 bits a row */
  uint64_t *row;   /* bit i of row j: j hears i */
};

struct graph_setup {
  enum graph_kind kind;
  double density, rewiring;
  bool connected;
  struct stream stream;
  const struct draw *draw; /* NULL: from the stream; else uniforms of generation 0 */
};

/* Doubles of memory for graph_of, and of scratch for graph_draw. */
static inline size_t graph_doubles(size_t n) { return n * ((n + 63) / 64); }
static inline size_t graph_scratch(size_t n) { return 2 * n; }

static inline struct graph graph_of(size_t n, double *memory)
{
  return (struct graph){.n = n, .words = (n + 63) / 64, .row = (uint64_t *)memory};
}

static inline const uint64_t *graph_row(const struct graph *g, size_t j)
{
  return g->row + j * g->words;
}

static inline bool graph_has(const struct graph *g, size_t j, size_t i)
{
  return graph_row(g, j)[i / 64] >> (i % 64) & 1;
}

/* How many j hears, himself left out. */
static inline size_t graph_degree(const struct graph *g, size_t j)
{
  size_t count = 0;
  for (size_t i = 0; i < g->n; i++) count += graph_has(g, j, i);
  return count - 1;
}

/* Edges over those of the full graph; of at least 2. */
static inline double graph_density(const struct graph *g)
{
  double twice = 0, n = (double)g->n;
  for (size_t j = 0; j < g->n; j++) twice += (double)graph_degree(g, j);
  return twice / (n * (n - 1));
}

static inline void graph_set(struct graph *g, size_t j, size_t i)
{
  g->row[j * g->words + i / 64] |= (uint64_t)1 << (i % 64);
  g->row[i * g->words + j / 64] |= (uint64_t)1 << (j % 64);
}

static inline void graph_cut(struct graph *g, size_t j, size_t i)
{
  g->row[j * g->words + i / 64] &= ~((uint64_t)1 << (i % 64));
  g->row[i * g->words + j / 64] &= ~((uint64_t)1 << (j % 64));
}

/* On the ring to the `near` nearest on either side. */
static inline void graph_lattice(struct graph *g, size_t near)
{
  for (size_t h = 1; h <= near; h++)
    for (size_t i = 0; i < g->n; i++) graph_set(g, i, (i + h) % g->n);
}

static inline void graph_erdos_renyi(struct graph *g, const struct graph_setup *setup,
                                     struct stream stream, double *u)
{
  for (size_t i = 0; i < g->n; i++) {
    draw_uniforms(setup->draw, stream, 0, (uint32_t)i, 1, g->n, u);
    for (size_t j = i + 1; j < g->n; j++)
      if (u[j] < setup->density) graph_set(g, i, j);
  }
}

/* Neighbours on either side of the ring, so that they are about density (n - 1) in all. */
static inline size_t graph_near(size_t n, double density)
{
  size_t most = (n - 1) / 2, near = (size_t)(density * (double)(n - 1) / 2 + 0.5);
  if (near > most) near = most;
  return near < 1 ? 1 : near;
}

/* Of those that i does not hear, number `which`. */
static inline size_t graph_stranger(const struct graph *g, size_t i, size_t which)
{
  size_t k = 0;
  for (;; k++)
    if (!graph_has(g, i, k) && !which--) return k;
}

static inline void graph_small_world(struct graph *g, const struct graph_setup *setup,
                                     struct stream stream, double *u)
{
  size_t n = g->n, near = graph_near(n, setup->density);
  graph_lattice(g, near);
  for (size_t h = 1; h <= near; h++) {
    draw_uniforms(setup->draw, stream, 0, (uint32_t)h, 1, 2 * n, u);
    for (size_t i = 0; i < n; i++) {
      size_t strangers = n - 1 - graph_degree(g, i), old = (i + h) % n;
      if (u[2 * i] >= setup->rewiring || !strangers) continue;
      size_t end = graph_stranger(g, i, members_pick(u[2 * i + 1], strangers));
      graph_cut(g, i, old);
      graph_set(g, i, end);
    }
  }
}

static inline size_t graph_joins(size_t n, double density)
{
  double want = density * (double)n * (double)(n - 1) / 2, near = INFINITY;
  size_t best = 1;
  for (size_t m = 1; m <= n / 2; m++) {
    double off = fabs((double)m * (double)(n - m) - want);
    if (off < near) {
      near = off;
      best = m;
    }
  }
  return best;
}

/* Of 0 ... v - 1, those left out that v hears, one with a probability in proportion to degree. */
static inline size_t graph_popular(const struct graph *g, size_t v, const double *degree, double u)
{
  double total = 0;
  size_t last = 0;
  for (size_t i = 0; i < v; i++)
    if (!graph_has(g, v, i)) total += degree[i];
  double left = u * total;
  for (size_t i = 0; i < v; i++) {
    if (graph_has(g, v, i)) continue;
    last = i;
    if ((left -= degree[i]) < 0) break;
  }
  return last;
}

static inline void graph_scale_free(struct graph *g, const struct graph_setup *setup,
                                    struct stream stream, double *u)
{
  size_t n = g->n, m = graph_joins(n, setup->density);
  double *degree = u + n;
  memset(degree, 0, n * sizeof *degree);
  for (size_t v = m; v < n; v++) {
    draw_uniforms(setup->draw, stream, 0, (uint32_t)v, 1, m, u);
    for (size_t k = 0; k < m; k++) {
      size_t end = v == m ? k : graph_popular(g, v, degree, u[k]);
      graph_set(g, v, end);
      degree[end]++;
      degree[v]++;
    }
  }
}

/* part[j]: the least that j is joined to, by whatever way. How many parts there are. */
static inline size_t graph_parts(const struct graph *g, double *part)
{
  size_t parts = 0;
  for (size_t j = 0; j < g->n; j++) part[j] = (double)j;
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t j = 0; j < g->n; j++)
      for (size_t i = 0; i < g->n; i++)
        if (part[i] < part[j] && graph_has(g, j, i)) {
          part[j] = part[i];
          changed = true;
        }
  }
  for (size_t j = 0; j < g->n; j++) parts += part[j] == (double)j;
  return parts;
}

/* The least of each part with the least of the next. */
static inline void graph_join(struct graph *g, const double *part)
{
  size_t last = 0;
  for (size_t j = 1; j < g->n; j++)
    if (part[j] == (double)j) {
      graph_set(g, last, j);
      last = j;
    }
}

static inline void graph_attempt(struct graph *g, const struct graph_setup *setup,
                                 struct stream stream, double *scratch)
{
  memset(g->row, 0, g->n * g->words * sizeof *g->row);
  for (size_t j = 0; j < g->n; j++) graph_set(g, j, j);
  if (setup->kind == GRAPH_FULL)
    graph_lattice(g, g->n / 2);
  else if (setup->kind == GRAPH_RING)
    graph_lattice(g, 1);
  else if (setup->kind == GRAPH_ERDOS_RENYI)
    graph_erdos_renyi(g, setup, stream, scratch);
  else if (setup->kind == GRAPH_SMALL_WORLD)
    graph_small_world(g, setup, stream, scratch);
  else
    graph_scale_free(g, setup, stream, scratch);
}

/* scratch: graph_scratch(n) doubles. The other three kinds have one part always. */
static inline void graph_draw(struct graph *g, const struct graph_setup *setup, double *scratch)
{
  bool whole = setup->kind != GRAPH_ERDOS_RENYI && setup->kind != GRAPH_SMALL_WORLD;
  for (uint64_t attempt = 0; attempt < GRAPH_ATTEMPTS; attempt++) {
    graph_attempt(g, setup, stream_numbered(setup->stream, attempt), scratch);
    if (whole || !setup->connected || graph_parts(g, scratch) == 1) return;
  }
  graph_join(g, scratch);
}

#endif
