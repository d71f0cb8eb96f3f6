/* made.h -- data sets that are made, not read: points in the plane with labels, a noisy plane. */
#ifndef OPTBENCH_FUNCTIONS_LEARNING_MADE_H
#define OPTBENCH_FUNCTIONS_LEARNING_MADE_H

#include "functions/dataset.h"
#include "src/numeric/level.h"
#include "src/stream.h"

#define made_set LEVELED(made_set)

enum made_kind {
  MADE_MOONS,   /* two half circles that reach into each other */
  MADE_CIRCLES, /* one inside the other */
  MADE_BLOBS,   /* normal clouds */
  MADE_SPIRAL,  /* arms around the origin */
  MADE_LINEAR   /* targets: a plane and noise */
};

struct made_config {
  enum made_kind kind;
  size_t rows;    /* of each split; 1 ... 2^32 */
  size_t classes; /* blobs, spiral; at most `rows`, or some labels have no row */
  size_t inputs;  /* linear; all others have 2 */
  double noise;   /* standard deviation, of the angle for spiral, of the target for linear */
  double factor;  /* circles: radius of the inner one */
};

/* `rows` rows for training, then as many for testing, in the order of their labels: classes share
 * rows evenly, the first ones having one more where that does not come out; of two moons or circles
 * the second has it. The two splits have noise (linear: inputs too) of their own, and the same
 * centres (blobs) or weights (linear). One block for free(), or NULL if there is no memory. */
struct dataset *made_set(const struct made_config *config, struct stream stream);

#endif
