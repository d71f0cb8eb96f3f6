/* compare_words.c -- see compare_words.h. */
#include "bench/judge/compare_words.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "bench/judge/gate_print.h"
#include "src/number.h"
#include "src/utf8.h"

enum { SENTENCE = COMPARE_SENTENCE };

void sentence_add(char text[SENTENCE], const char *format, ...)
{
  size_t used = strlen(text);
  va_list list;
  va_start(list, format);
  vsnprintf(text + used, SENTENCE - used, format, list);
  va_end(list);
}

static const char *name_of(const struct comparison *c, size_t contender)
{
  return c->contender[contender].name;
}

void meeting_title(const struct comparison *c, const struct meeting *m, char title[CELL_TITLE])
{
  char whole[CELL_TITLE];
  cell_results_title(m->key, whole);
  size_t skip = c->contender[0].optimizer ? strlen(m->key->optimizer) + strlen(" on ") : 0;
  utf8_plain(whole + skip, "", title, CELL_TITLE);
}

double target_error(const struct meeting *m, size_t target)
{
  return target == NO_TARGET ? NAN : m->key->targets->error[target];
}

void target_text(const struct meeting *m, size_t target, char text[NUMBER_TEXT])
{
  if (target != NO_TARGET)
    snprintf(text, NUMBER_TEXT, "%.3g", target_error(m, target));
  else
    strcpy(text, "none");
}

void p_value_text(double p, char text[16])
{
  if (isnan(p))
    strcpy(text, "-");
  else
    snprintf(text, 16, "%.2g", p);
}

void plain_ratio(double ratio, char text[16])
{
  ratio_text(ratio, text);
  size_t length = strlen(text);
  if (length && text[length - 1] == 'x') text[length - 1] = '\0';
}

/* "a needs 3.1x fewer evaluations than b (2.6 to 3.8)", whichever is cheaper; without an interval
 * if that is NULL. */
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
    if (!strcmp(times, "1x")) strcpy(times, "hardly");
    plain_ratio(swap ? 1 / interval->high : interval->low, low);
    plain_ratio(swap ? 1 / interval->low : interval->high, high);
    snprintf(text, SENTENCE, "%s needs %s fewer evaluations than %s (%s to %s)", swap ? b : a,
             times, swap ? a : b, low, high);
  }
}

void p_text(double p, double adjusted, char text[P_TEXT])
{
  char value[16], by_holm[16];
  p_value_text(p, value);
  p_value_text(adjusted, by_holm);
  if (strcmp(value, by_holm) != 0)
    snprintf(text, P_TEXT, "p %s (Holm %s)", value, by_holm);
  else
    snprintf(text, P_TEXT, "p %s", value);
}

/* ", p 0.012", and that it is not significant where it is not. */
static void add_p(double p, double adjusted, double level, char text[SENTENCE])
{
  char value[P_TEXT];
  size_t used = strlen(text);
  p_text(p, adjusted, value);
  snprintf(text + used, SENTENCE - used, ", %s%s", value,
           adjusted <= level ? "" : ", not significant");
}

struct told_duel told_duel(const struct comparison *c, size_t pair, size_t cell)
{
  return (struct told_duel){c, &c->part[0].pair[pair], &c->cell[cell],
                            &c->duel[pair * c->cell_count + cell]};
}

/* Where a side has runs that are not a pair with any. */
static void add_pairs(const struct told_duel *t, char text[SENTENCE])
{
  const struct duel *d = t->duel;
  const struct cell_results *a = t->meeting->entry[t->pair->a].cell;
  const struct cell_results *b = t->meeting->entry[t->pair->b].cell;
  if (!d->paired || (a->run_count == d->runs_a && b->run_count == d->runs_b)) return;
  if (a->instances > 1)
    sentence_add(text, " (the %zu pairs of runs that both have)", d->runs_a);
  else
    sentence_add(text, " (the first %zu runs of each)", d->runs_a);
}

void duel_heading(const struct told_duel *t, char text[SENTENCE])
{
  const struct duel *d = t->duel;
  const char *a = name_of(t->comparison, t->pair->a), *b = name_of(t->comparison, t->pair->b);
  char title[CELL_TITLE], target[NUMBER_TEXT];
  meeting_title(t->comparison, t->meeting, title);
  target_text(t->meeting, d->target, target);
  snprintf(text, SENTENCE, "%s", title);
  if (d->kind == DUEL_REDEFINED)
    sentence_add(text, ": %s and %s ran on different functions: not compared", a, b);
  else if (d->kind == DUEL_ERRORS || (d->kind == DUEL_ONE_RUN && d->target == NO_TARGET))
    sentence_add(text, ", errors at the budget, as %s: medians %s %.3g, %s %.3g",
                 d->target == NO_TARGET ? "no target beyond the start is common"
                                        : "none gets to the target",
                 a, d->error_a, b, d->error_b);
  else
    sentence_add(text, ", to %s; successes %s %zu/%zu, %s %zu/%zu", target, a, d->successes_a,
                 d->runs_a, b, d->successes_b, d->runs_b);
  if (d->kind == DUEL_COSTS || d->kind == DUEL_ERRORS) add_pairs(t, text);
  if (d->kind != DUEL_COSTS) return;
  /* One target does not tell how far each of them comes. */
  char far_a[NUMBER_TEXT], far_b[NUMBER_TEXT];
  target_text(t->meeting, d->half_a, far_a);
  target_text(t->meeting, d->half_b, far_b);
  if (d->half_a != d->half_b)
    sentence_add(text, "; half of the runs reach: %s %s, %s %s", a, far_a, b, far_b);
}

