/* kernels.h -- what BBOB's functions are at the end of their chains: values of z, and slopes.
 *
 * Each takes a block (bbob.h) and fills f and, if it is wanted, by_z; sums over coordinates go in
 * their order. Titles of the formulas are those of RR-6829. */
#ifndef OPTBENCH_FUNCTIONS_BBOB_KERNELS_H
#define OPTBENCH_FUNCTIONS_BBOB_KERNELS_H

#include "functions/bbob/bbob.h"

#define bbob_sphere            LEVELED(bbob_sphere)
#define bbob_ellipsoid         LEVELED(bbob_ellipsoid)
#define bbob_slope             LEVELED(bbob_slope)
#define bbob_sector            LEVELED(bbob_sector)
#define bbob_sector_around     LEVELED(bbob_sector_around)
#define bbob_step_ellipsoid    LEVELED(bbob_step_ellipsoid)
#define bbob_rosenbrock        LEVELED(bbob_rosenbrock)
#define bbob_ridge             LEVELED(bbob_ridge)
#define bbob_powers_sum        LEVELED(bbob_powers_sum)
#define bbob_rastrigin         LEVELED(bbob_rastrigin)
#define bbob_weierstrass       LEVELED(bbob_weierstrass)
#define bbob_weierstrass_build LEVELED(bbob_weierstrass_build)
#define bbob_katsuura_build    LEVELED(bbob_katsuura_build)
#define bbob_schaffers         LEVELED(bbob_schaffers)
#define bbob_griewank          LEVELED(bbob_griewank)
#define bbob_schwefel          LEVELED(bbob_schwefel)
#define bbob_katsuura          LEVELED(bbob_katsuura)
#define bbob_lunacek           LEVELED(bbob_lunacek)
#define bbob_gallagher         LEVELED(bbob_gallagher)
#define bbob_gallagher_around  LEVELED(bbob_gallagher_around)
#define bbob_gallagher_build   LEVELED(bbob_gallagher_build)
#define bbob_oscillate_row     LEVELED(bbob_oscillate_row)

/* kernels.c */

/* sum_i z_i^2 */
void bbob_sphere(const struct bbob *s, const struct bbob_block *b);
/* sum_i weights_i z_i^2 */
void bbob_ellipsoid(const struct bbob *s, const struct bbob_block *b);
/* sum_i 5 |weights_i| - weights_i z_i, where x_opt_i z_i >= 25 the value at x_opt_i; slope 0 there.
 */
void bbob_slope(const struct bbob *s, const struct bbob_block *b);
/* sum_i (s_i z_i)^2, s_i = 100 where x_opt_i z_i > 0, else 1; around it T_osz and the power 0.9 */
void bbob_sector(const struct bbob *s, const struct bbob_block *b);
void bbob_sector_around(size_t width, double *f, double *slope);
/* 0.1 max(|v x'| / 10^4, sum_i weights_i z_i^2), v the row s->own of dim values, x' = x - x_opt.
 * Flat but for the first of the two, and the slopes tell so. */
void bbob_step_ellipsoid(const struct bbob *s, const struct bbob_block *b);
/* sum_{i<dim} 100 (z_i^2 - z_{i+1})^2 + (z_i - 1)^2 */
void bbob_rosenbrock(const struct bbob *s, const struct bbob_block *b);
/* sum_{i<=n} z_i^2 + 100 sqrt(sum_{i>n} z_i^2), n = weights_0; on the ridge, where there is no
 * slope across, 0 is told */
void bbob_ridge(const struct bbob *s, const struct bbob_block *b);
/* sqrt(sum_i |z_i|^weights_i) */
void bbob_powers_sum(const struct bbob *s, const struct bbob_block *b);

/* waves.c */

/* 10 (dim - sum_i cos(2 pi z_i)) + sum_i z_i^2 */
void bbob_rastrigin(const struct bbob *s, const struct bbob_block *b);
/* 10 (1/dim sum_i sum_{j<12} 2^-j cos(2 pi 3^j (z_i + 1/2)) - f_0)^3 */
void bbob_weierstrass(const struct bbob *s, const struct bbob_block *b);
void bbob_weierstrass_build(struct bbob *s); /* sets its weights, as the next such does */
/* (1/(dim - 1) sum_{i<dim} sqrt(s_i) (1 + sin^2(50 s_i^0.2)))^2, s_i = |(z_i, z_{i+1})| */
void bbob_schaffers(const struct bbob *s, const struct bbob_block *b);
/* c + c/(dim - 1) sum_{i<dim} (s_i / 4000 - cos(s_i)), s_i terms of Rosenbrock, c = weights_0 */
void bbob_griewank(const struct bbob *s, const struct bbob_block *b);
/* 1/100 (418.98... - 1/dim sum_i z_i sin(sqrt|z_i|) + sum_i max(0, |z_i| - 500)^2) */
void bbob_schwefel(const struct bbob *s, const struct bbob_block *b);
/* 10/dim^2 (prod_i (1 + i sum_{j=1}^{32} |2^j z_i - [2^j z_i]| / 2^j)^(10/dim^1.2) - 1) */
void bbob_katsuura(const struct bbob *s, const struct bbob_block *b);
void bbob_katsuura_build(struct bbob *s);
/* min(sum_i (y_i - m_0)^2, dim + t sum_i (y_i - m_1)^2) + 10 (dim - sum_i cos(2 pi z_i)), with
 * y_i = weights_i x_i, weights_i = +-2 */
void bbob_lunacek(const struct bbob *s, const struct bbob_block *b);

/* gallagher.c: 10 - max_i w_i exp(-1/(2 dim) (z - y_i)^T C_i (z - y_i)), slopes those of the
 * highest peak; around it T_osz and the square. _build draws `peaks` of them (101 or 21) with
 * s->own, turned by rotation, and sets x_opt. */
void bbob_gallagher(const struct bbob *s, const struct bbob_block *b);
void bbob_gallagher_around(size_t width, double *f, double *slope);
void bbob_gallagher_build(struct bbob *s, long seed, size_t peaks, const double *rotation);

/* links.c: T_osz of `width` values in place, slope, if not NULL, times its own. */
void bbob_oscillate_row(size_t width, double *values, double *slope);

#endif
