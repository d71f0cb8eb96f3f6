/* muon.c -- Muon: momentum, made orthogonal by Newton and Schulz's iteration.
 *
 * For a matrix W of m rows and n columns:
 *
 *   M <- momentum M + (1 - momentum) G
 *   U = momentum M + (1 - momentum) G; nesterov = no: U = M
 *   X = U / (|U| + 1e-7), |U| the Frobenius norm, and `iterations` times
 *   X <- 3.4445 X + (-4.7750 A + 2.0315 A^2) X, A = X X^T
 *   W <- (1 - rate weight_decay) W - rate sqrt(max(1, m / n)) X              (Jordan et al., 2024)
 *
 * which takes all singular values that are not far below the norm to about 0.7 to 1.2. A vector,
 * as biases are, takes AdamW's steps with a rate and settings of its own, and the same weight
 * decay:
 *
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2
 *   x <- (1 - rate weight_decay) x - rate m' / (sqrt(v') + epsilon),
 *   m' = m / (1 - beta1^t),  v' = v / (1 - beta2^t)
 *
 * X is held with the longer side of the matrix down its rows, Y = X or X^T. Then A, or what takes
 * its place, is Y^T Y, as small as can be, and an iteration Y <- Y P with a symmetric P. With s and
 * k the shorter and the longer side it takes 3 k s^2 + s^3 operations: five take 15 k s^2 + 5 s^3,
 * where a row of a minibatch takes 6 k s for its gradient.
 *
 * Memory, in vectors as long as theta: one for M; two for the vectors' m and v, as long as these
 * alone, m in the place that M leaves; and work for the largest matrix, about 2 k s + 2 s^2. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/numeric/matrix.h"
#include "src/numeric/vec.h"
#include "src/rules/layers.h"
#include "src/rules/moments.h"

struct config {
  double rate, momentum, weight_decay, vector_rate, vector_beta1, vector_beta2, vector_epsilon;
  int nesterov, iterations;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 0.02, 0, 1e6, 1e-5, 1, PARAM_LOG,
                "learning rate of matrices: about the step of each singular value"),
    PARAM_TUNED(struct config, momentum, 0.95, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient of a matrix forgets"),
    PARAM_CHOICE(struct config, nesterov, 1, param_no_yes,
                 "the mean is looked at one gradient ahead"),
    PARAM(struct config, iterations, 5, 0, 100, "how often a matrix is made more orthogonal"),
    PARAM(struct config, weight_decay, 0, 0, 1e6,
          "share of theta, times its rate, that a step takes away"),
    PARAM_TUNED(struct config, vector_rate, 3e-4, 0, 1e6, 1e-5, 1, PARAM_LOG,
                "learning rate of vectors, which take AdamW's steps"),
    PARAM(struct config, vector_beta1, 0.9, 0, PARAM_BELOW_ONE,
          "of vectors, how slowly the mean gradient forgets"),
    PARAM(struct config, vector_beta2, 0.95, 0, PARAM_BELOW_ONE,
          "of vectors, how slowly the mean square forgets"),
    PARAM(struct config, vector_epsilon, 1e-10, 1e-100, 1,
          "of vectors, guard against division by zero"),
    PARAM_TABLE_END,
};

/* Newton and Schulz's iteration X <- c1 X + c3 A X + c5 A^2 X, and the guard of the norm. */
static const double c1 = 3.4445, c3 = -4.7750, c5 = 2.0315, guard = 1e-7;

struct part {
  struct layer layer;
  double *mean;   /* of as many values as the layer */
  double *square; /* of a vector */
};

struct state {
  struct config config;
  size_t count, weights;
  double power1, power2;           /* of the vectors' betas */
  double *y, *next, *gram, *turns; /* work, see orthogonal */
  struct part parts[];             /* count of them; all values behind */
};

static size_t shorter(const struct layer *layer)
{
  return matrix_least(layer->rows, layer->columns);
}

