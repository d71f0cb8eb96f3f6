/* reflect.h -- Householder's reflection of the columns of a matrix (Journal of the ACM 5, 1958). */
#ifndef OPTBENCH_SRC_NUMERIC_REFLECT_H
#define OPTBENCH_SRC_NUMERIC_REFLECT_H

#include "src/numeric/vec.h"

/* matrix <- (I - 2 v v^T / v^T v) matrix, with `rows` rows of `columns` values, `stride` apart.
 * v: rows values, not all 0; work: columns values. */
static inline void reflect(const double *v, size_t rows, double *matrix, size_t stride,
                           size_t columns, double *work)
{
  double scale = 2 / vec_dot(v, v, rows);
  for (size_t j = 0; j < columns; j++) work[j] = 0;
  for (size_t i = 0; i < rows; i++) vec_axpy(v[i], matrix + i * stride, work, columns);
  for (size_t i = 0; i < rows; i++) vec_axpy(-scale * v[i], work, matrix + i * stride, columns);
}

#endif
