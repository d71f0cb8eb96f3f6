/* layer.h -- which coordinates of a point belong together. */
#ifndef OPTBENCH_SRC_LAYER_H
#define OPTBENCH_SRC_LAYER_H

#include <stdbool.h>
#include <stddef.h>

/* A block of consecutive coordinates, as the weights of a layer. */
struct layer {
  size_t first;         /* coordinate */
  size_t rows, columns; /* of a matrix, row-major; of a vector, rows values in 1 column */
  bool matrix;
};

#endif
