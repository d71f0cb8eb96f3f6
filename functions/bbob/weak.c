/* weak.c -- f20 to f24 of BBOB: many valleys, and hardly a structure to all of them. */
#include <math.h>

#include "functions/bbob/builds.h"
#include "functions/bbob/draws.h"
#include "functions/bbob/kernels.h"
#include "functions/bbob/type.h"

/* values_i negative where the draws are low. */
static void sign_by(double *values, const double *draws, double least, size_t dim)
{
  for (size_t i = 0; i < dim; i++)
    if (draws[i] < least) values[i] = -values[i];
}

void bbob_build_schwefel(struct bbob *s, long seed)
{
  const double size = 4.2096874637 / 2;
  double *draws = bbob_hold(s, s->dim), *signs = bbob_constant(s, 1);
  if (s->failed) return;
  bbob_uniforms(seed, s->dim, draws);
  sign_by(signs, draws, 0.5, s->dim);
  for (size_t i = 0; i < s->dim; i++) s->x_opt[i] = size * signs[i];
  double *twice = bbob_constant(s, 2 * size);
  bbob_link(s, BBOB_SCALE, 0, signs);
  bbob_link(s, BBOB_SCALE, 0, bbob_constant(s, 2));
  bbob_link(s, BBOB_NEIGHBOUR, 0, twice);
  bbob_shift(s, twice);
  bbob_link(s, BBOB_SCALE, 0, bbob_powers(s, sqrt(10)));
  bbob_shift(s, bbob_constant(s, -2 * size));
  bbob_link(s, BBOB_SCALE, 0, bbob_constant(s, 100));
}

static void gallagher(struct bbob *s, long seed, size_t peaks)
{
  double *r = bbob_draw_rotation(s, seed);
  bbob_link(s, BBOB_ROTATE, 0, r);
  if (!s->failed) bbob_gallagher_build(s, seed, peaks, r);
  s->penalty = 1;
  s->penalty_first = true;
}

void bbob_build_gallagher(struct bbob *s, long seed) { gallagher(s, seed, 101); }

static void build_gallagher_21(struct bbob *s, long seed) { gallagher(s, seed, 21); }

static void build_katsuura(struct bbob *s, long seed)
{
  double *r = bbob_draw_rotation(s, seed + 1000000), *q = bbob_draw_rotation(s, seed);
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_ROTATE, 0, bbob_between(s, r, bbob_powers(s, sqrt(100)), q));
  s->penalty = 1;
  bbob_katsuura_build(s);
}

void bbob_lunacek_signs(struct bbob *s, long seed)
{
  const double m_0 = 2.5;
  double *draws = bbob_hold(s, s->dim), *signs = bbob_constant(s, 2);
  if (s->failed) return;
  bbob_normals(seed, s->dim, draws);
  sign_by(signs, draws, 0, s->dim);
  for (size_t i = 0; i < s->dim; i++) s->x_opt[i] = m_0 / 4 * signs[i];
  bbob_link(s, BBOB_SCALE, 0, signs);
  bbob_shift(s, bbob_constant(s, m_0));
  s->weights = signs;
  s->penalty = 1e4;
  s->penalty_first = true;
}

static void build_lunacek(struct bbob *s, long seed)
{
  double *r = bbob_draw_rotation(s, seed + 1000000), *q = bbob_draw_rotation(s, seed);
  bbob_lunacek_signs(s, seed);
  bbob_link(s, BBOB_ROTATE, 0, bbob_scaled(s, bbob_powers(s, sqrt(100)), q));
  bbob_link(s, BBOB_ROTATE, 0, r);
}

static const struct bbob_recipe schwefel = {20, 0, bbob_build_schwefel, bbob_schwefel, NULL};
BBOB_FUNCTION(
    f20, schwefel, "Schwefel (f20)", "weak", MULTIMODAL,
    "the best valleys far apart, near the corners of the region",
    "f(x) = (418.98... - 1/d sum_i z_i sin(sqrt|z_i|) + sum_i max(0, |z_i| - 500)^2) / 100\n"
    "       + f_opt,   z = 100 (L^10 (y - 2 |x_opt|) + 2 |x_opt|),   u = 2 sign(x_opt) x\n"
    "y_1 = u_1,   y_{i+1} = u_{i+1} + (u_i - 2 |x_opt_i|) / 4" BBOB_LAMBDA);

static const struct bbob_recipe gallagher_101 = {21, 0, bbob_build_gallagher, bbob_gallagher,
                                                 bbob_gallagher_around};
#define GALLAGHER(count)                                                                           \
  "f(x) = T_osz(10 - max_{i<=" count                                                               \
  "} w_i exp(-1/(2 d) (x - y_i)^T R^T C_i R (x - y_i)))^2 + p(x) + f_opt\n"                        \
  "the gradient is that of the highest peak"
BBOB_FUNCTION(f21, gallagher_101, "Gallagher, 101 peaks (f21)", "weak", MULTIMODAL,
              "101 peaks, placed and shaped at random: nothing leads to the highest",
              GALLAGHER("101") BBOB_PENALTY BBOB_ROTATION BBOB_OSCILLATION);

static const struct bbob_recipe gallagher_21 = {22, 0, build_gallagher_21, bbob_gallagher,
                                                bbob_gallagher_around};
BBOB_FUNCTION(f22, gallagher_21, "Gallagher, 21 peaks (f22)", "weak", MULTIMODAL,
              "21 peaks, the highest one thin",
              GALLAGHER("21") BBOB_PENALTY BBOB_ROTATION BBOB_OSCILLATION);

static const struct bbob_recipe katsuura = {23, 0, build_katsuura, bbob_katsuura, NULL};
BBOB_FUNCTION(
    f23, katsuura, "Katsuura (f23)", "weak", MULTIMODAL | RUGGED,
    "rugged and regular, with more than 10^d optima and no gradient almost anywhere",
    "f(x) = 10/d^2 (prod_i (1 + i sum_{j=1}^{32} |2^j z_i - [2^j z_i]| / 2^j)^(10/d^1.2) - 1)\n"
    "       + p(x) + f_opt,   z = R L^100 Q (x - x_opt),   [u]: the nearest integer\n"
    "the gradient is that between the kinks" BBOB_PENALTY BBOB_LAMBDA BBOB_ROTATIONS);

static const struct bbob_recipe lunacek = {24, 0, build_lunacek, bbob_lunacek, NULL};
BBOB_FUNCTION(
    f24, lunacek, "Lunacek bi-Rastrigin (f24)", "weak", MULTIMODAL,
    "two funnels full of valleys, the wider one wrong",
    "f(x) = min(sum_i (u_i - m_0)^2, d + t sum_i (u_i - m_1)^2) + 10 (d - sum_i cos(2 pi z_i))\n"
    "       + 10^4 p(x) + f_opt,   u = 2 sign(x_opt) x,   z = R L^100 Q (u - m_0)\n"
    "m_0 = 2.5,   m_1 = -sqrt((m_0^2 - 1) / t),   t = 1 - 1 / (2 sqrt(d + 20) - 8.2)" BBOB_PENALTY
        BBOB_LAMBDA BBOB_ROTATIONS);
