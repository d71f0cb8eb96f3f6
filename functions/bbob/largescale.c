/* largescale.c -- BBOB's functions for large dimensions: blocks in place of rotations, values of
 * most by the mean of 40 coordinates.
 *
 * After Varelas, Ait Elhara, Brockhoff, Hansen, Nguyen, Tusar, Barbot: Benchmarking large-scale
 * continuous optimizers: the bbob-largescale testbed, a COCO software guide and beyond,
 * arXiv:1903.06396, with the instances of COCO's code. */
#include "functions/bbob/largescale.h"

#include <math.h>

#include "functions/bbob/builds.h"
#include "functions/bbob/draws.h"
#include "functions/bbob/kernels.h"
#include "functions/bbob/type.h"

enum { MILLION = 1000000 };

/* Values by the mean, as if there were 40 coordinates at most. */
static void by_mean(struct bbob *s) { s->norm = fmin(1, 40 / (double)s->dim); }

static double block_factor(size_t dim)
{
  return fmax(1, sqrt((double)bbob_block_size(dim, 0)) / 8);
}

/* The scale of every BBOB_BLOCK-th part of the coordinates, at least of one. */
static size_t fortieth(size_t dim) { return (dim + BBOB_BLOCK - 1) / BBOB_BLOCK; }

static void build_sphere(struct bbob *s, long seed)
{
  bbob_build_sphere(s, seed);
  by_mean(s);
}

static void build_ellipsoid(struct bbob *s, long seed)
{
  bbob_build_ellipsoid(s, seed);
  by_mean(s);
}

static void build_rastrigin(struct bbob *s, long seed)
{
  bbob_build_rastrigin(s, seed);
  by_mean(s);
}

static void build_bueche(struct bbob *s, long seed)
{
  bbob_build_bueche(s, seed);
  by_mean(s);
}

static void build_slope(struct bbob *s, long seed)
{
  bbob_build_slope(s, seed);
  by_mean(s);
}

/* Two turns, whose permutations' seeds begin at so many millions. */
struct pair {
  struct bbob_turn q, r;
};

static struct pair find_pair(struct bbob *s, long seed, long q, long r)
{
  struct pair pair;
  pair.q = bbob_large_find(s, seed, seed + q * MILLION, seed + (q + 1) * MILLION);
  pair.r = bbob_large_find(s, seed + MILLION, seed + r * MILLION, seed + (r + 1) * MILLION);
  return pair;
}

/* z = r(L^condition q(z)) */
static void turn_twice(struct bbob *s, const struct pair *pair, double condition)
{
  bbob_large_turn(s, &pair->q);
  bbob_link(s, BBOB_SCALE, 0, bbob_powers(s, sqrt(condition)));
  bbob_large_turn(s, &pair->r);
}

static void build_sector(struct bbob *s, long seed)
{
  struct pair pair = find_pair(s, seed, 2, 4);
  bbob_shift(s, s->x_opt);
  turn_twice(s, &pair, 10);
  by_mean(s);
}

/* The row of x - x_opt that is dim times the first coordinate before the steps. */
static const double *first_row(struct bbob *s, const struct bbob_turn *q)
{
  size_t dim = s->dim, at = q->last ? q->last[0] : 0, first = at / BBOB_BLOCK * BBOB_BLOCK;
  double *row = bbob_hold(s, dim);
  if (!row) return NULL;
  size_t size = bbob_block_size(dim, first);
  const double *block = q->blocks + first * BBOB_BLOCK;
  for (size_t j = 0; j < size; j++) {
    size_t from = q->first ? q->first[first + j] : first + j;
    row[from] = (double)dim * block[(at - first) * size + j];
  }
  return row;
}

static void build_step_ellipsoid(struct bbob *s, long seed)
{
  struct pair pair = find_pair(s, seed, 2, 4);
  bbob_shift(s, s->x_opt);
  bbob_large_turn(s, &pair.q);
  bbob_link(s, BBOB_SCALE, 0, bbob_powers(s, sqrt(10)));
  bbob_link(s, BBOB_STEPS, 0, NULL);
  bbob_large_turn(s, &pair.r);
  if (!s->failed) s->own = first_row(s, &pair.q);
  s->weights = bbob_powers(s, 100);
  s->penalty = 1;
  s->penalty_first = true;
  by_mean(s);
}

