/* ga_novelty.h -- what ga goes by where it selects by novelty (Lehman and Stanley, Abandoning
 * objectives, Evolutionary Computation 19, 2011).
 *
 * The novelty of an individual is that of archive.h, with respect to the archive and the rest of
 * the population, elites among it, as both are when the generation is whole. Then each individual
 * that was born in it enters the archive, in the order of samples, if its novelty is above the
 * threshold, or with probability `archive_chance`: if the uniform of its generation and sample,
 * coordinate 0, under the stream's descendant "archive" is below it.
 *
 * The threshold begins as the mean novelty of the first generation, where the authors have a
 * number of the task's; then it is theirs: more than 4 in a generation that are above it raise it
 * by a fifth, 10 generations in a row without any lower it by a twentieth. A threshold of 0 rises
 * to the mean novelty. */
#ifndef OPTBENCH_SRC_SEARCH_POPULATION_GA_NOVELTY_H
#define OPTBENCH_SRC_SEARCH_POPULATION_GA_NOVELTY_H

#include "src/numeric/level.h"
#include "src/optimizer.h"

#define ga_novelty_new    LEVELED(ga_novelty_new)
#define ga_novelty_child  LEVELED(ga_novelty_child)
#define ga_novelty_elite  LEVELED(ga_novelty_elite)
#define ga_novelty_rank   LEVELED(ga_novelty_rank)
#define ga_novelty_settle LEVELED(ga_novelty_settle)

struct ga_novelty;

/* Of a population whose generations, but for the first, have `elites` of the last at their end.
 * NULL: no memory. Given back by free. */
struct ga_novelty *ga_novelty_new(const struct setup *setup, size_t population, size_t elites,
                                  int neighbours, double archive_chance);
/* What child number `child` does, in ascending order; what elite number `elite` does now. */
void ga_novelty_child(struct ga_novelty *n, size_t child, const double *behaviour);
void ga_novelty_elite(struct ga_novelty *n, size_t elite, const double *behaviour);
/* The generation is whole: children ... population - 1 are the elites. A key an individual, the
 * lowest for the most novel; valid until the next call. */
const double *ga_novelty_rank(struct ga_novelty *n, size_t children);
/* The elites are the first of `order`, individuals by their numbers; and the archive grows. */
void ga_novelty_settle(struct ga_novelty *n, uint64_t generation, size_t children,
                       const uint32_t *order);

#endif
