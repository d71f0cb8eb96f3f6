/* chain.h -- one method after another on the same run: FIRST+SECOND+...
 *
 * Each but the first begins where the one before stands, and with its deviation. See chain.c for
 * when that is. */
#ifndef OPTBENCH_SRC_CHAIN_H
#define OPTBENCH_SRC_CHAIN_H

#include "src/restart.h"

enum { CHAIN_MOST = 4 };

struct handover_config {
  double share, patience; /* of the run's budget; 0: see chain.c */
  int inherit;            /* begin with the deviation of the method before */
};

/* The parameters of a stage: those before another hand over, those behind another inherit. */
extern const struct param handover_first[], handover_middle[], handover_last[];

struct chain_stage {
  const struct restart_setup *method; /* with its own restarts or without; to outlive the chain */
  struct handover_config handover;
};

/* The config of the optimizer of compose/chain.c. */
struct chain_setup {
  struct chain_stage stage[CHAIN_MOST];
  size_t count;
  const struct optimizer_type *restart; /* what a method with restarts is run by */
};

#endif
