/* describe_weights.h -- the weights of learned optimizers as `optbench describe` shows them. */
#ifndef OPTBENCH_BENCH_COMMAND_DESCRIBE_WEIGHTS_H
#define OPTBENCH_BENCH_COMMAND_DESCRIBE_WEIGHTS_H

#include "src/method.h"

/* All that come with the program, by name. */
void describe_shipped_weights(void);
/* Those of a method's rules. STATUS_OK, STATUS_IO or STATUS_NOMEM. */
int describe_own_weights(struct method *method, struct error *err);

#endif