void duel_on_average(const struct told_duel *t, char text[SENTENCE])
{
  const struct comparison *c = t->comparison;
  const struct duel *d = t->duel;
  const char *a = name_of(c, t->pair->a), *b = name_of(c, t->pair->b);
  *text = '\0';
  if (d->kind == DUEL_ONE_RUN) {
    size_t used;
    if (d->target != NO_TARGET) {
      ratio_sentence(a, b, d->ratio, NULL, text);
      strcat(text, "; ");
    }
    used = strlen(text);
    snprintf(text + used, SENTENCE - used,
             "nothing is tested: the %zu repetitions of %s are one and the same run",
             d->one_a ? d->runs_a : d->runs_b,
             d->one_a && d->one_b ? "each"
             : d->one_a           ? a
                                  : b);
  }
  if (d->kind != DUEL_COSTS) return;
  ratio_sentence(a, b, d->ratio, isinf(d->ratio) || d->ratio == 0 ? NULL : &d->interval, text);
  add_p(d->p, d->adjusted, c->level, text);
}

void duel_in_most_runs(const struct told_duel *t, char text[SENTENCE])
{
  const struct comparison *c = t->comparison;
  const struct duel *d = t->duel;
  const struct most_runs *m = &d->most;
  bool swap = duel_most_side(d) > 0;
  char ties[48] = "";
  *text = '\0';
  if (!d->tested) return;
  if (m->ties) snprintf(ties, sizeof ties, ", %zu tie%s", m->ties, m->ties == 1 ? "" : "s");
  const char *one = name_of(c, swap ? t->pair->b : t->pair->a);
  const char *other = name_of(c, swap ? t->pair->a : t->pair->b);
  const char *how = d->kind == DUEL_COSTS ? "cheaper" : "lower";
  if (!d->paired)
    snprintf(text, SENTENCE, "a run of %s is %s than one of %s with a chance of %.2f (A12)", one,
             how, other, swap ? 1 - m->a12 : m->a12);
  else if (m->a == m->b && !m->a)
    snprintf(text, SENTENCE, "%s and %s tie in all %zu pairs", one, other, d->runs_a);
  else
    snprintf(text, SENTENCE, "%s is %s than %s in %zu of %zu pairs%s, A12 %.2f", one, how, other,
             swap ? m->b : m->a, d->runs_a, ties, swap ? 1 - m->a12 : m->a12);
  add_p(d->most.p, d->most_adjusted, c->level, text);
}

void duel_split(const struct told_duel *t, char text[SENTENCE])
{
  const struct duel *d = t->duel;
  bool a = d->ratio > 1; /* is a the cheaper one on average? */
  *text = '\0';
  if (!duel_splits(d)) return;
  const char *cheap = name_of(t->comparison, a ? t->pair->a : t->pair->b);
  const char *dear = name_of(t->comparison, a ? t->pair->b : t->pair->a);
  size_t failed_a = d->runs_a - d->successes_a, failed_b = d->runs_b - d->successes_b;
  size_t failed = a ? failed_b : failed_a, others = a ? failed_a : failed_b;
  int used = snprintf(text, SENTENCE, "%s is cheaper on average, dearer in most runs: ", cheap);
  size_t room = (size_t)(SENTENCE - used);
  text += used;
  if (failed > others)
    snprintf(text, room, "%zu run%s of %s failed, and %zu of %s", failed, failed == 1 ? "" : "s",
             dear, others, cheap);
  else
    snprintf(text, room, "where %s is dearer, it is so by more", dear);
}

/* What the ratio leaves out, or fills in. */
void add_others(const struct comparison *c, const struct pairing *p, char text[SENTENCE])
{
  size_t others = p->cells - p->common;
  if (others)
    sentence_add(text, "; of the %zu other%s %s is ahead on %zu, %s on %zu", others,
                 others == 1 ? "" : "s", name_of(c, p->a), p->ahead_a, name_of(c, p->b),
                 p->ahead_b);
  if (p->halved)
    sentence_add(text, "; on %zu a side has no success, and half a one is taken", p->halved);
}

void pair_sentence(const struct comparison *c, const struct pairing *p, char text[SENTENCE])
{
  const char *a = name_of(c, p->a), *b = name_of(c, p->b);
  if (!p->common || !p->tested) {
    snprintf(text, SENTENCE,
             "no cell in which %s and %s have a target in common and runs to be tested", a, b);
    return;
  }
  ratio_sentence(a, b, p->ratio, &p->interval, text);
  add_p(p->p, p->adjusted, c->level, text);
  size_t used = strlen(text);
  if (p->cells > 1)
    snprintf(text + used, SENTENCE - used,
             "; geometric mean over the %zu of %zu cells with a target in common", p->common,
             p->cells);
  add_others(c, p, text);
}

