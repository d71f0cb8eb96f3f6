/* lists.h -- comma-separated lists as people type them, and arrays that grow with them. */
#ifndef OPTBENCH_BENCH_PLAN_LISTS_H
#define OPTBENCH_BENCH_PLAN_LISTS_H

#include "bench/plan/campaign.h"

/* The next comma-separated item, see names_item: STATUS_OK with *list advanced, or an error. With
 * `nested`, a comma after a ':' belongs to the item when key=value follows it. */
int list_item(const char **list, bool nested, const char *what, char item[LABEL_SIZE],
              struct error *err);

/* The next label, or true in *rest where the item is `all`, which may stand there once. */
extern const char list_all[];
int list_label(const char **list, const char *what, char label[LABEL_SIZE], bool *rest,
               struct error *err);

/* Would two labels have files of the same name? And the refusal of the first of them. */
bool list_same_file(const char *a, const char *b);
int list_refuse_double(const char *what, const char *label, const char *other, struct error *err);

/* Room for one more entry of an array that grows by doubling; false: there is no memory. */
bool list_grow(void **array, size_t count, size_t size);

#endif
