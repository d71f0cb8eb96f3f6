/* paired_print.c -- see paired_print.h. */
#include "bench/judge/paired_print.h"

#include <math.h>
#include <string.h>

#include "bench/io/csv_write.h"
#include "bench/io/markup.h"
#include "bench/io/tabular.h"
#include "src/utf8.h"

void paired_p_text(double p, char text[PAIRED_P_TEXT])
{
  snprintf(text, PAIRED_P_TEXT, p < 1e-300 ? "< 1e-300" : "%.2g", p);
}

static const char *name_of(const struct paired *p, size_t contender)
{
  return p->contender[contender].name;
}

/* "loguniform d5", for folders "adam on loguniform d5". */
static void row_title(const struct paired *p, const struct paired_row *row, char title[CELL_TITLE])
{
  char whole[CELL_TITLE];
  const struct cell_results *key = row->key;
  bool folders = !p->contender[p->reference].optimizer;
  snprintf(whole, sizeof whole, "%s%s%s d%zu", folders ? key->optimizer : "", folders ? " on " : "",
           key->function, key->dim);
  utf8_plain(whole, "", title, CELL_TITLE);
}

static bool begins(const struct paired *p, size_t i)
{
  return !i || p->row[i].key != p->row[i - 1].key;
}

/* "wins 110 of 128", "wins 50 of 128, 3 ties" */
static void wins_text(const struct paired_row *row, char text[96])
{
  char ties[32] = "";
  if (row->ties) snprintf(ties, sizeof ties, ", %zu tie%s", row->ties, row->ties == 1 ? "" : "s");
  snprintf(text, 96, "wins %zu of %zu%s", row->wins, row->pairs, ties);
}

static void print_text(const struct paired *p, FILE *out)
{
  char title[CELL_TITLE], mean[PAIRED_MEAN_TEXT], pvalue[PAIRED_P_TEXT], wins[96];
  int width = 0;
  for (size_t i = 0; i < p->row_count; i++) {
    int length = (int)strlen(name_of(p, p->row[i].rival));
    width = length > width ? length : width;
  }
  int own = (int)strlen(name_of(p, p->reference)) - 3;
  width = own > width ? own : width;
  fprintf(out, "%s, the lower the better; pairs share instance and repetition\n",
          metric_title(p->metric));
  for (size_t i = 0; i < p->row_count; i++) {
    const struct paired_row *row = &p->row[i];
    if (begins(p, i)) {
      row_title(p, row, title);
      paired_mean_text(p->metric, &row->reference, "+-", mean);
      fprintf(out, "\n%s, %zu pairs\n  %-*s  %s\n", title, row->pairs, width + 3,
              name_of(p, p->reference), mean);
    }
    paired_mean_text(p->metric, &row->other, "+-", mean);
    wins_text(row, wins);
    paired_p_text(row->adjusted, pvalue);
    fprintf(out, "  vs %-*s  %-18s  %s, p %s\n", width, name_of(p, row->rival), mean, wins, pvalue);
  }
  fprintf(out,
          "\n%s's wins are told; p of Wilcoxon's signed ranks, adjusted by Holm's method over %zu "
          "test%s\n",
          name_of(p, p->reference), p->row_count, p->row_count == 1 ? "" : "s");
}

/* As a table of Markdown or LaTeX. */
static int print_table(const struct paired *p, enum tabular_format format, FILE *out,
                       struct error *err)
{
  static const char *const header[] = {"cell", "against", NULL,    "the other",
                                       "wins", "ties",    "pairs", "p"};
  const char *sign = format == TABULAR_LATEX ? "+-" : "±", *own = name_of(p, p->reference);
  struct tabular t = {.columns = sizeof header / sizeof *header, .words = 2};
  char text[CELL_TITLE], mean[PAIRED_MEAN_TEXT], pvalue[PAIRED_P_TEXT], caption[CELL_TITLE + 256];
  for (size_t k = 0; k < t.columns; k++) tabular_put(&t, false, "%s", header[k] ? header[k] : own);
  for (size_t i = 0; i < p->row_count; i++) {
    const struct paired_row *row = &p->row[i];
    row_title(p, row, text);
    tabular_put(&t, false, "%s", text);
    tabular_put(&t, false, "%s", name_of(p, row->rival));
    paired_mean_text(p->metric, &row->reference, sign, mean);
    tabular_put(&t, false, "%s", mean);
    paired_mean_text(p->metric, &row->other, sign, mean);
    tabular_put(&t, false, "%s", mean);
    tabular_put(&t, false, "%zu", row->wins);
    tabular_put(&t, false, "%zu", row->ties);
    tabular_put(&t, false, "%zu", row->pairs);
    paired_p_text(row->adjusted, pvalue);
    tabular_put(&t, false, "%s", pvalue);
  }
  snprintf(caption, sizeof caption,
           "%s, the lower the better, with standard errors; wins of %s over pairs that share "
           "instance and repetition; p of Wilcoxon's signed ranks, adjusted by Holm's method.",
           metric_title(p->metric), own);
  if (format == TABULAR_LATEX) tabular_latex_begin(out);
  int status = tabular_print(&t, caption, format, out, err);
  if (format == TABULAR_LATEX) tabular_latex_end(out);
  tabular_free(&t);
  return status;
}

