/* links.c -- the transformations of BBOB, forwards, and their slopes backwards. */
#include <string.h>

#include "functions/bbob/kernels.h"
#include "functions/bbob/rows.h"
#include "src/numeric/lanequick.h"
#include "src/numeric/product.h"
#include "src/numeric/vectanh.h"

/* out = in - by, or in * by, row by row. */
static void shift(const double *by, size_t dim, size_t width, const double *in, double *out)
{
  for (size_t i = 0; i < dim; i++)
    for (size_t k = 0; k < width; k++) out[i * width + k] = in[i * width + k] - by[i];
}

static void scale(const double *by, size_t dim, size_t width, const double *in, double *out)
{
  for (size_t i = 0; i < dim; i++)
    for (size_t k = 0; k < width; k++) out[i * width + k] = by[i] * in[i * width + k];
}

static void rotate(const struct bbob_link *link, size_t dim, size_t width, const double *in,
                   double *out)
{
  for (size_t i = 0; link->number != 0 && i < dim * width; i++) out[i] = link->number;
  if (link->number != 0)
    matrix_accumulate(dim, dim, width, width, link->values, dim, 1, in, true, out);
  else
    matrix_product(dim, dim, width, link->values, dim, 1, in, out);
}

/* Blocks of rows, each under its own matrix; across: under the transposed ones. */
static void rotate_blocks(const double *values, bool across, size_t dim, size_t width,
                          const double *in, double *out)
{
  for (size_t first = 0; first < dim; first += BBOB_BLOCK) {
    size_t size = bbob_block_size(dim, first), row = across ? 1 : size, inner = across ? size : 1;
    matrix_product(size, size, width, values, row, inner, in + first * width, out + first * width);
    values += size * size;
  }
}

static void permute(const size_t *order, bool back, size_t dim, size_t width, const double *in,
                    double *out)
{
  for (size_t i = 0; i < dim; i++) {
    size_t from = back ? i : order[i], to = back ? order[i] : i;
    memcpy(out + to * width, in + from * width, width * sizeof *out);
  }
}

/* What the two sides of 0 of T_osz have: the frequencies of their waves. */
struct waves {
  lane_part t, first, second; /* t = 10 ln|x| */
};

static struct waves waves_of(lane_part x)
{
  const lane_part zero = {0};
  lane_bits up = (lane_bits)(x > 0);
  struct waves w;
  w.t = lane_ln(lane_absolute(x)) / 0.1;
  w.first = lane_select(up, zero + 1, zero + 0.55);
  w.second = lane_select(up, zero + 0.79, zero + 0.31);
  return w;
}

/* T_osz(x) = sign(x) exp(t + 0.49 (sin(a t) + sin(b t)))^0.1; 0 and NaN stay. */
static lane_part oscillated(lane_part x)
{
  struct waves w = waves_of(x);
  lane_part size = lane_exp(
      0.1 * (w.t + 0.49 * (lane_quick_sin(w.first * w.t) + lane_quick_sin(w.second * w.t))));
  lane_bits other = (lane_bits)((x > 0) | (x < 0));
  return lane_select(other, lane_select((lane_bits)(x > 0), size, -size), x);
}

static void oscillate(size_t size, const double *in, double *out)
{
  for (size_t k = 0; k < size; k += LANE_WIDTH) lane_store(out + k, oscillated(lane_load(in + k)));
}

/* T'(x) = T(x) / x (1 + 0.49 (a cos(a t) + b cos(b t))); at 0 it swings without end, and 1 is told.
 */
static lane_part oscillated_slope(lane_part x, lane_part y)
{
  struct waves w = waves_of(x);
  lane_part waves =
      w.first * lane_quick_cos(w.first * w.t) + w.second * lane_quick_cos(w.second * w.t);
  return lane_select((lane_bits)(x == 0), (lane_part){0} + 1, y / x * (1 + 0.49 * waves));
}

static void oscillate_back(size_t size, const double *in, const double *out, const double *by_out,
                           double *by_in)
{
  for (size_t k = 0; k < size; k += LANE_WIDTH)
    lane_store(by_in + k,
               oscillated_slope(lane_load(in + k), lane_load(out + k)) * lane_load(by_out + k));
}

void bbob_oscillate_row(size_t width, double *values, double *slope)
{
  for (size_t k = 0; k < width; k += LANE_WIDTH) {
    lane_part x = lane_load(values + k), y = oscillated(x);
    if (slope) lane_store(slope + k, oscillated_slope(x, y) * lane_load(slope + k));
    lane_store(values + k, y);
  }
}

/* T_asy: x^(1 + c sqrt(x)) where x > 0, c = beta i / (dim - 1). */
static double asymmetry(double beta, size_t i, size_t dim)
{
  return beta * (double)i / ((double)dim - 1);
}

static void asymmetric(double beta, size_t dim, size_t width, const double *in, double *out)
{
  memcpy(out, in, width * sizeof *out);
  for (size_t i = 1; i < dim; i++) {
    double c = asymmetry(beta, i, dim);
    for (size_t k = i * width; k < (i + 1) * width; k += LANE_WIDTH) {
      lane_part x = lane_load(in + k);
      lane_bits up = (lane_bits)(x > 0);
      lane_part positive = lane_select(up, x, (lane_part){0} + 1);
      lane_part y = x * lane_exp(c * lane_root(positive) * lane_ln(positive));
      lane_store(out + k, lane_select(up, y, x));
    }
  }
}

