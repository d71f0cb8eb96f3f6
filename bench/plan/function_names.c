/* function_names.c -- see function_names.h. */
#include "bench/plan/function_names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/plan/suite.h"
#include "src/names.h"
#include "src/number.h"

/* Is it what the word means in the suite: SUITE-word? */
static bool named_in_suite(const struct function_type *type, const struct suite *suite,
                           const char *word, size_t length)
{
  size_t head = suite ? strlen(suite->name) : 0;
  return suite && !strncmp(type->name, suite->name, head) && type->name[head] == '-' &&
         strlen(type->name + head + 1) == length && !strncmp(type->name + head + 1, word, length);
}

static const struct function_type *find(const struct function_library *library,
                                        const struct suite *suite, const char *word, size_t length)
{
  for (const struct function_type *const *f = library->functions; *f; f++)
    if (named_in_suite(*f, suite, word, length)) return *f;
  for (const struct function_type *const *f = library->functions; *f; f++)
    if (function_named(*f, word, length)) return *f;
  return NULL;
}

void function_names_own(const struct function_library *library, const struct suite *suite,
                        const char *text, char label[LABEL_SIZE])
{
  size_t head = strcspn(text, ":");
  const struct function_type *type = find(library, suite, text, head);
  if (!type || (size_t)snprintf(label, LABEL_SIZE, "%s%s", type->name, text + head) >= LABEL_SIZE)
    snprintf(label, LABEL_SIZE, "%s", text);
}

bool function_names_mean(const struct suite *suite, const char *text,
                         const struct function_entry *function)
{
  const struct function_type *type = function->spec.type;
  size_t head = strcspn(text, ":");
  return (function_named(type, text, head) || named_in_suite(type, suite, text, head)) &&
         !strcmp(text + head, function->label + strcspn(function->label, ":"));
}

/* NAME1-NAME5: a name and a number, twice, with a '-' between. */
struct range {
  const char *text;
  size_t stem; /* characters before the number */
  double low, high;
};

/* The number that ends a word, with the length of what stands before it; false: there is none, or
 * one that no name has, such as 01. */
static bool split_number(const char *word, size_t length, size_t *stem, double *number)
{
  char digits[NUMBER_TEXT];
  *stem = length;
  while (*stem && isdigit((unsigned char)word[*stem - 1])) --*stem;
  size_t count = length - *stem;
  if (!*stem || !count || count > 9 || (word[*stem] == '0' && count > 1)) return false;
  snprintf(digits, sizeof digits, "%.*s", (int)count, word + *stem);
  return number_parse_count(digits, number);
}

static bool parse_range(const char *item, size_t length, struct range *range)
{
  for (size_t at = 1; at + 1 < length; at++) {
    size_t stem;
    if (item[at] != '-' || !split_number(item, at, &range->stem, &range->low) ||
        !split_number(item + at + 1, length - at - 1, &stem, &range->high))
      continue;
    range->text = item;
    if (stem == range->stem && !strncmp(item, item + at + 1, stem)) return true;
  }
  return false;
}

/* The function, with the item's parameters. */
static int take_one(const struct function_type *type, const char *parameters, function_taker *take,
                    void *context, struct error *err)
{
  char label[LABEL_SIZE];
  int used = snprintf(label, sizeof label, "%s%s", type->name, parameters);
  if (used < 0 || (size_t)used >= sizeof label)
    return error_set(err, STATUS_USAGE, "functions: '%.40s...' is too long; shorten it", label);
  return take(context, label, err);
}

static int take_range(const struct function_library *library, const struct suite *suite,
                      const char *item, size_t head, const struct range *range,
                      function_taker *take, void *context, struct error *err)
{
  if (range->low > range->high)
    return error_set(err, STATUS_USAGE,
                     "functions: %.*s goes from the higher number to the lower; turn it round",
                     (int)head, item);
  int status = STATUS_OK;
  for (double number = range->low; number <= range->high && !status; number++) {
    char name[LABEL_SIZE];
    int length = snprintf(name, sizeof name, "%.*s%.0f", (int)range->stem, range->text, number);
    const struct function_type *type = find(library, suite, name, (size_t)length);
    if (!type)
      return error_set(err, STATUS_USAGE,
                       "functions: %.*s takes in %s, which is no function; `optbench list` shows "
                       "them all",
                       (int)head, item, name);
    status = take_one(type, item + head, take, context, err);
  }
  return status;
}

struct search {
  const struct function_library *library;
  const struct function_type *type;
  bool found;
};

static int see(void *context, const char *label, struct error *err)
{
  struct search *s = context;
  (void)err;
  s->found |= function_named(s->type, label, strcspn(label, ":"));
  return STATUS_OK;
}

bool function_names_in_suite(const struct function_library *library, const struct suite *suite,
                             const struct function_type *type)
{
  struct search search = {library, type, false};
  struct error none;
  char label[LABEL_SIZE];
  for (size_t i = 0; suite_item(suite, i, label); i++)
    if (function_names_each(library, NULL, label, see, &search, &none)) return false;
  return search.found;
}

static bool in_group(const struct function_type *type, const char *group, size_t length)
{
  return type->group && strlen(type->group) == length && !strncmp(type->group, group, length);
}

/* All functions of a group, *count of them; what the group would be called in an error. */
static int take_group(const struct function_library *library, const struct suite *suite,
                      const char *item, size_t head, size_t *count, function_taker *take,
                      void *context, struct error *err)
{
  int status = STATUS_OK;
  bool elsewhere = false;
  *count = 0;
  for (const struct function_type *const *f = library->functions; *f && !status; f++) {
    if (!in_group(*f, item, head)) continue;
    if (suite && !function_names_in_suite(library, suite, *f)) {
      elsewhere = true;
      continue;
    }
    status = take_one(*f, item + head, take, context, err);
    ++*count;
  }
  if (!*count && elsewhere)
    return error_set(err, STATUS_USAGE, "functions: the suite %s has none of the group '%.*s'",
                     suite->name, (int)head, item);
  return status;
}

/* What names no function: is it nearer to a group than to any? */
static const char *nearest_group(const struct function_library *library, const char *word)
{
  struct nearest names = nearest_begin(word), all = names;
  for (const struct function_type *const *f = library->functions; *f; f++) {
    nearest_try(&names, (*f)->name);
    nearest_try(&all, (*f)->name);
  }
  for (const struct function_type *const *f = library->functions; *f; f++)
    if ((*f)->group) nearest_try(&all, (*f)->group);
  return all.name != names.name ? all.name : NULL;
}

int function_names_each(const struct function_library *library, const struct suite *suite,
                        const char *item, function_taker *take, void *context, struct error *err)
{
  size_t head = strcspn(item, ":"), count;
  struct range range;
  const struct function_type *type = find(library, suite, item, head);
  if (type) return take_one(type, item + head, take, context, err);
  if (parse_range(item, head, &range))
    return take_range(library, suite, item, head, &range, take, context, err);
  int status = take_group(library, suite, item, head, &count, take, context, err);
  if (status || count) return status;
  char word[LABEL_SIZE];
  snprintf(word, sizeof word, "%.*s", (int)head, item);
  const char *group = nearest_group(library, word);
  if (group)
    return error_set(err, STATUS_USAGE, "unknown function or group '%.60s'; did you mean '%s'?",
                     word, group);
  return take(context, item, err); /* which refuses it, with a suggestion */
}
