/* gate_explain.c -- see gate_explain.h. */
#include "bench/judge/gate_explain.h"

#include <math.h>
#include <string.h>

#include "bench/driver/outcome.h"
#include "bench/judge/gate_print.h"
#include "src/numeric/elementary.h"

static void put_pair(const struct judged *j, size_t r, FILE *out)
{
  const struct run_result *a = &j->before->run[r], *b = &j->after->run[r];
  char ratio[16];
  ratio_text(repro_exp(j->difference[r]), ratio);
  fprintf(out, "%5zu  %-10s %12.6g %12.4g  %-10s %12.6g %12.4g  %9s\n", r,
          outcome_names[a->outcome], a->cost, a->error, outcome_names[b->outcome], b->cost,
          b->error, ratio);
}

bool gate_explain(const struct judgement *judgement, const char *title, FILE *out)
{
  for (size_t i = 0; i < judgement->count; i++) {
    const struct judged *j = &judgement->cell[i];
    char own[CELL_TITLE];
    judged_title(j, own);
    if (strcmp(own, title) != 0) continue;
    fprintf(out, "%s: %s, %zu pairs, %zu differ, %zu repeated\n", own, verdict_names[j->verdict],
            j->pairs, j->differing, j->repeated);
    bool told = j->verdict != VERDICT_SAME && !isnan(j->ratio);
    if (told)
      fprintf(out, "%5s  %-10s %12s %12s  %-10s %12s %12s  %9s\n", "run", "before", "cost", "error",
              "after", "cost", "error", j->by_error ? "by error" : "by costs");
    for (size_t r = 0; told && r < j->pairs; r++) put_pair(j, r, out);
    if (told) fputc('\n', out);
    return true;
  }
  return false;
}
