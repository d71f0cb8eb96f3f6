/* describe_task.h -- what `optbench describe` says of a function, besides formula and parameters.
 */
#ifndef OPTBENCH_BENCH_COMMAND_DESCRIBE_TASK_H
#define OPTBENCH_BENCH_COMMAND_DESCRIBE_TASK_H

#include "functions/function.h"

/* To stdout: traits, dimensions, region, starts, targets, measures. config NULL: as it is by
 * default. */
void describe_task(const struct function_type *type, const void *config);

#endif
