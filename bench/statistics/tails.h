/* tails.h -- how likely a statistic is to be that large: upper tails, with the same bits on every
 * machine. */
#ifndef OPTBENCH_BENCH_STATISTICS_TAILS_H
#define OPTBENCH_BENCH_STATISTICS_TAILS_H

#include <stddef.h>

/* Both tails of a standard normal beyond |z|. */
double normal_tails(double z);

/* P(X >= x) for chi-square with `degrees` of freedom, 1 to 1000, by its finite sum (Abramowitz and
 * Stegun, 26.4.4 and 26.4.5). */
double chi_square_tail(double x, size_t degrees);

/* P(X >= x) for F with `above` and `below` degrees of freedom, each at least 1: the incomplete beta
 * function by its continued fraction (DLMF 8.17.22). */
double f_tail(double x, double above, double below);

/* P(range >= x) of the range of `count` >= 2 independent standard normals, which is the studentized
 * range with infinite degrees of freedom; to some 14 digits. */
double range_tail(double x, size_t count);
/* The x beyond which the tail is `tail`, between 1e-12 and 1 - 1e-12. */
double range_quantile(double tail, size_t count);

#endif
