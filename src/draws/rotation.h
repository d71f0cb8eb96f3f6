/* rotation.h -- a random rotation, Haar distributed: as the orthogonal factor of a matrix of
 * normals with the signs of the other one fixed, made of reflections (Stewart, SIAM Journal on
 * Numerical Analysis 17, 1980). */
#ifndef OPTBENCH_SRC_DRAWS_ROTATION_H
#define OPTBENCH_SRC_DRAWS_ROTATION_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/numeric/reflect.h"
#include "src/numeric/vec.h"

/* matrix: dim * dim values, row-major; v and w: dim values each, of scratch. Column k is a random
 * direction among those orthogonal to the columns before it; the last one is either of the two
 * left, made the one with determinant +1. */
static inline void rotation_draw(struct stream stream, size_t dim, double *restrict matrix,
                                 double *restrict v, double *restrict w)
{
  memset(matrix, 0, dim * dim * sizeof *matrix);
  matrix[dim * dim - 1] = 1;
  double determinant = 1;
  for (size_t k = dim - 1; k-- > 0;) {
    size_t rest = dim - k;
    random_normals(stream, k, 0, 1, rest, v);
    double norm = sqrt(vec_dot(v, v, rest));
    double sign = v[0] < 0 ? 1 : -1;
    v[0] -= sign * norm;
    matrix[k * dim + k] = sign;
    determinant *= -sign; /* that of the reflection is -1 */
    reflect(v, rest, matrix + k * dim + k, dim, rest, w);
  }
  if (determinant < 0)
    for (size_t j = 0; j < dim; j++) matrix[j * dim + dim - 1] *= -1;
}

#endif
