/* names.h -- names as people type them: lists of them, and what a misspelt one may mean. */
#ifndef OPTBENCH_SRC_NAMES_H
#define OPTBENCH_SRC_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "src/error.h"

/* What a word may mean: the first name that begins with it in any case, else the one that the
 * fewest changes lead to; `name` is NULL where none is near. Offer it names, one after the other.
 */
struct nearest {
  const char *word, *name;
  size_t limit; /* changes that the next one must stay under */
  bool begun;   /* `name` begins with the word */
};
struct nearest nearest_begin(const char *word);
void nearest_try(struct nearest *nearest, const char *name);

/* That of `count` names, or NULL. */
const char *closest_name(const char *word, const char *const *names, size_t count);

/* Bytes of text before the first of `stops` that does not stand in double quotes: strcspn with
 * quotes. */
size_t names_span(const char *text, const char *stops);
/* Does a double quote open in the text that is not closed? */
bool names_open(const char *text);

/* One item of a list that people wrote, `length` bytes of text: copied without the blanks around it
 * and around its own ',', ':', '=', '@' and '+'; what stands in double quotes is copied as it is.
 * STATUS_USAGE if it is empty, does not fit `size`, or has a blank anywhere else, which no name or
 * number has: two items without a comma. `what` is the list. */
int names_item(const char *what, const char *text, size_t length, char *item, size_t size,
               struct error *err);

/* Mark those of `count` names that a comma-separated list holds. One that is none of them is a
 * STATUS_USAGE whose text calls it a `what` and points to the help of a command. */
int names_mark(const char *list, const char *what, const char *command, const char *const *names,
               size_t count, bool *marks, struct error *err);

#endif
