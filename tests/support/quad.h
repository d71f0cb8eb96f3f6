/* quad.h -- numbers of 113 bits (IEEE 754's binary128), and the functions of them that tests need.
 *
 * On x86-64 both gcc and clang have the type and its arithmetic, but only gcc the functions, in a
 * library of its own. These are good to some 1e-32, relative to the larger of value and argument
 * for the sine and the cosine. */
#ifndef OPTBENCH_TESTS_SUPPORT_QUAD_H
#define OPTBENCH_TESTS_SUPPORT_QUAD_H

#include <float.h>

#if defined __SIZEOF_FLOAT128__
__extension__ typedef __float128 quad;
#else
_Static_assert(LDBL_MANT_DIG >= 113, "there is no type of 113 bits here");
typedef long double quad;
#endif

quad quad_absolute(quad x);
quad quad_larger(quad x, quad y);
/* |x| < 2^63 */
quad quad_floor(quad x);
quad quad_root(quad x);
/* 0 where a double would be. */
quad quad_exp(quad x);
/* x > 0, within a double's range. */
quad quad_log(quad x);
/* x^y; x > 0, or x = 0 and y > 0. */
quad quad_power(quad x, quad y);
/* |x| < 2^60 */
quad quad_sin(quad x);
quad quad_cos(quad x);
quad quad_pi(void);

#endif
