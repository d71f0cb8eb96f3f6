/* multimodal.c -- f15 to f19 of BBOB: many valleys, and a structure to all of them. */
#include <math.h>

#include "functions/bbob/builds.h"
#include "functions/bbob/kernels.h"
#include "functions/bbob/type.h"

static void build_rastrigin(struct bbob *s, long seed)
{
  double *r = bbob_draw_rotation(s, seed + 1000000), *q = bbob_draw_rotation(s, seed);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, r);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  bbob_link(s, BBOB_ASYMMETRIC, 0.2, NULL);
  bbob_link(s, BBOB_ROTATE, 0, bbob_between(s, r, bbob_powers(s, sqrt(10)), q));
}

static void build_weierstrass(struct bbob *s, long seed)
{
  double *r = bbob_draw_rotation(s, seed + 1000000), *q = bbob_draw_rotation(s, seed);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, r);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  bbob_link(s, BBOB_ROTATE, 0, bbob_between(s, r, bbob_powers(s, 1 / sqrt(100)), q));
  s->penalty = 10 / (double)s->dim;
  bbob_weierstrass_build(s);
}

static void schaffers(struct bbob *s, long seed, double condition)
{
  double *r = bbob_draw_rotation(s, seed + 1000000), *q = bbob_draw_rotation(s, seed);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, r);
  bbob_link(s, BBOB_ASYMMETRIC, 0.5, NULL);
  bbob_link(s, BBOB_ROTATE, 0, bbob_scaled(s, bbob_powers(s, sqrt(condition)), q));
  s->penalty = 10;
}

void bbob_build_schaffers(struct bbob *s, long seed) { schaffers(s, seed, 10); }

static void build_schaffers_ill(struct bbob *s, long seed) { schaffers(s, seed, 1000); }

void bbob_build_griewank(struct bbob *s, long seed)
{
  double factor = fmax(1, sqrt((double)s->dim) / 8), *r = bbob_draw_rotation(s, seed);
  bbob_link(s, BBOB_ROTATE, 0, bbob_scaled(s, bbob_constant(s, factor), r));
  bbob_shift(s, bbob_constant(s, -0.5));
  bbob_turned_optimum(s, r, factor);
  s->weights = bbob_constant(s, 10);
}

static const struct bbob_recipe rastrigin = {15, 0, build_rastrigin, bbob_rastrigin, NULL};
BBOB_FUNCTION(f15, rastrigin, "Rastrigin, rotated (f15)", "multimodal", MULTIMODAL,
              "some 10^d valleys in a bowl, turned, not quite regular",
              "f(x) = 10 (d - sum_i cos(2 pi z_i)) + |z|^2 + f_opt\n"
              "z = R L^10 Q T_asy^0.2(T_osz(R (x - x_opt)))" BBOB_OSCILLATION BBOB_ASYMMETRY
                  BBOB_LAMBDA BBOB_ROTATIONS);

static const struct bbob_recipe weierstrass = {16, 0, build_weierstrass, bbob_weierstrass, NULL};
BBOB_FUNCTION(f16, weierstrass, "Weierstrass (f16)", "multimodal", MULTIMODAL | RUGGED,
              "rugged at every scale, with many optima as deep as the best",
              "f(x) = 10 (1/d sum_i sum_{k=0}^{11} 2^-k cos(2 pi 3^k (z_i + 1/2)) - f_0)^3\n"
              "       + 10/d p(x) + f_opt,   f_0 = sum_{k=0}^{11} 2^-k cos(pi 3^k)\n"
              "z = R L^(1/100) Q T_osz(R (x - x_opt))" BBOB_PENALTY BBOB_OSCILLATION BBOB_LAMBDA
                  BBOB_ROTATIONS);

static const struct bbob_recipe schaffers_mild = {17, 0, bbob_build_schaffers, bbob_schaffers,
                                                  NULL};
#define SCHAFFERS                                                                                  \
  "f(x) = (1/(d-1) sum_{i<d} sqrt(s_i) (1 + sin^2(50 s_i^(1/5))))^2 + 10 p(x) + f_opt\n"           \
  "s_i = sqrt(z_i^2 + z_{i+1}^2)"
BBOB_FUNCTION(f17, schaffers_mild, "Schaffers F7 (f17)", "multimodal", MULTIMODAL,
              "waves whose frequency and height both vary",
              SCHAFFERS ",   z = L^10 Q T_asy^0.5(R (x - x_opt))" BBOB_PENALTY BBOB_ASYMMETRY
                  BBOB_LAMBDA BBOB_ROTATIONS);

static const struct bbob_recipe schaffers_ill = {18, 17, build_schaffers_ill, bbob_schaffers, NULL};
BBOB_FUNCTION(f18, schaffers_ill, "Schaffers F7, ill-conditioned (f18)", "multimodal", MULTIMODAL,
              "the same waves, a thousand times as ill-conditioned",
              SCHAFFERS ",   z = L^1000 Q T_asy^0.5(R (x - x_opt))" BBOB_PENALTY BBOB_ASYMMETRY
                  BBOB_LAMBDA BBOB_ROTATIONS);

static const struct bbob_recipe griewank = {19, 0, bbob_build_griewank, bbob_griewank, NULL};
BBOB_FUNCTION(f19, griewank, "Griewank-Rosenbrock (f19)", "multimodal",
              SMOOTH | MULTIMODAL | RUGGED, "Rosenbrock's valley with bumps all over",
              "f(x) = 10/(d-1) sum_{i<d} (s_i / 4000 - cos(s_i)) + 10 + f_opt\n"
              "s_i = 100 (z_i^2 - z_{i+1})^2 + (z_i - 1)^2,   z = max(1, sqrt(d) / 8) R x + "
              "1/2" BBOB_ROTATION);
