/* page.c -- see page.h. The HTML is well-formed XML as well, names no other host, and
 * forbids the browser to ask one. */
#include "bench/report/page.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/file.h"
#include "bench/io/markup.h"
#include "bench/io/paths.h"
#include "bench/report/dusk.h"
#include "src/number.h"
#include "src/utf8.h"

static void put_html(struct page *page, const char *text)
{
  char plain[PAGE_TEXT];
  utf8_plain(text, "\n", plain, sizeof plain);
  put_xml(plain, page->html);
}

static void put_md(struct page *page, const char *text)
{
  char plain[PAGE_TEXT];
  utf8_plain(text, "\n", plain, sizeof plain);
  for (char *at = plain; (at = strchr(at, '\n'));) *at = ' ';
  put_markdown(plain, page->md);
}

/* Sentences that a terminal gets too say "<="; a page has a sign for it. */
static void put_signs(const char *text, char out[PAGE_TEXT])
{
  static const char sign[] = "≤";
  size_t used = 0;
  while (*text && used + sizeof sign < PAGE_TEXT)
    if (!strncmp(text, "<=", 2)) {
      memcpy(out + used, sign, sizeof sign - 1);
      used += sizeof sign - 1;
      text += 2;
    } else {
      out[used++] = *text++;
    }
  out[used] = '\0';
}

/* Text with `code`. */
static void put_inline(struct page *page, const char *text)
{
  char plain[PAGE_TEXT], signs[PAGE_TEXT];
  utf8_plain(text, "\n", plain, sizeof plain);
  bool code = false;
  for (char *at = plain, *next; at; at = next, code = !code) {
    next = strchr(at, '`');
    if (next) *next++ = '\0';
    if (code) fputs("<code>", page->html);
    if (!code) {
      put_signs(at, signs);
      at = signs;
    }
    put_html(page, at);
    if (code) fputs("</code>", page->html);
    if (!code)
      put_md(page, at);
    else
      fprintf(page->md, "`%s`", at);
  }
}

void page_begin(struct page *page, const char *title)
{
  fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
        "<meta name=\"color-scheme\" content=\"light dark\" />\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\" />\n<title>",
        page->html);
  put_html(page, title);
  fprintf(page->html, "</title>\n<style>\n%s%s%s</style>\n</head>\n<body>\n<main>\n<h1>",
          page_style, page_pictures, page_print);
  fputs("# ", page->md);
  put_inline(page, title);
  fputs("</h1>\n", page->html);
  fputs("\n\n", page->md);
}

void page_end(struct page *page)
{
  fprintf(page->html, "</main>\n<script>\n%s</script>\n</body>\n</html>\n", page_script);
}

void page_heading(struct page *page, int level, const char *id, const char *text)
{
  fprintf(page->html, "<h%d id=\"%s\">", level, id);
  fprintf(page->md, "%.*s ", level, "####");
  put_inline(page, text);
  fprintf(page->html, "</h%d>\n", level);
  fputs("\n\n", page->md);
}

void page_text(struct page *page, const char *format, ...)
{
  char text[PAGE_TEXT];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  fputs("<p>", page->html);
  put_inline(page, text);
  fputs("</p>\n", page->html);
  fputs("\n\n", page->md);
}

void page_contents_begin(struct page *page)
{
  fputs("<nav aria-label=\"Contents\">\n<ul>\n", page->html);
}

void page_contents_item(struct page *page, const char *id, const char *text)
{
  fprintf(page->html, "<li><a href=\"#%s\">", id);
  put_html(page, text);
  fputs("</a></li>\n", page->html);
}

void page_contents_end(struct page *page) { fputs("</ul>\n</nav>\n", page->html); }

void page_terms_begin(struct page *page) { fputs("<dl>\n", page->html); }

void page_term(struct page *page, const char *term, const char *format, ...)
{
  char text[PAGE_TEXT];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  fputs("<div><dt>", page->html);
  fputs("- **", page->md);
  put_inline(page, term);
  fputs("</dt><dd>", page->html);
  fputs("**: ", page->md);
  put_inline(page, text);
  fputs("</dd></div>\n", page->html);
  fputc('\n', page->md);
}

void page_terms_end(struct page *page)
{
  fputs("</dl>\n", page->html);
  fputc('\n', page->md);
}

