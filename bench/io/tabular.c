/* tabular.c -- see tabular.h. */
#include "bench/io/tabular.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/markup.h"
#include "src/utf8.h"

void tabular_put(struct tabular *t, bool strong, const char *format, ...)
{
  enum { LONGEST = 512 };
  char text[LONGEST];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  if (t->count == t->room) {
    size_t room = t->room ? 2 * t->room : 64;
    struct tabular_cell *more = realloc(t->cell, room * sizeof *more);
    if (!more) {
      t->failed = true;
      return;
    }
    t->cell = more;
    t->room = room;
  }
  size_t size = strlen(text) + 1;
  char *kept = malloc(size);
  if (!kept) {
    t->failed = true;
    return;
  }
  memcpy(kept, text, size);
  t->cell[t->count++] = (struct tabular_cell){kept, strong};
}

void tabular_free(struct tabular *t)
{
  for (size_t i = 0; i < t->count; i++) free(t->cell[i].text);
  free(t->cell);
  *t = (struct tabular){0};
}

/* What LaTeX sets as mathematics, at the beginning of `text`, behind the character `before` (0 at
 * the start of all): how many characters that is, 0 for none, and `latex`. Numbers that are a
 * parameter's value, behind '=', stay as they are typed. */
static size_t mathematics(const char *text, char before, bool of_name, char latex[32])
{
  static const struct {
    const char *plain, *latex;
  } words[] = {{"<=", "$\\le$"}, {"+-", "$\\pm$"}, {"chi-square", "$\\chi^2$"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (!strncmp(text, words[i].plain, strlen(words[i].plain))) {
      strcpy(latex, words[i].latex);
      return strlen(words[i].plain);
    }
  bool digit = before >= '0' && before <= '9', word = isalnum((unsigned char)before);
  if (!strncmp(text, "inf", 3) && !word && !isalpha((unsigned char)text[3])) {
    strcpy(latex, "$\\infty$");
    return 3;
  }
  if (digit && !of_name && *text == 'x' && !isalnum((unsigned char)text[1])) {
    strcpy(latex, "$\\times$");
    return 1;
  }
  if (digit && !of_name && *text == 'e' && (text[1] == '-' || text[1] == '+')) {
    size_t end = 2 + strspn(text + 2, "0123456789");
    if (end == 2 || end > 6) return 0;
    snprintf(latex, 32, "$\\cdot10^{%ld}$", strtol(text + 1, NULL, 10));
    return end;
  }
  return 0;
}

/* Is the character part of a word with an '=' in it, up to there? */
static bool follows_equals(const char *from, const char *at)
{
  while (at > from && at[-1] != ' ' && at[-1] != '(') {
    at--;
    if (*at == '=') return true;
  }
  return false;
}

void put_latex(const char *text, FILE *out)
{
  static const struct {
    char plain;
    const char *latex;
  } signs[] = {{'\\', "\\textbackslash{}"},
               {'~', "\\textasciitilde{}"},
               {'^', "\\textasciicircum{}"},
               {'<', "\\textless{}"},
               {'>', "\\textgreater{}"},
               {'|', "\\textbar{}"},
               {'`', "\\textasciigrave{}"},
               {'"', "''"},
               /* Which would be an argument of a row's end. */
               {'[', "{[}"},
               {'*', "{*}"}};
  const char *from = text;
  for (size_t length; *text; text += length) {
    uint32_t code;
    const char *latex = NULL;
    char sign[32];
    length = mathematics(text, text > from ? text[-1] : '\0', follows_equals(from, text), sign);
    if (length) {
      fputs(sign, out);
      continue;
    }
    length = utf8_first(text, &code);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
      if (code == (uint32_t)signs[i].plain) latex = signs[i].latex;
    if (code == '-' && text[length] == '-') latex = "-{}"; /* not a dash */
    if (latex)
      fputs(latex, out);
    else if (code < ' ' || code > '~')
      fputc('?', out);
    else
      fprintf(out, "%s%c", strchr("&%$#_{}", (int)code) ? "\\" : "", (int)code);
  }
}

void tabular_latex_begin(FILE *out)
{
  /* \@nodocument is \relax inside a document only. */
  fputs("% Compiles alone, and by \\input in a document that says "
        "\\usepackage{booktabs,graphicx}.\n"
        "\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\\else\n"
        "\\documentclass{article}\n"
        "\\usepackage{booktabs,graphicx}\n"
        "\\def\\optbenchend{\\end{document}}\n"
        "\\begin{document}\n"
        "\\fi\n",
        out);
}

void tabular_latex_end(FILE *out) { fputs("\\csname optbenchend\\endcsname\n", out); }

/* Characters, as many as columns of a terminal. */
static size_t width_of(const char *text)
{
  size_t width = 0;
  for (uint32_t code; *text; width++) text += utf8_first(text, &code);
  return width;
}

/* Of a cell as text, with its mark. */
static size_t cell_width(const struct tabular_cell *cell)
{
  return width_of(cell->text) + cell->strong;
}

static void put_blanks(size_t count, FILE *out)
{
  while (count--) fputc(' ', out);
}

void put_wrapped(const char *text, FILE *out)
{
  enum { LINE = 100 };
  size_t column = 0;
  while (*text) {
    size_t length = strcspn(text, " "), width = 0;
    for (const char *at = text; at < text + length; width++) {
      uint32_t code;
      at += utf8_first(at, &code);
    }
    if (column && column + 1 + width > LINE) {
      fputc('\n', out);
      column = 0;
    }
    fprintf(out, "%s%.*s", column ? " " : "", (int)length, text);
    column += width + (column > 0);
    text += length;
    while (*text == ' ') text++;
  }
  fputc('\n', out);
}

static void print_text(const struct tabular *t, const char *caption, FILE *out)
{
  size_t rows = t->count / t->columns;
  put_wrapped(caption, out);
  for (size_t r = 0; r < rows; r++) {
    size_t owed = 0; /* blanks, which nothing follows at a line's end */
    for (size_t k = 0; k < t->columns; k++) {
      const struct tabular_cell *cell = &t->cell[r * t->columns + k];
      size_t width = 0, own = cell_width(cell);
      bool marks = false;
      for (size_t i = k; i < t->count; i += t->columns) marks |= t->cell[i].strong;
      for (size_t i = k; i < t->count; i += t->columns) {
        size_t one = width_of(t->cell[i].text) + marks;
        if (one > width) width = one;
      }
      if (marks && !cell->strong) own++; /* numbers stay in line beside marked ones */
      owed += 2;
      if (k >= t->words) owed += width - own;
      if (*cell->text) {
        put_blanks(owed, out);
        owed = marks && !cell->strong;
        fprintf(out, "%s%s", cell->text, cell->strong ? "*" : "");
      } else {
        owed += own;
      }
      if (k < t->words) owed += width - own;
    }
    fputc('\n', out);
  }
}

static void print_markdown(const struct tabular *t, const char *caption, FILE *out)
{
  put_markdown(caption, out);
  fputs("\n\n", out);
  for (size_t i = 0; i < t->count; i++) {
    const struct tabular_cell *cell = &t->cell[i];
    const char *mark = cell->strong ? "**" : "";
    bool last = i % t->columns == t->columns - 1;
    fprintf(out, "%s%s", i % t->columns ? " " : "| ", mark);
    put_markdown(cell->text, out);
    fprintf(out, "%s |%s", mark, last ? "\n" : "");
    if (i + 1 != t->columns) continue;
    for (size_t k = 0; k < t->columns; k++)
      fprintf(out, "%s%s%s", k ? "" : "|", k < t->words ? "---|" : "--:|",
              k + 1 == t->columns ? "\n" : "");
  }
}

/* Does a row begin with the same word as that above it? */
static bool goes_on(const struct tabular *t, size_t row)
{
  return t->words > 1 && row > 1 &&
         !strcmp(t->cell[row * t->columns].text, t->cell[(row - 1) * t->columns].text);
}

/* Rows from 1 on that are of one thing name it once, in the first of them on a page. */
static void put_latex_row(const struct tabular *t, size_t row, bool first, FILE *out)
{
  bool again = !first && goes_on(t, row);
  if (!first && !again && goes_on(t, row - 1)) fputs("\\addlinespace\n", out);
  for (size_t k = 0; k < t->columns; k++) {
    if (!k && again) continue;
    const struct tabular_cell *cell = &t->cell[row * t->columns + k];
    fputs(k ? " & " : "", out);
    if (cell->strong) fputs("\\textbf{", out);
    put_latex(cell->text, out);
    if (cell->strong) fputc('}', out);
  }
  fputs(" \\\\\n", out);
}

/* Floats of so many rows at most, which a page has room for, no wider than it; a page is thrown out
 * after some of them, since LaTeX keeps about fifty only. */
static void print_latex(const struct tabular *t, const char *caption, FILE *out)
{
  enum { PAGE_ROWS = 34, FLOATS = 16 };
  size_t rows = t->count / t->columns;
  for (size_t row = 1; row < rows || row == 1; row += PAGE_ROWS) {
    if (row > 1 && (row - 1) / PAGE_ROWS % FLOATS == 0) fputs("\\clearpage\n", out);
    fputs("\\begin{table}\n\\centering\\small\\setlength{\\tabcolsep}{4pt}\n\\caption{", out);
    put_latex(row == 1 ? caption : "Continued.", out);
    fputs(
        "}\n\\smallskip\n\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n"
        "\\begin{tabular}{@{}",
        out);
    for (size_t k = 0; k < t->columns; k++) fputc(k < t->words ? 'l' : 'r', out);
    fputs("@{}}\n\\toprule\n", out);
    put_latex_row(t, 0, true, out);
    fputs("\\midrule\n", out);
    for (size_t r = row; r < rows && r < row + PAGE_ROWS; r++) put_latex_row(t, r, r == row, out);
    fputs("\\bottomrule\n\\end{tabular}}\n\\end{table}\n", out);
  }
}

int tabular_print(const struct tabular *t, const char *caption, enum tabular_format format,
                  FILE *out, struct error *err)
{
  static void (*const print[])(const struct tabular *, const char *,
                               FILE *) = {print_text, print_markdown, print_latex};
  if (t->failed) return error_memory(err, "a table");
  print[format](t, caption, out);
  return STATUS_OK;
}
