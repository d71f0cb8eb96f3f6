/* soap.c -- SOAP: Adam in the slowly turning eigenbasis of Shampoo's preconditioner.
 *
 * For a matrix W of m rows and n columns, with sides L (m x m) and R (n x n), their bases QL and QR
 * and the means M and V (m x n). The first gradient makes
 *
 *   L = (1 - b) G G^T, R = (1 - b) G^T G; QL, QR: their eigenvectors, the largest eigenvalue first
 *
 * and no step. With each further one, t = 1, 2, ...:
 *
 *   P = QL^T G QR,  M <- beta1 M + (1 - beta1) P,  V <- beta2 V + (1 - beta2) P^2
 *   W <- W - rate c QL (M / (sqrt(V) + epsilon)) QR^T,  c = sqrt(1 - beta2^t) / (1 - beta1^t)
 *   W <- (1 - rate weight_decay) W
 *   L <- b L + (1 - b) G G^T,  R <- b R + (1 - b) G^T G
 *
 * and, where t is a multiple of `frequency`, the bases turn: the columns of a basis Q of the side S
 * are sorted by q^T S q, the largest first, and V along with them; Q <- the orthogonal factor of S
 * Q (one power iteration); M becomes what it was in the new bases.         (Vyas et al., ICLR 2025)
 *
 * b is shampoo_beta, or beta2 where that is below 0; correct_bias = no makes c 1. A side longer
 * than max_side has no basis, one of length 1 needs none. A vector takes Adam's steps as above
 * without bases; with vectors = yes it is a matrix of one column.
 *
 * In which basis of a null space Adam's components are taken is free, and where such a null space
 * has two dimensions or more, other programs take other steps.
 *
 * A step takes 5 m n (m + n) operations, a turn 14/3 (m^3 + n^3) + 4 m n (m + n) more; a row of a
 * minibatch takes 6 m n for its gradient. Memory, in vectors as long as theta: two, and 2 m^2
 * values for each side of length m with a basis; and work for the largest matrix, three times its
 * values and three times the square of its longest side. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/numeric/eigen.h"
#include "src/numeric/level.h"
#include "src/numeric/matrix.h"
#include "src/numeric/qr.h"
#include "src/numeric/vec.h"
#include "src/rules/layers.h"
#include "src/rules/moments.h"

struct config {
  double rate, beta1, beta2, shampoo_beta, epsilon, weight_decay;
  int frequency, max_side, correct_bias, vectors, normalize;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 3e-3, 0, 1e6, 1e-5, 1, PARAM_LOG,
                "learning rate: about the largest step along an axis of the bases"),
    PARAM_TUNED(struct config, beta1, 0.95, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.95, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean square forgets"),
    PARAM(struct config, shampoo_beta, -1, -1, PARAM_BELOW_ONE,
          "how slowly the sides forget; below 0: as beta2"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "guard against division by zero"),
    PARAM(struct config, frequency, 10, 1, 1e9, "steps from one turn of the bases to the next"),
    PARAM(struct config, max_side, 10000, 0, 1e6, "a longer side has no basis"),
    PARAM(struct config, weight_decay, 0.01, 0, 1e6,
          "share of theta, times the rate, that a step takes away"),
    PARAM_CHOICE(struct config, correct_bias, 1, param_no_yes,
                 "the means are freed of the bias that they have from starting at 0"),
    PARAM_CHOICE(struct config, vectors, 0, param_no_yes, "vectors have a basis, too"),
    PARAM_CHOICE(struct config, normalize, 0, param_no_yes,
                 "the step of a layer is divided by its root mean square"),
    PARAM_TABLE_END,
};

/* A side of a matrix. sum, size rows of matrix_padded(size), has nothing of use above its diagonal.
 * The columns of basis are the axes, rows padded with zeros. */
struct side {
  size_t size; /* 0: it has no basis */
  double *sum, *basis;
};

struct part {
  struct layer layer;
  struct side left, right;
  double *mean, *square; /* in the bases, rows x columns without padding */
};

struct state {
  struct config config;
  size_t count, weights;
  bool begun; /* there was a gradient */
  int wait;   /* steps to the next turn */
  struct moved_power power1;
  double power2;
  double *wide[3];   /* work: a matrix, or its transpose, in padded rows */
  double *square[3]; /* of a side; the last is eigen_work and qr_work, too */
  double *value;     /* of each column of a basis, and its place */
  size_t *order;
  struct part parts[]; /* count of them; all values behind */
};

static size_t side_values(const struct side *side)
{
  return side->size * matrix_padded(side->size);
}

static size_t based(const struct config *c, size_t size)
{
  return size > 1 && size <= (size_t)c->max_side ? size : 0;
}

