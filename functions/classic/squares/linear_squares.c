/* linear_squares.c -- sums of squares of linear residuals: of full rank, of rank 1, and of rank 1
 * with columns and rows of zeros.
 *
 * More, Garbow and Hillstrom, ACM Transactions on Mathematical Software 7, 1981, problems 32 to 34.
 * Of those of rank 1 any point of a plane is a minimiser; the one told is the shortest. Regions
 * hold the start and ten times that. */
#include "functions/classic/squares/squares.h"

static const char reference[] =
    "More, Garbow and Hillstrom, ACM Transactions on Mathematical Software 7, 1981";

static size_t five_a_dimension(size_t dim, size_t asked) { return asked ? asked : 5 * dim; }

static void split_full(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  double sum = 0, share = 2 / (double)count;
  for (size_t i = 0; i < dim; i++) sum += x[i];
  for (size_t j = 0; j < count; j++) r[j] = (j < dim ? x[j] : 0) - share * sum - 1;
  for (size_t j = 0; jacobian && j < count; j++)
    for (size_t i = 0; i < dim; i++) jacobian[j * dim + i] = (i == j) - share;
}

static bool solve_full(size_t dim, size_t count, double *x, double *minimum)
{
  for (size_t i = 0; i < dim; i++) x[i] = -1;
  *minimum = (double)count - (double)dim;
  return true;
}

/* r_j = row(j) (sum of i x_i from i = first to last, counted from 1) - 1. */
static void split_plane(size_t dim, size_t first, size_t last, const double *x, double row,
                        double *r, double *slopes)
{
  double sum = 0;
  for (size_t i = first; i <= last; i++) sum += (double)i * x[i - 1];
  *r = row * sum - 1;
  for (size_t i = 0; slopes && i < dim; i++)
    slopes[i] = i + 1 >= first && i + 1 <= last ? row * (double)(i + 1) : 0;
}

/* The shortest x with that sum. */
static void solve_plane(size_t dim, size_t first, size_t last, double sum, double *x)
{
  double squares = 0;
  for (size_t i = first; i <= last; i++) squares += (double)i * (double)i;
  for (size_t i = 1; i <= dim; i++)
    x[i - 1] = i < first || i > last ? 0 : (double)i * sum / squares;
}

static void split_one(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  for (size_t j = 0; j < count; j++)
    split_plane(dim, 1, dim, x, (double)(j + 1), r + j, jacobian ? jacobian + j * dim : NULL);
}

static bool solve_one(size_t dim, size_t count, double *x, double *minimum)
{
  double m = (double)count;
  solve_plane(dim, 1, dim, 3 / (2 * m + 1), x);
  *minimum = m * (m - 1) / (2 * (2 * m + 1));
  return true;
}

static void split_zero(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  for (size_t j = 0; j < count; j++)
    split_plane(dim, 2, dim - 1, x, j + 1 < count ? (double)j : 0, r + j,
                jacobian ? jacobian + j * dim : NULL);
}

static bool solve_zero(size_t dim, size_t count, double *x, double *minimum)
{
  double m = (double)count;
  solve_plane(dim, 2, dim - 1, 3 / (2 * m - 3), x);
  *minimum = (m * m + 3 * m - 6) / (2 * (2 * m - 3));
  return true;
}

static const struct squares_kind full = {.residuals_of = five_a_dimension,
                                         .split = split_full,
                                         .start_of = squares_ones,
                                         .solve = solve_full};
static const struct squares_kind one = {.residuals_of = five_a_dimension,
                                        .split = split_one,
                                        .start_of = squares_ones,
                                        .solve = solve_one};
static const struct squares_kind zero = {.residuals_of = five_a_dimension,
                                         .split = split_zero,
                                         .start_of = squares_ones,
                                         .solve = solve_zero};

SQUARES_ALLOC(full, full)
SQUARES_ALLOC(one, one)
SQUARES_ALLOC(zero, zero)

extern const struct function_type function_linear_full_rank;
const struct function_type function_linear_full_rank = {
    .name = "linear-full-rank",
    .title = "linear, full rank",
    .summary = "squares of linear residuals: a sphere, but for one direction",
    .formula =
        "f(x) = sum_{j<=m} r_j^2,   s = sum_i x_i\n"
        "r_j = x_j - 2 s / m - 1 for j <= d, -2 s / m - 1 above; f* = m - d at (-1, ..., -1)",
    .reference = reference,
    .traits = SMOOTH,
    .dim_low = 1,
    .dim_high = 500,
    .search_low = -12,
    .search_high = 12,
    .start_low = -12,
    .start_high = 12,
    .params = squares_params_m,
    .check = squares_check,
    SQUARES_HOOKS(full),
};

extern const struct function_type function_linear_rank_one;
const struct function_type function_linear_rank_one = {
    .name = "linear-rank-one",
    .title = "linear, rank 1",
    .summary = "squares of linear residuals that all see one direction: flat in the others",
    .formula = "f(x) = sum_{j<=m} (j s - 1)^2,   s = sum_i i x_i\n"
               "f* = m (m - 1) / (2 (2 m + 1)) wherever s = 3 / (2 m + 1)",
    .reference = reference,
    .traits = SMOOTH,
    .dim_low = 1,
    .dim_high = 500,
    .search_low = -12,
    .search_high = 12,
    .start_low = -12,
    .start_high = 12,
    .params = squares_params_m,
    .check = squares_check,
    SQUARES_HOOKS(one),
};

extern const struct function_type function_linear_rank_one_zero;
const struct function_type function_linear_rank_one_zero = {
    .name = "linear-rank-one-zero",
    .title = "linear, rank 1, zeros",
    .summary = "the same where the first and the last coordinate and residual have no slope",
    .formula = "f(x) = sum_{1<j<m} ((j - 1) s - 1)^2 + 2,   s = sum_{1<i<d} i x_i\n"
               "f* = (m^2 + 3 m - 6) / (2 (2 m - 3)) wherever s = 3 / (2 m - 3)",
    .reference = reference,
    .traits = SMOOTH,
    .dim_low = 3,
    .dim_high = 500,
    .search_low = -12,
    .search_high = 12,
    .start_low = -12,
    .start_high = 12,
    .params = squares_params_m,
    .check = squares_check,
    SQUARES_HOOKS(zero),
};
