/* classes.h -- labels as texts, and the classes 0, 1, ... that they stand for. */
#ifndef OPTBENCH_BENCH_DATA_CLASSES_H
#define OPTBENCH_BENCH_DATA_CLASSES_H

#include <stdbool.h>

#include "functions/dataset.h"
#include "src/error.h"

/* Zero-initialise; classes_free gives back. */
struct classes {
  char *text[CLASSES_MOST]; /* in the order in which they came */
  double value[CLASSES_MOST];
  int class_of[CLASSES_MOST]; /* after classes_sort */
  int sorted[CLASSES_MOST];   /* indices of `text`, in the order of its bytes */
  int texts, count;           /* distinct texts; classes, after classes_sort */
  bool numbers;               /* all texts are: those that are equal are one class */
};

/* Index of a text, which is added if it is new; -1 where there are CLASSES_MOST others already.
 * STATUS_OK or STATUS_NOMEM. */
int classes_add(struct classes *classes, const char *text, int *index, struct error *err);
/* Classes in the order of their numbers, or of the bytes of their texts if one is no number. */
void classes_sort(struct classes *classes);
/* After that: the class of a text, or -1. */
int classes_find(const struct classes *classes, const char *text);
void classes_free(struct classes *classes);

#endif