/* Layer i, without memory. One column, or a layer without bases, is one row just as well, and has
 * less padding. */
static struct part part_at(const struct config *c, const struct rule_setup *setup, size_t i)
{
  struct part p = {.layer = layers_at(setup, i)};
  size_t size = layer_size(&p.layer);
  bool bases = p.layer.matrix || c->vectors;
  bool row =
      !bases || p.layer.columns == 1 || !(based(c, p.layer.rows) || based(c, p.layer.columns));
  if (row) {
    bases &= p.layer.rows == 1 || p.layer.columns == 1;
    p.layer.rows = 1;
    p.layer.columns = size;
  }
  if (!bases) return p;
  p.left.size = based(c, p.layer.rows);
  p.right.size = based(c, p.layer.columns);
  return p;
}

static size_t most(size_t a, size_t b) { return a > b ? a : b; }

/* Values of work: a matrix in either layout; a side; what its solvers need; its length. */
struct room {
  size_t wide, square, solver, longest;
};

static void room_for(struct room *room, const struct layer *layer, const struct side *side)
{
  size_t n = side->size, rows = layer->rows, columns = layer->columns;
  room->wide = most(room->wide, rows * matrix_padded(columns));
  if (n == rows) room->wide = most(room->wide, columns * matrix_padded(rows));
  room->square = most(room->square, side_values(side));
  room->solver = most(room->solver, most(eigen_work(n), qr_work(n)));
  room->longest = most(room->longest, n);
}

static double *taken(double **at, size_t count)
{
  double *values = *at;
  *at += count;
  return values;
}

static void *alloc(const struct rule_setup *setup, const void *config)
{
  const struct config *c = config;
  size_t count = layers_counted(setup), values = 2 * setup->size;
  struct room room = {0};
  for (size_t i = 0; i < count; i++) {
    struct part p = part_at(c, setup, i);
    values += 2 * side_values(&p.left) + 2 * side_values(&p.right);
    room_for(&room, &p.layer, &p.left);
    room_for(&room, &p.layer, &p.right);
  }
  values += 3 * room.wide + 2 * room.square + room.solver + room.longest;
  struct state *s = calloc(1, sizeof *s + count * sizeof *s->parts + values * sizeof(double) +
                                  room.longest * sizeof *s->order);
  if (!s) return NULL;
  s->config = *c;
  if (c->shampoo_beta < 0) s->config.shampoo_beta = c->beta2;
  s->count = count;
  s->weights = setup->weights;
  s->wait = c->frequency;
  s->power1.power = s->power2 = 1;
  double *at = (double *)(s->parts + count);
  for (size_t i = 0; i < 3; i++) s->wide[i] = taken(&at, room.wide);
  for (size_t i = 0; i < 3; i++) s->square[i] = taken(&at, i < 2 ? room.square : room.solver);
  s->value = taken(&at, room.longest);
  for (size_t i = 0; i < count; i++) {
    struct part *p = &s->parts[i];
    *p = part_at(c, setup, i);
    p->mean = taken(&at, layer_size(&p->layer));
    p->square = taken(&at, layer_size(&p->layer));
    for (int k = 0; k < 2; k++) {
      struct side *side = k ? &p->right : &p->left;
      side->sum = taken(&at, side_values(side));
      side->basis = taken(&at, side_values(side));
    }
  }
  s->order = (size_t *)at;
  return s;
}

/* out <- QL^T A QR, rows of matrix_padded(columns), or QL A QR^T if `back`; a's rows are a_row
 * apart. Work: wide[2], square[0]. */
static void turned(const struct state *s, const struct part *p, bool back, const double *a,
                   size_t a_row, double *out)
{
  const struct side *left = &p->left, *right = &p->right;
  size_t rows = p->layer.rows, columns = p->layer.columns, width = matrix_padded(columns);
  double *half = left->size ? s->wide[2] : out;
  if (right->size) {
    const double *factor = right->basis;
    if (back) {
      matrix_transpose(columns, columns, right->basis, width, width, s->square[0]);
      factor = s->square[0];
    }
    matrix_product(rows, columns, width, a, a_row, 1, factor, half);
  } else {
    matrix_pad(rows, columns, a, a_row, width, half);
  }
  size_t row = matrix_padded(left->size);
  if (left->size)
    matrix_product(rows, rows, width, left->basis, back ? row : 1, back ? 1 : row, half, out);
}

