/* setting_instances.c -- lists of instances, with ranges; see setting.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/setting_parts.h"
#include "src/names.h"
#include "src/number.h"

/* "7", or "1-128": its ends. */
static int parse_range(const char *item, const char *what, double *low, double *high,
                       struct error *err)
{
  char first[LABEL_SIZE];
  size_t length = strcspn(item, "-");
  snprintf(first, sizeof first, "%.*s", (int)length, item);
  bool range = length && item[length];
  if (!number_parse_count(range ? first : item, low) ||
      !number_parse_count(range ? item + length + 1 : item, high) || *high > 1e9 || *low > *high)
    return error_set(err, STATUS_USAGE,
                     "%s: '%s' is not a whole number from 0 to 1e9, nor a range such as 1-128",
                     what, item);
  if (*high - *low >= INSTANCES_MOST)
    return error_set(err, STATUS_USAGE, "%s: %s has more than %d of them", what, item,
                     INSTANCES_MOST);
  return STATUS_OK;
}

static int compare_instances(const void *a, const void *b)
{
  unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}

static int check_distinct(const unsigned *instances, size_t count, const char *what,
                          struct error *err)
{
  unsigned *sorted = malloc(count * sizeof *sorted), twice = 0;
  if (!sorted) return error_memory(err, what);
  memcpy(sorted, instances, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, compare_instances);
  bool found = false;
  for (size_t i = 1; i < count && !found; i++)
    if ((found = sorted[i] == sorted[i - 1])) twice = sorted[i];
  free(sorted);
  return found ? error_set(err, STATUS_USAGE, "%s: %u stands twice; drop one", what, twice)
               : STATUS_OK;
}

/* Into room for INSTANCES_MOST of them. */
static int read_list(const char *list, const char *what, unsigned *out, size_t *count,
                     struct error *err)
{
  for (*count = 0;;) {
    char item[LABEL_SIZE];
    double low, high;
    size_t length = strcspn(list, ",");
    int status = names_item(what, list, length, item, sizeof item, err);
    if (!status) status = parse_range(item, what, &low, &high, err);
    if (status) return status;
    if ((double)*count + high - low >= INSTANCES_MOST)
      return error_set(err, STATUS_USAGE, "%s: more than %d; leave some out", what, INSTANCES_MOST);
    for (; low <= high; low++) out[(*count)++] = (unsigned)low;
    list += length;
    if (!*list || !*++list) return check_distinct(out, *count, what, err);
  }
}

/* In place of *instances, which it frees. */
static int replace(const char *list, const char *what, unsigned **instances, size_t *count,
                   struct error *err)
{
  unsigned *out = malloc(INSTANCES_MOST * sizeof *out);
  size_t used;
  int status = out ? read_list(list, what, out, &used, err) : error_memory(err, what);
  unsigned *fitting = status ? NULL : realloc(out, used * sizeof *out);
  if (!fitting) {
    free(out);
    return status ? status : error_memory(err, what);
  }
  free(*instances);
  *instances = fitting;
  *count = used;
  return STATUS_OK;
}

int campaign_set_instances(struct campaign *c, const char *list, struct error *err)
{
  int status = replace(list, "instances", &c->instances, &c->instance_count, err);
  if (!status) c->instances_named = true;
  return status;
}

int campaign_settle_instances(struct campaign *c, struct error *err)
{
  char first[NUMBER_TEXT];
  unsigned low = 0;
  if (c->instances_named) return STATUS_OK;
  for (size_t i = 0; i < c->function_count; i++)
    if (!c->functions[i].rest && c->functions[i].spec.type->instance_low > low)
      low = c->functions[i].spec.type->instance_low;
  snprintf(first, sizeof first, "%u", low);
  int status = campaign_set_instances(c, first, err);
  c->instances_named = false;
  return status;
}

int campaign_set_tune_instances(struct campaign *c, const char *list, struct error *err)
{
  if (*list)
    return replace(list, "tune-instances", &c->tune_instances, &c->tune_instance_count, err);
  free(c->tune_instances);
  c->tune_instances = NULL;
  c->tune_instance_count = 0;
  return STATUS_OK;
}

int setting_set_instances(const struct setting *s, const struct libraries *libraries,
                          struct campaign *c, const char *value, struct error *err)
{
  (void)s, (void)libraries;
  return campaign_set_instances(c, value, err);
}

int setting_set_tune_instances(const struct setting *s, const struct libraries *libraries,
                               struct campaign *c, const char *value, struct error *err)
{
  (void)s, (void)libraries;
  return campaign_set_tune_instances(c, value, err);
}

/* Long ranges as such. */
static void write_list(const unsigned *instances, size_t count, FILE *out)
{
  enum { RANGE_LEAST = 16 };
  for (size_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count && instances[next] == instances[next - 1] + 1; next++) {
    }
    if (next - i >= RANGE_LEAST) {
      fprintf(out, "\n  %u-%u", instances[i], instances[next - 1]);
      continue;
    }
    for (size_t k = i; k < next; k++) fprintf(out, "\n  %u", instances[k]);
  }
}

void setting_write_instances(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  write_list(c->instances, c->instance_count, out);
}

void setting_write_tune_instances(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  write_list(c->tune_instances, c->tune_instance_count, out);
}
