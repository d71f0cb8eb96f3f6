/* library.h -- the tables of rules, sources, searches and aliases, at one vector level. */
#ifndef OPTBENCH_SRC_LIBRARY_H
#define OPTBENCH_SRC_LIBRARY_H

#include "src/descent.h"
#include "src/optimizer.h"

struct alias {
  const char *name, *title, *expansion, *summary;
};

/* Each table ends with NULL (the aliases with a NULL name). */
struct library {
  const char *level;
  const struct rule_type *const *rules;
  const struct source_type *const *sources;
  const struct optimizer_type *const *searches;
  const struct alias *aliases;
  const struct optimizer_type *descent;
  const struct optimizer_type *restart;
  const struct optimizer_type *chain;
};

#endif
