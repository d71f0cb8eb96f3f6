/* systems.c -- sums of squares whose residuals have a root: equations of mathematics and physics.
 *
 * Regions hold the start and the minimiser, and some ten times the start. */
#include <math.h>

#include "functions/classic/squares/squares.h"
#include "src/numeric/elementary.h"

static void split_brown(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  double sum = 0, product = 1;
  size_t last = count - 1;
  for (size_t i = 0; i < dim; i++) {
    sum += x[i];
    product *= x[i];
  }
  for (size_t j = 0; j < last; j++) r[j] = x[j] + (sum - (double)(dim + 1));
  r[last] = product - 1;
  if (!jacobian) return;
  for (size_t j = 0; j < last; j++)
    for (size_t i = 0; i < dim; i++) jacobian[j * dim + i] = i == j ? 2 : 1;
  /* The product of the others: of those before, then times those behind. */
  double *row = jacobian + last * dim, others = 1;
  for (size_t i = 0; i < dim; others *= x[i++]) row[i] = others;
  others = 1;
  for (size_t i = dim; i-- > 0; others *= x[i]) row[i] *= others;
}

static const struct squares_kind brown = {.residuals_of = squares_as_many,
                                          .split = split_brown,
                                          .start_of = squares_halves,
                                          .solve = squares_root_at_ones};

/* The sum over j of v (sin(log v)^5 + cos(log v)^5), v = (x^2 + i / j)^(1/2), and its slope. */
static double mancino_sum(double x, double i, size_t dim, double *slope)
{
  double sum = 0;
  *slope = 0;
  for (size_t j = 1; j <= dim; j++) {
    double v = sqrt(x * x + i / (double)j), angle = repro_log(v);
    double s = repro_sin(angle), c = repro_cos(angle);
    double s4 = s * s * s * s, c4 = c * c * c * c;
    sum += v * (s4 * s + c4 * c);
    *slope += x / v * (s4 * s + c4 * c + 5 * s4 * c - 5 * c4 * s);
  }
  return sum;
}

/* Of equation i, from 1, which hangs on x_i alone. */
static double mancino(double x, size_t i, size_t dim, double *slope)
{
  double away = (double)i - 50, sum = mancino_sum(x, (double)i, dim, slope);
  *slope += 1400;
  return 1400 * x + away * away * away + sum;
}

static void split_mancino(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  for (size_t j = 0; j < count; j++) {
    double slope;
    r[j] = mancino(x[j], j + 1, dim, &slope);
    if (jacobian) jacobian[j * dim + j] = slope;
  }
}

static void start_mancino(size_t dim, double *x)
{
  for (size_t i = 1; i <= dim; i++) {
    double away = (double)i - 50, none;
    x[i - 1] = -8.710996e-4 * (away * away * away + mancino_sum(0, (double)i, dim, &none));
  }
}

/* Newton's method. The slope is near 1400 all over, so a few steps are enough. */
static bool solve_mancino(size_t dim, size_t count, double *x, double *minimum)
{
  (void)count, (void)minimum;
  start_mancino(dim, x);
  for (size_t i = 0; i < dim; i++)
    for (int step = 0; step < 20; step++) {
      double slope, value = mancino(x[i], i + 1, dim, &slope);
      x[i] -= value / slope;
    }
  return true;
}

static const struct squares_kind mancino_kind = {.residuals_of = squares_as_many,
                                                 .split = split_mancino,
                                                 .start_of = start_mancino,
                                                 .solve = solve_mancino};

/* p z^k for k = 0 to 3, and its derivatives with respect to p and z, complex numbers. */
struct complex_power {
  double value[2], by_p[2], by_z[2];
};

static void multiply(const double *a, const double *b, double *out)
{
  double real = a[0] * b[0] - a[1] * b[1], imaginary = a[0] * b[1] + a[1] * b[0];
  out[0] = real;
  out[1] = imaginary;
}

static struct complex_power power(const double *p, const double *z, int k)
{
  struct complex_power out = {.by_p = {1, 0}};
  for (int i = 0; i < k; i++) {
    double before[2] = {k * out.by_p[0], k * out.by_p[1]};
    if (i + 1 == k) multiply(p, before, out.by_z);
    multiply(out.by_p, z, out.by_p);
  }
  multiply(p, out.by_p, out.value);
  return out;
}

/* As a 2 x 2 block: real and imaginary part by real and imaginary part. */
static void put_block(const double *by, double *row, size_t dim, size_t real, size_t imaginary)
{
  row[real] = by[0];
  row[imaginary] = -by[1];
  row[dim + real] = by[1];
  row[dim + imaginary] = by[0];
}

static void split_heart(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  static const double right[] = {-0.69, -0.044, -1.57, -1.31, -2.65, 2, -12.6, 9.48};
  /* p = x_1 + i x_3, z = x_5 + i x_7; q = x_2 + i x_4, y = x_6 + i x_8. */
  for (size_t j = 0; j < count; j += 2)
    for (size_t side = 0; side < 2; side++) {
      double p[2] = {x[side], x[2 + side]}, z[2] = {x[4 + side], x[6 + side]};
      struct complex_power term = power(p, z, (int)j / 2);
      for (size_t part = 0; part < 2; part++)
        r[j + part] = (side ? r[j + part] : -right[j + part]) + term.value[part];
      if (!jacobian) continue;
      put_block(term.by_p, jacobian + j * dim, dim, side, 2 + side);
      put_block(term.by_z, jacobian + j * dim, dim, 4 + side, 6 + side);
    }
}

