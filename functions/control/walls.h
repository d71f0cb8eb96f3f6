/* walls.h -- straight walls in a plane, for those who walk into them, lane by lane. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_WALLS_H
#define OPTBENCH_FUNCTIONS_CONTROL_WALLS_H

#include "functions/control/environment.h"

/* From (x, y) to (x + along_x, y + along_y); inverse: 1 / length^2. */
struct wall {
  double x, y, along_x, along_y, inverse;
};

#define WALL(x1, y1, x2, y2)                                                                       \
  {                                                                                                \
    x1, y1, (x2) - (x1), (y2) - (y1),                                                              \
        1.0 / (((x2) - (x1)) * ((x2) - (x1)) + ((y2) - (y1)) * ((y2) - (y1)))                      \
  }

/* Does the way from (x, y), by (by_x, by_y), meet the wall? Touching counts; what is parallel to it
 * never does. */
static inline lane_bits wall_met(const struct wall *w, lane_part x, lane_part y, lane_part by_x,
                                 lane_part by_y)
{
  const lane_part zero = {0}, one = zero + 1;
  lane_part across = by_x * w->along_y - by_y * w->along_x, to_x = w->x - x, to_y = w->y - y;
  lane_part way = (to_x * w->along_y - to_y * w->along_x) / across;
  lane_part at = (to_x * by_y - to_y * by_x) / across;
  return (lane_bits)(across != zero) & (lane_bits)(way >= zero) & (lane_bits)(way <= one) &
         (lane_bits)(at >= zero) & (lane_bits)(at <= one);
}

/* The square of the distance from (x, y) to the wall. */
static inline lane_part wall_distance2(const struct wall *w, lane_part x, lane_part y)
{
  const lane_part zero = {0}, one = zero + 1;
  lane_part to_x = x - w->x, to_y = y - w->y;
  lane_part at = (to_x * w->along_x + to_y * w->along_y) * w->inverse;
  at = lane_select((lane_bits)(at < zero), zero, at);
  at = lane_select((lane_bits)(at > one), one, at);
  lane_part off_x = to_x - at * w->along_x, off_y = to_y - at * w->along_y;
  return off_x * off_x + off_y * off_y;
}

static inline void walls_draw(const struct wall *walls, size_t count, struct sketch *sketch)
{
  for (size_t i = 0; i < count; i++)
    sketch->line(sketch->context, SKETCH_WALL, walls[i].x, walls[i].y,
                 walls[i].x + walls[i].along_x, walls[i].y + walls[i].along_y);
}

#endif