void page_table_begin(struct page *page, const char *caption, const struct page_column *columns,
                      size_t count)
{
  char signs[PAGE_TEXT];
  page->columns = count;
  put_signs(caption, signs);
  fputs("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", page->html);
  put_html(page, signs);
  fputs("\">\n<table>\n<caption><span>", page->html);
  put_inline(page, caption);
  fputs("</span></caption>\n<thead>\n<tr>", page->html);
  fputs("\n\n|", page->md);
  for (size_t i = 0; i < count; i++) {
    fprintf(page->html, "<th scope=\"col\"%s>", columns[i].number ? " class=\"n\"" : "");
    fputc(' ', page->md);
    put_inline(page, columns[i].name);
    fputs("</th>", page->html);
    fputs(" |", page->md);
  }
  fputs("</tr>\n</thead>\n<tbody>\n", page->html);
  fputs("\n|", page->md);
  for (size_t i = 0; i < count; i++) fputs(columns[i].number ? "---:|" : "---|", page->md);
  fputc('\n', page->md);
}

void page_group(struct page *page, const char *text)
{
  fprintf(page->html,
          "</tbody>\n<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\"><span>",
          page->columns);
  fputs("| **", page->md);
  put_inline(page, text);
  fputs("</span></th></tr>\n", page->html);
  fputs("** |", page->md);
  for (size_t i = 1; i < page->columns; i++) fputs(" |", page->md);
  fputc('\n', page->md);
}

void page_row_begin(struct page *page, const char *name, unsigned colour)
{
  fputs("<tr><th scope=\"row\">", page->html);
  if (colour < NO_COLOUR)
    fprintf(page->html, "<i class=\"dot\" style=\"--day:#%06x;--dusk:#%06x\"></i>", colour,
            dusk_colour(colour));
  fputs("| ", page->md);
  put_inline(page, name);
  fputs("</th>", page->html);
  fputs(" |", page->md);
}

void page_cell(struct page *page, const char *text)
{
  fputs("<td>", page->html);
  fputc(' ', page->md);
  put_inline(page, text);
  fputs("</td>", page->html);
  fputs(" |", page->md);
}

void page_number(struct page *page, double value, const char *text, const char *note,
                 struct page_mark mark)
{
  char number[NUMBER_TEXT];
  if (isinf(value))
    strcpy(number, "Infinity");
  else
    number_format(value, number);
  fprintf(page->html, "<td class=\"n\" data-v=\"%s\">%s", number, mark.strong ? "<strong>" : "");
  fputs(mark.strong ? " **" : " ", page->md);
  put_inline(page, text);
  fputs(mark.strong ? "</strong>" : "", page->html);
  fputs(mark.strong ? "**" : "", page->md);
  if (mark.star) {
    fputs("<abbr title=\"significantly the lowest\">★</abbr>", page->html);
    fputs(" ★", page->md);
  }
  if (note) {
    fputs(" <small>", page->html);
    fputs(" (", page->md);
    put_inline(page, note);
    fputs("</small>", page->html);
    fputc(')', page->md);
  }
  fputs("</td>", page->html);
  fputs(" |", page->md);
}

void page_row_end(struct page *page)
{
  fputs("</tr>\n", page->html);
  fputc('\n', page->md);
}

void page_table_end(struct page *page)
{
  fputs("</tbody>\n</table>\n</div>\n", page->html);
  fputc('\n', page->md);
}

struct extent {
  unsigned width, height, least; /* least: the width at which its smallest text can be read */
};

/* The size that an SVG file states in its first lines, and the sizes that its groups of text state;
 * false if it states none. An exponent's own is that of a part of a text, and does not count. */
static bool read_extent(const char *path, struct extent *e)
{
  enum { LEGIBLE = 11 }; /* px */
  static const char group[] = "<g transform=\"", size[] = " font-size=\"";
  char line[4096];
  double smallest = INFINITY, letters;
  bool sized = false;
  FILE *in = fopen(path, "rb");
  while (in && fgets(line, sizeof line, in)) {
    const char *at = sized ? strstr(line, group) : strstr(line, "width=\"");
    if (at && !sized) {
      sized = sscanf(at, "width=\"%u\" height=\"%u\"", &e->width, &e->height) == 2;
    } else if (at && (at = strstr(at, size))) {
      if (sscanf(at + sizeof size - 1, "%lf", &letters) == 1 && letters > 0)
        smallest = fmin(smallest, letters);
    }
  }
  if (in) fclose(in);
  e->least = isfinite(smallest) ? (unsigned)ceil(fmin(1, LEGIBLE / smallest) * e->width) : 0;
  return sized;
}

