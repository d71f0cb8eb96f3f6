/* compare_print.c -- see compare_print.h. */
#include "bench/judge/compare_print.h"

#include <math.h>
#include <string.h>

#include "bench/io/markup.h"
#include "src/number.h"
#include "src/utf8.h"

enum { SENTENCE = 6 * LABEL_SIZE };

static const char *name_of(const struct comparison *c, size_t contender)
{
  return c->contender[contender].name;
}

/* "rosenbrock d2", for folders "adam on rosenbrock d2". */
static void meeting_title(const struct comparison *c, const struct meeting *m,
                          char title[CELL_TITLE])
{
  char whole[CELL_TITLE];
  cell_results_title(m->key, whole);
  size_t skip = c->contender[0].optimizer ? strlen(m->key->optimizer) + strlen(" on ") : 0;
  utf8_plain(whole + skip, "", title, CELL_TITLE);
}

/* A ratio without its x, as in "2.6 to 3.8". */
static void plain_ratio(double ratio, char text[16])
{
  ratio_text(ratio, text);
  size_t length = strlen(text);
  if (length && text[length - 1] == 'x') text[length - 1] = '\0';
}

static void p_text(double p, char text[16])
{
  if (isnan(p))
    strcpy(text, "-");
  else
    snprintf(text, 16, "%.2g", p);
}

/* "a needs 3.1x fewer evaluations than b (2.6 to 3.8)", whichever is faster; without an interval if
 * that is NULL. */
static void ratio_sentence(const char *a, const char *b, double ratio,
                           const struct interval *interval, char text[SENTENCE])
{
  bool swap = ratio < 1;
  char times[16], low[16], high[16];
  if (isnan(ratio)) {
    snprintf(text, SENTENCE, "neither %s nor %s gets there", a, b);
  } else if (isinf(ratio) || ratio == 0) {
    snprintf(text, SENTENCE, "%s gets there, %s never", swap ? b : a, swap ? a : b);
  } else if (ratio == 1) {
    snprintf(text, SENTENCE, "%s and %s need the same number of evaluations", a, b);
  } else if (!interval) {
    ratio_text(swap ? 1 / ratio : ratio, times);
    snprintf(text, SENTENCE, "%s needs %s fewer evaluations than %s", swap ? b : a, times,
             swap ? a : b);
  } else {
    ratio_text(swap ? 1 / ratio : ratio, times);
    plain_ratio(swap ? 1 / interval->high : interval->low, low);
    plain_ratio(swap ? 1 / interval->low : interval->high, high);
    snprintf(text, SENTENCE, "%s needs %s fewer evaluations than %s (%s to %s)", swap ? b : a,
             times, swap ? a : b, low, high);
  }
}

/* NaN for none. */
static double target_error(const struct meeting *m, size_t target)
{
  return target == NO_TARGET ? NAN : m->key->targets->error[target];
}

static void target_text(const struct meeting *m, size_t target, char text[NUMBER_TEXT])
{
  if (target != NO_TARGET)
    snprintf(text, NUMBER_TEXT, "%.3g", target_error(m, target));
  else
    strcpy(text, "none");
}

static void duel_sentence(const struct comparison *c, const struct duel *d, char text[SENTENCE])
{
  const struct meeting *m = &c->cell[d->cell];
  char said[SENTENCE], p[16];
  if (d->redefined) {
    snprintf(text, SENTENCE, "%s and %s ran on different functions: not compared", name_of(c, d->a),
             name_of(c, d->b));
    return;
  }
  ratio_sentence(name_of(c, d->a), name_of(c, d->b), d->ratio,
                 isnan(d->interval.low) ? NULL : &d->interval, said);
  p_text(d->adjusted, p);
  int used = snprintf(text, SENTENCE, "%.*s; ", SENTENCE / 2, said);
  text += used;
  size_t room = (size_t)(SENTENCE - used);
  const struct entry *a = &m->entry[d->a], *b = &m->entry[d->b];
  used =
      snprintf(text, room, "successes %s %zu/%zu, %s %zu/%zu; p %s", name_of(c, d->a), a->successes,
               a->cell->run_count, name_of(c, d->b), b->successes, b->cell->run_count, p);
  text += used;
  room -= (size_t)used;
  size_t na = a->cell->run_count, nb = b->cell->run_count;
  if (duel_is_of_one_run(d, na, nb)) {
    bool both = d->distinct_a == 1 && d->distinct_b == 1;
    snprintf(text, room, ": the %zu repetitions of %s are one and the same run",
             d->distinct_a == 1 ? na : nb,
             both ? "each" : name_of(c, d->distinct_a == 1 ? d->a : d->b));
    return;
  }
  /* Ranks and means may disagree: a method may be faster in most runs and still cost more. */
  if (!d->winner)
    snprintf(text, room, ", not significant");
  else
    snprintf(text, room, ", %s ranks first", name_of(c, d->winner < 0 ? d->a : d->b));
}

