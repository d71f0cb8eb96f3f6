/* perf.h -- the parts of the performance program; each prints its lines. */
#ifndef OPTBENCH_TESTS_PERF_PERF_H
#define OPTBENCH_TESTS_PERF_PERF_H

#include "tests/perf/yardstick.h"

#define PART(name, summary) void perf_##name(struct yardstick *y);
#include "tests/perf/perf.def"
#undef PART

/* One line: what was done, on what (a vector level, a library), and the cost of a unit. */
void perf_line(const char *what, const char *on, struct cost cost);

#endif
