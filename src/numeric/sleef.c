/* sleef.c -- where the compiler sees that elementary.h declares what SLEEF does. Not clang, to
 * which the `const double` that SLEEF's functions return is another type than double. */
#ifndef __clang__
#include <sleef.h>
#endif

#include "src/numeric/elementary.h"