/* Fewer cells than this tell nothing of how a mean over cells may vary. */
enum { CELLS_FOR_INTERVAL = 6 };

static void pair_sentence(const struct comparison *c, const struct pairing *p, char text[SENTENCE])
{
  char said[SENTENCE];
  ratio_sentence(name_of(c, p->a), name_of(c, p->b), p->ratio,
                 p->finite < CELLS_FOR_INTERVAL ? NULL : &p->interval, said);
  if (p->finite)
    snprintf(text, SENTENCE, "%.*s, geometric mean over the %zu of %zu cell%s where both get there",
             SENTENCE / 2, said, p->finite, p->cells, p->cells == 1 ? "" : "s");
  else
    snprintf(text, SENTENCE, "no cell in which both %s and %s reach the target", name_of(c, p->a),
             name_of(c, p->b));
}

static size_t wins(const struct comparison *c, size_t row, size_t column, size_t *cells)
{
  for (size_t i = 0; i < c->pair_count; i++) {
    const struct pairing *p = &c->pair[i];
    *cells = p->cells;
    if (p->a == row && p->b == column) return p->wins_a;
    if (p->b == row && p->a == column) return p->wins_b;
  }
  return 0;
}

static int name_width(const struct comparison *c)
{
  size_t width = 4;
  for (size_t i = 0; i < c->contender_count; i++)
    if (strlen(name_of(c, i)) > width) width = strlen(name_of(c, i));
  return (int)width;
}

static void put_wins_text(const struct comparison *c, FILE *out)
{
  int width = name_width(c);
  fprintf(out, "\nsignificant wins of the row over the column, of so many cells (p <= %g)\n%-*s",
          c->level, width, "");
  for (size_t j = 0; j < c->contender_count; j++) fprintf(out, "  %*s", width, name_of(c, j));
  fputc('\n', out);
  for (size_t i = 0; i < c->contender_count; i++) {
    fprintf(out, "%-*s", width, name_of(c, i));
    for (size_t j = 0; j < c->contender_count; j++) {
      char cell[64] = "-";
      size_t cells = 0, won = i == j ? 0 : wins(c, i, j, &cells);
      if (i != j) snprintf(cell, sizeof cell, "%zu/%zu", won, cells);
      fprintf(out, "  %*s", width, cell);
    }
    fputc('\n', out);
  }
}

/* How far each contender comes, which one target does not tell, and who did not run. */
static void put_reach(const struct comparison *c, const struct meeting *m, FILE *out)
{
  char target[NUMBER_TEXT];
  fputs("  half of the runs reach:", out);
  for (size_t j = 0; j < c->contender_count; j++) {
    target_text(m, m->entry[j].half, target);
    fprintf(out, "%s %s %s", j ? "," : "", name_of(c, j),
            m->entry[j].cell ? target : "did not run");
  }
  fputc('\n', out);
}

