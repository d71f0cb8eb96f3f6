/* bbob.h -- a function of BBOB: a chain of transformations of x, and a kernel of what comes out.
 *
 *   f(x) = norm kernel(z) + f_opt + penalty sum_i max(0, |x_i| - 5)^2,   z = link_n(... link_1(x))
 *
 * after Hansen, Finck, Ros, Auger: Real-parameter black-box optimization benchmarking 2009:
 * noiseless functions definitions, INRIA RR-6829, with the instances and the order of sums of
 * COCO's code, so that values agree to rounding.
 *
 * Points go through in blocks that stand coordinate by coordinate: entry i of point k of a block of
 * `width` points is at [i * width + k]. All points of a row are treated alike by vector code
 * whatever the dimension, a rotation is one product of matrices, and sums over coordinates go in
 * their order. A block has one width, a multiple of MATRIX_PAD; points beyond the last are 0.
 *
 * Gradients go through the chain backwards. Where a function has none, it is that of nearly every
 * point nearby: the formulas say where that is. */
#ifndef OPTBENCH_FUNCTIONS_BBOB_BBOB_H
#define OPTBENCH_FUNCTIONS_BBOB_BBOB_H

#include "functions/function.h"
#include "src/numeric/level.h"

#define bbob_new            LEVELED(bbob_new)
#define bbob_free           LEVELED(bbob_free)
#define bbob_scratch        LEVELED(bbob_scratch)
#define bbob_evaluate       LEVELED(bbob_evaluate)
#define bbob_minimum_of     LEVELED(bbob_minimum_of)
#define bbob_minimiser      LEVELED(bbob_minimiser)
#define bbob_hold           LEVELED(bbob_hold)
#define bbob_spread         LEVELED(bbob_spread)
#define bbob_powers         LEVELED(bbob_powers)
#define bbob_draw_rotation  LEVELED(bbob_draw_rotation)
#define bbob_between        LEVELED(bbob_between)
#define bbob_shift          LEVELED(bbob_shift)
#define bbob_link           LEVELED(bbob_link)
#define bbob_scaled         LEVELED(bbob_scaled)
#define bbob_constant       LEVELED(bbob_constant)
#define bbob_turned_optimum LEVELED(bbob_turned_optimum)
#define bbob_forward        LEVELED(bbob_forward)
#define bbob_backward       LEVELED(bbob_backward)

enum { BBOB_LINKS_MOST = 16, BBOB_HELD_MOST = 24, BBOB_BLOCK = 40 };

/* A transformation of a block, in to out. */
enum bbob_kind {
  BBOB_SHIFT,      /* out_i = in_i - values_i */
  BBOB_SCALE,      /* out_i = values_i in_i */
  BBOB_ROTATE,     /* out_i = start + sum_j values_ij in_j */
  BBOB_BLOCKS,     /* a rotation of each BBOB_BLOCK coordinates, the last of fewer; values: theirs,
                      one after the other */
  BBOB_PERMUTE,    /* out_i = in_{order_i} */
  BBOB_OSCILLATE,  /* T_osz of each coordinate */
  BBOB_ASYMMETRIC, /* T_asy^number of each coordinate */
  BBOB_BUECHE,     /* out_i = values_i in_i, 10 times as much where i is even and in_i > 0 */
  BBOB_STEPS,      /* rounded to integers, below 1/2 to tenths */
  BBOB_NEIGHBOUR   /* out_i = in_i + (in_{i-1} - values_{i-1}) / 4, out_0 = in_0 */
};

struct bbob_link {
  enum bbob_kind kind;
  double number;        /* start of a rotation, exponent of an asymmetry */
  const double *values; /* dim of them, of a rotation dim * dim row-major; else NULL */
  const size_t *order;  /* dim of them, of a permutation; else NULL */
};

struct bbob;

struct bbob_block {
  size_t width;
  const double *x, *z; /* dim rows: where it is asked, and what the chain makes of that */
  double *f;           /* out: width values */
  double *by_z;        /* out: derivatives with respect to z, dim rows, or NULL if not wanted */
  double *by_x;        /* added to, with by_z: those with respect to x that do not go through z */
};

struct bbob_recipe {
  unsigned number; /* of the function: 1 is f1 */
  unsigned seed;   /* of the function whose seeds it shares; 0: its own */
  /* Adds the links, sets x_opt where it is not drawn as bbob_optimum does, and what the kernel
   * needs. What cannot be had leaves s->failed. */
  void (*build)(struct bbob *s, long seed);
  void (*kernel)(const struct bbob *s, const struct bbob_block *block);
  /* Goes around norm kernel, before f_opt: value and slope in place; NULL: nothing. */
  void (*around)(size_t width, double *f, double *slope);
};

struct bbob {
  const struct bbob_recipe *recipe;
  size_t dim;
  double f_opt, *x_opt; /* dim values */
  double minimum;       /* f(x_opt): f_opt but for rounding */
  double penalty;       /* factor of the squared distance from [-5, 5]^dim; 0: none */
  bool penalty_first;   /* added before f_opt, as rounding tells */
  double norm;
  struct bbob_link links[BBOB_LINKS_MOST];
  size_t link_count;
  const double *weights; /* the kernel's, by coordinate, or as it likes */
  const void *own;       /* the kernel's */
  void *held[BBOB_HELD_MOST];
  size_t held_count;
  bool failed;
};

/* As function.h has alloc, free, scratch, evaluate, minimum and minimiser; recipe is to outlive it.
 */
void *bbob_new(const struct bbob_recipe *recipe, const struct function_setup *setup);
void bbob_free(void *state);
size_t bbob_scratch(const void *state, size_t count);
void bbob_evaluate(const void *state, const struct batch *batch);
double bbob_minimum_of(const void *state);
void bbob_minimiser(const void *state, double *x);

/* For `build`. Each does nothing, and what returns memory gives NULL, once something failed; all
 * memory is the function's. */

/* count doubles. */
double *bbob_hold(struct bbob *s, size_t count);
/* base^(i / (dim - 1)), dim values. */
double *bbob_powers(struct bbob *s, double base);
/* From low to high in equal steps, dim values. */
double *bbob_spread(struct bbob *s, double low, double high);
/* As bbob_rotation (draws.h), dim * dim values. */
double *bbob_draw_rotation(struct bbob *s, long seed);
/* left diag(middle) right. */
double *bbob_between(struct bbob *s, const double *left, const double *middle, const double *right);
/* One more link at the end of the chain; values: as struct bbob_link, held by s. */
void bbob_link(struct bbob *s, enum bbob_kind kind, double number, const double *values);
void bbob_shift(struct bbob *s, const double *by);

/* diag(factor) matrix */
double *bbob_scaled(struct bbob *s, const double *factor, const double *matrix);
/* dim times the same. */
double *bbob_constant(struct bbob *s, double value);
/* x_opt = rotation^T (1/2, ..., 1/2) / factor */
void bbob_turned_optimum(struct bbob *s, const double *rotation, double factor);

/* dim coordinates as blocks of BBOB_BLOCK and one of the rest. */
static inline size_t bbob_block_size(size_t dim, size_t first)
{
  return dim - first < BBOB_BLOCK ? dim - first : BBOB_BLOCK;
}

/* out = link(in), and by_in from by_out at in; blocks of s->dim rows that do not overlap. */
void bbob_forward(const struct bbob *s, const struct bbob_link *link, size_t width,
                  const double *in, double *out);
void bbob_backward(const struct bbob *s, const struct bbob_link *link, size_t width,
                   const double *in, const double *out, const double *by_out, double *by_in);

#endif
