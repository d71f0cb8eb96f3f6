/* network.c -- see network.h.
 *
 * Rows are worked on in blocks of GATHER_MOST. With a column for each row, a layer is Z = W H, the
 * derivatives by its inputs are W^T D, and by its weights D H^T: three products whose vectors go
 * along the rows or along the weights, without a copy of W. */
#include "functions/learning/network.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "src/numeric/lanes.h"
#include "src/numeric/product.h"
#include "src/numeric/vec.h"
#include "src/numeric/vectanh.h"

enum { ALIGNED = 8 }; /* doubles of a cache's line */

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* The first address of a line: vectors that straddle two are slower. */
static double *aligned(double *memory)
{
  size_t over = (uintptr_t)memory / sizeof *memory % ALIGNED;
  return memory + (over ? ALIGNED - over : 0);
}

size_t network_parameters(const struct network_shape *shape)
{
  size_t count = 0;
  for (size_t l = 0; l < shape->layers; l++) count += shape->size[l + 1] * (shape->size[l] + 1);
  return count;
}

/* Gathering */

static size_t block_rows(size_t all, size_t from) { return least(GATHER_MOST, all - from); }

size_t network_gathered(const struct network_shape *shape, size_t rows)
{
  size_t size = gather_size(shape->size[0], GATHER_MOST), rest = rows % GATHER_MOST;
  return rows / GATHER_MOST * size + gather_size(shape->size[0], rest) + ALIGNED;
}

struct network_batch network_gather(const struct network_shape *shape,
                                    const struct network_rows *rows, bool gradients, double *memory)
{
  double *to = aligned(memory);
  struct network_batch batch = {rows->count, gradients, to};
  for (size_t from = 0; from < rows->count; from += GATHER_MOST) {
    gather_block(rows, from, block_rows(rows->count, from), gradients, to);
    to += gather_size(shape->size[0], GATHER_MOST);
  }
  return batch;
}

/* A block at a point */

struct work {
  double *layer[NETWORK_LAYERS_MOST]; /* what each layer gives, the last one scores: size x width */
  double *slope, *next_slope;         /* derivatives by a layer's z, and by that before it */
  double *turned;                     /* width x padded size: inputs of a layer, a row each */
  double *rows;                       /* 3 width, for the losses */
};

static size_t widest(const struct network_shape *shape)
{
  size_t most = 0;
  for (size_t l = 1; l <= shape->layers; l++)
    if (shape->size[l] > most) most = shape->size[l];
  return matrix_padded(most);
}

/* Lays out what there is for blocks of `width`; returns how many doubles it takes. */
static size_t lay_out(const struct network_shape *shape, size_t width, double *memory,
                      struct work *work)
{
  size_t at = 0, most = widest(shape) * width;
  for (size_t l = 0; l < shape->layers; l++) {
    work->layer[l] = memory + at;
    at += shape->size[l + 1] * width;
  }
  work->slope = memory + at;
  work->next_slope = work->slope + most;
  work->turned = work->next_slope + most;
  work->rows = work->turned + most;
  return at + 3 * most + 3 * width;
}

static size_t block_width(size_t rows) { return matrix_padded(least(rows, GATHER_MOST)); }

size_t network_scratch(const struct network_shape *shape, size_t rows)
{
  double nothing = 0;
  struct work work;
  return lay_out(shape, block_width(rows), &nothing, &work) + ALIGNED +
         network_gathered(shape, least(rows, GATHER_MOST));
}

static void activate(const struct network_shape *shape, size_t count, size_t width,
                     const double *bias, bool hidden, double *z)
{
  const lane_part zero = {0};
  bool cut = hidden && shape->activation == NETWORK_RELU;
  for (size_t o = 0; o < count; o++)
    for (size_t j = 0; j < width; j += LANE_WIDTH) {
      lane_part h = lane_load(z + o * width + j) + bias[o];
      lane_store(z + o * width + j, cut ? lane_select((lane_bits)(h <= 0.0), zero, h) : h);
    }
  if (hidden && !cut) vec_tanh(z, count * width);
}

static void forward(const struct network_shape *shape, const struct gathered *block,
                    const double *theta, const struct work *work)
{
  const double *h = block->across;
  for (size_t l = 0; l < shape->layers; l++) {
    size_t in = shape->size[l], out = shape->size[l + 1];
    double *z = work->layer[l];
    matrix_product(out, in, block->width, theta, in, 1, h, z);
    activate(shape, out, block->width, theta + out * in, l + 1 < shape->layers, z);
    theta += out * (in + 1);
    h = z;
  }
}