/* A file as the body of a data: address. The colon of "http://" is escaped too, so that it is plain
 * that the page names no other host. */
static void put_data(struct page *page, const char *text, size_t length)
{
  static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~!*"
                             "()=/,;+$@? ";
  bool plain[256] = {0};
  for (const char *at = safe; *at; at++) plain[(unsigned char)*at] = true;
  for (size_t i = 0; i < length; i++) {
    unsigned c = (unsigned char)text[i];
    if (plain[c])
      fputc((int)c, page->html);
    else
      fprintf(page->html, "%%%02X", c);
  }
}

/* The picture of the file, with its own colours for the dark if it can have them. */
static int put_picture(struct page *page, const char *path, struct error *err)
{
  size_t length, head;
  char *svg = file_read(path, &length), *style;
  if (!svg)
    return error_set(err, STATUS_IO, "cannot read %.300s, which was drawn just now; draw it again",
                     path);
  int status = dusk_style(svg, &style, err);
  const char *tag = strstr(svg, "<svg"), *behind = tag ? strchr(tag, '>') : NULL;
  head = behind ? (size_t)(behind + 1 - svg) : 0;
  if (!status) {
    fprintf(page->html, "%s src=\"data:image/svg+xml,", style ? " class=\"own\"" : "");
    put_data(page, svg, head);
    if (style) put_data(page, style, strlen(style));
    put_data(page, svg + head, length - head);
  }
  free(style);
  free(svg);
  return status;
}

int page_figure(struct page *page, const struct page_figure *f, struct error *err)
{
  char path[PATH_SIZE];
  struct extent extent;
  int status = paths_join(path, f->folder, f->path, err);
  if (status) return status;
  fputs("<figure>\n<div class=\"paper\" tabindex=\"0\" role=\"region\" aria-label=\"Figure\"><img "
        "alt=\"",
        page->html);
  put_html(page, f->alt);
  fputc('"', page->html);
  /* It shrinks as far as its texts can be read; then it scrolls. */
  if (read_extent(path, &extent))
    fprintf(page->html, " width=\"%u\" height=\"%u\" style=\"--w:%upx\"", extent.width,
            extent.height, extent.least);
  status = put_picture(page, path, err);
  fputs("\" /></div>\n<figcaption>", page->html);
  fputs("![", page->md);
  put_md(page, f->alt);
  fprintf(page->md, "](%s)\n\n", f->path);
  put_inline(page, f->caption);
  fputs("<span class=\"source\">Data: <a href=\"", page->html);
  put_html(page, f->csv);
  fputs("\">", page->html);
  put_html(page, f->csv);
  fputs("</a>. Draw it again: <code>", page->html);
  put_html(page, f->command);
  fputs("</code></span></figcaption>\n</figure>\n", page->html);
  fprintf(page->md, " Data: [%s](%s). Draw it again: `%s`\n\n", f->csv, f->csv, f->command);
  return status;
}

void page_fold_begin(struct page *page, const char *summary)
{
  fputs("<details>\n<summary>", page->html);
  put_inline(page, summary);
  fputs("</summary>\n", page->html);
  fputs("\n\n", page->md);
}

void page_fold_end(struct page *page)
{
  fputs("</details>\n", page->html);
  fputc('\n', page->md);
}

void page_file(struct page *page, const char *summary, const char *text)
{
  char line[PAGE_TEXT], plain[PAGE_TEXT];
  page_fold_begin(page, summary);
  fputs("<pre>", page->html);
  while (*text) {
    size_t length = strcspn(text, "\n");
    snprintf(line, sizeof line, "%.*s", (int)(length < 1000 ? length : 1000), text);
    put_html(page, line);
    fputc('\n', page->html);
    utf8_plain(line, "", plain, sizeof plain);
    fprintf(page->md, "    %s\n", plain);
    text += length + (text[length] == '\n');
  }
  fputs("</pre>\n", page->html);
  page_fold_end(page);
}
