/* suite.h -- collections of functions, with the dimensions and instances on which results are
 * published: what `suite = NAME` and `year = YEAR` stand for in a campaign. */
#ifndef OPTBENCH_BENCH_PLAN_SUITE_H
#define OPTBENCH_BENCH_PLAN_SUITE_H

#include "bench/plan/campaign.h"

/* From a year on: a list of instances, and how often each of them is run. */
struct edition {
  int year;
  const char *instances, *runs;
};

/* A function, as it is typed, in one dimension. */
struct suite_pair {
  const char *function;
  size_t dim;
};

struct suite {
  const char *name, *title;
  const char *functions; /* a list, as `functions` takes it, of names and ranges */
  const char *dims;      /* a list of those of all its functions, or "auto", where it has pairs */
  /* In place of a list: pairs, those of a function together, ended by a NULL function; or NULL. */
  const struct suite_pair *pairs;
  const struct edition *editions; /* in the order of years, ended by a year 0; the last is usual */
  const char *start;              /* where runs begin, as `start` takes it; NULL: anywhere */
};
extern const struct suite_pair suite_more_wild[]; /* in more_wild.c */
extern const struct suite suites[];               /* ended by a NULL name */

/* The suite of this name; NULL, with an error that lists them, if there is none. */
const struct suite *suite_find(const char *name, struct error *err);

/* The edition that a year has, its own or that of a year before; year 0: the usual one. NULL, with
 * an error that lists the years, where it has none. */
const struct edition *suite_edition(const struct suite *suite, int year, struct error *err);

/* What the suite lists at place `index`; false: it lists no more. */
bool suite_item(const struct suite *suite, size_t index, char item[LABEL_SIZE]);

/* The pairs of a function, *count of them; NULL: it has none. */
const struct suite_pair *suite_pairs(const struct suite *suite, const char *label, size_t *count);

#endif
