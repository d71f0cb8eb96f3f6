/* ga_novelty.c -- see ga_novelty.h. */
#include "src/search/population/ga_novelty.h"

#include <stdlib.h>
#include <string.h>

#include "src/draws/population.h"
#include "src/draws/random.h"
#include "src/search/population/archive.h"

enum {
  MANY = 4,     /* more than so many in a generation raise the threshold, */
  PATIENCE = 10 /* so many generations without any lower it */
};
static const double raise = 1.2, lower = 0.95;

struct ga_novelty {
  size_t width, population, elites;
  struct stream stream;
  double chance, threshold;
  int quiet;                     /* generations in a row in which none was above the threshold */
  struct archive archive, crowd; /* crowd: children, then elites */
  struct nearest nearest;
  double *key, *behaviour; /* population and width values */
  double *kept, *spare;    /* elites * width values each */
  double block[];
};

struct ga_novelty *ga_novelty_new(const struct setup *setup, size_t population, size_t elites,
                                  int neighbours, double archive_chance)
{
  size_t width = setup->behaviours, nearest = (size_t)neighbours + 1;
  population = population_whole(setup, population);
  if (elites > population) elites = population;
  size_t room = archive_room(setup->budget + (double)population, width);
  size_t archived = archive_doubles(room, width), crowd = archive_doubles(population, width);
  size_t doubles = archived + crowd + nearest + population + (1 + 2 * elites) * width;
  struct ga_novelty *n = malloc(sizeof *n + doubles * sizeof *n->block);
  if (!n) return NULL;
  *n = (struct ga_novelty){.width = width,
                           .population = population,
                           .elites = elites,
                           .stream = stream_named(setup->stream, "archive"),
                           .chance = archive_chance,
                           .key = n->block};
  n->behaviour = n->key + population;
  n->kept = n->behaviour + width;
  n->spare = n->kept + elites * width;
  n->nearest = (struct nearest){.most = nearest, .square = n->spare + elites * width};
  n->crowd = archive_of(population, width, n->nearest.square + nearest);
  n->archive = archive_of(room, width, n->crowd.values + crowd);
  return n;
}

void ga_novelty_child(struct ga_novelty *n, size_t child, const double *behaviour)
{
  archive_put(&n->crowd, child, behaviour);
}

void ga_novelty_elite(struct ga_novelty *n, size_t elite, const double *behaviour)
{
  memcpy(n->kept + elite * n->width, behaviour, n->width * sizeof *behaviour);
}

/* Of individual number i. Nobody in the crowd is nearer to it than itself, at 0. */
static double novelty_of(struct ga_novelty *n, size_t i)
{
  archive_get(&n->crowd, i, n->behaviour);
  n->nearest.count = 0;
  archive_near(&n->crowd, n->behaviour, &n->nearest);
  archive_near(&n->archive, n->behaviour, &n->nearest);
  return nearest_mean(&n->nearest, 1);
}

const double *ga_novelty_rank(struct ga_novelty *n, size_t children)
{
  for (size_t i = children; i < n->population; i++)
    archive_put(&n->crowd, i, n->kept + (i - children) * n->width);
  for (size_t i = 0; i < n->population; i++) n->key[i] = -novelty_of(n, i);
  return n->key;
}

/* The children's that are above the threshold, and some others. How many are above. */
static size_t remember(struct ga_novelty *n, uint64_t generation, size_t children)
{
  size_t above = 0;
  for (size_t i = 0; i < children; i++) {
    double u = 1;
    bool novel = -n->key[i] > n->threshold;
    if (!novel && n->chance > 0) random_uniforms(n->stream, generation, (uint32_t)i, 1, 1, &u);
    above += novel;
    if (!novel && !(u < n->chance)) continue;
    archive_get(&n->crowd, i, n->behaviour);
    archive_add(&n->archive, n->behaviour);
  }
  return above;
}

void ga_novelty_settle(struct ga_novelty *n, uint64_t generation, size_t children,
                       const uint32_t *order)
{
  for (size_t r = 0; r < n->elites; r++) archive_get(&n->crowd, order[r], n->spare + r * n->width);
  double *left = n->kept;
  n->kept = n->spare;
  n->spare = left;
  double mean = -vec_sum(n->key, n->population) / (double)n->population;
  if (!generation) n->threshold = mean;
  size_t above = remember(n, generation, children);
  n->quiet = above ? 0 : n->quiet + 1;
  if (above > MANY) n->threshold = n->threshold > 0 ? n->threshold * raise : mean;
  if (n->quiet == PATIENCE) {
    n->threshold *= lower;
    n->quiet = 0;
  }
  n->crowd.count = 0;
}
