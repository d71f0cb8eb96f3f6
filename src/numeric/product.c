/* product.c -- see product.h.
 *
 * The product is cut into tiles, TILE_ROWS rows by TILE_VECTORS vectors of columns, whose sums stay
 * in registers: a vector of B that was fetched serves all rows of the tile, an entry of A all its
 * columns, and there are sums enough that none waits for the last. GCC's vector types are used
 * since neither gcc nor clang keeps the accumulators of plain loops in registers; they work lane by
 * lane and so cannot change a bit. What is left at the edges has tiles of its own. Of a large B
 * some rows go at a time, so that they are fetched into a near cache once; the order of terms is
 * the same. */
#include "src/numeric/product.h"

#include <string.h>

#include "src/numeric/lanes.h"

#ifdef __AVX512F__
enum { TILE_ROWS = 6, TILE_VECTORS = 4 }; /* of 32 registers, 24 sums and 4 of B */
#else
enum { TILE_ROWS = 6, TILE_VECTORS = 2 }; /* of 16 registers, 12 sums and 2 of B */
#endif
enum { NEAR_ROWS = 128 }; /* rows of B that go together */

#ifdef __clang__
#define UNROLLED _Pragma("clang loop unroll(full)")
#else
#define UNROLLED _Pragma("GCC unroll 8")
#endif

struct factors {
  size_t inner;
  const double *a;
  size_t a_row, a_inner;
  const double *b;
  size_t b_row;
};

struct sums {
  bool begun; /* they start at `keep` times what is there, not at 0 */
  double keep;
  size_t last; /* values of a row's last vector that there are */
  double *out;
  size_t row; /* from one row to the next */
};

static inline size_t least(size_t a, size_t b) { return a < b ? a : b; }

static inline lane_part load_some(const double *x, size_t count)
{
  double some[LANE_WIDTH] = {0};
  memcpy(some, x, count * sizeof *x);
  return lane_load(some);
}

static inline void store_some(double *x, lane_part part, size_t count)
{
  double some[LANE_WIDTH];
  lane_store(some, part);
  memcpy(x, some, count * sizeof *x);
}

/* Everything here is unrolled, and so the sums have registers. */
__attribute__((always_inline)) static inline void
tile(size_t rows, size_t vectors, const struct factors *f, const struct sums *s)
{
  const size_t end = (vectors - 1) * LANE_WIDTH;
  const bool whole = s->last == LANE_WIDTH;
  lane_part sum[TILE_ROWS][TILE_VECTORS];
  UNROLLED
  for (size_t r = 0; r < rows; r++) {
    UNROLLED
    for (size_t v = 0; v < vectors; v++) sum[r][v] = (lane_part){0};
  }
  if (s->begun) {
    UNROLLED
    for (size_t r = 0; r < rows; r++) {
      const double *from = s->out + r * s->row;
      UNROLLED
      for (size_t v = 0; v + 1 < vectors; v++)
        sum[r][v] = s->keep * lane_load(from + v * LANE_WIDTH);
      sum[r][vectors - 1] =
          s->keep * (whole ? lane_load(from + end) : load_some(from + end, s->last));
    }
  }
  const double *a = f->a, *b = f->b;
  const size_t a_row = f->a_row, a_inner = f->a_inner, b_row = f->b_row;
  for (size_t k = f->inner; k > 0; k--) {
    lane_part right[TILE_VECTORS];
    UNROLLED
    for (size_t v = 0; v < vectors; v++) right[v] = lane_load(b + v * LANE_WIDTH);
    UNROLLED
    for (size_t r = 0; r < rows; r++) {
      UNROLLED
      for (size_t v = 0; v < vectors; v++) sum[r][v] += a[r * a_row] * right[v];
    }
    a += a_inner;
    b += b_row;
  }
  UNROLLED
  for (size_t r = 0; r < rows; r++) {
    double *to = s->out + r * s->row;
    UNROLLED
    for (size_t v = 0; v + 1 < vectors; v++) lane_store(to + v * LANE_WIDTH, sum[r][v]);
    if (whole)
      lane_store(to + end, sum[r][vectors - 1]);
    else
      store_some(to + end, sum[r][vectors - 1], s->last);
  }
}