/* y' = y ((1 + c sqrt(x)) / x + c ln(x) / (2 sqrt(x))) */
static void asymmetric_back(double beta, size_t dim, size_t width, const double *in,
                            const double *out, const double *by_out, double *by_in)
{
  const lane_part one = (lane_part){0} + 1;
  for (size_t i = 0; i < dim; i++) {
    double c = asymmetry(beta, i, dim);
    for (size_t k = i * width; k < (i + 1) * width; k += LANE_WIDTH) {
      lane_part x = lane_load(in + k);
      lane_bits up = (lane_bits)(x > 0);
      lane_part positive = lane_select(up, x, one), root = lane_root(positive);
      lane_part slope =
          lane_load(out + k) / positive * (1 + c * root + 0.5 * c * root * lane_ln(positive));
      lane_store(by_in + k, lane_select(up, slope, one) * lane_load(by_out + k));
    }
  }
}

/* The factors of row i of BBOB_BUECHE: of x and, below 0 or in odd rows, less. */
static lane_part bueche(double by, size_t i, lane_part x)
{
  const lane_part low = (lane_part){0} + by;
  return i % 2 ? low : lane_select((lane_bits)(x > 0), 10 * low, low);
}

static void bueche_rows(const double *by, size_t dim, size_t width, const double *of,
                        const double *in, double *out)
{
  for (size_t i = 0; i < dim; i++)
    for (size_t k = i * width; k < (i + 1) * width; k += LANE_WIDTH)
      lane_store(out + k, bueche(by[i], i, lane_load(of + k)) * lane_load(in + k));
}

static void steps(size_t size, const double *in, double *out)
{
  for (size_t k = 0; k < size; k += LANE_WIDTH) {
    lane_part x = lane_load(in + k);
    lane_bits far = (lane_bits)(lane_absolute(x) > 0.5);
    lane_store(out + k, lane_select(far, lane_round(x), lane_round(10 * x) / 10));
  }
}

static void neighbour(const double *by, size_t dim, size_t width, const double *in, double *out)
{
  memcpy(out, in, width * sizeof *out);
  for (size_t i = 1; i < dim; i++)
    for (size_t k = 0; k < width; k++)
      out[i * width + k] = in[i * width + k] + 0.25 * (in[(i - 1) * width + k] - by[i - 1]);
}

static void neighbour_back(size_t dim, size_t width, const double *by_out, double *by_in)
{
  for (size_t i = 0; i + 1 < dim; i++)
    for (size_t k = 0; k < width; k++)
      by_in[i * width + k] = by_out[i * width + k] + 0.25 * by_out[(i + 1) * width + k];
  memcpy(by_in + (dim - 1) * width, by_out + (dim - 1) * width, width * sizeof *by_in);
}

void bbob_forward(const struct bbob *s, const struct bbob_link *link, size_t width,
                  const double *in, double *out)
{
  size_t dim = s->dim;
  switch (link->kind) {
  case BBOB_SHIFT:
    shift(link->values, dim, width, in, out);
    break;
  case BBOB_SCALE:
    scale(link->values, dim, width, in, out);
    break;
  case BBOB_ROTATE:
    rotate(link, dim, width, in, out);
    break;
  case BBOB_BLOCKS:
    rotate_blocks(link->values, false, dim, width, in, out);
    break;
  case BBOB_PERMUTE:
    permute(link->order, false, dim, width, in, out);
    break;
  case BBOB_OSCILLATE:
    oscillate(dim * width, in, out);
    break;
  case BBOB_ASYMMETRIC:
    asymmetric(link->number, dim, width, in, out);
    break;
  case BBOB_BUECHE:
    bueche_rows(link->values, dim, width, in, in, out);
    break;
  case BBOB_STEPS:
    steps(dim * width, in, out);
    break;
  case BBOB_NEIGHBOUR:
    neighbour(link->values, dim, width, in, out);
    break;
  }
}

void bbob_backward(const struct bbob *s, const struct bbob_link *link, size_t width,
                   const double *in, const double *out, const double *by_out, double *by_in)
{
  size_t dim = s->dim;
  switch (link->kind) {
  case BBOB_SHIFT:
    memcpy(by_in, by_out, dim * width * sizeof *by_in);
    break;
  case BBOB_SCALE:
    scale(link->values, dim, width, by_out, by_in);
    break;
  case BBOB_ROTATE:
    matrix_product(dim, dim, width, link->values, 1, dim, by_out, by_in);
    break;
  case BBOB_BLOCKS:
    rotate_blocks(link->values, true, dim, width, by_out, by_in);
    break;
  case BBOB_PERMUTE:
    permute(link->order, true, dim, width, by_out, by_in);
    break;
  case BBOB_OSCILLATE:
    oscillate_back(dim * width, in, out, by_out, by_in);
    break;
  case BBOB_ASYMMETRIC:
    asymmetric_back(link->number, dim, width, in, out, by_out, by_in);
    break;
  case BBOB_BUECHE:
    bueche_rows(link->values, dim, width, in, by_out, by_in);
    break;
  case BBOB_STEPS:
    memset(by_in, 0, dim * width * sizeof *by_in);
    break;
  case BBOB_NEIGHBOUR:
    neighbour_back(dim, width, by_out, by_in);
    break;
  }
}
