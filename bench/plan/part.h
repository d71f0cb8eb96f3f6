/* part.h -- one function of a campaign, so that its figures can be drawn alone. */
#ifndef OPTBENCH_BENCH_PLAN_PART_H
#define OPTBENCH_BENCH_PLAN_PART_H

#include "bench/io/paths.h"
#include "bench/plan/campaign.h"

/* `part` borrows all that `whole` owns: never free it. */
void part_make(const struct campaign *whole, size_t function, struct campaign *part);

/* Index of the function of this label. STATUS_OK or STATUS_USAGE. */
int part_find(const struct campaign *whole, const char *label, size_t *function, struct error *err);

/* figures/FUNCTION with what a file name cannot hold replaced by '_', as in the traces' names. */
enum { PART_SIZE = LABEL_SIZE + 16 };
void part_folder(const struct function_entry *function, char folder[PART_SIZE]);

#endif
