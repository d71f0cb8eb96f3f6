/* sketch.h -- a picture made of lines and discs, that whoever asks for it collects. */
#ifndef OPTBENCH_FUNCTIONS_SKETCH_H
#define OPTBENCH_FUNCTIONS_SKETCH_H

/* What a shape is, for whoever gives it a colour. */
enum sketch_part { SKETCH_WALL, SKETCH_BODY, SKETCH_LIMB, SKETCH_GOAL, SKETCH_FORCE };

struct sketch {
  double low_x, low_y, high_x, high_y; /* what is to be seen: set by whoever draws */
  void *context;
  void (*line)(void *context, enum sketch_part part, double x1, double y1, double x2, double y2);
  void (*disc)(void *context, enum sketch_part part, double x, double y, double radius);
};

#endif