static const struct squares_kind heart = {
    .residuals = 8,
    .split = split_heart,
    .start = (const double[]){-0.3, -0.39, 0.3, -0.344, -1.2, 2.69, 1.59, -1.5},
    .minimiser = (const double[]){-0.3116266055654035, -0.3783733944345965, 0.3282442301180634,
                                  -0.3722442301180634, -1.2822270942702751, 2.494300312085459,
                                  1.554865878787431, -1.3846378428632364}};

static void split_box(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  for (size_t j = 0; j < count; j++) {
    double t = (double)(j + 1) / 10, a = repro_exp(-t * x[0]), b = repro_exp(-t * x[1]);
    double c = repro_exp(-t) - repro_exp(-t * 10);
    r[j] = a - b - x[2] * c;
    if (!jacobian) continue;
    double *row = jacobian + j * dim;
    row[0] = -t * a;
    row[1] = t * b;
    row[2] = -c;
  }
}

static const struct param params_box[] = {
    PARAM(struct squares_config, m, 10, 3, 1000, "residuals"),
    SQUARES_START,
    PARAM_TABLE_END,
};

static const struct squares_kind box = {.residuals_of = squares_as_asked,
                                        .split = split_box,
                                        .start = (const double[]){0, 10, 20},
                                        .minimiser = (const double[]){1, 10, 1}};

SQUARES_ALLOC(brown, brown)
SQUARES_ALLOC(mancino, mancino_kind)
SQUARES_ALLOC(heart, heart)
SQUARES_ALLOC(box, box)

extern const struct function_type function_brown_almost_linear;
const struct function_type function_brown_almost_linear = {
    .name = "brown-almost-linear",
    .title = "Brown almost-linear",
    .summary = "equations that are linear, all but the last, a product",
    .formula =
        "f(x) = sum_{j<d} (x_j + sum_i x_i - (d + 1))^2 + (prod_i x_i - 1)^2\n"
        "f* = 0 at (1, ..., 1), and at (a, ..., a, a^(1-d)), d a^d - (d + 1) a^(d-1) + 1 = 0;\n"
        "a local minimum of 1 at (0, ..., 0, d + 1)",
    .reference = "Brown, SIAM Journal on Numerical Analysis 6, 1969",
    .traits = SMOOTH | MULTIMODAL,
    .dim_low = 2,
    .dim_high = 500,
    .search_low = -6,
    .search_high = 6,
    .start_low = -6,
    .start_high = 6,
    .params = squares_params,
    SQUARES_HOOKS(brown),
};

extern const struct function_type function_mancino;
const struct function_type function_mancino = {
    .name = "mancino",
    .title = "Mancino",
    .summary = "an equation a coordinate, nearly linear, with large numbers in it",
    .formula =
        "f(x) = sum_i (1400 x_i + (i - 50)^3 + sum_j v_ij (sin(log v_ij)^5 + cos(log v_ij)^5))^2\n"
        "v_ij = (x_i^2 + i / j)^(1/2); f* = 0, some 1e-21 a coordinate in double",
    .reference = "Spedicato, Computational Experience with Quasi-Newton Algorithms for "
                 "Minimization Problems of Moderately Large Size, 1975",
    .traits = SMOOTH | SEPARABLE,
    .dim_low = 2,
    .dim_high = 100,
    .search_low = -200,
    .search_high = 200,
    .start_low = -200,
    .start_high = 200,
    .params = squares_params,
    SQUARES_HOOKS(mancino),
};

extern const struct function_type function_heart8;
const struct function_type function_heart8 = {
    .name = "heart8",
    .title = "Heart 8",
    .summary = "two dipoles in a heart, from their moments: eight polynomial equations",
    .formula = "f(x) = sum_{k=0..3} |p z^k + q y^k - c_k|^2\n"
               "p = x_1 + i x_3, q = x_2 + i x_4, z = x_5 + i x_7, y = x_6 + i x_8\n"
               "c = -0.69 - 0.044 i, -1.57 - 1.31 i, -2.65 + 2 i, -12.6 + 9.48 i\n"
               "f* = 0 at (-0.3116, -0.3784, 0.3282, -0.3722, -1.282, 2.494, 1.555, -1.385), and\n"
               "with both dipoles exchanged",
    .reference = "Nelson and Hodgkin, IEEE Transactions on Biomedical Engineering 28, 1981; "
                 "Conn, Gould and Toint, CUTE's HEART8LS",
    .traits = SMOOTH,
    .dim_low = 8,
    .dim_high = 8,
    .search_low = -4,
    .search_high = 4,
    .start_low = -4,
    .start_high = 4,
    .params = squares_params,
    SQUARES_HOOKS(heart),
};

extern const struct function_type function_box3d;
const struct function_type function_box3d = {
    .name = "box3d",
    .title = "Box 3-d",
    .summary = "exponentials that cancel",
    .formula = "f(x) = sum_{j<=m} (exp(-t x_1) - exp(-t x_2) - x_3 (exp(-t) - exp(-10 t)))^2,  t = "
               "j / 10\n"
               "f* = 0 at (1, 10, 1), at (10, 1, -1), and wherever x_1 = x_2 and x_3 = 0",
    .reference = "Box, The Computer Journal 9, 1966",
    .traits = SMOOTH,
    .dim_low = 3,
    .dim_high = 3,
    .search_low = -1,
    .search_high = 24,
    .start_low = -1,
    .start_high = 24,
    .params = params_box,
    SQUARES_HOOKS(box),
};
