/* network_levels.h -- the copies of network.h, and of the kernels below it, that this machine can
 * run. */
#ifndef OPTBENCH_TESTS_SUPPORT_NETWORK_LEVELS_H
#define OPTBENCH_TESTS_SUPPORT_NETWORK_LEVELS_H

#include "functions/learning/network.h"
#include "src/numeric/product.h"
#include "src/numeric/vectanh.h"

enum { NETWORK_LEVELS = 3 };

struct network_level {
  const char *name;
  __typeof__(network_gather) *gather;
  __typeof__(network_gathered_loss) *gathered_loss;
  __typeof__(network_loss) *loss;
  __typeof__(network_measure) *measure;
  __typeof__(matrix_product) *product;
  __typeof__(matrix_accumulate) *accumulate;
  __typeof__(matrix_symmetric) *symmetric;
  __typeof__(vec_tanh) *tanh;
};

/* Narrowest first; how many there are, at least 1. */
size_t network_levels(struct network_level levels[NETWORK_LEVELS]);

#endif
