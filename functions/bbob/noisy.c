/* noisy.c -- f101 to f130 of BBOB: eight of its functions under three models of noise.
 *
 * After Hansen, Finck, Ros, Auger: Real-parameter black-box optimization benchmarking 2009: noisy
 * functions definitions, INRIA RR-6869. What is inside has no penalty of its own: all are penalised
 * alike, outside of the noise. The models are those of functions/wrap/noise_models.h. */
#include "functions/bbob/builds.h"
#include "functions/bbob/kernels.h"
#include "functions/bbob/type.h"
#include "functions/problem.h"

static void build_step_ellipsoid(struct bbob *s, long seed)
{
  bbob_build_step_ellipsoid(s, seed);
  s->penalty = 0;
}

static void build_ellipsoid(struct bbob *s, long seed)
{
  bbob_build_turned(s, seed);
  s->weights = bbob_powers(s, 1e4);
}

static void build_schaffers(struct bbob *s, long seed)
{
  bbob_build_schaffers(s, seed);
  s->penalty = 0;
}

static void build_griewank(struct bbob *s, long seed)
{
  bbob_build_griewank(s, seed);
  s->weights = bbob_constant(s, 1);
}

static void build_gallagher(struct bbob *s, long seed)
{
  bbob_build_gallagher(s, seed);
  s->penalty = 0;
}

static const struct bbob_recipe sphere = {1, 0, bbob_build_sphere, bbob_sphere, NULL};
static const struct bbob_recipe rosenbrock = {8, 0, bbob_build_rosenbrock, bbob_rosenbrock, NULL};
static const struct bbob_recipe step_ellipsoid = {7, 0, build_step_ellipsoid, bbob_step_ellipsoid,
                                                  NULL};
static const struct bbob_recipe ellipsoid = {10, 0, build_ellipsoid, bbob_ellipsoid, NULL};
static const struct bbob_recipe powers = {14, 0, bbob_build_powers, bbob_powers_sum, NULL};
static const struct bbob_recipe schaffers = {17, 0, build_schaffers, bbob_schaffers, NULL};
static const struct bbob_recipe griewank = {19, 0, build_griewank, bbob_griewank, NULL};
static const struct bbob_recipe gallagher = {21, 0, build_gallagher, bbob_gallagher,
                                             bbob_gallagher_around};

/* Moderate and severe, as RR-6869 has them. */
#define NOISE(kind_, severity_, frequency_)                                                        \
  {                                                                                                \
    .multiply = 1, .noise = severity_, .noise_kind = kind_, .noise_frequency = frequency_,         \
    .penalty = 100                                                                                 \
  }
static const struct wrap_config moderate_gaussian = NOISE(NOISE_MODEL_GAUSSIAN, 0.01, 0);
static const struct wrap_config moderate_uniform = NOISE(NOISE_MODEL_UNIFORM, 0.01, 0);
static const struct wrap_config moderate_cauchy = NOISE(NOISE_MODEL_CAUCHY, 0.01, 0.05);
static const struct wrap_config severe_gaussian = NOISE(NOISE_MODEL_GAUSSIAN, 1, 0);
static const struct wrap_config severe_uniform = NOISE(NOISE_MODEL_UNIFORM, 1, 0);
static const struct wrap_config severe_cauchy = NOISE(NOISE_MODEL_CAUCHY, 1, 0.2);

#define GAUSSIAN(beta) "f* + e exp(" beta "z) + 1.01e-8 + 100 p(x),   e = f(x) - f*"
#define UNIFORM(power, beta)                                                                       \
  "f* + e u" power " max(1, (10^9 / e)^(" beta                                                     \
  "(0.49 + 1/d) v)) + 1.01e-8 + 100 p(x),   e = f(x) - f*"
#define CAUCHY(alpha, share)                                                                       \
  "f(x) + " alpha "max(0, 1000 + c) + 1.01e-8 + 100 p(x),   c = z / |z'| in " share                \
  " of them, else 0"

#define NOISY(id, recipe_, noise_, title_, model_, group_, traits_, formula_)                      \
  BBOB_TYPE(id, "bbob-noisy-" #id, #id, recipe_, &noise_, title_ model_ " (" #id ")", group_,      \
            STOCHASTIC | NO_GRADIENT | (traits_), title_ model_ ": values alone",                  \
            formula_ BBOB_PENALTY "\nf: " title_ "; z normal, u, v uniform; runs are judged by f", \
            "Hansen, Finck, Ros, Auger, INRIA RR-6869, 2009")

#define MODERATE(first, second, third, recipe, title, traits)                                      \
  NOISY(first, recipe, moderate_gaussian, title, " under moderate Gaussian noise",                 \
        "moderate-noise", traits, GAUSSIAN("0.01 "));                                              \
  NOISY(second, recipe, moderate_uniform, title, " under moderate uniform noise",                  \
        "moderate-noise", traits, UNIFORM("^0.01", "0.01 "));                                      \
  NOISY(third, recipe, moderate_cauchy, title, " under moderate Cauchy noise", "moderate-noise",   \
        traits, CAUCHY("0.01 ", "0.05"))

#define SEVERE(first, second, third, recipe, title, group, traits)                                 \
  NOISY(first, recipe, severe_gaussian, title, " under Gaussian noise", group, traits,             \
        GAUSSIAN(""));                                                                             \
  NOISY(second, recipe, severe_uniform, title, " under uniform noise", group, traits,              \
        UNIFORM("", ""));                                                                          \
  NOISY(third, recipe, severe_cauchy, title, " under Cauchy noise", group, traits,                 \
        CAUCHY("", "0.2"))

MODERATE(f101, f102, f103, sphere, "Sphere", SMOOTH | SEPARABLE);
MODERATE(f104, f105, f106, rosenbrock, "Rosenbrock", SMOOTH);
SEVERE(f107, f108, f109, sphere, "Sphere", "severe-noise", SMOOTH | SEPARABLE);
SEVERE(f110, f111, f112, rosenbrock, "Rosenbrock", "severe-noise", SMOOTH);
SEVERE(f113, f114, f115, step_ellipsoid, "Step ellipsoid", "severe-noise", 0);
SEVERE(f116, f117, f118, ellipsoid, "Ellipsoid", "severe-noise", 0);
SEVERE(f119, f120, f121, powers, "Different powers", "severe-noise", 0);
SEVERE(f122, f123, f124, schaffers, "Schaffers F7", "multimodal-noise", MULTIMODAL);
SEVERE(f125, f126, f127, griewank, "Griewank-Rosenbrock", "multimodal-noise", MULTIMODAL | RUGGED);
SEVERE(f128, f129, f130, gallagher, "Gallagher, 101 peaks", "multimodal-noise", MULTIMODAL);