static void build_rosenbrock(struct bbob *s, long seed)
{
  (void)seed;
  for (size_t i = 0; i < s->dim; i++) s->x_opt[i] *= 0.75;
  bbob_shift(s, s->x_opt);
  bbob_link(s, BBOB_SCALE, 0, bbob_constant(s, block_factor(s->dim)));
  bbob_shift(s, bbob_constant(s, -1));
  by_mean(s);
}

static void build_rosenbrock_rotated(struct bbob *s, long seed)
{
  struct bbob_turn r = bbob_large_find(s, seed, seed + 2 * MILLION, seed + 3 * MILLION);
  for (size_t i = 0; i < s->dim; i++) s->x_opt[i] *= 0.75;
  bbob_shift(s, s->x_opt);
  bbob_large_turn(s, &r);
  bbob_link(s, BBOB_SCALE, 0, bbob_constant(s, block_factor(s->dim)));
  bbob_shift(s, bbob_constant(s, -1));
  by_mean(s);
}

/* z = P R P (x - x_opt) */
static struct bbob_turn turn_once(struct bbob *s, long seed)
{
  struct bbob_turn r = bbob_large_find(s, seed + MILLION, seed + 2 * MILLION, seed + 3 * MILLION);
  bbob_shift(s, s->x_opt);
  bbob_large_turn(s, &r);
  by_mean(s);
  return r;
}

static void build_turned(struct bbob *s, long seed)
{
  turn_once(s, seed);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  s->weights = bbob_powers(s, 1e6);
}

/* Of the first fortieth of the coordinates, and of the others. */
static void weigh(struct bbob *s, double first, double others)
{
  double *weights = bbob_constant(s, others);
  for (size_t i = 0; weights && i < fortieth(s->dim); i++) weights[i] = first;
  s->weights = weights;
}

static void build_discus(struct bbob *s, long seed)
{
  turn_once(s, seed);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  weigh(s, 1e6, 1);
}

static void build_bent_cigar(struct bbob *s, long seed)
{
  bbob_optimum(seed + MILLION, s->dim, s->x_opt);
  struct bbob_turn r = turn_once(s, seed);
  bbob_link(s, BBOB_ASYMMETRIC, 0.5, NULL);
  bbob_large_turn(s, &r);
  weigh(s, 1, 1e6);
}

static void build_sharp_ridge(struct bbob *s, long seed)
{
  struct pair pair = find_pair(s, seed, 5, 3);
  bbob_shift(s, s->x_opt);
  turn_twice(s, &pair, 10);
  s->weights = bbob_constant(s, (double)fortieth(s->dim));
  by_mean(s);
}

static void build_powers(struct bbob *s, long seed)
{
  turn_once(s, seed);
  s->weights = bbob_spread(s, 2, 6);
}

static void build_rastrigin_rotated(struct bbob *s, long seed)
{
  struct pair pair = find_pair(s, seed, 5, 3);
  bbob_shift(s, s->x_opt);
  bbob_large_turn(s, &pair.r);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  bbob_link(s, BBOB_ASYMMETRIC, 0.2, NULL);
  turn_twice(s, &pair, 10);
  by_mean(s);
}

static void build_weierstrass(struct bbob *s, long seed)
{
  struct pair pair = find_pair(s, seed, 3, 5);
  bbob_shift(s, s->x_opt);
  bbob_large_turn(s, &pair.r);
  bbob_link(s, BBOB_OSCILLATE, 0, NULL);
  turn_twice(s, &pair, 1.0 / 100);
  s->penalty = 10 / (double)s->dim;
  s->penalty_first = true;
  bbob_weierstrass_build(s);
}

static void schaffers(struct bbob *s, long seed, double condition)
{
  struct pair pair = find_pair(s, seed, 3, 5);
  bbob_shift(s, s->x_opt);
  bbob_large_turn(s, &pair.r);
  bbob_link(s, BBOB_ASYMMETRIC, 0.5, NULL);
  bbob_large_turn(s, &pair.q);
  bbob_link(s, BBOB_SCALE, 0, bbob_powers(s, sqrt(condition)));
  s->penalty = 10;
  s->penalty_first = true;
}

