/* more_wild.h -- the 53 smooth problems of More and Wild, Benchmarking Derivative-Free Optimization
 * Algorithms, SIAM Journal on Optimization 20, 2009, table 4.1. */
#ifndef OPTBENCH_FUNCTIONS_MORE_WILD_H
#define OPTBENCH_FUNCTIONS_MORE_WILD_H

#include <stddef.h>

enum { MORE_WILD_COUNT = 53 };

/* A function as function_parse takes it, whose start is the `canonical` one, and its dimension. */
struct more_wild_problem {
  const char *function;
  size_t dim;
};

/* In the order of the paper. */
extern const struct more_wild_problem more_wild[MORE_WILD_COUNT];

#endif
