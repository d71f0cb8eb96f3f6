/* seeds.h -- points as chains of named mutations, for ga.c: a tree whose nodes say by which draw
 * each individual differs from its parent, and the way back from a node to its point.
 *
 * After Such, Madhavan, Conti, Lehman, Stanley and Clune, Deep Neuroevolution, arXiv:1712.06567,
 * 2017, section 3. A point made again has the bits that it had. */
#ifndef OPTBENCH_SRC_SEARCH_POPULATION_SEEDS_H
#define OPTBENCH_SRC_SEARCH_POPULATION_SEEDS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "src/draws/draw.h"
#include "src/numeric/level.h"

enum { SEEDS_LEAST = 64 }; /* room for so many nodes a parent, at least, before points take over */

/* An individual: its parent's point and one mutation. Node 0 is the root, without one. */
struct seed {
  uint64_t generation;
  uint32_t sample, parent; /* parents have lower numbers */
  uint32_t heirs, link;    /* scratch */
};

struct seeds {
  size_t dim;
  double sigma; /* deviation of a mutation */
  struct stream stream;
  const struct draw *draw;
  size_t count, most; /* nodes there are, and that there is room for */
  struct seed *node;  /* the caller's, as are the next two */
  double *root, *z;   /* dim values each: the point of node 0; scratch */
};

/* Nodes that a run can come to need, and room for those of one more generation. `fresh`: the most
 * that a generation adds. */
static inline double seeds_ever(double budget, size_t population, size_t parents, size_t children,
                                size_t fresh)
{
  double left = budget - (double)population;
  if (left < 0) return 1;
  return 1 + (double)parents + (floor(left / (double)children) + 1) * (double)fresh;
}

/* As many nodes as take the memory of the points that would be in their place. */
static inline double seeds_worth(size_t parents, size_t dim)
{
  double each = 2 * (double)dim * sizeof(double) / sizeof(struct seed);
  return (each > SEEDS_LEAST ? floor(each) : SEEDS_LEAST) * (double)parents + 1;
}

/* z <- parent + sigma z */
static inline void seeds_mutate(size_t dim, double sigma, const double *restrict parent,
                                double *restrict z)
{
  for (size_t i = 0; i < dim; i++) z[i] = parent[i] + sigma * z[i];
}

/* x <- parent and a mutation of it, by name. They do not overlap. */
static inline void seeds_make(const struct seeds *s, uint64_t generation, size_t sample,
                              const double *parent, double *x)
{
  draw_normals(s->draw, s->stream, generation, (uint32_t)sample, 1, s->dim, x);
  seeds_mutate(s->dim, s->sigma, parent, x);
}

/* x <- x and the mutation of a node */
static inline void seeds_grow(const struct seeds *s, const struct seed *node, double *x)
{
  seeds_make(s, node->generation, node->sample, x, s->z);
  memcpy(x, s->z, s->dim * sizeof *x);
}

/* The point of a node, from the root down. */
static inline void seeds_rebuild(const struct seeds *s, uint32_t node, double *x)
{
  struct seed *tree = s->node;
  for (uint32_t n = node; n; n = tree[n].parent) tree[tree[n].parent].link = n;
  memcpy(x, s->root, s->dim * sizeof *x);
  for (uint32_t n = 0; n != node;) {
    n = tree[n].link;
    seeds_grow(s, tree + n, x);
  }
}

/* Drop the nodes that none of the `parents` nodes alive[] descends from, and add those that all do
 * to the root; alive[] becomes their new numbers. */
static inline void seeds_prune(struct seeds *s, uint32_t *alive, size_t parents)
{
  struct seed *tree = s->node;
  for (size_t n = 0; n < s->count; n++) tree[n].heirs = 0;
  for (size_t p = 0; p < parents; p++) tree[alive[p]].heirs += 2;
  for (size_t n = s->count - 1; n > 0; n--)
    if (tree[n].heirs) tree[tree[n].parent].heirs++;
  /* With one heir, and no parent itself: the heir is the next node that has any. */
  size_t root = 0, to = 1;
  while (tree[root].heirs == 1) {
    do root++;
    while (!tree[root].heirs);
    seeds_grow(s, tree + root, s->root);
  }
  tree[root].link = 0;
  for (size_t n = root + 1; n < s->count; n++)
    if (tree[n].heirs) {
      tree[n].parent = tree[tree[n].parent].link;
      tree[n].link = (uint32_t)to++;
    }
  for (size_t p = 0; p < parents; p++) alive[p] = tree[alive[p]].link;
  for (size_t n = root + 1; n < s->count; n++)
    if (tree[n].heirs) tree[tree[n].link] = tree[n];
  s->count = to;
}

#endif
