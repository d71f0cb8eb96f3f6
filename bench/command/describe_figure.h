/* describe_figure.h -- what `optbench describe` says of a figure. */
#ifndef OPTBENCH_BENCH_COMMAND_DESCRIBE_FIGURE_H
#define OPTBENCH_BENCH_COMMAND_DESCRIBE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

/* To stdout: what it shows, how that is worked out, its source and files; behind an empty line if
 * something stands above. False if no figure is called so. */
bool describe_figure(const char *name, size_t length, bool below);

#endif
