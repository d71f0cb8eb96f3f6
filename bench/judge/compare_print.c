/* compare_print.c -- see compare_print.h. */
#include "bench/judge/compare_print.h"

#include <math.h>
#include <string.h>

#include "bench/io/markup.h"
#include "bench/io/tabular.h"
#include "bench/judge/compare_answer.h"
#include "src/number.h"

enum { SENTENCE = COMPARE_SENTENCE };

/* Where it is printed to. */
struct printer {
  const struct comparison *c;
  enum tabular_format format;
  FILE *out;
};

static const char *name_of(const struct comparison *c, size_t contender)
{
  return c->contender[contender].name;
}

/* A paragraph; in LaTeX, where tables are for a text that says what they come to, a remark. */
static void put_words(const struct printer *p, const char *text)
{
  if (p->format == TABULAR_LATEX) fputs("% ", p->out);
  if (p->format == TABULAR_TEXT)
    put_wrapped(text, p->out);
  else if (p->format == TABULAR_MARKDOWN)
    put_markdown(text, p->out);
  else
    put_latex(text, p->out);
  fputs(p->format == TABULAR_TEXT ? "\n" : "\n\n", p->out);
}

static int put_table(const struct printer *p, struct tabular *t, const char *caption,
                     struct error *err)
{
  int status = tabular_print(t, caption, p->format, p->out, err);
  fputc('\n', p->out);
  tabular_free(t);
  return status;
}

static int put_ranking(const struct printer *p, const struct part *part, struct error *err)
{
  static const char *const header[] = {"place", "name", "mean rank", "firsts", "points", "group"};
  const struct standings *s = &part->standings;
  char text[SENTENCE], letters[STANDINGS_LETTERS];
  struct tabular t = {.columns = sizeof header / sizeof *header, .words = 2};
  standings_sentence(p->c, part, text);
  if (!s->ranks.cells) {
    put_words(p, text);
    return STATUS_OK;
  }
  for (size_t k = 0; k < t.columns; k++) tabular_put(&t, false, "%s", header[k]);
  for (size_t place = 0; place < p->c->contender_count; place++) {
    size_t j = s->order[place];
    standings_letters(s, place, letters);
    tabular_put(&t, false, "%zu", place + 1);
    tabular_put(&t, false, "%s", name_of(p->c, j));
    tabular_put(&t, false, "%.2f", s->ranks.rank[j]);
    tabular_put(&t, false, "%.4g", s->ranks.firsts[j]);
    tabular_put(&t, false, "%.4g", s->ranks.points[j]);
    tabular_put(&t, false, "%s", letters);
  }
  char caption[2 * SENTENCE + 2];
  ranking_caption(p->c, part, caption);
  /* A float takes along what belongs to it. */
  bool apart = p->format != TABULAR_LATEX;
  if (!apart) snprintf(caption + strlen(caption), SENTENCE + 1, " %s", text);
  int status = put_table(p, &t, caption, err);
  if (apart) put_words(p, text);
  return status;
}

/* The row against the column: how many times as many evaluations the latter needs. */
static void put_ratio(const struct part *part, const struct comparison *c, size_t row,
                      size_t column, struct tabular *t)
{
  char text[16];
  if (row == column) {
    tabular_put(t, false, " ");
    return;
  }
  bool before = row < column;
  const struct pairing *p =
      &part->pair[comparison_pair(c, before ? row : column, before ? column : row)];
  char of[24] = "";
  ratio_text(before ? p->ratio : 1 / p->ratio, text);
  if (p->tested && p->common && p->common < part->cells) snprintf(of, sizeof of, "/%zu", p->common);
  tabular_put(t, p->winner == (before ? -1 : 1), "%s%s%s", p->halved ? "~" : "", text, of);
}

static int put_matrix(const struct printer *p, const struct part *part, struct error *err)
{
  const struct comparison *c = p->c;
  size_t best = c->tested || c->contender_count < COMPARE_BEST ? c->contender_count : COMPARE_BEST;
  struct tabular t = {.columns = best + 2, .words = 2};
  char caption[SENTENCE];
  tabular_put(&t, false, "place");
  tabular_put(&t, false, "name");
  for (size_t k = 0; k < best; k++) tabular_put(&t, false, "%zu", k + 1);
  for (size_t i = 0; i < best; i++) {
    tabular_put(&t, false, "%zu", i + 1);
    tabular_put(&t, false, "%s", name_of(c, part->standings.order[i]));
    for (size_t k = 0; k < best; k++)
      put_ratio(part, c, part->standings.order[i], part->standings.order[k], &t);
  }
  matrix_caption(c, part, p->format == TABULAR_TEXT ? "*" : "Bold", caption);
  if (best < c->contender_count)
    snprintf(caption + strlen(caption), sizeof caption - strlen(caption),
             " The best %zu only; --pairs tests all.", best);
  return put_table(p, &t, caption, err);
}