static void print_text(const struct comparison *c, FILE *out)
{
  char title[CELL_TITLE], target[NUMBER_TEXT], sentence[SENTENCE];
  size_t next = 0;
  for (size_t i = 0; i < c->cell_count; i++) {
    const struct meeting *m = &c->cell[i];
    meeting_title(c, m, title);
    target_text(m, m->target, target);
    fprintf(out, "%s, to %s\n", title, target);
    for (; next < c->duel_count && c->duel[next].cell == i; next++) {
      duel_sentence(c, &c->duel[next], sentence);
      fprintf(out, "  %s\n", sentence);
    }
    put_reach(c, m, out);
  }
  put_wins_text(c, out);
  fputc('\n', out);
  for (size_t i = 0; i < c->pair_count; i++) {
    pair_sentence(c, &c->pair[i], sentence);
    fprintf(out, "overall: %s\n", sentence);
  }
}

/* Does the contender beat every other one in this cell? */
static bool is_best(const struct comparison *c, size_t cell, size_t contender)
{
  bool best = false;
  for (size_t i = 0; i < c->duel_count; i++) {
    const struct duel *d = &c->duel[i];
    if (d->cell != cell || (d->a != contender && d->b != contender)) continue;
    if (d->winner != (d->a == contender ? -1 : 1)) return false;
    best = true;
  }
  return best;
}

static void put_art_table(const struct comparison *c, FILE *out)
{
  char title[CELL_TITLE], target[NUMBER_TEXT];
  fputs("| cell | target |", out);
  for (size_t j = 0; j < c->contender_count; j++) {
    fputc(' ', out);
    put_markdown(name_of(c, j), out);
    fputs(" |", out);
  }
  fputs("\n|---|--:|", out);
  for (size_t j = 0; j < c->contender_count; j++) fputs("--:|", out);
  fputc('\n', out);
  for (size_t i = 0; i < c->cell_count; i++) {
    const struct meeting *m = &c->cell[i];
    meeting_title(c, m, title);
    target_text(m, m->target, target);
    fputs("| ", out);
    put_markdown(title, out);
    fprintf(out, " | %s |", target);
    for (size_t j = 0; j < c->contender_count; j++) {
      const struct entry *e = &m->entry[j];
      const char *mark = is_best(c, i, j) ? "**" : "";
      char half[NUMBER_TEXT];
      target_text(m, e->half, half);
      if (e->cell)
        fprintf(out, " %s%.4g%s (%zu/%zu; %s) |", mark, e->art, mark, e->successes,
                e->cell->run_count, half);
      else
        fputs(" not run |", out);
    }
    fputc('\n', out);
  }
}

static void print_markdown(const struct comparison *c, FILE *out)
{
  char title[CELL_TITLE], sentence[SENTENCE];
  fputs("Average running time to the target, in evaluations, the significantly best in bold; "
        "successes; and the hardest target that half of the runs reach.\n\n",
        out);
  put_art_table(c, out);
  fputc('\n', out);
  for (size_t i = 0; i < c->duel_count; i++) {
    meeting_title(c, &c->cell[c->duel[i].cell], title);
    duel_sentence(c, &c->duel[i], sentence);
    fputs("- ", out);
    put_markdown(title, out);
    fputs(": ", out);
    put_markdown(sentence, out);
    fputc('\n', out);
  }
  fprintf(out, "\nSignificant wins of the row over the column, of so many cells (p <= %g):\n\n| |",
          c->level);
  for (size_t j = 0; j < c->contender_count; j++) {
    fputc(' ', out);
    put_markdown(name_of(c, j), out);
    fputs(" |", out);
  }
  fputs("\n|---|", out);
  for (size_t j = 0; j < c->contender_count; j++) fputs("--:|", out);
  fputc('\n', out);
  for (size_t i = 0; i < c->contender_count; i++) {
    fputs("| ", out);
    put_markdown(name_of(c, i), out);
    fputs(" |", out);
    for (size_t j = 0; j < c->contender_count; j++) {
      size_t cells = 0, won = i == j ? 0 : wins(c, i, j, &cells);
      if (i == j)
        fputs(" |", out);
      else
        fprintf(out, " %zu/%zu |", won, cells);
    }
    fputc('\n', out);
  }
  fputc('\n', out);
  for (size_t i = 0; i < c->pair_count; i++) {
    pair_sentence(c, &c->pair[i], sentence);
    fputs("- overall: ", out);
    put_markdown(sentence, out);
    fputc('\n', out);
  }
}

