/* gate_digests.c -- see gate_digests.h. */
#include "bench/judge/gate_digests.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare(const struct cell_results *x, const struct cell_results *y)
{
  int order = strcmp(x->function, y->function);
  if (!order) order = strcmp(x->optimizer, y->optimizer);
  if (!order) order = (x->dim > y->dim) - (x->dim < y->dim);
  return order ? order : (x->instance > y->instance) - (x->instance < y->instance);
}

static int by_cell(const void *a, const void *b)
{
  const struct digest *const *x = a, *const *y = b;
  return compare(&(*x)->cell, &(*y)->cell);
}

static int by_verdict(const void *a, const void *b)
{
  const struct judged *x = a, *y = b;
  if (x->verdict != y->verdict) return x->verdict > y->verdict ? 1 : -1;
  return compare(x->before ? x->before : x->after, y->before ? y->before : y->after);
}

static const struct digest **sorted(const struct digests *d)
{
  const struct digest **out = malloc((d->count + 1) * sizeof *out);
  for (size_t i = 0; out && i < d->count; i++) out[i] = &d->digest[i];
  if (out) qsort(out, d->count, sizeof *out, by_cell);
  return out;
}

static void judge_one(const struct digest *before, const struct digest *after,
                      struct judgement *out)
{
  struct judged *j = &out->cell[out->count++];
  *j = (struct judged){.before = before ? &before->cell : NULL,
                       .after = after ? &after->cell : NULL};
  j->ratio = j->average = j->p = j->adjusted = j->interval.low = j->interval.high = NAN;
  if (!after)
    j->verdict = VERDICT_MISSING;
  else if (!before)
    j->verdict = VERDICT_NEW;
  else if (strcmp(before->cell.problem, after->cell.problem) != 0)
    j->verdict = VERDICT_REDEFINED;
  else
    j->verdict = strcmp(before->runs, after->runs) ? VERDICT_CHANGED : VERDICT_SAME;
  out->of[j->verdict]++;
}

int gate_judge_digests(const struct digests *before, const struct digests *after,
                       struct judgement *out, struct error *err)
{
  const struct digest **x = sorted(before), **y = sorted(after);
  *out = (struct judgement){.digests = true};
  out->cell = calloc(before->count + after->count + 1, sizeof *out->cell);
  bool good = x && y && out->cell;
  for (size_t i = 0, k = 0; good && (i < before->count || k < after->count);) {
    int order = i == before->count ? 1 : k == after->count ? -1 : by_cell(&x[i], &y[k]);
    judge_one(order <= 0 ? x[i] : NULL, order >= 0 ? y[k] : NULL, out);
    i += order <= 0;
    k += order >= 0;
  }
  free(x);
  free(y);
  if (good) {
    qsort(out->cell, out->count, sizeof *out->cell, by_verdict);
    return STATUS_OK;
  }
  judgement_free(out);
  return error_memory(err, "a comparison");
}