typedef void tile_function(const struct factors *f, const struct sums *s);

#define TILE(rows, vectors)                                                                        \
  static void tile_##rows##_##vectors(const struct factors *f, const struct sums *s)               \
  {                                                                                                \
    tile(rows, vectors, f, s);                                                                     \
  }
#define TILES(vectors)                                                                             \
  TILE(1, vectors)                                                                                 \
  TILE(2, vectors) TILE(3, vectors) TILE(4, vectors) TILE(5, vectors) TILE(6, vectors)
#define ROW(vectors)                                                                               \
  {                                                                                                \
    tile_1_##vectors, tile_2_##vectors, tile_3_##vectors, tile_4_##vectors, tile_5_##vectors,      \
        tile_6_##vectors                                                                           \
  }

TILES(1)
TILES(2)
#ifdef __AVX512F__
TILES(3)
TILES(4)
static tile_function *const tiles[TILE_VECTORS][TILE_ROWS] = {ROW(1), ROW(2), ROW(3), ROW(4)};
#else
static tile_function *const tiles[TILE_VECTORS][TILE_ROWS] = {ROW(1), ROW(2)};
#endif

/* `all` in as few parts of at most `most` as can be, none longer by more than one: part i. */
struct parts {
  size_t count, size, longer; /* the first `longer` have size + 1 */
};

static inline struct parts parts_of(size_t all, size_t most)
{
  size_t count = (all + most - 1) / most;
  if (count == 0) return (struct parts){0};
  return (struct parts){count, all / count, all % count};
}

static inline size_t part(const struct parts *p, size_t i) { return p->size + (i < p->longer); }

struct wanted {
  size_t rows, columns;
  bool lower; /* tiles with nothing on or below the diagonal are left out */
  bool begun;
  double keep;
};

/* Columns in the outer loop: a panel of B stays near while all rows of A pass. */
static void product(struct wanted w, struct factors f, double *out)
{
  size_t inner = f.inner, row = w.columns, vectors = (w.columns + LANE_WIDTH - 1) / LANE_WIDTH;
  struct parts across = parts_of(vectors, TILE_VECTORS), down = parts_of(w.rows, TILE_ROWS);
  const double *a = f.a, *b = f.b;
  for (size_t k = 0; k == 0 || k < inner; k += NEAR_ROWS) {
    f.inner = least(NEAR_ROWS, inner - k);
    struct sums s = {.begun = w.begun || k > 0, .keep = k > 0 ? 1 : w.keep, .row = row};
    for (size_t j = 0, column = 0; j < across.count; j++) {
      size_t wide = part(&across, j);
      tile_function *const *fitting = tiles[wide - 1];
      f.b = b + k * f.b_row + column;
      s.last = j + 1 < across.count ? LANE_WIDTH : row - (vectors - 1) * LANE_WIDTH;
      for (size_t i = 0, at = 0; i < down.count; i++) {
        size_t high = part(&down, i);
        f.a = a + at * f.a_row + k * f.a_inner;
        s.out = out + at * row + column;
        if (!w.lower || at + high > column) fitting[high - 1](&f, &s);
        at += high;
      }
      column += wide * LANE_WIDTH;
    }
  }
}

void matrix_product(size_t rows, size_t inner, size_t width, const double *a, size_t a_row,
                    size_t a_inner, const double *b, double *out)
{
  product((struct wanted){rows, width, false, false, 1},
          (struct factors){inner, a, a_row, a_inner, b, width}, out);
}

void matrix_accumulate(size_t rows, size_t inner, size_t width, size_t columns, const double *a,
                       size_t a_row, size_t a_inner, const double *b, bool more, double *out)
{
  product((struct wanted){rows, columns, false, more, 1},
          (struct factors){inner, a, a_row, a_inner, b, width}, out);
}

void matrix_symmetric(size_t rows, size_t inner, size_t width, double keep, const double *a,
                      const double *b, double *c)
{
  product((struct wanted){rows, width, true, true, keep},
          (struct factors){inner, a, 1, width, b, width}, c);
}
