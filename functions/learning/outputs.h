/* outputs.h -- the losses of a network's scores; their formulas stand in network.h. */
#ifndef OPTBENCH_FUNCTIONS_LEARNING_OUTPUTS_H
#define OPTBENCH_FUNCTIONS_LEARNING_OUTPUTS_H

#include <stddef.h>

#include "src/numeric/level.h"

#define outputs_loss LEVELED(outputs_loss)
#define outputs_said LEVELED(outputs_said)

enum network_output {
  NETWORK_SQUARED,
  NETWORK_LOGISTIC,
  NETWORK_SOFTMAX,
  NETWORK_HINGE,
  NETWORK_SQUARED_HINGE
};

struct scores {
  enum network_output output;
  double delta; /* of the hinges */
  size_t count; /* scores a row */
  size_t rows, width;
  const double *z;    /* count x width: a column for each row */
  const double *want; /* width: labels, or targets */
};

/* The sum of the rows' losses. d, unless it is NULL, becomes `scale` times its derivatives by z,
 * count x width, of no use beyond the rows. work: 3 width values. */
double outputs_loss(const struct scores *s, double scale, double *d, double *work);

/* What the model says of a row: the largest score, the first of equals; 1 where a logistic one is
 * above 0. */
size_t outputs_said(const struct scores *s, size_t row);

#endif