/* Average running times in each cell, for people who want the numbers themselves. */
static int put_costs(const struct printer *p, struct error *err)
{
  const struct comparison *c = p->c;
  struct tabular t = {.columns = c->contender_count + 2, .words = 1};
  char text[CELL_TITLE];
  tabular_put(&t, false, "cell");
  tabular_put(&t, false, "target");
  for (size_t j = 0; j < c->contender_count; j++) tabular_put(&t, false, "%s", name_of(c, j));
  for (size_t i = 0; i < c->cell_count; i++) {
    const struct meeting *m = &c->cell[i];
    meeting_title(c, m, text);
    tabular_put(&t, false, "%s", text);
    target_text(m, m->target, text);
    tabular_put(&t, false, "%s", text);
    for (size_t j = 0; j < c->contender_count; j++) {
      const struct entry *e = &m->entry[j];
      bool wins = comparison_wins(c, i, j);
      if (!e->cell)
        tabular_put(&t, false, "not run");
      else if (e->successes)
        tabular_put(&t, wins, "%.4g (%zu/%zu)", e->art, e->successes, e->runs);
      else
        tabular_put(&t, wins, "inf (error %.2g)", e->error);
    }
  }
  return put_table(p, &t,
                   "Average running time to the target that the cell is ranked at, with successes; "
                   "bold: it wins the duel with each other one.",
                   err);
}

/* A line of what pairs come to, so deep: blanks, or the items of a list. */
static void put_line(const struct printer *p, int depth, const char *prefix, const char *text)
{
  if (p->format == TABULAR_TEXT) {
    fprintf(p->out, "%*s%s%s\n", 2 * depth, "", prefix, text);
    return;
  }
  fprintf(p->out, "%*s- ", 2 * depth, "");
  put_markdown(prefix, p->out);
  put_markdown(text, p->out);
  fputc('\n', p->out);
}

/* The duels of a pair, a line a question. */
static void put_pair(const struct printer *p, size_t pair)
{
  const struct comparison *c = p->c;
  const struct pairing *all = &c->part[0].pair[pair];
  char text[SENTENCE];
  size_t wins_a, wins_b;
  for (size_t k = 0; k < c->part_count; k++) {
    char prefix[LABEL_SIZE + 16];
    snprintf(prefix, sizeof prefix, "%s: ", *c->part[k].title ? c->part[k].title : "overall");
    pair_sentence(c, &c->part[k].pair[pair], text);
    put_line(p, 0, prefix, text);
  }
  pair_wins(c, pair, &wins_a, &wins_b);
  snprintf(text, sizeof text,
           "%s wins %zu, %s %zu (on average, or by errors without a common target; p <= %g, Holm's "
           "adjustment over these)",
           name_of(c, all->a), wins_a, name_of(c, all->b), wins_b, c->level);
  put_line(p, 0, "cell by cell: ", text);
  for (size_t i = 0; i < c->cell_count; i++) {
    struct told_duel told = told_duel(c, pair, i);
    if (told.duel->kind == DUEL_NONE) continue;
    duel_heading(&told, text);
    put_line(p, 1, "", text);
    duel_on_average(&told, text);
    if (*text) put_line(p, 2, "on average: ", text);
    duel_in_most_runs(&told, text);
    if (*text) put_line(p, 2, "in most runs: ", text);
    duel_split(&told, text);
    if (*text) put_line(p, 2, "", text);
  }
  fputc('\n', p->out);
}

/* A row of a table of duels; `a` against `b`. */
static void put_duel_row(const struct comparison *c, const struct told_duel *told,
                         struct tabular *t)
{
  const struct duel *d = told->duel;
  char title[CELL_TITLE], target[NUMBER_TEXT], ratio[16], low[16], high[16], p[16], most[16];
  meeting_title(c, told->meeting, title);
  target_text(told->meeting, d->target, target);
  ratio_text(d->ratio, ratio);
  ratio_text(d->interval.low, low);
  ratio_text(d->interval.high, high);
  p_value_text(d->adjusted, p);
  p_value_text(d->most_adjusted, most);
  tabular_put(t, false, "%s", title);
  tabular_put(t, false, "%s", name_of(c, told->pair->a));
  tabular_put(t, false, "%s", name_of(c, told->pair->b));
  tabular_put(t, false, "%s", d->kind == DUEL_ERRORS ? "errors" : target);
  if (d->kind == DUEL_COSTS)
    tabular_put(t, d->adjusted <= c->level, "%s (%s, %s)", ratio, low, high);
  else
    tabular_put(t, false, "-");
  tabular_put(t, false, "%s", p);
  if (d->tested && d->paired)
    tabular_put(t, d->most_adjusted <= c->level, "%zu:%zu", d->most.a, d->most.b);
  else
    tabular_put(t, false, "-");
  tabular_put(t, false, d->tested ? "%.2f" : "-", d->most.a12);
  tabular_put(t, false, "%s", most);
}

