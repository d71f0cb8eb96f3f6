/* suite.c -- the table of suites, see suite.h. */
#include "bench/plan/suite.h"

#include <stdio.h>
#include <string.h>

#include "src/names.h"

/* Those of COCO (Hansen and others, Optimization Methods and Software 36, 2021): the first five
 * and, from the second year of a new set on, ten that nobody has seen before. */
static const struct edition bbob_editions[] = {
    {2009, "1-5", "3"},         {2010, "1-15", "1"},      {2012, "1-5,21-30", "1"},
    {2013, "1-5,31-40", "1"},   {2015, "1-5,41-50", "1"}, {2016, "1-5,51-60", "1"},
    {2017, "1-5,61-70", "1"},   {2018, "1-5,71-80", "1"}, {2021, "1-5,91-100", "1"},
    {2023, "1-5,101-110", "1"}, {0, NULL, NULL},
};
static const struct edition fifteen[] = {{2009, "1-15", "1"}, {0, NULL, NULL}};

static const struct edition canonical[] = {{2009, "0", "1"}, {0, NULL, NULL}};

const struct suite suites[] = {
    {.name = "bbob",
     .title = "24 noiseless functions",
     .functions = "bbob-f1-bbob-f24",
     .dims = "2,3,5,10,20,40",
     .editions = bbob_editions},
    {.name = "bbob-noisy",
     .title = "30 noisy functions",
     .functions = "bbob-noisy-f101-bbob-noisy-f130",
     .dims = "2,3,5,10,20,40",
     .editions = fifteen},
    {.name = "bbob-largescale",
     .title = "24 functions in up to 640 dimensions",
     .functions = "bbob-largescale-f1-bbob-largescale-f24",
     .dims = "20,40,80,160,320,640",
     .editions = fifteen},
    {.name = "more-wild",
     .title = "53 sums of squares",
     .dims = "auto",
     .pairs = suite_more_wild,
     .editions = canonical,
     .start = "canonical"},
    {.name = NULL},
};

const struct suite *suite_find(const char *name, struct error *err)
{
  char list[LABEL_SIZE] = "";
  struct nearest near = nearest_begin(name);
  for (const struct suite *s = suites; s->name; s++) {
    if (!strcmp(s->name, name)) return s;
    nearest_try(&near, s->name);
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", *list ? ", " : "", s->name);
  }
  if (near.name)
    error_set(err, STATUS_USAGE, "suite: '%.40s' is none; did you mean '%s'?", name, near.name);
  else
    error_set(err, STATUS_USAGE, "suite: '%.40s' is none of %s", name, list);
  return NULL;
}

const struct edition *suite_edition(const struct suite *suite, int year, struct error *err)
{
  const struct edition *found = NULL;
  char list[LABEL_SIZE] = "";
  for (const struct edition *e = suite->editions; e->year; e++) {
    if (!year || e->year <= year) found = e;
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%d", *list ? ", " : "", e->year);
  }
  if (!found)
    error_set(err, STATUS_USAGE,
              "year: %s has no instances of %d; its sets of instances are of %s, each until the "
              "next",
              suite->name, year, list);
  return found;
}

bool suite_item(const struct suite *suite, size_t index, char item[LABEL_SIZE])
{
  if (suite->pairs) {
    const struct suite_pair *p = suite->pairs;
    for (size_t count; p->function; p += count) {
      suite_pairs(suite, p->function, &count);
      if (index--) continue;
      snprintf(item, LABEL_SIZE, "%s", p->function);
      return true;
    }
    return false;
  }
  const char *at = suite->functions;
  for (; index && *at; index--) {
    at += strcspn(at, ",");
    at += *at == ',';
  }
  snprintf(item, LABEL_SIZE, "%.*s", (int)strcspn(at, ","), at);
  return *at;
}

const struct suite_pair *suite_pairs(const struct suite *suite, const char *label, size_t *count)
{
  const struct suite_pair *first = suite->pairs;
  *count = 0;
  if (!first) return NULL;
  while (first->function && strcmp(first->function, label) != 0) first++;
  if (!first->function) return NULL;
  while (first[*count].function && !strcmp(first[*count].function, label)) ++*count;
  return first;
}
