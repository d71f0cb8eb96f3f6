/* recipe.h -- how a learned optimizer is trained: the tasks that have a name, and one table of all
 * that can be chosen, from which follow the options of `meta-train`, their checks, and the command
 * that stands in a file of weights. */
#ifndef OPTBENCH_BENCH_TUNE_RECIPE_H
#define OPTBENCH_BENCH_TUNE_RECIPE_H

#include "bench/tune/meta.h"
#include "src/param.h"

struct recipe {
  int generations;
  int metric; /* enum metric less 1: there is always one */
  int inputs, output, hidden;
  double log_scale;
  int steps, pairs, tasks;
  double rate, sigma;
};
extern const struct param recipe_params[];

/* Does the row say what the network is like, which weights to go on from bring along? */
bool recipe_shapes(const struct param *row);

/* A task by its name, and what a function that is none is trained by: the first one's. */
struct preset {
  const char *name, *function;
  size_t dim; /* 0: the function's own */
  struct recipe recipe;
};
/* That of the name, or the first with *task false. */
const struct preset *preset_find(const char *name, bool *task);

/* The setup that it comes to; what a recipe does not say is left as it is. */
void recipe_setup(const struct recipe *recipe, struct meta_setup *setup);

/* What was typed besides, each NULL if nothing was. */
struct recipe_typed {
  const char *word, *dimension, *from;
};
/* The command that trains so, without how far it went: options that are the preset's are left out.
 * Returns its length, of which `size` - 1 bytes are written at most. */
size_t recipe_command(const struct recipe *recipe, const struct preset *preset, uint64_t seed,
                      const struct recipe_typed *typed, char *text, size_t size);

#endif