/* Derivatives by h become such by the z that h was made of. */
static void through_activation(const struct network_shape *shape, size_t count, const double *h,
                               double *slope)
{
  const lane_part zero = {0};
  for (size_t j = 0; j < count; j += LANE_WIDTH) {
    lane_part d = lane_load(slope + j), value = lane_load(h + j);
    d = shape->activation == NETWORK_TANH ? d * (1 - value * value)
                                          : lane_select((lane_bits)(value <= 0.0), zero, d);
    lane_store(slope + j, d);
  }
}

/* h, count x width with a column for each row, to rows of the padded count. */
static void turn(size_t count, const struct gathered *block, const double *h, double *turned)
{
  size_t padded = matrix_padded(count);
  for (size_t i = 0; i < block->rows; i += ALIGNED)
    for (size_t k = 0; k < padded; k++)
      for (size_t r = i; r < i + ALIGNED; r++)
        turned[r * padded + k] = k < count ? h[k * block->width + r] : 0;
}

/* The gradient of what work->slope holds by the scores; added to what is there, with `more`. */
static void backward(const struct network_shape *shape, const struct gathered *block,
                     const double *theta, struct work work, bool more, double *gradient)
{
  size_t end = network_parameters(shape), width = block->width;
  for (size_t l = shape->layers; l-- > 0;) {
    size_t in = shape->size[l], out = shape->size[l + 1], weights = out * in;
    size_t at = end - weights - out;
    const double *inputs = block->along;
    if (l > 0) {
      turn(in, block, work.layer[l - 1], work.turned);
      inputs = work.turned;
    }
    matrix_accumulate(out, block->rows, matrix_padded(in), in, work.slope, width, 1, inputs, more,
                      gradient + at);
    for (size_t o = 0; o < out; o++) {
      double *bias = gradient + at + weights + o,
             sum = vec_sum(work.slope + o * width, block->rows);
      *bias = more ? *bias + sum : sum;
    }
    if (l > 0) {
      matrix_product(in, out, width, theta + at, 1, in, work.slope, work.next_slope);
      through_activation(shape, in * width, work.layer[l - 1], work.next_slope);
      double *swap = work.slope;
      work.slope = work.next_slope;
      work.next_slope = swap;
    }
    end = at;
  }
}

static struct scores scores_of(const struct network_shape *shape, const struct gathered *block,
                               const struct work *work)
{
  return (struct scores){.output = shape->output,
                         .delta = shape->delta,
                         .count = shape->size[shape->layers],
                         .rows = block->rows,
                         .width = block->width,
                         .z = work->layer[shape->layers - 1],
                         .want = block->want};
}

/* A block, one of those that make up `all` rows, at all points: losses are added up, not yet
 * divided by the rows. */
static void block_loss(const struct network_shape *shape, const struct gathered *block, size_t all,
                       bool more, size_t points, const double *theta, double *loss,
                       double *gradient, double *memory)
{
  struct work work;
  lay_out(shape, block->width, memory, &work);
  size_t count = network_parameters(shape);
  struct scores scores = scores_of(shape, block, &work);
  for (size_t p = 0; p < points; p++) {
    const double *x = theta + p * count;
    forward(shape, block, x, &work);
    double sum = outputs_loss(&scores, 1 / (double)all, gradient ? work.slope : NULL, work.rows);
    loss[p] = more ? loss[p] + sum : sum;
    if (gradient) backward(shape, block, x, work, more, gradient + p * count);
  }
}

/* Penalties */

/* 0, or NaN if a value is not finite. */
static double not_finite(const double *x, size_t n)
{
  double lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) lane[j] += 0 * x[i + j];
  for (size_t j = 0; i + j < n; j++) lane[j] += 0 * x[i + j];
  return fabs(lanes_total(lane));
}

/* Squares of what is very large or very small would not be finite, or 0. */
static double euclidean(const double *x, size_t n)
{
  double square = vec_dot(x, x, n);
  if (square > 1e-250 && square < 1e300) return sqrt(square);
  double most = 0;
  for (size_t i = 0; i < n; i++) most = fmax(most, fabs(x[i]));
  if (!(most > 0) || isinf(most)) return most;
  square = 0;
  for (size_t i = 0; i < n; i++) square += x[i] / most * (x[i] / most);
  return most * sqrt(square);
}

