/* moderate.c -- f6 to f9 of BBOB: low or moderate conditioning. */
#include <math.h>

#include "functions/bbob/builds.h"
#include "functions/bbob/kernels.h"
#include "functions/bbob/type.h"

static void build_sector(struct bbob *s, long seed)
{
  double *r = bbob_draw_rotation(s, seed + 1000000), *q = bbob_draw_rotation(s, seed);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, bbob_between(s, r, bbob_powers(s, sqrt(10)), q));
}

void bbob_build_step_ellipsoid(struct bbob *s, long seed)
{
  double *r = bbob_draw_rotation(s, seed + 1000000), *q = bbob_draw_rotation(s, seed);
  double *matrix = bbob_scaled(s, bbob_powers(s, sqrt(10)), q);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, matrix);
  bbob_link(s, BBOB_STEPS, 0, NULL);
  bbob_link(s, BBOB_ROTATE, 0, r);
  s->own = matrix;
  s->weights = bbob_powers(s, 100);
  s->penalty = 1;
  s->penalty_first = true;
}

static double rosenbrock_factor(size_t dim) { return fmax(1, sqrt((double)dim) / 8); }

void bbob_build_rosenbrock(struct bbob *s, long seed)
{
  (void)seed;
  for (size_t i = 0; i < s->dim; i++) s->x_opt[i] *= 0.75;
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_SCALE, 0, bbob_constant(s, rosenbrock_factor(s->dim)));
  bbob_shift(s, bbob_constant(s, -1));
}

static void build_rosenbrock_rotated(struct bbob *s, long seed)
{
  double factor = rosenbrock_factor(s->dim), *r = bbob_draw_rotation(s, seed);
  bbob_link(s, BBOB_ROTATE, 0.5, bbob_scaled(s, bbob_constant(s, factor), r));
  bbob_turned_optimum(s, r, factor);
}

static const struct bbob_recipe sector = {6, 0, build_sector, bbob_sector, bbob_sector_around};
BBOB_FUNCTION(f6, sector, "Attractive sector (f6)", "moderate", 0,
              "steep everywhere but in a narrow cone, which holds the optimum at its tip",
              "f(x) = T_osz(sum_i (s_i z_i)^2)^0.9 + f_opt,   z = R L^10 Q (x - x_opt)\n"
              "s_i = 100 where x_opt_i z_i > 0, else 1" BBOB_LAMBDA BBOB_ROTATIONS
                  BBOB_OSCILLATION);

static const struct bbob_recipe step_ellipsoid = {7, 0, bbob_build_step_ellipsoid,
                                                  bbob_step_ellipsoid, NULL};
BBOB_FUNCTION(
    f7, step_ellipsoid, "Step ellipsoid (f7)", "moderate", PIECEWISE_FLAT,
    "plateaus of many sizes: hardly a gradient to follow",
    "f(x) = 0.1 max(|y_1| / 10^4, sum_i 10^(2 (i-1)/(d-1)) z_i^2) + p(x) + f_opt\n"
    "z = R step(y),   y = L^10 Q (x - x_opt),   step(y) = floor(y + 1/2) where |y| > 1/2,\n"
    "else floor(10 y + 1/2) / 10; the gradient is that of the plateaus: of |y_1| where it\n"
    "counts, of p beyond the region, else 0" BBOB_PENALTY BBOB_LAMBDA BBOB_ROTATIONS);

static const struct bbob_recipe rosenbrock = {8, 0, bbob_build_rosenbrock, bbob_rosenbrock, NULL};
BBOB_FUNCTION(f8, rosenbrock, "Rosenbrock, original (f8)", "moderate", SMOOTH,
              "a curved valley, whose direction changes d - 1 times",
              "f(x) = sum_{i<d} 100 (z_i^2 - z_{i+1})^2 + (z_i - 1)^2 + f_opt\n"
              "z = max(1, sqrt(d) / 8) (x - x_opt) + 1");

static const struct bbob_recipe rosenbrock_rotated = {9, 0, build_rosenbrock_rotated,
                                                      bbob_rosenbrock, NULL};
BBOB_FUNCTION(f9, rosenbrock_rotated, "Rosenbrock, rotated (f9)", "moderate", SMOOTH,
              "the curved valley, turned: coordinates one by one lead nowhere",
              "f(x) = sum_{i<d} 100 (z_i^2 - z_{i+1})^2 + (z_i - 1)^2 + f_opt\n"
              "z = max(1, sqrt(d) / 8) R x + 1/2" BBOB_ROTATION);
