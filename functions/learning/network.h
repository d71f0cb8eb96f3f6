/* network.h -- losses and gradients of models made of layers, from linear regression to multilayer
 * perceptrons: one engine, evaluated over rows of a data set at one point or many.
 *
 * Layer l takes h_l (h_0 = the row) to z = W h_l + b; h_l+1 is tanh z, or the positive part of z
 * (Nair and Hinton, 2010; derivative 0 at 0), and the scores are the last z. A point theta is, for
 * each layer in turn, W (size[l + 1] rows of size[l] weights), then b (size[l + 1] biases).
 *
 *   squared        1 / (2 n) sum_i (z_i - y_i)^2               one score, y the target
 *   logistic       1 / n sum_i log(1 + exp z_i) - y_i z_i      one score, y = 0, 1; says 1 if z > 0
 *   softmax        1 / n sum_i log sum_k exp(z_ik) - z_iy
 *   hinge          1 / n sum_i sum_(k != y) max(0, z_ik - z_iy + delta)   Weston and Watkins, 1999
 *   squared hinge  the same of its square; the derivative at the kink is 0
 *
 * and, as penalties, l2 / 2 times the sum of squares of all weights (not biases), and norm_penalty
 * times the Euclidean norm of theta (derivative 0 at 0). A linear model is a network of one layer.
 *
 * Nothing here allocates. The bits of a loss and of a gradient depend on the point, the rows and
 * their order: not on the vector level, on how many points are asked, or on whether rows were
 * gathered before. Where a point has a value that is not finite, its loss is NaN. */
#ifndef OPTBENCH_FUNCTIONS_LEARNING_NETWORK_H
#define OPTBENCH_FUNCTIONS_LEARNING_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "functions/learning/gather.h"
#include "functions/learning/outputs.h"
#include "src/numeric/level.h"

#define network_parameters    LEVELED(network_parameters)
#define network_gathered      LEVELED(network_gathered)
#define network_gather        LEVELED(network_gather)
#define network_scratch       LEVELED(network_scratch)
#define network_gathered_loss LEVELED(network_gathered_loss)
#define network_loss          LEVELED(network_loss)
#define network_measure       LEVELED(network_measure)
#define network_penalties     LEVELED(network_penalties)

enum { NETWORK_LAYERS_MOST = 16 };

enum network_activation { NETWORK_RELU, NETWORK_TANH };

struct network_shape {
  size_t layers;                        /* 1 ... NETWORK_LAYERS_MOST */
  size_t size[NETWORK_LAYERS_MOST + 1]; /* inputs, hidden units of each layer, scores; none is 0 */
  enum network_activation activation;   /* of hidden units */
  enum network_output output;
  double delta;            /* of the hinges */
  double l2, norm_penalty; /* 0: none */
};

/* Rows made ready for any number of points; lives in the memory that network_gather was given. */
struct network_batch {
  size_t count;
  bool gradients; /* ready for gradients, too */
  const double *values;
};

/* Values of theta. */
size_t network_parameters(const struct network_shape *shape);

/* Doubles that network_gather wants for so many rows. */
size_t network_gathered(const struct network_shape *shape, size_t rows);

/* Gathers rows once for all points that are evaluated on them. memory: network_gathered(shape,
 * rows->count) doubles, the batch's as long as it is used. */
struct network_batch network_gather(const struct network_shape *shape,
                                    const struct network_rows *rows, bool gradients,
                                    double *memory);

/* Doubles of scratch for everything below; does not grow with the rows beyond some 64. */
size_t network_scratch(const struct network_shape *shape, size_t rows);

/* loss[p] and, unless gradient is NULL, gradient[p]: of `points` points theta, network_parameters
 * values each, over the batch; with the penalties or without. */
void network_gathered_loss(const struct network_shape *shape, const struct network_batch *batch,
                           bool penalties, size_t points, const double *theta, double *loss,
                           double *gradient, double *scratch);

/* The same without gathering all rows at once: any number of rows in the memory of some. */
void network_loss(const struct network_shape *shape, const struct network_rows *rows,
                  bool penalties, size_t points, const double *theta, double *loss,
                  double *gradient, double *scratch);

/* What the penalties add to a loss at theta. */
double network_penalties(const struct network_shape *shape, const double *theta);

struct network_measure {
  double loss; /* without penalties */
  size_t
      right; /* rows whose largest score, the first of equals, is the label's; 0 without labels */
};

/* How well a point does. confusion, unless it is NULL, is classes x classes: each row of the data
 * adds 1 to [label][what the model says]. */
struct network_measure network_measure(const struct network_shape *shape,
                                       const struct network_rows *rows, const double *theta,
                                       size_t *confusion, double *scratch);

#endif