/* Values of Y and of A, in padded rows. */
static size_t tall_size(const struct layer *layer)
{
  size_t s = shorter(layer);
  return layer_size(layer) / s * matrix_padded(s);
}

static size_t gram_size(const struct layer *layer)
{
  return shorter(layer) * matrix_padded(shorter(layer));
}

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t count = layers_counted(setup), values = setup->size, tall = 0, gram = 0;
  for (size_t i = 0; i < count; i++) {
    struct layer layer = layers_at(setup, i);
    if (!layer.matrix) {
      values += layer_size(&layer);
      continue;
    }
    tall = tall_size(&layer) > tall ? tall_size(&layer) : tall;
    gram = gram_size(&layer) > gram ? gram_size(&layer) : gram;
  }
  values += 2 * tall + 2 * gram;
  struct state *s = calloc(1, sizeof *s + count * sizeof *s->parts + values * sizeof *s->y);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->count = count;
  s->weights = setup->weights;
  s->power1 = s->power2 = 1;
  s->y = (double *)(s->parts + count);
  s->next = s->y + tall;
  s->gram = s->next + tall;
  s->turns = s->gram + gram;
  double *at = s->turns + gram;
  for (size_t i = 0; i < count; i++) {
    struct part *p = &s->parts[i];
    p->layer = layers_at(setup, i);
    p->mean = at;
    at += layer_size(&p->layer);
    if (p->layer.matrix) continue;
    p->square = at;
    at += layer_size(&p->layer);
  }
  return s;
}

/* M with one more gradient; u becomes what the step is made of. */
static void blend(size_t size, double momentum, bool nesterov, const double *restrict gradient,
                  double *restrict mean, double *restrict u)
{
  const double rest = 1 - momentum;
  for (size_t i = 0; i < size; i++) {
    mean[i] = flushed(momentum * mean[i] + rest * gradient[i]);
    u[i] = nesterov ? momentum * mean[i] + rest * gradient[i] : mean[i];
  }
}

/* The symmetric P = c1 + c3 A + c5 A^2 of A = Y^T Y, into s->turns. */
static void polynomial(struct state *s, size_t rows, size_t side)
{
  size_t width = matrix_padded(side), size = side * width;
  double *a = s->gram, *p = s->turns;
  memset(a, 0, size * sizeof *a);
  memset(p, 0, size * sizeof *p);
  matrix_symmetric(side, rows, width, 0, s->y, s->y, a);
  matrix_mirror(side, width, a);
  matrix_symmetric(side, side, width, 0, a, a, p);
  matrix_mirror(side, width, p);
  for (size_t i = 0; i < size; i++) p[i] = c3 * a[i] + c5 * p[i];
  for (size_t i = 0; i < side; i++) p[i * width + i] += c1;
}

/* s->y, rows x side in padded rows, divided by its norm and made about orthogonal. Where X is so
 * small that A is nothing beside 1, as at the end of a long row of zero gradients, an iteration is
 * a factor, and there are no products of small numbers. */
static void orthogonal(struct state *s, size_t rows, size_t side)
{
  size_t width = matrix_padded(side), size = rows * width;
  double *y = s->y, most = matrix_most(size, y);
  if (most < guard * 1e-20) {
    double factor = 1 / guard;
    for (int i = 0; i < s->config.iterations; i++) factor *= c1;
    for (size_t i = 0; i < size; i++) y[i] *= factor;
    return;
  }
  double unit = most > 1e100 ? most : 1; /* lest a square overflow */
  if (unit > 1)
    for (size_t i = 0; i < size; i++) y[i] /= unit;
  double norm = sqrt(vec_dot(y, y, size)) + guard / unit;
  for (size_t i = 0; i < size; i++) y[i] /= norm;
  for (int i = 0; i < s->config.iterations; i++) {
    polynomial(s, rows, side);
    matrix_product(rows, side, width, s->y, width, 1, s->turns, s->next);
    double *swap = s->y;
    s->y = s->next;
    s->next = swap;
  }
}