/* S <- b S + (1 - b) A^T A, A being count x size in padded rows. Work: wide[1]. */
static void side_add(const struct state *s, const struct side *side, size_t count, const double *a)
{
  size_t width = matrix_padded(side->size), values = count * width;
  const double b = s->config.shampoo_beta, rest = 1 - b;
  double *weighted = s->wide[1];
  for (size_t i = 0; i < values; i++) weighted[i] = rest * a[i];
  matrix_symmetric(side->size, count, width, b, weighted, a, side->sum);
  for (size_t i = 0; i < side->size * width; i++) side->sum[i] = flushed(side->sum[i]);
}

/* Work: wide[0], wide[1]. */
static void sides_add(const struct state *s, const struct part *p, const double *gradient)
{
  size_t rows = p->layer.rows, columns = p->layer.columns;
  if (p->left.size) {
    matrix_transpose(rows, columns, gradient, columns, matrix_padded(rows), s->wide[0]);
    side_add(s, &p->left, columns, s->wide[0]);
  }
  if (p->right.size) {
    matrix_pad(rows, columns, gradient, columns, matrix_padded(columns), s->wide[0]);
    side_add(s, &p->right, rows, s->wide[0]);
  }
}

/* The whole of a side's sum, in square[0]. */
static double *whole_sum(const struct state *s, const struct side *side)
{
  double *sum = s->square[0];
  memcpy(sum, side->sum, side_values(side) * sizeof *sum);
  matrix_mirror(side->size, matrix_padded(side->size), sum);
  return sum;
}

/* order <- 0, 1, ... sorted by value, the largest first, equal ones as they were. */
static void sort_descending(size_t n, const double *value, size_t *order)
{
  for (size_t i = 0; i < n; i++) {
    size_t at = i;
    for (; at > 0 && value[order[at - 1]] < value[i]; at--) order[at] = order[at - 1];
    order[at] = i;
  }
}

/* The rows of vectors, sorted by `order`, become the columns of the basis. Work: square[2]. */
static void set_basis(const struct state *s, const struct side *side, const double *vectors,
                      const size_t *order)
{
  size_t n = side->size, width = matrix_padded(n);
  double *sorted = s->square[2];
  for (size_t j = 0; j < n; j++)
    memcpy(sorted + j * width, vectors + order[j] * width, width * sizeof *sorted);
  matrix_transpose(n, n, sorted, width, width, side->basis);
}

/* Eigenvectors; the axes themselves where the sum is not finite. */
static void first_basis(const struct state *s, const struct side *side)
{
  size_t n = side->size, width = matrix_padded(n);
  if (n == 0) return;
  double *sum = whole_sum(s, side), *values = s->value, *vectors = s->square[1];
  if (!eigen_symmetric(n, sum, values, vectors, s->square[2])) {
    memset(side->basis, 0, n * width * sizeof *side->basis);
    for (size_t i = 0; i < n; i++) side->basis[i * width + i] = 1;
    return;
  }
  sort_descending(n, values, s->order);
  set_basis(s, side, vectors, s->order);
}

static bool all_finite(const double *a, size_t size)
{
  bool finite = true;
  for (size_t i = 0; i < size; i++) finite &= fabs(a[i]) <= DBL_MAX;
  return finite;
}

/* A power iteration of a side's basis; s->order says where its columns came from. False, and all
 * is as before, where something is not finite. */
static bool turn_basis(const struct state *s, const struct side *side)
{
  size_t n = side->size, width = matrix_padded(n), values = n * width;
  double *sum = whole_sum(s, side), *image = s->square[1], *axes = s->square[2], *value = s->value;
  matrix_product(n, n, width, side->basis, 1, width, sum, image); /* rows: (S q_j)^T */
  if (!all_finite(image, values)) return false;
  matrix_transpose(n, n, side->basis, width, width, axes);
  for (size_t j = 0; j < n; j++) value[j] = vec_dot(axes + j * width, image + j * width, width);
  sort_descending(n, value, s->order);
  for (size_t j = 0; j < n; j++)
    memcpy(sum + j * width, image + s->order[j] * width, width * sizeof *sum);
  qr_basis(n, width, sum, image, s->square[2]);
  matrix_transpose(n, n, image, width, width, side->basis);
  return true;
}

/* V's rows, or columns, become those that s->order says. Work: wide[1]. */
static void sort_square(const struct state *s, const struct part *p, bool by_rows)
{
  size_t rows = p->layer.rows, columns = p->layer.columns;
  double *before = s->wide[1];
  memcpy(before, p->square, rows * columns * sizeof *before);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++)
      p->square[i * columns + j] =
          before[(by_rows ? s->order[i] : i) * columns + (by_rows ? j : s->order[j])];
}

