/* tune_print.c -- what tuning found, as tables on the screen. */
#include <string.h>

#include "bench/tune/tune_write.h"
#include "src/number.h"

enum { EDGE_SHARES = 32 }; /* a best value within 1/32 of its range's end may lie beyond */

/* "17/17   cost 1.2k", "3/17   error 0.1" */
static void print_result(const struct tune_candidate *c, FILE *out)
{
  char cost[16];
  fprintf(out, "%4zu/%zu  ", c->reached, c->runs);
  number_format_count(c->judged.cost, cost);
  if (c->judged.outcome == OUTCOME_TARGET)
    fprintf(out, "cost %s", cost);
  else
    fprintf(out, "error %.3g", c->judged.error);
}

static void print_table(const struct tune_cell *cell, size_t candidates, double quantile,
                        size_t top, FILE *out)
{
  fputs("   rank", out);
  for (size_t a = 0; a < cell->axes; a++) fprintf(out, "  %-10s", cell->axis[a].key);
  if (quantile == 0.5)
    fputs("  reached  median run\n", out);
  else
    fprintf(out, "  reached  run at quantile %g\n", quantile);
  for (size_t k = 0; k < candidates; k++) {
    size_t number = cell->order[k];
    const struct tune_candidate *c = &cell->candidate[number];
    if (k >= top && number) continue;
    fprintf(out, "%7zu", k + 1);
    for (size_t a = 0; a < cell->axes; a++) fprintf(out, "  %-10.6g", c->value[a]);
    fputs("  ", out);
    print_result(c, out);
    fputs(number ? "\n" : "   what the campaign says\n", out);
  }
}

static void print_row(const struct tune_cell *cell, FILE *out)
{
  const struct tune_candidate *best = tune_best(cell);
  char name[2 * LABEL_SIZE + 64];
  snprintf(name, sizeof name, "%s on %s d%zu", cell->cell.optimizer->label,
           cell->cell.function->label, cell->cell.dim);
  fprintf(out, "  %-44s", name);
  if (!cell->axes) {
    fputs("  nothing to tune\n", out);
    return;
  }
  char values[TUNE_AXES * 40] = "";
  for (size_t a = 0, used = 0; best && a < cell->axes; a++)
    used += (size_t)snprintf(values + used, sizeof values - used, "%s%s %.6g", a ? ", " : "",
                             cell->axis[a].key, best->value[a]);
  fprintf(out, "  %-28s", best ? values : "as it was: none is better");
  if (best) {
    print_result(best, out);
    fputs(", was ", out);
  }
  print_result(&cell->candidate[0], out);
  fputc('\n', out);
}

/* A best value at the end of its range says that the range was too narrow. */
static void print_edges(const struct tune_cell *cell, FILE *out)
{
  const struct tune_candidate *best = tune_best(cell);
  for (size_t i = 0; best && i < cell->axes; i++) {
    const struct tune_axis *a = &cell->axis[i];
    double value = best->value[i];
    bool low = value <= tune_value(a, 1.0 / EDGE_SHARES);
    if (!low && value < tune_value(a, 1 - 1.0 / EDGE_SHARES)) continue;
    fprintf(out,
            "note: %s on %s d%zu: the best %s, %g, is at the %s end of what was searched; --range "
            "%s=%s looks further\n",
            cell->cell.optimizer->label, cell->cell.function->label, cell->cell.dim, a->key, value,
            low ? "lower" : "upper", a->key, "LOW:HIGH");
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
    print_table(cell, t->setup.candidates, t->setup.quantile, top, out);
  } else {
    fprintf(out, "%s: %zu candidates and %zu runs for each of these, %s evaluations in %.1f s\n",
            t->setup.campaign->name, t->setup.candidates, t->trials, evaluations, t->seconds);
    for (size_t i = 0; i < t->cells; i++) print_row(&t->cell[i], out);
  }
  for (size_t i = 0; i < t->cells; i++) print_edges(&t->cell[i], out);
}
