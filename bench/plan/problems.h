/* problems.h -- a campaign's functions with the data that they ask for. */
#ifndef OPTBENCH_BENCH_PLAN_PROBLEMS_H
#define OPTBENCH_BENCH_PLAN_PROBLEMS_H

#include "bench/data/store.h"
#include "bench/plan/campaign.h"

/* The rows that a function asks for, from the store; NULL where it asks for none. STATUS_OK,
 * STATUS_IO, STATUS_USAGE or STATUS_NOMEM. */
int function_open(const struct libraries *libraries, const struct function_spec *spec,
                  const struct dataset **data, struct error *err);
/* The function with its data, owned by the caller; the store is to outlive it. */
int problem_open(const struct libraries *libraries, const struct function_spec *spec, size_t dim,
                 unsigned instance, struct problem **problem, struct error *err);

/* The same for a cell of the campaign, in its search region and with the box that it starts in,
 * where it names them. Starts that the function draws itself are drawn in that box instead. A
 * region without such a box bounds where the function's own starts are drawn, and is that region
 * where it holds nothing of it. */
int cell_problem(const struct libraries *libraries, const struct campaign *campaign,
                 const struct cell *cell, struct problem **problem, struct error *err);

/* The dimensions of functions whose own hangs on data: as they were found, which data_dims holds,
 * or from the data, which are opened then. STATUS_OK, STATUS_USAGE, STATUS_IO or STATUS_NOMEM. */
int campaign_find_dims(const struct libraries *libraries, struct campaign *campaign,
                       struct error *err);

#endif
