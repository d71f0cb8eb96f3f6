/* quotients.h -- many divisions for the price of half of them.
 *
 * Roots and divisions are what a step of an adaptive rule costs, as one unit of the processor does
 * both. Here two coordinates share a division: with r = 1 / (a b), 1 / a is r b and 1 / b is r a.
 * Denominators are at least 1e-100, lest r overflow; where a b might, nothing is shared. */
#ifndef OPTBENCH_SRC_RULES_QUOTIENTS_H
#define OPTBENCH_SRC_RULES_QUOTIENTS_H

#include <stddef.h>

/* Coordinates i and i + PAIRS of a block share a division. */
enum { PAIRS = 16, BLOCK = 2 * PAIRS };

/* Whether a product of two might overflow. */
static inline int quotients_apart(const double *restrict below)
{
  const double product_most = 1e200;
  int apart = 0;
  for (size_t j = 0; j < PAIRS; j++) apart |= !(below[j] * below[j + PAIRS] < product_most);
  return apart;
}

/* quotient = above / below, BLOCK values each. */
static inline void quotients(const double *restrict above, const double *restrict below,
                             double *restrict quotient)
{
  if (quotients_apart(below)) {
    for (size_t j = 0; j < BLOCK; j++) quotient[j] = above[j] / below[j];
    return;
  }
  for (size_t j = 0; j < PAIRS; j++) {
    double a = below[j], b = below[j + PAIRS], share = 1 / (a * b);
    quotient[j] = share * b * above[j];
    quotient[j + PAIRS] = share * a * above[j + PAIRS];
  }
}

/* theta -= rate above / below, BLOCK values each. */
static inline void quotients_descend(double rate, const double *restrict above,
                                     const double *restrict below, double *restrict theta)
{
  if (quotients_apart(below)) {
    for (size_t j = 0; j < BLOCK; j++) theta[j] -= rate * above[j] / below[j];
    return;
  }
  for (size_t j = 0; j < PAIRS; j++) {
    double a = below[j], b = below[j + PAIRS], share = rate / (a * b);
    theta[j] -= share * b * above[j];
    theta[j + PAIRS] -= share * a * above[j + PAIRS];
  }
}

#endif
