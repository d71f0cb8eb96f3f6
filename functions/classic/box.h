/* box.h -- functions that are lower outside of their box than their minimum in it, continued.
 *
 * Shifted and rotated, a point of the search region may stand for one outside of the box. There
 *   f(x) = f(c) + factor |x - c|^2,   c the point of the box that is nearest to x,
 * which is continuous and never lower than the minimum in the box. A coordinate that lies outside
 * has the slope 2 factor (x_i - c_i), one inside that of f at c: at the box's sides these differ,
 * and the slope is that from inside. */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_BOX_H
#define OPTBENCH_FUNCTIONS_CLASSIC_BOX_H

#include "src/numeric/lanes.h"

/* Of a coordinate; of NaN, NaN. */
static inline double box_nearest(double x, double low, double high)
{
  return x < low ? low : x > high ? high : x;
}

/* What is added to f for a coordinate whose nearest is c. */
static inline double box_beyond(double x, double c, double factor)
{
  return factor * ((x - c) * (x - c));
}

/* Its slope, if that of f at c is `inside`. */
static inline double box_slope(double x, double c, double factor, double inside)
{
  return x == c ? inside : 2 * factor * (x - c);
}

/* The same for the coordinates in a register. */
static inline lane_part box_lanes_nearest(lane_part x, double low, double high)
{
  lane_part zero = {0};
  return lane_select((lane_bits)(x < low), zero + low,
                     lane_select((lane_bits)(x > high), zero + high, x));
}

static inline lane_part box_lanes_beyond(lane_part x, lane_part c, double factor)
{
  return factor * ((x - c) * (x - c));
}

static inline lane_part box_lanes_slope(lane_part x, lane_part c, double factor, lane_part inside)
{
  return lane_select((lane_bits)(x == c), inside, 2 * factor * (x - c));
}

#endif