void pair_wins(const struct comparison *c, size_t pair, size_t *wins_a, size_t *wins_b)
{
  *wins_a = *wins_b = 0;
  for (size_t i = 0; i < c->cell_count; i++) {
    int winner = c->duel[pair * c->cell_count + i].winner;
    *wins_a += winner < 0;
    *wins_b += winner > 0;
  }
}

/* What a cell's contenders are ranked at. */
static void which_target(const struct comparison *c, char text[96])
{
  if (isnan(c->target))
    strcpy(text, "the hardest target that one of them reaches in half of its runs");
  else
    snprintf(text, 96, "an error of %.3g", c->target);
}

const char *ranked_on(const struct comparison *c)
{
  return c->contender[0].optimizer ? "cell" : "problem";
}

void ranking_caption(const struct comparison *c, const struct part *part, char text[SENTENCE])
{
  size_t cells = part->standings.ranks.cells;
  char left[64] = "", target[96];
  which_target(c, target);
  if (part->left_out)
    snprintf(left, sizeof left, " (%zu cell%s left out, where not all ran)", part->left_out,
             part->left_out == 1 ? "" : "s");
  snprintf(text, SENTENCE,
           "%s%s%zu %s ranked on %zu %s%s%s%s: the lower average running time to %s; behind, by "
           "their error, those that never get there.",
           part->title, *part->title ? ": " : "", c->contender_count,
           c->contender[0].optimizer ? "optimizers" : "folders", cells, ranked_on(c),
           cells == 1 ? "" : "s", left,
           c->contender[0].optimizer ? "" : ", by the mean rank in the cells of each", target);
}

void standings_sentence(const struct comparison *c, const struct part *part, char text[SENTENCE])
{
  const struct standings *s = &part->standings;
  char p[16], f_p[16];
  int used;
  if (!s->ranks.cells) {
    snprintf(text, SENTENCE, "No cell that all of them ran: no ranking.");
    return;
  }
  if (s->ranks.cells == 1) {
    snprintf(text, SENTENCE, "Of one %s ranks cannot be tested.", ranked_on(c));
    return;
  }
  p_value_text(s->ranks.p, p);
  p_value_text(s->ranks.f_p, f_p);
  used = snprintf(text, SENTENCE, "Friedman's chi-square %.3g, p %s", s->ranks.chi_square, p);
  if (isfinite(s->ranks.f)) /* infinite: all cells agree, which Friedman's says as well */
    used += snprintf(text + used, (size_t)(SENTENCE - used), "; Iman and Davenport's F %.3g, p %s",
                     s->ranks.f, f_p);
  snprintf(text + used, (size_t)(SENTENCE - used),
           ". Those that share a letter cannot be told apart by these ranks: they are less than "
           "%.3g apart (Nemenyi, p <= %g).",
           s->critical, c->level);
}

/* Does a ratio of the part leave out cells, is there none in place of one, and are there cells
 * whose repetitions are one and the same run? */
static void what_is_missing(const struct comparison *c, const struct part *part, bool *some,
                            bool *none, bool *one_run)
{
  *some = *none = *one_run = false;
  for (size_t i = 0; i < c->pair_count; i++) {
    const struct pairing *p = &part->pair[i];
    *some |= p->tested && p->common && p->common < part->cells;
    *none |= p->tested && !p->common;
    for (size_t k = 0; k < c->cell_count; k++)
      *one_run |=
          &c->part[c->cell[k].part] == part && c->duel[i * c->cell_count + k].kind == DUEL_ONE_RUN;
  }
}

void matrix_caption(const struct comparison *c, const struct part *part, const char *mark,
                    char text[SENTENCE])
{
  size_t tests = 0;
  bool some, none, one_run;
  for (size_t i = 0; i < c->pair_count; i++) tests += part->pair[i].p <= 1;
  what_is_missing(c, part, &some, &none, &one_run);
  snprintf(text, SENTENCE,
           "%s%sHow many times as many evaluations the column needs as the row, on average: "
           "geometric mean over the cells where both have a target in common%s",
           part->title, *part->title ? ": " : "",
           isnan(c->target) ? ", the hardest that both reach in half of their runs" : "");
  if (some)
    sentence_add(text,
                 "; /N: over N of all %zu cells only, since in the others one of them does not get "
                 "far enough%s",
                 part->cells, one_run ? ", or its repetitions are one and the same run" : "");
  if (none)
    sentence_add(text, "; -: there is no such cell%s",
                 one_run ? " whose repetitions are not one and the same run" : "");
  if (!tests) {
    sentence_add(text, ". Nothing is tested.");
    return;
  }
  sentence_add(
      text, ". %s: p <= %g, of all these cells together (%s; Holm's adjustment over %zu pair%s).",
      mark, c->level,
      c->paired ? "swaps within pairs of runs" : "runs dealt out anew where seeds differ", tests,
      tests == 1 ? "" : "s");
}
