/* layers.h -- what rules that step by whole matrices share. */
#ifndef OPTBENCH_SRC_RULES_LAYERS_H
#define OPTBENCH_SRC_RULES_LAYERS_H

#include <stddef.h>

#include "src/descent.h"

static inline size_t layer_size(const struct layer *layer) { return layer->rows * layer->columns; }

/* The layers of a setup, and what they leave of theta, which is one more vector: all of it where
 * there are no layers. Number i, or one without rows behind the last. */
static inline struct layer layers_at(const struct rule_setup *setup, size_t i)
{
  if (i < setup->layer_count) return setup->layers[i];
  struct layer rest = {.columns = 1};
  if (setup->layer_count) {
    const struct layer *last = &setup->layers[setup->layer_count - 1];
    rest.first = last->first + layer_size(last);
  }
  if (i == setup->layer_count && rest.first < setup->size) rest.rows = setup->size - rest.first;
  return rest;
}

static inline size_t layers_counted(const struct rule_setup *setup)
{
  size_t count = setup->layer_count;
  return count + (layers_at(setup, count).rows > 0);
}

#endif
