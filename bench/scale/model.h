/* model.h -- predicts how long a generation of `adam@es` takes on so many ranks, processes that go
 * through the same run in step, from what its pieces cost. Perturbations come in pairs, +z and -z.
 *
 * With d dimensions, N points, P = N/2 pairs, R ranks and K = ceil(P/R) pairs on the busiest of
 * them, a rank
 *   draws and forms K pairs, evaluates 2 K points,
 *   gathers the N values of all: an allgather, ceil(log2 R) latencies and (R - 1)/R of the bytes
 *   (Thakur, Rabenseifner and Gropp, Optimization of collective communication operations in MPICH,
 *   2005, recursive doubling),
 *   weighs N values, comes to the sum as the scheme has it, and steps d coordinates.
 * One rank draws each perturbation once and adds it up while it is there. Several do as
 * src/sources/crewed.h says; a pair's weight follows from its own two values.
 *   values    scalars alone: each rank draws the others' perturbations again, its own too if it
 *             could not keep them, and adds up all P. Nothing but values is ever sent (Salimans et
 *             al., arXiv:1703.03864, 2017, Algorithm 2). Drawing and adding P d numbers is not
 *             shared.
 *   sums      parts of the gradient as well. With a lot of LOT_POINTS points for each rank, K are
 *             whole lots, and a rank adds up its own as it evaluates them, to a few nodes (see
 *             src/sources/lots.h). It gets a slice of the coordinates, d/R, of every other's nodes,
 *             a message for each (pairwise exchange, Thakur et al.), puts them together, and
 *             gathers what the others made of theirs: d numbers.
 *             With fewer lots than ranks each draws and adds up a slice of all P again, and gathers
 *             the sums of the others.
 *   threads   no messages, one memory: pairs are shared for drawing, coordinates for adding.
 * What is made again goes block by block through the first cache, and costs what it does in a
 * vector that fits it. Times of the pieces add up: nothing of one is hidden behind another. */
#ifndef OPTBENCH_BENCH_SCALE_MODEL_H
#define OPTBENCH_BENCH_SCALE_MODEL_H

#include "bench/scale/costs.h"

enum scheme { SCHEME_VALUES, SCHEME_SUMS, SCHEME_THREADS, SCHEMES };
extern const char *const scheme_names[SCHEMES];
enum { SCHEMES_OF_RANKS = SCHEME_THREADS }; /* those before it send messages */

/* What a rank has memory for where nothing else is said: as KEPT_SHARE of src/sources/samples.h. */
enum { SCALE_KEPT = 1 << 20 };

struct scale_case {
  double dim, population, ranks; /* whole numbers; population and ranks at least 1 */
  enum scheme scheme;
  const struct messages *network; /* borrowed; SCHEME_THREADS: ignored */
  double evaluation;              /* seconds a point; 0: the function that was measured */
  double kept;                    /* perturbations, in numbers, that a rank has memory for */
};

enum part {
  PART_DRAW, /* its own pairs; of one rank, and of lots of its own, the only time */
  PART_FORM,
  PART_EVALUATE,
  PART_REDRAW, /* once more, for the sum */
  PART_ADD,
  PART_COMBINE, /* nodes of a slice put together */
  PART_WEIGH,
  PART_STEP,
  PART_LATENCY,
  PART_BANDWIDTH,
  PARTS
};

struct generation {
  double part[PARTS], seconds; /* seconds of each part of the busiest rank, and of all */
  double bytes;                /* that a rank receives */
};

/* Steps of an allgather, in which all ranks come to have heard of all: ceil(log2 ranks). */
double scale_doublings(double ranks);

struct generation scale_predict(const struct costs *costs, const struct scale_case *c);

/* Seconds on one rank over seconds on c->ranks. */
double scale_speedup(const struct costs *costs, const struct scale_case *c);

/* What keeps the speed-up from being c->ranks: what takes most time beyond a share of one rank's,
 * in a few words that last; "nothing" for one rank, or where there is no such. */
const char *scale_why(const struct costs *costs, const struct scale_case *c);

/* The most ranks, 1 to `most`, on which efficiency, speed-up over ranks, is `level` at least;
 * c->ranks is ignored. *why: what it is on one rank more that takes it below, NULL if `most` has it
 * still. */
double scale_knee(const struct costs *costs, const struct scale_case *c, double most, double level,
                  const char **why);

#endif
