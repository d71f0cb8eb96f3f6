/* elementary.h -- the only door to exp, log, sin, cos, pow and their kin.
 *
 * The C library picks FMA variants by processor, so its results differ between
 * machines. SLEEF's cinz functions have the same bits everywhere (error at most
 * 1.5 ulp). sqrt, floor, fabs and ldexp of <math.h> are exact and fine to use. */
#ifndef OPTBENCH_SRC_NUMERIC_ELEMENTARY_H
#define OPTBENCH_SRC_NUMERIC_ELEMENTARY_H

#include <sleef.h>

static inline double repro_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
static inline double repro_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
static inline double repro_pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }
static inline double repro_sin(double x) { return Sleef_cinz_sind1_u10purec(x); }
static inline double repro_cos(double x) { return Sleef_cinz_cosd1_u10purec(x); }
static inline double repro_erf(double x) { return Sleef_cinz_erfd1_u10purec(x); }
static inline double repro_erfc(double x) { return Sleef_cinz_erfcd1_u15purec(x); }
static inline double repro_log10(double x) { return Sleef_cinz_log10d1_u10purec(x); }

#endif
