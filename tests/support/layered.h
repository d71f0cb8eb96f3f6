/* layered.h -- rules that step by whole matrices, along the trajectories of reference/layers. */
#ifndef OPTBENCH_TESTS_SUPPORT_LAYERED_H
#define OPTBENCH_TESTS_SUPPORT_LAYERED_H

#include "src/library.h"

enum { LAYERED_MOST = 8 };

/* "2-8-8-2", a network's sizes, or "3x7", one matrix: the layers, at most LAYERED_MOST of them, and
 * how many values they have. */
struct layered {
  struct layer layers[LAYERED_MOST];
  size_t count, size;
  bool network;
};

struct layered layered_of(const char *shape);
struct rule_setup layered_setup(const struct layered *l);

/* The rule of `method` follows RULE__shape.csv, with the file's gradients or, where it has none,
 * those of the network on the moons: how far it comes off at most, relative to the largest
 * component of a row. begun: NULL, or called with the state behind the first step. skip: NULL, or
 * the coordinates that are not looked at, dim of them. */
double layered_distance(const struct library *library, const char *file, const char *method,
                        void (*begun)(void *state), const bool *skip);

#endif
