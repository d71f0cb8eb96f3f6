/* gather.c -- see gather.h.
 *
 * Bytes stay bytes in the data set, an eighth of the memory, and are turned here, eight rows by
 * eight columns at a time, while they are bytes. */
#include "functions/learning/gather.h"

#include <stdint.h>
#include <string.h>

#include "src/numeric/product.h"

enum { SIDE = 8 };

/* byte / 255, exactly rounded, without the division: the first product is exact, as the first part
 * of 1 / 255 ends early enough, and the second one is too small for its rounding to matter. */
static inline double byte_value(unsigned char byte)
{
  const double first = 0x1.0101010101p-8, rest = 0x1.0101010101010p-56;
  double b = (double)byte;
  return b * first + b * rest;
}

static size_t row_at(const struct network_rows *all, size_t i)
{
  return all->list ? all->list[i] : all->first + i;
}

/* m[i]'s byte j <-> m[j]'s byte i: halves, then quarters, then bytes change places. */
static inline void turn_bytes(uint64_t m[SIDE])
{
  static const uint64_t keep[] = {0x00000000ffffffff, 0x0000ffff0000ffff, 0x00ff00ff00ff00ff};
  for (int step = 0; step < 3; step++) {
    int apart = 4 >> step, bits = 8 * apart;
    for (int i = 0; i < SIDE; i++) {
      if (i & apart) continue;
      uint64_t low = m[i], high = m[i + apart];
      m[i] = (low & keep[step]) | (high & keep[step]) << bits;
      m[i + apart] = (low >> bits & keep[step]) | (high & ~keep[step]);
    }
  }
}

/* Columns from ... of eight rows, or fewer where rows are NULL, to the columns of `across`. */
static inline void turn_bytes_into(const unsigned char *const row[SIDE], size_t from,
                                   size_t columns, size_t width, double *across)
{
  uint64_t m[SIDE] = {0};
  for (int i = 0; i < SIDE; i++)
    if (row[i]) memcpy(&m[i], row[i] + from, columns);
  turn_bytes(m);
  for (size_t j = 0; j < columns; j++) {
    unsigned char column[SIDE];
    memcpy(column, &m[j], SIDE);
    for (int i = 0; i < SIDE; i++) across[j * width + (size_t)i] = byte_value(column[i]);
  }
}

static void bytes_across(const struct network_rows *all, size_t from, size_t rows, size_t width,
                         double *across)
{
  size_t inputs = all->data->inputs;
  for (size_t group = 0; group < width; group += SIDE) {
    const unsigned char *row[SIDE] = {0};
    for (size_t i = 0; i < SIDE && group + i < rows; i++)
      row[i] = all->data->bytes + row_at(all, from + group + i) * inputs;
    size_t j = 0;
    for (; j + SIDE <= inputs; j += SIDE)
      turn_bytes_into(row, j, SIDE, width, across + j * width + group);
    if (j < inputs) turn_bytes_into(row, j, inputs - j, width, across + j * width + group);
  }
}

static void values_across(const struct network_rows *all, size_t from, size_t rows, size_t width,
                          double *across)
{
  size_t inputs = all->data->inputs;
  for (size_t i = 0; i < rows; i++) {
    const double *row = all->data->values + row_at(all, from + i) * inputs;
    for (size_t j = 0; j < inputs; j++) across[j * width + i] = row[j];
  }
  for (size_t j = 0; j < inputs; j++)
    for (size_t i = rows; i < width; i++) across[j * width + i] = 0;
}

static void rows_along(const struct network_rows *all, size_t from, size_t rows, double *along)
{
  const struct dataset *data = all->data;
  size_t inputs = data->inputs, padded = matrix_padded(inputs);
  for (size_t i = 0; i < rows; i++) {
    size_t at = row_at(all, from + i) * inputs;
    double *to = along + i * padded;
    if (data->bytes)
      for (size_t j = 0; j < inputs; j++) to[j] = byte_value(data->bytes[at + j]);
    else
      memcpy(to, data->values + at, inputs * sizeof *to);
    for (size_t j = inputs; j < padded; j++) to[j] = 0;
  }
}

/* Where the parts of a block are. */
struct parts {
  size_t width, along, want, end;
};

static struct parts parts_of(size_t inputs, size_t rows)
{
  size_t width = matrix_padded(rows), along = inputs * width;
  size_t want = along + rows * matrix_padded(inputs);
  return (struct parts){width, along, want, matrix_padded(want + width)};
}

size_t gather_size(size_t inputs, size_t rows) { return parts_of(inputs, rows).end; }

struct gathered gather_again(size_t inputs, size_t rows, const double *memory)
{
  struct parts p = parts_of(inputs, rows);
  return (struct gathered){rows, p.width, memory, memory + p.along, memory + p.want};
}

struct gathered gather_block(const struct network_rows *all, size_t from, size_t rows,
                             bool gradients, double *memory)
{
  const struct dataset *data = all->data;
  struct parts p = parts_of(data->inputs, rows);
  (data->bytes ? bytes_across : values_across)(all, from, rows, p.width, memory);
  if (gradients) rows_along(all, from, rows, memory + p.along);
  double *want = memory + p.want;
  for (size_t i = 0; i < p.width; i++) {
    size_t row = i < rows ? row_at(all, from + i) : 0;
    want[i] = i >= rows ? 0 : data->classes ? (double)data->label[row] : data->target[row];
  }
  return gather_again(data->inputs, rows, memory);
}