static void print_csv(const struct paired *p, FILE *out)
{
  fputs("function,dimension,optimizer,a,b,mean_a,standard_error_a,mean_b,standard_error_b,p,"
        "p_adjusted,wins_a,wins_b,ties,pairs\n",
        out);
  for (size_t i = 0; i < p->row_count; i++) {
    const struct paired_row *row = &p->row[i];
    csv_put_text(out, row->key->function, ',');
    csv_put_number(out, (double)row->key->dim, ',');
    csv_put_text(out, p->contender[p->reference].optimizer ? "" : row->key->optimizer, ',');
    csv_put_text(out, name_of(p, p->reference), ',');
    csv_put_text(out, name_of(p, row->rival), ',');
    csv_put_number(out, row->reference.mean, ',');
    csv_put_number(out, row->reference.error, ',');
    csv_put_number(out, row->other.mean, ',');
    csv_put_number(out, row->other.error, ',');
    csv_put_number(out, row->p, ',');
    csv_put_number(out, row->adjusted, ',');
    csv_put_number(out, (double)row->wins, ',');
    csv_put_number(out, (double)row->losses, ',');
    csv_put_number(out, (double)row->ties, ',');
    csv_put_number(out, (double)row->pairs, '\n');
  }
}

static void put_name(const char *key, const char *value, FILE *out)
{
  fprintf(out, "\"%s\": \"", key);
  put_json(value, out);
  fputs("\", ", out);
}

static void put_key(const char *key, double value, FILE *out)
{
  fprintf(out, "\"%s\": ", key);
  put_json_number(value, out);
  fputs(", ", out);
}

static void print_json(const struct paired *p, FILE *out)
{
  fprintf(out, "{\n  \"metric\": \"%s\",\n  \"pairs\": [", metric_names[p->metric]);
  for (size_t i = 0; i < p->row_count; i++) {
    const struct paired_row *row = &p->row[i];
    fprintf(out, "%s\n    {", i ? "," : "");
    put_name("function", row->key->function, out);
    put_key("dimension", (double)row->key->dim, out);
    if (!p->contender[p->reference].optimizer) put_name("optimizer", row->key->optimizer, out);
    put_name("a", name_of(p, p->reference), out);
    put_name("b", name_of(p, row->rival), out);
    put_key("mean_a", row->reference.mean, out);
    put_key("standard_error_a", row->reference.error, out);
    put_key("mean_b", row->other.mean, out);
    put_key("standard_error_b", row->other.error, out);
    put_key("p", row->p, out);
    put_key("p_adjusted", row->adjusted, out);
    fprintf(out, "\"wins_a\": %zu, \"wins_b\": %zu, \"ties\": %zu, \"pairs\": %zu}", row->wins,
            row->losses, row->ties, row->pairs);
  }
  fputs("\n  ]\n}\n", out);
}

int paired_print(const struct paired *paired, enum print_format format, FILE *out,
                 struct error *err)
{
  if (format == PRINT_MARKDOWN) return print_table(paired, TABULAR_MARKDOWN, out, err);
  if (format == PRINT_LATEX) return print_table(paired, TABULAR_LATEX, out, err);
  if (format == PRINT_CSV)
    print_csv(paired, out);
  else
    (format == PRINT_JSON ? print_json : print_text)(paired, out);
  return STATUS_OK;
}
