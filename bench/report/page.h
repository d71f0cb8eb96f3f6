/* page.h -- one document in two forms, HTML and Markdown, written side by side so that both
 * say the same.
 *
 * Texts may hold `code` between backticks. Everything is escaped for either form, and what is no
 * text (control characters, broken UTF-8) becomes '?'. */
#ifndef OPTBENCH_BENCH_REPORT_PAGE_H
#define OPTBENCH_BENCH_REPORT_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "src/error.h"

struct page {
  FILE *html, *md;
  /* The writer's own. */
  size_t columns;
};

enum { NO_COLOUR = 0x1000000, PAGE_TEXT = 4096 };

/* Begins and ends the document; `title` is its name. */
void page_begin(struct page *page, const char *title);
void page_end(struct page *page);

/* A heading of level 2 or 3; `id`, of letters, digits and '-', is its anchor. */
void page_heading(struct page *page, int level, const char *id, const char *text);
void page_text(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Where to find what: links to anchors (HTML only, and only between these calls). */
void page_contents_begin(struct page *page);
void page_contents_item(struct page *page, const char *id, const char *text);
void page_contents_end(struct page *page);

/* Terms with their meanings. */
void page_terms_begin(struct page *page);
void page_term(struct page *page, const char *term, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void page_terms_end(struct page *page);

/* A table that a click on a column's name sorts, within each group of its rows. The first cell of
 * a row is its name. */
struct page_column {
  const char *name;
  bool number;
};
void page_table_begin(struct page *page, const char *caption, const struct page_column *columns,
                      size_t count);
void page_group(struct page *page, const char *text); /* a line above the rows that follow */
void page_row_begin(struct page *page, const char *name, unsigned colour);
void page_cell(struct page *page, const char *text);
/* `text` stands for `value`, by which the column is sorted; `note` follows in small print. */
struct page_mark {
  bool strong, star;
};
void page_number(struct page *page, double value, const char *text, const char *note,
                 struct page_mark mark);
void page_row_end(struct page *page);
void page_table_end(struct page *page);

/* The image file FOLDER/PATH inside the page (a link to PATH in Markdown) with what it shows. Both
 * are beside the report's own folder. STATUS_OK or STATUS_IO. */
struct page_figure {
  const char *folder, *path, *csv;
  const char *alt, *caption, *command;
};
int page_figure(struct page *page, const struct page_figure *figure, struct error *err);

/* What is between them is folded away under a summary. */
void page_fold_begin(struct page *page, const char *summary);
void page_fold_end(struct page *page);
/* A file's text as it is, folded away under a summary. */
void page_file(struct page *page, const char *summary, const char *text);

/* The look and the script of the page, inside <head> and at its end. */
extern const char page_style[], page_pictures[], page_print[], page_script[];

#endif
