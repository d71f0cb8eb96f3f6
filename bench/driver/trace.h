/* trace.h -- the rows of a trace as text. */
#ifndef OPTBENCH_BENCH_DRIVER_TRACE_H
#define OPTBENCH_BENCH_DRIVER_TRACE_H

#include <stdbool.h>

#include "bench/io/text.h"
#include "functions/problem.h"
#include "src/method.h"

/* Append the header row: what every trace has, the function's epochs, work and measures, the
 * method's diagnostics, and with trace_x the dim coordinates. STATUS_OK or STATUS_NOMEM. */
int trace_header(const struct problem *problem, const struct method *method, size_t dim,
                 bool trace_x, struct text *trace, struct error *err);

/* The same of a file of points, see TEXT_X. */
int points_header(size_t dim, struct text *text, struct error *err);

/* Append `count` numbers with commas between them, and `before` ahead of the first. STATUS_OK or
 * STATUS_NOMEM. */
int trace_numbers(struct text *trace, const double *value, size_t count, const char *before,
                  struct error *err);

/* Append a comma and a number, `count` times; nothing stands in place of a NaN. */
int trace_known(struct text *trace, const double *value, size_t count, struct error *err);

#endif
