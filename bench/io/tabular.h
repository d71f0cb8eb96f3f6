/* tabular.h -- tables of words and numbers as text, Markdown and LaTeX. */
#ifndef OPTBENCH_BENCH_IO_TABULAR_H
#define OPTBENCH_BENCH_IO_TABULAR_H

#include <stdbool.h>
#include <stdio.h>

#include "src/error.h"

enum tabular_format { TABULAR_TEXT, TABULAR_MARKDOWN, TABULAR_LATEX };

/* Cells come row by row, those of the header first. */
struct tabular {
  size_t columns,
      words; /* the first `words` columns are set to the left, the others to the right */
  struct tabular_cell {
    char *text;
    bool strong; /* bold; a '*' behind it where there is only text */
  } * cell;
  size_t count, room;
  bool failed; /* no memory */
};

void tabular_put(struct tabular *table, bool strong, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The caption stands above a table; in LaTeX it is the \caption of a float, or
 * of several if it is longer than a page. STATUS_OK or
 * STATUS_NOMEM, if a cell could not be kept. */
int tabular_print(const struct tabular *table, const char *caption, enum tabular_format format,
                  FILE *out, struct error *err);
void tabular_free(struct tabular *table);

/* What comes before and after all tables of a LaTeX file, so that it compiles alone as well as by
 * \input in a document that loads booktabs and graphicx. */
void tabular_latex_begin(FILE *out);
void tabular_latex_end(FILE *out);

/* Words in lines of at most 100 columns. */
void put_wrapped(const char *text, FILE *out);

/* Text inside LaTeX; what is not ASCII becomes '?'. */
void put_latex(const char *text, FILE *out);

#endif