static void put_key(const char *key, double value, FILE *out)
{
  fprintf(out, ", \"%s\": ", key);
  put_json_number(value, out);
}

static void put_name(const char *key, const char *value, FILE *out)
{
  fprintf(out, "\"%s\": \"", key);
  put_json(value, out);
  fputc('"', out);
}

static void put_cells_json(const struct comparison *c, FILE *out)
{
  fputs("  \"cells\": [", out);
  for (size_t i = 0; i < c->cell_count; i++) {
    const struct meeting *m = &c->cell[i];
    fprintf(out, "%s\n    {", i ? "," : "");
    put_name("function", m->key->function, out);
    fprintf(out, ", \"dimension\": %zu, \"instance\": %u", m->key->dim, m->key->instance);
    if (!c->contender[0].optimizer) {
      fputs(", ", out);
      put_name("optimizer", m->key->optimizer, out);
    }
    put_key("target", target_error(m, m->target), out);
    fputs(", \"contenders\": [", out);
    const char *separator = "";
    for (size_t j = 0; j < c->contender_count; j++) {
      const struct entry *e = &m->entry[j];
      fprintf(out, "%s{", separator);
      separator = ", ";
      put_name("name", name_of(c, j), out);
      fprintf(out, ", \"runs\": %zu, \"successes\": %zu, \"solved\": %zu",
              e->cell ? e->cell->run_count : 0, e->successes, e->solved);
      put_key("art", e->art, out);
      put_key("half_reach", target_error(m, e->half), out);
      fputc('}', out);
    }
    fputs("]}", out);
  }
  fputs("\n  ],\n", out);
}

static void put_winner(int winner, const char *a, const char *b, FILE *out)
{
  fputs(", ", out);
  if (winner)
    put_name("winner", winner < 0 ? a : b, out);
  else
    fputs("\"winner\": null", out);
}

static void print_json(const struct comparison *c, FILE *out)
{
  char title[CELL_TITLE], sentence[SENTENCE];
  fprintf(out, "{\n  \"level\": %g,\n", c->level);
  put_cells_json(c, out);
  fputs("  \"comparisons\": [", out);
  for (size_t i = 0; i < c->duel_count; i++) {
    const struct duel *d = &c->duel[i];
    meeting_title(c, &c->cell[d->cell], title);
    duel_sentence(c, d, sentence);
    fprintf(out, "%s\n    {", i ? "," : "");
    put_name("cell", title, out);
    fputs(", ", out);
    put_name("a", name_of(c, d->a), out);
    fputs(", ", out);
    put_name("b", name_of(c, d->b), out);
    put_key("ratio", d->ratio, out);
    put_key("low", d->interval.low, out);
    put_key("high", d->interval.high, out);
    put_key("p", d->p, out);
    put_key("p_adjusted", d->adjusted, out);
    put_winner(d->winner, name_of(c, d->a), name_of(c, d->b), out);
    fputs(", ", out);
    put_name("sentence", sentence, out);
    fputc('}', out);
  }
  fputs("\n  ],\n  \"overall\": [", out);
  for (size_t i = 0; i < c->pair_count; i++) {
    const struct pairing *p = &c->pair[i];
    pair_sentence(c, p, sentence);
    fprintf(out, "%s\n    {", i ? "," : "");
    put_name("a", name_of(c, p->a), out);
    fputs(", ", out);
    put_name("b", name_of(c, p->b), out);
    fprintf(out, ", \"cells\": %zu, \"wins_a\": %zu, \"wins_b\": %zu, \"finite\": %zu", p->cells,
            p->wins_a, p->wins_b, p->finite);
    put_key("ratio", p->ratio, out);
    put_key("low", p->interval.low, out);
    put_key("high", p->interval.high, out);
    fputs(", ", out);
    put_name("sentence", sentence, out);
    fputc('}', out);
  }
  fputs("\n  ]\n}\n", out);
}

void compare_print(const struct comparison *comparison, enum print_format format, FILE *out)
{
  static void (*const print[COMPARE_FORMATS])(const struct comparison *,
                                              FILE *) = {print_text, print_markdown, print_json};
  print[format](comparison, out);
}
