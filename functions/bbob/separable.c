/* separable.c -- f1 to f5 of BBOB. */
#include <math.h>

#include "functions/bbob/builds.h"
#include "functions/bbob/kernels.h"
#include "functions/bbob/type.h"

void bbob_build_sphere(struct bbob *s, long seed)
{
  (void)seed;
  bbob_shift(s, s->x_opt);
}

void bbob_build_ellipsoid(struct bbob *s, long seed)
{
  (void)seed;
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  s->weights = bbob_powers(s, 1e6);
}

void bbob_build_rastrigin(struct bbob *s, long seed)
{
  (void)seed;
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  bbob_link(s, BBOB_ASYMMETRIC, 0.2, NULL);
  bbob_link(s, BBOB_SCALE, 0, bbob_powers(s, sqrt(10)));
}

/* Every other coordinate of the optimum is positive, where the slopes are steep. */
void bbob_build_bueche(struct bbob *s, long seed)
{
  (void)seed;
  for (size_t i = 0; i < s->dim; i += 2) s->x_opt[i] = fabs(s->x_opt[i]);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  bbob_link(s, BBOB_BUECHE, 0, bbob_powers(s, sqrt(10)));
  s->penalty = 100;
}

void bbob_build_slope(struct bbob *s, long seed)
{
  (void)seed;
  double *weights = bbob_powers(s, 10);
  for (size_t i = 0; weights && i < s->dim; i++) {
    weights[i] = copysign(weights[i], s->x_opt[i]);
    s->x_opt[i] = copysign(5, s->x_opt[i]);
  }
  s->weights = weights;
}

static const struct bbob_recipe sphere = {1, 0, bbob_build_sphere, bbob_sphere, NULL};
BBOB_FUNCTION(f1, sphere, "Sphere (f1)", "separable", SMOOTH | SEPARABLE,
              "a bowl, the same in all directions: how fast can it be?",
              "f(x) = |z|^2 + f_opt,   z = x - x_opt");

static const struct bbob_recipe ellipsoid = {2, 0, bbob_build_ellipsoid, bbob_ellipsoid, NULL};
BBOB_FUNCTION(
    f2, ellipsoid, "Ellipsoid, separable (f2)", "separable", SEPARABLE,
    "a bowl with curvatures up to 10^6, along the axes, uneven at a small scale",
    "f(x) = sum_i 10^(6 (i-1)/(d-1)) z_i^2 + f_opt,   z = T_osz(x - x_opt)" BBOB_OSCILLATION);

static const struct bbob_recipe rastrigin = {3, 0, bbob_build_rastrigin, bbob_rastrigin, NULL};
BBOB_FUNCTION(f3, rastrigin, "Rastrigin, separable (f3)", "separable", SEPARABLE | MULTIMODAL,
              "some 10^d valleys in a bowl, along the axes, not quite regular",
              "f(x) = 10 (d - sum_i cos(2 pi z_i)) + |z|^2 + f_opt\n"
              "z = L^10 T_asy^0.2(T_osz(x - x_opt))" BBOB_OSCILLATION BBOB_ASYMMETRY BBOB_LAMBDA);

static const struct bbob_recipe bueche = {4, 3, bbob_build_bueche, bbob_rastrigin, NULL};
BBOB_FUNCTION(
    f4, bueche, "Bueche-Rastrigin (f4)", "separable", SEPARABLE | MULTIMODAL,
    "Rastrigin with steep sides where the optimum lies: symmetric steps mislead",
    "f(x) = 10 (d - sum_i cos(2 pi z_i)) + |z|^2 + 100 p(x) + f_opt\n"
    "z_i = s_i T_osz(x_i - x_opt_i),   s_i = 10^((i-1)/(2 (d-1))), 10 times as much where\n"
    "i is odd and z_i > 0" BBOB_PENALTY BBOB_OSCILLATION);

static const struct bbob_recipe slope = {5, 0, bbob_build_slope, bbob_slope, NULL};
BBOB_FUNCTION(f5, slope, "Linear slope (f5)", "separable", SEPARABLE,
              "linear, down to a corner of the region: can the steps grow?",
              "f(x) = sum_i 5 |s_i| - s_i z_i + f_opt,   s_i = sign(x_opt_i) 10^((i-1)/(d-1))\n"
              "z_i = x_i where x_opt_i x_i < 25, else x_opt_i (= +-5): there the slope is 0");
