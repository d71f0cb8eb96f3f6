/* builds.h -- the chains of BBOB that the noisy and the large suites share. */
#ifndef OPTBENCH_FUNCTIONS_BBOB_BUILDS_H
#define OPTBENCH_FUNCTIONS_BBOB_BUILDS_H

#include "functions/bbob/bbob.h"

#define bbob_build_sphere         LEVELED(bbob_build_sphere)
#define bbob_build_ellipsoid      LEVELED(bbob_build_ellipsoid)
#define bbob_build_rastrigin      LEVELED(bbob_build_rastrigin)
#define bbob_build_bueche         LEVELED(bbob_build_bueche)
#define bbob_build_slope          LEVELED(bbob_build_slope)
#define bbob_build_step_ellipsoid LEVELED(bbob_build_step_ellipsoid)
#define bbob_build_rosenbrock     LEVELED(bbob_build_rosenbrock)
#define bbob_build_turned         LEVELED(bbob_build_turned)
#define bbob_build_powers         LEVELED(bbob_build_powers)
#define bbob_build_schaffers      LEVELED(bbob_build_schaffers)
#define bbob_build_griewank       LEVELED(bbob_build_griewank)
#define bbob_build_schwefel       LEVELED(bbob_build_schwefel)
#define bbob_build_gallagher      LEVELED(bbob_build_gallagher)
#define bbob_lunacek_signs        LEVELED(bbob_lunacek_signs)

/* Each as struct bbob_recipe's build: of f1 to f5, f7, f8, f10, f14, f17, f19, f20, f21. */
void bbob_build_sphere(struct bbob *s, long seed);
void bbob_build_ellipsoid(struct bbob *s, long seed);
void bbob_build_rastrigin(struct bbob *s, long seed);
void bbob_build_bueche(struct bbob *s, long seed);
void bbob_build_slope(struct bbob *s, long seed);
void bbob_build_step_ellipsoid(struct bbob *s, long seed);
void bbob_build_rosenbrock(struct bbob *s, long seed);
void bbob_build_turned(struct bbob *s, long seed);
void bbob_build_powers(struct bbob *s, long seed);
void bbob_build_schaffers(struct bbob *s, long seed);
void bbob_build_griewank(struct bbob *s, long seed);
void bbob_build_schwefel(struct bbob *s, long seed);
void bbob_build_gallagher(struct bbob *s, long seed);

/* What f24 begins with, x_opt, its signs and its penalty. */
void bbob_lunacek_signs(struct bbob *s, long seed);

#endif
