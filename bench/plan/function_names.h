/* function_names.h -- what people type for functions: names, aliases, ranges f1-f5, groups. */
#ifndef OPTBENCH_BENCH_PLAN_FUNCTION_NAMES_H
#define OPTBENCH_BENCH_PLAN_FUNCTION_NAMES_H

#include "bench/plan/campaign.h"

/* The label with the function's own name in place of an alias; what names none stays as it is.
 * With a suite (which may be NULL), f1 means SUITE-f1 where there is that. */
void function_names_own(const struct function_library *library, const struct suite *suite,
                        const char *text, char label[LABEL_SIZE]);

/* Is a text the function's label, but for an alias? */
bool function_names_mean(const struct suite *suite, const char *text,
                         const struct function_entry *function);

/* Hand the label of each function that one item of a list stands for to `take`, in order:
 * NAME[:key=value,...] for itself; NAME1-NAME5, the same but for a number at the end, for all with
 * the numbers between, each of which there is to be; and the name of a group for all functions of
 * it, those of `suite` or, where that is NULL, all. Names
 * are those that function_names_own knows. What follows the first ':' goes to each of
 * them. STATUS_OK, STATUS_USAGE with a suggestion, or the first error of `take`. */
typedef int function_taker(void *context, const char *label, struct error *err);
int function_names_each(const struct function_library *library, const struct suite *suite,
                        const char *item, function_taker *take, void *context, struct error *err);

/* Does the suite hold the function? */
bool function_names_in_suite(const struct function_library *library, const struct suite *suite,
                             const struct function_type *type);

#endif
