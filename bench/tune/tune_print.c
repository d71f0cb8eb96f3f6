/* tune_print.c -- what tuning found, as tables on the screen. */
#include <math.h>
#include <string.h>

#include "bench/tune/tune_write.h"
#include "src/number.h"

enum { RESULT_TEXT = 64, JUDGED_WIDTH = 14 };

/* "cost 1.2k", "error 0.1", "diverged"; "0.0461 +- 0.0017" of a metric */
static void judged_text(const struct tune_score *s, char text[RESULT_TEXT])
{
  const struct trial *t = &s->judged;
  char cost[16];
  if (!isnan(s->standard_error)) {
    snprintf(text, RESULT_TEXT, "%.4g +- %.2g", t->error, s->standard_error);
    return;
  }
  number_format_count(t->cost, cost);
  if (t->outcome == OUTCOME_TARGET)
    snprintf(text, RESULT_TEXT, "cost %s", cost);
  else if (t->outcome == OUTCOME_DIVERGED)
    snprintf(text, RESULT_TEXT, "diverged");
  else
    snprintf(text, RESULT_TEXT, "%s %.3g", t->level ? "best f" : "error", t->error);
}

/* "  17/17  cost 1.2k", what the run at the quantile came to in `width` columns */
static void print_cells(const struct tune_score *s, int width, FILE *out)
{
  char reached[48], judged[RESULT_TEXT];
  if (isnan(s->standard_error))
    snprintf(reached, sizeof reached, "%zu/%zu", s->reached, s->runs);
  else
    snprintf(reached, sizeof reached, "%zu", s->runs);
  judged_text(s, judged);
  fprintf(out, "  %7s  %-*s", reached, width, judged);
}

static void print_table(const struct tuning *t, size_t top, FILE *out)
{
  const struct tune_cell *cell = &t->cell[0];
  char judged[RESULT_TEXT] = "median run";
  if (t->campaign.metric)
    snprintf(judged, sizeof judged, "%s", metric_title((enum metric)t->campaign.metric));
  else if (t->setup.quantile != 0.5)
    snprintf(judged, sizeof judged, "quantile %g", t->setup.quantile);
  fputs("   rank", out);
  for (size_t a = 0; a < cell->axes; a++) fprintf(out, "  %-10s", cell->axis[a].key);
  const char *runs = t->campaign.metric ? "   runs" : "reached";
  fprintf(out, "  %s  %-*s  %s  fresh runs\n", runs, JUDGED_WIDTH, judged, runs);
  for (size_t k = 0; k < t->setup.candidates; k++) {
    size_t number = cell->order[k];
    const struct tune_candidate *c = &cell->candidate[number];
    if (k >= top && number) continue;
    fprintf(out, "%7zu", k + 1);
    for (size_t a = 0; a < cell->axes; a++) fprintf(out, "  %-10.6g", c->value[a]);
    print_cells(&c->search, c->fresh.runs ? JUDGED_WIDTH : 0, out);
    if (c->fresh.runs) print_cells(&c->fresh, number ? 0 : JUDGED_WIDTH, out);
    fputs(number ? "\n" : "  what the campaign says\n", out);
  }
}

/* "17/17 cost 1.2k, was 3/17 error 0.1"; "0.0461 +- 0.0017, was 0.08 +- 0.005" */
static void print_scores(const struct tune_score *now, const struct tune_score *was, FILE *out)
{
  char text[RESULT_TEXT];
  judged_text(now, text);
  if (isnan(now->standard_error)) fprintf(out, "%zu/%zu ", now->reached, now->runs);
  fprintf(out, "%s, was ", text);
  judged_text(was, text);
  if (isnan(was->standard_error)) fprintf(out, "%zu/%zu ", was->reached, was->runs);
  fputs(text, out);
}

static void print_row(const struct tune_cell *cell, FILE *out)
{
  const struct tune_candidate *best = tune_best(cell), *own = cell->candidate;
  char name[2 * LABEL_SIZE + 64];
  snprintf(name, sizeof name, "%s on %s d%zu", cell->cell.optimizer->label,
           cell->cell.function->label, cell->cell.dim);
  fprintf(out, "  %-44s", name);
  if (!cell->axes) {
    fputs("  nothing to tune\n", out);
    return;
  }
  const struct tune_candidate *shown = best ? best : &own[cell->found];
  char values[TUNE_AXES * 40] = "as it was: none is better";
  if (!best && cell->found) snprintf(values, sizeof values, "as it was: none is confirmed");
  for (size_t a = 0, used = 0; best && a < cell->axes; a++)
    used += (size_t)snprintf(values + used, sizeof values - used, "%s%s %.6g", a ? ", " : "",
                             cell->axis[a].key, best->value[a]);
  fprintf(out, "  %-28s", values);
  if (shown == own) {
    print_cells(&own->fresh, 0, out);
  } else {
    fputs("  fresh runs ", out);
    print_scores(&shown->fresh, &own->fresh, out);
    fputs("; rounds ", out);
    print_scores(&shown->search, &own->search, out);
  }
  fputc('\n', out);
}

/* A best value at the end of its range says that the range was too narrow. */
static void print_edges(const struct tune_cell *cell, FILE *out)
{
  const struct tune_candidate *best = tune_best(cell);
  for (size_t i = 0; best && i < cell->axes; i++) {
    const struct tune_axis *a = &cell->axis[i];
    double value = best->value[i];
    int edge = tune_edge(a, value);
    if (!edge) continue;
    fprintf(out,
            "note: %s on %s d%zu: the best %s, %g, is at the %s end of what was searched; --range "
            "%s=%s looks further\n",
            cell->cell.optimizer->label, cell->cell.function->label, cell->cell.dim, a->key, value,
            edge < 0 ? "lower" : "upper", a->key, "LOW:HIGH");
  }
}

void tune_print(const struct tuning *t, size_t top, FILE *out)
{
  char evaluations[16];
  number_format_count(t->evaluations, evaluations);
  if (t->cells == 1) {
    const struct tune_cell *cell = &t->cell[0];
    fprintf(out, "%s on %s d%zu: %zu candidates, %zu runs, %s evaluations in %.1f s\n",
            cell->cell.optimizer->label, cell->cell.function->label, cell->cell.dim,
            t->setup.candidates, t->trials, evaluations, t->seconds);
    print_table(t, top, out);
  } else {
    fprintf(out, "%s: %zu candidates and %zu runs for each of these, %s evaluations in %.1f s\n",
            t->setup.campaign->name, t->setup.candidates, t->trials, evaluations, t->seconds);
    for (size_t i = 0; i < t->cells; i++) print_row(&t->cell[i], out);
  }
  for (size_t i = 0; i < t->cells; i++) print_edges(&t->cell[i], out);
}
