/* elementary.h -- the only door to exp, log, sin, cos, pow and their kin.
 *
 * The C library picks FMA variants by processor, so its results differ between
 * machines. SLEEF's cinz functions have the same bits everywhere (error at most
 * 1.5 ulp). sqrt, floor, fabs and ldexp of <math.h> are exact and fine to use. */
#ifndef OPTBENCH_SRC_NUMERIC_ELEMENTARY_H
#define OPTBENCH_SRC_NUMERIC_ELEMENTARY_H

/* As in <sleef.h>, which takes half a second to read, as it knows every vector type. sleef.c holds
 * these against it. */
#define ELEMENTARY(name) double Sleef_cinz_##name(double) __attribute__((const))
ELEMENTARY(expd1_u10purec);
ELEMENTARY(logd1_u10purec);
ELEMENTARY(sind1_u10purec);
ELEMENTARY(cosd1_u10purec);
ELEMENTARY(atand1_u10purec);
ELEMENTARY(erfd1_u10purec);
ELEMENTARY(erfcd1_u15purec);
ELEMENTARY(log10d1_u10purec);
ELEMENTARY(tanhd1_u10purec);
ELEMENTARY(expm1d1_u10purec);
ELEMENTARY(log1pd1_u10purec);
double Sleef_cinz_powd1_u10purec(double, double) __attribute__((const));
#undef ELEMENTARY

static inline double repro_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
static inline double repro_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
static inline double repro_pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }
static inline double repro_sin(double x) { return Sleef_cinz_sind1_u10purec(x); }
static inline double repro_cos(double x) { return Sleef_cinz_cosd1_u10purec(x); }
static inline double repro_atan(double x) { return Sleef_cinz_atand1_u10purec(x); }
static inline double repro_erf(double x) { return Sleef_cinz_erfd1_u10purec(x); }
static inline double repro_erfc(double x) { return Sleef_cinz_erfcd1_u15purec(x); }
static inline double repro_log10(double x) { return Sleef_cinz_log10d1_u10purec(x); }
static inline double repro_tanh(double x) { return Sleef_cinz_tanhd1_u10purec(x); }
static inline double repro_expm1(double x) { return Sleef_cinz_expm1d1_u10purec(x); }
static inline double repro_log1p(double x) { return Sleef_cinz_log1pd1_u10purec(x); }

/* 1 / (1 + e^-x), with all digits at either end. */
static inline double repro_sigmoid(double x)
{
  double small = repro_exp(x < 0 ? x : -x);
  return (x < 0 ? small : 1) / (1 + small);
}

/* log(1 + e^x) */
static inline double repro_softplus(double x)
{
  double rest = repro_log1p(repro_exp(x < 0 ? x : -x));
  return x > 0 ? x + rest : rest;
}

#endif