static void turn(const struct state *s, const struct part *p)
{
  size_t rows = p->layer.rows, columns = p->layer.columns, width = matrix_padded(columns);
  double *mean = s->wide[0], *after = s->wide[1];
  turned(s, p, true, p->mean, columns, mean);
  if (p->left.size && turn_basis(s, &p->left)) sort_square(s, p, true);
  if (p->right.size && turn_basis(s, &p->right)) sort_square(s, p, false);
  turned(s, p, false, mean, width, after);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) p->mean[i * columns + j] = flushed(after[i * width + j]);
}

/* One step's constants. */
struct factors {
  double beta1, rest1, beta2, rest2, epsilon, rate, keep;
};

/* The direction in the bases takes the place of the gradient there, in padded rows. */
static void adam(const struct factors *f, const struct part *p, double *restrict gradient)
{
  size_t columns = p->layer.columns, width = matrix_padded(columns);
  for (size_t i = 0; i < p->layer.rows; i++) {
    double *restrict g = gradient + i * width, *restrict m = p->mean + i * columns,
                     *restrict v = p->square + i * columns;
    for (size_t j = 0; j < columns; j++) {
      m[j] = flushed(f->beta1 * m[j] + f->rest1 * g[j]);
      v[j] = flushed(f->beta2 * v[j] + f->rest2 * (g[j] * g[j]));
      g[j] = m[j] / (sqrt(v[j]) + f->epsilon);
    }
    for (size_t j = columns; j < width; j++) g[j] = 0;
  }
}

static void step_part(const struct state *s, const struct factors *f, const struct part *p,
                      const double *restrict gradient, double *restrict theta)
{
  size_t rows = p->layer.rows, columns = p->layer.columns, width = matrix_padded(columns);
  double *inside = s->wide[0], *direction = s->wide[1];
  turned(s, p, false, gradient, columns, inside);
  adam(f, p, inside);
  turned(s, p, true, inside, width, direction);
  double rate = f->rate;
  if (s->config.normalize) {
    double square = vec_dot(direction, direction, rows * width) / (double)(rows * columns);
    rate /= sqrt(square) + 1e-30;
  }
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) theta[i * columns + j] -= rate * direction[i * width + j];
  for (size_t i = 0; i < rows * columns && p->layer.first + i < s->weights; i++)
    theta[i] *= f->keep;
}

static void begin(const struct state *s, const double *gradient)
{
  for (size_t i = 0; i < s->count; i++) {
    const struct part *p = &s->parts[i];
    sides_add(s, p, gradient + p->layer.first);
    first_basis(s, &p->left);
    first_basis(s, &p->right);
  }
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  if (!s->begun) {
    begin(s, gradient);
    s->begun = true;
    return;
  }
  const double beta1 = momentum_now(pace, c->beta1), rate = pace->rate * c->rate;
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  s->power2 = next_power(s->power2, c->beta2);
  const double unbias = c->correct_bias ? sqrt(1 - s->power2) / (1 - power1) : 1;
  const struct factors f = {.beta1 = beta1,
                            .rest1 = 1 - beta1,
                            .beta2 = c->beta2,
                            .rest2 = 1 - c->beta2,
                            .epsilon = c->epsilon,
                            .rate = rate * unbias,
                            .keep = 1 - rate * c->weight_decay};
  bool turns = --s->wait == 0;
  if (turns) s->wait = c->frequency;
  for (size_t i = 0; i < s->count; i++) {
    const struct part *p = &s->parts[i];
    size_t first = p->layer.first;
    step_part(s, &f, p, gradient + first, theta + first);
    sides_add(s, p, gradient + first);
    if (turns && (p->left.size || p->right.size)) turn(s, p);
  }
}

extern const struct rule_type LEVELED(rule_soap);
const struct rule_type LEVELED(rule_soap) = {
    .name = "soap",
    .title = "SOAP",
    .summary = "Adam in the eigenbases of the mean squares of a matrix's rows and columns",
    .formula =
        "P = QL^T G QR, M <- beta1 M + (1 - beta1) P, V <- beta2 V + (1 - beta2) P^2\n"
        "W <- W - rate c QL (M / (sqrt(V) + epsilon)) QR^T, c = sqrt(1 - beta2^t) / (1 - beta1^t)\n"
        "W <- (1 - rate weight_decay) W\n"
        "L <- b L + (1 - b) G G^T, R <- b R + (1 - b) G^T G, b = shampoo_beta\n"
        "each `frequency` steps QL, QR <- the orthogonal factors of L QL, R QR; M turns along\n"
        "the first gradient makes L, R and their eigenvectors QL, QR, and no step",
    .reference = "Vyas, Morwani, Zhao, Kwun, Shapira, Brandfonbrener, Janson and Kakade, SOAP: "
                 "improving and stabilizing Shampoo using Adam, arXiv:2409.11321, 2024",
    .traits = NEEDS_LAYERS,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .momentum = "beta1",
    .free = free,
};
