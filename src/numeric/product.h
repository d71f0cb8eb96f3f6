/* product.h -- products of dense matrices, the terms of every entry added one after the other.
 *
 * Every entry is  start + sum_k A(i, k) B(k, j)  with the terms in the order of k, each rounded on
 * its own (no fused multiply-add): the same bits at every vector level, and whether the sum is
 * taken in one call or, by matrix_accumulate, in several that follow each other. */
#ifndef OPTBENCH_SRC_NUMERIC_PRODUCT_H
#define OPTBENCH_SRC_NUMERIC_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

#include "src/numeric/level.h"

#define matrix_product    LEVELED(matrix_product)
#define matrix_accumulate LEVELED(matrix_accumulate)
#define matrix_symmetric  LEVELED(matrix_symmetric)

/* Rows of B, and of a product, go in steps of so many values. */
enum { MATRIX_PAD = 8 };

static inline size_t matrix_padded(size_t columns)
{
  return (columns + MATRIX_PAD - 1) / MATRIX_PAD * MATRIX_PAD;
}

/* out = A B. A is rows x inner, A(i, k) = a[i * a_row + k * a_inner], so that a transpose costs
 * nothing; b is inner x width and out rows x width, width a multiple of MATRIX_PAD. out overlaps
 * neither. */
void matrix_product(size_t rows, size_t inner, size_t width, const double *a, size_t a_row,
                    size_t a_inner, const double *b, double *out);

/* out = A B, or += with `more`: where the sums began in an earlier call. b is inner x width as
 * above; out is rows x columns with nothing between its rows, width - MATRIX_PAD < columns <=
 * width. */
void matrix_accumulate(size_t rows, size_t inner, size_t width, size_t columns, const double *a,
                       size_t a_row, size_t a_inner, const double *b, bool more, double *out);

/* The lower half of the symmetric c, rows x width, becomes keep c + A^T B, where A^T B is
 * symmetric: a and b are inner x width. What is above the diagonal may change, to nothing of use.
 */
void matrix_symmetric(size_t rows, size_t inner, size_t width, double keep, const double *a,
                      const double *b, double *c);

#endif
