/* results_parts.h -- what results.c and results_append.c agree on: how a cell's files are named,
 * and how its rows begin. */
#ifndef OPTBENCH_BENCH_RECORD_RESULTS_PARTS_H
#define OPTBENCH_BENCH_RECORD_RESULTS_PARTS_H

#include "bench/record/results.h"

enum { ROW_PREFIX = 4 * LABEL_SIZE + 64, PART_NAME = CELL_NAME_SIZE + 16 };

/* "FUNCTION,DIM,INSTANCE,OPTIMIZER," as every row of the cell begins. */
int results_row_prefix(const struct task *task, char prefix[ROW_PREFIX], struct error *err);

/* Does it tell what ended the searches of its runs? */
bool results_has_stops(const struct task *task);

/* The file of this kind that a cell leaves in parts/ or, of kind "csv", in traces/. */
void results_part_name(const struct task *task, const char *kind, char name[PART_NAME]);

#endif
