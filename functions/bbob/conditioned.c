/* conditioned.c -- f10 to f14 of BBOB: high conditioning, one valley. */
#include <math.h>

#include "functions/bbob/builds.h"
#include "functions/bbob/draws.h"
#include "functions/bbob/kernels.h"
#include "functions/bbob/type.h"

/* z = T_osz(R (x - x_opt)) */
static void oscillate_turned(struct bbob *s, long seed)
{
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, bbob_draw_rotation(s, seed + 1000000));
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
}

void bbob_build_turned(struct bbob *s, long seed)
{
  oscillate_turned(s, seed);
  s->weights = bbob_powers(s, 1e6);
}

/* All weights but the first. */
static void weigh(struct bbob *s, double first, double others)
{
  double *weights = bbob_constant(s, others);
  if (weights) weights[0] = first;
  s->weights = weights;
}

static void build_discus(struct bbob *s, long seed)
{
  oscillate_turned(s, seed);
  weigh(s, 1e6, 1);
}

static void build_bent_cigar(struct bbob *s, long seed)
{
  double *r = bbob_draw_rotation(s, seed + 1000000);
  bbob_optimum(seed + 1000000, s->dim, s->x_opt);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, r);
  bbob_link(s, BBOB_ASYMMETRIC, 0.5, NULL);
  bbob_link(s, BBOB_ROTATE, 0, r);
  weigh(s, 1, 1e6);
}

static void build_sharp_ridge(struct bbob *s, long seed)
{
  double *r = bbob_draw_rotation(s, seed + 1000000), *q = bbob_draw_rotation(s, seed);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, bbob_between(s, r, bbob_powers(s, sqrt(10)), q));
  s->weights = bbob_constant(s, 1);
}

void bbob_build_powers(struct bbob *s, long seed)
{
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, bbob_draw_rotation(s, seed + 1000000));
  s->weights = bbob_spread(s, 2, 6);
}

static const struct bbob_recipe ellipsoid = {10, 0, bbob_build_turned, bbob_ellipsoid, NULL};
BBOB_FUNCTION(
    f10, ellipsoid, "Ellipsoid, rotated (f10)", "ill-conditioned", 0,
    "a bowl with curvatures up to 10^6, turned, uneven at a small scale",
    "f(x) = sum_i 10^(6 (i-1)/(d-1)) z_i^2 + f_opt,   z = T_osz(R (x - x_opt))" BBOB_ROTATION
        BBOB_OSCILLATION);

static const struct bbob_recipe discus = {11, 0, build_discus, bbob_ellipsoid, NULL};
BBOB_FUNCTION(
    f11, discus, "Discus (f11)", "ill-conditioned", 0,
    "one direction a thousand times as sensitive as all others",
    "f(x) = 10^6 z_1^2 + sum_{i>1} z_i^2 + f_opt,   z = T_osz(R (x - x_opt))" BBOB_ROTATION
        BBOB_OSCILLATION);

static const struct bbob_recipe bent_cigar = {12, 0, build_bent_cigar, bbob_ellipsoid, NULL};
BBOB_FUNCTION(
    f12, bent_cigar, "Bent cigar (f12)", "ill-conditioned", SMOOTH,
    "a smooth, narrow ridge that bends",
    "f(x) = z_1^2 + 10^6 sum_{i>1} z_i^2 + f_opt,   z = R T_asy^0.5(R (x - x_opt))" BBOB_ROTATION
        BBOB_ASYMMETRY);

static const struct bbob_recipe sharp_ridge = {13, 0, build_sharp_ridge, bbob_ridge, NULL};
BBOB_FUNCTION(
    f13, sharp_ridge, "Sharp ridge (f13)", "ill-conditioned", 0,
    "along a ridge without a slope across, which pulls much harder than down it",
    "f(x) = z_1^2 + 100 sqrt(sum_{i>1} z_i^2) + f_opt,   z = R L^10 Q (x - x_opt)\n"
    "on the ridge, where f has no gradient, that along it is told" BBOB_LAMBDA BBOB_ROTATIONS);

static const struct bbob_recipe powers = {14, 0, bbob_build_powers, bbob_powers_sum, NULL};
BBOB_FUNCTION(
    f14, powers, "Different powers (f14)", "ill-conditioned", 0,
    "ever more ill-conditioned the closer it gets",
    "f(x) = sqrt(sum_i |z_i|^(2 + 4 (i-1)/(d-1))) + f_opt,   z = R (x - x_opt)" BBOB_ROTATION);
