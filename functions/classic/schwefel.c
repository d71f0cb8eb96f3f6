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

static inline lane_part root_of_size(lane_part x)
{
  double size[LANE_WIDTH];
  lane_store(size, x);
  for (size_t j = 0; j < LANE_WIDTH; j++) size[j] = sqrt(fabs(size[j]));
  return lane_load(size);
}

static lane_part term(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  lane_part at = box_lanes_nearest(x, -side, side);
  return -at * lane_sin(root_of_size(at)) + box_lanes_beyond(x, at, factor);
}

static lane_part slope(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  lane_part at = box_lanes_nearest(x, -side, side), root = root_of_size(at);
  return box_lanes_slope(x, at, factor, -(lane_sin(root) + root / 2 * lane_cos(root)));
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
