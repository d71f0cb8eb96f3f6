/* reference.h -- tables of reference numbers: CSV with a header row and '#' comment lines. */
#ifndef OPTBENCH_TESTS_SUPPORT_REFERENCE_H
#define OPTBENCH_TESTS_SUPPORT_REFERENCE_H

#include <stddef.h>

struct reference {
  size_t rows, columns;
  char **names;  /* columns names */
  double *value; /* rows * columns, row-major; NaN where a cell is not a number */
  char **text;   /* the same cells as they were written, quotes removed */
  char *memory;  /* holds names and cells */
};

/* Never NULL: a file that is missing or ragged fails the test. Owned by the caller. */
struct reference *reference_read(const char *path);
/* Index of the column with this name; one that does not exist fails the test. */
size_t reference_column(const struct reference *r, const char *name);
/* The numbers of one row. */
const double *reference_row(const struct reference *r, size_t row);
double reference_at(const struct reference *r, size_t row, const char *name);
const char *reference_text(const struct reference *r, size_t row, const char *name);
void reference_free(struct reference *r);

#endif
