/* schwefel.c -- pits whose depth grows outwards, the deepest far from the next best.
 *
 *   f(x) = -sum_i x_i sin sqrt|x_i|,   |x_i| <= 500
 *
 * Outside of the box f falls without end; it is continued as box.h says, coordinate by coordinate.
 * In the box a coordinate's least term is at the root of tan r = -r / 2 with r = sqrt x near 20.5,
 * from Newton's method with 60 digits. */
#include "functions/classic/box.h"
#include "functions/classic/coordinates.h"
#include "src/numeric/lanesin.h"
#include "src/numeric/level.h"

static const struct param params[] = {PARAM_TABLE_END};

static const double side = 500, factor = 0.01, best = 420.96874635998203;

struct nearest {
  lane_part at, root; /* root: of |at| */
};

static inline struct nearest find_nearest(lane_part x)
{
  struct nearest n;
  for (size_t j = 0; j < LANE_WIDTH; j++) {
    n.at[j] = box_nearest(x[j], -side, side);
    n.root[j] = sqrt(fabs(n.at[j]));
  }
  return n;
}

static lane_part term(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  struct nearest n = find_nearest(x);
  lane_part f = -n.at * lane_sin(n.root);
  for (size_t j = 0; j < LANE_WIDTH; j++) f[j] += box_beyond(x[j], n.at[j], factor);
  return f;
}

static lane_part slope(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  struct nearest n = find_nearest(x);
  lane_part f = -(lane_sin(n.root) + n.root / 2 * lane_cos(n.root));
  for (size_t j = 0; j < LANE_WIDTH; j++) f[j] = box_slope(x[j], n.at[j], factor, f[j]);
  return f;
}

COORDINATES_SUM
COORDINATES_EVALUATE
COORDINATES_ALLOC(best)

/* The literature has no start, and f is level in the middle of the region. */
static void canonical(const void *state, double *x) { coordinates_fill(state, 250, x); }

extern const struct function_type LEVELED(function_schwefel);
const struct function_type LEVELED(function_schwefel) = {
    .name = "schwefel",
    .title = "Schwefel 2.26",
    .summary = "pits that are deeper the further out, the deepest far from the next best",
    .formula = "f(x) = -sum_i x_i sin sqrt|x_i|  in the box |x_i| <= 500\n"
               "f(x) = f(c) + 0.01 |x - c|^2  outside, c the nearest point of the box",
    .reference = "Schwefel, Numerical Optimization of Computer Models, Wiley, 1981 (2.26)",
    .traits = SEPARABLE | MULTIMODAL,
    COORDINATES_FUNCTION(-500, 500),
    .canonical = canonical,
};
