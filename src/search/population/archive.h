/* archive.h -- behaviours that are remembered, and how far the nearest of them are.
 *
 * The novelty of a behaviour b with respect to a set A is its mean Euclidean distance to the k
 * nearest of A, to all if there are fewer (Lehman and Stanley, Evolutionary Computation 19, 2011).
 *
 * Entries lie eight side by side, so that eight distances are one pass over the values. The k
 * least squares are kept in ascending order and added up in that order: what comes out depends on
 * the set alone, not on the order in which it was filled. */
#ifndef OPTBENCH_SRC_SEARCH_POPULATION_ARCHIVE_H
#define OPTBENCH_SRC_SEARCH_POPULATION_ARCHIVE_H

#include <stddef.h>

#include "src/numeric/level.h"
#include "src/numeric/vec.h"

#define archive_add  LEVELED(archive_add)
#define archive_put  LEVELED(archive_put)
#define archive_get  LEVELED(archive_get)
#define archive_near LEVELED(archive_near)
#define nearest_mean LEVELED(nearest_mean)

enum {
  ARCHIVE_ENTRIES = 100000, /* in an archive, at most, */
  ARCHIVE_VALUES = 1 << 25  /* and so many doubles, but for one entry: the oldest go */
};

struct archive {
  size_t width;       /* values of a behaviour, at least 1 */
  size_t most, count; /* entries there is room for, and that there are */
  size_t next;        /* where the next one goes */
  double *values;     /* archive_doubles */
};

/* Entries that there should be room for if so many can come. */
static inline size_t archive_room(double entries, size_t width)
{
  double most = ARCHIVE_VALUES / width < ARCHIVE_ENTRIES ? (double)(ARCHIVE_VALUES / width)
                                                         : (double)ARCHIVE_ENTRIES;
  if (entries < most) most = entries;
  return most > 1 ? (size_t)most : 1;
}

static inline size_t archive_doubles(size_t most, size_t width)
{
  return (most + LANES - 1) / LANES * LANES * width;
}

/* An empty one; memory: archive_doubles(most, width) doubles, to outlive it. */
static inline struct archive archive_of(size_t most, size_t width, double *memory)
{
  return (struct archive){.width = width, .most = most, .values = memory};
}

/* One more entry, width values; where there is no room, in the place of the oldest. */
void archive_add(struct archive *a, const double *behaviour);
/* Entry number `entry`, below a->count or that number itself. */
void archive_put(struct archive *a, size_t entry, const double *behaviour);
void archive_get(const struct archive *a, size_t entry, double *behaviour);

/* The least squares of distances, ascending. */
struct nearest {
  size_t most, count; /* how many are looked for, at least 1; how many there are */
  double *square;     /* most values */
};

/* Make them those of what was there (count = 0: nothing) and the distances of b to all of a. */
void archive_near(const struct archive *a, const double *b, struct nearest *n);
/* The mean of the distances but for the first `skip`; 0 if there are no others. A distance counts
 * as 1e300 at most, so that sums of a million means are finite. */
double nearest_mean(const struct nearest *n, size_t skip);

#endif
