/* arithmetic.h -- the compiler is to compute what is written. The Makefile has it included before
 * everything else. */
#ifndef OPTBENCH_SRC_ARITHMETIC_H
#define OPTBENCH_SRC_ARITHMETIC_H

/* Without infinities and NaN no run diverges, and sums that are put in another order give other
 * bytes. */
#if defined __FAST_MATH__ || __FINITE_MATH_ONLY__ > 0 || defined __ASSOCIATIVE_MATH__ ||           \
    defined __RECIPROCAL_MATH__ || defined __NO_SIGNED_ZEROS__
#error "optbench cannot be built with -ffast-math, -Ofast or a part of them: drop it from CFLAGS"
#endif

#endif