static void build_schaffers(struct bbob *s, long seed) { schaffers(s, seed, 10); }

static void build_schaffers_ill(struct bbob *s, long seed) { schaffers(s, seed, 1000); }

static void build_griewank(struct bbob *s, long seed)
{
  double factor = block_factor(s->dim);
  struct bbob_turn r = bbob_large_find(s, seed, seed + 2 * MILLION, seed + 3 * MILLION);
  bbob_large_turn(s, &r);
  bbob_link(s, BBOB_SCALE, 0, bbob_constant(s, factor));
  bbob_shift(s, bbob_constant(s, -0.5));
  s->weights = bbob_constant(s, 10);
  /* x_opt is what becomes 1/2 everywhere, whatever the last permutation. */
  const double *block = r.blocks;
  for (size_t first = 0; !s->failed && first < s->dim; first += BBOB_BLOCK) {
    size_t size = bbob_block_size(s->dim, first);
    for (size_t j = 0; j < size; j++) {
      double sum = 0;
      for (size_t i = 0; i < size; i++) sum += block[i * size + j];
      s->x_opt[r.first ? r.first[first + j] : first + j] = sum / (2 * factor);
    }
    block += size * size;
  }
}

static void gallagher(struct bbob *s, long seed, size_t peaks)
{
  const struct bbob_turn r = {.blocks = bbob_large_blocks(s, seed)};
  bbob_large_turn(s, &r);
  double *dense = bbob_hold(s, s->dim * s->dim);
  if (!dense) return;
  const double *block = r.blocks;
  for (size_t first = 0; first < s->dim; first += BBOB_BLOCK) {
    size_t size = bbob_block_size(s->dim, first);
    for (size_t i = 0; i < size; i++)
      for (size_t j = 0; j < size; j++)
        dense[(first + i) * s->dim + first + j] = block[i * size + j];
    block += size * size;
  }
  bbob_gallagher_build(s, seed, peaks, dense);
  s->penalty = 1;
  s->penalty_first = true;
}

static void build_gallagher_101(struct bbob *s, long seed) { gallagher(s, seed, 101); }

static void build_gallagher_21(struct bbob *s, long seed) { gallagher(s, seed, 21); }

static void build_katsuura(struct bbob *s, long seed)
{
  struct pair pair = find_pair(s, seed, 3, 5);
  bbob_shift(s, s->x_opt);
  turn_twice(s, &pair, 100);
  s->penalty = 1;
  s->penalty_first = true;
  bbob_katsuura_build(s);
}

static void build_lunacek(struct bbob *s, long seed)
{
  struct pair pair = find_pair(s, seed, 3, 5);
  bbob_lunacek_signs(s, seed);
  turn_twice(s, &pair, 100);
  by_mean(s);
}

/* What is new, beside f<number> of the suite bbob. */
#define BLOCKS "rotations are P' B P, B with blocks of up to 40 x 40, P and P' swaps nearby"
#define MEAN   "values less f_opt are times min(1, 40/d)"
#define PART   "the first coordinate there is the first fortieth here"

#define LARGE(number, title_, group_, traits_, build_, kernel_, around_, seed_, formula_)          \
  static const struct bbob_recipe recipe_##number = {number, seed_, build_, kernel_, around_};     \
  BBOB_TYPE(large_f##number, "bbob-largescale-f" #number, NULL, recipe_##number, NULL,             \
            title_ ", large (f" #number ")", group_, traits_,                                      \
            title_ " for hundreds of dimensions", "f(x) as of bbob-f" #number ", but " formula_,   \
            "Varelas et al., arXiv:1903.06396, 2019")

LARGE(1, "Sphere", "separable", SMOOTH | SEPARABLE, build_sphere, bbob_sphere, NULL, 0, MEAN);
LARGE(2, "Ellipsoid, separable", "separable", SEPARABLE, build_ellipsoid, bbob_ellipsoid, NULL, 0,
      MEAN);
LARGE(3, "Rastrigin, separable", "separable", SEPARABLE | MULTIMODAL, build_rastrigin,
      bbob_rastrigin, NULL, 0, MEAN);