/* The same as a table, which a paper takes sooner than lines. */
static int put_duels(const struct printer *p, struct error *err)
{
  static const char *const header[] = {
      "cell", "a", "b", "target", "aRT b / aRT a", "p (average)", "a : b", "A12", "p (most runs)"};
  const struct comparison *c = p->c;
  struct tabular t = {.columns = sizeof header / sizeof *header, .words = 3};
  char caption[SENTENCE];
  for (size_t k = 0; k < t.columns; k++) tabular_put(&t, false, "%s", header[k]);
  for (size_t pair = 0; pair < c->pair_count; pair++)
    for (size_t i = 0; i < c->cell_count; i++) {
      struct told_duel told = told_duel(c, pair, i);
      if (told.duel->kind != DUEL_NONE) put_duel_row(c, &told, &t);
    }
  snprintf(caption, sizeof caption,
           "Cell by cell, at the %s. On average: the ratio of average running times with its 95%% "
           "interval and p (%s). In most runs: %s. Both p are adjusted by Holm's method over the "
           "cells of a pair of contenders; bold: at most %g.",
           isnan(c->target) ? "hardest target that both reach in half of their runs"
                            : "target asked for",
           c->paired ? "swaps within pairs" : "runs dealt out anew where seeds differ",
           c->paired ? "pairs in which a and in which b is ahead, A12, and p of signed ranks"
                     : "A12, and p of the rank sum",
           c->level);
  return put_table(p, &t, caption, err);
}

/* Where which of them is to be taken, as long as that is no longer than a page. */
static void put_answers(const struct printer *p, size_t part)
{
  enum { CELLS_TOLD = 30 };
  const struct comparison *c = p->c;
  if (p->format == TABULAR_LATEX || c->part[part].cells > CELLS_TOLD) return;
  for (size_t i = 0; i < c->cell_count; i++) {
    char title[CELL_TITLE + 2], text[SENTENCE];
    if (c->cell[i].part != part || !answer_cell(c, i, text)) continue;
    meeting_title(c, &c->cell[i], title);
    strcat(title, ": ");
    put_line(p, 0, title, text);
  }
  fputc('\n', p->out);
}

static const char unpaired[] = "Seeds differ: where they do, no run shares start and draws with "
                               "any of the other side, so that "
                               "all runs of both are compared without pairs.";

static int put_all(const struct printer *p, struct error *err)
{
  const struct comparison *c = p->c;
  char text[SENTENCE];
  int status = STATUS_OK;
  for (size_t k = 0; k < c->part_count && !status; k++) {
    answer_sentence(c, &c->part[k], 0, text);
    if (*text) put_words(p, text);
    if (!k && !c->paired) put_words(p, unpaired);
    status = put_ranking(p, &c->part[k], err);
    if (c->contender_count < 3 || status) continue;
    status = put_matrix(p, &c->part[k], err);
    if (!status) put_answers(p, k);
  }
  if (!status && c->tested && (p->format != TABULAR_TEXT)) status = put_costs(p, err);
  if (!status && c->tested && p->format == TABULAR_LATEX) status = put_duels(p, err);
  for (size_t pair = 0; pair < c->pair_count && c->tested && !status; pair++)
    if (p->format != TABULAR_LATEX) put_pair(p, pair);
  return status;
}

int compare_print(const struct comparison *comparison, enum print_format format, FILE *out,
                  struct error *err)
{
  struct printer p = {comparison, TABULAR_TEXT, out};
  if (format == PRINT_JSON || format == PRINT_CSV) {
    (format == PRINT_JSON ? compare_print_json : compare_print_csv)(comparison, out);
    return STATUS_OK;
  }
  if (format == PRINT_MARKDOWN) p.format = TABULAR_MARKDOWN;
  if (format == PRINT_LATEX) p.format = TABULAR_LATEX;
  if (format == PRINT_LATEX) tabular_latex_begin(out);
  int status = put_all(&p, err);
  if (format == PRINT_LATEX) tabular_latex_end(out);
  return status;
}

int compare_print_ranking(const struct comparison *c, enum tabular_format format, FILE *out,
                          struct error *err)
{
  const struct printer p = {c, format, out};
  int status = STATUS_OK;
  for (size_t k = 0; k < c->part_count && !status; k++) status = put_ranking(&p, &c->part[k], err);
  return status;
}

int compare_print_ratios(const struct comparison *c, enum tabular_format format, FILE *out,
                         struct error *err)
{
  const struct printer p = {c, format, out};
  int status = STATUS_OK;
  for (size_t k = 0; k < c->part_count && !status; k++) status = put_matrix(&p, &c->part[k], err);
  return status;
}