static void step_matrix(struct state *s, const struct part *p, const struct pace *pace,
                        const double *restrict gradient, double *restrict theta)
{
  const struct config *c = &s->config;
  size_t rows = p->layer.rows, columns = p->layer.columns, size = layer_size(&p->layer);
  bool tall = rows > columns;
  size_t side = tall ? columns : rows, length = tall ? rows : columns, width = matrix_padded(side);
  double *u = s->next; /* in rows without padding */
  blend(size, momentum_now(pace, c->momentum), c->nesterov, gradient, p->mean, u);
  if (tall)
    matrix_pad(rows, columns, u, columns, width, s->y);
  else
    matrix_transpose(rows, columns, u, columns, width, s->y);
  orthogonal(s, length, side);
  const double rate = pace->rate * c->rate, keep = 1 - rate * c->weight_decay;
  const double scaled = rate * sqrt(tall ? (double)rows / (double)columns : 1);
  const double *x = s->y;
  size_t row = width;
  if (!tall) {
    matrix_transpose(columns, rows, s->y, width, columns, s->next);
    x = s->next;
    row = columns;
  }
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++)
      theta[i * columns + j] = keep * theta[i * columns + j] - scaled * x[i * row + j];
}

static void step_vector(const struct state *s, const struct part *p, const struct pace *pace,
                        const double *restrict gradient, double *restrict theta)
{
  const struct config *c = &s->config;
  const double rate = pace->rate * c->vector_rate, step = rate / (1 - s->power1);
  const double keep = 1 - rate * c->weight_decay, root = sqrt(1 - s->power2);
  const double rest1 = 1 - c->vector_beta1, rest2 = 1 - c->vector_beta2;
  double *restrict mean = p->mean, *restrict square = p->square;
  size_t weights = s->weights > p->layer.first ? s->weights - p->layer.first : 0;
  for (size_t i = 0, n = layer_size(&p->layer); i < n; i++) {
    double g = gradient[i];
    mean[i] = flushed(c->vector_beta1 * mean[i] + rest1 * g);
    square[i] = flushed(c->vector_beta2 * square[i] + rest2 * (g * g));
    double x = i < weights ? keep * theta[i] : theta[i];
    theta[i] = x - step * mean[i] / (sqrt(square[i]) / root + c->vector_epsilon);
  }
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  s->power1 = next_power(s->power1, s->config.vector_beta1);
  s->power2 = next_power(s->power2, s->config.vector_beta2);
  for (size_t i = 0; i < s->count; i++) {
    const struct part *p = &s->parts[i];
    size_t first = p->layer.first;
    if (p->layer.matrix)
      step_matrix(s, p, pace, gradient + first, theta + first);
    else
      step_vector(s, p, pace, gradient + first, theta + first);
  }
}

extern const struct rule_type LEVELED(rule_muon);
const struct rule_type LEVELED(rule_muon) = {
    .name = "muon",
    .title = "Muon",
    .summary = "momentum of a matrix of weights, with all its singular values made about 1",
    .formula = "M <- momentum M + (1 - momentum) G, U = momentum M + (1 - momentum) G\n"
               "X = U / (|U| + 1e-7), then `iterations` times, with A = X X^T,\n"
               "X <- 3.4445 X + (-4.7750 A + 2.0315 A^2) X\n"
               "W <- (1 - rate weight_decay) W - rate sqrt(max(1, rows / columns)) X\n"
               "nesterov = no: U = M; vectors, as biases are, take AdamW's steps",
    .reference = "Jordan, Jin, Boza, You, Cesista, Newhouse and Bernstein, Muon: an optimizer for "
                 "hidden layers in neural networks, kellerjordan.github.io/posts/muon, 2024",
    .traits = NEEDS_LAYERS,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .momentum = "momentum",
    .free = free,
};