LARGE(4, "Bueche-Rastrigin", "separable", SEPARABLE | MULTIMODAL, build_bueche, bbob_rastrigin,
      NULL, 3, MEAN);
LARGE(5, "Linear slope", "separable", SEPARABLE, build_slope, bbob_slope, NULL, 0, MEAN);
LARGE(6, "Attractive sector", "moderate", 0, build_sector, bbob_sector, bbob_sector_around, 0,
      BLOCKS ",\n" MEAN);
LARGE(7, "Step ellipsoid", "moderate", 0, build_step_ellipsoid, bbob_step_ellipsoid, NULL, 0,
      BLOCKS ",\n" MEAN ",\nand y_1 counts d times");
LARGE(8, "Rosenbrock, original", "moderate", SMOOTH, build_rosenbrock, bbob_rosenbrock, NULL, 0,
      MEAN ",\n"
           "sqrt(d) is at most sqrt(40)");
LARGE(9, "Rosenbrock, rotated", "moderate", SMOOTH, build_rosenbrock_rotated, bbob_rosenbrock, NULL,
      0,
      BLOCKS ",\n" MEAN ",\n"
             "z = max(1, sqrt(min(d, 40)) / 8) R (x - x_opt) + 1");
LARGE(10, "Ellipsoid, rotated", "ill-conditioned", 0, build_turned, bbob_ellipsoid, NULL, 0,
      BLOCKS ",\n" MEAN);
LARGE(11, "Discus", "ill-conditioned", 0, build_discus, bbob_ellipsoid, NULL, 0,
      BLOCKS ",\n" MEAN ",\n" PART);
LARGE(12, "Bent cigar", "ill-conditioned", SMOOTH, build_bent_cigar, bbob_ellipsoid, NULL, 0,
      BLOCKS ",\n" MEAN ",\n" PART);
LARGE(13, "Sharp ridge", "ill-conditioned", 0, build_sharp_ridge, bbob_ridge, NULL, 0,
      BLOCKS ",\n" MEAN ",\n" PART);
LARGE(14, "Different powers", "ill-conditioned", 0, build_powers, bbob_powers_sum, NULL, 0,
      BLOCKS ",\n" MEAN);
LARGE(15, "Rastrigin, rotated", "multimodal", MULTIMODAL, build_rastrigin_rotated, bbob_rastrigin,
      NULL, 0, BLOCKS ",\n" MEAN);
LARGE(16, "Weierstrass", "multimodal", MULTIMODAL | RUGGED, build_weierstrass, bbob_weierstrass,
      NULL, 0, BLOCKS);
LARGE(17, "Schaffers F7", "multimodal", MULTIMODAL, build_schaffers, bbob_schaffers, NULL, 0,
      BLOCKS);
LARGE(18, "Schaffers F7, ill-conditioned", "multimodal", MULTIMODAL, build_schaffers_ill,
      bbob_schaffers, NULL, 17, BLOCKS);
LARGE(19, "Griewank-Rosenbrock", "multimodal", SMOOTH | MULTIMODAL | RUGGED, build_griewank,
      bbob_griewank, NULL, 0,
      BLOCKS ",\n"
             "sqrt(d) is at most sqrt(40)");
LARGE(20, "Schwefel", "weak", MULTIMODAL, bbob_build_schwefel, bbob_schwefel, NULL, 0,
      "nothing: the same");
LARGE(21, "Gallagher, 101 peaks", "weak", MULTIMODAL, build_gallagher_101, bbob_gallagher,
      bbob_gallagher_around, 0, "R has blocks of up to 40 x 40");
LARGE(22, "Gallagher, 21 peaks", "weak", MULTIMODAL, build_gallagher_21, bbob_gallagher,
      bbob_gallagher_around, 0, "R has blocks of up to 40 x 40");
LARGE(23, "Katsuura", "weak", MULTIMODAL | RUGGED, build_katsuura, bbob_katsuura, NULL, 0, BLOCKS);
LARGE(24, "Lunacek bi-Rastrigin", "weak", MULTIMODAL, build_lunacek, bbob_lunacek, NULL, 0,
      BLOCKS ",\n" MEAN);