static double weights_penalty(const struct network_shape *shape, const double *theta,
                              double *gradient)
{
  double sum = 0;
  for (size_t l = 0, at = 0; l < shape->layers; l++) {
    size_t out = shape->size[l + 1], weights = out * shape->size[l];
    sum += vec_dot(theta + at, theta + at, weights);
    if (gradient) vec_axpy(shape->l2, theta + at, gradient + at, weights);
    at += weights + out;
  }
  return shape->l2 / 2 * sum;
}

static double norm_penalty(const struct network_shape *shape, const double *theta, double *gradient)
{
  size_t n = network_parameters(shape);
  double norm = euclidean(theta, n);
  if (gradient && norm > 0)
    for (size_t i = 0; i < n; i++) gradient[i] += shape->norm_penalty * (theta[i] / norm);
  return shape->norm_penalty * norm;
}

double network_penalties(const struct network_shape *shape, const double *theta)
{
  double sum = 0;
  if (shape->l2 > 0) sum += weights_penalty(shape, theta, NULL);
  if (shape->norm_penalty > 0) sum += norm_penalty(shape, theta, NULL);
  return sum;
}

/* The mean of `rows` losses from their sum, and the penalties. */
static void finish(const struct network_shape *shape, size_t rows, bool penalties, size_t points,
                   const double *theta, double *loss, double *gradient)
{
  size_t n = network_parameters(shape);
  for (size_t p = 0; p < points; p++) {
    const double *x = theta + p * n;
    double *g = gradient ? gradient + p * n : NULL;
    loss[p] = loss[p] / (double)rows + not_finite(x, n);
    if (penalties && shape->l2 > 0) loss[p] += weights_penalty(shape, x, g);
    if (penalties && shape->norm_penalty > 0) loss[p] += norm_penalty(shape, x, g);
  }
}

void network_gathered_loss(const struct network_shape *shape, const struct network_batch *batch,
                           bool penalties, size_t points, const double *theta, double *loss,
                           double *gradient, double *scratch)
{
  const double *values = batch->values;
  for (size_t from = 0; from < batch->count; from += GATHER_MOST) {
    struct gathered block = gather_again(shape->size[0], block_rows(batch->count, from), values);
    block_loss(shape, &block, batch->count, from > 0, points, theta, loss, gradient,
               aligned(scratch));
    values += gather_size(shape->size[0], GATHER_MOST);
  }
  finish(shape, batch->count, penalties, points, theta, loss, gradient);
}

void network_loss(const struct network_shape *shape, const struct network_rows *rows,
                  bool penalties, size_t points, const double *theta, double *loss,
                  double *gradient, double *scratch)
{
  double *memory = aligned(scratch),
         *work = memory + gather_size(shape->size[0], least(rows->count, GATHER_MOST));
  for (size_t from = 0; from < rows->count; from += GATHER_MOST) {
    struct gathered block =
        gather_block(rows, from, block_rows(rows->count, from), gradient != NULL, memory);
    block_loss(shape, &block, rows->count, from > 0, points, theta, loss, gradient, work);
  }
  finish(shape, rows->count, penalties, points, theta, loss, gradient);
}

struct network_measure network_measure(const struct network_shape *shape,
                                       const struct network_rows *rows, const double *theta,
                                       size_t *confusion, double *scratch)
{
  struct network_measure measure = {0};
  size_t classes = rows->data->classes;
  double *memory = aligned(scratch),
         *space = memory + gather_size(shape->size[0], least(rows->count, GATHER_MOST));
  for (size_t from = 0; from < rows->count; from += GATHER_MOST) {
    struct gathered block = gather_block(rows, from, block_rows(rows->count, from), false, memory);
    double sum = 0;
    block_loss(shape, &block, rows->count, false, 1, theta, &sum, NULL, space);
    measure.loss += sum;
    if (classes == 0) continue;
    struct work work;
    lay_out(shape, block.width, space, &work);
    struct scores scores = scores_of(shape, &block, &work);
    for (size_t i = 0; i < block.rows; i++) {
      size_t label = (size_t)block.want[i], said = outputs_said(&scores, i);
      measure.right += said == label;
      if (confusion) confusion[label * classes + said]++;
    }
  }
  finish(shape, rows->count, false, 1, theta, &measure.loss, NULL);
  return measure;
}
